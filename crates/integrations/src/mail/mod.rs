//! Sending one mail: by SMTP, by the HTTP interface of a provider, or into a folder for trials.

mod folder;
mod http;
mod settings;
mod smtp;

pub use settings::{MailSettings, Transport};

use async_trait::async_trait;
use domain::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// A mail that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Unique to the mail and the same each time it is tried: receivers that see it twice keep one.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// The address it goes to.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The content as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The mail itself is not acceptable: trying again won't help.
    #[error("{0}")]
    Refused(String),
    /// It may work another time.
    #[error("{0}")]
    Failed(String),
}

/// Sends mails.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a mail to whoever carries it on.
    ///
    /// # Errors
    /// [`MailError`], which says whether trying again can help.
    async fn send(&self, message: &Message) -> Result<(), MailError>;
}

/// The mailer that the settings ask for. `folder` is where mails go that are not sent anywhere.
///
/// # Errors
/// What is wrong with the settings, of that which [`MailSettings::validate`] cannot see.
pub fn mailer(settings: &MailSettings, folder: &Path) -> Result<Arc<dyn Mailer>, String> {
    Ok(match settings.transport {
        Transport::Off => Arc::new(Off),
        Transport::Folder => Arc::new(folder::Folder::new(folder.to_owned(), settings)?),
        Transport::Smtp => Arc::new(smtp::Smtp::new(settings)?),
        Transport::Resend => Arc::new(http::Provider::resend(settings)?),
        Transport::Sendgrid => Arc::new(http::Provider::sendgrid(settings)?),
    })
}

/// For installations without mail.
struct Off;

#[async_trait]
impl Mailer for Off {
    async fn send(&self, _: &Message) -> Result<(), MailError> {
        Err(MailError::Refused("mail.transport is off".to_owned()))
    }
}

/// Who a mail comes from.
struct Sender {
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Sender {
    fn of(settings: &MailSettings) -> Result<Self, String> {
        let parse = |text: &str| text.parse::<Mailbox>().map_err(|error| format!("mail: {text:?}: {error}"));
        let reply_to = (!settings.reply_to.is_empty()).then(|| parse(&settings.reply_to)).transpose()?;
        Ok(Self { from: parse(&settings.from)?, reply_to })
    }

    /// The `Message-ID` (RFC 5322, section 3.6.4).
    fn message_id(&self, message: &Message) -> String {
        format!("<{}@{}>", message.id, self.from.email.domain())
    }

    /// The mail as it goes over the wire.
    fn written(&self, message: &Message) -> Result<lettre::Message, MailError> {
        let refused = |error: &dyn std::fmt::Display| MailError::Refused(format!("the mail cannot be written: {error}"));
        let to = lettre::Address::try_from(message.to.clone()).map_err(|error| refused(&error))?;
        let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(message.at.millis()).unwrap_or(0));
        let mut builder = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&message.subject)
            .date(at)
            .message_id(Some(self.message_id(message)))
            // RFC 3834: no robot shall answer a robot.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        builder.multipart(MultiPart::alternative_plain_html(message.text.clone(), message.html.clone())).map_err(|error| refused(&error))
    }
}

#[cfg(test)]
mod tests;
