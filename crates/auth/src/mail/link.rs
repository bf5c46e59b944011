//! The links in mails, and the tokens in them.
//!
//! A token is a ticket over the id of a row, with a purpose of its own, so that nothing of it is stored
//! and a link for one thing is nothing for another.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::ticket;
use domain::id::{InvitationId, MailTokenId, SignUpId};
use domain::mail::Purpose;
use uuid::Uuid;

const SIGN_UP: &str = "sign-up";
const INVITATION: &str = "invitation";

/// A page of the site with a token.
fn page(ctx: &Ctx, path: &str, token: &str) -> String {
    format!("{}/{path}={token}", ctx.site.public_url)
}

/// The page that proves the address of a sign-up.
pub(crate) fn sign_up(ctx: &Ctx, id: SignUpId) -> Result<String> {
    Ok(page(ctx, "verify-email?token", &ticket::seal(&ctx.keys, SIGN_UP, id.0.as_bytes())?))
}

/// The page that does what the row is good for.
pub(crate) fn token(ctx: &Ctx, purpose: Purpose, id: MailTokenId) -> Result<String> {
    let path = match purpose {
        Purpose::VerifyEmail => "verify-email?token",
        Purpose::ChangeEmail => "confirm-email?token",
        Purpose::ResetPassword => "reset-password?token",
    };
    Ok(page(ctx, path, &ticket::seal(&ctx.keys, purpose.name(), id.0.as_bytes())?))
}

/// The code of an invitation.
pub(crate) fn invitation_code(ctx: &Ctx, id: InvitationId) -> Result<String> {
    ticket::seal(&ctx.keys, INVITATION, id.0.as_bytes())
}

/// The page to sign up on with an invitation.
pub(crate) fn invitation(ctx: &Ctx, id: InvitationId) -> Result<String> {
    Ok(page(ctx, "sign-up?invitation", &invitation_code(ctx, id)?))
}

/// The sign-up that a token is for.
pub(crate) fn open_sign_up(ctx: &Ctx, token: &str) -> Option<SignUpId> {
    open(ctx, SIGN_UP, token).map(SignUpId)
}

/// The row that a token for this purpose is for.
pub(crate) fn open_token(ctx: &Ctx, purpose: Purpose, token: &str) -> Option<MailTokenId> {
    open(ctx, purpose.name(), token).map(MailTokenId)
}

/// The invitation that a code is for.
pub(crate) fn open_invitation(ctx: &Ctx, code: &str) -> Option<InvitationId> {
    open(ctx, INVITATION, code).map(InvitationId)
}

fn open(ctx: &Ctx, purpose: &str, token: &str) -> Option<Uuid> {
    Uuid::from_slice(&ticket::open(&ctx.keys, purpose, token)?).ok()
}
