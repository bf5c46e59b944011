//! Many at once: writers that meet (O06), and a pool of connections that is exhausted (O07).

use futures_util::future::join_all;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};
use std::collections::BTreeSet;
use std::time::Duration;
use tests::person::text;
use tests::raw::Raw;
use tests::wait::pause;
use tests::{Backend, Person, Server, tus, wait};

const WRITERS: usize = 8;
const WRITES: usize = 15;

tests::on_both_backends! {
    /// O06: writers that meet wait for each other; nobody gets an error and nothing is lost.
    async fn writers_that_meet_lose_nothing(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let shared = ana.draft("De todos", "public").await;
        let write = async |writer: usize| {
            let mut made = Vec::new();
            for number in 0..WRITES {
                made.push(ana.draft(&format!("{writer}-{number}"), "private").await);
                let body = json!({ "title": format!("{writer}-{number}") });
                ana.api.patch(&format!("/api/videos/{shared}"), &body).await.expect(200);
                let read = ana.video(&shared).await;
                let guarded = ana.api.call("PATCH", &format!("/api/videos/{shared}")).header("If-Match", read.header("etag"));
                let answer = guarded.json(&json!({ "description": "x" })).send().await;
                assert!(matches!(answer.status, 200 | 412), "{}", answer.text());
            }
            made
        };
        let made: BTreeSet<String> = join_all((0..WRITERS).map(write)).await.into_iter().flatten().collect();
        assert_eq!(made.len(), WRITERS * WRITES);
        let mut listed = BTreeSet::new();
        let mut cursor = String::new();
        loop {
            let page = ana.api.get(&format!("/api/videos/mine?limit=50{cursor}")).await.expect(200).json();
            listed.extend(page["items"].as_array().unwrap().iter().map(|item| text(&item["id"])));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        listed.remove(&shared);
        assert_eq!(listed, made);
    }

    /// O07: with two connections for two hundred requests, each is answered: well, or with 503 and
    /// when to come again. Then all is as before.
    async fn a_small_pool_is_no_dead_end(backend: Backend) {
        let short = [("DATABASE__ACQUIRE_TIMEOUT_SECONDS", "5"), ("DATABASE__STATEMENT_TIMEOUT_SECONDS", "8")];
        let settings = [&[("DATABASE__MAX_CONNECTIONS", "2")], &short[..]].concat();
        let server = Server::with(backend, &settings).await;
        let ana = Person::register(&server, "ana").await;
        let video = ana.draft("Espera", "unlisted").await;
        let held = match backend {
            Backend::Cloud => Some(hold_table(server.database_url()).await),
            Backend::Local => None,
        };
        let requests = join_all((0..200).map(|_| ana.api.get("/api/videos")));
        let health = async {
            pause(200).await;
            server.api().get("/healthz").await.expect(200);
        };
        let (answers, ()) = tokio::join!(requests, health);
        let mut refused = 0;
        for answer in &answers {
            if answer.status != 200 {
                answer.problem(503, answer.json()["code"].as_str().unwrap_or_default());
                assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|after| after > 0), "{:?}", answer.headers);
                refused += 1;
            }
        }
        if let Some(held) = held {
            assert!(refused > 100, "only {refused} of 200 were refused though nothing could be read");
            held.close().await.unwrap();
        }
        // Clients that go away in the middle hold nothing either.
        let gone = (0..50).map(|_| tokio::time::timeout(Duration::from_millis(2), ana.api.get("/api/videos")));
        join_all(gone).await;
        wait::until(Duration::from_mins(1), "the pool is free again", async || {
            let answers = join_all((0..10).map(|_| ana.api.get("/api/videos"))).await;
            answers.iter().all(|answer| answer.status == 200).then_some(())
        })
        .await;
        ana.video(&video).await;
    }
}

tests::on_both_backends! {
    /// O07: uploads under way and clients that watch a video's progress hold no connection.
    async fn what_lasts_holds_no_connection(backend: Backend) {
        let settings = [("DATABASE__MAX_CONNECTIONS", "2"), ("DATABASE__ACQUIRE_TIMEOUT_SECONDS", "20")];
        let server = Server::with(backend, &settings).await;
        let ana = Person::register(&server, "ana").await;
        let mut uploads = Vec::new();
        for _ in 0..5 {
            let upload = tus::create(&ana.api, 1000, &[]).await;
            let (request, kind) = (format!("PATCH {upload} HTTP/1.1"), format!("Content-Type: {}", tus::CONTENT_TYPE));
            let mut connection = Raw::connect(server.host()).await;
            connection.head(&[&request, "Host: x", "Tus-Resumable: 1.0.0", "Upload-Offset: 0", "Content-Length: 1000", &kind]).await;
            connection.bytes(b"abc").await;
            uploads.push((connection, upload));
        }
        let video = ana.draft("Vista", "public").await;
        let mut watchers = Vec::new();
        for _ in 0..5 {
            let answer = ana.api.call("GET", &format!("/api/videos/{video}/processing/events")).stream().await;
            assert_eq!(answer.status(), 200);
            watchers.push(answer);
        }
        for _ in 0..20 {
            ana.api.get("/api/videos").await.expect(200);
        }
        drop(watchers);
        for (connection, upload) in uploads {
            drop(connection);
            tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
        }
    }
}

/// Keeps everybody from reading videos as long as the connection lives.
async fn hold_table(database: &str) -> PgConnection {
    let mut connection = PgConnection::connect(database).await.unwrap();
    connection.execute("BEGIN; LOCK TABLE video IN ACCESS EXCLUSIVE MODE").await.unwrap();
    connection
}
