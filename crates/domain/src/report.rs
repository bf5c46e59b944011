//! Complaints about what people made.

use crate::id::{CommentId, ReportId, UserId, VideoId};
use crate::text;
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const MAX_DETAIL: usize = 2_000;

/// What is wrong with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportReason {
    /// Unwanted advertising, or the same thing over and over.
    Spam,
    /// Attacks on a person or a group.
    Hate,
    /// Threats or cruelty.
    Violence,
    /// Sexual content that has no place here.
    Sexual,
    /// It puts a minor in danger.
    ChildSafety,
    /// It belongs to somebody else.
    Copyright,
    /// It shows or tells somebody's private matters.
    Privacy,
    /// It misleads in a harmful way.
    Misleading,
    /// What the detail says.
    Other,
}

impl ReportReason {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Spam,
        Self::Hate,
        Self::Violence,
        Self::Sexual,
        Self::ChildSafety,
        Self::Copyright,
        Self::Privacy,
        Self::Misleading,
        Self::Other,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Hate => "hate",
            Self::Violence => "violence",
            Self::Sexual => "sexual",
            Self::ChildSafety => "child-safety",
            Self::Copyright => "copyright",
            Self::Privacy => "privacy",
            Self::Misleading => "misleading",
            Self::Other => "other",
        }
    }

    /// The reason with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// What kind of thing a complaint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReportKind {
    /// A video.
    Video,
    /// A comment.
    Comment,
}

impl ReportKind {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Comment => "comment",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Video, Self::Comment].into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether somebody looked at a complaint, and what he said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReportState {
    /// Nobody has looked at it.
    Open,
    /// It is right.
    Accepted,
    /// It is not.
    Rejected,
}

impl ReportState {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Accepted, Self::Rejected].into_iter().find(|state| state.name() == name)
    }
}

/// What a moderator says of a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is right.
    Accepted,
    /// It is not.
    Rejected,
}

impl From<Verdict> for ReportState {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accepted => Self::Accepted,
            Verdict::Rejected => Self::Rejected,
        }
    }
}

/// What is to come of a complaint.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "accepted", "note": "Taken down." }))]
pub struct HandleReport {
    /// What the moderator says of it.
    #[garde(skip)]
    pub state: Verdict,
    /// For other moderators, up to 2,000 characters.
    #[serde(default)]
    #[garde(inner(custom(text::block(MAX_DETAIL))))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// A complaint as moderators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportView {
    /// Its identifier.
    pub id: ReportId,
    /// What kind of thing it is about.
    pub kind: ReportKind,
    /// Which one; it may be gone by now.
    #[schema(value_type = String, format = "uuid")]
    pub target_id: Uuid,
    /// The title, where it is a video that is there.
    pub title: Option<String>,
    /// Who complains; `null` once the account was erased.
    pub reporter: Option<ReporterView>,
    /// What is wrong.
    pub reason: ReportReason,
    /// In the reporter's own words.
    pub detail: String,
    /// What came of it.
    pub state: ReportState,
    /// When it came.
    pub created_at: Timestamp,
    /// Which moderator looked at it.
    pub handled_by: Option<UserId>,
    /// When.
    pub handled_at: Option<Timestamp>,
    /// For other moderators.
    pub note: Option<String>,
}

/// Who complains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReporterView {
    /// The account.
    pub id: UserId,
    /// Its handle.
    pub handle: String,
}

/// What a complaint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportTarget {
    /// A video.
    Video(VideoId),
    /// A comment.
    Comment(CommentId),
}

/// A complaint as it is sent.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "spam", "detail": "The same link under every video." }))]
pub struct CreateReport {
    /// What is wrong.
    #[garde(skip)]
    pub reason: ReportReason,
    /// In the reporter's own words, up to 2,000 characters.
    #[serde(default)]
    #[garde(custom(text::block(MAX_DETAIL)))]
    #[schema(max_length = 2000)]
    pub detail: String,
}

/// A complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its identifier.
    pub id: ReportId,
    /// Who complains; nobody knows any more once the account was erased.
    pub reporter_id: Option<UserId>,
    /// About what.
    pub target: ReportTarget,
    /// What is wrong.
    pub reason: ReportReason,
    /// In the reporter's own words.
    pub detail: String,
    /// When.
    pub created_at: Timestamp,
}

impl Report {
    /// The complaint that a command makes.
    pub fn new(id: ReportId, reporter: UserId, target: ReportTarget, command: &CreateReport, now: Timestamp) -> Self {
        let detail = text::normal(&command.detail);
        Self { id, reporter_id: Some(reporter), target, reason: command.reason, detail, created_at: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_are_those_on_the_wire() {
        for reason in ReportReason::ALL {
            assert_eq!(ReportReason::from_name(reason.name()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
    }
}
