//! Search over HTTP.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use domain::id::VideoId;
use integrations::opensearch::peer::Peer;
use persistence::testing::{World, postgres_url};
use reqwest::Method;
use serde_json::{Value, json};
use support::{Site, faults, outcome};

/// A public, ready video of this account.
async fn publish(site: &Site, token: &str, body: Value) -> String {
    let made: Value = site.post("/api/videos", &body).bearer_auth(token).send().await.unwrap().json().await.unwrap();
    let id = made["id"].as_str().unwrap().to_owned();
    World::over(&site.context.db).finish(VideoId(id.parse().unwrap()), 60_000).await;
    id
}

#[actix_web::test]
async fn finds_explains_and_pages_on_sqlite() {
    finds(Site::start().await, None).await;
}

#[actix_web::test]
async fn finds_explains_and_pages_on_postgresql() {
    let url = postgres_url().await;
    finds(Site::start_with(|settings| settings.database.url = url).await, None).await;
}

#[actix_web::test]
async fn finds_explains_and_pages_in_opensearch() {
    let peer = Peer::start().await;
    let site = over(&peer).await;
    search::reindex(&site.context.search, |_, _| ()).await.unwrap();
    finds(site, Some(peer)).await;
}

/// A site that is searched by this one.
async fn over(peer: &Peer) -> Site {
    let start = Site::start_with(|settings| {
        settings.search.engine = search::Engine::OpenSearch;
        settings.search.opensearch = peer.settings();
    });
    start.await
}

#[actix_web::test]
async fn nobody_notices_that_opensearch_is_away() {
    let peer = Peer::start().await;
    let site = over(&peer).await;
    let token = site.someone("ana").await;
    publish(&site, &token, json!({ "title": "Canción", "visibility": "public" })).await;
    for down in [false, true] {
        peer.set_down(down);
        let page: Value = site.get("/api/search?q=cancion").send().await.unwrap().json().await.unwrap();
        assert_eq!(page["items"].as_array().unwrap().len(), 1, "never made, then not there at all");
    }
}

async fn finds(site: Site, peer: Option<Peer>) {
    let token = site.someone("ana").await;
    for n in 0..3 {
        publish(&site, &token, json!({ "title": format!("Canción {n}"), "visibility": "public", "language": "es", "tags": ["mar"] })).await;
    }
    settled(&site, peer.as_ref()).await;
    if let Some(peer) = &peer {
        peer.asked();
    }
    let answer = site.get("/api/search?q=cancion&limit=2&facets=tag,language").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["link"].to_str().unwrap().contains("cursor="));
    assert_eq!(answer.headers()["cache-control"], "public, no-cache");
    let tag = answer.headers()["etag"].clone();
    let page: Value = answer.json().await.unwrap();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["items"][0]["type"]), (2, &json!("video")));
    assert_eq!(page["items"][0]["highlights"][0], json!({ "field": "title", "start": 0, "end": 7 }));
    assert_eq!(
        page["facets"],
        json!({ "exact": true, "tag": [{ "value": "mar", "count": 3 }], "language": [{ "value": "es", "count": 3 }] })
    );
    let again = site.get("/api/search?q=cancion&limit=2&facets=tag,language").header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest: Value = site.get(&format!("/api/search?q=cancion&limit=2&cursor={cursor}")).send().await.unwrap().json().await.unwrap();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &Value::Null));
    let people: Value = site.get("/api/search?q=ana&type=user").send().await.unwrap().json().await.unwrap();
    assert_eq!(people["items"][0]["user"]["handle"], "ana");
    lists(&site, peer.as_ref(), &token, page["items"][0]["video"]["id"].as_str().unwrap()).await;
    let suggested: Value = site.get("/api/search/suggest?q=canc").send().await.unwrap().json().await.unwrap();
    assert_eq!(
        suggested["items"][0],
        json!({ "type": "words", "text": "canción", "target": null, "highlights": [{ "field": "title", "start": 0, "end": 7 }] })
    );
    let trending: Value = site.get("/api/search/trending").send().await.unwrap().json().await.unwrap();
    assert_eq!(trending, json!({ "items": [] }));
    hostile(&site).await;
    if let Some(peer) = &peer {
        let asked = peer.asked();
        let searched = asked.iter().filter(|request| *request == "POST /claqueta/_search").count();
        assert!(searched > 50, "no search fell back: {asked:?}");
    }
}

/// Until all that was written can be found, elsewhere too.
async fn settled(site: &Site, peer: Option<&Peer>) {
    search::maintain(&site.context.search).await.unwrap();
    search::follow(&site.context.search).await.unwrap();
    if let Some(peer) = peer {
        peer.refresh();
    }
}

