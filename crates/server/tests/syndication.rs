//! Feeds, the sitemap, oEmbed, the embed page and the heads of pages, over HTTP.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use domain::id::{GenerationId, VideoId};
use domain::video::{MediaFacts, MediaKind, Pictures};
use reqwest::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};
use support::{Site, outcome};
use uuid::Uuid;

/// A ready video of the account with this token.
async fn publish(site: &Site, token: &str, title: &str, visibility: &str) -> VideoId {
    let draft = site.post("/api/videos", &json!({ "title": title, "visibility": visibility })).bearer_auth(token).send().await.unwrap();
    let draft: Value = draft.json().await.unwrap();
    let id: VideoId = draft["id"].as_str().unwrap().parse().unwrap();
    let tx = site.context.db.begin_write().await.unwrap();
    let mut video = persistence::video::find_for_update(&tx, id).await.unwrap().unwrap();
    let facts = MediaFacts { kind: MediaKind::Video, duration_ms: 5000, width: Some(1280), height: Some(720) };
    let pictures = Pictures { poster: true, preview: false };
    video.finished(GenerationId(Uuid::from_u128(7)), facts, pictures, site.context.clock.now());
    persistence::video::save(&tx, &video).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn text(site: &Site, path: &str) -> (String, String) {
    let answer = site.get(path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    (answer.headers()[CONTENT_TYPE].to_str().unwrap().to_owned(), answer.text().await.unwrap())
}

#[actix_web::test]
async fn feeds_and_maps_tell_of_what_is_public() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let open = publish(&site, &ana, "Abierta", "public").await;
    let others = publish(&site, &eve, "Ajena", "public").await;
    for hidden in ["private", "unlisted"] {
        publish(&site, &ana, "Oculta", hidden).await;
    }
    for (path, kind, both) in [
        ("/feeds/videos.rss", "application/rss+xml; charset=utf-8", true),
        ("/feeds/videos.atom", "application/atom+xml; charset=utf-8", true),
        ("/feeds/users/ANA.rss", "application/rss+xml; charset=utf-8", false),
        ("/feeds/users/ana.atom", "application/atom+xml; charset=utf-8", false),
    ] {
        let (found, body) = text(&site, path).await;
        assert_eq!(found, kind);
        assert!(
            body.contains(&format!("{}/watch/{open}", site.context.public_url)) && body.contains("master.m3u8") && !body.contains("Oculta"),
            "{body}"
        );
        assert_eq!(body.contains("Ajena"), both, "{path}");
    }
    let index = text(&site, "/sitemap.xml").await.1;
    let part = index.split_once("<loc>").unwrap().1.split_once("</loc>").unwrap().0;
    let part = text(&site, part.strip_prefix(&site.context.public_url).unwrap()).await.1;
    assert!(part.contains(&format!("/watch/{open}<")) && part.contains(&format!("/watch/{others}<")) && !part.contains("Oculta"), "{part}");

    let first = site.get("/feeds/videos.rss").send().await.unwrap();
    let again = site.get("/feeds/videos.rss").header(IF_NONE_MATCH, &first.headers()[ETAG]).send().await.unwrap();
    assert_eq!(again.status(), 304);
    for missing in ["/feeds/users/nobody.rss", "/sitemaps/x.xml", "/sitemaps/1-2.xml", "/feeds/other.rss"] {
        assert_eq!(site.get(missing).send().await.unwrap().status(), 404, "{missing}");
    }
}

#[actix_web::test]
async fn pages_of_videos_tell_of_them_and_only_embeds_may_be_framed() {
    let site = Site::start().await;
    let ana = site.someone("ana").await;
    let open = publish(&site, &ana, "Abierta <b>", "public").await;
    let private = publish(&site, &ana, "Privada", "private").await;
    let watch = site.get(&format!("/watch/{open}")).send().await.unwrap();
    let policy = watch.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("frame-ancestors 'none'") && watch.headers()["x-frame-options"] == "DENY", "{policy}");
    let html = watch.text().await.unwrap();
    assert!(
        html.contains("<title>Abierta &lt;b&gt; - Claqueta</title>") && html.contains("og:video") && html.contains("VideoObject"),
        "{html}"
    );
    assert_eq!(html.matches("<title>").count(), 1);
    let embed = site.get(&format!("/embed/{open}")).send().await.unwrap();
    let policy = embed.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.ends_with("frame-ancestors 'self' *") && !embed.headers().contains_key("x-frame-options"), "{policy}");
    assert!(embed.text().await.unwrap().contains("application/ld+json"));

    let hidden = site.get(&format!("/watch/{private}")).send().await.unwrap();
    assert_eq!(hidden.status(), 200, "the app asks who it is");
    assert!(!hidden.text().await.unwrap().contains("Privada"));
    assert_eq!(outcome(site.get(&format!("/embed/{private}")).send().await.unwrap()).await, (404, "video-not-found".to_owned()));
}

#[actix_web::test]
async fn other_sites_learn_how_to_show_a_video() {
    let site = Site::start_with(|settings| settings.playback.embed_origins = vec!["https://blog.example".to_owned()]).await;
    let ana = site.someone("ana").await;
    let open = publish(&site, &ana, "Abierta", "unlisted").await;
    let private = publish(&site, &ana, "Privada", "private").await;
    let ask = |url: &str, more: &str| {
        let url: String = form_urlencoded::byte_serialize(url.as_bytes()).collect();
        site.get(&format!("/oembed?url={url}{more}")).send()
    };
    let watch = |id: VideoId| format!("{}/watch/{id}", site.context.public_url);
    let told: Value = ask(&watch(open), "&maxwidth=320&referrer=x").await.unwrap().json().await.unwrap();
    assert_eq!((&told["type"], &told["width"], &told["height"]), (&json!("video"), &json!(320), &json!(180)));
    assert_eq!((&told["thumbnail_width"], &told["thumbnail_height"]), (&json!(1280), &json!(720)));
    assert!(told["html"].as_str().unwrap().contains(&format!("src=\"{}/embed/{open}\"", site.context.public_url)), "{told}");
    let xml = ask(&watch(open), "&format=xml").await.unwrap();
    assert_eq!(xml.headers()[CONTENT_TYPE], "text/xml; charset=utf-8");
    assert!(xml.text().await.unwrap().contains("<title>Abierta</title>"));
    assert_eq!(outcome(ask(&watch(private), "").await.unwrap()).await.0, 404);
    assert_eq!(outcome(ask("https://evil.example/watch/x", "").await.unwrap()).await.0, 404);
    assert_eq!(outcome(ask(&watch(open), "&format=yaml").await.unwrap()).await.0, 422);
    let embed = site.get(&format!("/embed/{open}")).send().await.unwrap();
    assert!(embed.headers()["content-security-policy"].to_str().unwrap().ends_with("frame-ancestors 'self' https://blog.example"));
}
