//! Who may use which address: one table of every operation.
//!
//! The extractors [`SignedIn`](crate::extract::SignedIn) and [`Viewer`](crate::extract::Viewer) look the
//! matched route up here and let nobody through whom its rule doesn't name; a route without a rule lets
//! nobody through at all. What depends on the thing itself (whose video is it?) is asked by the use case.

use crate::problem::Problem;
use actix_web::http::Method;
use domain::access::{Actor, Scope, Via};
use domain::user::Role;
use domain::{ErrorKind, Timestamp};
use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Anybody, and nobody is asked who he is.
    Open,
    /// Anybody; who is signed in is known. API keys need the scope, or are refused where there is none.
    Viewer(Option<Scope>),
    /// Accounts of at least this role.
    Account {
        /// The least role.
        role: Role,
        /// What an API key must have been granted; without one, only sessions are let in.
        scope: Option<Scope>,
        /// Whether the sign-in must be recent.
        recent: bool,
    },
}

/// Any account, by session or by a key with this scope.
const fn account(scope: Scope) -> Rule {
    Rule::Account { role: Role::Viewer, scope: Some(scope), recent: false }
}

/// An account of at least this role, by session or by a key with this scope.
const fn role(role: Role, scope: Scope) -> Rule {
    Rule::Account { role, scope: Some(scope), recent: false }
}

/// Any account, by session only: what concerns credentials is not for keys.
const SESSION: Rule = Rule::Account { role: Role::Viewer, scope: None, recent: false };

/// The same with a recent sign-in: what makes or removes a way in.
const RECENT: Rule = Rule::Account { role: Role::Viewer, scope: None, recent: true };

/// Administrators.
const ADMIN: Rule = role(Role::Admin, Scope::Admin);

/// Moderators and administrators.
const MODERATOR: Rule = role(Role::Moderator, Scope::Admin);

/// Administrators who signed in a moment ago, to make others.
const RECENT_ADMIN: Rule = Rule::Account { role: Role::Admin, scope: Some(Scope::Admin), recent: true };

/// Method, address, rule.
type Row = (&'static str, &'static str, Rule);

