//! Attributes in the two syntaxes of playlists, with values that cannot break out of them.

use std::borrow::Cow;
use std::fmt;

/// The attribute list of an HLS tag (RFC 8216 section 4.2).
pub(super) struct Attributes(String);

impl Attributes {
    pub(super) fn new() -> Self {
        Self(String::new())
    }

    /// A number, a resolution or an enumerated word of ours.
    pub(super) fn plain(&mut self, name: &str, value: &str) -> &mut Self {
        self.push(name, value)
    }

    /// A quoted string. The syntax has no escapes, so what may not stand in it is replaced.
    pub(super) fn quoted(&mut self, name: &str, value: &str) -> &mut Self {
        let value = value.replace('"', "'").replace(char::is_control, " ");
        self.push(name, &format!("\"{value}\""))
    }

    fn push(&mut self, name: &str, value: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.extend([name, "=", value]);
        self
    }
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text as the value of an XML attribute.
pub(super) fn xml(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'') || c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            // XML 1.0 has no form for most of them.
            c if special(c) => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}
