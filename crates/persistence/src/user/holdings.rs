//! Everything that is held of an account, table by table, for its owner to take along.

use crate::db::Read;
use crate::entity::{
    api_key, audit_event, caption, chapter, comment, comment_edit, comment_mention, comment_reaction, favorite, follow, former_handle,
    generation, idempotency_key, identity, invitation, job, mail, mail_token, notification, notification_preference, passkey, playlist,
    playlist_item, recovery_code, report, session, sign_in_attempt, sign_up, totp, upload, user, user_block, video, video_reaction,
    video_tag, watch,
};
use crate::error::{Error, Result};
use domain::Timestamp;
use domain::user::User;
use sea_orm::sea_query::{IntoCondition, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Iterable, PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, sea_query::SelectStatement,
};
use serde::Serialize;
use serde_json::{Map, Value};

/// A table with rows that tell of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// The account itself.
    User,
    /// Handles that it had before.
    FormerHandle,
    /// Where it is signed in.
    Session,
    /// Its keys for programs.
    ApiKey,
    /// Its passkeys.
    Passkey,
    /// Who it is elsewhere.
    Identity,
    /// Sign-ins elsewhere that are under way.
    SignInAttempt,
    /// Its one-time codes.
    Totp,
    /// Its recovery codes.
    RecoveryCode,
    /// What was mailed to it.
    Mail,
    /// Links in those mails.
    MailToken,
    /// Invitations that it gave or took.
    Invitation,
    /// Sign-ups with its address.
    SignUp,
    /// Its videos.
    Video,
    /// Their tags.
    VideoTag,
    /// Their captions.
    Caption,
    /// Their chapters.
    Chapter,
    /// Their transcodes.
    Generation,
    /// Its uploads.
    Upload,
    /// Requests that it may repeat.
    IdempotencyKey,
    /// Work that is being done for it.
    Job,
    /// Videos that it wants to find again.
    Favorite,
    /// Videos that it likes and dislikes.
    VideoReaction,
    /// What it watched.
    Watch,
    /// Its lists of videos.
    Playlist,
    /// What is in them.
    PlaylistItem,
    /// Whom it follows.
    Follow,
    /// What it was told in the app.
    Notification,
    /// What it wants to be told.
    NotificationPreference,
    /// Whom it blocked.
    UserBlock,
    /// What it said under videos.
    Comment,
    /// What it said there before.
    CommentEdit,
    /// Comments that mention it.
    CommentMention,
    /// How it voted on comments.
    CommentReaction,
    /// What it complained about.
    Report,
    /// What it did, and what was done to it.
    AuditEvent,
}

impl Holding {
    /// Every one of them, in the order of an export.
    pub const ALL: [Self; 36] = [
        Self::User,
        Self::FormerHandle,
        Self::Session,
        Self::ApiKey,
        Self::Passkey,
        Self::Identity,
        Self::SignInAttempt,
        Self::Totp,
        Self::RecoveryCode,
        Self::Mail,
        Self::MailToken,
        Self::Invitation,
        Self::SignUp,
        Self::Video,
        Self::VideoTag,
        Self::Caption,
        Self::Chapter,
        Self::Generation,
        Self::Upload,
        Self::IdempotencyKey,
        Self::Job,
        Self::Favorite,
        Self::VideoReaction,
        Self::Watch,
        Self::Playlist,
        Self::PlaylistItem,
        Self::Follow,
        Self::Notification,
        Self::NotificationPreference,
        Self::UserBlock,
        Self::Comment,
        Self::CommentEdit,
        Self::CommentMention,
        Self::CommentReaction,
        Self::Report,
        Self::AuditEvent,
    ];

