//! What programs send that no form would: numbers that are none, texts that are none, in every place that takes
//! one. It is refused, on both databases alike, and never an error of ours.
//!
//! Operations and requests come from the OpenAPI document, so a new one is tried as soon as it is documented.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "policy/requests.rs"]
mod requests;
mod support;

use domain::user::{Password, Register, Role};
use persistence::testing::postgres_url;
use requests::Operation;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::Site;

/// Stands in a body for what no JSON value can be.
const PLACE: &str = "@here@";

/// A site on each database, with an administrator's token.
async fn sites() -> Vec<(Site, String)> {
    let url = postgres_url().await;
    let mut sites = Vec::new();
    for site in [Site::start().await, Site::start_with(|settings| settings.database.url = url).await] {
        let (email, handle) = ("jefa@example.org".to_owned(), "jefa".to_owned());
        let form = Register { email, handle, password: Password::new("tres tristes tigres"), display_name: None, invitation: None };
        auth::accounts::create(&site.context.auth, form, Role::Admin).await.unwrap();
        let token = site.login("jefa").await["access_token"].as_str().unwrap().to_owned();
        sites.push((site, token));
    }
    sites
}

fn document() -> Value {
    serde_json::to_value(server::openapi::document()).unwrap()
}

/// Names of the operation's parameters in this place.
fn parameters(document: &Value, operation: &Operation, place: &str) -> Vec<String> {
    let described = &document["paths"][&operation.path][operation.method.as_str().to_lowercase()]["parameters"];
    let here = described.as_array().into_iter().flatten().filter(|parameter| parameter["in"] == place);
    here.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
}

/// The status, the code, and the place of the first fault.
async fn ask(site: &Site, token: &str, operation: &Operation, url: &str, body: Vec<u8>) -> (u16, String, String) {
    let method = operation.method.as_str().parse().unwrap();
    let mut request = requests::client().request(method, format!("{}{url}", site.base)).bearer_auth(token);
    for (name, value) in &operation.headers {
        request = request.header(name, value);
    }
    let answer = request.body(body).send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap_or_default();
    let fault = &body["errors"][0];
    let place = fault["pointer"].as_str().or(fault["parameter"].as_str()).unwrap_or_default();
    (status, body["code"].as_str().unwrap_or_default().to_owned(), place.to_owned())
}

fn with_query(operation: &Operation, query: &str) -> String {
    let joint = if operation.url.contains('?') { '&' } else { '?' };
    format!("{}{joint}{query}", operation.url)
}

#[actix_web::test]
async fn every_list_refuses_pages_that_are_none() {
    const MAX: &str = "9223372036854775807";
    let document = document();
    let operations = requests::operations(&document);
    let mut lists = 0;
    for (site, token) in sites().await {
        for operation in &operations {
            let known = parameters(&document, operation, "query");
            if !known.iter().any(|name| name == "limit") {
                continue;
            }
            lists += 1;
            for bad in ["0", "-1", "1001", "1000000", "2147483648", MAX, "9223372036854775808", "1e9", "1.5", "abc", ""] {
                let (status, _, place) = ask(&site, &token, operation, &with_query(operation, &format!("limit={bad}")), Vec::new()).await;
                assert_eq!((status, place.as_str()), (422, "limit"), "{operation} limit={bad}");
            }
            for bad in ["0", "-1", "2", "2147483647", MAX, "abc", ""] {
                let (status, _, place) = ask(&site, &token, operation, &with_query(operation, &format!("page={bad}")), Vec::new()).await;
                assert_eq!((status, place.as_str()), (422, "page"), "{operation} page={bad}");
            }
            for bad in
                ["0", "-1", MAX, "abc", "AAAA", "AgAAAAA", "%F0%9F%92%A5"].iter().filter(|_| known.iter().any(|name| name == "cursor"))
            {
                let (status, code, _) = ask(&site, &token, operation, &with_query(operation, &format!("cursor={bad}")), Vec::new()).await;
                // What is listed may be looked for first: the address names nothing that is there.
                assert!((status, code.as_str()) == (400, "bad-cursor") || status == 404, "{operation} cursor={bad}: {status} {code}");
            }
        }
    }
    assert!(lists > 40, "{lists}");
}

