//! Through a mail server (RFC 5321).

use super::{MailError, MailSettings, Mailer, Message, Sender};
use async_trait::async_trait;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::time::Duration;

pub(super) struct Smtp {
    sender: Sender,
    server: AsyncSmtpTransport<Tokio1Executor>,
    timeout: Duration,
}

impl Smtp {
    pub(super) fn new(settings: &MailSettings) -> Result<Self, String> {
        let timeout = Duration::from_secs(settings.timeout_seconds);
        let builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.smtp_url).map_err(|error| format!("mail.smtp_url: {error}"))?;
        let mut builder = builder.timeout(Some(timeout));
        if !settings.smtp_username.is_empty() {
            builder = builder.credentials(Credentials::new(settings.smtp_username.clone(), settings.smtp_password.clone()));
        }
        Ok(Self { sender: Sender::of(settings)?, server: builder.build(), timeout })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, message: &Message) -> Result<(), MailError> {
        let written = self.sender.written(message)?;
        // The library's own limit is for each step, so a server that is slow at every one would pass it.
        let sent = tokio::time::timeout(self.timeout, self.server.send(written)).await;
        let sent = sent.map_err(|_| MailError::Failed("the mail server took too long".to_owned()))?;
        sent.map(drop).map_err(|error| {
            let text = format!("the mail server: {error}");
            if error.is_permanent() { MailError::Refused(text) } else { MailError::Failed(text) }
        })
    }
}