    /// The table's name.
    pub const fn table(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::FormerHandle => "former_handle",
            Self::Session => "session",
            Self::ApiKey => "api_key",
            Self::Passkey => "passkey",
            Self::Identity => "identity",
            Self::SignInAttempt => "sign_in_attempt",
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery_code",
            Self::Mail => "mail",
            Self::MailToken => "mail_token",
            Self::Invitation => "invitation",
            Self::SignUp => "sign_up",
            Self::Video => "video",
            Self::VideoTag => "video_tag",
            Self::Caption => "caption",
            Self::Chapter => "chapter",
            Self::Generation => "generation",
            Self::Upload => "upload",
            Self::IdempotencyKey => "idempotency_key",
            Self::Job => "job",
            Self::Favorite => "favorite",
            Self::VideoReaction => "video_reaction",
            Self::Watch => "watch",
            Self::Playlist => "playlist",
            Self::PlaylistItem => "playlist_item",
            Self::Follow => "follow",
            Self::Notification => "notification",
            Self::NotificationPreference => "notification_preference",
            Self::UserBlock => "user_block",
            Self::Comment => "comment",
            Self::CommentEdit => "comment_edit",
            Self::CommentMention => "comment_mention",
            Self::CommentReaction => "comment_reaction",
            Self::Report => "report",
            Self::AuditEvent => "audit_event",
        }
    }
}

/// Which rows of a table.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// How many are passed over.
    pub offset: u64,
    /// How many are given at most.
    pub limit: u64,
}

/// Rows of a table that tell of an account, as JSON with readable instants. What proves somebody (hashes,
/// sealed secrets, the names of uploads in progress) is left out.
///
/// # Errors
/// If the database fails. One query.
pub async fn held(db: &impl Read, user: &User, what: Holding, slice: Slice) -> Result<Vec<Value>> {
    let (id, key) = (user.id.0, user.email.key());
    let target = user.id.to_string();
    match what {
        Holding::User => rows::<user::Entity>(db, user::Column::Id.eq(id), slice, &["password_hash"]).await,
        Holding::FormerHandle => rows::<former_handle::Entity>(db, former_handle::Column::UserId.eq(id), slice, &[]).await,
        Holding::Session => rows::<session::Entity>(db, session::Column::UserId.eq(id), slice, &[]).await,
        Holding::ApiKey => rows::<api_key::Entity>(db, api_key::Column::UserId.eq(id), slice, &["digest"]).await,
        Holding::Passkey => rows::<passkey::Entity>(db, passkey::Column::UserId.eq(id), slice, &["credential_id", "public_key"]).await,
        Holding::Identity => rows::<identity::Entity>(db, identity::Column::UserId.eq(id), slice, &[]).await,
        Holding::SignInAttempt => rows::<sign_in_attempt::Entity>(db, sign_in_attempt::Column::UserId.eq(id), slice, &[]).await,
        Holding::Totp => rows::<totp::Entity>(db, totp::Column::UserId.eq(id), slice, &["sealed_seed"]).await,
        Holding::RecoveryCode => rows::<recovery_code::Entity>(db, recovery_code::Column::UserId.eq(id), slice, &["digest"]).await,
        Holding::Mail => {
            let his = Condition::any().add(mail::Column::UserId.eq(id)).add(mail::Column::Recipient.eq(user.email.as_str()));
            rows::<mail::Entity>(db, his, slice, &[]).await
        }
        Holding::MailToken => rows::<mail_token::Entity>(db, mail_token::Column::UserId.eq(id), slice, &[]).await,
        Holding::Invitation => {
            let his = Condition::any().add(invitation::Column::CreatedBy.eq(id)).add(invitation::Column::UsedBy.eq(id));
            rows::<invitation::Entity>(db, his, slice, &[]).await
        }
        Holding::SignUp => rows::<sign_up::Entity>(db, sign_up::Column::EmailKey.eq(key), slice, &["password_hash"]).await,
        Holding::Video => rows::<video::Entity>(db, video::Column::OwnerId.eq(id), slice, &["password_hash"]).await,
        Holding::VideoTag => rows::<video_tag::Entity>(db, video_tag::Column::VideoId.in_subquery(videos(user)), slice, &[]).await,
        Holding::Caption => rows::<caption::Entity>(db, caption::Column::VideoId.in_subquery(videos(user)), slice, &[]).await,
        Holding::Chapter => rows::<chapter::Entity>(db, chapter::Column::VideoId.in_subquery(videos(user)), slice, &[]).await,
        Holding::Generation => rows::<generation::Entity>(db, generation::Column::VideoId.in_subquery(videos(user)), slice, &[]).await,
        Holding::Upload => rows::<upload::Entity>(db, upload::Column::OwnerId.eq(id), slice, &["id"]).await,
        Holding::IdempotencyKey => rows::<idempotency_key::Entity>(db, idempotency_key::Column::OwnerId.eq(id), slice, &[]).await,
        Holding::Job => rows::<job::Entity>(db, job::Column::OwnerId.eq(id), slice, &["payload", "key"]).await,
        Holding::Favorite => rows::<favorite::Entity>(db, favorite::Column::UserId.eq(id), slice, &[]).await,
        Holding::VideoReaction => rows::<video_reaction::Entity>(db, video_reaction::Column::UserId.eq(id), slice, &[]).await,
        Holding::Watch => rows::<watch::Entity>(db, watch::Column::UserId.eq(id), slice, &[]).await,
        Holding::Playlist => rows::<playlist::Entity>(db, playlist::Column::OwnerId.eq(id), slice, &[]).await,
        Holding::PlaylistItem => {
            let lists =
                Query::select().column(playlist::Column::Id).from(playlist::Entity).and_where(playlist::Column::OwnerId.eq(id)).to_owned();
            rows::<playlist_item::Entity>(db, playlist_item::Column::PlaylistId.in_subquery(lists), slice, &["rank"]).await
        }
        Holding::Follow => rows::<follow::Entity>(db, follow::Column::FollowerId.eq(id), slice, &[]).await,
        Holding::Notification => rows::<notification::Entity>(db, notification::Column::UserId.eq(id), slice, &[]).await,
        Holding::NotificationPreference => {
            rows::<notification_preference::Entity>(db, notification_preference::Column::UserId.eq(id), slice, &[]).await
        }
        Holding::UserBlock => rows::<user_block::Entity>(db, user_block::Column::BlockerId.eq(id), slice, &[]).await,
        Holding::Comment => rows::<comment::Entity>(db, comment::Column::AuthorId.eq(id), slice, &[]).await,
        Holding::CommentEdit => {
            rows::<comment_edit::Entity>(db, comment_edit::Column::CommentId.in_subquery(comments(user)), slice, &[]).await
        }
        Holding::CommentMention => rows::<comment_mention::Entity>(db, comment_mention::Column::UserId.eq(id), slice, &[]).await,
        Holding::CommentReaction => rows::<comment_reaction::Entity>(db, comment_reaction::Column::UserId.eq(id), slice, &[]).await,
        Holding::Report => rows::<report::Entity>(db, report::Column::ReporterId.eq(id), slice, &["handled_by", "note"]).await,
        Holding::AuditEvent => {
            let his = Condition::any().add(audit_event::Column::ActorId.eq(id)).add(audit_event::Column::TargetId.eq(target));
            rows::<audit_event::Entity>(db, his, slice, &[]).await
        }
    }
}

