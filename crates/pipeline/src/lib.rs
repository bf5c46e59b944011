//! From bytes to playback: uploads, and the jobs that turn an uploaded file into a video.
//!
//! It joins `persistence`, `media` and `jobs`; what an ffmpeg argument or an SQL statement looks
//! like is not its business. The walk of a file:
//!
//! 1. [`uploads`]: bytes arrive in a staged file; with the last one the upload is complete.
//! 2. `ingest`: the staged file is moved into the store, a generation begins.
//! 3. `inspect`: the source is looked at, a plan is made, its tasks are queued.
//! 4. `encode`: each task stores segments as they close; with the first ones the video plays.
//! 5. `finish`: playlists are written for good and the video is ready.
//!
//! Beside it, [`captions`] are read, made good and kept.
//!
//! Every step is a job that can be begun again after it was cut off anywhere. [`sweep`] finds what
//! was left behind. Start reading at [`uploads`], then [`queue`] for the kinds of jobs.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod audit;
pub mod captions;
mod ctx;
mod encode;
mod erasure;
mod error;
mod failure;
mod finish;
mod guard;
mod ingest;
mod inspect;
mod manifest;
pub mod playback;
pub mod processing;
mod purge;
pub mod queue;
mod settings;
pub mod sweep;
#[cfg(test)]
mod testing;
pub mod uploads;
mod word;
mod work;
mod worker;

pub use ctx::Ctx;
pub use error::{Error, Result};
pub use settings::{RetentionSettings, UploadSettings};
pub use work::MediaWork;
pub use worker::handlers;
