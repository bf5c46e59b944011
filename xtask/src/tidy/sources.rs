//! What may not stand in a source file, and what each must open with.

use super::{Findings, Source, extension};

/// Text that is refused, and why. Spelled in halves, since this file is checked too.
const REFUSED: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "finish it, or file an issue"),
    (concat!("FIX", "ME"), "fix it, or file an issue"),
    (concat!("XX", "X "), "fix it, or file an issue"),
    (concat!("dbg", "!("), "a left-over of debugging"),
    (concat!("#[", "ignore"), "a test that does not run shows nothing: make it run or delete it"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("/Us", "ers/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/wo", "rk/"), "a path of one machine"),
];

/// Written by tools, whose words are their own.
const EXEMPT: &[&str] = &["Cargo.lock", "package-lock.json", ".gen.ts"];

pub(super) fn check(sources: &[Source]) -> Findings {
    let checked = sources.iter().filter(|source| !EXEMPT.iter().any(|end| source.path.ends_with(end)));
    checked.flat_map(|source| refused(source).into_iter().chain(unopened(source))).collect()
}

fn refused(source: &Source) -> Findings {
    let mut findings = Findings::new();
    for (number, line) in source.text.lines().enumerate() {
        for (word, reason) in REFUSED.iter().filter(|(word, _)| stands_alone(line, word)) {
            findings.push(format!("{}:{}: `{}`: {reason}", source.path, number + 1, word.trim()));
        }
    }
    findings
}

/// Whether a word occurs, and not as the tail of a longer one: `src/home/` is no path of one machine.
fn stands_alone(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line.get(..at).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric))
}

/// Every Rust file says first what it is for; the tests of a module, in a file beside it, are for that module.
fn unopened(source: &Source) -> Option<String> {
    let rust = extension(&source.path) == "rs" && !source.path.ends_with("/tests.rs");
    (rust && !source.text.starts_with("//!")).then(|| format!("{}: must open with `//!` and what it is for", source.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Findings {
        check(&[Source { path: path.to_owned(), text: text.to_owned() }])
    }

    #[test]
    fn left_overs_are_found_with_their_line() {
        let found = findings("a.rs", concat!("//! A.\n// TO", "DO later\n"));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("a.rs:2:"), "{found:?}");
        assert_eq!(findings("a.rs", concat!("//! A.\n#[", "ignore = \"slow\"]\n")).len(), 1);
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        assert_eq!(findings("a.md", concat!("see /ho", "me/me/x\n")).len(), 1);
        assert!(findings("a.ts", concat!("import x from 'src/ho", "me/x'\n")).is_empty());
    }

    #[test]
    fn rust_files_say_what_they_are_for() {
        assert_eq!(findings("src/lib.rs", "fn main() {}\n").len(), 1);
        assert!(findings("src/lib.rs", "//! Says it.\n").is_empty());
        assert!(findings("src/video/tests.rs", "use super::*;\n").is_empty());
        assert!(findings("src/lib.ts", "let a = 1;\n").is_empty());
    }

    #[test]
    fn lock_files_are_left_alone() {
        assert!(findings("clients/web/package-lock.json", concat!("TO", "DO")).is_empty());
    }
}
