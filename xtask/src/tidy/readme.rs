//! The documents name only tasks and settings that exist.

use super::documents::is_document;
use super::{Findings, Source};

pub(super) fn check(sources: &[Source], config: &str, tasks: &[String]) -> Findings {
    let keys = keys(config);
    let mut findings = Findings::new();
    for document in sources.iter().filter(|source| is_document(&source.path)) {
        for task in words_after(&document.text, "cargo xtask ", |c| c.is_ascii_alphanumeric() || c == '-') {
            if !task.is_empty() && !task.starts_with('-') && !tasks.iter().any(|known| known == task) {
                findings.push(format!("{}: there is no `cargo xtask {task}`", document.path));
            }
        }
        for key in words_after(&document.text, "CLAQUETA__", |c| c.is_ascii_alphanumeric() || c == '_') {
            if !known(&keys, key) {
                findings.push(format!("{}: config/default.toml has no key for CLAQUETA__{key}", document.path));
            }
        }
    }
    findings
}

/// The words that follow each `start`; words of prose in capital letters or placeholders are not among them.
fn words_after<'a>(text: &'a str, start: &str, part: impl Fn(char) -> bool) -> Vec<&'a str> {
    let mut words: Vec<&str> = text
        .match_indices(start)
        .filter_map(|(at, _)| text.get(at + start.len()..))
        .map(|rest| rest.split(|c| !part(c)).next().unwrap_or_default())
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn known(keys: &[String], variable: &str) -> bool {
    let name = variable.to_lowercase().replace("__", ".");
    // The shape itself, as in "set CLAQUETA__SECTION__KEY", is no key; and secrets may come from a file.
    let known = |name: &str| matches!(name, "" | "section.key") || keys.iter().any(|key| key == name);
    known(&name) || name.strip_suffix("_file").is_some_and(known)
}

/// The dotted names of a TOML file. A key that is commented out counts: that is how optional ones are documented.
fn keys(config: &str) -> Vec<String> {
    let mut section = String::new();
    let mut keys = Vec::new();
    for line in config.lines() {
        let line = line.trim_start_matches(['#', ' ']).trim_end();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = format!("{name}.");
        } else if let Some((name, _)) = line.split_once('=')
            && name.trim().chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        {
            keys.push(format!("{section}{}", name.trim()));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "data_dir = \"data\"\n\n[http]\n# Where to listen.\nbind = \"x\"\n[storage]\n# secret_key = \"optional\"\n";

    fn findings(text: &str) -> Findings {
        check(&[Source { path: "README.md".to_owned(), text: text.to_owned() }], CONFIG, &["dev".to_owned(), "test".to_owned()])
    }

    #[test]
    fn keys_are_dotted_names_with_the_optional_ones() {
        assert_eq!(keys(CONFIG), ["data_dir", "http.bind", "storage.secret_key"]);
    }

    #[test]
    fn tasks_and_keys_that_exist_pass() {
        let text = "`cargo xtask dev`, `cargo xtask test -- -p media`, `CLAQUETA__HTTP__BIND=0.0.0.0:80`, CLAQUETA__DATA_DIR,
            CLAQUETA__STORAGE__SECRET_KEY_FILE and CLAQUETA__SECTION__KEY, CLAQUETA__SECTION__KEY_FILE, `cargo xtask --help`";
        assert!(findings(text).is_empty(), "{:?}", findings(text));
    }

    #[test]
    fn others_are_found() {
        assert_eq!(findings("cargo xtask deploy").len(), 1);
        assert_eq!(findings("CLAQUETA__HTTP__BINDING=x").len(), 1);
    }
}