#[actix_web::test]
async fn no_address_and_no_query_takes_what_is_no_text() {
    let document = document();
    let operations = requests::operations(&document);
    let mut seen: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    for (site, token) in sites().await {
        for operation in operations.iter().filter(|operation| operation.method == "GET") {
            // NUL, a byte that is no UTF-8, a lone surrogate, a mark that turns the writing round, marks without end.
            let marks = "%CC%81".repeat(1_000);
            for bad in ["a%00b", "%FF", "%ED%A0%80", "a%E2%80%AEb", marks.as_str()] {
                let mut tried = Vec::new();
                for name in parameters(&document, operation, "path") {
                    tried.push(operation.path.replace(&format!("{{{name}}}"), bad).replace(['{', '}'], "x"));
                }
                tried.extend(parameters(&document, operation, "query").iter().map(|name| with_query(operation, &format!("{name}={bad}"))));
                for url in tried {
                    let (status, code, _) = ask(&site, &token, operation, &url, Vec::new()).await;
                    assert!(status < 500, "{operation} {url:.80}: {status} {code}");
                    seen.entry(url).or_default().push(status);
                }
            }
        }
    }
    assert!(seen.len() > 200, "{}", seen.len());
    for (url, statuses) in seen {
        assert!(statuses.windows(2).all(|pair| pair[0] == pair[1]), "{url:.80} is {statuses:?}");
    }
}

#[actix_web::test]
async fn no_body_takes_what_is_no_text() {
    let operations = requests::operations(&document());
    let marks = format!("a{}", "\u{301}".repeat(10_000));
    let hostile = ["a\\u0000b", "\\ud800", "a\\u202eb", marks.as_str()];
    let (mut tried, mut seen) = (0, BTreeMap::<String, Vec<_>>::new());
    for (site, token) in sites().await {
        for operation in &operations {
            if operation.path == "/api/auth/reauthenticate" {
                // What proves somebody is compared and not kept; the example's password is the right one.
                continue;
            }
            let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(&operation.body) else { continue };
            for name in members.iter().filter(|(_, value)| value.is_string()).map(|(name, _)| name) {
                let mut body = Value::Object(members.clone());
                body[name] = json!(PLACE);
                for bad in hostile {
                    let body = body.to_string().replace(PLACE, bad);
                    let answer = ask(&site, &token, operation, &operation.url, body.into_bytes()).await;
                    assert!((400..500).contains(&answer.0), "{operation} {name} = {bad:.10}: {answer:?}");
                    seen.entry(format!("{operation} {name} = {bad:.10}")).or_default().push(answer);
                    tried += 1;
                }
            }
            let mut body = Value::Object(members.clone());
            body["a\u{0}b"] = json!(1);
            let answer = ask(&site, &token, operation, &operation.url, body.to_string().into_bytes()).await;
            assert!((400..500).contains(&answer.0), "{operation} with a key that is no text: {answer:?}");
        }
    }
    assert!(tried > 200, "{tried}");
    for (what, answers) in seen {
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{what}: {answers:?}");
    }
}

#[actix_web::test]
async fn what_people_write_is_refused_at_its_place() {
    for (site, token) in sites().await {
        let video = site.publish(&token).await;
        let film = format!("/api/videos/{video}");
        let say = site.post("/api/comments", &json!({ "video_id": video, "body": "first" })).bearer_auth(&token).send().await.unwrap();
        let comment = format!("/api/comments/{}", say.json::<Value>().await.unwrap()["id"].as_str().unwrap());
        let marks = format!("a{}", "\u{301}".repeat(10_000));
        for bad in ["a\u{0}b", "a\u{202e}b", marks.as_str()] {
            let new = |member: &str| {
                let mut body = json!({ "title": "x", "visibility": "private" });
                body[member] = if member == "tags" { json!([bad]) } else { json!(bad) };
                body
            };
            for (method, path, body, place) in [
                ("POST", "/api/videos", new("title"), "/title"),
                ("POST", "/api/videos", new("description"), "/description"),
                ("POST", "/api/videos", new("tags"), "/tags"),
                ("PATCH", film.as_str(), json!({ "title": bad }), "/title"),
                ("PUT", &format!("{film}/chapters"), json!({ "items": [{ "start_seconds": 0, "title": bad }] }), "/items/0/title"),
                ("POST", &format!("{film}/report"), json!({ "reason": "spam", "detail": bad }), "/detail"),
                ("POST", "/api/comments", json!({ "video_id": video, "body": bad }), "/body"),
                ("PUT", comment.as_str(), json!({ "body": bad }), "/body"),
                ("POST", "/api/users/playlists", json!({ "title": bad, "visibility": "public" }), "/title"),
                ("PATCH", "/api/users/profile", json!({ "display_name": bad }), "/display_name"),
                ("PATCH", "/api/users/profile", json!({ "bio": bad }), "/bio"),
                ("POST", "/api/auth/keys", json!({ "name": bad, "scopes": ["videos:read"] }), "/name"),
                ("PUT", "/api/admin/categories/x", json!({ "name_en": bad, "name_es": "x", "position": 0 }), "/name_en"),
            ] {
                let answer = site.request(method.parse().unwrap(), path).bearer_auth(&token).json(&body).send().await.unwrap();
                assert_eq!(answer.status(), 422, "{method} {path} {bad:.5}");
                let places: Vec<String> = support::faults(answer).await.into_iter().map(|(place, _)| place).collect();
                assert!(places.iter().any(|found| found.starts_with(place)), "{method} {path} {bad:.5}: {places:?}");
            }
        }
    }
}
