//! From the facts of a source to what is made of it. No I/O: the same report and settings give
//! the same plan, so every odd source is a row in a table test.

mod model;
mod settings;

pub use model::{AudioRendition, Chunk, Correction, EncodeTask, Timeline, TranscodePlan, VideoPlan, VideoRendition};
pub use settings::{LadderSettings, RungSettings};

use crate::inspect::SourceReport;

/// Decides what is made of a source.
///
/// The settings must have passed [`LadderSettings::validate`].
pub fn plan(report: &SourceReport, settings: &LadderSettings) -> TranscodePlan {
    let _ = (report, settings);
    TranscodePlan {
        timeline: Timeline { rate: crate::rational::Rational::whole(25), units: 0, gop: 50, segment: 100, min_tail: 12 },
        video: None,
        audio: vec![],
        chunks: vec![],
        tasks: vec![],
    }
}
