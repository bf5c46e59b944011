//! Building the server and the web app.
//!
//! Every cargo step of the gate selects the whole workspace with all features. Another selection would unify the
//! features of the dependencies in another way, and then they would all be compiled a second time.

use std::path::PathBuf;

use crate::error::Result;
use crate::setup::node::Node;
use crate::workspace::{self, cargo, root};
use crate::{process, ui};

/// The selection that every step shares.
pub(crate) const EVERYTHING: [&str; 2] = ["--workspace", "--all-features"];

/// Builds `claqueta` alone, as quickly as possible, for a developer who wants to run it.
pub(crate) fn server() -> Result<PathBuf> {
    ui::heading("Build the server");
    process::run(cargo().args(["build", "--package=server", "--bin=claqueta"]))?;
    binary()
}

/// Builds `claqueta` out of what the tests are built of, for who has them already.
pub(crate) fn server_beside_tests() -> Result<PathBuf> {
    ui::heading("Build the server");
    process::run(cargo().arg("build").args(EVERYTHING).arg("--bin=claqueta"))?;
    binary()
}

/// Builds `claqueta` and every test with one selection, so that running the tests compiles nothing more.
pub(crate) fn with_tests() -> Result<PathBuf> {
    ui::heading("Build the server and the tests");
    process::run(cargo().arg("build").args(EVERYTHING).args(["--bins", "--tests"]))?;
    binary()
}

/// Where cargo puts `claqueta`, built or not.
pub(crate) fn binary() -> Result<PathBuf> {
    Ok(workspace::target()?.join("debug").join("claqueta"))
}

/// The folder of the web app that the server embeds.
pub(crate) const WEB: &str = "clients/web";

/// Builds the web app into `clients/web/dist`.
pub(crate) fn web(node: &Node) -> Result<()> {
    ui::heading("Build the web app");
    node.install(&root().join(WEB))?;
    process::quietly("npm run build", &mut node.npm(&root().join(WEB), &["run", "build"])?)
}
