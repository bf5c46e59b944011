//! Where things are: the checkout, the target folder, the cache of fetched tools; and what cargo knows.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::{Context as _, Failure, Result};
use crate::process;

/// A variable of the environment that is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the settings module of the server is not linked here; tools are configured by the environment"
)]
pub(crate) fn env(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The checkout.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A `cargo` command in the checkout, by the very cargo that runs us.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Where fetched tools are kept: shared by all checkouts, each tool in a folder that names its version.
pub(crate) fn cache() -> Result<PathBuf> {
    let base = env("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| env("HOME").map(|home| Path::new(&home).join(".cache")));
    base.map(|base| base.join("claqueta")).ok_or_else(|| Failure::new("neither XDG_CACHE_HOME nor HOME says where tools can be kept"))
}

/// `cargo metadata` of the members only. Fails when `Cargo.lock` does not match the manifests.
pub(crate) fn metadata() -> Result<Value> {
    let text = process::read(cargo().args(["metadata", "--no-deps", "--locked", "--format-version=1"]))?;
    serde_json::from_str(&text).context("read cargo metadata")
}

/// The target folder, wherever the user's cargo settings put it.
pub(crate) fn target() -> Result<PathBuf> {
    let text = process::read(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&text).context("read cargo metadata")?;
    metadata
        .get("target_directory")
        .and_then(Value::as_str)
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("cargo metadata names no target folder"))
}

/// The first file of this name on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&env("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// `PATH` with one more folder in front.
pub(crate) fn path_with(folder: &Path) -> Result<OsString> {
    let rest = env("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&rest))).context("extend PATH")
}
