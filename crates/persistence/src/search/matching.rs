//! A question in the words of each database. Keys are letters and digits only, so nothing needs escaping.

use super::find::Search;
use domain::search::document::fact;
use domain::search::question::Term;
use domain::search::{Kind, Question};
use sea_orm::Value;

/// Every column of a candidate but `written`.
const COLUMNS: &str = "id, popularity, likes, published_at, duration_ms, category, language, tags, head";

/// The conditions of a search and their values.
pub(super) struct Match {
    postgres: bool,
    kind: Kind,
    words: bool,
    written: String,
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Match {
    pub(super) fn of(postgres: bool, search: Search<'_>) -> Self {
        let Search { question, kind, filter } = search;
        let facts = facts(search);
        let words = !question.terms.is_empty() || !question.excluded.is_empty() || !facts.is_empty();
        let mut matched = Self { postgres, kind, words, written: "TRUE".to_owned(), conditions: Vec::new(), values: Vec::new() };
        if words {
            matched.words(question, &facts);
        }
        let bounds = [
            (filter.duration_min_ms, "duration_ms >="),
            (filter.duration_max_ms, "duration_ms <="),
            (filter.published_after, "published_at >="),
            (filter.published_before, "published_at <"),
        ];
        for (bound, condition) in bounds {
            if let Some(bound) = bound {
                let place = matched.value(bound);
                matched.require(format!("{condition} {place}"));
            }
        }
        if let Some(author) = &filter.author {
            let place = matched.value(author.as_str());
            matched.require(format!(r#"owner_id = (SELECT id FROM "user" WHERE handle_key = {place})"#));
        }
        if filter.has_captions == Some(false) {
            matched.require("NOT spoken".to_owned());
        }
        matched
    }

    fn words(&mut self, question: &Question, facts: &[String]) {
        let (all, written) =
            if self.postgres { (tsquery(self.kind, question, facts), keys(question)) } else { fts(self.kind, question, facts) };
        let condition = |query: &str| {
            // Only letters, digits and signs of our own making are in it. As a parameter it would be planned for
            // once and for all, for common and for rare words alike.
            let literal = query.replace('\'', "''");
            if self.postgres {
                format!("words @@ '{literal}'::tsquery")
            } else {
                format!(r#"seq IN (SELECT rowid FROM "search_text" WHERE "search_text" MATCH '{literal}')"#)
            }
        };
        let condition_all = condition(&all);
        if !question.terms.is_empty() {
            self.written = format!("CASE WHEN spoken THEN {} ELSE TRUE END", condition(&written));
        }
        self.conditions.push(condition_all);
    }

    /// Keeps a value and tells its place in the statement.
    pub(super) fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    pub(super) fn require(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    /// Whether words or facts narrow the search down.
    pub(super) fn has_words(&self) -> bool {
        self.words
    }

    /// The statement over one class of popularity, or over all.
    pub(super) fn select(&self, class: Option<i32>, order: &str, limit: usize) -> String {
        // Names of our own making: a partial index is only used for what the planner can read.
        let mut conditions = vec![format!("kind = '{}'", self.kind.name())];
        conditions.extend(class.map(|tier| format!("tier = {tier}")));
        conditions.extend(self.conditions.iter().cloned());
        // There are indexes for all that is no video, under that condition.
        conditions.extend((self.kind != Kind::Video).then(|| "kind <> 'video'".to_owned()));
        format!(
            r#"SELECT {COLUMNS}, {} AS written FROM "search_document" WHERE {} ORDER BY {order} LIMIT {limit}"#,
            self.written,
            conditions.join(" AND ")
        )
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }
}

fn facts(search: Search<'_>) -> Vec<String> {
    let filter = search.filter;
    let named = [('c', &filter.category), ('t', &filter.tag), ('l', &filter.language)];
    let mut facts: Vec<String> = named.into_iter().filter_map(|(name, value)| Some(fact(name, value.as_ref()?))).collect();
    facts.extend((filter.has_captions == Some(true)).then(|| fact('s', "")));
    facts
}

fn joined(words: &[String], between: &str, each: impl Fn(&String) -> String) -> String {
    words.iter().map(each).collect::<Vec<_>>().join(between)
}

/// The signs for a word that is quoted, and for one that is still being typed. A beginning of words is only looked
/// for among accounts: too many videos have one.
fn ending(kind: Kind, term: &Term, key: &str, [literal, open]: [&'static str; 2]) -> &'static str {
    match (term.literal, kind == Kind::User && term.open && *key == term.word.base) {
        (true, _) => literal,
        (_, true) => open,
        _ => "",
    }
}

/// Everything that a document must fulfil, as a `tsquery`.
fn tsquery(kind: Kind, question: &Question, facts: &[String]) -> String {
    let phrase = |words: &Vec<String>| format!("({})", joined(words, " <-> ", |word| format!("'{word}':A")));
    let mut parts: Vec<String> = question
        .terms
        .iter()
        .map(|term| format!("({})", joined(&term.keys, " | ", |key| format!("'{key}'{}", ending(kind, term, key, [":AD", ":*"])))))
        .collect();
    parts.extend(question.phrases.iter().map(phrase));
    parts.extend(facts.iter().map(|fact| format!("'{fact}'")));
    parts.extend(question.excluded.iter().map(|words| match words.as_slice() {
        [word] => format!("!'{word}'"),
        _ => format!("!{}", phrase(words)),
    }));
    parts.join(" & ")
}

/// The words alone, where they are written.
fn keys(question: &Question) -> String {
    let any = |term: &Term| {
        let weights = if term.literal { "A" } else { "AB" };
        format!("({})", joined(&term.keys, " | ", |key| format!("'{key}':{weights}")))
    };
    question.terms.iter().map(any).collect::<Vec<_>>().join(" & ")
}

/// The same two for FTS5.
fn fts(kind: Kind, question: &Question, facts: &[String]) -> (String, String) {
    let term = |spoken: &str| {
        let any = question.terms.iter().map(|term| {
            let stems = if term.literal { "" } else { " stems" };
            format!(
                "{{words{stems}{spoken}}} : ({})",
                joined(&term.keys, " OR ", |key| format!("\"{key}\"{}", ending(kind, term, key, ["", " *"])))
            )
        });
        any.collect::<Vec<_>>()
    };
    let mut parts = term(" spoken");
    parts.extend(question.phrases.iter().map(|words| format!("{{words}} : \"{}\"", words.join(" "))));
    parts.extend(facts.iter().map(|fact| format!("{{facts}} : \"{fact}\"")));
    if parts.is_empty() {
        // Something must be there from which the rest is taken away; every document is of a kind.
        parts.push(format!("{{facts}} : (\"{}\")", Kind::ALL.map(|kind| fact('k', kind.name())).join("\" OR \"")));
    }
    let mut all = parts.join(" AND ");
    if !question.excluded.is_empty() {
        let none = question.excluded.iter().map(|words| match words.as_slice() {
            [word] => format!("{{words stems spoken}} : \"{word}\""),
            _ => format!("{{words}} : \"{}\"", words.join(" ")),
        });
        all = format!("({all}) NOT ({})", none.collect::<Vec<_>>().join(" OR "));
    }
    (all, term("").join(" AND "))
}
