//! The language of titles and details: English or Spanish.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use domain::locale::Locale;

/// A language that we can write in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, also for everybody whose language we do not know.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// The language that `Accept-Language` likes best (RFC 9110, section 12.5.4).
    pub fn of(headers: &HeaderMap) -> Self {
        let text = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mut best = (Self::English, 0.0);
        for range in text.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts.find_map(|p| p.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
            let language = match tag.split('-').next() {
                Some("es") => Self::Spanish,
                Some("en" | "*") => Self::English,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// The tag for `Content-Language` and `lang`.
    pub fn tag(self) -> &'static str {
        self.pick("en", "es")
    }

    /// The same as the words of the use cases know it.
    pub fn locale(self) -> Locale {
        self.pick(Locale::English, Locale::Spanish)
    }

    /// The text of this language.
    pub fn pick<T>(self, english: T, spanish: T) -> T {
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn the_heaviest_known_language_wins() {
        for (text, wanted) in [
            ("", Language::English),
            ("es", Language::Spanish),
            ("es-MX,es;q=0.9,en;q=0.8", Language::Spanish),
            ("de, en;q=0.5, es;q=0.7", Language::Spanish),
            ("en,es", Language::English),
            ("fr", Language::English),
            ("es;q=0, *;q=0.1", Language::English),
            ("es;q=x", Language::Spanish),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(text).unwrap());
            assert_eq!(Language::of(&headers), wanted, "{text}");
        }
    }
}
