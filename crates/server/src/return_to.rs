//! Where a browser may be sent after it came back from elsewhere: to this site or a frontend of ours,
//! and nowhere else, or our links would lend their good name to any page (an open redirect).

use crate::context::Context;
use crate::problem::Problem;
use domain::Rule;

/// An address that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// A path of this site, or an address of this site or of an allowed origin.
    ///
    /// # Errors
    /// `invalid-value` for `return_to`.
    pub fn parse(text: &str, context: &Context) -> Result<Self, Problem> {
        // Browsers drop tabs and line breaks from addresses, and read a backslash as a slash.
        let is_plain = !text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
        let is_path = text.starts_with('/') && !text.starts_with("//");
        if is_plain && (is_path || origins(context).any(|origin| is_under(origin, text))) {
            return Ok(Self(text.to_owned()));
        }
        Err(Problem::parameter("return_to", Rule::ReturnAddress))
    }

    /// One that was checked before.
    pub fn known(text: String) -> Self {
        Self(text)
    }

    /// The address.
    pub fn into_string(self) -> String {
        self.0
    }

    /// A page of the same frontend: `/sign-in` beside `https://www.example.org/watch` is
    /// `https://www.example.org/sign-in`.
    pub fn beside(&self, page: &str) -> String {
        if self.0.starts_with('/') { page.to_owned() } else { format!("{}{page}", origin_of(&self.0)) }
    }

    /// The address with one more parameter.
    pub fn with(&self, name: &str, value: &str) -> String {
        let (address, fragment) = match self.0.split_once('#') {
            Some((address, fragment)) => (address, format!("#{fragment}")),
            None => (self.0.as_str(), String::new()),
        };
        let joint = if address.contains('?') { '&' } else { '?' };
        let parameter = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        format!("{address}{joint}{parameter}{fragment}")
    }
}

/// Scheme and authority of an address.
pub fn origin_of(address: &str) -> &str {
    let authority = address.find("://").map_or(0, |at| at + 3);
    let end = address.get(authority..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(address.len(), |at| authority + at);
    address.get(..end).unwrap_or_default()
}

fn origins(context: &Context) -> impl Iterator<Item = &str> {
    std::iter::once(context.public_origin()).chain(context.settings.http.cors.allowed_origins.iter().map(String::as_str))
}

fn is_under(origin: &str, text: &str) -> bool {
    text.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::context;

    #[actix_web::test]
    async fn only_own_places_are_returned_to() {
        let folder = tempfile::tempdir().unwrap();
        let context = context(folder.path(), "https://v.example/tube", &["https://www.example.org"]).await;
        for good in ["/", "/watch?v=1#t", "https://v.example/tube/x", "https://www.example.org", "https://www.example.org?a"] {
            assert_eq!(ReturnTo::parse(good, &context).unwrap().into_string(), good);
        }
        for bad in [
            "",
            "watch",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "https://v.example.evil/",
            "https://v.example@evil/",
            "https://www.example.org:99/",
            "http://www.example.org/",
            "javascript:alert(1)",
            " /x",
        ] {
            assert!(ReturnTo::parse(bad, &context).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn pages_and_parameters_are_put_in_their_places() {
        let far = ReturnTo("https://www.example.org/watch?v=1#t".into());
        assert_eq!(far.beside("/sign-in"), "https://www.example.org/sign-in");
        assert_eq!(far.with("error", "a b"), "https://www.example.org/watch?v=1&error=a+b#t");
        assert_eq!(ReturnTo("https://www.example.org".into()).beside("/sign-in"), "https://www.example.org/sign-in");
        let near = ReturnTo("/go?to=https://x/y".into());
        assert_eq!(near.beside("/sign-in"), "/sign-in");
        assert_eq!(ReturnTo("/account".into()).with("linked", "google"), "/account?linked=google");
    }
}
