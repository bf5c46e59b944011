//! Views: how often and how long videos are watched, and which of their parts.

mod command;
mod played;
mod robot;
mod stats;
mod tally;
mod trend;

pub use command::{CountView, Stretch};
pub use played::Played;
pub use robot::is_robot;
pub use stats::{DayStats, VideoStats, WatchedDay};
pub use tally::{HourTally, Tally};
pub use trend::{TRENDING_DAYS, trend};

/// Parts of the same length that a video is cut into to see how far people watch it.
pub const BUCKETS: usize = 20;
