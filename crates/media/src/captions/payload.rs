//! The text of a cue, made harmless: the marks of WebVTT stay, all others go, and what only looks like one
//! is written as text. The result is well-formed: every mark that is opened is closed.

use super::{Clock, parse};

/// The marks that WebVTT knows, and whether they say more than their name.
const MARKS: [(&str, bool); 8] =
    [("b", false), ("i", false), ("u", false), ("ruby", false), ("rt", false), ("c", false), ("v", true), ("lang", true)];
/// Named characters that every WebVTT reader knows.
const NAMED: [&str; 6] = ["amp", "lt", "gt", "nbsp", "lrm", "rlm"];

/// Text of a WebVTT cue; `None` if nothing of it can be seen.
pub(super) fn of_vtt(payload: &str) -> Option<String> {
    Writer::default().all(payload, false)
}

/// Text of a SRT cue, with the overrides in braces that other formats leave in it.
pub(super) fn of_srt(payload: &str) -> Option<String> {
    Writer::default().all(payload, true)
}

/// A line of plain text as cue text.
pub(super) fn plain(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[derive(Default)]
struct Writer {
    text: String,
    open: Vec<&'static str>,
    /// Whether there is more than white space.
    visible: bool,
}

impl Writer {
    fn all(mut self, payload: &str, overrides: bool) -> Option<String> {
        let clean: String = payload.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let mut rest = clean.as_str();
        while let Some(at) = rest.find(['<', '>', '&', '{']) {
            let (before, special) = rest.split_at(at);
            self.plain(before);
            rest = if let Some(after) = special.strip_prefix('<') {
                self.mark(after)
            } else if let Some(after) = special.strip_prefix('&') {
                self.character(after)
            } else if let Some(after) = special.strip_prefix('>') {
                self.seen("&gt;");
                after
            } else {
                let after = special.strip_prefix('{').unwrap_or_default();
                let overriding = after.strip_prefix('\\').and_then(|inner| inner.split_once('}')).filter(|_| overrides);
                if overriding.is_none() {
                    self.seen("{");
                }
                overriding.map_or(after, |(_, behind)| behind)
            };
        }
        self.plain(rest);
        self.close_down_to(0);
        self.visible.then(|| without_blank_lines(&self.text)).filter(|text| !text.is_empty())
    }

    fn plain(&mut self, text: &str) {
        self.visible |= !text.trim().is_empty();
        self.text.push_str(text);
    }

    fn seen(&mut self, text: &str) {
        self.visible = true;
        self.text.push_str(text);
    }

    /// What follows a `<`; gives what is left after the mark, or all of it if that was none.
    fn mark<'a>(&mut self, after: &'a str) -> &'a str {
        let Some((inner, behind)) = after.split_once('>').filter(|(inner, _)| !inner.contains('<')) else {
            self.seen("&lt;");
            return after;
        };
        if let Some(name) = inner.strip_prefix('/') {
            let name = name.trim().to_ascii_lowercase();
            if let Some(at) = self.open.iter().rposition(|open| *open == name) {
                self.close_down_to(at);
            } else if !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
                self.seen("&lt;");
                return after;
            }
            return behind;
        }
        if let Some(at) = parse::time(inner) {
            self.text.extend(["<", &Clock(at).to_string(), ">"]);
            return behind;
        }
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.seen("&lt;");
            return after;
        }
        self.opening(inner);
        behind
    }

    fn opening(&mut self, inner: &str) {
        let inner = inner.trim_end_matches('/');
        let (head, said) = inner.split_at(inner.find(char::is_whitespace).unwrap_or(inner.len()));
        let mut parts = head.split('.');
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        if name == "br" {
            self.text.push('\n');
        }
        let Some((name, tells)) = MARKS.into_iter().find(|(known, _)| *known == name) else { return };
        let said = if tells { annotation(said) } else { String::new() };
        if tells && said.is_empty() {
            return;
        }
        self.text.push('<');
        self.text.push_str(name);
        for class in parts.filter(|class| !class.is_empty() && class.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))) {
            self.text.extend([".", class]);
        }
        if tells {
            self.text.extend([" ", said.as_str()]);
        }
        self.text.push('>');
        self.open.push(name);
    }

    fn close_down_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(name) = self.open.pop() {
                self.text.extend(["</", name, ">"]);
            }
        }
    }

    /// What follows a `&`; gives what is left.
    fn character<'a>(&mut self, after: &'a str) -> &'a str {
        let Some((name, behind)) = after.split_once(';').filter(|(name, _)| is_character(name)) else {
            self.seen("&amp;");
            return after;
        };
        self.visible |= name != "nbsp";
        self.text.extend(["&", name, ";"]);
        behind
    }
}

fn is_character(name: &str) -> bool {
    let digits = |text: &str, good: fn(&u8) -> bool| (1..=6).contains(&text.len()) && text.as_bytes().iter().all(good);
    if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']).is_some_and(|hex| digits(hex, u8::is_ascii_hexdigit));
        return hexadecimal || digits(number, u8::is_ascii_digit);
    }
    NAMED.contains(&name)
}

/// What a mark says: the name of a voice, a language.
fn annotation(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut said = String::new();
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once('&') {
        said.push_str(before);
        rest = after;
        said.push_str(if after.split_once(';').is_some_and(|(name, _)| is_character(name)) { "&" } else { "&amp;" });
    }
    said.push_str(rest);
    said
}

/// A blank line would end the cue.
fn without_blank_lines(text: &str) -> String {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
