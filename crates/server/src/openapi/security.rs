//! What each operation asks of who sends it, from the policy: no handler says it a second time.

use crate::policy::{self, Rule};
use actix_web::http::Method;
use domain::user::Role;
use utoipa::Modify;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};

/// The kinds of credentials.
pub(super) struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The `access_token` of a sign-in; lives 15 minutes."))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let key = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("clq_")
            .description(Some("An API key of `POST /api/auth/keys`, with the scopes that an operation names."))
            .build();
        components.add_security_scheme("key", SecurityScheme::Http(key));
        let cookie = ApiKeyValue::with_description(
            crate::extract::SECURE_NAME,
            "The session cookie of a browser. Requests that change something must come from this site or an allowed origin.",
        );
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// Tells in the operation what the policy asks for.
pub(super) fn apply(method: &Method, path: &str, operation: &mut Operation) {
    let Some(rule) = policy::rule(method, path) else { return };
    operation.security = requirements(rule);
    let needs = needs(rule);
    if !needs.is_empty() {
        let described = operation.description.iter().cloned().chain(needs);
        operation.description = Some(described.collect::<Vec<_>>().join("\n\n"));
    }
}

fn requirements(rule: Rule) -> Option<Vec<SecurityRequirement>> {
    let (nobody, scope) = match rule {
        Rule::Open => return None,
        Rule::Viewer(scope) => (Some(SecurityRequirement::default()), scope),
        Rule::Account { scope, .. } => (None, scope),
    };
    let none: [&str; 0] = [];
    let session = ["bearer", "cookie"].map(|name| SecurityRequirement::new(name, none));
    let key = scope.map(|scope| SecurityRequirement::new("key", [scope.name()]));
    Some(nobody.into_iter().chain(session).chain(key).collect())
}

/// What the list of credentials can't say.
fn needs(rule: Rule) -> Vec<String> {
    let Rule::Account { role, recent, .. } = rule else { return Vec::new() };
    let role = (role > Role::Viewer).then(|| format!("Needs the role `{}`.", role.name()));
    let recent = recent.then(|| "Sessions must have proved themselves in the last minutes, else `recent-login-required`.".to_owned());
    role.into_iter().chain(recent).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn operation(path: &str, method: &str) -> Value {
        serde_json::to_value(crate::openapi::document()).unwrap()["paths"][path][method].clone()
    }

    #[test]
    fn security_is_what_the_policy_says() {
        let session = [json!({ "bearer": [] }), json!({ "cookie": [] })];
        let [bearer, cookie] = &session;
        for (path, method, security) in [
            ("/api/auth/login", "post", Value::Null),
            ("/api/videos/{id}", "get", json!([{}, bearer, cookie, { "key": ["videos:read"] }])),
            ("/api/videos", "post", json!([bearer, cookie, { "key": ["videos:write"] }])),
            ("/api/auth/keys", "post", json!([bearer, cookie])),
        ] {
            assert_eq!(operation(path, method)["security"], security, "{method} {path}");
        }
        let description = operation("/api/admin/users/{id}", "patch")["description"].to_string();
        assert!(description.contains("role `admin`") && description.contains("recent-login-required"), "{description}");
    }

    #[test]
    fn who_can_be_refused_is_told_so() {
        for (path, method, refused) in [("/api/auth/keys", "get", true), ("/api/videos", "get", false)] {
            for status in ["401", "403"] {
                assert_eq!(operation(path, method)["responses"].get(status).is_some(), refused, "{status} of {method} {path}");
            }
        }
    }
}
