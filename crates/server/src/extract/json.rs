//! JSON bodies, parsed and validated.

use super::client::context;
use super::serde_fault::{SerdeFault, pointer_of};
use super::{read_body, short_digest};
use crate::problem::{MAX_FAULTS, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use aws_lc_rs::hmac;
use bytes::Bytes;
use domain::idempotency::IdempotencyKey;
use domain::{ErrorKind, FieldError, Rule, rule};
use futures_util::future::LocalBoxFuture;
use garde::Validate;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A JSON body that keeps all the rules of `T`.
///
/// A body that is not JSON is 400; unknown fields, wrong types, missing fields and broken rules
/// are 422 with a JSON pointer each, as many at once as can be known.
#[derive(Clone, Debug)]
pub struct Valid<T>(pub T);

impl<T: DeserializeOwned + Validate<Context = ()> + 'static> FromRequest for Valid<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { Ok(Self(read(&request, payload, is_json).await?.0)) })
    }
}

/// The same also where it calls itself plain text, as what a page sends that is being left (`sendBeacon`): no
/// browser lets such a page name another type without asking first, and for that it is too late.
#[derive(Clone, Debug)]
pub struct Beacon<T>(pub T);

impl<T: DeserializeOwned + Validate<Context = ()> + 'static> FromRequest for Beacon<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { Ok(Self(read(&request, payload, |r| is_json(r) || is_plain_text(r)).await?.0)) })
    }
}

/// The same with the request's `Idempotency-Key`, for creations that may be repeated.
#[derive(Clone, Debug)]
pub struct Keyed<T>(pub Option<IdempotencyKey>, pub T);

impl<T: DeserializeOwned + Validate<Context = ()> + 'static> FromRequest for Keyed<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (value, body) = read(&request, payload, is_json).await?;
            Ok(Self(key_of(&request, &body)?, value))
        })
    }
}

/// The key, bound to this address and body. The digest that is kept is keyed, since there are passwords in bodies.
fn key_of(request: &HttpRequest, body: &[u8]) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let mut digest = hmac::Context::with_key(&context(request)?.body_key);
    digest.update(request.path().as_bytes());
    digest.update(&[0]);
    digest.update(body);
    let fingerprint = short_digest(digest.sign().as_ref());
    let key = value.to_str().ok().and_then(|name| IdempotencyKey::new(name, fingerprint));
    let bad =
        || Problem::new(ErrorKind::Malformed, "malformed-header").detail("Idempotency-Key must be 1 to 255 printable ASCII characters.");
    key.ok_or_else(bad).map(Some)
}

async fn read<T: DeserializeOwned + Validate<Context = ()>>(
    request: &HttpRequest,
    payload: Payload,
    is_accepted: impl Fn(&HttpRequest) -> bool,
) -> Result<(T, Bytes), Problem> {
    if !is_accepted(request) {
        return Err(Problem::new(ErrorKind::Unsupported, "unsupported-media-type"));
    }
    let body = read_body(request, payload).await?;
    let value = parse::<T>(&body)?;
    rule::check(&value).map_err(Problem::invalid)?;
    Ok((value, body))
}

/// The same where the body may be left out altogether.
#[derive(Clone, Debug)]
pub struct MaybeValid<T>(pub Option<T>);

impl<T: DeserializeOwned + Validate<Context = ()> + 'static> FromRequest for MaybeValid<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if has_no_body(request) {
            return Box::pin(async { Ok(Self(None)) });
        }
        let valid = Valid::<T>::from_request(request, payload);
        Box::pin(async move { Ok(Self(Some(valid.await?.0))) })
    }
}

/// A [`Beacon`] whose body may be left out altogether.
#[derive(Clone, Debug)]
pub struct MaybeBeacon<T>(pub Option<T>);

impl<T: DeserializeOwned + Validate<Context = ()> + 'static> FromRequest for MaybeBeacon<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if has_no_body(request) {
            return Box::pin(async { Ok(Self(None)) });
        }
        let beacon = Beacon::<T>::from_request(request, payload);
        Box::pin(async move { Ok(Self(Some(beacon.await?.0))) })
    }
}

fn has_no_body(request: &HttpRequest) -> bool {
    let headers = request.headers();
    headers.get(CONTENT_LENGTH).is_none_or(|length| length == "0") && !headers.contains_key(TRANSFER_ENCODING)
}

fn is_json(request: &HttpRequest) -> bool {
    let Ok(Some(mime)) = request.mime_type() else { return false };
    mime.type_() == "application" && (mime.subtype() == "json" || mime.suffix().is_some_and(|s| s == "json"))
}

