//! Profiles, pictures, leaving and exports over HTTP.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use reqwest::{Method, RequestBuilder, redirect};
use serde_json::{Value, json};
use std::io::Read;
use support::{Site, body_of, faults, outcome};

fn patch(site: &Site, token: &str, body: &Value) -> RequestBuilder {
    site.request(Method::PATCH, "/api/users/profile").bearer_auth(token).json(body)
}

/// A client that goes where it is sent and no further.
fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(redirect::Policy::none()).build().unwrap()
}

#[actix_web::test]
async fn a_profile_is_read_replaced_and_patched() {
    let site = Site::start().await;
    let ana = site.someone("ana_cine").await;
    let read = site.get("/api/users/profile").bearer_auth(&ana).send().await.unwrap();
    let etag = read.headers()["etag"].to_str().unwrap().to_owned();
    let view = body_of(read).await;
    assert_eq!((view["handle"].as_str(), view["bio"].as_str(), view["locale"].as_str()), (Some("ana_cine"), Some(""), Some("en")));
    assert_eq!(view["has_password"], true);

    let all = json!({ "handle": "ana_cine", "display_name": "Ana Cine", "bio": "Short films.", "website": "https://ana.example.org", "location": "Vigo", "locale": "es" });
    let put = site.request(Method::PUT, "/api/users/profile").bearer_auth(&ana).header("if-match", &etag).json(&all);
    let answer = put.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_ne!(answer.headers()["etag"].to_str().unwrap(), etag);
    let stale = patch(&site, &ana, &json!({ "bio": "x" })).header("if-match", &etag).send().await.unwrap();
    assert_eq!(outcome(stale).await, (412, "stale".to_owned()));

    let patched = body_of(patch(&site, &ana, &json!({ "website": null, "bio": "Long films." })).send().await.unwrap()).await;
    assert_eq!(
        (patched["bio"].as_str(), patched["website"].is_null(), patched["location"].as_str()),
        (Some("Long films."), true, Some("Vigo"))
    );

    let bad = json!({ "display_name": "", "website": "javascript:alert(1)", "handle": "a b", "bio": "x".repeat(1001), "role": "admin" });
    let mut found = faults(patch(&site, &ana, &bad).send().await.unwrap()).await;
    found.sort();
    assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["/role"], "an unknown member first");
    let bad = json!({ "display_name": "", "website": "javascript:alert(1)", "handle": "a b", "bio": "x".repeat(1001) });
    let mut found = faults(patch(&site, &ana, &bad).send().await.unwrap()).await;
    found.sort();
    assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["/bio", "/display_name", "/handle", "/website"]);
    let public = body_of(site.get("/api/users/ANA_CINE").send().await.unwrap()).await;
    assert_eq!((public["bio"].as_str(), public["email"].is_null()), (Some("Long films."), true));
}

#[actix_web::test]
async fn a_former_handle_leads_to_its_account_and_is_nobody_elses() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana_cine").await, site.someone("eve").await);
    assert_eq!(patch(&site, &ana, &json!({ "handle": "Ana_Films" })).send().await.unwrap().status(), 200);

    let moved = client().get(format!("{}/api/users/ana_cine?x=1", site.base)).send().await.unwrap();
    assert_eq!((moved.status().as_u16(), moved.headers()["location"].to_str().unwrap()), (308, "/api/users/Ana_Films?x=1"));
    let moved = client().get(format!("{}/api/users/ana_cine/videos?limit=5", site.base)).send().await.unwrap();
    assert_eq!(moved.headers()["location"].to_str().unwrap(), "/api/users/Ana_Films/videos?limit=5");
    assert_eq!(body_of(site.get("/api/users/ana_cine").send().await.unwrap()).await["handle"], "Ana_Films");
    assert_eq!(site.get("/api/users/nobody_here").send().await.unwrap().status(), 404);
    assert_eq!(site.get("/api/users/ana_films/videos").send().await.unwrap().status(), 200);

    assert_eq!(outcome(patch(&site, &eve, &json!({ "handle": "ANA_cine" })).send().await.unwrap()).await, (409, "handle-taken".to_owned()));
    let form = json!({ "email": "x@example.org", "password": "tres tristes tigres", "handle": "ana_cine" });
    assert_eq!(outcome(site.post("/api/auth/register", &form).send().await.unwrap()).await, (409, "handle-taken".to_owned()));
    let soon = patch(&site, &ana, &json!({ "handle": "ana_again" })).send().await.unwrap();
    assert!(soon.headers().contains_key("retry-after"));
    assert_eq!(outcome(soon).await, (429, "handle-change-too-soon".to_owned()));
    assert_eq!(patch(&site, &ana, &json!({ "handle": "ana_films" })).send().await.unwrap().status(), 200, "another spelling is no change");
    assert_eq!(outcome(site.get("/api/users/profile").bearer_auth(&ana).send().await.unwrap()).await.0, 200);
}

