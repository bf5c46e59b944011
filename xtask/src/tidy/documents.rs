//! The map stays short, and the documents name only files that exist.

use super::{Findings, Source, extension};

/// The page that a newcomer reads first.
const MAP: &str = "ARCHITECTURE.md";
/// The most lines of the map.
const LIMIT: usize = 200;
/// Folders with which a path of the repository begins. A crate may be named without `crates/`.
const FOLDERS: &[&str] = &["clients", "config", "crates", "docker", "docs", "migration", "tests", "xtask"];
/// What a crate's folder holds, so that `media/src/mp4/` is a path and `video/mp4` is not.
const IN_A_CRATE: &[&str] = &["src", "tests"];
/// Characters of placeholders and patterns, which name no single file.
const PLACEHOLDERS: &[char] = &['<', '{', '*', '…'];

/// Whether this is a page about the repository as a whole.
pub(super) fn is_document(path: &str) -> bool {
    matches!(path, "README.md" | MAP) || (path.starts_with("docs/") && extension(path) == "md")
}

pub(super) fn check(sources: &[Source], paths: &[String]) -> Findings {
    let documents = sources.iter().filter(|source| is_document(&source.path));
    documents.flat_map(|document| too_long(document).into_iter().chain(missing(document, paths))).collect()
}

fn too_long(document: &Source) -> Option<String> {
    let lines = document.text.lines().count();
    (document.path == MAP && lines > LIMIT)
        .then(|| format!("{MAP}: {lines} lines, the limit is {LIMIT}; reasons belong in docs/decisions/, details beside the code"))
}

fn missing(document: &Source, paths: &[String]) -> Findings {
    let mut findings = Findings::new();
    for paragraph in paragraphs(&document.text) {
        // Every second piece stands between back-quotes.
        for (number, piece) in paragraph.split('`').enumerate() {
            if number % 2 == 1 {
                let dead = full_path(piece, paths).filter(|path| !exists(path, paths));
                findings.extend(dead.map(|_| format!("{}: there is no `{piece}`", document.path)));
            } else {
                let dead = targets(piece).filter(|target| !exists(&resolved(&document.path, target), paths));
                findings.extend(dead.map(|target| format!("{}: the link to {target} leads nowhere", document.path)));
            }
        }
    }
    findings
}

/// The paragraphs of a text without its blocks of code. Code and links may be broken over lines, not over paragraphs.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let mut in_block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if line.trim().is_empty() {
            paragraphs.push(String::new());
        } else if let (false, Some(paragraph)) = (in_block, paragraphs.last_mut()) {
            paragraph.push_str(line);
            paragraph.push('\n');
        }
    }
    paragraphs
}

/// The path from the root of the checkout, if the code names one.
fn full_path(code: &str, paths: &[String]) -> Option<String> {
    let path = code.trim_end_matches('/');
    let (first, rest) = path.split_once('/')?;
    if path.contains(char::is_whitespace) || path.contains(PLACEHOLDERS) {
        return None;
    }
    if FOLDERS.contains(&first) {
        return Some(path.to_owned());
    }
    let second = rest.split('/').next().unwrap_or_default();
    let in_a_crate = IN_A_CRATE.contains(&second) && exists(&format!("crates/{first}"), paths);
    in_a_crate.then(|| format!("crates/{path}"))
}

/// Whether a file or a folder with this path is tracked.
fn exists(path: &str, paths: &[String]) -> bool {
    paths.iter().any(|tracked| tracked.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Where the links of a text lead within the repository, anchors left out.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let files = links.map(|link| link.split('#').next().unwrap_or(link));
    files.filter(|file| !file.is_empty() && !file.contains(':'))
}

/// The path of a link's target from the root of the checkout.
fn resolved(document: &str, target: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: &[&str] = &[
        "ARCHITECTURE.md",
        "config/default.toml",
        "crates/auth/src/passkeys/webauthn/cose.rs",
        "crates/auth/tests/usecases/main.rs",
        "docs/POLICY.md",
        "docs/decisions/0001-first.md",
    ];

    fn findings(path: &str, text: &str) -> Findings {
        let paths: Vec<String> = PATHS.iter().map(|&path| path.to_owned()).collect();
        check(&[Source { path: path.to_owned(), text: text.to_owned() }], &paths)
    }

    #[test]
    fn map_over_its_limit_is_found() {
        assert!(findings(MAP, &"x\n".repeat(LIMIT)).is_empty());
        assert_eq!(findings(MAP, &"x\n".repeat(LIMIT + 1)).len(), 1);
        assert!(findings("docs/SECURITY.md", &"x\n".repeat(LIMIT + 1)).is_empty(), "only the map is limited");
    }

    #[test]
    fn existing_paths_pass() {
        for code in [
            "`config/default.toml`",
            "`crates/auth/src/passkeys/webauthn/`",
            "`auth/src/passkeys/webauthn/` and `auth/tests/usecases/main.rs`",
        ] {
            assert_eq!(findings(MAP, code), Findings::new(), "{code}");
        }
    }

    #[test]
    fn missing_paths_are_found() {
        for code in
            ["`config/defaults.toml`", "`auth/src/passkeys/web`", "`crates/auth/src/oidc.rs`", "`docs/GUIDE.md`", "`tests/src/x.rs`"]
        {
            for document in [MAP, "README.md", "docs/decisions/0001-first.md"] {
                assert_eq!(findings(document, code).len(), 1, "{code} in {document}");
            }
        }
        assert!(findings("clients/web/README.md", "`config/defaults.toml`").is_empty(), "other pages are not about the whole");
    }

    #[test]
    fn code_that_names_no_file_passes() {
        for code in ["`/api/tags`", "`video/mp4`", "`other/src/lib.rs`", "`crates/<name>/src`", "`domain::video`", "`cargo xtask tidy`"] {
            assert_eq!(findings(MAP, code), Findings::new(), "{code}");
        }
        assert!(findings(MAP, "a\n\n```\n`config/defaults.toml`\n```\n").is_empty(), "a block of code is an example");
    }

    #[test]
    fn code_broken_over_lines_shifts_no_quotes() {
        assert_eq!(
            findings(MAP, "`UPDATE ..\nRETURNING` and `config/defaults.toml`, `one\n\n`config/default.toml`"),
            ["ARCHITECTURE.md: there is no `config/defaults.toml`"]
        );
    }

    #[test]
    fn links_that_lead_to_files_pass() {
        for (document, link) in [
            (MAP, "[policy](docs/POLICY.md#who), [`reasons`](docs/decisions/)"),
            ("docs/decisions/0001-first.md", "[map](../../ARCHITECTURE.md) [policy](../POLICY.md \"title\") [self](0001-first.md)"),
            (MAP, "[elsewhere](https://example.org/x.md), [above](#crates), [mail](mailto:ana@example.org)"),
        ] {
            assert_eq!(findings(document, link), Findings::new(), "{link}");
        }
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        for (document, link) in [(MAP, "[x](POLICY.md)"), ("docs/POLICY.md", "[x](docs/POLICY.md)"), (MAP, "[`x`](docs/GUIDE.md#a)")] {
            assert_eq!(findings(document, link).len(), 1, "{link}");
        }
    }
}
