//! One module per table. Crate-private: rows are mapped to domain values before they leave.
#![expect(
    unreachable_pub,
    clippy::disallowed_methods,
    reason = "the entity macro makes public types as if entities left the crate, and nested saves that nothing calls"
)]

pub(crate) mod api_key;
pub(crate) mod audit_event;
pub(crate) mod caption;
pub(crate) mod category;
pub(crate) mod chapter;
pub(crate) mod comment;
pub(crate) mod comment_edit;
pub(crate) mod comment_mention;
pub(crate) mod comment_reaction;
pub(crate) mod encode_task;
pub(crate) mod favorite;
pub(crate) mod follow;
pub(crate) mod former_handle;
pub(crate) mod generation;
pub(crate) mod idempotency_key;
pub(crate) mod identity;
pub(crate) mod invitation;
pub(crate) mod job;
pub(crate) mod mail;
pub(crate) mod mail_token;
pub(crate) mod notification;
pub(crate) mod notification_preference;
pub(crate) mod passkey;
pub(crate) mod playlist;
pub(crate) mod playlist_item;
pub(crate) mod recovery_code;
pub(crate) mod report;
pub(crate) mod segment;
pub(crate) mod session;
pub(crate) mod sign_in_attempt;
pub(crate) mod sign_up;
pub(crate) mod signing_key;
pub(crate) mod spent_ticket;
pub(crate) mod tag;
pub(crate) mod totp;
pub(crate) mod upload;
pub(crate) mod user;
pub(crate) mod user_block;
pub(crate) mod video;
pub(crate) mod video_reaction;
pub(crate) mod video_tag;
pub(crate) mod view_hour;
pub(crate) mod view_retention;
pub(crate) mod watch;
