//! Work that lasts, for as long as whoever wants it may have it.

use domain::{ErrorKind, Fault};
use std::time::Duration;
use tokio::time::sleep;

/// How often it is asked again.
const PACE: Duration = Duration::from_secs(2);

/// Does the work, and asks again and again meanwhile whether it may go on. Once it may not, the work is
/// dropped, as when its client goes away.
///
/// # Errors
/// Why it may not. A question that could not be answered ends nothing.
pub async fn while_good<T>(ask: impl AsyncFn() -> auth::Result<()>, work: impl Future<Output = T>) -> auth::Result<T> {
    let refusal = async {
        loop {
            sleep(PACE).await;
            match ask().await {
                Err(error) if is_refusal(error.kind()) => return error,
                Err(error) => tracing::warn!(%error, "cannot ask whether a request may go on; it does"),
                Ok(()) => {}
            }
        }
    };
    tokio::select! {
        biased;
        done = work => Ok(done),
        error = refusal => Err(error),
    }
}

fn is_refusal(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden | ErrorKind::NotFound)
}
