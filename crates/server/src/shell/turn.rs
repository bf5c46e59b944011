//! A request's place among those that are worked on at once.

use crate::problem::Problem;
use domain::ErrorKind;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The place of one request. The shell takes it, keeps it among the request's extensions and gives
/// it back; in between, whoever waits for the client leaves it to others.
#[derive(Clone)]
pub struct Turn(Rc<Place>);

struct Place {
    permits: Arc<Semaphore>,
    queue: Duration,
    held: Cell<Option<OwnedSemaphorePermit>>,
}

impl Turn {
    /// Waits for a place, no longer than `queue`.
    ///
    /// # Errors
    /// `overloaded` if none becomes free.
    pub(super) async fn take(permits: Arc<Semaphore>, queue: Duration) -> Result<Self, Problem> {
        let turn = Self(Rc::new(Place { permits, queue, held: Cell::new(None) }));
        turn.resume().await?;
        Ok(turn)
    }

    /// Leaves the place to another request.
    pub fn leave(&self) {
        self.0.held.set(None);
    }

    /// Waits for a place again after [`Self::leave`].
    ///
    /// # Errors
    /// `overloaded` if none becomes free in time.
    pub async fn resume(&self) -> Result<(), Problem> {
        let overloaded = || Problem::new(ErrorKind::Unavailable, "overloaded").retry_after(1);
        match timeout(self.0.queue, self.0.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => {
                self.0.held.set(Some(permit));
                Ok(())
            }
            Ok(Err(_)) | Err(_) => Err(overloaded()),
        }
    }
}
