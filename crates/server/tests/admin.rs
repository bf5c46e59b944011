//! Administration and API keys over HTTP.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use domain::user::{Password, Register};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use support::{Site, faults, outcome};

/// Makes an administrator and gives the access token.
async fn boss(site: &Site) -> String {
    let (email, handle) = ("jefa@example.org".to_owned(), "jefa".to_owned());
    let form = Register { email, handle, password: Password::new("tres tristes tigres"), display_name: None, invitation: None };
    auth::accounts::create_admin(&site.context.auth, form).await.unwrap();
    site.login("jefa").await["access_token"].as_str().unwrap().to_owned()
}

fn by(token: &str, request: RequestBuilder) -> RequestBuilder {
    request.header("authorization", format!("Bearer {token}"))
}

async fn read(request: RequestBuilder) -> Value {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    assert!(status.is_success(), "{status} {}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

#[actix_web::test]
async fn a_key_works_within_its_scopes_until_it_is_revoked() {
    let site = Site::start().await;
    let ana = site.someone("ana_cine").await;
    let form = json!({ "name": "import", "scopes": ["videos:write"], "expires_in_days": 7 });
    let made = by(&ana, site.post("/api/auth/keys", &form)).send().await.unwrap();
    assert_eq!((made.status().as_u16(), made.headers()["cache-control"].to_str().unwrap()), (201, "private, no-store"));
    let made: Value = made.json().await.unwrap();
    let key = made["key"].as_str().unwrap();

    let draft = || site.post("/api/videos", &json!({ "title": "Ana", "visibility": "private" }));
    let video = read(by(key, draft())).await;
    assert_eq!(video["author"]["handle"], "ana_cine");
    let hidden = format!("/api/videos/{}", video["id"].as_str().unwrap());
    assert_eq!(outcome(by(key, site.get(&hidden)).send().await.unwrap()).await, (403, "scope-missing".to_owned()));
    assert_eq!(outcome(by(key, site.get("/api/auth/keys")).send().await.unwrap()).await, (403, "key-not-allowed".to_owned()));

    let listed = read(by(&ana, site.get("/api/auth/keys"))).await;
    let row = &listed["items"][0];
    assert_eq!((&row["id"], &row["scopes"], row.get("key")), (&made["id"], &json!(["videos:write"]), None));
    assert!(row["last_used_at"].is_string());
    assert_eq!(listed["next_cursor"], Value::Null);

    let path = format!("/api/auth/keys/{}", made["id"].as_str().unwrap());
    assert_eq!(by(&ana, site.request(Method::DELETE, &path)).send().await.unwrap().status(), 204);
    assert_eq!(outcome(by(key, draft()).send().await.unwrap()).await, (401, "api-key-invalid".to_owned()));
    assert_eq!(by(&ana, site.request(Method::DELETE, &path)).send().await.unwrap().status(), 404);
}

#[actix_web::test]
async fn faulty_forms_for_keys_name_every_field() {
    let site = Site::start().await;
    let ana = site.someone("ana_cine").await;
    let form = json!({ "name": "", "scopes": [], "expires_in_days": 0 });
    let found = faults(by(&ana, site.post("/api/auth/keys", &form)).send().await.unwrap()).await;
    let mut places: Vec<_> = found.into_iter().map(|(place, _)| place).collect();
    places.sort();
    assert_eq!(places, ["/expires_in_days", "/name", "/scopes"]);
    let unknown = json!({ "name": "x", "scopes": ["videos:read", "root"] });
    assert_eq!(faults(by(&ana, site.post("/api/auth/keys", &unknown)).send().await.unwrap()).await[0].0, "/scopes/1");
    let admin = json!({ "name": "x", "scopes": ["admin"] });
    assert_eq!(faults(by(&ana, site.post("/api/auth/keys", &admin)).send().await.unwrap()).await[0].1, "not-allowed");
}

#[actix_web::test]
async fn an_administrator_finds_suspends_and_reinstates_somebody() {
    let site = Site::start().await;
    let (jefa, ana) = (boss(&site).await, site.someone("ana_cine").await);
    let page = read(by(&jefa, site.get("/api/admin/users?q=ANA&role=creator&state=active"))).await;
    let id = page["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["items"][0]["email"]), (1, &json!("ana_cine@example.org")));

    let path = format!("/api/admin/users/{id}");
    let suspension = format!("{path}/suspension");
    let put = by(&jefa, site.request(Method::PUT, &suspension)).json(&json!({ "reason": "spam" }));
    let view = read(put).await;
    assert_eq!((&view["state"], &view["suspension"]["reason"]), (&json!("suspended"), &json!("spam")));
    assert_eq!(outcome(by(&ana, site.get("/api/auth/session")).send().await.unwrap()).await, (401, "account-suspended".to_owned()));
    let login = json!({ "email_or_handle": "ana_cine", "password": "tres tristes tigres" });
    assert_eq!(outcome(site.post("/api/auth/login", &login).send().await.unwrap()).await, (401, "account-suspended".to_owned()));

    assert_eq!(by(&jefa, site.request(Method::DELETE, &suspension)).send().await.unwrap().status(), 204);
    assert_eq!(by(&ana, site.get("/api/auth/session")).send().await.unwrap().status(), 200);

    let out = by(&jefa, site.request(Method::POST, &format!("{path}/logout"))).send().await.unwrap();
    assert_eq!(out.status(), 204);
    assert_eq!(outcome(by(&ana, site.get("/api/auth/session")).send().await.unwrap()).await, (401, "session-revoked".to_owned()));

    let log = read(by(&jefa, site.get(&format!("/api/admin/audit?target={id}")))).await;
    let actions: Vec<_> = log["items"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["user.logged-out", "user.reinstated", "user.suspended", "account.created"]);
    assert_eq!(log["items"][0]["address"], "127.0.0.1");
}

#[actix_web::test]
async fn roles_change_under_if_match_and_never_ones_own() {
    let site = Site::start().await;
    let jefa = boss(&site).await;
    site.register("ana_cine").await;
    let id_of = async |handle: &str| {
        let page = read(by(&jefa, site.get(&format!("/api/admin/users?q={handle}")))).await;
        format!("/api/admin/users/{}", page["items"][0]["id"].as_str().unwrap())
    };
    let (ana, me) = (id_of("ana_cine").await, id_of("jefa").await);
    let etag = by(&jefa, site.get(&ana)).send().await.unwrap().headers()["etag"].clone();
    let unchanged = by(&jefa, site.get(&ana)).header("if-none-match", &etag).send().await.unwrap();
    assert_eq!(unchanged.status(), 304);

    let patch = |path: &str, role: &str| by(&jefa, site.request(Method::PATCH, path)).json(&json!({ "role": role }));
    let view = read(patch(&ana, "moderator").header("if-match", &etag)).await;
    assert_eq!(view["role"], "moderator");
    assert_eq!(outcome(patch(&ana, "admin").header("if-match", &etag).send().await.unwrap()).await, (412, "stale".to_owned()));
    assert_eq!(outcome(patch(&me, "creator").send().await.unwrap()).await, (403, "own-account".to_owned()));
    assert_eq!(outcome(patch(&ana, "root").send().await.unwrap()).await.0, 422);
    let nobody = "/api/admin/users/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e";
    assert_eq!(outcome(patch(nobody, "viewer").send().await.unwrap()).await, (404, "not-found".to_owned()));
}

#[actix_web::test]
async fn lists_refuse_what_they_do_not_know() {
    let site = Site::start().await;
    let jefa = boss(&site).await;
    for (path, parameter) in [
        ("/api/admin/users?role=root", "role"),
        ("/api/admin/users?state=gone", "state"),
        ("/api/admin/users?limit=0", "limit"),
        ("/api/admin/users?q=a%00", "q"),
        ("/api/admin/audit?actor=me", "actor"),
        ("/api/admin/audit?user=x", "user"),
    ] {
        assert_eq!(faults(by(&jefa, site.get(path)).send().await.unwrap()).await[0].0, parameter, "{path}");
    }
    assert_eq!(outcome(by(&jefa, site.get("/api/admin/users?cursor=x")).send().await.unwrap()).await, (400, "bad-cursor".to_owned()));
}
