//! What a test reads of the mails that were written.

use crate::world::World;
use auth::mail::{self, delivery, request};
use persistence::job::{Claim, Holder};
use std::time::Duration;

/// A mail that was sent: its address, subject and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

impl Letter {
    /// The token of its link.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self.text.split_once("token=").unwrap_or_else(|| panic!("a link in {}", self.text));
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Its text on one line.
    pub(crate) fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The path that its link leads to.
    pub(crate) fn path(&self) -> String {
        let (_, rest) = self.text.split_once("https://video.example/").unwrap();
        rest.split(['?', '\n']).next().unwrap().to_owned()
    }
}

impl World {
    /// The subjects of what was to be sent to an address.
    pub(crate) async fn told(&self, to: &str) -> Vec<String> {
        self.mailed().await.into_iter().filter(|letter| letter.to == to).map(|letter| letter.subject).collect()
    }

    /// Does what a worker does until there is nothing left: answers requests and sends mails.
    pub(crate) async fn mailed(&self) -> Vec<Letter> {
        let (ctx, mut letters) = (&self.ctx, Vec::new());
        loop {
            let now = ctx.clock.now();
            let kinds = [mail::JOB, request::JOB];
            let lease_until = now.plus(Duration::from_secs(30));
            let claim = Claim { worker: "test", node: "n", kinds: &kinds, up_to_priority: i32::MAX, now, lease_until };
            let Some(job) = persistence::job::claim(&ctx.db, &claim).await.unwrap() else { return letters };
            if job.kind == request::JOB {
                request::answer(ctx, &job.payload).await.unwrap();
            } else if let Some(mail) = delivery::outgoing(ctx, &job.payload).await.unwrap() {
                delivery::sent(ctx, mail.id).await.unwrap();
                letters.push(Letter { to: mail.to, subject: mail.subject, text: mail.text });
            }
            let tx = ctx.db.begin_write().await.unwrap();
            persistence::job::finish(&tx, job.id, Holder { worker: "test", attempts: job.attempts }).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    /// The one mail that was to be sent.
    pub(crate) async fn one_mail(&self) -> Letter {
        let letters = self.mailed().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        letters.into_iter().next().unwrap()
    }
}
