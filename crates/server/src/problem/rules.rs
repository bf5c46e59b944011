//! The words of each rule that a value can break, in English and Spanish.

use super::Language;
use domain::Rule;
use domain::rule::{JsonType, Unit};

/// What is wrong with a value, for a person.
pub fn words(rule: &Rule, language: Language) -> String {
    match language {
        Language::English => english(rule),
        Language::Spanish => spanish(rule),
    }
}

fn english(rule: &Rule) -> String {
    match rule {
        Rule::Required => "is missing".to_owned(),
        Rule::NotEmpty | Rule::MinLength { min: 1, unit: None } => "must not be empty".to_owned(),
        Rule::RequiredWithout { other } => format!("is required unless `{other}` is given"),
        Rule::NotTogetherWith { other } => format!("cannot be combined with `{other}`"),
        Rule::MaxLength { max, unit } => format!("at most {}", english_length(*max, *unit)),
        Rule::MinLength { min, unit } => format!("at least {}", english_length(*min, *unit)),
        Rule::MaxItems { max } => format!("at most {max} items"),
        Rule::MinItems { min: 1 } => "at least 1 item".to_owned(),
        Rule::MinItems { min } => format!("at least {min} items"),
        Rule::Min { min } => format!("must be at least {min}"),
        Rule::Max { max } => format!("must be at most {max}"),
        Rule::MediaSeconds { max } => format!("must be a number from 0 to {max}"),
        Rule::NoControlCharacters => "control characters are not allowed".to_owned(),
        Rule::NoStackedMarks => "too many combining marks on one character".to_owned(),
        Rule::NoLoneSurrogates => "a lone surrogate is not a character".to_owned(),
        Rule::KnownField => "unknown field".to_owned(),
        Rule::KnownParameter => "unknown parameter".to_owned(),
        Rule::Once => "given more than once".to_owned(),
        Rule::Type { expected, found } => format!("must be {}, not {}", english_type(*expected), english_type(*found)),
        Rule::Readable => "is not a valid value".to_owned(),
        Rule::OneOf { choices } => format!("must be one of {}", choices.join(", ")),
        Rule::Instant => "must be an RFC 3339 date and time such as 2026-01-31T18:00:00Z".to_owned(),
        Rule::IdList => "must be ids, separated by commas".to_owned(),
        Rule::OrderedStretch => "must begin before it ends".to_owned(),
        Rule::WithinVideo => "must not end beyond the video".to_owned(),
        Rule::AscendingStarts => "starts must ascend, each one once".to_owned(),
        Rule::MeaningfulForType => "does not apply to this type".to_owned(),
        Rule::EmailAddress => "must be an email address such as ana@example.org".to_owned(),
        Rule::HandleCharacters { min, max } => format!("must be {min} to {max} letters (A-Z, a-z), digits or underscores"),
        Rule::HandleLetter => "must contain a letter".to_owned(),
        Rule::HandleNotReserved => "this word is reserved".to_owned(),
        Rule::HandleFree => "is already taken".to_owned(),
        Rule::EmailFree => "already has an account".to_owned(),
        Rule::StrongPassword => "is too easy to guess; choose another".to_owned(),
        Rule::CurrentPassword => "is required on an account with a password".to_owned(),
        Rule::OnlyScheduled => "only scheduled videos have a date".to_owned(),
        Rule::OnlyWithPassword => "only videos with the visibility `password` have one".to_owned(),
        Rule::Category => "no such category".to_owned(),
        Rule::LanguageTag => "must be a BCP 47 language tag such as es or pt-BR".to_owned(),
        Rule::WebAddress { max } => format!("must be an address such as https://www.example.org of at most {max} characters"),
        Rule::ReturnAddress => "must be a path of this site or an address of an allowed origin".to_owned(),
        Rule::Future => "must be in the future".to_owned(),
        Rule::ScopeOfRole => "the scope `admin` is for administrators".to_owned(),
        Rule::Invitation => "was used, has expired, or is for another address".to_owned(),
        Rule::LinkToken => "is not the token of such a link; the link may have been cut off".to_owned(),
        Rule::AuthenticatorCode => "is not the code that the app shows now".to_owned(),
        Rule::OneProof => "give exactly one proof".to_owned(),
        Rule::Passkey { step } => format!("is not a passkey for this site ({step})"),
    }
}

