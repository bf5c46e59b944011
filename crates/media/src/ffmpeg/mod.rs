//! Running ffmpeg and ffprobe so that a hostile file can do no harm.
//!
//! Every run gets an argument array, an empty folder of its own, allow-lists of protocols and
//! formats, limits on time, memory and output, a low priority and a process group that is killed
//! as a whole: when the caller cancels, when the time is up, when the future is dropped, and, by
//! the parent-death signal, when this process is killed with no chance to act.
//!
//! Start at [`Tools`].

mod arguments;
mod error;
pub(crate) mod filters;
mod log;
mod progress;
mod run;
mod scratch;
mod settings;
mod spawn;
mod tools;

pub use error::RunError;
pub use log::Decoded;
pub use settings::FfmpegSettings;
pub use tools::Tools;

pub(crate) use arguments::{Arguments, CODECS, input_options, seconds};
pub(crate) use progress::{Progress, ProgressReader};
pub(crate) use run::{Invocation, Limit, Program};
pub(crate) use scratch::Scratch;
