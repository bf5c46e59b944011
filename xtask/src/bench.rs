//! `cargo xtask bench`: speed and size, as ratios within one run, each beside its budget.
//!
//! - [`load`]: the load generator;
//! - [`stage`]: the server under measurement;
//! - [`figures`]: the table at the end;
//! - one module for each suite.

mod comments;
mod crowd;
mod figures;
mod load;
mod login;
mod reads;
mod search;
mod stage;
mod start;

use std::path::{Path, PathBuf};

use self::figures::Figures;
use self::stage::Stage;
use crate::error::Result;
use crate::services::{self, Services};
use crate::setup::system;
use crate::workspace::{cargo, target};
use crate::{process, seed, ui};

/// Measure the release build, and hold every figure against its budget.
///
/// Builds `claqueta` and the program it is compared with in the release profile (thin LTO, the same target folder;
/// some minutes the first time), starts a private PostgreSQL and Redis on free ports in a temporary folder and the server
/// on a free port, runs the suite, prints a table and stops what it started. Ends with 1 when a figure is over its budget.
/// Figures with a budget compare two things of the same run, or are far from what any machine does, so a slow machine is
/// no excuse; a busy one is: let nothing else run meanwhile.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to measure.
    suite: Suite,
    /// How many videos there are in the suites `reads`, `search` and `comments`.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    videos: u32,
    /// How many comments there are.
    #[arg(long, value_name = "M", default_value_t = 1_000_000)]
    comments: u32,
    /// Measure these three on a PostgreSQL database that `cargo xtask seed` has filled, instead of filling a private one
    /// each time.
    #[arg(long, value_name = "URL", conflicts_with_all = ["videos", "comments"])]
    postgres: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Suite {
    /// What a sign-in costs, what a crowd of them does to readers, and whether its time tells who has an account.
    Login,
    /// How soon a server serves, and the memory of an idle one.
    Start,
    /// Reading videos and lists, against a bare handler with the same SQL.
    Reads,
    /// Searching and suggestions.
    Search,
    /// Reading threads of comments.
    Comments,
}

/// What was built.
struct Programs {
    claqueta: PathBuf,
    /// The handler and the hash that ours are compared with.
    bare: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    system::ensure(&services::NEEDS)?;
    let figures = match args.suite {
        Suite::Start => start::run(&claqueta()?)?,
        Suite::Login => login::run(&Programs::build()?, &Services::databases()?)?,
        Suite::Reads => {
            let programs = Programs::build()?;
            args.filled(&programs.claqueta, |database| reads::run(&programs, database))?
        }
        Suite::Search => {
            let program = claqueta()?;
            args.filled(&program, |database| search::run(&program, database))?
        }
        Suite::Comments => {
            let program = claqueta()?;
            args.filled(&program, |database| comments::run(&program, database))?
        }
    };
    figures.tell()
}

impl Args {
    /// Measures on the database that was named, or on a private one that is filled now.
    fn filled(&self, program: &Path, measure: impl FnOnce(&str) -> Result<Figures>) -> Result<Figures> {
        if let Some(database) = &self.postgres {
            return measure(database);
        }
        let services = Services::databases()?;
        Stage::migrated(program, Some(services.postgres()))?;
        seed::load(services.postgres(), self.videos, self.comments)?;
        measure(services.postgres())
    }
}

fn claqueta() -> Result<PathBuf> {
    ui::heading("Build the release");
    release("server", "claqueta")
}

impl Programs {
    /// Two selections: the features that tests switch on must not get into the measured server.
    fn build() -> Result<Self> {
        Ok(Self { claqueta: claqueta()?, bare: release("tests", "bare")? })
    }
}

fn release(package: &str, program: &str) -> Result<PathBuf> {
    process::run(cargo().args(["build", "--release", "--package", package, "--bin", program]))?;
    Ok(target()?.join("release").join(program))
}