fn is_plain_text(request: &HttpRequest) -> bool {
    request.content_type().eq_ignore_ascii_case("text/plain")
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut value: Value = serde_json::from_slice(body).map_err(|error| of_syntax(&error))?;
    let mut faults = Vec::new();
    refuse_nul(&value, &mut Vec::new(), &mut faults);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    // serde stops at the first fault. What it points at is taken out and it is asked again, so
    // that all faults are told at once. A member taken out is not missing afterwards.
    let mut taken = Vec::new();
    loop {
        match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(parsed) if faults.is_empty() => return Ok(parsed),
            Ok(_) => return Err(Problem::invalid(faults)),
            Err(error) => {
                let fault = SerdeFault::new(error.path(), &error.inner().to_string());
                let place = fault.place.clone();
                if !taken.contains(&place) {
                    faults.push(fault.into_field());
                }
                let goes_on = faults.len() < MAX_FAULTS && !taken.contains(&place) && take_out(&mut value, &place);
                if !goes_on {
                    return Err(Problem::invalid(faults));
                }
                taken.push(place);
            }
        }
    }
}

/// Removes the member at this place; false if there is none to remove.
fn take_out(value: &mut Value, place: &[String]) -> bool {
    let Some((last, parents)) = place.split_last() else { return false };
    match value.pointer_mut(&pointer_of(parents)) {
        Some(Value::Object(members)) => members.remove(last).is_some(),
        _ => false,
    }
}

fn of_syntax(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    if text.contains("surrogate") || text.contains("unexpected end of hex escape") {
        return Problem::invalid(vec![Rule::NoLoneSurrogates.at("")]);
    }
    Problem::new(ErrorKind::Malformed, "malformed-json").detail(format!("The body is not JSON: {text}."))
}

/// PostgreSQL cannot store NUL, SQLite can: it is refused here, for both.
fn refuse_nul(value: &Value, place: &mut Vec<String>, faults: &mut Vec<FieldError>) {
    let refused = |place: &[String]| Rule::NoControlCharacters.at(&pointer_of(place));
    if faults.len() >= MAX_FAULTS {
        return;
    }
    match value {
        Value::String(text) if text.contains('\0') => faults.push(refused(place)),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                place.push(i.to_string());
                refuse_nul(item, place, faults);
                place.pop();
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                if key.contains('\0') {
                    faults.push(refused(place));
                }
                place.push(key.clone());
                refuse_nul(member, place, faults);
                place.pop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[test]
    fn a_body_full_of_faults_gets_a_short_answer() {
        let key = "k".repeat(10_000);
        let nuls = vec!["\0"; 10_000];
        let body = serde_json::to_vec(&serde_json::json!({ key: nuls })).unwrap();
        let problem = parse::<Body>(&body).unwrap_err();
        let told: usize = problem.fields.iter().map(|f| f.pointer.as_ref().map_or(0, String::len)).sum();
        assert!(problem.fields.len() <= MAX_FAULTS && told < 50_000, "{} faults, {told} bytes", problem.fields.len());
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Body {
        title: String,
        #[serde(default)]
        tags: Vec<String>,
        size: u32,
    }

    fn faults(json: &str) -> Vec<(String, String)> {
        let problem = parse::<Body>(json.as_bytes()).unwrap_err();
        assert_eq!(problem.status.as_u16(), 422, "{problem:?}");
        problem.fields.into_iter().map(|f| (f.pointer.unwrap(), f.rule.code().to_owned())).collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn every_fault_has_its_pointer() {
        assert_eq!(faults(r#"{"title":"a","size":1,"colour":2}"#), pairs(&[("/colour", "unknown-field")]));
        assert_eq!(faults(r#"{"title":7,"size":1}"#), pairs(&[("/title", "wrong-type")]));
        assert_eq!(faults(r#"{"title":"a","size":1,"tags":["x",3]}"#), pairs(&[("/tags/1", "wrong-type")]));
        assert_eq!(faults("{}"), pairs(&[("/title", "required")]));
        assert_eq!(faults("[]").len(), 1);
        assert_eq!(faults(r#"{"title":"a\u0000b","size":1}"#), pairs(&[("/title", "forbidden-characters")]));
        assert_eq!(faults(r#"{"title":"\ud800","size":1}"#), pairs(&[("", "forbidden-characters")]));
    }

    #[test]
    fn several_faults_are_told_at_once() {
        let found = faults(r#"{"title":7,"size":"x","colour":2,"b/c":1}"#);
        for wanted in pairs(&[("/title", "wrong-type"), ("/colour", "unknown-field"), ("/b~1c", "unknown-field"), ("/size", "wrong-type")])
        {
            assert!(found.contains(&wanted), "{wanted:?} is missing in {found:?}");
        }
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn what_is_not_json_is_400() {
        for text in ["", "{", "{\"title\":}", "nope", "{} {}", "\u{feff}{}"] {
            assert_eq!(parse::<Body>(text.as_bytes()).unwrap_err().code, "malformed-json", "{text}");
        }
        assert_eq!(parse::<Body>(b"{\"title\":\"\xff\"}").unwrap_err().code, "malformed-json");
        assert_eq!(parse::<Body>("[".repeat(100_000).as_bytes()).unwrap_err().code, "malformed-json");
    }
}
