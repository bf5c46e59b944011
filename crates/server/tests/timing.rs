//! Answers take the same time whoever has the name. `--nocapture` shows the figures.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "a test may panic, and tells what it measured")]

mod support;

use persistence::testing::postgres_url;
use serde_json::{Value, json};
use std::time::Instant;
use support::Site;

const ROUNDS: usize = 60;
/// Two of one kind, so that the run itself tells how much two that are alike differ.
const CLASSES: [&str; 4] = ["known", "known again", "unknown", "provider only"];
const NAMES: [&str; 4] = ["known@example.org", "control@example.org", "nobody@example.org", "elsewhere@example.org"];

/// What each class takes in each round. Within a round they follow each other at once, in turning order, so
/// that what else the machine does meets all of them alike.
async fn measure(site: &Site, path: &str, status: u16, body: impl Fn(&str) -> Value) -> Vec<[f64; 4]> {
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let mut times = [0.0; 4];
        for turn in 0..4 {
            let class = (round + turn) % 4;
            let begun = Instant::now();
            let answer = site.post(path, &body(NAMES[class])).send().await.unwrap();
            times[class] = begun.elapsed().as_secs_f64() * 1_000.0;
            assert_eq!(answer.status(), status, "{}", CLASSES[class]);
        }
        rounds.push(times);
    }
    rounds
}

/// The value that this share of them lie below.
fn quantile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short list")]
    let place = ((values.len() - 1) as f64 * share).round() as usize;
    values[place]
}

/// The median difference to a known account, round by round, must drown in the noise: the middle half of the
/// differences between two known accounts. Where a machine is so quiet that there is hardly any, a twentieth
/// of the whole is allowed: a row more or less to read, which is no class of time.
fn alike(what: &str, rounds: &[[f64; 4]]) {
    let difference = |class: usize, share| quantile(rounds.iter().map(|times| times[class] - times[0]), share);
    let median = |class: usize| quantile(rounds.iter().map(|times| times[class]), 0.5);
    let noise = difference(1, 0.75) - difference(1, 0.25);
    let allowed = noise.max(median(0) / 20.0);
    for (class, name) in CLASSES.iter().enumerate() {
        let apart = difference(class, 0.5);
        eprintln!("{what}, {name}: median {:.3} ms, {apart:+.3} ms (noise {noise:.3} ms)", median(class));
        assert!(apart.abs() < allowed, "{what}, {name}: {apart:.3} ms apart, {allowed:.3} ms allowed");
    }
}

/// A site on each database.
async fn sites(verified: bool) -> [Site; 2] {
    [site(verified, None).await, site(verified, Some(postgres_url().await)).await]
}

async fn site(verified: bool, database: Option<String>) -> Site {
    let site = Site::start_with(|settings| {
        if let Some(url) = database {
            settings.database.url = url;
        }
        settings.auth.argon2_memory_kib = 4096;
        settings.auth.require_verified_email = verified;
        settings.auth.login_attempts_per_client = 100_000;
        settings.auth.login_attempts_per_address = 100_000;
        settings.auth.unknown_device_attempts_per_hour = 100_000;
        settings.auth.unknown_device_attempts_per_day = 100_000;
        settings.auth.mails_to_address = 100_000;
        settings.auth.mails_from_address = 100_000;
    })
    .await;
    for handle in ["known", "control", "elsewhere"] {
        let form = json!({ "email": format!("{handle}@example.org"), "password": "tres tristes tigres", "handle": handle });
        let form = serde_json::from_value(form).unwrap();
        auth::accounts::create(&site.context.auth, form, domain::user::Role::Creator).await.unwrap();
    }
    let tx = site.context.db.begin_write().await.unwrap();
    let mut user = persistence::user::find_by_handle_key(&tx, "elsewhere").await.unwrap().unwrap();
    user.password_hash = None;
    persistence::user::save(&tx, &user).await.unwrap();
    tx.commit().await.unwrap();
    // The first requests open connections and load what is loaded once.
    for _ in 0..5 {
        site.post("/api/auth/login", &wrong("warm@example.org")).send().await.unwrap();
    }
    site
}

fn wrong(name: &str) -> Value {
    json!({ "email_or_handle": name, "password": "wrong password" })
}

#[actix_web::test]
async fn a_wrong_password_takes_the_same_time_whoever_has_the_name() {
    for site in sites(false).await {
        alike("login", &measure(&site, "/api/auth/login", 401, wrong).await);
    }
}

#[actix_web::test]
async fn asking_for_a_new_password_takes_the_same_time_whoever_has_the_address() {
    for site in sites(false).await {
        alike("forgot", &measure(&site, "/api/auth/password/forgot", 202, |email| json!({ "email": email })).await);
    }
}

#[actix_web::test]
async fn nor_does_the_time_tell_whose_sign_up_waits_for_its_mail() {
    for site in sites(true).await {
        // The unknown one of the others waits here.
        let form = json!({ "email": NAMES[2], "password": "tres tristes tigres", "handle": "waiting" });
        assert_eq!(site.post("/api/auth/register", &form).send().await.unwrap().status(), 202);
        alike("login while proofs are required", &measure(&site, "/api/auth/login", 401, wrong).await);
    }
}
