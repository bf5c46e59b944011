//! An OpenID provider and a GitHub in one, on a free port, that a test can make misbehave.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub(crate) const CLIENT: &str = "claqueta";
pub(crate) const SECRET: &str = "s3cret/+";

/// A running peer; it ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Issuer {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    _serving: Arc<JoinSet<()>>,
}

/// What a token answers; a test changes what it wants.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) claims: Value,
    pub(crate) header: Value,
}

type Forge = Arc<dyn Fn(&str, &State) -> String + Send + Sync>;

pub(crate) struct State {
    /// What it calls itself; its address unless a test changes it.
    pub(crate) name: String,
    pub(crate) access_token: String,
    pub(crate) keys: Vec<(String, EncodingKey)>,
    pub(crate) now: i64,
    pub(crate) hits: HashMap<String, usize>,
    /// Answers that come once each instead of the right one.
    pub(crate) failures: HashMap<String, Vec<(u16, String)>>,
    pub(crate) userinfo: Option<Value>,
    /// Makes the token instead of signing it.
    pub(crate) forge: Option<Forge>,
    pub(crate) emails: Value,
    /// Whom the last token was about.
    told: Value,
    codes: HashMap<String, (HashMap<String, String>, Person)>,
}

impl Issuer {
    pub(crate) async fn start(now: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            name: url.clone(),
            access_token: "t".into(),
            keys: vec![key("k1")],
            now,
            hits: HashMap::new(),
            failures: HashMap::new(),
            userinfo: None,
            forge: None,
            emails: json!([{ "email": "ana@example.org", "primary": true, "verified": true, "visibility": null }]),
            told: Value::Null,
            codes: HashMap::new(),
        };
        let state = Arc::new(Mutex::new(state));
        let (mut task, mine) = (JoinSet::new(), (url.clone(), Arc::clone(&state)));
        task.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (url, state) = mine.clone();
                connections.spawn(async move { drop(serve(&url, &state, stream).await) });
            }
        });
        Self { url, state, _serving: Arc::new(task) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Signs with a new key and forgets the others.
    pub(crate) fn rotate(&self, kid: &str) {
        self.state().keys = vec![key(kid)];
    }

    pub(crate) fn hits(&self, path: &str) -> usize {
        self.state().hits.get(path).copied().unwrap_or_default()
    }

    pub(crate) fn fail_once(&self, path: &str, status: u16, body: &str) {
        self.state().failures.entry(path.to_owned()).or_default().push((status, body.to_owned()));
    }

    /// The person agrees at the page that `url` leads to: the parameters that the browser brings back.
    pub(crate) fn agree(&self, url: &str, person: Person) -> HashMap<String, String> {
        let (_, query) = url.split_once('?').unwrap();
        let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!((asked["client_id"].as_str(), asked["code_challenge_method"].as_str()), (CLIENT, "S256"));
        let mut state = self.state();
        let code = format!("code-{}", state.codes.len());
        let answer = HashMap::from([("code".to_owned(), code.clone()), ("state".to_owned(), asked["state"].clone())]);
        state.codes.insert(code, (asked, person));
        answer
    }
}

async fn serve(url: &str, state: &Mutex<State>, mut stream: TcpStream) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let header = |name: &str| {
        let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        line.map(|line| line[name.len() + 1..].trim().to_owned()).unwrap_or_default()
    };
    let length: usize = header("content-length").parse().unwrap_or_default();
    while bytes.len() < head + 4 + length {
        stream.read_buf(&mut bytes).await?;
    }
    let target = text.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    let (status, body) = answer(url, state, &path, &header("authorization"), &bytes[head + 4..]);
    let location = if status == 302 { format!("location: {body}\r\n") } else { String::new() };
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{location}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await
}

