//! The Markdown of comments: what may come out of it as HTML, whom it mentions, and what a word list sees.
//!
//! Only what is written here can come out: paragraphs, line breaks, emphasis, strong, code, quotes, lists, and
//! links. Everything else (pictures, headings, HTML) comes out as the text that it is.

mod inline;
mod render;
mod url;

pub use render::render;

use inline::Piece;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};
use std::collections::BTreeSet;

/// More people than this can't be called at once.
const MAX_MENTIONS: usize = 20;

/// What a comment says, for those who decide on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Folded handles that it mentions.
    pub mentions: BTreeSet<String>,
    /// How many links it has.
    pub links: usize,
    /// The words without the markup.
    pub text: String,
}

/// Reads a comment as [`render()`] does.
pub fn read(body: &str) -> Reading {
    let mut reading = Reading::default();
    let (mut code, mut link) = (0_usize, 0_usize);
    for event in events(body) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => {
                code -= 1;
                reading.text.push('\n');
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                link += 1;
                reading.links += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => link -= 1,
            Event::Text(text) if code == 0 && link == 0 => reading.take(&text),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => reading.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => {
                reading.text.push('\n');
            }
            _ => {}
        }
    }
    reading
}

impl Reading {
    fn take(&mut self, text: &str) {
        self.text.push_str(text);
        for piece in inline::pieces(text) {
            match piece {
                Piece::Link(_) => self.links += 1,
                Piece::Mention(handle) if self.mentions.len() < MAX_MENTIONS => {
                    self.mentions.insert(handle.to_ascii_lowercase());
                }
                _ => {}
            }
        }
    }

    /// Whether it says one of these words or phrases, whatever the case, the accents and what stands between
    /// the words.
    pub fn says_any(&self, held: &[String]) -> bool {
        let said = words(&self.text);
        held.iter().map(|phrase| words(phrase)).any(|phrase| !phrase.is_empty() && said.windows(phrase.len()).any(|run| run == phrase))
    }
}

fn words(text: &str) -> Vec<String> {
    let plain: String = domain::text::unaccented(text).flat_map(char::to_lowercase).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

fn events(body: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(body, Options::empty()))
}

#[cfg(test)]
mod tests;
