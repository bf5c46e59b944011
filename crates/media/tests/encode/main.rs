//! Inspection, plan, encoding and images on real media, by real ffmpeg. All media is made on the spot.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod broken;
mod cases;
mod images;
mod joins;
mod lengths;
mod rejects;
mod runner;
mod still;
mod suite;
mod support;
mod tracks;
