//! Who sends the request. A handler cannot reach an actor without naming which kind it needs.

use super::client::context;
use super::cookie::session_token;
use super::origin::require_own_page;
use crate::context::Context;
use crate::problem::Problem;
use crate::shell::is_safe;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest};
use domain::ErrorKind;
use domain::access::Actor;
use futures_util::future::LocalBoxFuture;

/// A signed-in account; 401 without one.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(pub Actor);

/// A signed-in account, or nobody. A bearer token that is no longer good is still 401, so that the
/// client refreshes it; a browser that carries an old cookie is nobody.
#[derive(Clone, Copy, Debug)]
pub struct Viewer(pub Option<Actor>);

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = context(&request)?;
            match credential(&request, &context)? {
                Credential::None => Err(Problem::new(ErrorKind::Unauthenticated, "unauthenticated")),
                Credential::Bearer(token) => Ok(Self(auth::sessions::authenticate(&context.auth, &token).await?)),
                Credential::Cookie(token) => Ok(Self(auth::sessions::authenticate_cookie(&context.auth, &token).await?)),
            }
        })
    }
}

impl FromRequest for Viewer {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = context(&request)?;
            match credential(&request, &context)? {
                Credential::None => Ok(Self(None)),
                Credential::Bearer(token) => Ok(Self(Some(auth::sessions::authenticate(&context.auth, &token).await?))),
                Credential::Cookie(token) => match auth::sessions::authenticate_cookie(&context.auth, &token).await {
                    Ok(actor) => Ok(Self(Some(actor))),
                    Err(error) => {
                        let problem = Problem::from(error);
                        if problem.status == actix_web::http::StatusCode::UNAUTHORIZED { Ok(Self(None)) } else { Err(problem) }
                    }
                },
            }
        })
    }
}

/// What a request shows of who sends it.
pub enum Credential {
    /// Nothing.
    None,
    /// An access token.
    Bearer(String),
    /// The refresh token in the session cookie.
    Cookie(String),
}

/// What the request shows. The header wins: whoever sets it means it, and other sites cannot.
///
/// # Errors
/// `token-invalid` for another scheme than bearer; `csrf-rejected` for a cookie that another site sends along.
pub fn credential(request: &HttpRequest, context: &Context) -> Result<Credential, Problem> {
    if let Some(value) = request.headers().get(AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or_else(|| Problem::new(ErrorKind::Unauthenticated, "token-invalid"))?;
        return Ok(Credential::Bearer(token.trim().to_owned()));
    }
    let Some(token) = session_token(request, context) else { return Ok(Credential::None) };
    if !is_safe(request.method()) {
        require_own_page(request, context)?;
    }
    Ok(Credential::Cookie(token))
}
