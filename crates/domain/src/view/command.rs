//! What a player tells.

use super::Played;
use crate::rule::{FieldError, Rule};
use crate::time::{MAX_SECONDS, MEDIA_SECONDS, millis_from_seconds as millis};
use garde::Validate;
use serde::Deserialize;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The most stretches of one report.
const MAX_STRETCHES: usize = 100;
/// How far beyond its end a video can seem to play, in milliseconds: players and containers don't agree to the frame.
const TOLERANCE_MS: i64 = 2_000;

/// That somebody watches a video, and what of it was played since the last report.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "played": [[0.0, 12.5], [40.0, 57.5]] }))]
pub struct CountView {
    /// The stretches that were played since the last report, up to 100, in the order in which they were.
    #[serde(default)]
    #[garde(length(max = MAX_STRETCHES), inner(custom(in_order)))]
    #[schema(max_items = 100)]
    pub played: Vec<Stretch>,
}

/// From where to where, in seconds from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Stretch(pub [f64; 2]);

impl CountView {
    /// What was played of a video of this length, in milliseconds, if its length is known.
    ///
    /// # Errors
    /// The first stretch that ends beyond the video.
    pub fn played(&self, length_ms: Option<i64>) -> Result<Played, FieldError> {
        let length_ms = length_ms.unwrap_or(i64::MAX);
        let mut stretches = Vec::new();
        for (number, Stretch([from, to])) in self.played.iter().enumerate() {
            if millis(*to) > length_ms.saturating_add(TOLERANCE_MS) {
                return Err(Rule::WithinVideo.at(&format!("/played/{number}")));
            }
            stretches.push(millis(*from).min(length_ms)..millis(*to).min(length_ms));
        }
        Ok(Played::new(stretches))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands references")]
fn in_order(Stretch([from, to]): &Stretch, _: &()) -> garde::Result {
    if ![from, to].into_iter().all(|seconds| (0.0..=MAX_SECONDS).contains(seconds)) {
        return Err(MEDIA_SECONDS.into());
    }
    Rule::OrderedStretch.require(from < to)
}

impl PartialSchema for Stretch {
    fn schema() -> RefOr<Schema> {
        let seconds = ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0)).maximum(Some(1_000_000_000));
        ArrayBuilder::new().items(seconds).min_items(Some(2)).max_items(Some(2)).into()
    }
}

impl ToSchema for Stretch {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> CountView {
        serde_json::from_str(json).unwrap()
    }

    fn faults(json: &str) -> Vec<String> {
        read(json).validate().err().iter().flat_map(garde::Report::iter).map(|(path, _)| path.to_string()).collect()
    }

    #[test]
    fn stretches_go_forward_and_are_few() {
        assert!(faults("{}").is_empty());
        assert!(faults(r#"{"played":[[40,57.5],[0,12.5]]}"#).is_empty(), "in whatever order they were played");
        assert_eq!(faults(r#"{"played":[[1,2],[3,3],[5,4]]}"#), ["played[1]", "played[2]"]);
        assert_eq!(faults(r#"{"played":[[-1,2],[0,1e10]]}"#), ["played[0]", "played[1]"]);
        let many = vec!["[0,1]"; 101].join(",");
        assert_eq!(faults(&format!(r#"{{"played":[{many}]}}"#)), ["played"]);
        for bad in [r#"{"played":[[1]]}"#, r#"{"played":[[1,2,3]]}"#, r#"{"played":[["1","2"]]}"#, r#"{"played":null}"#, r#"{"by":1}"#] {
            assert!(serde_json::from_str::<CountView>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_little_beyond_the_end_is_the_end() {
        let report = read(r#"{"played":[[0,10],[55,61.9],[61,62]]}"#);
        assert_eq!(report.played(Some(60_000)).unwrap().watch_ms(), 15_000);
        let beyond = read(r#"{"played":[[0,10],[55,62.1]]}"#).played(Some(60_000)).unwrap_err();
        assert_eq!((beyond.pointer.as_deref(), beyond.rule.code()), (Some("/played/1"), "beyond-end"));
        assert_eq!(report.played(None).unwrap().watch_ms(), 17_900, "while the length is not known");
    }
}
