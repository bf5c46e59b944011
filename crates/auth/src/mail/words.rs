//! The words of every letter, in English and Spanish. `{site}` stands for the site's name, `{about}`
//! for what the letter tells of besides: a handle, an address, a way to sign in.

use super::layout::Content;
use domain::locale::Locale;
use domain::mail::{Letter, Notice};

/// A letter in all languages.
pub(super) struct Text {
    english: Words,
    spanish: Words,
}

/// A letter in one language.
pub(super) struct Words {
    subject: &'static str,
    before: &'static str,
    /// What the link is called, where the letter has one.
    link: &'static str,
    /// Below the link; may be empty.
    after: &'static str,
}

impl Text {
    pub(super) fn in_language(&self, locale: Locale) -> &Words {
        locale.pick(&self.english, &self.spanish)
    }
}

impl Words {
    pub(super) fn content(&self, site: &str, about: &str, url: Option<String>) -> Content {
        let filled = |text: &str| filled(text, site, about);
        Content {
            subject: filled(self.subject),
            before: vec![filled(self.before)],
            link: url.map(|url| (filled(self.link), url)),
            after: Some(self.after).filter(|after| !after.is_empty()).map(filled).into_iter().collect(),
        }
    }
}

/// What is put in stays as it is, even if it looks like a placeholder: people choose such names.
fn filled(text: &str, site: &str, about: &str) -> String {
    let parts: Vec<String> = text.split("{about}").map(|part| part.replace("{site}", site)).collect();
    parts.join(about)
}

/// The words of a letter.
pub(super) fn of(letter: &Letter) -> &'static Text {
    match letter {
        Letter::SignUp { .. } => &SIGN_UP,
        Letter::AddressKnown => &ADDRESS_KNOWN,
        Letter::VerifyEmail { .. } => &VERIFY_EMAIL,
        Letter::ChangeEmail { .. } => &CHANGE_EMAIL,
        Letter::ResetPassword { .. } => &RESET_PASSWORD,
        Letter::Invitation { .. } => &INVITATION,
        Letter::Approved => &APPROVED,
        Letter::Notice(notice) => of_notice(notice),
    }
}

fn of_notice(notice: &Notice) -> &'static Text {
    match notice {
        Notice::PasswordChanged { keys_revoked: false } => &PASSWORD_CHANGED,
        Notice::PasswordChanged { keys_revoked: true } => &PASSWORD_CHANGED_KEYS_REVOKED,
        Notice::EmailChangeRequested { .. } => &EMAIL_CHANGE_REQUESTED,
        Notice::EmailChanged { .. } => &EMAIL_CHANGED,
        Notice::SignInMethodAdded { .. } => &SIGN_IN_METHOD_ADDED,
        Notice::SignInMethodRemoved { .. } => &SIGN_IN_METHOD_REMOVED,
        Notice::SecondFactorOn => &SECOND_FACTOR_ON,
        Notice::SecondFactorOff => &SECOND_FACTOR_OFF,
        Notice::RecoveryCodesRenewed => &RECOVERY_CODES_RENEWED,
        Notice::ApiKeyMade { .. } => &API_KEY_MADE,
    }
}

static SIGN_UP: Text = Text {
    english: Words {
        subject: "Confirm your address to join {site}",
        before: "Somebody signed up at {site} as {about} with this address. If it was you, confirm it, and the account is yours.",
        link: "Confirm the address",
        after: "If it was not you, or that is not the name you chose, do nothing: no account is made without this link.",
    },
    spanish: Words {
        subject: "Confirme su dirección para entrar en {site}",
        before: "Alguien se registró en {site} como {about} con esta dirección. Si fue usted, confírmela y la cuenta será suya.",
        link: "Confirmar la dirección",
        after: "Si no fue usted, o ese no es el nombre que eligió, no haga nada: sin este enlace no se crea ninguna cuenta.",
    },
};

static VERIFY_EMAIL: Text = Text {
    english: Words {
        subject: "Confirm your address for {site}",
        before: "An account at {site} has this address. Please confirm that it is yours.",
        link: "Confirm the address",
        after: "If you have no account there, do nothing.",
    },
    spanish: Words {
        subject: "Confirme su dirección para {site}",
        before: "Una cuenta de {site} tiene esta dirección. Confirme, por favor, que es suya.",
        link: "Confirmar la dirección",
        after: "Si no tiene cuenta allí, no haga nada.",
    },
};