/// A PNG of one colour.
fn png(side: u32) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(side, side, image::Rgb([200, 30, 30]));
    picture.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

fn put_avatar(site: &Site, token: &str, kind: &str, file: Vec<u8>) -> RequestBuilder {
    site.request(Method::PUT, "/api/users/profile/avatar").bearer_auth(token).header("content-type", kind).body(file)
}

#[actix_web::test]
async fn a_picture_is_made_anew_and_shown_everywhere() {
    let site = Site::start().await;
    let ana = site.someone("ana_cine").await;
    let view = body_of(put_avatar(&site, &ana, "image/png", png(300)).send().await.unwrap()).await;
    let url = view["avatar_url"].as_str().unwrap().to_owned();
    assert!(url.ends_with("/256.jpg"), "{url}");
    let shown = site.get(&url).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    assert_eq!(shown.headers()["content-type"], "image/jpeg");
    assert_eq!(shown.headers()["cache-control"], "public, max-age=31536000, immutable, s-maxage=60");
    assert_eq!(shown.headers()["x-content-type-options"], "nosniff");
    let etag = shown.headers()["etag"].to_str().unwrap().to_owned();
    let jpeg = shown.bytes().await.unwrap();
    assert_eq!(image::load_from_memory(&jpeg).unwrap().width(), 256);
    assert_eq!(site.get(&url).header("if-none-match", etag).send().await.unwrap().status(), 304);
    assert_eq!(site.get(&url).header("range", "bytes=0-1").send().await.unwrap().bytes().await.unwrap(), &jpeg[..2]);
    // The digits alone may stand in the id as well.
    for side in [64, 128, 512] {
        assert_eq!(site.get(&url.replace("/256.jpg", &format!("/{side}.jpg"))).send().await.unwrap().status(), 200);
    }
    for other in ["1024.jpg", "256.png", "..%2f256.jpg"] {
        assert_eq!(site.get(&url.replace("256.jpg", other)).send().await.unwrap().status(), 404, "{other}");
    }
    assert_eq!(body_of(site.get("/api/users/ana_cine").send().await.unwrap()).await["avatar_url"], url.as_str());
    let draft = site.post("/api/videos", &json!({ "title": "One", "visibility": "private" })).bearer_auth(&ana).send().await.unwrap();
    assert_eq!(body_of(draft).await["author"]["avatar_url"], url.as_str());
    assert_eq!(site.login("ana_cine").await["user"]["avatar_url"], url.as_str());

    let form = reqwest::multipart::Form::new().part("avatar", reqwest::multipart::Part::bytes(png(80)).file_name("a.png"));
    let put = site.request(Method::PUT, "/api/users/profile/avatar").bearer_auth(&ana).multipart(form);
    let second = body_of(put.send().await.unwrap()).await["avatar_url"].as_str().unwrap().to_owned();
    assert_ne!(second, url);
    assert_eq!(site.get(&url).send().await.unwrap().status(), 404, "the former one is gone at once");
    let gone = site.request(Method::DELETE, "/api/users/profile/avatar").bearer_auth(&ana).send().await.unwrap();
    assert!(body_of(gone).await["avatar_url"].is_null());
    assert_eq!(site.get(&second).send().await.unwrap().status(), 404);
}

#[actix_web::test]
async fn hostile_pictures_leave_nothing_behind() {
    let site = Site::start().await;
    let ana = site.someone("ana_cine").await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#.to_vec();
    let html = b"<html><script>alert(1)</script>".to_vec();
    let polyglot = b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1)//".to_vec();
    for (kind, file) in [("image/svg+xml", svg), ("image/png", html), ("image/gif", polyglot), ("image/png", Vec::new())] {
        let answer = put_avatar(&site, &ana, kind, file).send().await.unwrap();
        assert_eq!(outcome(answer).await, (422, "picture-unsupported".to_owned()), "{kind}");
    }
    let bomb = {
        let mut file = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(8_192, 8_192).write_to(&mut file, image::ImageFormat::Png).unwrap();
        file.into_inner()
    };
    assert_eq!(outcome(put_avatar(&site, &ana, "image/png", bomb).send().await.unwrap()).await, (422, "picture-too-large".to_owned()));
    let cut = png(300)[..200].to_vec();
    assert_eq!(outcome(put_avatar(&site, &ana, "image/png", cut).send().await.unwrap()).await, (422, "picture-broken".to_owned()));
    let large = vec![0; 11 * 1024 * 1024];
    assert_eq!(put_avatar(&site, &ana, "image/png", large).send().await.unwrap().status(), 413);
    let nobody = put_avatar(&site, "nonsense", "image/png", png(8)).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    let objects = site.context.pipeline.store.local_root().unwrap().join("avatars");
    assert!(!objects.exists(), "something was stored");
}

