//! How a run of ffmpeg or ffprobe can end badly.

use super::Decoded;
use domain::{ErrorKind, Fault};

/// The signal of the out-of-memory killer and of operators.
pub(super) const SIGKILL: i32 = 9;

/// Words of a program that could not get at the bytes, or had no room for its own.
const OUT_OF_REACH: [&str; 10] = [
    "No such file",
    "Permission denied",
    "Input/output error",
    "I/O error",
    "HTTP error",
    "Server returned",
    "Connection",
    "timed out",
    "Network is unreachable",
    "No space left on device",
];

/// Words of a program that went over its limit of memory. Elsewhere or later there may be more.
const OUT_OF_MEMORY: &str = "Cannot allocate memory";

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
    /// The run took longer, or more processor time, than allowed.
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
        /// Its exit status.
        code: Option<i32>,
        /// How decoding went up to the failure.
        decoded: Decoded,
        /// Its last error lines, without paths and addresses.
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
    /// Whether the cause lies outside the source and the program, and may pass: the bytes could not be reached, the disk is
    /// full, or something killed the program.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Start { .. } | Self::Cancelled | Self::Io { .. } => true,
            Self::Killed { signal, .. } => *signal == SIGKILL,
            Self::TimedOut { .. } => false,
            Self::Failed { stderr, .. } => OUT_OF_REACH.iter().any(|sign| stderr.contains(sign)),
        }
    }

    /// Whether the program failed because of what the source holds.
    pub fn blames_source(&self) -> bool {
        matches!(self, Self::Failed { stderr, .. } if !stderr.contains(OUT_OF_MEMORY)) && !self.is_passing()
    }

    /// Whether the program read the source and could decode no frame of it.
    pub fn decoded_nothing(&self) -> bool {
        matches!(self, Self::Failed { decoded, .. } if decoded.nothing()) && self.blames_source()
    }

    /// The failure in one line that is the same each time the program fails in the same way.
    pub fn fingerprint(&self) -> String {
        match self {
            Self::Failed { program, code, stderr, .. } => {
                let code = code.map_or_else(|| "unknown".to_owned(), |code| code.to_string());
                format!("{program} failed (exit {code}): {}", stderr.lines().last().unwrap_or_default())
            }
            other => other.to_string(),
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
