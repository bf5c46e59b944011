//! One spelling of each path, before anything looks at it.
//!
//! `%61` and `a` are the same (RFC 3986, section 6.2.2.2), and the router treats them so. What
//! decides by the start of a path (limits, CORS, what is kept out of the log) must see the same
//! path as the router, or an escape would walk around it.

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;

/// Replaces escapes of unreserved characters in the path by the characters.
pub(super) fn normalise(request: &mut ServiceRequest) {
    let Some(path) = unescaped(request.path()) else { return };
    let query = request.uri().query().map_or(String::new(), |query| format!("?{query}"));
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(path + &query).ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

/// Whether the path holds a NUL: nothing is called so, and PostgreSQL takes no text with one.
pub(super) fn has_nul(path: &str) -> bool {
    path.contains("%00")
}

/// The path without needless escapes; `None` if it has none.
fn unescaped(path: &str) -> Option<String> {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let character = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map(char::from);
        if let Some(character) = character.filter(|c| is_unreserved(*c)) {
            plain.push(character);
            rest = after.get(2..).unwrap_or_default();
        } else {
            plain.push('%');
            rest = after;
        }
    }
    plain.push_str(rest);
    (plain != path).then_some(plain)
}

fn is_unreserved(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_needless_escapes_are_replaced() {
        let cases = [
            ("/%61pi/%61uth/login", Some("/api/auth/login")),
            ("/%6Dedia/s/x%2Fy/%7e", Some("/media/s/x%2Fy/~")),
            ("/a%2", None),
            ("/a%zz%", None),
            ("/caf%C3%A9", None),
            ("/%2561", None),
            ("/plain", None),
        ];
        for (path, wanted) in cases {
            assert_eq!(unescaped(path).as_deref(), wanted, "{path}");
        }
    }

    #[test]
    fn the_query_stays_as_it_came() {
        let mut request = TestRequest::with_uri("/%61pi/videos?tag=%61").to_srv_request();
        normalise(&mut request);
        assert_eq!(request.uri().to_string(), "/api/videos?tag=%61");
        assert_eq!(request.match_info().as_str(), "/api/videos");
    }
}