/// Public playlists are found too, under conditions that mean something for them.
async fn lists(site: &Site, peer: Option<&Peer>, token: &str, video: &str) {
    let list = json!({ "title": "Canciones", "visibility": "public" });
    let made: Value = site.post("/api/users/playlists", &list).bearer_auth(token).send().await.unwrap().json().await.unwrap();
    let items = format!("/api/users/playlists/{}/items", made["id"].as_str().unwrap());
    let added = site.post(&items, &json!({ "video_id": video })).bearer_auth(token).send().await.unwrap();
    assert!(added.status().is_success(), "{}", added.text().await.unwrap());
    settled(site, peer).await;
    for query in ["q=canciones", "q=canciones&author=ANA&sort=newest", ""] {
        let found: Value = site.get(&format!("/api/search?type=playlist&{query}")).send().await.unwrap().json().await.unwrap();
        assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["type"]), (1, &json!("playlist")), "{query}");
        assert_eq!(found["items"][0]["playlist"]["title"], "Canciones");
    }
    let nobody: Value = site.get("/api/search?type=playlist&author=eve").send().await.unwrap().json().await.unwrap();
    assert_eq!(nobody["items"], json!([]));
    for (kind, parameter, value) in [
        ("playlist", "sort", "views"),
        ("playlist", "facets", "tag"),
        ("playlist", "tag", "mar"),
        ("playlist", "category", "music"),
        ("playlist", "language", "es"),
        ("playlist", "duration_min", "1"),
        ("playlist", "duration_max", "1"),
        ("playlist", "published_after", "2026-01-01T00:00:00Z"),
        ("playlist", "published_before", "2026-01-01T00:00:00Z"),
        ("playlist", "has_captions", "true"),
        ("user", "sort", "likes"),
        ("user", "author", "ana"),
        ("user", "tag", "mar"),
    ] {
        let answer = site.get(&format!("/api/search?q=a&type={kind}&{parameter}={value}")).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{kind} {parameter}");
        assert_eq!(faults(answer).await, [(parameter.to_owned(), "not-for-this-type".to_owned())], "{kind}");
    }
}

/// What people type is never an error; what programs send wrong is named.
async fn hostile(site: &Site) {
    let typed = [
        "",
        "don't",
        "multi-agent",
        "20.04",
        "\"",
        "*",
        "AND",
        "a OR",
        "NEAR(",
        "(",
        "col:foo",
        "hello!",
        "401 (k)",
        "team:x",
        "a & | b",
        "'",
        "\\",
        "<->",
        "100%",
        "a_b",
        "'; DROP TABLE video; --",
        "\u{202E}",
        "ﬁ",
        "a\u{301}\u{301}",
    ];
    for q in typed {
        for path in ["/api/search", "/api/search/suggest"] {
            let answer = site.request(Method::GET, path).query(&[("q", q)]).send().await.unwrap();
            let (status, text) = (answer.status(), answer.text().await.unwrap());
            assert_eq!(status, 200, "{path} {q:?}: {text}");
            assert!(!text.to_lowercase().contains("syntax") && !text.contains("SELECT"));
        }
    }
    for (query, parameter) in [
        ("q=a%00b", "q"),
        ("q=%ff", "q"),
        ("page=2", "page"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=1000000", "limit"),
        ("limit=9223372036854775808", "limit"),
        ("limit=1e9", "limit"),
        ("limit=abc", "limit"),
        ("limit=", "limit"),
        ("sort=magic", "sort"),
        ("type=planet", "type"),
        ("facets=tag,size", "facets"),
        ("facets=", "facets"),
        ("duration_min=NaN", "duration_min"),
        ("duration_max=-1", "duration_max"),
        ("published_after=yesterday", "published_after"),
        ("has_captions=maybe", "has_captions"),
    ] {
        let answer = site.get(&format!("/api/search?{query}")).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{query}");
        assert_eq!(faults(answer).await[0].0, parameter, "{query}");
    }
    let long = site.request(Method::GET, "/api/search").query(&[("q", "x".repeat(501))]).send().await.unwrap();
    assert_eq!(faults(long).await[0].0, "q");
    for cursor in ["0", "-1", "abc", "9223372036854775807"] {
        let answer = site.get(&format!("/api/search?q=a&cursor={cursor}")).send().await.unwrap();
        assert_eq!(outcome(answer).await, (400, "bad-cursor".to_owned()), "{cursor}");
    }
}
