//! Notifications as clients see them, and what people may ask for.

use super::NotificationKind;
use crate::id::{CommentId, NotificationId, VideoId};
use crate::page::Page;
use crate::rule::Rule;
use crate::time::Timestamp;
use crate::user::AuthorView;
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The most unread notifications that are counted: beyond that it is "99+".
pub const MAX_COUNTED: u64 = 100;
/// The most notifications that one request can name.
const MAX_NAMED: usize = 100;

/// Something that a person is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotificationView {
    /// Its identifier.
    pub id: NotificationId,
    /// What it is.
    pub kind: NotificationKind,
    /// Who caused it; `null` if nobody did.
    pub actor: Option<AuthorView>,
    /// The video that it is about; `null` for none.
    pub video: Option<NotificationVideo>,
    /// The comment that it is about; `null` for none.
    pub comment_id: Option<CommentId>,
    /// Whether it was read.
    pub read: bool,
    /// When.
    pub created_at: Timestamp,
}

/// The video that a notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotificationVideo {
    /// Its id.
    pub id: VideoId,
    /// The title.
    pub title: String,
    /// Address of the poster.
    pub poster_url: Option<String>,
}

/// A page of notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotificationPage {
    /// The rows and where they go on.
    #[serde(flatten)]
    pub page: Page<NotificationView>,
    /// How many are unread, at most 100.
    #[schema(maximum = 100)]
    pub unread: u64,
}

/// Which notifications were read: those named, or all up to one.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "up_to": "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e" }))]
pub struct MarkRead {
    /// These, up to 100.
    #[serde(default)]
    #[garde(custom(one_of_two(&self.up_to)))]
    #[schema(min_items = 1, max_items = 100)]
    pub ids: Option<Vec<NotificationId>>,
    /// This one and all before it.
    #[serde(default)]
    #[garde(skip)]
    pub up_to: Option<NotificationId>,
}

#[expect(clippy::ref_option, reason = "garde hands references")]
fn one_of_two(up_to: &Option<NotificationId>) -> impl FnOnce(&Option<Vec<NotificationId>>, &()) -> garde::Result {
    let all_before = up_to.is_some();
    move |ids, ()| match ids {
        Some(_) if all_before => Err(Rule::NotTogetherWith { other: "up_to".into() }.into()),
        None if !all_before => Err(Rule::RequiredWithout { other: "up_to".into() }.into()),
        Some(ids) if ids.is_empty() => Err(Rule::MinItems { min: 1 }.into()),
        Some(ids) => Rule::MaxItems { max: MAX_NAMED }.require(ids.len() <= MAX_NAMED),
        _ => Ok(()),
    }
}

/// What a person wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kinds": { "reply": true, "follow": false } }))]
pub struct NotificationPreferences {
    /// Each kind, and whether it is wanted. Where kinds are left out they are wanted.
    #[garde(skip)]
    pub kinds: BTreeMap<NotificationKind, bool>,
}

impl NotificationPreferences {
    /// The preferences of somebody who does not want these kinds.
    pub fn without(off: &[NotificationKind]) -> Self {
        Self { kinds: NotificationKind::ALL.into_iter().map(|kind| (kind, !off.contains(&kind))).collect() }
    }

    /// The kinds that are not wanted.
    pub fn off(&self) -> Vec<NotificationKind> {
        self.kinds.iter().filter(|(_, wanted)| !**wanted).map(|(kind, _)| *kind).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_named_in_one_way() {
        let id = r#""0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e""#;
        let fine = |json: String| serde_json::from_str::<MarkRead>(&json).unwrap().validate().is_ok();
        assert!(fine(format!(r#"{{"ids":[{id}]}}"#)) && fine(format!(r#"{{"up_to":{id}}}"#)));
        assert!(!fine("{}".to_owned()) && !fine(r#"{"ids":[]}"#.to_owned()) && !fine(format!(r#"{{"ids":[{id}],"up_to":{id}}}"#)));
    }

    #[test]
    fn what_is_not_switched_off_is_wanted() {
        let off: NotificationPreferences = serde_json::from_str(r#"{"kinds":{"follow":false,"reply":true}}"#).unwrap();
        assert_eq!(off.off(), [NotificationKind::Follow]);
        let all = NotificationPreferences::without(&off.off());
        assert_eq!((all.kinds.len(), all.kinds[&NotificationKind::Follow], all.kinds[&NotificationKind::Mention]), (9, false, true));
        assert!(serde_json::from_str::<NotificationPreferences>(r#"{"kinds":{"fanfare":false}}"#).is_err());
    }
}
