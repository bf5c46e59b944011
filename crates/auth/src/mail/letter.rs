//! What a mail says: the words of its letter, what they tell of, and where its link leads.

use super::layout::Content;
use super::{link, words};
use crate::ctx::Ctx;
use crate::error::Result;
use domain::mail::{Letter, Mail, Notice, Purpose};

/// What the mail says. `None` if what it is about is gone, so that there is nothing left to say.
///
/// # Errors
/// If the database fails.
pub(super) async fn content(ctx: &Ctx, mail: &Mail) -> Result<Option<Content>> {
    let Some(about) = about(ctx, &mail.letter).await? else { return Ok(None) };
    let words = words::of(&mail.letter).in_language(mail.locale);
    Ok(Some(words.content(&ctx.site.name, &about, link(ctx, &mail.letter)?)))
}

/// The one thing besides the site that the letter names; empty for most.
async fn about(ctx: &Ctx, letter: &Letter) -> Result<Option<String>> {
    Ok(match letter {
        Letter::SignUp { sign_up } => {
            let sign_up = persistence::sign_up::find(&ctx.db, *sign_up).await?;
            sign_up.map(|sign_up| sign_up.handle.as_str().to_owned())
        }
        Letter::Invitation { invitation } => {
            let invitation = persistence::invitation::find(&ctx.db, *invitation).await?;
            invitation.map(|_| String::new())
        }
        Letter::Notice(Notice::EmailChangeRequested { to } | Notice::EmailChanged { to }) => Some(to.clone()),
        Letter::Notice(Notice::SignInMethodAdded { name } | Notice::SignInMethodRemoved { name } | Notice::ApiKeyMade { name }) => {
            Some(name.clone())
        }
        _ => Some(String::new()),
    })
}

/// Where the letter's link leads; notices have none.
fn link(ctx: &Ctx, letter: &Letter) -> Result<Option<String>> {
    Ok(Some(match letter {
        Letter::SignUp { sign_up } => link::sign_up(ctx, *sign_up)?,
        Letter::VerifyEmail { token } => link::token(ctx, Purpose::VerifyEmail, *token)?,
        Letter::ChangeEmail { token } => link::token(ctx, Purpose::ChangeEmail, *token)?,
        Letter::ResetPassword { token } => link::token(ctx, Purpose::ResetPassword, *token)?,
        Letter::Invitation { invitation } => link::invitation(ctx, *invitation)?,
        Letter::AddressKnown => format!("{}/forgot-password", ctx.site.public_url),
        Letter::Approved => format!("{}/sign-in", ctx.site.public_url),
        Letter::Notice(_) => return Ok(None),
    }))
}