fn spanish(rule: &Rule) -> String {
    match rule {
        Rule::Required => "falta".to_owned(),
        Rule::NotEmpty | Rule::MinLength { min: 1, unit: None } => "no puede estar vacío".to_owned(),
        Rule::RequiredWithout { other } => format!("es obligatorio si no se indica `{other}`"),
        Rule::NotTogetherWith { other } => format!("no se puede combinar con `{other}`"),
        Rule::MaxLength { max, unit } => format!("como máximo {}", spanish_length(*max, *unit)),
        Rule::MinLength { min, unit } => format!("al menos {}", spanish_length(*min, *unit)),
        Rule::MaxItems { max } => format!("como máximo {max} elementos"),
        Rule::MinItems { min: 1 } => "al menos 1 elemento".to_owned(),
        Rule::MinItems { min } => format!("al menos {min} elementos"),
        Rule::Min { min } => format!("debe ser como mínimo {min}"),
        Rule::Max { max } => format!("debe ser como máximo {max}"),
        Rule::MediaSeconds { max } => format!("debe ser un número de 0 a {max}"),
        Rule::NoControlCharacters => "no se permiten caracteres de control".to_owned(),
        Rule::NoStackedMarks => "demasiados signos diacríticos en un carácter".to_owned(),
        Rule::NoLoneSurrogates => "un sustituto suelto no es un carácter".to_owned(),
        Rule::KnownField => "este campo no existe".to_owned(),
        Rule::KnownParameter => "este parámetro no existe".to_owned(),
        Rule::Once => "aparece más de una vez".to_owned(),
        Rule::Type { expected, found } => format!("debe ser {}, no {}", spanish_type(*expected), spanish_type(*found)),
        Rule::Readable => "no es un valor válido".to_owned(),
        Rule::OneOf { choices } => format!("debe ser uno de {}", choices.join(", ")),
        Rule::Instant => "debe ser una fecha y hora RFC 3339, como 2026-01-31T18:00:00Z".to_owned(),
        Rule::IdList => "deben ser identificadores separados por comas".to_owned(),
        Rule::OrderedStretch => "debe empezar antes de terminar".to_owned(),
        Rule::WithinVideo => "no puede terminar después del vídeo".to_owned(),
        Rule::AscendingStarts => "los inicios deben ir en orden ascendente y sin repetirse".to_owned(),
        Rule::MeaningfulForType => "no se aplica a este tipo".to_owned(),
        Rule::EmailAddress => "debe ser una dirección de correo, como ana@example.org".to_owned(),
        Rule::HandleCharacters { min, max } => format!("debe tener de {min} a {max} letras (A-Z, a-z), cifras o guiones bajos"),
        Rule::HandleLetter => "debe contener una letra".to_owned(),
        Rule::HandleNotReserved => "esta palabra está reservada".to_owned(),
        Rule::HandleFree => "ya está en uso".to_owned(),
        Rule::EmailFree => "ya tiene una cuenta".to_owned(),
        Rule::StrongPassword => "es demasiado fácil de adivinar; elige otra".to_owned(),
        Rule::CurrentPassword => "es obligatoria en una cuenta con contraseña".to_owned(),
        Rule::OnlyScheduled => "solo los vídeos programados tienen fecha".to_owned(),
        Rule::OnlyWithPassword => "solo los vídeos con visibilidad `password` tienen contraseña".to_owned(),
        Rule::Category => "no existe esa categoría".to_owned(),
        Rule::LanguageTag => "debe ser una etiqueta de idioma BCP 47, como es o pt-BR".to_owned(),
        Rule::WebAddress { max } => format!("debe ser una dirección como https://www.example.org, de {max} caracteres como máximo"),
        Rule::ReturnAddress => "debe ser una ruta de este sitio o una dirección de un origen permitido".to_owned(),
        Rule::Future => "debe estar en el futuro".to_owned(),
        Rule::ScopeOfRole => "el permiso `admin` es solo para administradores".to_owned(),
        Rule::Invitation => "ya se usó, ha caducado o es para otra dirección".to_owned(),
        Rule::LinkToken => "no es el código de un enlace de este tipo; puede que el enlace esté incompleto".to_owned(),
        Rule::AuthenticatorCode => "no es el código que muestra ahora la aplicación".to_owned(),
        Rule::OneProof => "indica exactamente una prueba".to_owned(),
        Rule::Passkey { step } => format!("no es una llave de acceso de este sitio ({step})"),
    }
}

fn english_length(length: usize, unit: Option<Unit>) -> String {
    match unit {
        Some(Unit::Characters) => format!("{length} characters"),
        Some(Unit::Bytes) => format!("{length} bytes"),
        None => format!("{length} long"),
    }
}

fn spanish_length(length: usize, unit: Option<Unit>) -> String {
    match unit {
        Some(Unit::Characters) => format!("{length} caracteres"),
        Some(Unit::Bytes) => format!("{length} bytes"),
        None => format!("{length} de longitud"),
    }
}

fn english_type(kind: JsonType) -> &'static str {
    match kind {
        JsonType::String => "a string",
        JsonType::Integer => "an integer",
        JsonType::Number => "a number",
        JsonType::Boolean => "true or false",
        JsonType::Array => "a list",
        JsonType::Object => "an object",
        JsonType::Null => "null",
        JsonType::Other => "another type",
    }
}

fn spanish_type(kind: JsonType) -> &'static str {
    match kind {
        JsonType::String => "un texto",
        JsonType::Integer => "un número entero",
        JsonType::Number => "un número",
        JsonType::Boolean => "true o false",
        JsonType::Array => "una lista",
        JsonType::Object => "un objeto",
        JsonType::Null => "null",
        JsonType::Other => "de otro tipo",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_stand_in_both_languages() {
        let rule = Rule::max_characters(120);
        assert_eq!(words(&rule, Language::English), "at most 120 characters");
        assert_eq!(words(&rule, Language::Spanish), "como máximo 120 caracteres");
        let wrong = Rule::Type { expected: JsonType::Integer, found: JsonType::String };
        assert_eq!(words(&wrong, Language::English), "must be an integer, not a string");
        assert_eq!(words(&wrong, Language::Spanish), "debe ser un número entero, no un texto");
    }
}
