//! What the owner of a video learns of its views.

use super::BUCKETS;
use crate::time::{Day, seconds_from_millis};
use crate::video::Counts;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How a video is watched.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VideoStats {
    /// All its views.
    pub views: i64,
    /// How long it was watched altogether, in seconds.
    #[schema(example = 5234.2)]
    pub watch_seconds: f64,
    /// Likes.
    pub likes: i64,
    /// Dislikes.
    pub dislikes: i64,
    /// Comments.
    pub comments: i64,
    /// People who keep it among their favourites.
    pub favorites: i64,
    /// Each day (UTC) that was asked for, the earliest first; the last one is today.
    pub days: Vec<DayStats>,
    /// For each twentieth of the video, in which share of the views it was played, from 0 to 1.
    #[schema(min_items = 20, max_items = 20)]
    pub retention: Vec<f64>,
}

/// How a video was watched on one day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct DayStats {
    /// The day.
    pub day: Day,
    /// Views.
    pub views: i64,
    /// How long it was watched, in seconds.
    #[schema(example = 734.5)]
    pub watch_seconds: f64,
}

/// How a video was watched on a day on which it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchedDay {
    /// The day.
    pub day: Day,
    /// Views.
    pub views: i64,
    /// How long it was watched, in milliseconds.
    pub watch_ms: i64,
}

impl DayStats {
    /// So many days up to this one, also those on which nobody watched.
    pub fn until(today: Day, days: u32, watched: &[WatchedDay]) -> Vec<Self> {
        let watched: BTreeMap<Day, &WatchedDay> = watched.iter().map(|watched| (watched.day, watched)).collect();
        let each = (0..days).rev().map(|ago| today.minus(ago));
        each.map(|day| {
            let (views, watch_ms) = watched.get(&day).map_or((0, 0), |watched| (watched.views, watched.watch_ms));
            Self { day, views, watch_seconds: seconds_from_millis(watch_ms) }
        })
        .collect()
    }
}

impl VideoStats {
    /// From what is counted. `plays` are those of each part.
    pub fn new(counts: Counts, favorites: i64, watch_ms: i64, days: Vec<DayStats>, plays: &[i64; BUCKETS]) -> Self {
        Self {
            views: counts.views,
            watch_seconds: seconds_from_millis(watch_ms),
            likes: counts.likes,
            dislikes: counts.dislikes,
            comments: counts.comments,
            favorites,
            days,
            retention: plays.iter().map(|plays| share(*plays, counts.views)).collect(),
        }
    }
}

/// To a thousandth; what is played several times in one view is played.
#[expect(clippy::cast_precision_loss, reason = "views are far below 2^52")]
fn share(plays: i64, views: i64) -> f64 {
    let share = plays as f64 / views.max(1) as f64;
    (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_told_and_no_share_is_above_one() {
        let today = Day::from_number(20_000);
        let watched = [WatchedDay { day: today.minus(1), views: 3, watch_ms: 4_500 }];
        let days = DayStats::until(today, 3, &watched);
        let seen: Vec<_> = days.iter().map(|day| (day.day, day.views, day.watch_seconds)).collect();
        assert_eq!(seen, [(today.minus(2), 0, 0.0), (today.minus(1), 3, 4.5), (today, 0, 0.0)]);
        let mut plays = [0; BUCKETS];
        plays[..3].copy_from_slice(&[5, 2, 1]);
        let stats = VideoStats::new(Counts { views: 3, ..Counts::default() }, 0, 4_500, days, &plays);
        assert_eq!(stats.retention[..4], [1.0, 0.667, 0.333, 0.0]);
        assert_eq!(stats.retention.len(), BUCKETS);
    }

    #[test]
    fn without_views_nothing_is_retained() {
        let stats = VideoStats::new(Counts::default(), 0, 0, Vec::new(), &[0; BUCKETS]);
        assert_eq!(stats.retention, [0.0; BUCKETS]);
    }
}