#[rustfmt::skip] // a table
const TABLE: &[Row] = &[
    ("POST",    "/api/auth/register",                       Rule::Open),
    ("POST",    "/api/auth/email/verify",                   Rule::Open),
    ("POST",    "/api/auth/email/resend",                   Rule::Open),
    ("POST",    "/api/auth/email/change",                   RECENT),
    ("POST",    "/api/auth/password/forgot",                Rule::Open),
    ("POST",    "/api/auth/password/reset",                 Rule::Open),
    ("POST",    "/api/auth/password/change",                SESSION),
    ("POST",    "/api/auth/login",                          Rule::Open),
    ("POST",    "/api/auth/login/second-factor",            Rule::Open),
    ("POST",    "/api/auth/passkeys/login/start",           Rule::Open),
    ("POST",    "/api/auth/passkeys/login/finish",          Rule::Open),
    ("POST",    "/api/auth/passkeys/register/start",        RECENT),
    ("POST",    "/api/auth/passkeys/register/finish",       SESSION),
    ("GET",     "/api/auth/passkeys",                       SESSION),
    ("PATCH",   "/api/auth/passkeys/{id}",                  SESSION),
    ("DELETE",  "/api/auth/passkeys/{id}",                  RECENT),
    ("POST",    "/api/auth/reauthenticate",                 SESSION),
    ("GET",     "/api/auth/mfa",                            SESSION),
    ("POST",    "/api/auth/mfa/totp",                       RECENT),
    ("DELETE",  "/api/auth/mfa/totp",                       RECENT),
    ("POST",    "/api/auth/mfa/totp/confirm",               SESSION),
    ("POST",    "/api/auth/mfa/recovery-codes",             RECENT),
    ("POST",    "/api/auth/refresh",                        Rule::Open),
    ("POST",    "/api/auth/logout",                         Rule::Viewer(None)),
    ("POST",    "/api/auth/logout-all",                     SESSION),
    ("GET",     "/api/auth/session",                        Rule::Viewer(Some(Scope::ProfileRead))),
    ("GET",     "/api/auth/keys",                           SESSION),
    ("POST",    "/api/auth/keys",                           RECENT),
    ("DELETE",  "/api/auth/keys/{id}",                      SESSION),
    ("GET",     "/api/admin/users",                         ADMIN),
    ("GET",     "/api/admin/users/{id}",                    ADMIN),
    ("PATCH",   "/api/admin/users/{id}",                    RECENT_ADMIN),
    ("PUT",     "/api/admin/users/{id}/suspension",         ADMIN),
    ("DELETE",  "/api/admin/users/{id}/suspension",         ADMIN),
    ("POST",    "/api/admin/users/{id}/logout",             ADMIN),
    ("POST",    "/api/admin/users/{id}/approve",            ADMIN),
    ("GET",     "/api/admin/invitations",                   ADMIN),
    ("POST",    "/api/admin/invitations",                   RECENT_ADMIN),
    ("DELETE",  "/api/admin/invitations/{id}",              ADMIN),
    ("GET",     "/api/admin/audit",                         ADMIN),
    ("GET",     "/api/admin/categories",                    ADMIN),
    ("PUT",     "/api/admin/categories/{slug}",             ADMIN),
    ("DELETE",  "/api/admin/categories/{slug}",             ADMIN),
    ("GET",     "/api/admin/reports",                       MODERATOR),
    ("PATCH",   "/api/admin/reports/{id}",                  MODERATOR),
    ("PUT",     "/api/admin/videos/{id}/takedown",          MODERATOR),
    ("DELETE",  "/api/admin/videos/{id}/takedown",          MODERATOR),
    ("GET",     "/api/auth/sessions",                       SESSION),
    ("DELETE",  "/api/auth/sessions/{id}",                  SESSION),
    ("GET",     "/api/auth/providers",                      Rule::Open),
    ("GET",     "/api/auth/signin/{provider}",              Rule::Open),
    ("GET",     "/api/auth/callback/{provider}",            Rule::Open),
    ("POST",    "/api/auth/callback/{provider}",            Rule::Open),
    // The ticket in the body is the credential.
    ("POST",    "/api/auth/signin/complete",                Rule::Open),
    ("GET",     "/api/auth/identities",                     SESSION),
    ("POST",    "/api/auth/identities/{provider}/link",     RECENT),
    ("DELETE",  "/api/auth/identities/{provider}",          RECENT),
    ("GET",     "/api/users/profile",                       account(Scope::ProfileRead)),
    ("PUT",     "/api/users/profile",                       account(Scope::ProfileWrite)),
    ("PATCH",   "/api/users/profile",                       account(Scope::ProfileWrite)),
    ("PUT",     "/api/users/profile/avatar",                account(Scope::ProfileWrite)),
    ("DELETE",  "/api/users/profile/avatar",                account(Scope::ProfileWrite)),
    // A recent sign-in or the password: the use case asks.
    ("DELETE",  "/api/users/profile",                       SESSION),
    // The tickets are the credentials.
    ("POST",    "/api/users/profile/restore",               Rule::Open),
    ("POST",    "/api/users/profile/export",                RECENT),
    ("GET",     "/api/users/profile/export/{ticket}",       Rule::Open),
    ("GET",     "/api/users/blocks",                        account(Scope::CommentsWrite)),
    ("PUT",     "/api/users/{handle}/block",                account(Scope::CommentsWrite)),
    ("DELETE",  "/api/users/{handle}/block",                account(Scope::CommentsWrite)),
    ("GET",     "/api/users/favorites",                     account(Scope::LibraryRead)),
    ("POST",    "/api/users/favorites",                     account(Scope::LibraryWrite)),
    ("DELETE",  "/api/users/favorites/{id}",                account(Scope::LibraryWrite)),
    ("GET",     "/api/users/history",                       account(Scope::LibraryRead)),
    ("DELETE",  "/api/users/history",                       account(Scope::LibraryWrite)),
    ("DELETE",  "/api/users/history/{id}",                  account(Scope::LibraryWrite)),
    ("PUT",     "/api/users/history/paused",                account(Scope::LibraryWrite)),
    ("GET",     "/api/users/progress",                      account(Scope::LibraryRead)),
    ("POST",    "/api/users/progress",                      account(Scope::LibraryWrite)),
    ("GET",     "/api/users/continue-watching",             account(Scope::LibraryRead)),
    ("GET",     "/api/users/playlists",                     account(Scope::LibraryRead)),
    ("POST",    "/api/users/playlists",                     account(Scope::LibraryWrite)),
    ("GET",     "/api/users/playlists/{id}",                Rule::Viewer(Some(Scope::LibraryRead))),
    ("PUT",     "/api/users/playlists/{id}",                account(Scope::LibraryWrite)),
    ("DELETE",  "/api/users/playlists/{id}",                account(Scope::LibraryWrite)),
    ("POST",    "/api/users/playlists/{id}/items",          account(Scope::LibraryWrite)),
    ("PATCH",   "/api/users/playlists/{id}/items/{item}",   account(Scope::LibraryWrite)),
    ("DELETE",  "/api/users/playlists/{id}/items/{item}",   account(Scope::LibraryWrite)),
    ("GET",     "/api/users/notifications",                 account(Scope::LibraryRead)),
    ("POST",    "/api/users/notifications/read",            account(Scope::LibraryWrite)),
    ("GET",     "/api/users/notifications/preferences",     account(Scope::LibraryRead)),
    ("PUT",     "/api/users/notifications/preferences",     account(Scope::LibraryWrite)),
    ("GET",     "/api/users/feed",                          account(Scope::LibraryRead)),
    ("GET",     "/api/users/{handle}",                      Rule::Open),
    ("GET",     "/api/users/{handle}/videos",               Rule::Open),
    ("GET",     "/api/users/{handle}/playlists",            Rule::Open),
    ("GET",     "/api/users/{handle}/follow",               account(Scope::LibraryRead)),
    ("PUT",     "/api/users/{handle}/follow",               account(Scope::LibraryWrite)),
    ("DELETE",  "/api/users/{handle}/follow",               account(Scope::LibraryWrite)),
    ("GET",     "/api/users/{handle}/followers",            Rule::Viewer(Some(Scope::LibraryRead))),
    ("GET",     "/api/search",                              Rule::Open),
    ("GET",     "/api/search/suggest",                      Rule::Open),
    ("GET",     "/api/search/trending",                     Rule::Open),
    ("GET",     "/.well-known/jwks.json",                   Rule::Open),
    ("GET",     "/api/videos",                              Rule::Open),
    ("GET",     "/api/videos/mine",                         account(Scope::VideosRead)),
    ("POST",    "/api/videos",                              role(Role::Creator, Scope::VideosWrite)),
    ("GET",     "/api/videos/{id}",                         Rule::Viewer(Some(Scope::VideosRead))),
    ("PUT",     "/api/videos/{id}",                         account(Scope::VideosWrite)),
    ("PATCH",   "/api/videos/{id}",                         account(Scope::VideosWrite)),
    ("DELETE",  "/api/videos/{id}",                         account(Scope::VideosWrite)),
    ("POST",    "/api/videos/{id}/restore",                 account(Scope::VideosWrite)),
    ("POST",    "/api/videos/{id}/unlock",                  Rule::Open),
    ("GET",     "/api/videos/{id}/related",                 Rule::Viewer(Some(Scope::VideosRead))),
    ("POST",    "/api/videos/{id}/report",                  SESSION),
    ("GET",     "/api/videos/{id}/me",                      account(Scope::LibraryRead)),
    ("PUT",     "/api/videos/{id}/reaction",                account(Scope::LibraryWrite)),
    ("POST",    "/api/videos/{id}/views",                   Rule::Viewer(Some(Scope::LibraryWrite))),
    ("GET",     "/api/videos/{id}/stats",                   account(Scope::VideosRead)),
    ("GET",     "/api/videos/{id}/playback",                Rule::Viewer(Some(Scope::VideosRead))),
    ("GET",     "/api/videos/{id}/captions",                Rule::Viewer(Some(Scope::VideosRead))),
    ("GET",     "/api/videos/{id}/captions/{lang}",         Rule::Viewer(Some(Scope::VideosRead))),
    ("PUT",     "/api/videos/{id}/captions/{lang}",         account(Scope::VideosWrite)),
    ("DELETE",  "/api/videos/{id}/captions/{lang}",         account(Scope::VideosWrite)),
    ("GET",     "/api/videos/{id}/chapters",                Rule::Viewer(Some(Scope::VideosRead))),
    ("PUT",     "/api/videos/{id}/chapters",                account(Scope::VideosWrite)),
    ("GET",     "/api/videos/{id}/processing",              account(Scope::VideosRead)),
    ("GET",     "/api/videos/{id}/processing/events",       account(Scope::VideosRead)),
    ("POST",    "/api/videos/{id}/processing/retry",        account(Scope::VideosWrite)),
    ("GET",     "/api/categories",                          Rule::Open),
    ("GET",     "/api/tags",                                Rule::Open),
    ("POST",    "/api/comments",                            account(Scope::CommentsWrite)),
    ("GET",     "/api/comments/video/{id}",                 Rule::Viewer(Some(Scope::VideosRead))),
    ("GET",     "/api/comments/video/{id}/events",          Rule::Viewer(Some(Scope::VideosRead))),
    ("GET",     "/api/comments/video/{id}/me",              account(Scope::CommentsWrite)),
    ("GET",     "/api/comments/mine",                       account(Scope::CommentsWrite)),
    ("GET",     "/api/comments/{id}",                       Rule::Viewer(Some(Scope::VideosRead))),
    ("PUT",     "/api/comments/{id}",                       account(Scope::CommentsWrite)),
    ("DELETE",  "/api/comments/{id}",                       account(Scope::CommentsWrite)),
    ("GET",     "/api/comments/held",                       account(Scope::CommentsWrite)),
    ("PUT",     "/api/comments/{id}/reaction",              account(Scope::CommentsWrite)),
    ("PUT",     "/api/comments/{id}/approval",              account(Scope::CommentsWrite)),
    ("DELETE",  "/api/comments/{id}/approval",              account(Scope::CommentsWrite)),
    ("PUT",     "/api/comments/{id}/pin",                   account(Scope::CommentsWrite)),
    ("DELETE",  "/api/comments/{id}/pin",                   account(Scope::CommentsWrite)),
    ("PUT",     "/api/comments/{id}/heart",                 account(Scope::CommentsWrite)),
    ("DELETE",  "/api/comments/{id}/heart",                 account(Scope::CommentsWrite)),
    ("POST",    "/api/comments/{id}/report",                account(Scope::CommentsWrite)),
    ("GET",     "/api/comments/{id}/history",               role(Role::Moderator, Scope::CommentsWrite)),
    ("GET",     "/api/comments/{id}/replies",               Rule::Viewer(Some(Scope::VideosRead))),
    ("OPTIONS", "/api/upload",                              Rule::Open),
    ("POST",    "/api/upload",                              role(Role::Creator, Scope::UploadsWrite)),
    ("GET",     "/api/upload/mine",                         account(Scope::UploadsWrite)),
    // The long random id in the address is the credential.
    ("HEAD",    "/api/upload/{id}",                         Rule::Open),
    ("PATCH",   "/api/upload/{id}",                         Rule::Open),
    ("DELETE",  "/api/upload/{id}",                         Rule::Open),
    ("POST",    "/api/upload/file",                         role(Role::Creator, Scope::UploadsWrite)),
    ("GET",     "/media/avatars/{user}/{avatar}/{file}",    Rule::Open),
    // Private media carry their credential in the address.
    ("GET",     "/media/s/{token}/{video}/{generation}/{path}", Rule::Open),
    ("GET",     "/media/{video}/{generation}/{path}",       Rule::Open),
    ("GET",     "/feeds/videos.rss",                        Rule::Open),
    ("GET",     "/feeds/videos.atom",                       Rule::Open),
    ("GET",     "/feeds/users/{handle}.rss",                Rule::Open),
    ("GET",     "/feeds/users/{handle}.atom",               Rule::Open),
    ("GET",     "/sitemap.xml",                             Rule::Open),
    ("GET",     "/sitemaps/{part}.xml",                     Rule::Open),
    ("GET",     "/embed/{id}",                              Rule::Open),
    ("GET",     "/oembed",                                  Rule::Open),
    // They exist only for who sits at the machine.
    ("GET",     "/dev/mail",                                Rule::Open),
    ("GET",     "/dev/mail/{id}",                           Rule::Open),
    ("GET",     "/healthz",                                 Rule::Open),
    ("GET",     "/readyz",                                  Rule::Open),
    ("GET",     "/api/version",                             Rule::Open),
    ("GET",     "/problems",                                Rule::Open),
    ("GET",     "/problems/{code}",                         Rule::Open),
    ("GET",     "/api/openapi.json",                        Rule::Open),
    ("GET",     "/api/docs",                                Rule::Open),
    ("GET",     "/api/docs/{path}",                         Rule::Open),
];

