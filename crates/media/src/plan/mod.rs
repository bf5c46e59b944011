//! From the facts of a source to what is made of it. No I/O: the same report and settings give
//! the same plan, so every odd source is a row in a table test.

mod model;
mod settings;

pub use model::{AudioRendition, Chunk, Correction, EncodeTask, Timeline, TranscodePlan, VideoPlan, VideoRendition};
pub use settings::{LadderSettings, RungSettings};
