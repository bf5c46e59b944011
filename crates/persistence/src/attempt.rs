//! Walks to identity providers. A row can be used once, and its profile, kept while a form is being
//! filled in, once more.

use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::sign_in_attempt as attempt;
use crate::error::{Error, Result};
use domain::Timestamp;
use domain::id::{AttemptId, SessionId, UserId};
use domain::identity::{Attempt, Profile, Purpose};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

/// Writes a new attempt.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, attempt: &Attempt) -> Result<()> {
    attempt::Entity::insert(to_row(attempt)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Uses an attempt up. Of several who try at once exactly one gets it; nobody gets one that has expired.
///
/// # Errors
/// If the database fails.
pub async fn take(tx: &WriteTx, id: AttemptId, now: Timestamp) -> Result<Option<Attempt>> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::UsedAt, Expr::value(now.millis()))
        .filter(attempt::Column::Id.eq(id.0))
        .filter(attempt::Column::UsedAt.is_null())
        .filter(attempt::Column::ExpiresAt.gt(now.millis()))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Ok(None);
    }
    Ok(attempt::Entity::find_by_id(id.0).one(tx.conn()).await?.map(to_domain))
}

/// Keeps what a provider told until the person has filled in what is missing, at the latest `until`.
///
/// # Errors
/// If the database fails.
pub async fn keep_profile(tx: &WriteTx, id: AttemptId, profile: &Profile, until: Timestamp) -> Result<()> {
    let text = serde_json::to_string(&Kept::from(profile)).map_err(|_| unreadable(id))?;
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Profile, Expr::value(text))
        .col_expr(attempt::Column::ExpiresAt, Expr::value(until.millis()))
        .filter(attempt::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Takes a kept profile out, with the attempt that it came from. A transaction that is not committed
/// leaves it where it was.
///
/// # Errors
/// If the database fails.
pub async fn take_profile(tx: &WriteTx, id: AttemptId, now: Timestamp) -> Result<Option<(Attempt, Profile)>> {
    let row = attempt::Entity::find_by_id(id.0).filter(attempt::Column::ExpiresAt.gt(now.millis())).one(tx.conn()).await?;
    let Some((row, text)) = row.and_then(|mut row| row.profile.take().map(|text| (row, text))) else { return Ok(None) };
    let gone = attempt::Entity::delete_many().filter(attempt::Column::Id.eq(id.0)).exec(tx.conn()).await?;
    if gone.rows_affected != 1 {
        return Ok(None);
    }
    let kept: Kept = serde_json::from_str(&text).map_err(|_| unreadable(id))?;
    Ok(Some((to_domain(row), kept.into())))
}

/// Forgets attempts that expired before `before`; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn erase_expired(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    Ok(attempt::Entity::delete_many().filter(attempt::Column::ExpiresAt.lt(before.millis())).exec(tx.conn()).await?.rows_affected)
}

fn unreadable(id: AttemptId) -> Error {
    Error::Unreadable { column: "sign_in_attempt.profile", value: id.to_string() }
}

/// The stored form of a [`Profile`].
#[derive(Serialize, Deserialize)]
struct Kept {
    issuer: String,
    subject: String,
    email: Option<String>,
    email_verified: bool,
    name: Option<String>,
    username: Option<String>,
}

impl From<&Profile> for Kept {
    fn from(profile: &Profile) -> Self {
        let Profile { issuer, subject, email, email_verified, name, username } = profile.clone();
        Self { issuer, subject, email, email_verified, name, username }
    }
}

impl From<Kept> for Profile {
    fn from(kept: Kept) -> Self {
        let Kept { issuer, subject, email, email_verified, name, username } = kept;
        Self { issuer, subject, email, email_verified, name, username }
    }
}

fn to_domain(row: attempt::Model) -> Attempt {
    let purpose = match (row.user_id, row.session_id) {
        (Some(user), Some(session)) => Purpose::Link { user_id: UserId(user), session_id: SessionId(session) },
        _ => Purpose::SignIn { persistent: row.persistent },
    };
    Attempt {
        id: AttemptId(row.id),
        provider: row.provider,
        purpose,
        return_to: row.return_to,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
    }
}

fn to_row(attempt: &Attempt) -> attempt::ActiveModel {
    let (persistent, link) = match attempt.purpose {
        Purpose::SignIn { persistent } => (persistent, None),
        Purpose::Link { user_id, session_id } => (false, Some((user_id, session_id))),
    };
    attempt::ActiveModel {
        id: Set(attempt.id.0),
        provider: Set(attempt.provider.clone()),
        persistent: Set(persistent),
        user_id: Set(link.map(|(user, _)| user.0)),
        session_id: Set(link.map(|(_, session)| session.0)),
        return_to: Set(attempt.return_to.clone()),
        profile: Set(None),
        created_at: Set(attempt.created_at.millis()),
        expires_at: Set(attempt.expires_at.millis()),
        used_at: Set(None),
    }
}
