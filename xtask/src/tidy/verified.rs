//! Checks that the table of docs/SECURITY.md, which names the tests for each line of the verification standard, names
//! only tests that exist.

use super::{Findings, Source};

const DOCUMENT: &str = "docs/SECURITY.md";
const BEGIN: &str = "<!-- verified -->";
const END: &str = "<!-- verified: end -->";
/// `line | requirement | shown by`, between two bars.
const COLUMNS: usize = 5;

pub(super) fn check(sources: &[Source]) -> Findings {
    let Some(document) = sources.iter().find(|source| source.path == DOCUMENT) else { return Findings::new() };
    let Some(table) = between(&document.text) else { return vec![format!("{DOCUMENT}: no table between {BEGIN} and {END}")] };
    let rows = table.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.flat_map(|row| judge(row, sources)).map(|fault| format!("{DOCUMENT}: {fault}")).collect()
}

fn between(text: &str) -> Option<&str> {
    text.split_once(BEGIN)?.1.split_once(END).map(|(table, _)| table)
}

fn judge(row: &str, sources: &[Source]) -> Findings {
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let (COLUMNS, Some(line), Some(shown)) = (cells.len(), cells.get(1), cells.get(3)) else { return vec![format!("no row: {row}")] };
    if shown.is_empty() {
        return vec![format!("{line} names neither a test nor a reason")];
    }
    let named = shown.split('`').skip(1).step_by(2);
    named.filter_map(|name| Some(format!("{line}: there is no {}", missing(name, sources)?))).collect()
}

/// The name, if it is that of a test or of a file and there is none such. Other words in code are prose.
fn missing<'a>(name: &'a str, sources: &[Source]) -> Option<&'a str> {
    let exists = if name.contains("::") {
        let parts: Vec<&str> = name.split("::").collect();
        let [part, file, test] = parts.as_slice() else { return Some(name) };
        sources.iter().any(|source| is_file_of(&source.path, part, file) && source.text.contains(&format!("fn {test}(")))
    } else if name.contains('/') && !name.starts_with('/') {
        sources.iter().any(|source| source.path == name)
    } else {
        true
    };
    (!exists).then_some(name)
}

/// Whether this is the file `file.rs` of a package, or the root of its module or test binary `file`.
fn is_file_of(path: &str, package: &str, file: &str) -> bool {
    let path = path.strip_prefix("crates/").unwrap_or(path);
    let Some(inside) = path.strip_prefix(package).and_then(|rest| rest.strip_prefix('/')) else { return false };
    let root = |name| inside.ends_with(&format!("/{file}/{name}.rs"));
    inside.ends_with(&format!("/{file}.rs")) || root("mod") || root("main")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(shown: &str) -> Findings {
        let text = format!("{BEGIN}\n| line | requirement | shown by |\n|---|---|---|\n| 7.1 | that | {shown} |\n{END}\n");
        let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        check(&[
            source(DOCUMENT, &text),
            source("crates/auth/tests/usecases/storms.rs", "async fn one_wins(test: TestDb) {}"),
            source("crates/server/tests/policy/main.rs", "fn all_are_asked() {}"),
            source("clients/web/test/fields.test.ts", ""),
        ])
    }

    #[test]
    fn tests_and_files_that_exist_and_reasons_pass() {
        for shown in [
            "`auth::storms::one_wins`; `server::policy::all_are_asked`",
            "`clients/web/test/fields.test.ts`",
            "no telephone is ever asked for; `/api/auth/keys` neither",
        ] {
            assert_eq!(findings(shown), Findings::new(), "{shown}");
        }
    }

    #[test]
    fn others_are_found() {
        for shown in [
            "",
            "`auth::storms::two_win`",
            "`auth::storms::one`",
            "`server::storms::one_wins`",
            "`storms::one_wins`",
            "`clients/web/x.ts`",
            "a | b",
        ] {
            assert_eq!(findings(shown).len(), 1, "{shown}");
        }
        assert_eq!(check(&[Source { path: DOCUMENT.to_owned(), text: String::new() }]).len(), 1, "no table at all");
    }
}
