//! `cargo xtask tidy`: the rules of the house that no other tool checks, each a function with its own tests.

mod docker;
mod documents;
mod imports;
mod migrations;
mod readme;
mod sizes;
mod sources;
mod tracked;
mod verified;

use std::process::Command;

use crate::error::{Failure, Result};
use crate::workspace::{metadata, root};
use crate::{cli, process, ui};

/// Check the rules of the house: who imports whom, sizes of files, migrations that never change, and the like.
///
/// Looks at every file that git tracks or would track. Compiles nothing.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write migrations that are new into migrations.lock. After that, they can't change.
    #[arg(long)]
    record_migrations: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if args.record_migrations {
        let recorded = migrations::record(&migration_files()?)?;
        ui::note(&format!("{recorded} new migrations recorded in {}", migrations::LOCK));
    }
    check()
}

/// A text file of the repository.
pub(crate) struct Source {
    /// From the root of the checkout, with `/`.
    path: String,
    text: String,
}

/// `rs` of `src/lib.rs`.
fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// What is wrong, and where.
type Findings = Vec<String>;

pub(crate) fn check() -> Result<()> {
    let paths = tracked_paths()?;
    let sources = read(&paths);
    let config = sources.iter().find(|source| source.path == "config/default.toml").map_or("", |source| &source.text);

    let findings: Findings = [
        imports::check(&metadata()?),
        tracked::check(&paths),
        sizes::check(&sources),
        sources::check(&sources),
        documents::check(&sources, &paths),
        readme::check(&sources, config, &cli::task_names()),
        docker::check(&sources),
        verified::check(&sources),
        migrations::check(&migration_files()?)?,
    ]
    .concat();

    for finding in &findings {
        println!("  {finding}");
    }
    if findings.is_empty() {
        ui::note(&format!("{} files are tidy", paths.len()));
        return Ok(());
    }
    Err(Failure::new(format!("{} findings of tidy", findings.len())))
}

/// Every file that is committed, or would be by `git add --all`.
fn tracked_paths() -> Result<Vec<String>> {
    let listed = process::read(Command::new("git").current_dir(root()).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--deduplicate",
    ]))?;
    Ok(listed.split('\0').filter(|path| !path.is_empty() && root().join(path).is_file()).map(str::to_owned).collect())
}

/// The files that are text; others have no rules about what is in them.
fn read(paths: &[String]) -> Vec<Source> {
    let text = |path: &String| Some(Source { path: path.clone(), text: std::fs::read_to_string(root().join(path)).ok()? });
    paths.iter().filter_map(text).collect()
}

/// Each migration with the id of its contents, which is what git calls a blob id.
///
/// A checksum of git's own needs no library, and `git ls-tree` shows the same one.
fn migration_files() -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for path in tracked_paths()?.into_iter().filter(|path| migrations::is_migration(path)) {
        let id = process::read(Command::new("git").current_dir(root()).args(["hash-object", "--no-filters", &path]))?;
        files.push((path, id.trim().to_owned()));
    }
    files.sort();
    Ok(files)
}