static RULES: LazyLock<HashMap<(&str, &str), Rule>> =
    LazyLock::new(|| TABLE.iter().map(|(method, path, rule)| ((*method, *path), *rule)).collect());

/// Every operation with its rule, in the order of the table.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.iter()
}

/// The rule of an operation; `path` as in the OpenAPI document.
pub fn rule(method: &Method, path: &str) -> Option<Rule> {
    RULES.get(&(method.as_str(), path)).copied()
}

impl Rule {
    /// Whether this rule lets the actor in.
    ///
    /// # Errors
    /// `key-not-allowed`, `scope-missing`, `forbidden`, `recent-login-required`.
    pub fn admit(self, actor: &Actor, recent_login: Duration, now: Timestamp) -> Result<(), Problem> {
        let refused = |code| Err(Problem::new(ErrorKind::Forbidden, code));
        let (least, scope, recent) = match self {
            Self::Open => return Ok(()),
            Self::Viewer(scope) => (Role::Viewer, scope, false),
            Self::Account { role, scope, recent } => (role, scope, recent),
        };
        match (actor.via, scope) {
            (Via::ApiKey { .. }, None) => return refused("key-not-allowed"),
            (Via::ApiKey { scopes, .. }, Some(scope)) if !scopes.has(scope) => return refused("scope-missing"),
            (Via::Session { authenticated_at, .. }, _) if recent && now.since(authenticated_at) > recent_login => {
                return refused("recent-login-required");
            }
            _ => {}
        }
        if actor.role >= least { Ok(()) } else { refused("forbidden") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_has_a_rule_and_every_rule_an_operation() {
        let document = serde_json::to_value(crate::openapi::document()).unwrap();
        let operations: BTreeSet<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())))
            .collect();
        let ruled: BTreeSet<(String, String)> = TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
        assert_eq!(operations, ruled);
        assert_eq!(ruled.len(), TABLE.len(), "one rule for each");
    }
}
