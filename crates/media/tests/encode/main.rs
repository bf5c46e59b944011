//! Inspection, plan, encoding and images on real media, by real ffmpeg. All media is made on the spot.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::allow_attributes,
    reason = "a test fails by panicking"
)]

mod cases;
mod images;
mod joins;
mod rejects;
mod runner;
mod suite;
mod support;
