//! What does not belong in git.

use super::{Findings, extension};

/// Tests make their media, and servers their databases: neither is source.
const REFUSED: &[&str] = &[
    "3gp", "aac", "avi", "db", "db-shm", "db-wal", "flac", "flv", "jpeg", "jpg", "m2ts", "m4a", "m4s", "m4v", "mkv", "mov", "mp3", "mp4",
    "mpg", "ogg", "opus", "sqlite", "sqlite3", "wav", "webm", "wmv",
];

pub(super) fn check(paths: &[String]) -> Findings {
    let refused = |path: &&String| REFUSED.contains(&extension(path).to_lowercase().as_str());
    paths.iter().filter(refused).map(|path| format!("{path}: media and databases are not kept in the repository")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_and_databases_are_refused_and_sources_are_not() {
        let paths = ["a/clip.MP4", "data/claqueta.db", "src/mp4.rs", "src/player.ts", "icon.svg", "mp4"].map(str::to_owned);
        assert_eq!(check(&paths).len(), 2);
    }
}