static CHANGE_EMAIL: Text = Text {
    english: Words {
        subject: "Confirm your new address for {site}",
        before: "An account at {site} wants to use this address from now on.",
        link: "Use this address",
        after: "If you did not ask for this, do nothing: nothing changes without this link.",
    },
    spanish: Words {
        subject: "Confirme su nueva dirección para {site}",
        before: "Una cuenta de {site} quiere usar esta dirección de ahora en adelante.",
        link: "Usar esta dirección",
        after: "Si no lo pidió usted, no haga nada: sin este enlace no cambia nada.",
    },
};

static RESET_PASSWORD: Text = Text {
    english: Words {
        subject: "A new password for {site}",
        before: "Somebody asked for a new password for your account at {site}. With this link you can set one, once.",
        link: "Set a new password",
        after: "If you did not ask for this, do nothing: your password stays as it is.",
    },
    spanish: Words {
        subject: "Una contraseña nueva para {site}",
        before: "Alguien pidió una contraseña nueva para su cuenta de {site}. Con este enlace puede elegirla, una sola vez.",
        link: "Elegir una contraseña nueva",
        after: "Si no lo pidió usted, no haga nada: su contraseña sigue igual.",
    },
};

static INVITATION: Text = Text {
    english: Words {
        subject: "You are invited to {site}",
        before: "An administrator of {site} invites you to make an account there.",
        link: "Make an account",
        after: "The link works once.",
    },
    spanish: Words {
        subject: "Le invitan a {site}",
        before: "La administración de {site} le invita a crear una cuenta.",
        link: "Crear una cuenta",
        after: "El enlace sirve una sola vez.",
    },
};

static ADDRESS_KNOWN: Text = Text {
    english: Words {
        subject: "You already have an account at {site}",
        before: "Somebody gave this address for an account at {site}, but there is one with it already. Maybe it was you, and you forgot.",
        link: "I forgot my password",
        after: "If it was not you, do nothing: nothing has changed.",
    },
    spanish: Words {
        subject: "Ya tiene una cuenta en {site}",
        before: "Alguien dio esta dirección para una cuenta de {site}, pero ya hay una con ella. Quizá fue usted y no lo recordaba.",
        link: "Olvidé mi contraseña",
        after: "Si no fue usted, no haga nada: no ha cambiado nada.",
    },
};

static APPROVED: Text = Text {
    english: Words {
        subject: "Welcome to {site}",
        before: "Your account at {site} was approved. You can sign in now.",
        link: "Sign in",
        after: "",
    },
    spanish: Words {
        subject: "Le damos la bienvenida a {site}",
        before: "Su cuenta de {site} ha sido aprobada. Ya puede iniciar sesión.",
        link: "Iniciar sesión",
        after: "",
    },
};

const ADVICE: &str = "If this was not you, set a new password at once: that ends all sessions and every change that waits to be confirmed.";
const CONSEJO: &str =
    "Si no fue usted, elija de inmediato una contraseña nueva: así terminan todas las sesiones y todo cambio pendiente de confirmar.";

/// A notice: its subject and what it tells, in English and Spanish. Each ends with the same advice.
const fn notice(english: (&'static str, &'static str), spanish: (&'static str, &'static str)) -> Text {
    Text {
        english: Words { subject: english.0, before: english.1, link: "", after: ADVICE },
        spanish: Words { subject: spanish.0, before: spanish.1, link: "", after: CONSEJO },
    }
}

static PASSWORD_CHANGED: Text = notice(
    ("Your password was changed ({site})", "The password of your account at {site} was set anew."),
    ("Su contraseña ha cambiado ({site})", "La contraseña de su cuenta de {site} es otra desde ahora."),
);

static PASSWORD_CHANGED_KEYS_REVOKED: Text = notice(
    (
        "Your password was changed ({site})",
        "The password of your account at {site} was set anew, and all its API keys were revoked: programs that used one need a new one.",
    ),
    (
        "Su contraseña ha cambiado ({site})",
        "La contraseña de su cuenta de {site} es otra desde ahora, y se han revocado todas sus claves de API: los programas que usaban una necesitan otra nueva.",
    ),
);

static EMAIL_CHANGE_REQUESTED: Text = notice(
    (
        "Another address was asked for ({site})",
        "Your account at {site} shall have the address {about} instead of this one. It changes when the link that was sent there is followed.",
    ),
    (
        "Se pidió otra dirección ({site})",
        "Su cuenta de {site} tendrá la dirección {about} en lugar de esta. Cambiará cuando se siga el enlace que se envió allí.",
    ),
);

