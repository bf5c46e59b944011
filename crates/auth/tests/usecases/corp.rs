//! A world with providers in it, and walks to them.

use crate::issuer::{CLIENT, Issuer, Person, SECRET};
use crate::world::World;
use auth::providers::sign_in::{self, Landing, Outcome};
use auth::providers::{Kind, ProviderSettings, Returned, linking};
use auth::sessions::{self, Tokens};
use domain::Fault;
use domain::locale::Locale;
use domain::session::Device;
use persistence::testing::TestDb;
use std::collections::HashMap;

pub(crate) const NOW: i64 = 1_800_000_000;

/// A world with an issuer `corp` and a GitHub.
pub(crate) struct Corp {
    pub(crate) world: World,
    pub(crate) issuer: Issuer,
}

/// What a browser holds when it stands at the provider's page.
pub(crate) struct Walk {
    pub(crate) url: String,
    pub(crate) cookies: Vec<String>,
}

impl Corp {
    pub(crate) async fn new(test: TestDb) -> Self {
        Self::with(test, |_| ()).await
    }

    pub(crate) async fn with(test: TestDb, change: impl FnOnce(&mut auth::Settings)) -> Self {
        let issuer = Issuer::start(NOW).await;
        let url = issuer.url.clone();
        let world = World::with(test, |settings| {
            let common = ProviderSettings {
                client_id: CLIENT.into(),
                client_secret: SECRET.into(),
                allow_http_loopback: true,
                ..ProviderSettings::default()
            };
            let oidc = ProviderSettings { issuer: url.clone(), ..common.clone() };
            let github = ProviderSettings { kind: Kind::GitHub, base_url: url.clone(), api_url: format!("{url}/api"), ..common };
            settings.providers = [("corp".to_owned(), oidc.clone()), ("other".to_owned(), oidc), ("github".to_owned(), github)].into();
            change(settings);
        });
        Self { world, issuer }
    }

    pub(crate) async fn begin(&self, provider: &str) -> Walk {
        let (url, browser) = sign_in::begin(&self.world.ctx, provider, "/watch".into(), true).await.unwrap();
        Walk { url, cookies: vec![browser.secret] }
    }

    pub(crate) async fn begin_link(&self, tokens: &Tokens) -> Walk {
        let actor = sessions::authenticate(&self.world.ctx, &tokens.access_token).await.unwrap();
        let (url, browser) = linking::begin(&self.world.ctx, &actor, "corp", "/account".into()).await.unwrap();
        Walk { url, cookies: vec![browser.secret] }
    }

    pub(crate) async fn finish(&self, provider: &str, answer: &HashMap<String, String>, cookies: &[String]) -> Landing {
        let get = |name: &str| answer.get(name).cloned();
        let returned = Returned { state: get("state").unwrap_or_default(), code: get("code"), error: get("error"), issuer: get("iss") };
        sign_in::finish(&self.world.ctx, provider, &returned, cookies, Device::new(Some("test"), None), Locale::Spanish).await
    }

    /// The whole walk, with one provider and one person.
    pub(crate) async fn walk(&self, provider: &str, person: Person) -> Landing {
        let walk = self.begin(provider).await;
        let answer = self.issuer.agree(&walk.url, person);
        self.finish(provider, &answer, &walk.cookies).await
    }

    pub(crate) async fn sign_in(&self, person: Person) -> Tokens {
        signed_in(self.walk("corp", person).await)
    }

    pub(crate) async fn outcome(&self, person: Person) -> &'static str {
        outcome(&self.walk("corp", person).await)
    }
}

pub(crate) fn signed_in(landing: Landing) -> Tokens {
    match landing.outcome {
        Ok(Outcome::SignedIn(tokens)) => *tokens,
        Ok(_) => panic!("another outcome"),
        Err(error) => panic!("{error}"),
    }
}

pub(crate) fn outcome(landing: &Landing) -> &'static str {
    match &landing.outcome {
        Ok(Outcome::SignedIn(_)) => "ok",
        Ok(Outcome::SecondFactor(_)) => "second factor",
        Ok(Outcome::Incomplete(_)) => "incomplete",
        Ok(Outcome::Linked) => "linked",
        Err(error) => error.code(),
    }
}
