//! Who holds an upload: one request at a time, and the newest one has its way.
//!
//! A connection that died without a word may look alive for minutes, so a lock that waits for its
//! holder would lock the client out of its own upload. Here a newer request tells the holder to
//! stop, waits until it has saved, and goes on. The lock lives in memory and dies with the process;
//! uploads are files on one node, so no other node needs it.

use domain::upload::UploadId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as Gate, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

/// The uploads that are held or waited for.
#[derive(Default)]
pub(super) struct Registry {
    entries: Mutex<HashMap<UploadId, Entry>>,
    closing: CancellationToken,
}

struct Entry {
    gate: Arc<Gate<()>>,
    /// Number of the newest visit; an older one that still waits gives up.
    newest: u64,
    /// Stops the present holder.
    stop: CancellationToken,
}

/// The exclusive use of an upload, until it is dropped.
pub(super) struct Held {
    // Dropped in this order: the gate must be open before the visit looks whether anybody waits.
    _guard: OwnedMutexGuard<()>,
    visit: Visit,
    stop: CancellationToken,
}

/// A request that holds or waits for an upload. The last one out removes the entry.
struct Visit {
    registry: Arc<Registry>,
    id: UploadId,
    gate: Arc<Gate<()>>,
    number: u64,
}

impl Registry {
    /// Stops the present holder and takes its place; `None` if it does not go within `patience`,
    /// or if a still newer request came meanwhile.
    pub(super) async fn take_over(self: &Arc<Self>, id: &UploadId, patience: Duration) -> Option<Held> {
        let visit = self.visit(id);
        let guard = tokio::time::timeout(patience, Arc::clone(&visit.gate).lock_owned()).await.ok()?;
        let stop = self.admit(&visit)?;
        Some(Held { _guard: guard, visit, stop })
    }

    /// Tells every holder, also every future one, to stop.
    pub(super) fn close(&self) {
        self.closing.cancel();
    }

    fn visit(self: &Arc<Self>, id: &UploadId) -> Visit {
        let mut entries = self.entries();
        let entry =
            entries.entry(id.clone()).or_insert_with(|| Entry { gate: Arc::default(), newest: 0, stop: self.closing.child_token() });
        entry.newest += 1;
        entry.stop.cancel();
        Visit { registry: Arc::clone(self), id: id.clone(), gate: Arc::clone(&entry.gate), number: entry.newest }
    }

    /// Makes the visit the holder, unless it is no longer the newest.
    fn admit(&self, visit: &Visit) -> Option<CancellationToken> {
        let mut entries = self.entries();
        let entry = entries.get_mut(&visit.id).filter(|entry| entry.newest == visit.number)?;
        entry.stop = self.closing.child_token();
        Some(entry.stop.clone())
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<UploadId, Entry>> {
        // Nothing that can panic runs under this lock; a poisoned map would still be whole.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries().len()
    }
}

impl Held {
    /// Cancelled when a newer request wants the upload.
    pub(super) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// The upload that is held.
    pub(super) fn id(&self) -> &UploadId {
        &self.visit.id
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut entries = self.registry.entries();
        // Two are left if nobody else holds or waits: the entry's own and this one. New ones are
        // only made under the lock that we have.
        if Arc::strong_count(&self.gate) == 2 {
            entries.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(5);

    fn id() -> UploadId {
        UploadId::from_secret([1; 32])
    }

    #[tokio::test]
    async fn a_newer_request_stops_the_holder_and_follows_it() {
        let (registry, id) = (Arc::new(Registry::default()), id());
        let first = registry.take_over(&id, PATIENCE).await.unwrap();
        assert!(!first.stop().is_cancelled());
        let saving = async {
            first.stop().cancelled().await;
            drop(first);
        };
        let (second, ()) = tokio::join!(registry.take_over(&id, PATIENCE), saving);
        assert!(!second.unwrap().stop().is_cancelled());
        assert_eq!(registry.len(), 0);
    }

    #[tokio::test]
    async fn a_holder_that_does_not_go_locks_the_others_out() {
        let registry = Arc::new(Registry::default());
        let first = registry.take_over(&id(), PATIENCE).await.unwrap();
        assert!(registry.take_over(&id(), Duration::from_millis(20)).await.is_none());
        drop(first);
        assert!(registry.take_over(&id(), PATIENCE).await.is_some());
        assert_eq!(registry.len(), 0);
    }

    #[tokio::test]
    async fn only_the_newest_of_many_gets_in() {
        let (registry, id) = (Arc::new(Registry::default()), id());
        let first = registry.take_over(&id, PATIENCE).await.unwrap();
        let (a, b, c, ()) =
            tokio::join!(registry.take_over(&id, PATIENCE), registry.take_over(&id, PATIENCE), registry.take_over(&id, PATIENCE), async {
                drop(first);
            },);
        assert_eq!([a.is_some(), b.is_some(), c.is_some()], [false, false, true]);
        drop(c);
        assert_eq!(registry.len(), 0);
    }

    #[tokio::test]
    async fn uploads_do_not_disturb_each_other() {
        let registry = Arc::new(Registry::default());
        let first = registry.take_over(&id(), PATIENCE).await.unwrap();
        let other = registry.take_over(&UploadId::from_secret([2; 32]), PATIENCE).await.unwrap();
        assert!(!first.stop().is_cancelled() && !other.stop().is_cancelled());
        registry.close();
        assert!(first.stop().is_cancelled() && other.stop().is_cancelled());
    }
}
