//! From a row to a mail that can be sent, and back to what came of it.

use super::{MailJob, layout, letter, queue};
use crate::ctx::Ctx;
use crate::error::Result;
use domain::Timestamp;
use domain::id::MailId;
use domain::mail::{Letter, Mail, MailState};
use domain::user::Email;
use std::time::Duration;

/// How long rows of mails are kept that are done with.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// How long the rows of links are kept after their time, to tell what became of them.
const LINKS_KEPT: Duration = Duration::from_hours(7 * 24);
/// A mail younger than this has its job, which was queued together with it.
const YOUNG: Duration = Duration::from_mins(5);
/// Mails that one round of the sweep queues again.
const BATCH: u64 = 100;

/// A mail that is written out. The links in it are secrets of its receiver.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its identifier.
    pub id: MailId,
    /// When it was written.
    pub at: Timestamp,
    /// The address it goes to.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The content as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// The mail that a job is about, or `None` if there is nothing to send any more.
///
/// # Errors
/// If the database fails.
pub async fn outgoing(ctx: &Ctx, payload: &str) -> Result<Option<Outgoing>> {
    let Ok(MailJob { mail }) = serde_json::from_str(payload) else { return Ok(None) };
    let Some(mail) = persistence::mail::find(&ctx.db, mail).await?.filter(|mail| mail.state == MailState::Pending) else {
        return Ok(None);
    };
    written(ctx, &told_to_owner(ctx, mail).await?).await
}

/// The mails that were sent last, the newest first, for trials where they go into a folder. Those of
/// sign-ups that a newer one replaced are left out.
///
/// # Errors
/// If the database fails.
pub async fn latest(ctx: &Ctx, limit: u64) -> Result<Vec<Outgoing>> {
    let mut all = Vec::new();
    for mail in persistence::mail::latest_sent(&ctx.db, limit).await? {
        all.extend(written(ctx, &mail).await?);
    }
    Ok(all)
}

/// Notes that the mail was sent.
///
/// # Errors
/// If the database fails.
pub async fn sent(ctx: &Ctx, id: MailId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    persistence::mail::sent(&tx, id, ctx.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Notes that the mail could not be sent this time.
///
/// # Errors
/// If the database fails.
pub async fn failed(ctx: &Ctx, id: MailId, error: &str) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    persistence::mail::failed_once(&tx, id, error).await?;
    Ok(tx.commit().await?)
}

/// Notes that nobody tries to send the mail of this job any more.
///
/// # Errors
/// If the database fails.
pub async fn gave_up(ctx: &Ctx, payload: &str, error: &str) -> Result<()> {
    let Ok(MailJob { mail }) = serde_json::from_str(payload) else { return Ok(()) };
    let tx = ctx.db.begin_write().await?;
    persistence::mail::given_up(&tx, mail, error).await?;
    Ok(tx.commit().await?)
}

/// Queues again what is still to be sent and has no job, and forgets what is long done with; answers
/// how many were queued.
///
/// # Errors
/// If the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<usize> {
    let now = ctx.clock.now();
    let waiting = persistence::mail::pending(&ctx.db, now.minus(YOUNG), BATCH).await?;
    let tx = ctx.db.begin_write().await?;
    for id in &waiting {
        // One that has its job keeps it: there is at most one for each mail.
        queue(&tx, ctx, *id).await?;
    }
    persistence::mail::erase_old(&tx, now.minus(KEPT)).await?;
    persistence::mail_token::erase_expired(&tx, now.minus(LINKS_KEPT)).await?;
    persistence::sign_up::erase_expired(&tx, now).await?;
    tx.commit().await?;
    Ok(waiting.len())
}

/// A mail to an address that is to become an account's, if it is one's already, tells its owner so
/// instead. That is decided here and not in the request, whose time then tells nobody.
async fn told_to_owner(ctx: &Ctx, mut mail: Mail) -> Result<Mail> {
    if !matches!(mail.letter, Letter::SignUp { .. } | Letter::ChangeEmail { .. }) {
        return Ok(mail);
    }
    let key = Email::parse(&mail.recipient).map(|email| email.key().to_owned()).unwrap_or_default();
    if let Some(owner) = persistence::user::find_by_email_key(&ctx.db, &key).await? {
        mail.letter = Letter::AddressKnown;
        mail.locale = owner.locale;
        let tx = ctx.db.begin_write().await?;
        persistence::mail::rewrite(&tx, mail.id, &mail.letter).await?;
        tx.commit().await?;
    }
    Ok(mail)
}

async fn written(ctx: &Ctx, mail: &Mail) -> Result<Option<Outgoing>> {
    let site = ctx.site.name.as_str();
    Ok(letter::content(ctx, mail).await?.map(|content| Outgoing {
        id: mail.id,
        at: mail.created_at,
        to: mail.recipient.clone(),
        text: layout::text(&content, site),
        html: layout::html(&content, site, mail.locale),
        subject: content.subject,
    }))
}
