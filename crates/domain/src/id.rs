//! One type per kind of identifier, so that a video's id cannot stand where a user's is wanted.
//! All are `UUIDv7` (RFC 9562): unique without coordination, and sorted by creation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A text that is no identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct BadId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = "uuid", examples("0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e"))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            /// Only the hyphenated lower-case form, so that one thing has one address.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let id = Uuid::parse_str(text).map_err(|_| BadId)?;
                if id.as_hyphenated().to_string() == text { Ok(Self(id)) } else { Err(BadId) }
            }
        }
    )+};
}

ids! {
    /// A person's account.
    UserId,
    /// One sign-in of a user on a device; also the refresh family.
    SessionId,
    /// A video.
    VideoId,
    /// A password that a video has or had.
    LockId,
    /// One transcode of a video: its objects live under this id.
    GenerationId,
    /// A unit of background work.
    JobId,
    /// A key that lets a program act for a user.
    ApiKeyId,
    /// A passkey.
    PasskeyId,
    /// A key that signs access tokens.
    SigningKeyId,
    /// One picture of an account; another picture is another one.
    AvatarId,
    /// One line of the audit log.
    AuditEventId,
    /// A mail.
    MailId,
    /// A link in a mail.
    MailTokenId,
    /// A sign-up that waits for its address to be proven.
    SignUpId,
    /// An invitation to make an account.
    InvitationId,
    /// An account of another service that opens one of ours.
    IdentityId,
    /// One walk to an identity provider and back.
    AttemptId,
    /// A comment.
    CommentId,
    /// A wording that a comment had.
    CommentEditId,
    /// A list of videos that somebody put together.
    PlaylistId,
    /// A video's place in such a list.
    PlaylistItemId,
    /// Something that a person is told in the app.
    NotificationId,
    /// A complaint about something.
    ReportId,
}
