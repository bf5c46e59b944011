//! What each letter says, in English and Spanish.

use super::layout::Content;
use super::{link, notice_text};
use crate::ctx::Ctx;
use crate::error::Result;
use domain::id::SignUpId;
use domain::locale::Locale;
use domain::mail::{Letter, Mail, Purpose};

/// The words of one letter in one language.
struct Words {
    subject: String,
    before: String,
    label: &'static str,
    after: &'static str,
}

/// What the mail says. `None` if what it is about is gone, so that there is nothing left to say.
///
/// # Errors
/// If the database fails.
pub(super) async fn content(ctx: &Ctx, mail: &Mail) -> Result<Option<Content>> {
    let (site, locale) = (ctx.site.name.as_str(), mail.locale);
    Ok(match &mail.letter {
        Letter::SignUp { sign_up } => {
            let Some(handle) = handle_of(ctx, *sign_up).await? else { return Ok(None) };
            Some(with_link(sign_up_words(locale, site, &handle), link::sign_up(ctx, *sign_up)?))
        }
        Letter::VerifyEmail { token } => Some(with_link(verify_words(locale, site), link::token(ctx, Purpose::VerifyEmail, *token)?)),
        Letter::ChangeEmail { token } => Some(with_link(change_words(locale, site), link::token(ctx, Purpose::ChangeEmail, *token)?)),
        Letter::ResetPassword { token } => Some(with_link(reset_words(locale, site), link::token(ctx, Purpose::ResetPassword, *token)?)),
        Letter::Invitation { invitation } => {
            let Some(_) = persistence::invitation::find(&ctx.db, *invitation).await? else { return Ok(None) };
            Some(with_link(invitation_words(locale, site), link::invitation(ctx, *invitation)?))
        }
        Letter::AddressKnown => {
            let page = format!("{}/forgot-password", ctx.site.public_url);
            Some(with_link(address_known_words(locale, site), page))
        }
        Letter::Approved => Some(with_link(approved_words(locale, site), format!("{}/sign-in", ctx.site.public_url))),
        Letter::Notice(notice) => Some(notice_text::content(notice, locale, site)),
    })
}

async fn handle_of(ctx: &Ctx, id: SignUpId) -> Result<Option<String>> {
    let sign_up = persistence::sign_up::find(&ctx.db, id).await?;
    Ok(sign_up.map(|sign_up| sign_up.handle.as_str().to_owned()))
}

fn with_link(words: Words, url: String) -> Content {
    let after = if words.after.is_empty() { Vec::new() } else { vec![words.after.to_owned()] };
    Content { subject: words.subject, before: vec![words.before], link: Some((words.label.to_owned(), url)), after }
}

fn sign_up_words(locale: Locale, site: &str, handle: &str) -> Words {
    locale.pick(
        Words {
            subject: format!("Confirm your address to join {site}"),
            before: format!(
                "Somebody signed up at {site} as {handle} with this address. If it was you, confirm it, and the account is yours."
            ),
            label: "Confirm the address",
            after: "If it was not you, or that is not the name you chose, do nothing: no account is made without this link.",
        },
        Words {
            subject: format!("Confirme su dirección para entrar en {site}"),
            before: format!(
                "Alguien se registró en {site} como {handle} con esta dirección. Si fue usted, confírmela y la cuenta será suya."
            ),
            label: "Confirmar la dirección",
            after: "Si no fue usted, o ese no es el nombre que eligió, no haga nada: sin este enlace no se crea ninguna cuenta.",
        },
    )
}

fn verify_words(locale: Locale, site: &str) -> Words {
    locale.pick(
        Words {
            subject: format!("Confirm your address for {site}"),
            before: format!("An account at {site} has this address. Please confirm that it is yours."),
            label: "Confirm the address",
            after: "If you have no account there, do nothing.",
        },
        Words {
            subject: format!("Confirme su dirección para {site}"),
            before: format!("Una cuenta de {site} tiene esta dirección. Confirme, por favor, que es suya."),
            label: "Confirmar la dirección",
            after: "Si no tiene cuenta allí, no haga nada.",
        },
    )
}

fn change_words(locale: Locale, site: &str) -> Words {
    locale.pick(
        Words {
            subject: format!("Confirm your new address for {site}"),
            before: format!("An account at {site} wants to use this address from now on."),
            label: "Use this address",
            after: "If you did not ask for this, do nothing: nothing changes without this link.",
        },
        Words {
            subject: format!("Confirme su nueva dirección para {site}"),
            before: format!("Una cuenta de {site} quiere usar esta dirección de ahora en adelante."),
            label: "Usar esta dirección",
            after: "Si no lo pidió usted, no haga nada: sin este enlace no cambia nada.",
        },
    )
}

fn reset_words(locale: Locale, site: &str) -> Words {
    locale.pick(
        Words {
            subject: format!("A new password for {site}"),
            before: format!("Somebody asked for a new password for your account at {site}. With this link you can set one, once."),
            label: "Set a new password",
            after: "If you did not ask for this, do nothing: your password stays as it is.",
        },
        Words {
            subject: format!("Una contraseña nueva para {site}"),
            before: format!("Alguien pidió una contraseña nueva para su cuenta de {site}. Con este enlace puede elegirla, una sola vez."),
            label: "Elegir una contraseña nueva",
            after: "Si no lo pidió usted, no haga nada: su contraseña sigue igual.",
        },
    )
}

fn invitation_words(locale: Locale, site: &str) -> Words {
    locale.pick(
        Words {
            subject: format!("You are invited to {site}"),
            before: format!("An administrator of {site} invites you to make an account there."),
            label: "Make an account",
            after: "The link works once.",
        },
        Words {
            subject: format!("Le invitan a {site}"),
            before: format!("La administración de {site} le invita a crear una cuenta."),
            label: "Crear una cuenta",
            after: "El enlace sirve una sola vez.",
        },
    )
}

fn address_known_words(locale: Locale, site: &str) -> Words {
    locale.pick(
        Words {
            subject: format!("You already have an account at {site}"),
            before: format!(
                "Somebody gave this address for an account at {site}, but there is one with it already. Maybe it was you, and you forgot."
            ),
            label: "I forgot my password",
            after: "If it was not you, do nothing: nothing has changed.",
        },
        Words {
            subject: format!("Ya tiene una cuenta en {site}"),
            before: format!(
                "Alguien dio esta dirección para una cuenta de {site}, pero ya hay una con ella. Quizá fue usted y no lo recordaba."
            ),
            label: "Olvidé mi contraseña",
            after: "Si no fue usted, no haga nada: no ha cambiado nada.",
        },
    )
}

fn approved_words(locale: Locale, site: &str) -> Words {
    locale.pick(
        Words {
            subject: format!("Welcome to {site}"),
            before: format!("Your account at {site} was approved. You can sign in now."),
            label: "Sign in",
            after: "",
        },
        Words {
            subject: format!("Le damos la bienvenida a {site}"),
            before: format!("Su cuenta de {site} ha sido aprobada. Ya puede iniciar sesión."),
            label: "Iniciar sesión",
            after: "",
        },
    )
}