fn answer(url: &str, state: &Mutex<State>, path: &str, authorization: &str, body: &[u8]) -> (u16, String) {
    let mut state = state.lock().unwrap();
    *state.hits.entry(path.to_owned()).or_default() += 1;
    if let Some(failure) = state.failures.get_mut(path).and_then(Vec::pop) {
        return failure;
    }
    let form: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    match path {
        "/.well-known/openid-configuration" => (200, document(url, &state.name).to_string()),
        "/jwks" => (200, state.jwks().to_string()),
        "/token" => {
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET))));
            if authorization != basic {
                return (401, json!({ "error": "invalid_client" }).to_string());
            }
            state.exchange(&form).unwrap_or_else(|| (400, json!({ "error": "invalid_grant" }).to_string()))
        }
        "/userinfo" => (200, state.userinfo.clone().unwrap_or_else(|| json!({ "sub": state.told })).to_string()),
        "/login/oauth/access_token" => match state.redeem(&form) {
            Some(_) if form["client_secret"] == SECRET => (200, json!({ "access_token": "t", "token_type": "bearer" }).to_string()),
            _ => (200, json!({ "error": "bad_verification_code" }).to_string()),
        },
        "/api/user" => (200, json!({ "id": 42, "login": "ana-cine", "name": "Ana Cine", "email": "other@example.org" }).to_string()),
        "/api/user/emails" => (200, state.emails.to_string()),
        _ => (404, "{}".to_owned()),
    }
}

fn document(url: &str, name: &str) -> Value {
    json!({
        "issuer": name, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/jwks"), "userinfo_endpoint": format!("{url}/userinfo"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
    })
}

impl State {
    fn redeem(&mut self, form: &HashMap<String, String>) -> Option<(HashMap<String, String>, Person)> {
        let (asked, person) = self.codes.remove(form.get("code")?)?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, form.get("code_verifier")?.as_bytes()));
        (asked["code_challenge"] == challenge && form.get("redirect_uri") == asked.get("redirect_uri")).then_some((asked, person))
    }

    fn exchange(&mut self, form: &HashMap<String, String>) -> Option<(u16, String)> {
        let (asked, person) = self.redeem(form)?;
        let mut claims = json!({ "iss": self.name, "aud": CLIENT, "iat": self.now, "exp": self.now + 300, "nonce": asked["nonce"] });
        merge(&mut claims, &person.claims);
        self.told = claims["sub"].clone();
        let (kid, key) = self.keys.last().unwrap();
        let mut header = json!({ "alg": "ES256", "kid": kid, "typ": "JWT" });
        merge(&mut header, &person.header);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&claims));
        let signature = match &self.forge {
            Some(forge) => forge(&message, self),
            None => jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::ES256).unwrap(),
        };
        Some((
            200,
            json!({ "access_token": self.access_token, "token_type": "Bearer", "id_token": format!("{message}.{signature}") }).to_string(),
        ))
    }

    pub(crate) fn jwks(&self) -> Value {
        // A key of a kind that nobody knows yet, and one that is a secret: neither may matter.
        let mut keys = vec![json!({ "kty": "XYZ", "kid": "future" }), json!({ "kty": "oct", "kid": "hmac", "k": "c2VjcmV0" })];
        for (kid, key) in &self.keys {
            let mut jwk = serde_json::to_value(Jwk::from_encoding_key(key, Algorithm::ES256).unwrap()).unwrap();
            jwk["kid"] = kid.as_str().into();
            jwk["use"] = "sig".into();
            keys.push(jwk);
        }
        json!({ "keys": keys })
    }
}

fn merge(into: &mut Value, from: &Value) {
    for (name, value) in from.as_object().into_iter().flatten() {
        if value.is_null() {
            into.as_object_mut().unwrap().remove(name);
        } else {
            into[name] = value.clone();
        }
    }
}

fn key(kid: &str) -> (String, EncodingKey) {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    (kid.to_owned(), EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()))
}

/// Somebody with these claims and an honest token.
pub(crate) fn person(claims: Value) -> Person {
    Person { claims, header: json!({}) }
}

/// Ana, for whose address the issuer vouches.
pub(crate) fn ana() -> Person {
    person(
        json!({ "sub": "ana-1", "email": "ana@example.org", "email_verified": true, "name": "Ana Cine", "preferred_username": "ana-cine" }),
    )
}
