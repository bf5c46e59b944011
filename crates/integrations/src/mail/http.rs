//! Through the HTTP interface of a mail provider.

use super::{MailError, MailSettings, Mailer, Message, Sender};
use async_trait::async_trait;
use lettre::message::Mailbox;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

/// What a provider says of a failure is read up to this many bytes.
const MAX_ANSWER: usize = 2048;

/// One of the providers.
pub(super) struct Provider {
    sender: Sender,
    client: Client,
    url: String,
    api_key: String,
    dialect: Dialect,
}

#[derive(Clone, Copy)]
enum Dialect {
    Resend,
    Sendgrid,
}

impl Provider {
    pub(super) fn resend(settings: &MailSettings) -> Result<Self, String> {
        Self::new(settings, Dialect::Resend, "https://api.resend.com", "/emails")
    }

    pub(super) fn sendgrid(settings: &MailSettings) -> Result<Self, String> {
        Self::new(settings, Dialect::Sendgrid, "https://api.sendgrid.com", "/v3/mail/send")
    }

    fn new(settings: &MailSettings, dialect: Dialect, base: &str, path: &str) -> Result<Self, String> {
        let timeout = Duration::from_secs(settings.timeout_seconds);
        // A redirect would carry the key and the mail to wherever it points.
        let client = Client::builder().timeout(timeout).redirect(Policy::none()).build().map_err(|error| format!("mail: {error}"))?;
        let base = if settings.base_url.is_empty() { base } else { &settings.base_url };
        Ok(Self { sender: Sender::of(settings)?, client, url: format!("{base}{path}"), api_key: settings.api_key.clone(), dialect })
    }

    fn request(&self, message: &Message) -> RequestBuilder {
        let request = self.client.post(&self.url).bearer_auth(&self.api_key);
        match self.dialect {
            Dialect::Resend => request.header("Idempotency-Key", &message.id).json(&self.for_resend(message)),
            Dialect::Sendgrid => request.json(&self.for_sendgrid(message)),
        }
    }

    fn for_resend(&self, message: &Message) -> Value {
        json!({
            "from": self.sender.from.to_string(), "to": [message.to], "reply_to": self.sender.reply_to.as_ref().map(ToString::to_string),
            "subject": message.subject, "text": message.text, "html": message.html, "headers": self.headers(message),
        })
    }

    fn for_sendgrid(&self, message: &Message) -> Value {
        let mut body = json!({
            "personalizations": [{ "to": [{ "email": message.to }] }],
            "from": sendgrid_address(&self.sender.from),
            "subject": message.subject,
            "content": [{ "type": "text/plain", "value": message.text }, { "type": "text/html", "value": message.html }],
            "headers": self.headers(message),
            // Our links are secrets: nobody shall count who follows them.
            "tracking_settings": { "click_tracking": { "enable": false }, "open_tracking": { "enable": false } },
        });
        if let (Some(reply_to), Some(body)) = (&self.sender.reply_to, body.as_object_mut()) {
            body.insert("reply_to".to_owned(), sendgrid_address(reply_to));
        }
        body
    }

    fn headers(&self, message: &Message) -> Value {
        json!({ "Message-ID": self.sender.message_id(message), "Auto-Submitted": "auto-generated" })
    }
}

fn sendgrid_address(mailbox: &Mailbox) -> Value {
    match &mailbox.name {
        Some(name) => json!({ "email": mailbox.email.to_string(), "name": name }),
        None => json!({ "email": mailbox.email.to_string() }),
    }
}

#[async_trait]
impl Mailer for Provider {
    async fn send(&self, message: &Message) -> Result<(), MailError> {
        let answer = self.request(message).send().await;
        let answer = answer.map_err(|error| MailError::Failed(format!("the mail provider: {}", error.without_url())))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let text = format!("the mail provider answered {status}: {}", beginning(answer).await);
        // Only these speak of the mail; a wrong key, a full quota or a fault of theirs can be mended.
        let hopeless = matches!(status, StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY);
        Err(if hopeless { MailError::Refused(text) } else { MailError::Failed(text) })
    }
}

async fn beginning(mut answer: Response) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= MAX_ANSWER {
            break;
        }
    }
    bytes.truncate(MAX_ANSWER);
    String::from_utf8_lossy(&bytes).into_owned()
}
