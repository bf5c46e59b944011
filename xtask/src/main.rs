//! `cargo xtask`: everything that is done to this repository rather than by its server.
//!
//! Start reading in [`cli`]: one variant per task, each with its own module. What the tasks share:
//!
//! - [`workspace`]: where things are, and the flags that every cargo step has in common;
//! - [`process`]: running commands so that ctrl-c never leaves a child behind;
//! - [`setup`]: what the machine must have, and how it gets it;
//! - [`services`]: private PostgreSQL, Redis and S3 for one test run.
//!
//! Never link the server or a crate of ours: this must build in seconds, also when they do not.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its user on the terminal")]

mod bench;
mod build;
mod ci;
mod cli;
mod codegen;
mod dev;
mod error;
mod fuzz;
mod http;
mod interrupt;
mod process;
mod seed;
mod services;
mod setup;
mod test;
mod tidy;
mod ui;
mod workspace;

use std::process::ExitCode;

use clap::Parser as _;

use crate::error::Failure;

fn main() -> ExitCode {
    match interrupt::install().and_then(|()| cli::Cli::parse().run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Interrupted) => {
            eprintln!("interrupted");
            ExitCode::from(130)
        }
        Err(Failure::Told) => ExitCode::FAILURE,
        Err(Failure::Message(message)) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
