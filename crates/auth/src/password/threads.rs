//! Threads for work that would otherwise take the processors from everybody else.
//!
//! They are a few of their own instead of the runtime's blocking threads, because those also answer files and
//! look-ups that somebody waits for: these run behind whatever else wants a processor.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// How much nicer to others than the rest of the server (`nice(2)`): about a tenth of a processor that all want.
#[cfg(target_os = "linux")]
const NICER: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// A handle on the threads, which end with the last handle. Whoever hands in more work than there are threads
/// bounds it himself.
#[derive(Clone)]
pub(super) struct Threads {
    work: Sender<Work>,
}

impl Threads {
    pub(super) fn start(count: usize) -> std::io::Result<Self> {
        let (sender, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..count {
            let receiver = Arc::clone(&receiver);
            std::thread::Builder::new().name(format!("passwords-{number}")).spawn(move || work_through(&receiver))?;
        }
        Ok(Self { work: sender })
    }

    /// What `work` gives; nothing if it panicked. Dropping the future doesn't stop it.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (sender, outcome) = oneshot::channel();
        // Nobody may be left to hear of it.
        self.work.send(Box::new(move || drop(sender.send(work())))).ok()?;
        outcome.await.ok()
    }
}

fn work_through(receiver: &Mutex<Receiver<Work>>) {
    step_back();
    // The lock is held while waiting, so the others wait for the lock. Nothing that panics runs under it.
    while let Ok(work) = { receiver.lock().unwrap_or_else(PoisonError::into_inner).recv() } {
        // Told to whoever waits by the sender that is dropped; the thread stays.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

/// On Linux a priority belongs to one thread; elsewhere to the process, which must keep its own.
fn step_back() {
    #[cfg(target_os = "linux")]
    {
        let own = rustix::process::getpriority_process(None).unwrap_or(0);
        // A system that refuses it only serves readers worse beside a crowd of sign-ins.
        let _ = rustix::process::setpriority_process(None, own.saturating_add(NICER).min(19));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_costs_its_own_work_and_no_thread() {
        let threads = Threads::start(1).unwrap();
        assert_eq!(threads.run(|| -> u8 { panic!("as a test") }).await, None);
        assert_eq!(threads.run(|| 7).await, Some(7));
    }

    #[tokio::test]
    async fn work_goes_on_when_nobody_waits_for_it() {
        let threads = Threads::start(1).unwrap();
        let (done, told) = std::sync::mpsc::channel();
        let (begin, wait) = channel();
        let left = threads.clone();
        let mut caller = tokio::task::JoinSet::new();
        caller.spawn(async move {
            let work = move || {
                wait.recv().unwrap();
                done.send(()).unwrap();
            };
            left.run(work).await
        });
        tokio::task::yield_now().await;
        caller.shutdown().await;
        begin.send(()).unwrap();
        told.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn they_stand_behind_the_threads_that_answer() {
        let priority = || rustix::process::getpriority_process(None).unwrap();
        let own = priority();
        let threads = Threads::start(2).unwrap();
        assert_eq!(threads.run(priority).await, Some((own + NICER).min(19)));
        assert_eq!(priority(), own, "the others keep theirs");
    }

    #[tokio::test]
    async fn they_end_with_the_last_handle() {
        let threads = Threads::start(1).unwrap();
        let (held, released) = channel::<()>();
        // Lives as long as the thread does.
        thread_local! { static HELD: std::cell::RefCell<Option<Sender<()>>> = const { std::cell::RefCell::new(None) } }
        threads.run(move || HELD.with(|cell| *cell.borrow_mut() = Some(held))).await.unwrap();
        drop(threads);
        let gone = tokio::task::spawn_blocking(move || released.recv_timeout(std::time::Duration::from_secs(30)));
        assert_eq!(gone.await.unwrap(), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
    }
}