fn comments(user: &User) -> SelectStatement {
    Query::select().column(comment::Column::Id).from(comment::Entity).and_where(comment::Column::AuthorId.eq(user.id.0)).to_owned()
}

fn videos(user: &User) -> SelectStatement {
    Query::select().column(video::Column::Id).from(video::Entity).and_where(video::Column::OwnerId.eq(user.id.0)).to_owned()
}

async fn rows<E: EntityTrait>(db: &impl Read, his: impl IntoCondition, slice: Slice, secrets: &[&str]) -> Result<Vec<Value>>
where
    E::Model: Serialize,
{
    let ordered = E::PrimaryKey::iter().fold(E::find().filter(his), |select, key| select.order_by_asc(key.into_column()));
    let rows = ordered.offset(slice.offset).limit(slice.limit).all(db.conn()).await?;
    rows.iter().map(|row| readable(row, secrets)).collect()
}

fn readable(row: &impl Serialize, secrets: &[&str]) -> Result<Value> {
    let unreadable = || Error::Unreadable { column: "a row", value: String::new() };
    let Ok(Value::Object(columns)) = serde_json::to_value(row) else { return Err(unreadable()) };
    let shown = columns.into_iter().filter(|(name, _)| !secrets.contains(&name.as_str()));
    let shown: Option<Map<String, Value>> = shown.map(|(name, value)| Some((name.clone(), instant(&name, value)?))).collect();
    shown.map(Value::Object).ok_or_else(unreadable)
}

/// Columns with these names hold milliseconds.
fn instant(name: &str, value: Value) -> Option<Value> {
    let is_instant = name.ends_with("_at") || name.ends_with("_until") || name.ends_with("_after");
    match value.as_i64() {
        Some(millis) if is_instant => serde_json::to_value(Timestamp::from_millis(millis)).ok(),
        _ => Some(value),
    }
}
