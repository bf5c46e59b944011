//! `/dev/mail`: what was mailed, for trials. Only where mails go into a folder and nobody from outside
//! can reach the server; anywhere else these addresses do not exist, since the links are secrets.

use crate::context::Context;
use crate::extract::Id;
use crate::problem::Problem;
use actix_web::http::header::{ACCEPT, CONTENT_SECURITY_POLICY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use auth::mail::delivery::{self, Outgoing};
use domain::Timestamp;
use domain::id::MailId;
use integrations::mail::Transport;
use serde::Serialize;
use std::fmt::Write;
use std::net::IpAddr;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mails that the list shows.
const SHOWN: u64 = 50;
/// Mails are pages of their own; they may not run or load anything.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_mails).service(show_mail);
}

/// A mail that was sent.
#[derive(Serialize, ToSchema)]
struct MailView {
    /// Its identifier.
    id: MailId,
    /// When it was written.
    at: Timestamp,
    /// The address it went to.
    to: String,
    /// Its subject.
    subject: String,
    /// Its content as plain text.
    text: String,
}

/// Mails that were sent, newest first.
#[derive(Serialize, ToSchema)]
struct MailsView {
    /// The mails.
    items: Vec<MailView>,
}

/// What was mailed, newest first; as JSON with `Accept: application/json`. On a loopback address only, while mails go into a folder.
#[utoipa::path(operation_id = "listDevMail", tag = "operations", responses(
    (status = 200, description = "The newest 50", content((String = "text/html"), (MailsView = "application/json"))),
    (status = 404, description = "`not-found`: not on this installation")
))]
#[get("/dev/mail")]
async fn list_mails(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let mails = mails(&request, &context).await?;
    if request.headers().get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json")) {
        return Ok(HttpResponse::Ok().json(MailsView { items: mails.into_iter().map(view).collect() }));
    }
    let mut rows = String::new();
    for mail in &mails {
        let (id, at, to, subject) = (mail.id, mail.at, escaped(&mail.to), escaped(&mail.subject));
        let _ = writeln!(rows, "<li><a href=\"/dev/mail/{id}\">{subject}</a> <small>{to}, {at}</small></li>");
    }
    let head =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Mail</title><body style=\"font:16px/1.6 sans-serif;margin:2rem\">";
    Ok(page(format!("{head}<h1>Mail</h1><ol reversed>{rows}</ol></body></html>")))
}

/// One mail as its receiver sees it.
#[utoipa::path(operation_id = "showDevMail", tag = "operations", params(("id" = MailId, Path, description = "The mail")), responses(
    (status = 200, description = "The mail", content_type = "text/html", body = String)
))]
#[get("/dev/mail/{id}")]
async fn show_mail(request: HttpRequest, context: Data<Context>, Id(id): Id<MailId>) -> Result<HttpResponse, Problem> {
    let mail = mails(&request, &context).await?.into_iter().find(|mail| mail.id == id).ok_or_else(Problem::not_found)?;
    Ok(page(mail.html))
}

async fn mails(request: &HttpRequest, context: &Context) -> Result<Vec<Outgoing>, Problem> {
    let settings = &context.settings;
    let into_folder = settings.mail.transport == Transport::Folder;
    let authority = context.public_origin().split_once("://").map_or("", |(_, authority)| authority);
    // A proxy before us, or a name that leads here from elsewhere, would let others in.
    let is_ours = settings.http.trusted_proxies.is_empty() && is_loopback(authority) && is_loopback(request.connection_info().host());
    if into_folder && is_ours && request.peer_addr().is_some_and(|peer| peer.ip().is_loopback()) {
        return Ok(delivery::latest(&context.auth, SHOWN).await?);
    }
    Err(Problem::not_found())
}

/// Whether a host, with or without a port, is this machine as only itself sees it.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn view(mail: Outgoing) -> MailView {
    let Outgoing { id, at, to, subject, text, .. } = mail;
    MailView { id, at, to, subject, text }
}

fn page(html: String) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_SECURITY_POLICY, POLICY)).content_type("text/html; charset=utf-8").body(html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_are_nobody_elses() {
        for ours in ["127.0.0.1:8080", "[::1]:80", "localhost", "localhost:3000", "127.0.0.9"] {
            assert!(is_loopback(ours), "{ours}");
        }
        for other in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80", "localhost.example.org:80", "", "video.example.org"] {
            assert!(!is_loopback(other), "{other}");
        }
    }
}
