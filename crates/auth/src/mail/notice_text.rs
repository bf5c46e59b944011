//! What the notices say: something about the account's safety was changed.

use super::layout::Content;
use domain::locale::Locale;
use domain::mail::Notice;

pub(super) fn content(notice: &Notice, locale: Locale, site: &str) -> Content {
    let (subject, told) = match notice {
        Notice::PasswordChanged => (
            locale.pick("Your password was changed", "Su contraseña ha cambiado"),
            locale.pick(
                format!("The password of your account at {site} was set anew."),
                format!("La contraseña de su cuenta de {site} es otra desde ahora."),
            ),
        ),
        Notice::EmailChangeRequested { to } => (
            locale.pick("Another address was asked for", "Se pidió otra dirección"),
            locale.pick(
                format!("Your account at {site} shall have the address {to} instead of this one. It changes when the link that was sent there is followed."),
                format!("Su cuenta de {site} tendrá la dirección {to} en lugar de esta. Cambiará cuando se siga el enlace que se envió allí."),
            ),
        ),
        Notice::EmailChanged { to } => (
            locale.pick("Your address was changed", "Su dirección ha cambiado"),
            locale.pick(
                format!("Your account at {site} now has the address {to} instead of this one."),
                format!("Su cuenta de {site} tiene ahora la dirección {to} en lugar de esta."),
            ),
        ),
        Notice::SignInMethodAdded { name } => (
            locale.pick("A new way to sign in", "Una nueva forma de iniciar sesión"),
            locale.pick(
                format!("One can now sign in to your account at {site} by {name} too."),
                format!("Ahora también se puede iniciar sesión en su cuenta de {site} con {name}."),
            ),
        ),
        Notice::SignInMethodRemoved { name } => (
            locale.pick("A way to sign in was removed", "Se quitó una forma de iniciar sesión"),
            locale.pick(
                format!("One can no longer sign in to your account at {site} by {name}."),
                format!("Ya no se puede iniciar sesión en su cuenta de {site} con {name}."),
            ),
        ),
        Notice::SecondFactorOn => (
            locale.pick("Your account asks for a second factor", "Su cuenta pide un segundo factor"),
            locale.pick(
                format!("Signing in to your account at {site} takes a second factor from now on."),
                format!("Desde ahora, para iniciar sesión en su cuenta de {site} hace falta un segundo factor."),
            ),
        ),
        Notice::SecondFactorOff => (
            locale.pick("The second factor was removed", "Se quitó el segundo factor"),
            locale.pick(
                format!("Signing in to your account at {site} takes no second factor any more."),
                format!("Ya no hace falta un segundo factor para iniciar sesión en su cuenta de {site}."),
            ),
        ),
        Notice::RecoveryCodesRenewed => (
            locale.pick("New recovery codes", "Nuevos códigos de recuperación"),
            locale.pick(
                format!("The recovery codes of your account at {site} were made anew; the former ones no longer work."),
                format!("Los códigos de recuperación de su cuenta de {site} son otros; los anteriores ya no sirven."),
            ),
        ),
    };
    let advice = locale.pick(
        "If this was not you, set a new password at once: that ends all sessions and every change that waits to be confirmed.",
        "Si no fue usted, elija de inmediato una contraseña nueva: así terminan todas las sesiones y todo cambio pendiente de confirmar.",
    );
    Content { subject: format!("{subject} ({site})"), before: vec![told, advice.to_owned()], link: None, after: Vec::new() }
}
