//! How mail leaves.

use lettre::AsyncSmtpTransport;
use lettre::message::Mailbox;
use serde::Deserialize;
use std::fmt;

/// Who carries mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Nobody: each is written to a file, for trials.
    Folder,
    /// A mail server.
    Smtp,
    /// Resend's HTTP interface.
    Resend,
    /// SendGrid's HTTP interface.
    Sendgrid,
    /// Nobody: no mail is sent.
    Off,
}

/// Section `[mail]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Who carries mails.
    pub transport: Transport,
    /// Whom they come from: `Name <address>`.
    pub from: String,
    /// Where answers go; empty: to `from`.
    pub reply_to: String,
    /// `smtps://host[:port]`, `smtp://host[:port]?tls=required` or, to a server that is as near as can be,
    /// `smtp://host[:port]`.
    pub smtp_url: String,
    /// The name for the mail server; empty: none is needed.
    pub smtp_username: String,
    /// The password for the mail server.
    pub smtp_password: String,
    /// The key of Resend or SendGrid.
    pub api_key: String,
    /// Where their interface is; empty: where they say.
    pub base_url: String,
    /// How long one attempt may take.
    pub timeout_seconds: u64,
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings").field("transport", &self.transport).field("from", &self.from).finish_non_exhaustive()
    }
}

impl MailSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut demand = |holds: bool, fault: &str| {
            if !holds {
                faults.push(format!("mail.{fault}"));
            }
        };
        let is_mailbox = |text: &str| text.parse::<Mailbox>().is_ok();
        demand(is_mailbox(&self.from), "from: must be an address such as Claqueta <video@example.org>");
        demand(self.reply_to.is_empty() || is_mailbox(&self.reply_to), "reply_to: must be empty or an address");
        demand((1..=600).contains(&self.timeout_seconds), "timeout_seconds: must be 1 to 600");
        let is_url = self.base_url.starts_with("https://") || self.base_url.starts_with("http://");
        demand(self.base_url.is_empty() || (is_url && !self.base_url.ends_with('/')), "base_url: must be a URL without a slash at its end");
        match self.transport {
            Transport::Smtp => {
                let is_url = AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(&self.smtp_url).is_ok();
                demand(is_url, "smtp_url: must be smtps://host or smtp://host?tls=required");
                demand(self.smtp_username.is_empty() == self.smtp_password.is_empty(), "smtp_username and smtp_password go together");
            }
            Transport::Resend | Transport::Sendgrid => demand(!self.api_key.is_empty(), "api_key: must not be empty"),
            Transport::Folder | Transport::Off => {}
        }
        faults
    }
}
