//! What a crowd of readers meets, and whether a page deep in a list costs what the first one does.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;

use super::figures::{Budget, Figures};
use super::load::{Connection, Request, Samples, steady};
use crate::error::{Context as _, Failure, Result};
use crate::{interrupt, ui};

/// The readers of the budget.
const READERS: usize = 64;
/// Requests per second of all of them: well below what the server can do, since each has to wait for the others in a
/// server that has no time left.
const RATE: u32 = 400;
const TIME: Duration = Duration::from_secs(15);
/// Requests one after the other, when nobody else asks.
const ALONE: usize = 400;
/// The deep page.
const DEEP: usize = 500;
/// Samples of each page.
const TURNS: usize = 200;

/// The p99 at 64 connections, beside the median of who is alone.
pub(super) fn readers(figures: &mut Figures, address: SocketAddr, name: &str, requests: &[Request]) -> Result<()> {
    ui::heading(&format!("Measure: {name}, alone and in a crowd"));
    let mut connection = Connection::open(address)?;
    let one_by_one = requests.iter().cycle().take(ALONE).map(|request| connection.time(request)).collect::<Result<_>>()?;
    let alone = Samples::of(one_by_one).percentile(50);
    let crowd = steady(address, requests, RATE, READERS, TIME)?;
    figures.add(format!("{name}, alone: p50"), alone, "ms", Budget::None);
    figures.add(format!("{name}, {READERS} connections: p50"), crowd.percentile(50), "ms", Budget::None);
    figures.add(format!("{name}, {READERS} connections: p99"), crowd.percentile(99), "ms", Budget::AtMost(50.0));
    figures.add(format!("{name}: p99 in the crowd / p50 alone"), crowd.percentile(99) / alone, "x", Budget::AtMost(10.0));
    Ok(())
}

/// The first page of a list and the 500th take turns.
pub(super) fn deep(figures: &mut Figures, address: SocketAddr, name: &str, first: &str, most: f64) -> Result<()> {
    ui::heading(&format!("Measure: {name}, the first page and a deep one"));
    let mut connection = Connection::open(address)?;
    let (page, path) = walk(&mut connection, first)?;
    let requests = [Request::get(first), Request::get(&path)];
    let mut taken = [const { Vec::new() }; 2];
    for _ in 0..TURNS {
        for (request, taken) in requests.iter().zip(&mut taken) {
            taken.push(connection.time(request)?);
        }
    }
    let [shallow, deep] = taken.map(|taken| Samples::of(taken).percentile(50));
    figures.add(format!("{name}, page 1: p50"), shallow, "ms", Budget::None);
    figures.add(format!("{name}, page {page}: p50"), deep, "ms", Budget::None);
    figures.add(format!("{name}: page {page} / page 1"), deep / shallow, "x", Budget::AtMost(most));
    Ok(())
}

/// Follows the cursors to the 500th page, or to the last one before.
fn walk(connection: &mut Connection, first: &str) -> Result<(usize, String)> {
    let mut path = first.to_owned();
    for page in 1..DEEP {
        interrupt::check()?;
        let body = connection.send(&Request::get(&path))?;
        let body: Value = serde_json::from_slice(&body).context(format!("read {path}"))?;
        match body.get("next_cursor").and_then(Value::as_str) {
            Some(cursor) => path = format!("{first}&cursor={cursor}"),
            None if page > 1 => return Ok((page, path)),
            None => return Err(Failure::new(format!("{first} has one page only"))),
        }
    }
    Ok((DEEP, path))
}
