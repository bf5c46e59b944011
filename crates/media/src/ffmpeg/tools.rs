//! The installed programs: found once, then handed to everything that runs them.

use super::run::{Invocation, Limit, Program};
use super::scratch::{Scratch, ScratchRoot};
use super::spawn::{Spawner, Wrappers};
use super::{Arguments, FfmpegSettings, RunError};
use crate::input::Input;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Address space of ffprobe in bytes: it decodes on one thread, but keeps a picture of every stream.
const PROBE_MEMORY: u64 = 4 << 30;

/// ffmpeg and ffprobe as they are on this machine, and the rules under which they run.
///
/// Cheap to clone. Made once at start by [`Tools::detect`].
#[derive(Clone, Debug)]
pub struct Tools {
    inner: Arc<Inner>,
    nice: u8,
}

#[derive(Debug)]
struct Inner {
    settings: FfmpegSettings,
    spawner: Spawner,
    scratch: ScratchRoot,
    version: String,
    tone_map: bool,
}

impl Tools {
    /// Finds the programs, tries what they and this system can do, and opens a scratch folder
    /// under `scratch` (leftovers of killed processes there are removed).
    ///
    /// # Errors
    /// When a program is missing or does not tell its version, or the folder cannot be made.
    pub async fn detect(settings: FfmpegSettings, scratch: &Path) -> Result<Self, RunError> {
        let io = |source| RunError::Io { program: "ffmpeg", source };
        let scratch = ScratchRoot::open(scratch).map_err(io)?;
        let spawner = Spawner::start(Wrappers::detect().await).map_err(io)?;
        let mut inner = Inner { settings, spawner, scratch, version: String::new(), tone_map: false };
        let nice = inner.settings.nice;
        let early = Self { inner: Arc::new(inner), nice };
        let version = early.ask(Program::Ffmpeg, &["-version"]).await?;
        early.ask(Program::Ffprobe, &["-version"]).await?;
        let filters = early.ask(Program::Ffmpeg, &["-filters"]).await?;
        inner = Arc::into_inner(early.inner).ok_or_else(|| io(std::io::Error::other("detection is still running")))?;
        version.split_whitespace().nth(2).unwrap_or("unknown").clone_into(&mut inner.version);
        inner.tone_map = filters.contains(" zscale ") && filters.contains(" tonemap ");
        tracing::info!(version = inner.version, tone_map = inner.tone_map, "ffmpeg found");
        Ok(Self { inner: Arc::new(inner), nice })
    }

    /// The same for work that somebody waits for: it yields to others only half as much, so it gets
    /// about three times the processor time of ordinary work beside it.
    #[must_use]
    pub fn urgent(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), nice: self.inner.settings.nice / 2 }
    }

    /// Scheduling priority of what is run.
    pub(super) fn nice(&self) -> u8 {
        self.nice
    }

    /// ffmpeg's version as it tells it, such as `5.1.9-0+deb12u1`.
    pub fn version(&self) -> &str {
        &self.inner.version
    }

    /// Whether high dynamic range can be brought down to standard (the filters zscale and tonemap are there).
    pub fn can_tone_map(&self) -> bool {
        self.inner.tone_map
    }

    pub(super) fn settings(&self) -> &FfmpegSettings {
        &self.inner.settings
    }

    pub(super) fn spawner(&self) -> &Spawner {
        &self.inner.spawner
    }

    /// Threads per decoder and encoder, 0 for "as many as there are cores".
    pub(crate) fn threads(&self) -> u32 {
        self.inner.settings.threads
    }

    /// Most pixels in one picture of a source.
    pub(crate) fn max_pixels(&self) -> u64 {
        self.inner.settings.max_pixels
    }

    /// A new empty folder for a run.
    ///
    /// # Errors
    /// When the scratch disk refuses.
    pub(crate) fn scratch(&self) -> Result<Scratch, RunError> {
        self.inner.scratch.folder().map_err(|source| RunError::Io { program: "ffmpeg", source })
    }

    /// The limits of an encoding run.
    pub(crate) fn encode_limit(&self) -> Limit {
        let FfmpegSettings { cpu_seconds, wall_seconds, memory_bytes, output_bytes, .. } = self.inner.settings;
        Limit { cpu_seconds, wall_seconds, memory_bytes, output_bytes }
    }

    fn look_limit(&self) -> Limit {
        let seconds = self.inner.settings.probe_seconds;
        Limit { cpu_seconds: seconds * 2, wall_seconds: seconds, ..self.encode_limit() }
    }

    /// A run that only looks at a source, within the limits for that.
    pub(crate) fn look_invocation<'a>(&self, program: Program, arguments: Arguments, folder: &'a Scratch, input: &Input) -> Invocation<'a> {
        let mut limit = self.look_limit();
        if program == Program::Ffprobe {
            limit.memory_bytes = limit.memory_bytes.min(PROBE_MEMORY);
        }
        Invocation { program, arguments: arguments.into_vec(), folder, network: matches!(input, Input::Url(_)), limit }
    }

    async fn ask(&self, program: Program, arguments: &[&str]) -> Result<String, RunError> {
        let folder = self.scratch()?;
        let mut output = Vec::new();
        let arguments = arguments.iter().map(Into::into).collect();
        let invocation = Invocation { program, arguments, folder: &folder, network: false, limit: self.look_limit() };
        self.run(invocation, &CancellationToken::new(), |bytes| output.extend_from_slice(bytes)).await?;
        Ok(String::from_utf8_lossy(&output).into_owned())
    }
}
