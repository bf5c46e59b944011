//! Finding things among many.

use std::path::Path;

use super::crowd;
use super::figures::{Budget, Figures};
use super::load::{Connection, Request, Samples};
use super::stage::Stage;
use crate::error::Result;
use crate::{seed, ui};

/// What people type, in both languages: common words, rarer ones, a phrase, an exclusion, a word without its accent.
const QUESTIONS: [&str; 12] = [
    "guitarra+para+ninos",
    "cocina+en+casa",
    "cancion+junto+al+mar",
    "trenes+antiguos+cadiz",
    "aprende+ajedrez+invierno",
    "historia+fotografia+madrid",
    "running+by+night",
    "street+food+london",
    "old+trains+mountains",
    "chess+for+children",
    "%22night+walks%22+winter",
    "guide+pottery+-london",
];
const BEGINNINGS: [&str; 10] = ["g", "gu", "guit", "coc", "tren", "run", "runing", "str", "fotogr", "pot"];
/// Each is asked so often.
const TIMES: usize = 25;
/// The class of the budget: p95 in milliseconds.
const SEARCH: f64 = 30.0;
const SUGGEST: f64 = 10.0;
/// The same work however deep.
const DEEP: f64 = 1.2;

pub(super) fn run(program: &Path, database: &str) -> Result<Figures> {
    let stage = Stage::migrated(program, Some(database))?;
    if seed::sql(database, "SELECT EXISTS (SELECT FROM search_document)")?.trim() == "f" {
        stage.run("index what was seeded", &["reindex"])?;
    }
    let server = stage.serve(&["--no-worker"])?;
    let mut figures = Figures::default();
    let paths = |head: &str, words: &[&str], tail: &str| -> Vec<Request> {
        words.iter().map(|word| Request::get(&format!("{head}?q={word}{tail}"))).collect()
    };
    let questions = paths("/api/search", &QUESTIONS, "&facets=category,tag,language,duration&limit=20");
    let beginnings = paths("/api/search/suggest", &BEGINNINGS, "");
    for (name, requests, most) in [("three terms and facets", &questions, SEARCH), ("suggestions", &beginnings, SUGGEST)] {
        ui::heading(&format!("Measure: {name}"));
        let mut connection = Connection::open(server.address)?;
        let taken = requests.iter().cycle().take(requests.len() * TIMES).map(|request| connection.time(request));
        let samples = Samples::of(taken.collect::<Result<_>>()?);
        figures.add(format!("{name}: p50"), samples.percentile(50), "ms", Budget::None);
        figures.add(format!("{name}: p95 of {}", samples.count()), samples.percentile(95), "ms", Budget::AtMost(most));
    }
    for (name, word) in [("search", "guitarra"), ("search for a rarer word", "ceramica")] {
        crowd::deep(&mut figures, server.address, name, &format!("/api/search?q={word}&limit=20"), DEEP)?;
    }
    Ok(figures)
}
