//! Every code that an answer can carry, explained in English and Spanish.
//!
//! A code that an inner crate adds without an entry here is still answered, with the text of its
//! status; a test on the whole API keeps that from lasting.

use actix_web::http::StatusCode;

/// One code, explained. Pairs are English and Spanish.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// Its usual status.
    pub status: u16,
    /// What kind of problem it is.
    pub title: (&'static str, &'static str),
    /// What it means and what to do.
    pub detail: (&'static str, &'static str),
}

/// All entries.
pub fn entries() -> &'static [Entry] {
    ENTRIES
}

/// The entry of a code, else the general one of the status.
pub fn entry(code: &str, status: StatusCode) -> Entry {
    let own = ENTRIES.iter().find(|e| e.code == code);
    let general = || ENTRIES.iter().find(|e| e.status == status.as_u16()).map(|e| Entry { detail: ("", ""), ..*e });
    own.copied().or_else(general).unwrap_or(FALLBACK)
}

/// The entry of exactly this code.
pub fn find(code: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|e| e.code == code)
}

const FALLBACK: Entry = entry_of("unknown", 400, ("The request failed", "La petición ha fallado"), ("", ""));

const fn entry_of(code: &'static str, status: u16, title: (&'static str, &'static str), detail: (&'static str, &'static str)) -> Entry {
    Entry { code, status, title, detail }
}

