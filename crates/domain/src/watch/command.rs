//! What a player tells.

use crate::id::VideoId;
use crate::rule::Rule;
use crate::time::{Timestamp, in_media, millis_from_seconds};
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// The most videos that one report can be about.
const MAX_ITEMS: usize = 50;

/// Where a person is in a video.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "video_id": "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e", "position_seconds": 61.5, "at": "2026-01-31T09:30:00.000Z" }))]
pub struct Reported {
    /// The video.
    #[garde(skip)]
    pub video_id: VideoId,
    /// Where, in seconds from the beginning.
    #[garde(custom(in_media))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub position_seconds: f64,
    /// When, by the clock of the device; now if it is absent. The newest report of a video wins, in any order of arrival.
    #[serde(default)]
    #[garde(skip)]
    pub at: Option<Timestamp>,
}

impl Reported {
    /// Where, in milliseconds.
    pub fn position_ms(&self) -> i64 {
        millis_from_seconds(self.position_seconds)
    }
}

/// Where a person is: in one video, or in each of `items`.
#[derive(Clone, Debug, PartialEq, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "video_id": "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e", "position_seconds": 61.5, "at": "2026-01-31T09:30:00.000Z" }))]
pub struct ReportProgress {
    /// The video.
    #[serde(default)]
    #[garde(custom(one_way(&self.items)))]
    pub video_id: Option<VideoId>,
    /// Where, in seconds from the beginning.
    #[serde(default)]
    #[garde(custom(one_way(&self.items)), inner(custom(in_media)))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub position_seconds: Option<f64>,
    /// When, by the clock of the device; now if it is absent. The newest report of a video wins, in any order of arrival.
    #[serde(default)]
    #[garde(custom(not_in_batch(&self.items)))]
    pub at: Option<Timestamp>,
    /// Instead of the rest: up to 50 reports, of which those on videos that are not there any more are passed over.
    #[serde(default)]
    #[garde(dive, custom(bounded))]
    #[schema(min_items = 1, max_items = 50)]
    pub items: Option<Vec<Reported>>,
}

impl ReportProgress {
    /// The one report, if it is not a batch.
    pub fn single(&self) -> Option<Reported> {
        let (video_id, position_seconds) = (self.video_id?, self.position_seconds?);
        Some(Reported { video_id, position_seconds, at: self.at })
    }
}

/// A member of the single form is there exactly if there is no batch.
#[expect(clippy::ref_option, reason = "garde hands references")]
fn one_way<T>(items: &Option<Vec<Reported>>) -> impl FnOnce(&Option<T>, &()) -> garde::Result {
    let batch = items.is_some();
    move |value, ()| match (batch, value) {
        (true, Some(_)) => Err(Rule::NotTogetherWith { other: "items".into() }.into()),
        (false, None) => Err(Rule::RequiredWithout { other: "items".into() }.into()),
        _ => Ok(()),
    }
}

/// A member of the single form that may be left out.
#[expect(clippy::ref_option, reason = "garde hands references")]
fn not_in_batch<T>(items: &Option<Vec<Reported>>) -> impl FnOnce(&Option<T>, &()) -> garde::Result {
    let batch = items.is_some();
    move |value, ()| Rule::NotTogetherWith { other: "items".into() }.require(!batch || value.is_none())
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde hands references")]
fn bounded(items: &Option<Vec<Reported>>, (): &()) -> garde::Result {
    let Some(items) = items else { return Ok(()) };
    Rule::MinItems { min: 1 }.require(!items.is_empty())?;
    Rule::MaxItems { max: MAX_ITEMS }.require(items.len() <= MAX_ITEMS)
}

/// Whether what is watched from now on is to be remembered.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseHistory {
    /// `true`: nothing new is remembered, neither in the history nor as a place to go on from.
    #[garde(skip)]
    pub paused: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<String> {
        let report: ReportProgress = serde_json::from_str(json).unwrap();
        let mut places: Vec<String> =
            report.validate().err().iter().flat_map(garde::Report::iter).map(|(path, _)| path.to_string()).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn it_is_one_report_or_a_batch() {
        let one = r#""video_id":"0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e","position_seconds":1.5,"at":"2026-01-31T09:30:00Z""#;
        assert!(faults(&format!("{{{one}}}")).is_empty());
        assert!(faults(&format!(r#"{{"items":[{{{one}}}]}}"#)).is_empty());
        assert_eq!(faults(&format!(r#"{{{one},"items":[{{{one}}}]}}"#)), ["at", "position_seconds", "video_id"]);
        assert_eq!(faults("{}"), ["position_seconds", "video_id"]);
        let undated = one.replace(r#","at":"2026-01-31T09:30:00Z""#, "");
        assert!(faults(&format!("{{{undated}}}")).is_empty());
        assert!(faults(&format!(r#"{{"items":[{{{undated}}}]}}"#)).is_empty());
        assert_eq!(faults(r#"{"items":[]}"#), ["items"]);
        assert_eq!(faults(&format!("{{{}}}", one.replace("1.5", "-1"))), ["position_seconds"]);
        assert_eq!(faults(&format!(r#"{{"items":[{{{}}}]}}"#, one.replace("1.5", "-0.001"))), ["items[0].position_seconds"]);
    }
}
