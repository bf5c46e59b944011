//! Reads of public things without a cache, against a bare handler that does the same SQL by hand; then what a crowd
//! meets, and a deep page.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;

use super::figures::{Budget, Figures};
use super::load::{Request, Samples, saturate};
use super::login::videos;
use super::stage::Stage;
use super::{Programs, crowd};
use crate::error::{Context as _, Result};
use crate::services::process::{Service, free_port};
use crate::{http, ui};

const CONNECTIONS: usize = 32;
/// Ours and theirs take turns, so that both meet the machine in every mood.
const ROUNDS: usize = 4;
const TURN: Duration = Duration::from_secs(5);

/// Sorted by publication, and by a count that many share.
const LISTS: [&str; 2] = ["/api/videos?limit=20", "/api/videos?limit=20&sort=likes"];
/// What a deep page may cost of the first one.
const DEEP: f64 = 2.0;

pub(super) fn run(programs: &Programs, database: &str) -> Result<Figures> {
    let server = Stage::migrated(&programs.claqueta, Some(database))?.serve(&["--no-worker"])?;
    let (bare, _running) = bare(programs, database)?;

    let mut figures = Figures::default();
    let kinds = [("list of 20", vec![Request::get("/api/videos?limit=20")]), ("video", videos(server.address)?)];
    for (name, requests) in &kinds {
        ui::heading(&format!("Measure: {name}"));
        let (mut ours, mut theirs) = (Samples::default(), Samples::default());
        // The first turn of each is to fill connection pools and PostgreSQL's memory.
        for round in 0..=ROUNDS {
            for (address, samples) in [(server.address, &mut ours), (bare, &mut theirs)] {
                let turn = saturate(address, requests, CONNECTIONS, TURN)?;
                if round > 0 {
                    samples.join(turn);
                }
            }
        }
        for (whose, samples) in [("ours", &ours), ("bare handler", &theirs)] {
            figures.add(format!("{name}, {whose}"), samples.per_second(), "/s", Budget::None);
            figures.add(format!("{name}, {whose}: p50"), samples.percentile(50), "ms", Budget::None);
            figures.add(format!("{name}, {whose}: p99"), samples.percentile(99), "ms", Budget::None);
        }
        figures.add(format!("{name}: ours / bare handler"), ours.per_second() / theirs.per_second(), "x", Budget::AtLeast(0.75));
    }
    for (name, requests) in &kinds {
        crowd::readers(&mut figures, server.address, name, requests)?;
    }
    for first in LISTS {
        crowd::deep(&mut figures, server.address, first, first, DEEP)?;
    }
    Ok(figures)
}

fn bare(programs: &Programs, database: &str) -> Result<(SocketAddr, Service)> {
    let address = format!("127.0.0.1:{}", free_port()?);
    let mut command = Command::new(&programs.bare);
    command.args(["serve", database, &address]);
    let address = address.parse().context("name an address")?;
    let service = Service::spawn("the bare handler", &command, None, Signal::TERM)?;
    Ok((address, service.wait_until(|| http::get(address, "/api/videos").is_some_and(|answer| answer.status == 200))?))
}
