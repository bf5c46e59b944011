//! GitHub: OAuth 2 with PKCE, and its user API for who somebody is.

use super::outside::{self, Answer, Reach};
use super::settings::ProviderSettings;
use super::trouble::{Result, Trouble};
use super::{Ask, Grant, Provider};
use domain::identity::Profile;
use domain::user::MAX_DISPLAY_NAME;
use domain::{Timestamp, text};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Url};
use serde::Deserialize;

/// One GitHub site. Its own address serves as the issuer, so that the accounts of two sites differ.
pub(super) struct GitHub {
    client: Client,
    base_url: String,
    api_url: String,
    reach: Reach,
    settings: ProviderSettings,
}

/// Failures come with status 200, too.
#[derive(Deserialize)]
#[serde(untagged)]
enum TokenAnswer {
    Granted { access_token: String },
    Refused { error: String },
}

#[derive(Deserialize)]
struct UserAnswer {
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct EmailAnswer {
    email: String,
    primary: bool,
    verified: bool,
}

#[async_trait::async_trait]
impl Provider for GitHub {
    async fn authorization_url(&self, ask: &Ask<'_>, _now: Timestamp) -> Result<String> {
        let mut url =
            Url::parse(&format!("{}/login/oauth/authorize", self.base_url)).map_err(|error| Trouble::Answer(error.to_string()))?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", ask.redirect_uri)
            .append_pair("scope", &self.settings.scope())
            .append_pair("state", ask.state)
            .append_pair("code_challenge", ask.challenge.as_str())
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    async fn profile(&self, grant: &Grant<'_>, _now: Timestamp) -> Result<Profile> {
        let token = self.exchange(grant).await?;
        let user: UserAnswer = self.ask(&token, "/user", "user").await?.json("user")?;
        let email = self.email(&token).await?;
        Ok(Profile {
            issuer: self.base_url.clone(),
            // The number stays; the login can be changed and then belong to somebody else.
            subject: user.id.to_string(),
            email_verified: email.is_some(),
            email,
            name: user.name.map(|name| text::salvage(&name, MAX_DISPLAY_NAME)),
            username: Some(user.login),
        })
    }
}

impl GitHub {
    pub(super) fn new(client: Client, settings: ProviderSettings) -> Self {
        Self { client, base_url: settings.base_url(), api_url: settings.api_url(), reach: settings.reach(), settings }
    }

    async fn exchange(&self, grant: &Grant<'_>) -> Result<String> {
        let url = self.reach.address(&format!("{}/login/oauth/access_token", self.base_url), "the token address")?;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("client_secret", &self.settings.client_secret)
            .append_pair("code", grant.code)
            .append_pair("redirect_uri", grant.redirect_uri)
            .append_pair("code_verifier", grant.verifier)
            .finish();
        let request = self.client.post(url).header(ACCEPT, "application/json").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        // Sent once: a code is good for one use.
        match outside::send(request.body(form), "token").await?.json("token")? {
            TokenAnswer::Granted { access_token } => Ok(access_token),
            TokenAnswer::Refused { error } => Err(Trouble::Answer(format!("token: {error:.100}"))),
        }
    }

    /// The main address, if GitHub vouches for it. An app without the right to see addresses goes on
    /// without.
    async fn email(&self, token: &str) -> Result<Option<String>> {
        let url = self.reach.address(&format!("{}/user/emails?per_page=100", self.api_url), "the API")?;
        let answer = self.request(url, token, "emails").await?;
        if answer.status == 403 || answer.status == 404 {
            return Ok(None);
        }
        let emails: Vec<EmailAnswer> = accepted(answer, "emails")?.json("emails")?;
        Ok(emails.into_iter().find(|email| email.primary && email.verified).map(|email| email.email))
    }

    async fn ask(&self, token: &str, path: &str, what: &'static str) -> Result<Answer> {
        let url = self.reach.address(&format!("{}{path}", self.api_url), "the API")?;
        accepted(self.request(url, token, what).await?, what)
    }

    async fn request(&self, url: Url, token: &str, what: &'static str) -> Result<Answer> {
        let request = self.client.get(url).bearer_auth(token).header(ACCEPT, "application/vnd.github+json");
        outside::get(request.header("x-github-api-version", "2022-11-28"), what).await
    }
}

fn accepted(answer: Answer, what: &'static str) -> Result<Answer> {
    if answer.status.is_success() { Ok(answer) } else { Err(Trouble::Answer(format!("{what}: {}", answer.status))) }
}
