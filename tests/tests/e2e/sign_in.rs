//! Signing in with a real OpenID provider and with a server in the shape of GitHub.

use reqwest::header::LOCATION;
use reqwest::{Client, RequestBuilder, Url, redirect};
use serde_json::{Value, json};
use std::collections::HashMap;
use tests::{Backend, Peer, Server};

/// A site with providers, and those.
struct World {
    server: Server,
    corp: Peer,
    hub: Peer,
}

/// Somebody's browser: it keeps cookies and fills in forms.
struct Browser(Client);

impl World {
    async fn start(backend: Backend) -> Self {
        let (corp, hub) = (Peer::start("oidc").await, Peer::start("github").await);
        let mut settings = Vec::new();
        let providers = [
            ("CORP", "ISSUER", corp.url.as_str(), "KIND", "oidc"),
            ("POSTED", "ISSUER", corp.url.as_str(), "RESPONSE_MODE", "form_post"),
            ("HUB", "BASE_URL", hub.url.as_str(), "KIND", "github"),
            ("DOWN", "ISSUER", "http://127.0.0.1:9", "KIND", "oidc"),
        ];
        for (name, place, url, key, value) in providers {
            let common =
                [("CLIENT_ID", "claqueta"), ("CLIENT_SECRET", "s3cret"), ("ALLOW_HTTP_LOOPBACK", "true"), (place, url), (key, value)];
            settings.extend(common.map(|(key, value)| (format!("AUTH__PROVIDERS__{name}__{key}"), value.to_owned())));
        }
        let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        Self { server: Server::with(backend, &settings).await, corp, hub }
    }

    /// Signs in and gives the page on which the browser lands.
    async fn sign_in(&self, browser: &Browser, provider: &str, account: &str) -> String {
        let first = format!("{}/api/auth/signin/{provider}?return_to=/watch?v=1", self.server.origin());
        let form = browser.walk(browser.0.get(first), &self.server.origin()).await;
        let Walk::Form { action, mut fields } = form else { panic!("no form, but {form:?}") };
        fields.insert("account".into(), account.trim_end_matches('!').into());
        fields.insert("answer".into(), if account.ends_with('!') { "deny" } else { "allow" }.into());
        match browser.walk(browser.0.post(action).form_of(&fields), &self.server.origin()).await {
            Walk::Landed(page) => page,
            // What a page would post by itself (`response_mode=form_post`), from the provider's origin.
            Walk::Form { action, fields } => {
                let post = browser.0.post(action).form_of(&fields).header("origin", &self.corp.url).header("sec-fetch-site", "cross-site");
                match browser.walk(post, &self.server.origin()).await {
                    Walk::Landed(page) => page,
                    form @ Walk::Form { .. } => panic!("{form:?}"),
                }
            }
        }
    }

    async fn session(&self, browser: &Browser) -> Value {
        browser.0.get(format!("{}/api/auth/session", self.server.origin())).send().await.unwrap().json().await.unwrap()
    }
}

/// Where a walk along redirects ends.
#[derive(Debug)]
enum Walk {
    /// On a page that asks something.
    Form { action: Url, fields: HashMap<String, String> },
    /// On a page of the site, as its path with query and fragment.
    Landed(String),
}

trait Forms {
    fn form_of(self, fields: &HashMap<String, String>) -> Self;
}

impl Forms for RequestBuilder {
    fn form_of(self, fields: &HashMap<String, String>) -> Self {
        let mut body = Url::parse("http://x").unwrap();
        body.query_pairs_mut().extend_pairs(fields);
        self.header("content-type", "application/x-www-form-urlencoded").body(body.query().unwrap_or_default().to_owned())
    }
}

impl Browser {
    fn new() -> Self {
        Self(Client::builder().cookie_store(true).redirect(redirect::Policy::none()).build().unwrap())
    }

    async fn walk(&self, request: RequestBuilder, site: &str) -> Walk {
        let mut answer = request.send().await.unwrap();
        loop {
            let here = answer.url().clone();
            let Some(next) = answer.headers().get(LOCATION) else {
                assert!(answer.status().is_success(), "{here}: {}", answer.status());
                return form_in(&here, &answer.text().await.unwrap());
            };
            let next = here.join(next.to_str().unwrap()).unwrap();
            if next.as_str().starts_with(site) && !next.path().starts_with("/api/") {
                return Walk::Landed(next.as_str()[site.len()..].to_owned());
            }
            answer = self.0.get(next).send().await.unwrap();
        }
    }
}

