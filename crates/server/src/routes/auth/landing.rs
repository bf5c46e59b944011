//! What becomes of a browser that comes back from a provider: it always lands on a page, never on JSON.

use super::sessions::{add_cookies, sign_in_cookies};
use crate::context::Context;
use crate::extract::no_attempt_cookie;
use crate::return_to::ReturnTo;
use ::auth::Error;
use ::auth::providers::Returned;
use ::auth::providers::sign_in::{Incomplete, Landing, Outcome};
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use domain::{ErrorKind, Fault};

const SIGN_IN: &str = "/sign-in";
const COMPLETE: &str = "/complete-sign-up";
/// Far longer than any code or state.
const MAX_QUERY: usize = 16 * 1024;

/// The parameters of a provider's answer. One that is given twice counts as not given (RFC 6749 section
/// 3.1); further ones, which some providers add, don't matter.
pub(super) fn returned(query: &[u8]) -> Returned {
    let query = if query.len() > MAX_QUERY { &[] } else { query };
    let get = |wanted: &str| {
        let mut values = form_urlencoded::parse(query).filter(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
        values.next().filter(|value| values.next().is_none() && !value.is_empty())
    };
    Returned { state: get("state").unwrap_or_default(), code: get("code"), error: get("error"), issuer: get("iss") }
}

/// The same as a query.
pub(super) fn as_query(returned: &Returned) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", &returned.state);
    for (name, value) in [("code", &returned.code), ("error", &returned.error), ("iss", &returned.issuer)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// The answer to a browser that came back.
pub(super) fn landed(context: &Context, provider: &str, landing: Landing) -> HttpResponse {
    let return_to = landing.return_to.map(ReturnTo::known);
    let home = || ReturnTo::known("/".to_owned());
    let mut answer = match landing.outcome {
        Ok(Outcome::SignedIn(tokens)) => {
            let mut answer = to(&return_to.unwrap_or_else(home).into_string());
            add_cookies(&mut answer, &sign_in_cookies(context, &tokens));
            answer
        }
        Ok(Outcome::SecondFactor(second)) => to(&second_step(&return_to.unwrap_or_else(home), &second.ticket)),
        Ok(Outcome::Linked) => to(&return_to.unwrap_or_else(home).with("linked", provider)),
        Ok(Outcome::Incomplete(incomplete)) => to(&form(&return_to.unwrap_or_else(home), &incomplete)),
        Err(error) if landing.linking => to(&return_to.unwrap_or_else(home).with("error", code(&error))),
        Err(error) => failed(return_to.as_ref(), &error),
    };
    if let Some(attempt) = landing.attempt {
        drop(answer.add_cookie(&no_attempt_cookie(context, &attempt)));
    }
    answer
}

/// To the page for signing in, where the person says himself that he wants to.
pub(super) fn asked(return_to: &ReturnTo) -> HttpResponse {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", &return_to.clone().into_string()).finish();
    to(&format!("{}?{query}", return_to.beside(SIGN_IN)))
}

/// To the page for signing in, with the reason.
pub(super) fn failed(return_to: Option<&ReturnTo>, error: &Error) -> HttpResponse {
    let page = return_to.map_or_else(|| SIGN_IN.to_owned(), |return_to| return_to.beside(SIGN_IN));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("error", code(error));
    if let Some(return_to) = return_to.cloned() {
        query.append_pair("return_to", &return_to.into_string());
    }
    // In the fragment, which no server's log sees: it brings a deleted account back.
    let way_back = error.restoration().map_or_else(String::new, |view| format!("#restore={}", view.ticket));
    to(&format!("{page}?{}{way_back}", query.finish()))
}

/// The page that asks for the second factor.
fn second_step(return_to: &ReturnTo, ticket: &str) -> String {
    let mut fragment = form_urlencoded::Serializer::new(String::new());
    fragment.append_pair("second_factor", ticket).append_pair("return_to", &return_to.clone().into_string());
    format!("{}#{}", return_to.beside(SIGN_IN), fragment.finish())
}

/// The page that asks for what is missing. The ticket is in the fragment, which no server's log sees.
fn form(return_to: &ReturnTo, incomplete: &Incomplete) -> String {
    let mut fragment = form_urlencoded::Serializer::new(String::new());
    fragment.append_pair("ticket", &incomplete.ticket);
    for (name, value) in [("handle", &incomplete.handle), ("email", &incomplete.email)] {
        if let Some(value) = value {
            fragment.append_pair(name, value);
        }
    }
    fragment.append_pair("return_to", &return_to.clone().into_string());
    format!("{}#{}", return_to.beside(COMPLETE), fragment.finish())
}

/// The code for the page. What went wrong inside is for the log.
fn code(error: &Error) -> &'static str {
    if error.kind() == ErrorKind::Internal {
        tracing::error!(error = error as &dyn std::error::Error, "a sign-in with a provider failed inside");
    }
    error.code()
}

fn to(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).insert_header((CACHE_CONTROL, "no-store")).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_and_written() {
        let answer = returned(b"code=a%20b&state=s&iss=https%3A%2F%2Fid.example&authuser=0&prompt=none");
        assert_eq!((answer.code.as_deref(), answer.state.as_str()), (Some("a b"), "s"));
        assert_eq!(as_query(&answer), "state=s&code=a+b&iss=https%3A%2F%2Fid.example");
        assert_eq!(returned(b"code=a&code=b&state=s").code, None);
        assert_eq!(returned("a".repeat(20_000).as_bytes()).state, "");
    }
}
