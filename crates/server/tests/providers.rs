//! Signing in with providers over HTTP, as far as it needs none: cookies, redirects, what is refused.
//! The whole walk is an end-to-end test.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use auth::providers::{Kind, ProviderSettings};
use reqwest::header::{AUTHORIZATION, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::{Value, json};
use support::{Site, faults, outcome};

/// A site with a GitHub that is never asked: the browser is sent there without.
async fn site() -> Site {
    Site::start_with(|settings| {
        let hub = ProviderSettings {
            kind: Kind::GitHub,
            client_id: "claqueta".into(),
            client_secret: "s3cret".into(),
            base_url: "http://127.0.0.1:9".into(),
            allow_http_loopback: true,
            ..ProviderSettings::default()
        };
        settings.auth.providers = [("hub".to_owned(), hub)].into();
        settings.http.cors.allowed_origins = vec!["https://www.example.org".into()];
    })
    .await
}

/// A browser that shows each redirect.
fn get(site: &Site, path: &str) -> RequestBuilder {
    Client::builder().redirect(redirect::Policy::none()).build().unwrap().get(format!("{}{path}", site.base))
}

fn location(answer: &Response) -> &str {
    assert_eq!(answer.status(), 303);
    assert!(answer.headers()["cache-control"].to_str().unwrap().ends_with("no-store"));
    answer.headers()[LOCATION].to_str().unwrap()
}

fn cookies(answer: &Response) -> Vec<&str> {
    answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
}

fn parameter(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[actix_web::test]
async fn providers_are_listed_and_unknown_ones_are_not_there() {
    let site = site().await;
    let listed: Value = site.get("/api/auth/providers").send().await.unwrap().json().await.unwrap();
    assert_eq!(listed, json!({ "providers": [{ "id": "hub", "name": "GitHub", "kind": "github" }] }));
    let unknown = get(&site, "/api/auth/signin/nobody").send().await.unwrap();
    assert_eq!(outcome(unknown).await, (404, "unknown-provider".to_owned()));
}

#[actix_web::test]
async fn a_sign_in_leads_to_the_provider_and_binds_the_browser() {
    let site = site().await;
    let begun = get(&site, "/api/auth/signin/hub?return_to=/watch&remember=false").send().await.unwrap();
    let to = location(&begun);
    assert!(to.starts_with("http://127.0.0.1:9/login/oauth/authorize?"), "{to}");
    assert_eq!(parameter(to, "redirect_uri"), format!("{}/api/auth/callback/hub", site.context.public_url));
    assert_eq!((parameter(to, "code_challenge_method"), parameter(to, "code_challenge").len()), ("S256".to_owned(), 43));
    let [cookie] = cookies(&begun)[..] else { panic!("{:?}", cookies(&begun)) };
    for part in ["claqueta_attempt_", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[actix_web::test]
async fn another_site_begins_no_sign_in() {
    let site = site().await;
    let open = |destination: &str, from: &str, page: &str| {
        let request = get(&site, "/api/auth/signin/hub?return_to=/watch").header("sec-fetch-dest", destination);
        request.header("sec-fetch-site", from).header("referer", page).header("sec-fetch-mode", "navigate")
    };
    for (destination, from) in [("image", "cross-site"), ("iframe", "cross-site"), ("empty", "same-site"), ("embed", "same-origin")] {
        let loaded = open(destination, from, "https://evil.example/").send().await.unwrap();
        assert!(cookies(&loaded).is_empty(), "{destination}");
        assert_eq!(outcome(loaded).await, (403, "csrf-rejected".to_owned()), "{destination}");
    }
    let linked = open("document", "cross-site", "https://evil.example/").send().await.unwrap();
    assert_eq!((location(&linked), cookies(&linked).len()), ("/sign-in?return_to=%2Fwatch", 0), "the person is asked first");
    let own = format!("{}/sign-in", site.base);
    for (from, page) in [("same-origin", own.as_str()), ("none", ""), ("cross-site", "https://www.example.org/sign-in")] {
        let begun = open("document", from, page).send().await.unwrap();
        assert!(location(&begun).starts_with("http://127.0.0.1:9/"), "{from} {page}");
    }
    assert_eq!(persistence::testing::dump(&site.context.db).await["sign_in_attempt"].len(), 3, "the others left nothing");
}

#[actix_web::test]
async fn nobody_is_led_astray() {
    let site = site().await;
    for good in ["/", "/watch?v=1", "https://www.example.org/x", &format!("{}/x", site.context.public_url)] {
        let begun = get(&site, "/api/auth/signin/hub").query(&[("return_to", good)]).send().await.unwrap();
        assert_eq!(begun.status(), 303, "{good}");
    }
    for bad in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x"] {
        let refused = get(&site, "/api/auth/signin/hub").query(&[("return_to", bad)]).send().await.unwrap();
        assert_eq!(refused.status(), 422, "{bad}");
        assert_eq!(faults(refused).await, [("return_to".to_owned(), "invalid-value".to_owned())]);
    }
}

#[actix_web::test]
async fn the_oldest_of_too_many_tabs_is_given_up() {
    let site = site().await;
    let mut jar: Vec<String> = Vec::new();
    for tab in 0..10 {
        let begun = get(&site, "/api/auth/signin/hub").header(COOKIE, jar.join("; ")).send().await.unwrap();
        let set = cookies(&begun);
        let gone: Vec<&str> = set.iter().filter(|c| c.contains("Max-Age=0")).map(|c| c.split('=').next().unwrap()).collect();
        assert_eq!(gone.len(), usize::from(tab >= 8), "tab {tab}: {set:?}");
        assert!(gone.iter().all(|name| jar.first().is_some_and(|oldest| oldest.starts_with(name))), "the oldest goes first");
        jar.retain(|held| !gone.iter().any(|name| held.starts_with(name)));
        jar.push(set.last().unwrap().split(';').next().unwrap().to_owned());
    }
    assert_eq!(jar.len(), 8);
}

#[actix_web::test]
async fn whoever_comes_back_lands_on_a_page() {
    let site = site().await;
    let begun = get(&site, "/api/auth/signin/hub?return_to=https://www.example.org/watch").send().await.unwrap();
    let state = parameter(location(&begun), "state");
    let cookie = cookies(&begun)[0].split(';').next().unwrap().to_owned();
    let back = |query: String, cookie: &str| get(&site, &format!("/api/auth/callback/hub?{query}")).header(COOKIE, cookie.to_owned());

    let foreign = back(format!("state={state}&code=c"), "").send().await.unwrap();
    assert_eq!(location(&foreign), "/sign-in?error=sign-in-expired");
    for nonsense in ["", "state=x&code=c", "state[]=1&%ff", &format!("state={state}&state={state}&code=c")] {
        assert_eq!(location(&back(nonsense.to_owned(), &cookie).send().await.unwrap()), "/sign-in?error=sign-in-expired", "{nonsense}");
    }
    // Cancelled: back to the frontend that it came from, and the cookie has done its work.
    let cancelled = back(format!("state={state}&error=access_denied&authuser=0"), &cookie).send().await.unwrap();
    assert_eq!(
        location(&cancelled),
        "https://www.example.org/sign-in?error=sign-in-cancelled&return_to=https%3A%2F%2Fwww.example.org%2Fwatch"
    );
    assert!(cookies(&cancelled)[0].contains("Max-Age=0"));
    assert_eq!(location(&back(format!("state={state}&code=c"), &cookie).send().await.unwrap()), "/sign-in?error=sign-in-expired");

    // The provider is down.
    let begun = get(&site, "/api/auth/signin/hub").send().await.unwrap();
    let state = parameter(location(&begun), "state");
    let cookie = cookies(&begun)[0].split(';').next().unwrap().to_owned();
    let down = back(format!("state={state}&code=c"), &cookie).send().await.unwrap();
    assert_eq!(location(&down), "/sign-in?error=provider-unavailable&return_to=%2F");
}

#[actix_web::test]
async fn a_posted_answer_is_sent_on_as_a_link() {
    let site = site().await;
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let post = client.post(format!("{}/api/auth/callback/hub", site.base)).header(ORIGIN, "https://id.example");
    let answer = post.header("content-type", "application/x-www-form-urlencoded").body("code=a%26b&state=s&user=x").send().await.unwrap();
    assert_eq!(location(&answer), "/api/auth/callback/hub?state=s&code=a%26b");
}

#[actix_web::test]
async fn linking_needs_a_session_and_sets_its_cookie() {
    let site = site().await;
    let token = site.someone("ana").await;
    let link = |body: Value| site.post("/api/auth/identities/hub/link", &body).header(AUTHORIZATION, format!("Bearer {token}"));
    assert_eq!(site.post("/api/auth/identities/hub/link", &json!({})).send().await.unwrap().status(), 401);
    assert_eq!(link(json!({ "return_to": "//evil" })).send().await.unwrap().status(), 422);
    let begun = link(json!({})).send().await.unwrap();
    assert!(cookies(&begun)[0].starts_with("claqueta_attempt_"));
    let cookie = cookies(&begun)[0].split(';').next().unwrap().to_owned();
    let url = begun.json::<Value>().await.unwrap()["url"].as_str().unwrap().to_owned();
    let back = get(&site, &format!("/api/auth/callback/hub?state={}&error=access_denied", parameter(&url, "state")));
    assert_eq!(location(&back.header(COOKIE, cookie).send().await.unwrap()), "/account?error=sign-in-cancelled");

    let bearer = format!("Bearer {token}");
    let none: Value = site.get("/api/auth/identities").header(AUTHORIZATION, &bearer).send().await.unwrap().json().await.unwrap();
    assert_eq!(none, json!({ "identities": [] }));
    let unlink = site.request(Method::DELETE, "/api/auth/identities/hub").header(AUTHORIZATION, &bearer).send().await.unwrap();
    assert_eq!(outcome(unlink).await, (404, "not-found".to_owned()));
}

#[actix_web::test]
async fn a_sign_up_is_completed_only_with_a_ticket_and_from_own_pages() {
    let site = site().await;
    let body = json!({ "ticket": "x", "email": "ana@example.org", "handle": "ana" });
    let complete = || site.post("/api/auth/signin/complete", &body);
    assert_eq!(outcome(complete().send().await.unwrap()).await, (410, "sign-in-expired".to_owned()));
    let evil = complete().header(ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(outcome(evil).await, (403, "csrf-rejected".to_owned()));
}
