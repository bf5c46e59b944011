//! Mails. A row is written in the transaction of its cause, and tells how far the delivery is.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::mail;
use crate::error::{Error, Result};
use crate::map;
use domain::Timestamp;
use domain::id::{MailId, UserId};
use domain::locale::Locale;
use domain::mail::{Letter, Mail, MailState};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

/// Writes a new mail.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, mail: &Mail) -> Result<()> {
    let (template, data) = stored(&mail.letter)?;
    let row = mail::ActiveModel {
        id: Set(mail.id.0),
        user_id: Set(mail.user_id.map(|id| id.0)),
        recipient: Set(mail.recipient.clone()),
        template: Set(template),
        data: Set(data),
        locale: Set(mail.locale.name().to_owned()),
        state: Set(mail.state.name().to_owned()),
        failures: Set(mail.failures),
        last_error: Set(mail.last_error.clone()),
        created_at: Set(mail.created_at.millis()),
        sent_at: Set(map::millis(mail.sent_at)),
    };
    mail::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The mail.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, id: MailId) -> Result<Option<Mail>> {
    mail::Entity::find_by_id(id.0).one(db.conn()).await?.map(to_domain).transpose()
}

/// Lets a mail tell something else, while it is still to be sent.
///
/// # Errors
/// If the database fails.
pub async fn rewrite(tx: &WriteTx, id: MailId, letter: &Letter) -> Result<()> {
    let (template, data) = stored(letter)?;
    pending_one(id)
        .col_expr(mail::Column::Template, Expr::value(template))
        .col_expr(mail::Column::Data, Expr::value(data))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the next server took the mail.
///
/// # Errors
/// If the database fails.
pub async fn sent(tx: &WriteTx, id: MailId, now: Timestamp) -> Result<()> {
    pending_one(id)
        .col_expr(mail::Column::State, Expr::value(MailState::Sent.name()))
        .col_expr(mail::Column::SentAt, Expr::value(now.millis()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the mail could not be sent this time.
///
/// # Errors
/// If the database fails.
pub async fn failed_once(tx: &WriteTx, id: MailId, error: &str) -> Result<()> {
    pending_one(id)
        .col_expr(mail::Column::Failures, Expr::col(mail::Column::Failures).add(1))
        .col_expr(mail::Column::LastError, Expr::value(error))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that nobody tries to send the mail any more.
///
/// # Errors
/// If the database fails.
pub async fn given_up(tx: &WriteTx, id: MailId, error: &str) -> Result<()> {
    pending_one(id)
        .col_expr(mail::Column::State, Expr::value(MailState::Failed.name()))
        .col_expr(mail::Column::LastError, Expr::value(error))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Mails written before `before` that are still to be sent, the oldest first.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn pending(db: &impl Read, before: Timestamp, limit: u64) -> Result<Vec<MailId>> {
    let rows = mail::Entity::find()
        .filter(mail::Column::State.eq(MailState::Pending.name()))
        .filter(mail::Column::CreatedAt.lt(before.millis()))
        .order_by_asc(mail::Column::CreatedAt)
        .limit(limit)
        .all(db.conn())
        .await?;
    Ok(rows.into_iter().map(|row| MailId(row.id)).collect())
}

/// Mails that were sent, the newest first.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn latest_sent(db: &impl Read, limit: u64) -> Result<Vec<Mail>> {
    let rows = mail::Entity::find()
        .filter(mail::Column::State.eq(MailState::Sent.name()))
        .order_by_desc(mail::Column::CreatedAt)
        .order_by_desc(mail::Column::Id)
        .limit(limit)
        .all(db.conn())
        .await?;
    rows.into_iter().map(to_domain).collect()
}

/// Takes mails out of the database that were written before `before` and are not to be sent any
/// more; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn erase_old(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    let old = mail::Entity::delete_many()
        .filter(mail::Column::State.ne(MailState::Pending.name()))
        .filter(mail::Column::CreatedAt.lt(before.millis()));
    Ok(old.exec(tx.conn()).await?.rows_affected)
}

fn pending_one(id: MailId) -> sea_orm::UpdateMany<mail::Entity> {
    mail::Entity::update_many().filter(mail::Column::Id.eq(id.0)).filter(mail::Column::State.eq(MailState::Pending.name()))
}

/// The name of the letter's template, and what it is about as JSON.
fn stored(letter: &Letter) -> Result<(String, String)> {
    let unreadable = |error: serde_json::Error| Error::Unreadable { column: "mail.data", value: error.to_string() };
    let value = serde_json::to_value(letter).map_err(unreadable)?;
    let template = value.get("template").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok((template, value.get("data").unwrap_or(&Value::Null).to_string()))
}

fn letter(template: &str, data: &str) -> Result<Letter> {
    let unreadable = || Error::Unreadable { column: "mail.data", value: template.to_owned() };
    let value = match serde_json::from_str::<Value>(data).map_err(|_| unreadable())? {
        Value::Null => json!({ "template": template }),
        data => json!({ "template": template, "data": data }),
    };
    serde_json::from_value(value).map_err(|_| unreadable())
}

fn to_domain(row: mail::Model) -> Result<Mail> {
    Ok(Mail {
        id: MailId(row.id),
        user_id: row.user_id.map(UserId),
        letter: letter(&row.template, &row.data)?,
        recipient: row.recipient,
        locale: map::named("mail.locale", &row.locale, Locale::from_name)?,
        state: map::named("mail.state", &row.state, MailState::from_name)?,
        failures: row.failures,
        last_error: row.last_error,
        created_at: Timestamp::from_millis(row.created_at),
        sent_at: map::instant(row.sent_at),
    })
}
