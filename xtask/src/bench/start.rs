//! What a server costs that does nothing, and how soon it serves.

use std::path::Path;
use std::time::Duration;

use super::figures::{Budget, Figures};
use super::stage::Stage;
use crate::error::Result;

const STARTS: usize = 5;
/// After this, what only the start needed has been given back.
const IDLE: Duration = Duration::from_secs(5);

pub(super) fn run(program: &Path) -> Result<Figures> {
    let stage = Stage::migrated(program, None)?;
    let mut slowest = Duration::ZERO;
    let mut most = 0_f64;
    for _ in 0..STARTS {
        let server = stage.serve(&[])?;
        slowest = slowest.max(server.started_in);
        std::thread::sleep(IDLE);
        most = most.max(server.resident()?);
    }
    let mut figures = Figures::default();
    figures.add(format!("slowest of {STARTS} starts until /readyz answers, SQLite"), slowest.as_secs_f64(), "s", Budget::AtMost(1.0));
    figures.add(format!("most resident memory when idle, {STARTS} starts"), most, "MiB", Budget::AtMost(64.0));
    Ok(figures)
}
