//! When a video comes out, and what a moderator does about one that should not have.

use super::{Video, Visibility};
use crate::rule::{FieldError, Rule};
use crate::text;
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MAX_REASON: usize = 1_000;

/// A moderator's word that a video is to be seen by nobody but its owner and moderators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Takedown {
    /// Since when.
    pub at: Timestamp,
    /// Why, for the owner.
    pub reason: String,
    /// Who could watch before, and can again when it is lifted.
    pub before: Visibility,
}

/// What the owner is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TakedownView {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Why a video is to be hidden.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "It shows somebody's home address." }))]
pub struct TakeDown {
    /// For the owner, up to 1,000 characters.
    #[garde(custom(text::line(MAX_REASON)))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Why what an owner wants of his video can't be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A value does not go with the others.
    Field(FieldError),
    /// A moderator hid it, so it stays private.
    TakenDown,
}

impl Video {
    /// Whether what the owner says of it goes together, and with what moderators said.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check(&self) -> Result<(), Refusal> {
        let field = |pointer, rule: Rule| Err(Refusal::Field(rule.at(pointer)));
        if self.lock.is_some() && !self.keeps_lock() {
            return field("/password", Rule::OnlyWithPassword);
        }
        match (&self.takedown, self.metadata.visibility, self.metadata.publish_at) {
            (Some(_), Visibility::Private, _) => Ok(()),
            (Some(_), _, _) => Err(Refusal::TakenDown),
            (None, Visibility::Password, _) if self.lock.is_none() => field("/password", Rule::Required),
            (None, Visibility::Scheduled, None) => field("/publish_at", Rule::Required),
            (None, Visibility::Scheduled, Some(_)) | (None, _, None) => Ok(()),
            (None, _, Some(_)) => field("/publish_at", Rule::OnlyScheduled),
        }
    }

    /// Makes it public if its time has come; `true` if that was so. What is out stays out, however the clock
    /// is set afterwards.
    pub fn publish_if_due(&mut self, now: Timestamp) -> bool {
        let is_due = self.metadata.visibility == Visibility::Scheduled && self.metadata.publish_at.is_some_and(|at| at <= now);
        if is_due {
            self.metadata.visibility = Visibility::Public;
            self.metadata.publish_at = None;
            self.changed(now);
        }
        is_due
    }

    /// Hides it from everybody but its owner and moderators; `true` if it was not hidden before.
    pub fn take_down(&mut self, command: &TakeDown, now: Timestamp) -> bool {
        let reason = text::normal(&command.reason);
        let is_new = self.takedown.is_none();
        // A second word on it gives another reason, and remembers who could watch at first.
        let (at, before) = self.takedown.as_ref().map_or((now, self.metadata.visibility), |earlier| (earlier.at, earlier.before));
        self.takedown = Some(Takedown { at, reason, before });
        self.metadata.visibility = Visibility::Private;
        self.changed(now);
        is_new
    }

    /// Gives it back to those who could watch before; `true` if it was hidden.
    pub fn put_back(&mut self, now: Timestamp) -> bool {
        let Some(takedown) = self.takedown.take() else { return false };
        let has_no_date = takedown.before == Visibility::Scheduled && self.metadata.publish_at.is_none();
        self.metadata.visibility = if has_no_date { Visibility::Private } else { takedown.before };
        if self.metadata.visibility != Visibility::Scheduled {
            self.metadata.publish_at = None;
        }
        self.changed(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{LockId, UserId, VideoId};
    use crate::video::{CreateVideo, Lock, PatchVideo, VideoState};
    use uuid::Uuid;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn video(visibility: Visibility, publish_at: Option<i64>) -> Video {
        let command = CreateVideo { visibility, publish_at: publish_at.map(at), ..CreateVideo::for_file("a.mp4") };
        let mut video = Video::draft(VideoId(Uuid::nil()), UserId(Uuid::nil()), command, at(1));
        video.state = VideoState::Ready;
        video
    }

    fn lock() -> Lock {
        Lock { id: LockId(Uuid::nil()), hash: "hash".to_owned() }
    }

    fn order(reason: &str) -> TakeDown {
        TakeDown { reason: reason.to_owned() }
    }

    #[test]
    fn a_date_is_for_scheduled_videos_which_need_one() {
        assert_eq!(video(Visibility::Scheduled, Some(5)).check(), Ok(()));
        assert_eq!(video(Visibility::Public, None).check(), Ok(()));
        for (visibility, date, code) in [(Visibility::Scheduled, None, "required"), (Visibility::Public, Some(5), "not-scheduled")] {
            assert!(matches!(video(visibility, date).check(), Err(Refusal::Field(field)) if field.rule.code() == code));
        }
    }

    #[test]
    fn a_password_is_for_videos_of_that_visibility_which_need_one() {
        let fault = |video: &Video| match video.check() {
            Err(Refusal::Field(field)) => (field.pointer.unwrap_or_default(), field.rule.code().to_owned()),
            other => (format!("{other:?}"), String::new()),
        };
        let locked = |visibility, date| Video { lock: Some(lock()), ..video(visibility, date) };
        let named = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(locked(Visibility::Password, None).check(), Ok(()));
        assert_eq!(fault(&video(Visibility::Password, None)), named("/password", "required"));
        assert_eq!(fault(&locked(Visibility::Unlisted, None)), named("/password", "not-password"));
        assert_eq!(fault(&locked(Visibility::Scheduled, Some(5))), named("/password", "not-password"));
        assert_eq!(fault(&locked(Visibility::Password, Some(5))), named("/publish_at", "not-scheduled"));
    }

    #[test]
    fn another_visibility_drops_the_password_and_a_takedown_keeps_it() {
        let mut video = Video { lock: Some(lock()), ..video(Visibility::Password, None) };
        video.take_down(&order("spam"), at(10));
        assert_eq!((video.metadata.visibility, video.lock_in_force()), (Visibility::Private, None));
        video.patch(PatchVideo { title: Some("Other".to_owned()), ..PatchVideo::default() }, at(20));
        video.put_back(at(30));
        assert_eq!((video.metadata.visibility, video.lock_in_force()), (Visibility::Password, Some(&lock())));
        video.patch(PatchVideo { visibility: Some(Visibility::Unlisted), ..PatchVideo::default() }, at(40));
        assert_eq!(video.lock, None);
    }

    #[test]
    fn a_scheduled_video_comes_out_once_and_stays_out() {
        let mut video = video(Visibility::Scheduled, Some(100));
        assert!(!video.publish_if_due(at(99)));
        assert!(video.publish_if_due(at(100)) && video.is_listed());
        assert_eq!((video.published_at, video.metadata.publish_at), (Some(at(100)), None));
        assert!(!video.publish_if_due(at(50)), "the clock was set back");
        assert!(video.is_listed());
    }

    #[test]
    fn what_is_taken_down_stays_private_until_it_is_put_back() {
        let mut video = video(Visibility::Public, None);
        assert!(video.take_down(&order("spam"), at(10)) && !video.is_listed());
        assert!(!video.take_down(&order(" worse "), at(20)), "no news");
        assert_eq!(video.takedown, Some(Takedown { at: at(10), reason: "worse".to_owned(), before: Visibility::Public }));
        assert_eq!(video.check(), Ok(()));
        video.metadata.visibility = Visibility::Public;
        assert_eq!(video.check(), Err(Refusal::TakenDown));
        assert!(video.put_back(at(30)) && video.is_listed());
        assert!(!video.put_back(at(40)));
    }

    #[test]
    fn a_takedown_holds_back_what_is_scheduled() {
        let mut video = video(Visibility::Scheduled, Some(100));
        video.take_down(&order("spam"), at(10));
        assert!(!video.publish_if_due(at(200)));
        video.put_back(at(300));
        assert!(video.publish_if_due(at(300)));
    }
}
