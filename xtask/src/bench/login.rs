//! Sign-ins: their cost, what a crowd of them does to readers, and what their time tells.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::Programs;
use super::figures::{Budget, Figures};
use super::load::{Connection, Request, Samples, meanwhile, steady};
use super::stage::Stage;
use crate::error::{Context as _, Failure, Result};
use crate::services::Services;
use crate::{process, seed, ui};

const PASSWORD: &str = "tres tristes tigres";
/// As many videos as make a list a list.
const VIDEOS: u32 = 5_000;
/// Sign-ins at once, without end.
const CROWD: usize = 50;
/// Each half of a round; what is unloaded and what is loaded take turns, so that both meet the machine in every mood.
const ROUNDS: usize = 3;
const HALF: Duration = Duration::from_secs(8);
/// Reads per second: far below what the server can do, so that it is not the readers who make each other wait.
const RATE: u32 = 200;
const READERS: usize = 16;
/// Samples of each kind whose time is compared.
const TIMED: usize = 200;

pub(super) fn run(programs: &Programs, services: &Services) -> Result<Figures> {
    let stage = Stage::migrated(&programs.claqueta, Some(services.postgres()))?;
    seed::load(services.postgres(), VIDEOS, 0)?;
    let server = stage.serve(&["--no-worker"])?;
    let address = server.address;
    register(address, "ana")?;
    register(address, "carla")?;
    // An account that was made by an identity provider.
    seed::sql(services.postgres(), "UPDATE \"user\" SET password_hash = NULL WHERE handle = 'carla'")?;

    let mut figures = Figures::default();
    cost(&mut figures, programs, address)?;
    readers(&mut figures, address)?;
    ui::heading("Compare the time of what is known and what is not");
    tell_apart(&mut figures, address, "wrong password", |who| attempt(&format!("{who}@example.org"), "not the password", 401))?;
    tell_apart(&mut figures, address, "password/forgot", |who| {
        Request::post("/api/auth/password/forgot", &json!({ "email": format!("{who}@example.org") }), 202)
    })?;
    Ok(figures)
}

fn register(address: SocketAddr, handle: &str) -> Result<()> {
    let account = json!({ "email": format!("{handle}@example.org"), "password": PASSWORD, "handle": handle });
    Connection::open(address)?.send(&Request::post("/api/auth/register", &account, 201)).map(drop)
}

fn attempt(who: &str, password: &str, expected: u16) -> Request {
    Request::post("/api/auth/login", &json!({ "email_or_handle": who, "password": password }), expected)
}

/// One sign-in after the other, against hashes alone. A second verification would double it.
fn cost(figures: &mut Figures, programs: &Programs, address: SocketAddr) -> Result<()> {
    ui::heading("Measure a sign-in against a bare Argon2id hash");
    let hash = process::read(Command::new(&programs.bare).args(["hash", "200"]))?;
    let hash: f64 = hash.trim().parse().context("read the time of a hash")?;
    let mut connection = Connection::open(address)?;
    let login = timed(&mut connection, &attempt("ana", PASSWORD, 200), TIMED)?.percentile(50);
    figures.add("bare Argon2id hash, median", hash, "ms", Budget::None);
    figures.add("sign-in alone, median", login, "ms", Budget::None);
    figures.add("sign-in / bare hash", login / hash, "x", Budget::AtMost(1.75));
    Ok(())
}

fn timed(connection: &mut Connection, request: &Request, times: usize) -> Result<Samples> {
    let mut samples = Vec::new();
    for _ in 0..times {
        samples.push(connection.time(request)?);
    }
    Ok(Samples::of(samples))
}

fn readers(figures: &mut Figures, address: SocketAddr) -> Result<()> {
    ui::heading("Measure readers, alone and beside a crowd that signs in");
    let list = Request::get("/api/videos?limit=20");
    let videos = videos(address)?;
    let sign_in = attempt("ana", PASSWORD, 200);
    for (name, requests) in [("list of 20", vec![list]), ("video", videos)] {
        let (mut alone, mut beside, mut crowd) = (Samples::default(), Samples::default(), Samples::default());
        for _ in 0..ROUNDS {
            let measure = || steady(address, &requests, RATE, READERS, HALF);
            alone.join(measure()?);
            let (reads, logins) = meanwhile(address, &sign_in, CROWD, measure)?;
            beside.join(reads);
            crowd.join(logins);
        }
        for (when, samples) in [("alone", &alone), ("beside sign-ins", &beside)] {
            for percent in [50, 95, 99] {
                figures.add(format!("{name} {when}, p{percent} of {}", samples.count()), samples.percentile(percent), "ms", Budget::None);
            }
        }
        figures.add(format!("sign-ins meanwhile, {CROWD} at once"), crowd.per_second(), "/s", Budget::None);
        figures.add(format!("{name}: p99 beside sign-ins / alone"), beside.percentile(99) / alone.percentile(99), "x", Budget::AtMost(2.0));
    }
    Ok(())
}

/// Requests for single videos.
pub(super) fn videos(address: SocketAddr) -> Result<Vec<Request>> {
    let body = Connection::open(address)?.send(&Request::get("/api/videos?limit=100"))?;
    let page: Value = serde_json::from_slice(&body).context("read a list of videos")?;
    let items = page.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ids: Vec<&str> = items.iter().filter_map(|item| item.get("id")?.as_str()).collect();
    if ids.is_empty() {
        return Err(Failure::new("the list of videos is empty"));
    }
    Ok(ids.into_iter().map(|id| Request::get(&format!("/api/videos/{id}"))).collect())
}

/// Interleaved, so that what the machine does meanwhile hits all kinds alike. The spread is what lies
/// between the quartiles of one kind: a difference of kinds within that is hard to tell from one attempt.
fn tell_apart(figures: &mut Figures, address: SocketAddr, what: &str, request: impl Fn(&str) -> Request) -> Result<()> {
    let kinds = ["ana", "nobody", "carla"];
    let requests = kinds.map(request);
    let mut connection = Connection::open(address)?;
    let mut taken = [const { Vec::new() }; 3];
    for _ in 0..TIMED {
        for (request, taken) in requests.iter().zip(&mut taken) {
            taken.push(connection.time(request)?);
        }
    }
    let samples = taken.map(Samples::of);
    let medians = samples.each_ref().map(|samples| samples.percentile(50));
    let quartiles = samples.each_ref().map(|samples| samples.percentile(75) - samples.percentile(25));
    for (name, (median, spread)) in ["known", "unknown", "provider only"].iter().zip(medians.iter().zip(quartiles)) {
        figures.add(format!("{what}, {name}: median of {TIMED}"), *median, "ms", Budget::None);
        figures.add(format!("{what}, {name}: between the quartiles"), spread, "ms", Budget::None);
    }
    let apart = medians.iter().copied().fold(f64::MIN, f64::max) - medians.iter().copied().fold(f64::MAX, f64::min);
    let noise = quartiles.iter().copied().fold(0.0, f64::max);
    figures.add(format!("{what}: medians apart / spread"), apart / noise, "x", Budget::AtMost(1.0));
    Ok(())
}
