//! `claqueta config check|show`.

use super::{Failure, say};
use crate::settings::{Settings, Sources, shown};
use clap::{Args, Subcommand};

/// Check or show the configuration.
#[derive(Debug, Args)]
pub(super) struct Config {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check all sources and list every fault.
    Check,
    /// Print the merged configuration, one key a line, with secrets masked.
    Show,
}

impl Config {
    pub(super) fn run(self, sources: &Sources) -> Result<(), Failure> {
        match self.action {
            Action::Check => Settings::load(sources).map_err(Failure::from).and_then(|_| say("the configuration is good")),
            Action::Show => say(&shown(sources)?),
        }
    }
}