#[actix_web::test]
async fn a_deleted_account_is_hidden_at_once_and_comes_back() {
    let site = Site::start().await;
    let ana = site.someone("ana_cine").await;
    let url = body_of(put_avatar(&site, &ana, "image/png", png(80)).send().await.unwrap()).await["avatar_url"].as_str().unwrap().to_owned();
    let wrong = json!({ "password": "not this one" });
    let delete = |body: &Value| site.request(Method::DELETE, "/api/users/profile").bearer_auth(&ana).json(body);
    assert_eq!(outcome(delete(&wrong).send().await.unwrap()).await, (401, "invalid-credentials".to_owned()));
    let answer = delete(&json!({ "password": "tres tristes tigres" })).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(body_of(answer).await["erase_after"].is_string());

    assert_eq!(site.get("/api/users/profile").bearer_auth(&ana).send().await.unwrap().status(), 401);
    assert_eq!(site.get("/api/users/ana_cine").send().await.unwrap().status(), 404);
    assert_eq!(site.get("/api/users/ana_cine/videos").send().await.unwrap().status(), 404);
    assert_eq!(site.get(&url).send().await.unwrap().status(), 404);
    let login = |password: &str| site.post("/api/auth/login", &json!({ "email_or_handle": "ana_cine", "password": password }));
    assert_eq!(outcome(login("not this one").send().await.unwrap()).await, (401, "invalid-credentials".to_owned()));
    let pending: Value = login("tres tristes tigres").send().await.unwrap().json().await.unwrap();
    assert_eq!(pending["code"], "account-deletion-pending");
    let restore = |ticket: &str| site.post("/api/users/profile/restore", &json!({ "ticket": ticket }));
    assert_eq!(outcome(restore("nonsense").send().await.unwrap()).await, (410, "challenge-expired".to_owned()));
    let ticket = pending["restoration"]["ticket"].as_str().unwrap();
    assert_eq!(restore(ticket).send().await.unwrap().status(), 204);
    assert_eq!(restore(ticket).send().await.unwrap().status(), 410, "once");
    assert_eq!(site.get("/api/users/profile").bearer_auth(&ana).send().await.unwrap().status(), 401, "sessions stay ended");
    site.login("ana_cine").await;
    assert_eq!(site.get(&url).send().await.unwrap().status(), 200);
}

#[actix_web::test]
async fn an_export_holds_everything_but_secrets_and_ends_with_its_session() {
    let site = Site::start().await;
    let ana = site.someone("ana_cine").await;
    put_avatar(&site, &ana, "image/png", png(80)).send().await.unwrap();
    site.post("/api/videos", &json!({ "title": "Grüße, Ñandú", "visibility": "private" })).bearer_auth(&ana).send().await.unwrap();
    let ordered = site.post("/api/users/profile/export", &json!({ "media": true })).bearer_auth(&ana).send().await.unwrap();
    assert_eq!(ordered.status(), 201);
    let url = body_of(ordered).await["url"].as_str().unwrap().to_owned();
    let answer = site.get(&url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/zip");
    assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("claqueta-ana_cine.zip"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes().await.unwrap())).unwrap();
    let mut all = String::new();
    for i in 0..zip.len() {
        let mut file = zip.by_index(i).unwrap();
        let name = file.name().unwrap().into_owned();
        if name.starts_with("data/") {
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            assert!(serde_json::from_str::<Vec<Value>>(&text).is_ok(), "{name}: {text}");
            all.push_str(&text);
        }
    }
    for held in ["ana_cine@example.org", "Grüße, Ñandú", "127.0.0.1"] {
        assert!(all.contains(held), "{held} is missing");
    }
    assert!(!all.contains("$argon2"), "a password's hash went out");
    assert!(zip.by_name("avatar.jpg").unwrap().size() > 100);
    assert_eq!(site.get(&format!("{url}x")).send().await.unwrap().status(), 404);
    site.request(Method::POST, "/api/auth/logout").bearer_auth(&ana).send().await.unwrap();
    assert_eq!(site.get(&url).send().await.unwrap().status(), 404);
}