static EMAIL_CHANGED: Text = notice(
    ("Your address was changed ({site})", "Your account at {site} now has the address {about} instead of this one."),
    ("Su dirección ha cambiado ({site})", "Su cuenta de {site} tiene ahora la dirección {about} en lugar de esta."),
);

static SIGN_IN_METHOD_ADDED: Text = notice(
    ("A new way to sign in ({site})", "One can now sign in to your account at {site} by {about} too."),
    ("Una nueva forma de iniciar sesión ({site})", "Ahora también se puede iniciar sesión en su cuenta de {site} con {about}."),
);

static SIGN_IN_METHOD_REMOVED: Text = notice(
    ("A way to sign in was removed ({site})", "One can no longer sign in to your account at {site} by {about}."),
    ("Se quitó una forma de iniciar sesión ({site})", "Ya no se puede iniciar sesión en su cuenta de {site} con {about}."),
);

static SECOND_FACTOR_ON: Text = notice(
    ("Your account asks for a second factor ({site})", "Signing in to your account at {site} takes a second factor from now on."),
    ("Su cuenta pide un segundo factor ({site})", "Desde ahora, para iniciar sesión en su cuenta de {site} hace falta un segundo factor."),
);

static SECOND_FACTOR_OFF: Text = notice(
    ("The second factor was removed ({site})", "Signing in to your account at {site} takes no second factor any more."),
    ("Se quitó el segundo factor ({site})", "Ya no hace falta un segundo factor para iniciar sesión en su cuenta de {site}."),
);

static RECOVERY_CODES_RENEWED: Text = notice(
    ("New recovery codes ({site})", "The recovery codes of your account at {site} were made anew; the former ones no longer work."),
    (
        "Nuevos códigos de recuperación ({site})",
        "Los códigos de recuperación de su cuenta de {site} son otros; los anteriores ya no sirven.",
    ),
);

/// A key outlives a new password that its owner sets, so this letter has an advice of its own.
static API_KEY_MADE: Text = Text {
    english: Words {
        subject: "A new API key ({site})",
        before: "An API key named {about} was made for your account at {site}. A program that has it can use your account without signing in.",
        link: "",
        after: "If this was not you, sign in, revoke the key and set a new password at once.",
    },
    spanish: Words {
        subject: "Una nueva clave de API ({site})",
        before: "Se creó una clave de API llamada {about} para su cuenta de {site}. Un programa que la tenga puede usar su cuenta sin iniciar sesión.",
        link: "",
        after: "Si no fue usted, inicie sesión, revoque la clave y elija de inmediato una contraseña nueva.",
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{InvitationId, MailTokenId, SignUpId};
    use uuid::Uuid;

    fn every_letter() -> Vec<Letter> {
        let (token, sign_up, invitation) = (MailTokenId(Uuid::nil()), SignUpId(Uuid::nil()), InvitationId(Uuid::nil()));
        let notices = [
            Notice::PasswordChanged { keys_revoked: false },
            Notice::PasswordChanged { keys_revoked: true },
            Notice::EmailChangeRequested { to: String::new() },
            Notice::EmailChanged { to: String::new() },
            Notice::SignInMethodAdded { name: String::new() },
            Notice::SignInMethodRemoved { name: String::new() },
            Notice::SecondFactorOn,
            Notice::SecondFactorOff,
            Notice::RecoveryCodesRenewed,
            Notice::ApiKeyMade { name: String::new() },
        ];
        let letters = [
            Letter::SignUp { sign_up },
            Letter::AddressKnown,
            Letter::VerifyEmail { token },
            Letter::ChangeEmail { token },
            Letter::ResetPassword { token },
            Letter::Invitation { invitation },
            Letter::Approved,
        ];
        letters.into_iter().chain(notices.map(Letter::Notice)).collect()
    }

    #[test]
    fn both_languages_name_the_same_things_and_nothing_unknown() {
        for letter in every_letter() {
            let [english, spanish] = [Locale::English, Locale::Spanish].map(|locale| {
                let Words { subject, before, link, after } = of(&letter).in_language(locale);
                assert_eq!(link.is_empty(), matches!(letter, Letter::Notice(_)), "{letter:?}");
                [subject, before, after].map(|text| {
                    assert!(!filled(text, "", "").contains(['{', '}']), "{text}");
                    (text.contains("{site}"), text.contains("{about}"), text.is_empty())
                })
            });
            assert_eq!(english, spanish, "{letter:?}");
        }
    }

    #[test]
    fn a_name_that_looks_like_a_placeholder_stays_a_name() {
        assert_eq!(filled("{about} at {site}", "Cine {about}", "{site}"), "{site} at Cine {about}");
    }
}