/// The first entry of each status is also the general one for codes without an entry.
const ENTRIES: &[Entry] = &[
    // 400
    entry_of(
        "malformed-request",
        400,
        ("The request cannot be understood", "No se entiende la petición"),
        ("The request does not follow HTTP.", "La petición no cumple HTTP."),
    ),
    entry_of(
        "malformed-json",
        400,
        ("The body is not JSON", "El cuerpo no es JSON"),
        ("The body must be one complete JSON value in UTF-8.", "El cuerpo debe ser un único valor JSON completo en UTF-8."),
    ),
    entry_of(
        "malformed-query",
        400,
        ("The query string cannot be read", "No se puede leer la cadena de consulta"),
        ("The query string must be percent-encoded UTF-8.", "La cadena de consulta debe ser UTF-8 codificado con porcentajes."),
    ),
    entry_of(
        "malformed-header",
        400,
        ("A header cannot be read", "No se puede leer una cabecera"),
        ("A header of the request does not have its prescribed form.", "Una cabecera de la petición no tiene la forma prescrita."),
    ),
    entry_of(
        "malformed-multipart",
        400,
        ("The form cannot be read", "No se puede leer el formulario"),
        ("The body is not a complete multipart/form-data form.", "El cuerpo no es un formulario multipart/form-data completo."),
    ),
    entry_of(
        "incomplete-body",
        400,
        ("The body broke off", "El cuerpo quedó incompleto"),
        ("The connection broke before the whole body had arrived.", "La conexión se cortó antes de que llegara todo el cuerpo."),
    ),
    entry_of(
        "bad-cursor",
        400,
        ("The cursor does not belong to this list", "El cursor no es de esta lista"),
        (
            "Start again without `cursor`; sort and filters must stay the same from page to page.",
            "Empiece de nuevo sin `cursor`; el orden y los filtros no deben cambiar entre páginas.",
        ),
    ),
    // 401
    entry_of(
        "unauthenticated",
        401,
        ("Sign in first", "Inicie sesión primero"),
        (
            "This needs a signed-in account: send a bearer token or the session cookie.",
            "Hace falta una cuenta con sesión iniciada: envíe un token o la cookie de sesión.",
        ),
    ),
    entry_of(
        "invalid-token",
        401,
        ("The access token is not good", "El token de acceso no vale"),
        (
            "The access token is malformed, expired or revoked. Refresh it or sign in again.",
            "El token de acceso está mal formado, caducado o revocado. Renuévelo o inicie sesión.",
        ),
    ),
    entry_of(
        "invalid-credentials",
        401,
        ("Wrong name or password", "Usuario o contraseña incorrectos"),
        ("No account has this name and password.", "Ninguna cuenta tiene ese nombre y esa contraseña."),
    ),
    entry_of(
        "session-ended",
        401,
        ("The session has ended", "La sesión ha terminado"),
        ("The refresh token is no longer good. Sign in again.", "El token de renovación ya no vale. Inicie sesión otra vez."),
    ),
    // 403
    entry_of("forbidden", 403, ("Not allowed", "No permitido"), ("Your account may not do this.", "Su cuenta no puede hacer esto.")),
    entry_of(
        "csrf-rejected",
        403,
        ("Refused: the request comes from another site", "Rechazada: la petición viene de otro sitio"),
        (
            "With the session cookie, changes must come from this site or an allowed origin.",
            "Con la cookie de sesión, los cambios deben venir de este sitio o de un origen permitido.",
        ),
    ),
    entry_of(
        "account-suspended",
        403,
        ("The account is suspended", "La cuenta está suspendida"),
        ("This account may not sign in at the moment.", "Esta cuenta no puede iniciar sesión por ahora."),
    ),
    // 404, 405, 406, 408
    entry_of("not-found", 404, ("Not found", "No encontrado"), ("There is nothing at this address.", "No hay nada en esta dirección.")),
    entry_of(
        "method-not-allowed",
        405,
        ("This method does not exist here", "Este método no existe aquí"),
        ("`Allow` lists the methods of this address.", "`Allow` enumera los métodos de esta dirección."),
    ),
    entry_of(
        "not-acceptable",
        406,
        ("No acceptable form", "Ninguna forma aceptable"),
        ("There is no form of the answer that the request accepts.", "No hay ninguna forma de la respuesta que la petición acepte."),
    ),
    entry_of(
        "request-timeout",
        408,
        ("The request took too long", "La petición tardó demasiado"),
        ("The body stopped arriving. Send it again.", "El cuerpo dejó de llegar. Envíelo de nuevo."),
    ),
    // 409, 410
    entry_of(
        "conflict",
        409,
        ("The state does not allow this", "El estado no lo permite"),
        ("The thing is not in a state in which this is possible.", "El objeto no está en un estado en el que esto sea posible."),
    ),
    entry_of(
        "email-taken",
        409,
        ("The address is already in use", "La dirección ya está en uso"),
        ("An account has this e-mail address.", "Una cuenta tiene esta dirección de correo."),
    ),
    entry_of(
        "handle-taken",
        409,
        ("The name is already in use", "El nombre ya está en uso"),
        ("An account has this handle.", "Una cuenta tiene este nombre."),
    ),
    entry_of(
        "gone",
        410,
        ("It is gone", "Ya no existe"),
        ("It was here once and was removed for good.", "Estuvo aquí y se eliminó para siempre."),
    ),
    // 412 to 417
    entry_of(
        "precondition-failed",
        412,
        ("Your copy is stale", "Su copia está anticuada"),
        (
            "It was changed since you read it. Read it again, then repeat the change.",
            "Ha cambiado desde que lo leyó. Léalo de nuevo y repita el cambio.",
        ),
    ),
    entry_of(
        "unsupported-tus-version",
        412,
        ("This version of tus is not supported", "Esta versión de tus no está admitida"),
        ("`Tus-Version` lists the supported ones.", "`Tus-Version` enumera las admitidas."),
    ),
    entry_of(
        "body-too-large",
        413,
        ("The body is too large", "El cuerpo es demasiado grande"),
        ("The body is over the limit of this address.", "El cuerpo supera el límite de esta dirección."),
    ),
    entry_of(
        "unsupported-media-type",
        415,
        ("This type of body is not supported", "Este tipo de cuerpo no está admitido"),
        ("Send `Content-Type: application/json`.", "Envíe `Content-Type: application/json`."),
    ),
    entry_of(
        "range-not-satisfiable",
        416,
        ("The range lies outside", "El rango queda fuera"),
        ("`Content-Range` tells the length.", "`Content-Range` indica la longitud."),
    ),
    entry_of(
        "expectation-failed",
        417,
        ("The expectation cannot be met", "No se puede cumplir la expectativa"),
        ("Only `100-continue` is understood in `Expect`.", "En `Expect` solo se entiende `100-continue`."),
    ),
    // 422
    entry_of(
        "validation-failed",
        422,
        ("Some values are not acceptable", "Algunos valores no son aceptables"),
        ("`errors` names each of them.", "`errors` nombra cada uno de ellos."),
    ),
    // 423, 429
    entry_of(
        "locked",
        423,
        ("Busy", "Ocupado"),
        ("Another request holds it at the moment. Try again soon.", "Otra petición lo tiene ahora. Pruebe de nuevo en breve."),
    ),
    entry_of(
        "rate-limited",
        429,
        ("Too many requests", "Demasiadas peticiones"),
        ("`Retry-After` tells when to try again.", "`Retry-After` indica cuándo probar de nuevo."),
    ),
    // 460
    entry_of(
        "checksum-mismatch",
        460,
        ("The checksum does not fit", "La suma de verificación no coincide"),
        (
            "The bytes were damaged on the way and were not stored. Send them again.",
            "Los datos se dañaron en el camino y no se guardaron. Envíelos de nuevo.",
        ),
    ),
    // 5xx
    entry_of(
        "internal",
        500,
        ("Something went wrong on our side", "Algo ha fallado por nuestra parte"),
        (
            "It was logged under the request id. Trying again may help.",
            "Ha quedado registrado con el id de la petición. Puede servir probar de nuevo.",
        ),
    ),
    entry_of(
        "unavailable",
        503,
        ("Not available at the moment", "No disponible por ahora"),
        ("A part of the service does not answer. Try again soon.", "Una parte del servicio no responde. Pruebe de nuevo en breve."),
    ),
    entry_of(
        "overloaded",
        503,
        ("Too busy", "Demasiada carga"),
        (
            "The server has more requests than it can work on. Try again soon.",
            "El servidor tiene más peticiones de las que puede atender. Pruebe de nuevo en breve.",
        ),
    ),
    entry_of(
        "insufficient-storage",
        507,
        ("No room left", "No queda espacio"),
        ("There is not enough room to store this.", "No hay espacio suficiente para guardarlo."),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_text_is_there_in_both_languages() {
        let mut seen = std::collections::HashSet::new();
        for e in entries() {
            assert!(seen.insert(e.code), "{} appears twice", e.code);
            for text in [e.title.0, e.title.1, e.detail.0, e.detail.1] {
                assert!(!text.is_empty(), "{}", e.code);
            }
        }
    }

    #[test]
    fn an_unknown_code_takes_the_title_of_its_status_and_keeps_its_own_detail() {
        let entry = entry("brand-new", StatusCode::CONFLICT);
        assert_eq!((entry.title.0, entry.detail.0), ("The state does not allow this", ""));
    }
}
