//! What is told by mail: rows that are written beside their cause, and what they say.
//!
//! [`notice`] and the use cases of this crate write a mail and its job in the transaction of the cause,
//! so that a mail is lost only with the cause itself. Sending it is the server's.
//!
//! * [`request`]: mails that anybody can ask for
//! * [`delivery`]: from a row to a mail that can be sent
//! * `letter`, `words`, `layout`, `link`: what mails say, and where their links lead

pub mod delivery;
mod layout;
mod letter;
pub(crate) mod link;
pub mod request;
mod words;

use crate::ctx::Ctx;
use crate::error::Result;
use domain::id::{JobId, MailId};
use domain::locale::Locale;
use domain::mail::{Letter, Mail, Notice};
use domain::user::User;
use persistence::WriteTx;
use persistence::job::{self, NewJob};
use serde::{Deserialize, Serialize};

/// The kind of the jobs that send a mail.
pub const JOB: &str = "mail";
/// Somebody waits for it, but it costs nothing that would hold up the first seconds of a video.
const PRIORITY: i32 = 2;

/// What a job of this kind is about.
#[derive(Debug, Serialize, Deserialize)]
struct MailJob {
    mail: MailId,
}

/// Tells an account's owner that something about its safety was changed. Call it in the transaction
/// of the change.
///
/// # Errors
/// If the database fails.
pub async fn notice(tx: &WriteTx, ctx: &Ctx, user: &User, notice: Notice) -> Result<()> {
    to_user(tx, ctx, user, Letter::Notice(notice)).await
}

/// Writes a mail to an account's own address.
pub(crate) async fn to_user(tx: &WriteTx, ctx: &Ctx, user: &User, letter: Letter) -> Result<()> {
    let now = ctx.clock.now();
    let mail = Mail::new(MailId(ctx.ids.uuid(now)), Some(user.id), user.email.as_str(), letter, user.locale, now);
    put(tx, ctx, &mail).await
}

/// Writes a mail to an address that is nobody's yet.
pub(crate) async fn to_address(tx: &WriteTx, ctx: &Ctx, address: &str, locale: Locale, letter: Letter) -> Result<()> {
    let now = ctx.clock.now();
    put(tx, ctx, &Mail::new(MailId(ctx.ids.uuid(now)), None, address, letter, locale, now)).await
}

/// Writes a mail and the job that sends it.
pub(crate) async fn put(tx: &WriteTx, ctx: &Ctx, mail: &Mail) -> Result<()> {
    persistence::mail::insert(tx, mail).await?;
    queue(tx, ctx, mail.id).await
}

/// Queues the job that sends a mail.
async fn queue(tx: &WriteTx, ctx: &Ctx, id: MailId) -> Result<()> {
    let now = ctx.clock.now();
    let new = NewJob {
        kind: JOB,
        payload: serde_json::json!(MailJob { mail: id }).to_string(),
        key: format!("{JOB}:{id}"),
        priority: PRIORITY,
        owner: None,
        node: None,
        run_after: now,
    };
    Ok(job::enqueue(tx, JobId(ctx.ids.uuid(now)), &new, now).await?)
}
