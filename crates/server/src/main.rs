//! The `claqueta` binary: parses the command line and runs one command.

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

// Requests run on the threads of the HTTP server; this runtime is for background work.
#[tokio::main]
async fn main() -> ExitCode {
    match Box::pin(server::cli::Cli::parse().run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // The logger may not be there yet, and the reader is a person.
            let _ = writeln!(std::io::stderr(), "claqueta: {failure}");
            ExitCode::FAILURE
        }
    }
}
