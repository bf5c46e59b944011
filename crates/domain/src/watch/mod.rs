//! How far a person watched what: the history and the places to go on from are one thing.

mod command;
mod view;

pub use command::{PauseHistory, ReportProgress, Reported};
pub use view::{ContinueItem, HistoryItem, HistoryPage, HistoryState, ProgressList, ProgressOf, ProgressView};

use crate::id::VideoId;
use crate::time::Timestamp;

/// The part of a video, in percent, after which it counts as watched to the end: few wait for the credits.
const FINISHED_PERCENT: i64 = 95;

/// How far somebody watched a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The video.
    pub video_id: VideoId,
    /// Where to go on, in milliseconds.
    pub position_ms: i64,
    /// Whether it was watched to its end.
    pub finished: bool,
    /// When, by the clock of the device, as far as that can be believed.
    pub watched_at: Timestamp,
}

impl Watch {
    /// What a report means: nobody watches beyond the end, nor in the future.
    pub fn new(report: &Reported, duration_ms: Option<i64>, now: Timestamp) -> Self {
        let position_ms = report.position_ms().clamp(0, duration_ms.unwrap_or(i64::MAX).max(0));
        let finished = duration_ms.is_some_and(|all| all > 0 && position_ms.saturating_mul(100) >= all.saturating_mul(FINISHED_PERCENT));
        Self { video_id: report.video_id, position_ms, finished, watched_at: report.at.unwrap_or(now).min(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(seconds: f64, duration_ms: Option<i64>) -> (i64, bool) {
        let at = Timestamp::from_millis(5);
        let report = Reported { video_id: VideoId(uuid::Uuid::nil()), position_seconds: seconds, at: Some(at) };
        let watch = Watch::new(&report, duration_ms, at);
        (watch.position_ms, watch.finished)
    }

    #[test]
    fn positions_stay_within_the_video_and_its_last_part_is_its_end() {
        assert_eq!(watch(12.3456, Some(60_000)), (12_346, false));
        assert_eq!(watch(56.999, Some(60_000)), (56_999, false));
        assert_eq!(watch(57.0, Some(60_000)), (57_000, true));
        assert_eq!(watch(1e9, Some(60_000)), (60_000, true));
        assert_eq!(watch(5.0, None), (5_000, false));
        assert_eq!(watch(5.0, Some(0)), (0, false));
    }

    #[test]
    fn a_fast_clock_or_none_counts_as_now() {
        let (now, later) = (Timestamp::from_millis(1000), Timestamp::from_millis(9_999_999));
        let report = Reported { video_id: VideoId(uuid::Uuid::nil()), position_seconds: 1.0, at: Some(later) };
        assert_eq!(Watch::new(&report, None, now).watched_at, now);
        assert_eq!(Watch::new(&Reported { at: None, ..report }, None, now).watched_at, now);
        let earlier = Some(Timestamp::from_millis(7));
        assert_eq!(Watch::new(&Reported { at: earlier, ..report }, None, now).watched_at.millis(), 7);
    }
}
