//! Into files that a mail program can open, for trials and tests.

use super::{MailError, MailSettings, Mailer, Message, Sender};
use async_trait::async_trait;
use std::io;
use std::path::PathBuf;

pub(super) struct Folder {
    sender: Sender,
    folder: PathBuf,
}

impl Folder {
    pub(super) fn new(folder: PathBuf, settings: &MailSettings) -> Result<Self, String> {
        Ok(Self { sender: Sender::of(settings)?, folder })
    }

    /// Written aside and renamed, so that whoever watches the folder sees whole mails only.
    async fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let draft = self.folder.join(format!(".{name}"));
        tokio::fs::write(&draft, bytes).await?;
        tokio::fs::rename(&draft, self.folder.join(name)).await
    }
}

#[async_trait]
impl Mailer for Folder {
    async fn send(&self, message: &Message) -> Result<(), MailError> {
        let written = self.sender.written(message)?.formatted();
        // Colons are not for every file system.
        let name = format!("{}-{}.eml", message.at.to_string().replace(':', ""), message.id);
        self.write(&name, &written).await.map_err(|error| MailError::Failed(format!("{}: {error}", self.folder.display())))
    }
}
