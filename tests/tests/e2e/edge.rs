//! The shipped nginx configuration, run in front of two servers that share a database and a store.

use serde_json::json;
use std::time::Duration;
use tests::nginx::Nginx;
use tests::person::{ENCODE, PASSWORD, text};
use tests::{Api, Backend, Person, Server, clip, tus, wait};

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// Longest time until a change shows at the edge; `playback.shared_cache_seconds` is one second here.
const SHOWS: Duration = Duration::from_mins(1);

/// Two servers that share everything but their disks, and nginx before them.
async fn edge(settings: &[(&str, &str)]) -> (Server, String, Nginx) {
    let shared = [("SECURITY__SECRET_KEY", SECRET), ("HTTP__TRUSTED_PROXIES", "127.0.0.1"), ("PLAYBACK__SHARED_CACHE_SECONDS", "1")];
    let settings: Vec<(&str, &str)> = shared.into_iter().chain(settings.iter().copied()).collect();
    let mut server = Server::with(Backend::Cloud, &settings).await;
    let second = server.start_second("second").await;
    let nginx = Nginx::before(&[server.host(), &second]).await;
    (server, second, nginx)
}

async fn token_at(api: &Api, handle: &str) -> Api {
    let body = json!({ "email_or_handle": handle, "password": PASSWORD });
    api.with_token(&text(&api.post("/api/auth/login?delivery=body", &body).await.expect(200).json()["access_token"]))
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_film_leaves_the_edge_within_the_time_that_is_configured() {
    let (server, _second, nginx) = edge(&[]).await;
    let ana = Person::register(&server, "ana").await;
    let clip = clip::film(&server.media(), 2.0);
    for hidden in ["private", "deleted"] {
        let video = ana.send("Del borde", "public", &clip).await;
        ana.until_ready(&video).await;
        let poster = text(&ana.playback(&video).await["poster_url"]);
        let client = nginx.client_at([127, 0, 0, 2]);
        let kept = wait::until(SHOWS, "the edge keeps it", async || {
            let answer = client.get(&poster).await.expect(200);
            matches!(answer.header("x-cache"), "HIT").then_some(answer)
        })
        .await;
        assert!(kept.header("cache-control").ends_with("s-maxage=1"), "{}", kept.header("cache-control"));
        wait::until(SHOWS, "what is still public is revalidated", async || {
            (client.get(&poster).await.expect(200).header("x-cache") == "REVALIDATED").then_some(())
        })
        .await;
        match hidden {
            "private" => ana.api.patch(&format!("/api/videos/{video}"), &json!({ "visibility": "private" })).await.expect(200),
            _ => ana.api.call("DELETE", &format!("/api/videos/{video}")).send().await.expect(204),
        };
        wait::until(SHOWS, "it is gone from the edge", async || (client.get(&poster).await.status == 404).then_some(())).await;
        for _ in 0..3 {
            client.get(&poster).await.expect(404);
        }
        if hidden == "private" {
            let own = text(&ana.playback(&video).await["poster_url"]);
            for _ in 0..2 {
                assert_eq!(client.get(&own).await.expect(200).header("x-cache"), "MISS", "the edge keeps private media");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_resume_through_the_edge_on_the_server_that_began_them() {
    let (mut server, _second, nginx) = edge(&[]).await;
    let ana = Person::register(&server, "ana").await;
    let mut held = [0, 0];
    let mut uploads = Vec::new();
    for last in 2..26 {
        let client = nginx.client_at([127, 0, 0, last]).with_token(ana.api.token());
        let upload = tus::create(&client, 10, &[]).await;
        tus::patch(&client, &upload, 0, vec![7; 4]).await.expect(204);
        // Another client continues: an upload belongs to its id, not to an address.
        let other = nginx.client_at([127, 0, 0, last + 100]);
        assert_eq!(tus::offset(&other, &upload).await, 4);
        tus::patch(&other, &upload, 4, vec![7; 3]).await.expect(204);
        let is_here = tus::head(&server.api(), &upload).await.status == 200;
        held[usize::from(is_here)] += 1;
        uploads.push((upload, is_here));
    }
    assert!(held.iter().all(|count| *count > 0), "one server got all uploads: {held:?}");

    // A file in two pieces side by side is joined where both are.
    let client = nginx.client_at([127, 0, 0, 77]).with_token(ana.api.token());
    let mut pieces = Vec::new();
    for _ in 0..2 {
        let call = tus::call(&client, "POST", "/api/upload").header("Upload-Length", "3").header("Upload-Concat", "partial");
        pieces.push(tus::location(&call.send().await.expect(201)));
        tus::patch(&client, pieces.last().unwrap(), 0, vec![7; 3]).await.expect(204);
    }
    let joined = tus::call(&client, "POST", "/api/upload").header("Upload-Concat", &format!("final;{}", pieces.join(" ")));
    joined.send().await.expect(201);

    // One server goes: the other's uploads go on, the lost ones are to be tried again later, and new ones begin.
    server.kill_worker("second");
    for (upload, is_here) in &uploads {
        tus::head(&client, upload).await.expect(if *is_here { 200 } else { 423 });
    }
    for last in 2..10 {
        let client = nginx.client_at([127, 0, 0, last]).with_token(ana.api.token());
        let upload = tus::create(&client, 10, &[]).await;
        tus::patch(&client, &upload, 0, vec![7; 4]).await.expect(204);
        tus::call(&client, "DELETE", &upload).send().await.expect(204);
    }
    for (upload, _) in uploads.iter().filter(|(_, is_here)| *is_here) {
        tus::call(&client, "DELETE", upload).send().await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_behind_the_edge_are_told_apart() {
    let (server, _second, nginx) = edge(&[("RATE_LIMITS__ENABLED", "true"), ("REDIS__URL", &tests::backend::redis())]).await;
    Person::register(&server, "ana").await;
    let (one, two) = (nginx.client_at([127, 0, 0, 2]), nginx.client_at([127, 0, 0, 3]));
    let left = |answer: &tests::Answer| answer.header("ratelimit").split("r=").nth(1)?.split(';').next()?.parse::<u32>().ok();
    for _ in 0..20 {
        one.get("/api/videos").await.expect(200);
    }
    let (of_one, of_two) = (left(&one.get("/api/videos").await), left(&two.get("/api/videos").await));
    assert!(of_one.unwrap() + 10 < of_two.unwrap(), "{of_one:?} and {of_two:?} requests are left");
    // What a client claims of itself is not believed.
    let spoofed = one.call("GET", "/api/videos").header("X-Forwarded-For", "9.9.9.9").send().await;
    assert!(left(&spoofed).unwrap() < of_two.unwrap() - 10, "a forged header got a limit of its own");

    let ana = token_at(&two, "ana").await;
    let sessions = ana.get("/api/auth/sessions").await.expect(200).json();
    let addresses: Vec<&str> = sessions["items"].as_array().unwrap().iter().filter_map(|session| session["address"].as_str()).collect();
    assert!(addresses.contains(&"127.0.0.3"), "{sessions}");

    let clip = clip::film(&server.media(), 1.0);
    let owner = Person { api: server.api().with_token(ana.token()) };
    let video = owner.send("Vistas", "public", &clip).await;
    owner.until_playable(&video).await;
    for client in [&one, &two, &one] {
        client.call("POST", &format!("/api/videos/{video}/views")).header("User-Agent", "Mozilla/5.0").send().await.expect(204);
    }
    wait::until(ENCODE, "two viewers are counted", async || (owner.video(&video).await.json()["counts"]["views"] == 2).then_some(())).await;
}
