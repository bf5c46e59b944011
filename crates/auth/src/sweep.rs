//! What time does to identity: things expire, and somebody must clear away.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::{administration, factors, mail, profile, providers, sessions, signing};

/// Clears away what is over. What fails is told in the log and tried again next time; the rest goes on.
pub async fn sweep(ctx: &Ctx) {
    report("sessions", sessions::sweep(ctx).await);
    report("mails", mail::delivery::sweep(ctx).await);
    report("second factors", factors::sweep(ctx).await);
    report("sign-ins with providers", providers::sign_in::sweep(ctx).await);
    report("former handles", profile::sweep(ctx).await);
    report("signing keys", signing::sweep(ctx).await);
    report("suspensions", administration::users::sweep(ctx).await);
}

fn report<T>(what: &str, outcome: Result<T>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "cannot sweep {what}");
    }
}
