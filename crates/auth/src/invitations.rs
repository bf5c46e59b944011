//! Who may come in: invitations, and the approval of sign-ups that wait for it.

use crate::administration::Authority;
use crate::caller::Caller;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::mail::{self, link};
use domain::access::Actor;
use domain::id::{InvitationId, UserId};
use domain::invitation::{CreateInvitation, CreatedInvitationView, Invitation, InvitationView};
use domain::mail::Letter;
use domain::page::{Cursor, Page};
use domain::user::{AdminUserView, Email};
use persistence::WriteTx;
use serde_json::json;

/// Makes an invitation; if it is for one address, it is mailed there.
///
/// # Errors
/// [`Error::InvalidValue`].
pub async fn create(
    ctx: &Ctx,
    authority: &Authority,
    actor: &Actor,
    command: CreateInvitation,
    caller: Caller,
) -> Result<CreatedInvitationView> {
    let email = command.email.as_deref().map(Email::parse).transpose().map_err(Error::invalid("/email"))?;
    let now = ctx.clock.now();
    let invitation = Invitation {
        id: InvitationId(ctx.ids.uuid(now)),
        email: email.map(|email| email.as_str().to_owned()),
        role: command.role,
        created_by: actor.user_id,
        created_at: now,
        expires_at: now.plus(command.lifetime()),
        used_at: None,
        used_by: None,
    };
    let tx = ctx.db.begin_write().await?;
    persistence::invitation::insert(&tx, &invitation).await?;
    if let Some(address) = &invitation.email {
        mail::to_address(&tx, ctx, address, caller.locale, Letter::Invitation { invitation: invitation.id }).await?;
    }
    let detail = json!({ "invitation": invitation.id, "role": invitation.role });
    authority.note(ctx, &tx, "invitation.created", actor.user_id, detail).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    let (code, url) = (link::invitation_code(ctx, invitation.id)?, link::invitation(ctx, invitation.id)?);
    Ok(CreatedInvitationView { invitation: invitation.into(), code, url })
}

/// Invitations, the newest first.
///
/// # Errors
/// [`Error::Cursor`], or if the database fails.
pub async fn list(ctx: &Ctx, _: &Authority, limit: u64, cursor: Option<String>) -> Result<Page<InvitationView>> {
    let identity = "invitations";
    let before = cursor.map(|text| Cursor::decode(&text, &identity)).transpose()?.map(|cursor| InvitationId(cursor.id));
    let rows = persistence::invitation::list(&ctx.db, before, limit + 1).await?;
    let cursor = |row: &Invitation| Cursor { key: 0, id: row.id.0 }.encode(&identity);
    Ok(Page::from_rows(rows, limit, cursor, InvitationView::from))
}

/// Takes an unused invitation back.
///
/// # Errors
/// [`Error::NotFound`] if there is none, or it was used.
pub async fn revoke(ctx: &Ctx, authority: &Authority, actor: &Actor, id: InvitationId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    if !persistence::invitation::erase_unused(&tx, id).await? {
        return Err(Error::NotFound);
    }
    authority.note(ctx, &tx, "invitation.revoked", actor.user_id, json!({ "invitation": id })).await?;
    Ok(tx.commit().await?)
}

/// Lets an account in that waits for it, and tells its owner. Again, nothing happens.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn approve(ctx: &Ctx, authority: &Authority, id: UserId) -> Result<AdminUserView> {
    let tx = ctx.db.begin_write().await?;
    let mut user = persistence::user::find_for_update(&tx, id).await?.filter(|user| user.deleted_at.is_none()).ok_or(Error::NotFound)?;
    if user.approved_at.is_none() {
        let now = ctx.clock.now();
        user.approved_at = Some(now);
        user.updated_at = now;
        persistence::user::save(&tx, &user).await?;
        mail::to_user(&tx, ctx, &user, Letter::Approved).await?;
        authority.note(ctx, &tx, "account.approved", user.id, json!({})).await?;
    }
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(AdminUserView::new(&user, &ctx.avatars))
}

/// The invitation that somebody shows who signs up with this address.
pub(crate) async fn shown(ctx: &Ctx, code: Option<&str>, email: &Email) -> Result<Option<Invitation>> {
    let Some(code) = code else { return Ok(None) };
    let id = link::open_invitation(ctx, code).ok_or_else(Error::invitation_invalid)?;
    let invitation = persistence::invitation::find(&ctx.db, id).await?;
    let good = invitation.filter(|invitation| invitation.admits(email, ctx.clock.now()));
    good.ok_or_else(Error::invitation_invalid).map(Some)
}

/// Uses an invitation up for an account that is being made.
pub(crate) async fn use_up(ctx: &Ctx, tx: &WriteTx, id: InvitationId, user: UserId) -> Result<()> {
    let used = persistence::invitation::use_up(tx, id, user, ctx.clock.now()).await?;
    if used { Ok(()) } else { Err(Error::invitation_invalid()) }
}
