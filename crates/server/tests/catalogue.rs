//! Categories, tags and lists over HTTP.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use domain::user::{Password, Register, Role};
use reqwest::Method;
use reqwest::header::{ACCEPT_LANGUAGE, ETAG, IF_NONE_MATCH, VARY};
use serde_json::{Value, json};
use support::{Site, body_of, faults, outcome};

/// Makes an account of this role and gives its access token.
async fn staff(site: &Site, handle: &str, role: Role) -> String {
    let (email, name) = (format!("{handle}@example.org"), handle.to_owned());
    let form = Register { email, handle: name, password: Password::new("tres tristes tigres"), display_name: None, invitation: None };
    auth::accounts::create(&site.context.auth, form, role).await.unwrap();
    site.login(handle).await["access_token"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn categories_are_told_in_the_language_of_the_reader() {
    let site = Site::start().await;
    let ask = |language: &str| site.get("/api/categories").header(ACCEPT_LANGUAGE, language).send();
    let english = ask("en").await.unwrap();
    let varies = english.headers().get_all(VARY).iter().any(|value| value.to_str().unwrap().contains("Accept-Language"));
    let tag = english.headers()[ETAG].clone();
    assert!(varies);
    assert_eq!(body_of(english).await["items"][1], json!({ "slug": "music", "name": "Music" }));
    assert_eq!(body_of(ask("es-MX").await.unwrap()).await["items"][1], json!({ "slug": "music", "name": "Música" }));
    assert_eq!(site.get("/api/categories").header(IF_NONE_MATCH, tag).send().await.unwrap().status(), 304);

    let token = site.someone("ana").await;
    let body = json!({ "title": "Song", "visibility": "private", "category": "music" });
    let made = site.post("/api/videos", &body).bearer_auth(&token).header(ACCEPT_LANGUAGE, "es").send().await.unwrap();
    let made: Value = body_of(made).await;
    assert_eq!(made["category"], json!({ "slug": "music", "name": "Música" }));
    let mine = body_of(site.get("/api/videos/mine").bearer_auth(&token).send().await.unwrap()).await;
    assert_eq!(mine["items"][0]["category"]["name"], "Music");
    for bad in ["nonsense", "Música", "", "a b"] {
        let body = json!({ "title": "Song", "visibility": "private", "category": bad });
        let answer = site.post("/api/videos", &body).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{bad}");
        assert_eq!(faults(answer).await[0].0, "/category", "{bad}");
    }
}

#[actix_web::test]
async fn administrators_make_name_and_remove_categories() {
    let site = Site::start().await;
    let (jefa, mod_) = (staff(&site, "jefa", Role::Admin).await, staff(&site, "moderadora", Role::Moderator).await);
    let put = |token: &str, slug: &str, body: &Value| {
        site.request(Method::PUT, &format!("/api/admin/categories/{slug}")).bearer_auth(token).json(body).send()
    };
    let body = json!({ "name_en": "Circus", "name_es": "Circo", "position": 0 });
    assert_eq!(put(&jefa, "circus", &body).await.unwrap().status(), 201);
    assert_eq!(put(&jefa, "circus", &body).await.unwrap().status(), 200);
    assert_eq!(put(&jefa, "Circus", &body).await.unwrap().status(), 404);
    assert_eq!(put(&mod_, "circus", &body).await.unwrap().status(), 403);
    let faulty = put(&jefa, "circus", &json!({ "name_en": "", "name_es": "Circo", "position": -1 })).await.unwrap();
    let mut places: Vec<String> = faults(faulty).await.into_iter().map(|(place, _)| place).collect();
    places.sort();
    assert_eq!(places, ["/name_en", "/position"]);

    let listed = body_of(site.get("/api/admin/categories").bearer_auth(&jefa).send().await.unwrap()).await;
    assert_eq!(listed["items"][0], json!({ "slug": "circus", "name_en": "Circus", "name_es": "Circo", "position": 0 }));
    let delete = || site.request(Method::DELETE, "/api/admin/categories/circus").bearer_auth(&jefa).send();
    assert_eq!(delete().await.unwrap().status(), 204);
    assert_eq!(outcome(delete().await.unwrap()).await, (404, "category-not-found".to_owned()));
    let log = body_of(site.get("/api/admin/audit?target=circus").bearer_auth(&jefa).send().await.unwrap()).await;
    let actions: Vec<_> = log["items"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["category.deleted", "category.saved", "category.saved"]);
}

#[actix_web::test]
async fn lists_of_tags_and_videos_refuse_what_they_do_not_know() {
    let site = Site::start().await;
    let long = format!("/api/tags?prefix={}", "x".repeat(41));
    for (path, parameter) in [
        ("/api/tags?limit=0", "limit"),
        ("/api/tags?limit=101", "limit"),
        ("/api/tags?prefix=a%00", "prefix"),
        (long.as_str(), "prefix"),
        ("/api/tags?q=a", "q"),
        ("/api/videos?sort=hot", "sort"),
    ] {
        let answer = site.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{path}");
        assert_eq!(faults(answer).await[0].0, parameter, "{path}");
    }
    for path in ["/api/tags", "/api/tags?prefix=%25", "/api/tags?prefix=a_b&limit=5", "/api/videos?sort=trending&category=music"] {
        let answer = site.get(path).send().await.unwrap();
        assert_eq!(body_of(answer).await, json!({ "items": [], "next_cursor": null }), "{path}");
    }
}

#[actix_web::test]
async fn a_complaint_leads_to_a_takedown_that_only_the_owner_and_moderators_see() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let mario = staff(&site, "mario", Role::Moderator).await;
    let body = json!({ "title": "Song", "visibility": "unlisted" });
    let made = body_of(site.post("/api/videos", &body).bearer_auth(&ana).send().await.unwrap()).await;
    let path = format!("/api/videos/{}", made["id"].as_str().unwrap());
    let complain = |token: &str, body: Value| site.post(&format!("{path}/report"), &body).bearer_auth(token).send();
    let spam = json!({ "reason": "spam", "detail": "again" });
    assert_eq!(outcome(complain(&eve, spam.clone()).await.unwrap()).await, (404, "video-not-found".to_owned()), "it is a draft");
    assert_eq!(complain(&ana, spam.clone()).await.unwrap().status(), 202);
    assert_eq!(complain(&ana, spam).await.unwrap().status(), 202);
    assert_eq!(complain(&ana, json!({ "reason": "boring" })).await.unwrap().status(), 422);

    let listed = body_of(site.get("/api/admin/reports?state=open&kind=video").bearer_auth(&mario).send().await.unwrap()).await;
    let report = &listed["items"][0];
    assert_eq!((listed["items"].as_array().unwrap().len(), &report["title"]), (1, &json!("Song")));
    let report = format!("/api/admin/reports/{}", report["id"].as_str().unwrap());
    let decide = |body: Value| site.request(Method::PATCH, &report).bearer_auth(&mario).json(&body).send();
    assert_eq!(decide(json!({ "state": "open" })).await.unwrap().status(), 422);
    assert_eq!(body_of(decide(json!({ "state": "accepted" })).await.unwrap()).await["state"], "accepted");

    let takedown = format!("/api/admin{}/takedown", path.trim_start_matches("/api"));
    let put = |token: &str| site.request(Method::PUT, &takedown).bearer_auth(token).json(&json!({ "reason": "Spam." })).send();
    assert_eq!(put(&ana).await.unwrap().status(), 403);
    let view = body_of(put(&mario).await.unwrap()).await;
    assert_eq!((&view["visibility"], &view["takedown"]["reason"]), (&json!("private"), &json!("Spam.")));
    let show = || site.request(Method::PATCH, &path).bearer_auth(&ana).json(&json!({ "visibility": "public" })).send();
    assert_eq!(outcome(show().await.unwrap()).await, (409, "video-taken-down".to_owned()));
    let back = site.request(Method::DELETE, &takedown).bearer_auth(&mario).send().await.unwrap();
    assert_eq!(back.status(), 204);
    assert_eq!(body_of(show().await.unwrap()).await["takedown"], Value::Null);
}

#[actix_web::test]
async fn dates_are_for_scheduled_videos_and_related_ones_for_whoever_may_see_this() {
    let site = Site::start().await;
    let ana = site.someone("ana").await;
    let create = |body: Value| site.post("/api/videos", &body).bearer_auth(&ana).send();
    for body in [
        json!({ "title": "x", "visibility": "scheduled" }),
        json!({ "title": "x", "visibility": "public", "publish_at": "2099-01-31T09:30:00.000Z" }),
    ] {
        let answer = create(body).await.unwrap();
        assert_eq!(answer.status(), 422);
        assert_eq!(faults(answer).await[0].0, "/publish_at");
    }
    let body = json!({ "title": "x", "visibility": "scheduled", "publish_at": "2099-01-31T09:30:00.000Z" });
    let made = body_of(create(body).await.unwrap()).await;
    assert_eq!((&made["visibility"], &made["publish_at"]), (&json!("scheduled"), &json!("2099-01-31T09:30:00.000Z")));
    let related = format!("/api/videos/{}/related", made["id"].as_str().unwrap());
    assert_eq!(outcome(site.get(&related).send().await.unwrap()).await, (404, "video-not-found".to_owned()));
    let found = body_of(site.get(&related).bearer_auth(&ana).send().await.unwrap()).await;
    assert_eq!(found, json!({ "items": [], "next_cursor": null }));
    assert_eq!(site.get(&format!("{related}?limit=0")).bearer_auth(&ana).send().await.unwrap().status(), 422);
}
