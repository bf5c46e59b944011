//! Everything that is held of an account, as one zip file for its owner.
//!
//! [`order`] gives an address that is good for a while and for as long as the session lasts; what is
//! behind it is written while it is sent, so it takes no room anywhere.

mod archive;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ticket;
use bytes::Bytes;
use domain::Timestamp;
use domain::access::Actor;
use domain::audit::Event;
use domain::id::{AuditEventId, SessionId, UserId};
use domain::user::{ExportOrder, ExportView, Standing, User};
use futures_util::Stream;
use media::storage::Store;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;

const PURPOSE: &str = "export";
/// How long a download can begin.
const LIFE: Duration = Duration::from_mins(15);

/// What an address says: this session's account may be fetched.
#[derive(Debug, Serialize, Deserialize)]
struct Ticket {
    user: UserId,
    session: SessionId,
    media: bool,
    expires_at: i64,
}

/// An export that may be fetched now.
#[derive(Clone, Debug)]
pub struct Export {
    user: User,
    media: bool,
}

/// Makes an address at which the actor's export can be fetched.
///
/// # Errors
/// [`Error::TokenInvalid`] for who is not here by a session; if the database fails.
pub async fn order(ctx: &Ctx, actor: &Actor, order: ExportOrder, address: Option<IpAddr>) -> Result<ExportView> {
    let session = actor.session_id().ok_or(Error::TokenInvalid)?;
    let now = ctx.clock.now();
    let expires_at = now.plus(LIFE);
    let ticket = Ticket { user: actor.user_id, session, media: order.media, expires_at: expires_at.millis() };
    let payload = serde_json::to_vec(&ticket).map_err(|_| Error::Crypto("writing a ticket"))?;
    let ticket = ticket::seal(&ctx.keys, PURPOSE, &payload)?;
    let tx = ctx.db.begin_write().await?;
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), "user.exported", Some(actor.user_id), actor.user_id, now);
    persistence::audit::insert(&tx, &event.from(address)).await?;
    tx.commit().await?;
    Ok(ExportView { url: format!("/api/users/profile/export/{ticket}"), expires_at })
}

/// The export behind an address.
///
/// # Errors
/// [`Error::NotFound`] if the address is none of ours or too old, or its session has ended.
pub async fn open(ctx: &Ctx, text: &str) -> Result<Export> {
    let now = ctx.clock.now();
    let ticket = read(ctx, text, now).ok_or(Error::NotFound)?;
    let (session, user) = persistence::session::find_with_user(&ctx.db, ticket.session).await?.ok_or(Error::NotFound)?;
    let alive = session.state.revoked_at.is_none() && now < session.state.expires_at;
    if !alive || user.id != ticket.user || user.standing() != Standing::Good {
        return Err(Error::NotFound);
    }
    Ok(Export { user, media: ticket.media })
}

fn read(ctx: &Ctx, text: &str, now: Timestamp) -> Option<Ticket> {
    let payload = ticket::open(&ctx.keys, PURPOSE, text)?;
    serde_json::from_slice::<Ticket>(&payload).ok().filter(|ticket| now.millis() < ticket.expires_at)
}

impl Export {
    /// What the file shall be called.
    pub fn file_name(&self) -> String {
        format!("claqueta-{}.zip", self.user.handle.as_str())
    }

    /// The zip file, written as it is read.
    pub fn stream(self, ctx: Ctx, store: Store) -> impl Stream<Item = Result<Bytes>> {
        archive::stream(ctx, store, self)
    }
}
