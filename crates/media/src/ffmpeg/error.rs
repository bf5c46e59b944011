//! How a run of ffmpeg or ffprobe can end badly.

use domain::{ErrorKind, Fault};

/// Why a run did not end well.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The program is missing or cannot be started.
    #[error("{program} cannot be started")]
    Start {
        /// The program's name.
        program: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// Whoever started the run asked it to stop.
    #[error("the run was cancelled")]
    Cancelled,
    /// The run took longer than allowed.
    #[error("{program} took longer than {seconds} s")]
    TimedOut {
        /// The program's name.
        program: &'static str,
        /// The limit.
        seconds: u64,
    },
    /// The program was killed from outside, or for going over a limit.
    #[error("{program} was killed by signal {signal}")]
    Killed {
        /// The program's name.
        program: &'static str,
        /// Number of the signal.
        signal: i32,
    },
    /// The program says that it failed.
    #[error("{program} failed: {stderr}")]
    Failed {
        /// The program's name.
        program: &'static str,
        /// Its last words, without paths and addresses.
        stderr: String,
    },
    /// Reading from or writing to the program or its folder failed.
    #[error("cannot talk to {program}")]
    Io {
        /// The program's name.
        program: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
}

impl RunError {
    /// The program's last words, where there are any: fit for the owner of the source.
    pub fn stderr(&self) -> Option<&str> {
        match self {
            Self::Failed { stderr, .. } => Some(stderr),
            _ => None,
        }
    }
}

impl Fault for RunError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Start { .. } | Self::Cancelled => ErrorKind::Unavailable,
            _ => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Start { .. } => "ffmpeg-missing",
            Self::Cancelled => "cancelled",
            Self::TimedOut { .. } => "ffmpeg-timed-out",
            Self::Killed { .. } => "ffmpeg-killed",
            Self::Failed { .. } => "ffmpeg-failed",
            Self::Io { .. } => "ffmpeg-io",
        }
    }
}
