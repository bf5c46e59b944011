//! Background work: claims jobs from the queue table, runs their handlers under a lease, backs
//! off after errors and gives up after some, and hands everything back when it stops.
//!
//! It knows nothing of what the jobs hold. A job is queued in the transaction that causes it
//! ([`persistence::job::enqueue`]), so the row is the truth and [`Doorbell`] only saves waiting.
//!
//! Start reading at [`Handler`], then [`Worker`]; [`operator`] is for people who run a site.

mod lock;
pub mod operator;
mod settings;
mod worker;

pub use lock::WorkerLock;
pub use settings::Settings;
pub use worker::{Doorbell, Failure, Handler, Worker};
