//! `cargo xtask codegen`: files that are made from the server's code and kept in the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Context as _, Failure, Result};
use crate::setup::node::Node;
use crate::workspace::root;
use crate::{build, process, ui};

/// The API's own document, by `claqueta openapi`.
const OPENAPI: &str = "clients/web/openapi.json";
/// The table of problem codes, by `claqueta errors`.
const ERRORS: &str = "docs/ERRORS.md";
/// Where `npm run codegen` writes the types that it makes from the document, as `*.gen.ts`.
const TYPES: &str = "clients/web/src/api";

/// Write the files that follow from the code: the OpenAPI document, the TypeScript types made from it, and the
/// table of error codes.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail when a file is not what the code says.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    generate(&build::server()?, args.check)
}

/// The check of the gate, with the binary that its tests used.
pub(crate) fn check_in_gate() -> Result<()> {
    generate(&build::with_tests()?, true)
}

fn generate(claqueta: &Path, check: bool) -> Result<()> {
    let node = Node::ensure()?;
    let web = root().join(build::WEB);
    node.install(&web)?;

    ui::heading("Generate files");
    let before = snapshot()?;
    let outcome = write(claqueta, &node, &web).and_then(|()| snapshot());
    if check {
        // Generated in place, where the scripts want their files, and then put back: a check leaves no trace.
        restore(&before)?;
    }
    let after = outcome?;
    let changed = changed(&before, &after);
    for path in &changed {
        ui::note(&format!("{} {}", if check { "out of date:" } else { "written:" }, path.strip_prefix(root()).unwrap_or(path).display()));
    }
    if check && !changed.is_empty() {
        return Err(Failure::new("generated files are out of date: run `cargo xtask codegen` and commit what it writes"));
    }
    ui::note(&format!("{} of {} files changed", changed.len(), after.len()));
    Ok(())
}

fn write(claqueta: &Path, node: &Node, web: &Path) -> Result<()> {
    let run = |subcommand: &str, target: &str| -> Result<()> {
        let text = process::read(std::process::Command::new(claqueta).arg(subcommand).current_dir(root()))?;
        let target = root().join(target);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).context(format!("make {}", folder.display()))?;
        }
        std::fs::write(&target, format!("{}\n", text.trim_end())).context(format!("write {}", target.display()))
    };
    run("openapi", OPENAPI)?;
    run("errors", ERRORS)?;
    process::quietly("npm run codegen", &mut node.npm(web, &["run", "codegen"])?)
}

type Snapshot = BTreeMap<PathBuf, Vec<u8>>;

/// What every file that we may write holds now.
fn snapshot() -> Result<Snapshot> {
    let mut files = Snapshot::new();
    let types = std::fs::read_dir(root().join(TYPES)).into_iter().flatten().flatten().map(|entry| entry.path());
    let types = types.filter(|path| path.to_string_lossy().ends_with(".gen.ts"));
    for path in [root().join(OPENAPI), root().join(ERRORS)].into_iter().chain(types) {
        if path.is_file() {
            let content = std::fs::read(&path).context(format!("read {}", path.display()))?;
            files.insert(path, content);
        }
    }
    Ok(files)
}

fn restore(before: &Snapshot) -> Result<()> {
    for path in changed(before, &snapshot()?) {
        match before.get(&path) {
            Some(content) => std::fs::write(&path, content),
            None => std::fs::remove_file(&path),
        }
        .context(format!("put back {}", path.display()))?;
    }
    Ok(())
}

fn changed(before: &Snapshot, after: &Snapshot) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).cloned().collect();
    paths.sort();
    paths.dedup();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lost_and_different_files_are_changes() {
        let files =
            |pairs: &[(&str, &str)]| -> Snapshot { pairs.iter().map(|(path, text)| (path.into(), text.as_bytes().to_vec())).collect() };
        let before = files(&[("same", "1"), ("lost", "1"), ("other", "1")]);
        let after = files(&[("same", "1"), ("new", "1"), ("other", "2")]);
        assert_eq!(changed(&before, &after), ["lost", "new", "other"].map(PathBuf::from));
    }
}
