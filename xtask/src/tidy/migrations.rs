//! Migrations are append-only: one that has run somewhere can't be changed there any more.
//!
//! `migration/migrations.lock` lists each with the id of its contents, as `git hash-object` tells it.

use std::fmt::Write as _;

use super::{Findings, extension};
use crate::error::{Context as _, Result};
use crate::workspace::root;

/// The list.
pub(super) const LOCK: &str = "migration/migrations.lock";

const HEADER: &str = "# Written by `cargo xtask tidy --record-migrations`. What is listed here has run somewhere: add a migration instead of changing one.\n";

/// `migration/src/m20260101_000001_users.rs`
pub(super) fn is_migration(path: &str) -> bool {
    let name = path.strip_prefix("migration/src/m").unwrap_or_default();
    extension(path) == "rs" && name.starts_with(|first: char| first.is_ascii_digit())
}

/// Compares the files, as pairs of path and id, with the list.
pub(super) fn check(files: &[(String, String)]) -> Result<Findings> {
    Ok(compare(&read()?, files))
}

/// Adds what is new to the list, and says how many that were.
pub(super) fn record(files: &[(String, String)]) -> Result<usize> {
    let mut listed = read()?;
    let new: Vec<_> = files.iter().filter(|(path, _)| !listed.iter().any(|(known, _)| known == path)).cloned().collect();
    let count = new.len();
    listed.extend(new);
    listed.sort();
    let mut text = HEADER.to_owned();
    for (path, id) in &listed {
        let _ = writeln!(text, "{id} {path}");
    }
    std::fs::write(root().join(LOCK), text).context(format!("write {LOCK}"))?;
    Ok(count)
}

fn read() -> Result<Vec<(String, String)>> {
    match std::fs::read_to_string(root().join(LOCK)) {
        Ok(text) => Ok(parse(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).context(format!("read {LOCK}")),
    }
}

fn parse(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(id, path)| (path.to_owned(), id.to_owned())).collect()
}

fn compare(listed: &[(String, String)], files: &[(String, String)]) -> Findings {
    let mut findings = Findings::new();
    for (path, id) in listed {
        match files.iter().find(|(file, _)| file == path) {
            None => findings.push(format!("{path}: a recorded migration is gone")),
            Some((_, now)) if now != id => findings.push(format!("{path}: a recorded migration was changed; add a new one instead")),
            Some(_) => {}
        }
    }
    let newest = listed.iter().map(|(path, _)| path).max();
    for (path, _) in files.iter().filter(|(file, _)| !listed.iter().any(|(path, _)| path == file)) {
        findings.push(format!("{path}: a migration that is not recorded; run `cargo xtask tidy --record-migrations` when it is final"));
        if newest.is_some_and(|newest| path < newest) {
            findings.push(format!("{path}: sorts before {}, so it would not run last", newest.map_or("", String::as_str)));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(path, id)| ((*path).to_owned(), (*id).to_owned())).collect()
    }

    #[test]
    fn only_migrations_count() {
        assert!(is_migration("migration/src/m20260101_000001_users.rs"));
        assert!(!is_migration("migration/src/lib.rs") && !is_migration("migration/src/macros.rs"));
    }

    #[test]
    fn a_changed_or_lost_migration_is_found() {
        let listed = files(&[("m1", "a"), ("m2", "b")]);
        assert!(compare(&listed, &listed).is_empty());
        assert_eq!(compare(&listed, &files(&[("m1", "a"), ("m2", "x")])).len(), 1);
        assert_eq!(compare(&listed, &files(&[("m2", "b")])).len(), 1);
    }

    #[test]
    fn a_new_migration_must_be_recorded_and_come_last() {
        let listed = files(&[("m2", "b")]);
        assert_eq!(compare(&listed, &files(&[("m2", "b"), ("m3", "c")])).len(), 1);
        assert_eq!(compare(&listed, &files(&[("m1", "a"), ("m2", "b")])).len(), 2);
    }

    #[test]
    fn the_list_is_read_back() {
        assert_eq!(parse(&format!("{HEADER}abc m1\n")), files(&[("m1", "abc")]));
    }
}
