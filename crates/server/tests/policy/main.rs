//! Every operation of the API with every kind of credential: what the policy says is what happens.
//!
//! Operations and requests come from the OpenAPI document, expectations from the policy's table, so a
//! new route is tested as soon as it is documented, and it can't be undocumented or without a rule.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod proofs;
mod requests;
#[path = "../support/mod.rs"]
mod support;

use actix_web::http::Method;
use domain::access::{Scope, Scopes};
use domain::user::Role;
use proofs::{Accounts, Proof, Shown};
use requests::Operation;
use server::policy::{self, Rule};
use std::collections::BTreeSet;
use support::Site;

/// Codes by which somebody is refused for who he is. Whatever else is answered, he was let in.
const REFUSALS: [&str; 13] = [
    "unauthenticated",
    "token-invalid",
    "token-expired",
    "session-revoked",
    "session-expired",
    "account-suspended",
    "api-key-invalid",
    "api-key-expired",
    "csrf-rejected",
    "key-not-allowed",
    "scope-missing",
    "recent-login-required",
    "forbidden",
];

/// What must come of a request: `None` for being let in.
type Refusal = Option<(u16, &'static str)>;

/// The table's meaning, said a second time and from the other side.
fn expected(rule: Rule, proof: Proof, method: &Method) -> Refusal {
    let (least, scope, recent) = match rule {
        Rule::Open => return None,
        Rule::Viewer(_) if matches!(proof, Proof::Nobody | Proof::RevokedCookie) => return None,
        Rule::Viewer(scope) => (Role::Viewer, scope, false),
        Rule::Account { role, scope, recent } => (role, scope, recent),
    };
    match proof {
        Proof::Nobody => Some((401, "unauthenticated")),
        Proof::Nonsense => Some((401, "token-invalid")),
        Proof::Revoked | Proof::RevokedCookie | Proof::DeletedSession => Some((401, "session-revoked")),
        Proof::SuspendedSession | Proof::SuspendedKey => Some((401, "account-suspended")),
        Proof::NonsenseKey | Proof::RevokedKey | Proof::DeletedKey => Some((401, "api-key-invalid")),
        Proof::ExpiredKey => Some((401, "api-key-expired")),
        Proof::ForeignCookie if !server::shell::is_safe(method) => Some((403, "csrf-rejected")),
        Proof::Stale if recent => Some((403, "recent-login-required")),
        Proof::ForeignCookie | Proof::Cookie | Proof::Stale => None,
        Proof::Session(role) => (role < least).then_some((403, "forbidden")),
        Proof::Key(_, scopes) => match scope {
            None => Some((403, "key-not-allowed")),
            Some(scope) if !scopes.has(scope) => Some((403, "scope-missing")),
            Some(_) => proof.role().filter(|role| *role < least).map(|_| (403, "forbidden")),
        },
    }
}

fn proofs() -> Vec<Proof> {
    let roles = [Role::Viewer, Role::Creator, Role::Moderator, Role::Admin];
    let all: Scopes = Scope::ALL.into_iter().collect();
    let none = Scopes::default();
    let mut proofs = vec![
        Proof::Nobody,
        Proof::Nonsense,
        Proof::Revoked,
        Proof::SuspendedSession,
        Proof::DeletedSession,
        Proof::Stale,
        Proof::Cookie,
        Proof::ForeignCookie,
        Proof::RevokedCookie,
        Proof::NonsenseKey,
        Proof::RevokedKey,
        Proof::ExpiredKey,
        Proof::SuspendedKey,
        Proof::DeletedKey,
        Proof::Key(Role::Admin, none),
    ];
    proofs.extend(roles.map(Proof::Session));
    proofs.extend(roles.map(|role| Proof::Key(role, all)));
    proofs.extend(Scope::ALL.map(|scope| Proof::Key(Role::Admin, std::iter::once(scope).collect())));
    // All but one: what is asked for is this one and not just any.
    proofs.extend(Scope::ALL.map(|scope| Proof::Key(Role::Admin, Scope::ALL.into_iter().filter(|other| *other != scope).collect())));
    proofs
}

#[actix_web::test]
async fn every_operation_admits_exactly_whom_the_policy_names() {
    let site = Site::start_with(|settings| {
        settings.auth.login_attempts_per_client = 1000;
        settings.auth.login_attempts_per_address = 1000;
    })
    .await;
    let accounts = Accounts::new(&site);
    let operations = requests::operations(&serde_json::to_value(server::openapi::document()).unwrap());
    assert!(operations.len() > 40, "{} operations", operations.len());

    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for operation in &operations {
        let rule = policy::rule(&operation.method, &operation.path).unwrap_or_else(|| panic!("no rule for {operation}"));
        for proof in proofs() {
            // Each request has an account of its own: one that deletes it or signs it out hurts no other.
            let shown = accounts.show(proof).await;
            let (status, code) = ask(&site, operation, &shown).await;
            let refusal = REFUSALS.iter().find(|refusal| **refusal == code).map(|refusal| (status, *refusal));
            seen.extend(refusal);
            // Open routes speak of tokens too: of those in the body, whoever asks.
            let as_told = rule == Rule::Open || refusal == expected(rule, proof, &operation.method);
            if !as_told || status >= 500 {
                let wanted = expected(rule, proof, &operation.method);
                wrong.push(format!("{operation} with {proof:?}: {status} {code}, not {wanted:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the matrix are not as the policy says:\n{}", wrong.len(), wrong.join("\n"));
    let codes: BTreeSet<&str> = seen.iter().map(|(_, code)| *code).collect();
    for code in REFUSALS.iter().filter(|code| !["token-expired", "session-expired"].contains(code)) {
        assert!(codes.contains(code), "{code} never came, so this test shows nothing about it");
    }
}

#[actix_web::test]
async fn who_is_refused_is_told_so_before_anything_else() {
    let site = Site::start().await;
    let accounts = Accounts::new(&site);
    let operations = requests::operations(&serde_json::to_value(server::openapi::document()).unwrap());
    let refused = [Proof::Nobody, Proof::Session(Role::Viewer), Proof::Stale, Proof::Key(Role::Admin, Scopes::default())];
    let mut seen = 0;
    for mut operation in operations {
        // A body that is no JSON, an id that is none, a parameter that nobody knows.
        operation.body = b"{".to_vec();
        operation.url = format!("{}?unknown=1", operation.path.replace(['{', '}'], "x"));
        let rule = policy::rule(&operation.method, &operation.path).unwrap();
        for proof in refused {
            if let Some((status, code)) = expected(rule, proof, &operation.method) {
                let told = ask(&site, &operation, &accounts.show(proof).await).await;
                assert_eq!(told, (status, code.to_owned()), "{operation} with {proof:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn the_table_keeps_to_its_principles() {
    for (method, path, rule) in policy::rows() {
        let changes = !server::shell::is_safe(&method.parse().unwrap());
        match *rule {
            Rule::Open if changes => {
                let names_its_credential = ["/api/upload/{id}", "/api/users/profile/restore", "/api/videos/{id}/unlock"].contains(path);
                assert!(path.starts_with("/api/auth/") || names_its_credential, "{method} {path} changes things for anybody");
            }
            Rule::Open | Rule::Viewer(_) => assert!(!path.starts_with("/api/admin/"), "{method} {path} is for administrators"),
            Rule::Account { role, scope, recent: _ } => {
                let administers = path.starts_with("/api/admin/") || *path == "/api/comments/{id}/history";
                assert_eq!(role >= Role::Moderator, administers, "{method} {path}: the role");
                assert!(scope != Some(Scope::Admin) || administers, "{method} {path}: the scope");
                assert!(scope.is_none() || !path.starts_with("/api/auth/"), "{method} {path}: credentials are not for keys");
            }
        }
    }
}

#[actix_web::test]
async fn open_operations_ask_nobody_who_he_is() {
    let site = Site::start().await;
    let accounts = Accounts::new(&site);
    let operations = requests::operations(&serde_json::to_value(server::openapi::document()).unwrap());
    let open = |operation: &&Operation| policy::rule(&operation.method, &operation.path) == Some(Rule::Open);
    for operation in operations.iter().filter(open).filter(|operation| operation.method == Method::GET) {
        let nobody = ask(&site, operation, &accounts.show(Proof::Nobody).await).await;
        for proof in [Proof::Nonsense, Proof::Revoked, Proof::SuspendedSession, Proof::NonsenseKey] {
            assert_eq!(ask(&site, operation, &accounts.show(proof).await).await, nobody, "{operation} with {proof:?}");
        }
    }
}

/// The status and the code of the answer, which is empty where somebody was let in and served.
async fn ask(site: &Site, operation: &Operation, shown: &Shown) -> (u16, String) {
    let mut request = requests::client().request(operation.method.as_str().parse().unwrap(), format!("{}{}", site.base, operation.url));
    for (name, value) in operation.headers.iter().chain(&shown.headers) {
        request = request.header(name, value);
    }
    let answer = request.body(operation.body.clone()).send().await.unwrap();
    let status = answer.status().as_u16();
    if answer.headers().get("content-type").is_none_or(|kind| kind != "application/problem+json") {
        return (status, String::new());
    }
    support::outcome(answer).await
}
