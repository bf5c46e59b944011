//! Links in mails. A row is what a link is good for; the link itself is stored nowhere.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{mail_token, user};
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::id::{MailTokenId, UserId};
use domain::mail::{MailToken, Purpose};
use domain::user::User;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// Writes a new link, and ends those of its kind that the account had before.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, token: &MailToken) -> Result<()> {
    mail_token::Entity::update_many()
        .col_expr(mail_token::Column::ExpiresAt, Expr::value(token.created_at.millis()))
        .filter(mail_token::Column::UserId.eq(token.user_id.0))
        .filter(mail_token::Column::Purpose.eq(token.purpose.name()))
        .filter(mail_token::Column::UsedAt.is_null())
        .filter(mail_token::Column::ExpiresAt.gt(token.created_at.millis()))
        .exec(tx.conn())
        .await?;
    let row = mail_token::ActiveModel {
        id: Set(token.id.0),
        user_id: Set(token.user_id.0),
        purpose: Set(token.purpose.name().to_owned()),
        email: Set(token.email.clone()),
        password_changed_at: Set(token.password_changed_at.millis()),
        created_at: Set(token.created_at.millis()),
        expires_at: Set(token.expires_at.millis()),
        used_at: Set(map::millis(token.used_at)),
    };
    mail_token::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The link.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, id: MailTokenId) -> Result<Option<MailToken>> {
    mail_token::Entity::find_by_id(id.0).one(db.conn()).await?.map(to_domain).transpose()
}

/// The link and its account, as they were at one moment.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn find_with_user(db: &impl Read, id: MailTokenId) -> Result<Option<(MailToken, User)>> {
    match mail_token::Entity::find_by_id(id.0).find_also_related(user::Entity).one(db.conn()).await? {
        Some((token, Some(user))) => Ok(Some((to_domain(token)?, crate::user::to_domain(user)?))),
        _ => Ok(None),
    }
}

/// Uses the link up. Of several who try at once exactly one gets `true`.
///
/// # Errors
/// If the database fails.
pub async fn use_up(tx: &WriteTx, id: MailTokenId, now: Timestamp) -> Result<bool> {
    let done = mail_token::Entity::update_many()
        .col_expr(mail_token::Column::UsedAt, Expr::value(now.millis()))
        .filter(mail_token::Column::Id.eq(id.0))
        .filter(mail_token::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes links out of the database that expired before `before`; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn erase_expired(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    let old = mail_token::Entity::delete_many().filter(mail_token::Column::ExpiresAt.lt(before.millis()));
    Ok(old.exec(tx.conn()).await?.rows_affected)
}

fn to_domain(row: mail_token::Model) -> Result<MailToken> {
    Ok(MailToken {
        id: MailTokenId(row.id),
        user_id: UserId(row.user_id),
        purpose: map::named("mail_token.purpose", &row.purpose, Purpose::from_name)?,
        email: row.email,
        password_changed_at: Timestamp::from_millis(row.password_changed_at),
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        used_at: map::instant(row.used_at),
    })
}
