//! The jobs that send mail: they read the rows that use cases wrote, and hand them to the mailer.

use crate::context::Context;
use async_trait::async_trait;
use auth::mail::delivery::{self, Outgoing};
use auth::mail::{self, request};
use integrations::mail::{MailError, Mailer, Message, Transport};
use jobs::{Failure, Handler, Worker};
use persistence::job::Job;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Lets a worker do these jobs, if it can: links need an address to lead to. A worker beside a server
/// that has none configured leaves mail to that server, which knows where it listens.
#[must_use]
pub fn handlers(worker: Worker, context: &Context, auth: &auth::Ctx) -> Worker {
    if context.public_url.is_empty() {
        return worker;
    }
    if context.settings.mail.transport == Transport::Folder && context.is_https() {
        tracing::warn!("mail.transport is folder: mails are written to files and reach nobody");
    }
    let sender: Arc<dyn Handler> = Arc::new(Sender { auth: auth.clone(), mailer: context.mailer.clone() });
    worker.with(mail::JOB, Arc::clone(&sender)).with(request::JOB, sender)
}

struct Sender {
    auth: auth::Ctx,
    mailer: Arc<dyn Mailer>,
}

#[async_trait]
impl Handler for Sender {
    async fn run(&self, job: &Job, stop: CancellationToken) -> Result<(), Failure> {
        if job.kind == request::JOB {
            request::answer(&self.auth, &job.payload).await.map_err(|error| passing(&error))?;
            self.auth.doorbell.ring();
            return Ok(());
        }
        let Some(mail) = delivery::outgoing(&self.auth, &job.payload).await.map_err(|error| passing(&error))? else { return Ok(()) };
        let id = mail.id;
        let outcome = stop.run_until_cancelled(self.mailer.send(&message(mail))).await.ok_or(Failure::Stopped)?;
        match outcome {
            Ok(()) => delivery::sent(&self.auth, id).await.map_err(|error| passing(&error)),
            Err(error) => {
                delivery::failed(&self.auth, id, &error.to_string()).await.map_err(|error| passing(&error))?;
                Err(match error {
                    MailError::Refused(reason) => Failure::Final(reason),
                    MailError::Failed(reason) => Failure::Passing(reason),
                })
            }
        }
    }

    async fn gave_up(&self, job: &Job, error: &str) {
        if job.kind == mail::JOB
            && let Err(error) = delivery::gave_up(&self.auth, &job.payload, error).await
        {
            tracing::error!(job = %job.key, %error, "cannot note that a mail was given up");
        }
    }
}

fn passing(error: &auth::Error) -> Failure {
    Failure::Passing(error.to_string())
}

fn message(mail: Outgoing) -> Message {
    let Outgoing { id, at, to, subject, text, html } = mail;
    Message { id: id.to_string(), at, to, subject, text, html }
}
