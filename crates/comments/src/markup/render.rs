//! From Markdown to HTML that is safe to show: every tag that comes out is one of those below, and everything
//! else is escaped.

use super::inline::{Piece, pieces};
use super::{events, url};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::fmt::{self, Write};

/// Quotes and lists within each other beyond this are shown as if they weren't.
const MAX_DEPTH: usize = 6;

/// The body as HTML. `handle_of` tells the present handle of an account by the folded handle that was written.
pub fn render(body: &str, handle_of: impl Fn(&str) -> Option<String>) -> String {
    let mut writer = Writer { html: String::with_capacity(body.len() * 2), open: Vec::new(), code: 0, link: 0, handle_of };
    for event in events(body) {
        writer.event(event);
    }
    writer.html
}

struct Writer<F> {
    html: String,
    /// The tags that close what is open; empty for what was not shown.
    open: Vec<&'static str>,
    code: usize,
    link: usize,
    handle_of: F,
}

impl<F: Fn(&str) -> Option<String>> Writer<F> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(end) => self.end(end),
            Event::Text(text) if self.code == 0 && self.link == 0 => self.text(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => escape(&mut self.html, &text),
            Event::Code(code) => {
                self.html.push_str("<code>");
                escape(&mut self.html, &code);
                self.html.push_str("</code>");
            }
            // Who presses the key in a comment means it.
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self.html.push_str("<p>* * *</p>"),
            // Options that aren't switched on.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let (open, close) = match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock => ("<p>", "</p>"),
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::CodeBlock(_) => ("<pre><code>", "</code></pre>"),
            Tag::BlockQuote(_) if self.has_room() => ("<blockquote>", "</blockquote>"),
            Tag::List(None) if self.has_room() => ("<ul>", "</ul>"),
            Tag::List(Some(_)) if self.has_room() => ("<ol>", "</ol>"),
            Tag::Item if self.open.last().is_some_and(|close| matches!(*close, "</ul>" | "</ol>")) => ("<li>", "</li>"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => return self.link(dest_url),
            _ => ("", ""),
        };
        self.code += usize::from(matches!(tag, Tag::CodeBlock(_)));
        self.html.push_str(open);
        self.open.push(close);
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::CodeBlock => self.code -= 1,
            TagEnd::Link | TagEnd::Image => self.link -= 1,
            _ => {}
        }
        self.html.push_str(self.open.pop().unwrap_or_default());
    }

    fn has_room(&self) -> bool {
        self.open.iter().filter(|close| matches!(**close, "</blockquote>" | "</ul>" | "</ol>")).count() < MAX_DEPTH
    }

    /// A link, or what would be a picture. One within another, and one to nowhere on the web, is only its text.
    fn link(&mut self, to: &str) {
        self.link += 1;
        match url::web(to).filter(|_| self.link == 1) {
            Some(to) => {
                self.anchor(to);
                self.open.push("</a>");
            }
            None => self.open.push(""),
        }
    }

    fn anchor(&mut self, to: &str) {
        self.html.push_str("<a href=\"");
        escape(&mut self.html, to);
        self.html.push_str("\" rel=\"nofollow ugc noopener\">");
    }

    fn text(&mut self, text: &str) {
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => escape(&mut self.html, text),
                Piece::Link(to) => {
                    self.anchor(to);
                    escape(&mut self.html, to);
                    self.html.push_str("</a>");
                }
                Piece::Mention(handle) => self.mention(handle),
                Piece::Time(text, seconds) => self.formatted(format_args!("<a href=\"?t={seconds}\">{text}</a>")),
            }
        }
    }

    fn formatted(&mut self, text: fmt::Arguments<'_>) {
        // Writing into a string can't fail.
        let _ = self.html.write_fmt(text);
    }

    fn mention(&mut self, written: &str) {
        // Handles are letters, digits and underscores.
        match (self.handle_of)(&written.to_ascii_lowercase()) {
            Some(handle) => self.formatted(format_args!("<a href=\"/@{handle}\">@{handle}</a>")),
            None => self.formatted(format_args!("@{written}")),
        }
    }
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}