fn form_in(here: &Url, html: &str) -> Walk {
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!("{name}=\"")).nth(1)?;
        Some(rest.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\""))
    };
    let form = html.split("<form").nth(1).unwrap_or_else(|| panic!("no form on {here}: {html}"));
    let action = here.join(&attribute(form, "action").unwrap()).unwrap();
    let inputs = form.split("<input").skip(1).map(|tag| tag.split('>').next().unwrap_or_default());
    let fields = inputs.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())));
    Walk::Form { action, fields: fields.collect() }
}

tests::on_both_backends! {
    /// A07, A11: keys rotate, an address stumbles, a clock drifts, the browser comes back by a posted
    /// form: sign-in goes on, to the same account.
    async fn a_real_provider_signs_people_in_whatever_happens_to_it(backend: Backend) {
        let world = World::start(backend).await;
        let browser = Browser::new();
        assert_eq!(world.sign_in(&browser, "corp", "ana").await, "/watch?v=1");
        let user = world.session(&browser).await["user"].clone();
        assert_eq!((user["handle"].as_str(), user["email"].as_str()), (Some("ana"), Some("ana@corp.example")));
        assert_eq!(user["email_verified"], true);

        for trouble in ["rotate", "fail?path=/jwks", "fail?path=/.well-known/openid-configuration", "drift?seconds=30", "drift?seconds=-30"] {
            world.corp.tell(trouble).await;
            let other = Browser::new();
            assert_eq!(world.sign_in(&other, "corp", "ana").await, "/watch?v=1", "after {trouble}");
            assert_eq!(world.session(&other).await["user"]["id"], user["id"], "after {trouble}");
        }
        world.corp.tell("drift?seconds=0").await;
        let posted = Browser::new();
        assert_eq!(world.sign_in(&posted, "posted", "ana").await, "/watch?v=1");
        assert_eq!(world.session(&posted).await["user"]["id"], user["id"], "one issuer, one identity");
    }

    /// A09: no address, or one that nobody vouches for, opens nothing and is asked for.
    async fn who_cannot_be_signed_in_lands_on_a_page_that_says_so(backend: Backend) {
        let world = World::start(backend).await;
        let browser = Browser::new();
        assert_eq!(world.sign_in(&browser, "corp", "ana!").await, "/sign-in?error=sign-in-cancelled&return_to=%2Fwatch%3Fv%3D1");
        let down = format!("{}/api/auth/signin/down", world.server.origin());
        let landed = browser.0.get(down).send().await.unwrap();
        assert_eq!(landed.headers()[LOCATION], "/sign-in?error=provider-unavailable&return_to=%2F");
        assert_eq!(world.session(&browser).await, json!({ "user": null }));

        let page = world.sign_in(&browser, "corp", "ben-unverified").await;
        let fragment = Url::parse(&format!("http://x{page}")).unwrap().fragment().unwrap().to_owned();
        let given: HashMap<String, String> = Url::parse(&format!("http://x?{fragment}")).unwrap().query_pairs().into_owned().collect();
        assert!(page.starts_with("/complete-sign-up#"), "{page}");
        assert_eq!((given["handle"].as_str(), given["email"].as_str()), ("ben_unverified", "ben-unverified@corp.example"));
        let body = json!({ "ticket": given["ticket"], "email": given["email"], "handle": "ben" });
        let complete = format!("{}/api/auth/signin/complete", world.server.origin());
        let answer = browser.0.post(complete).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let user = world.session(&browser).await["user"].clone();
        assert_eq!((user["handle"].as_str(), &user["email_verified"]), (Some("ben"), &json!(false)));
    }

    async fn github_signs_people_in(backend: Backend) {
        let world = World::start(backend).await;
        let browser = Browser::new();
        assert_eq!(world.sign_in(&browser, "hub", "ana-hub").await, "/watch?v=1");
        let user = world.session(&browser).await["user"].clone();
        assert_eq!((user["handle"].as_str(), user["email"].as_str()), (Some("ana_hub"), Some("ana-hub@hub.example")));
        assert_eq!(user["display_name"], "ana-hub of GitHub");
        assert!(world.sign_in(&Browser::new(), "hub", "ben-bare").await.starts_with("/complete-sign-up#ticket="));
        assert_eq!(world.sign_in(&Browser::new(), "hub", "ana-hub!").await, "/sign-in?error=sign-in-cancelled&return_to=%2Fwatch%3Fv%3D1");
        assert!(world.hub.url.starts_with("http://127.0.0.1"));
    }
}
