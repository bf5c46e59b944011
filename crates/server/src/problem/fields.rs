//! Faults of single fields: codes for garde's messages, and their Spanish.

use super::Language;
use domain::FieldError;
use garde::Report;

/// What is known of one kind of message: how its English text begins, its code, and its Spanish
/// text, in which `#` stands for the numbers of the English one, in their order.
struct Message {
    english: &'static str,
    code: &'static str,
    spanish: &'static str,
}

const fn message(english: &'static str, code: &'static str, spanish: &'static str) -> Message {
    Message { english, code, spanish }
}

/// The first entry whose beginning fits is taken.
const MESSAGES: &[Message] = &[
    message("must not be empty", "required", "no puede estar vacío"),
    message("is missing", "required", "falta"),
    message("at most # characters", "too-long", "como máximo # caracteres"),
    message("at most # bytes", "too-long", "como máximo # bytes"),
    message("at most #", "too-many", "como máximo #"),
    message("at least # characters", "too-short", "al menos # caracteres"),
    message("at least #", "too-few", "al menos #"),
    message("length is lower than #", "too-short", "es demasiado corto: al menos #"),
    message("length is greater than #", "too-long", "es demasiado largo: como máximo #"),
    message("lower than #", "too-small", "es menor que #"),
    message("greater than #", "too-large", "es mayor que #"),
    message("control characters", "forbidden-characters", "no se permiten caracteres de control"),
    message("too many combining marks", "forbidden-characters", "demasiados signos diacríticos en un carácter"),
    message("unknown field", "unknown-field", "este campo no existe"),
    message("unknown parameter", "unknown-parameter", "este parámetro no existe"),
    message("given twice", "duplicate", "aparece dos veces"),
    message("must be an integer from # to #", "out-of-range", "debe ser un entero de # a #"),
    message("must be a number from # to #", "out-of-range", "debe ser un número de # a #"),
    message("must begin before it ends", "invalid-range", "debe empezar antes de terminar"),
    message("must not end beyond the video", "beyond-end", "no puede terminar después del vídeo"),
    message("must be one of", "unknown-value", "no es uno de los valores posibles"),
    message("must be a mail address", "invalid-email", "debe ser una dirección de correo, como ana@example.org"),
    message("must be # to # letters", "invalid-handle", "debe tener de # a # letras (A-Z, a-z), cifras o guiones bajos"),
    message("must contain a letter", "invalid-handle", "debe contener una letra"),
    message("this word is reserved", "reserved-handle", "esta palabra está reservada"),
    message("must not contain a NUL", "forbidden-characters", "no puede contener el carácter NUL"),
    message("one of the most common passwords", "common-password", "es una de las contraseñas más comunes"),
    message("only scheduled videos", "not-scheduled", "solo los vídeos programados tienen fecha"),
    message("only videos with the visibility password", "not-password", "solo los vídeos con visibilidad password tienen contraseña"),
    message("no such category", "unknown-value", "no existe esa categoría"),
    message("not a BCP # language tag", "invalid-language", "no es una etiqueta de idioma BCP #"),
];

/// garde's report as field errors with JSON pointers.
pub fn from_garde(report: &Report) -> Vec<FieldError> {
    report
        .iter()
        .map(|(path, error)| {
            let code = known(error.message()).map_or("invalid", |m| m.code);
            FieldError::at(&pointer(&path.to_string()), code, error.message())
        })
        .collect()
}

/// The detail of a field in the wanted language.
pub(super) fn translated(detail: &str, language: Language) -> String {
    match known(detail) {
        Some(found) if language == Language::Spanish => with_numbers(found.spanish, detail),
        _ => detail.to_owned(),
    }
}

fn known(text: &str) -> Option<&'static Message> {
    MESSAGES.iter().find(|m| begins_with(text, m.english))
}

/// Numbers may be written as `1,024`.
fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == ','
}

/// Whether the text begins as the pattern does, where `#` stands for digits.
fn begins_with(text: &str, pattern: &str) -> bool {
    let mut rest = text;
    for (i, part) in pattern.split('#').enumerate() {
        if i > 0 {
            let after = rest.trim_start_matches(is_of_number);
            if after.len() == rest.len() {
                return false;
            }
            rest = after;
        }
        let Some(after) = rest.strip_prefix(part) else { return false };
        rest = after;
    }
    true
}

fn with_numbers(template: &str, source: &str) -> String {
    let mut numbers = source.split(|c: char| !is_of_number(c)).filter(|n| n.contains(|c: char| c.is_ascii_digit()));
    let mut text = String::new();
    for (i, part) in template.split('#').enumerate() {
        if i > 0 {
            text.push_str(numbers.next().unwrap_or_default());
        }
        text.push_str(part);
    }
    text
}

/// `a.b[2].c`, as garde and serde write a place, as a JSON pointer (RFC 6901).
fn pointer(path: &str) -> String {
    if path.is_empty() || path == "." {
        return String::new();
    }
    let mut pointer = String::new();
    for part in path.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
        pointer.push('/');
        pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_in_the_translation() {
        assert_eq!(translated("at most 120 characters", Language::Spanish), "como máximo 120 caracteres");
        assert_eq!(translated("at most 120 characters", Language::English), "at most 120 characters");
        assert_eq!(translated("must be an integer from 1 to 100", Language::Spanish), "debe ser un entero de 1 a 100");
        assert_eq!(translated("something new", Language::Spanish), "something new");
    }

    #[test]
    fn places_become_pointers() {
        assert_eq!(pointer("tags[2].name"), "/tags/2/name");
        assert_eq!(pointer("."), "");
    }
}
