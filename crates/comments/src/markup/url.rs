//! Which addresses a link may lead to.

/// The address, if it is one of the web that a browser reads as it stands here.
pub(super) fn web(url: &str) -> Option<&str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let rest = if lower.starts_with("https://") { url.get(8..) } else { url.get(7..).filter(|_| lower.starts_with("http://")) }?;
    let starts_well = rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '[');
    let clean = url.len() <= MAX && url.chars().all(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '\\' | '<' | '>' | '"'));
    // A name before an `@` is there to look like another host.
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (starts_well && clean && !host.contains('@')).then_some(url)
}

const MAX: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for good in ["https://example.org", "HTTP://example.org/a?b=c#d", "https://münchen.example/", "http://[::1]/"] {
            assert_eq!(web(good), Some(good));
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "/watch",
            "https://",
            "https:///x",
            "https://a\\b",
            "https://a b",
            "https://a\"b",
            "https://bank.example@evil.example/",
            "ñ",
            "httpñ://x",
            "http:/\u{0}/x",
        ] {
            assert_eq!(web(bad), None, "{bad:?}");
        }
    }
}
