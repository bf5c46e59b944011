//! End-to-end tests: the real binary, real ffmpeg, real databases and stores, real clients.
//!
//! One binary, because linking is what costs most. Each module holds the promises of one part of
//! the product; what they stand on is the package's library.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "these are tests"
)]

mod browsers;
mod community;
mod contract;
mod crash;
mod edge;
mod identity;
mod input;
mod journey;
mod load;
mod mail;
mod memory;
mod multipart;
mod odd_media;
mod output;
mod pictures;
mod playback;
mod sign_in;
mod sound;
mod uploads;
mod uploads_protocol;
mod views;
mod workers;
