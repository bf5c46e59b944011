//! What is kept for speed and may be lost: the counts of the rate [`limiter`], and [`visits`].
//!
//! One server keeps them in its memory; several share them in Redis. Redis is a help and never a
//! need: while it does not answer, each server counts for itself, and no request waits for it.
//! Nothing here knows what is counted, or for whom.
//!
//! Start reading at [`limiter::Limiter`], then `link` for how Redis may fail and `pool` for what is more than a count.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::allow_attributes,
        reason = "a test fails by panicking"
    )
)]

pub mod limiter;
mod link;
mod pool;
mod settings;
pub mod visits;

pub use limiter::{Decision, Limit, Limiter};
pub use settings::{InvalidUrl, Settings};
pub use visits::Visits;
