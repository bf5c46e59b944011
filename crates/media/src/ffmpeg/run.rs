//! One run: started, watched, and ended whatever happens.

use super::error::SIGKILL;
use super::log::{Decoded, Log};
use super::spawn::Request;
use super::{RunError, Scratch, Tools};
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::Child;
use tokio_util::sync::CancellationToken;

/// Which of the two programs to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// Decodes, filters and encodes.
    Ffmpeg,
    /// Tells what a file holds.
    Ffprobe,
}

impl Program {
    /// For messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ffmpeg => "ffmpeg",
            Self::Ffprobe => "ffprobe",
        }
    }
}

/// What one run may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) cpu_seconds: u64,
    pub(crate) wall_seconds: u64,
    pub(crate) memory_bytes: u64,
    pub(crate) output_bytes: u64,
}

/// A run to be made. The options that every run needs are added by [`Tools::run`].
pub(crate) struct Invocation<'a> {
    pub(crate) program: Program,
    pub(crate) arguments: Vec<OsString>,
    /// Working directory; the only place that the run should write to.
    pub(crate) folder: &'a Scratch,
    /// Whether the source is behind a network.
    pub(crate) network: bool,
    pub(crate) limit: Limit,
}

impl Tools {
    /// Runs a program to its end and hands its standard output to `on_output` as it comes.
    ///
    /// A good end means only that the program says so: the caller checks that the file it asked for is there.
    /// Returns how the frames that the run read decoded.
    ///
    /// # Errors
    /// Whatever kept the program from starting or ending well. It no longer runs afterwards, in
    /// any case; the same holds when the returned future is dropped.
    pub(crate) async fn run(
        &self,
        invocation: Invocation<'_>,
        cancel: &CancellationToken,
        mut on_output: impl FnMut(&[u8]),
    ) -> Result<Decoded, RunError> {
        let program = invocation.program.name();
        let Limit { wall_seconds: wall, cpu_seconds: cpu, .. } = invocation.limit;
        let begin = Instant::now();
        let io = |source| RunError::Io { program, source };
        let request = self.request(invocation);
        let child = self.spawner().spawn(request).await.map_err(|source| RunError::Start { program, source })?;
        let mut group = Group::of(child);
        let (stdout, stderr) = (group.child.stdout.take(), group.child.stderr.take());
        let mut log = Log::default();
        let watch = async {
            tokio::try_join!(read_output(stdout, &mut on_output), read_lines(stderr, &mut log))?;
            group.child.wait().await
        };
        let ended = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(RunError::Cancelled),
            ended = tokio::time::timeout(Duration::from_secs(wall), watch) => match ended {
                Ok(status) => status.map_err(io),
                Err(_) => Err(RunError::TimedOut { program, seconds: wall }),
            },
        };
        if ended.is_err() {
            group.kill();
            group.child.wait().await.map_err(io)?;
        }
        match verdict(program, ended?, log) {
            // The limit of processor time ends a program like the out-of-memory killer does, but never before this.
            Err(RunError::Killed { signal: SIGKILL, .. }) if begin.elapsed() * cores() >= Duration::from_secs(cpu) => {
                Err(RunError::TimedOut { program, seconds: cpu })
            }
            verdict => verdict,
        }
    }

    fn request(&self, invocation: Invocation<'_>) -> Request {
        let settings = self.settings();
        let mut arguments: Vec<OsString> = ["-hide_banner", "-max_alloc", "1073741824"].map(Into::into).into();
        arguments.extend(match invocation.program {
            // Every line with its level, none folded into the one before: `Log` counts them.
            Program::Ffmpeg => ["-v", "repeat+level+verbose", "-nostats", "-nostdin", "-y"].map(Into::into).to_vec(),
            Program::Ffprobe => ["-v", "error"].map(Into::into).to_vec(),
        });
        arguments.extend(invocation.arguments);
        Request {
            program: if invocation.program == Program::Ffmpeg { settings.ffmpeg.clone() } else { settings.ffprobe.clone() }.into(),
            arguments,
            folder: invocation.folder.path().to_owned(),
            network: invocation.network,
            nice: self.nice(),
            limit: invocation.limit,
        }
    }
}

fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX))
}

fn verdict(program: &'static str, status: ExitStatus, log: Log) -> Result<Decoded, RunError> {
    // Through `prlimit` and the like a missing program shows as the shell's 126 and 127.
    match (status.success(), status.signal(), status.code()) {
        (true, ..) => Ok(log.decoded()),
        (_, Some(signal), _) => Err(RunError::Killed { program, signal }),
        (_, _, Some(126 | 127)) => Err(RunError::Start { program, source: std::io::ErrorKind::NotFound.into() }),
        (.., code) => Err(RunError::Failed { program, code, decoded: log.decoded(), stderr: log.into_text() }),
    }
}

async fn read_output(pipe: Option<impl AsyncRead + Unpin>, on_output: &mut impl FnMut(&[u8])) -> std::io::Result<()> {
    let Some(mut pipe) = pipe else { return Ok(()) };
    let mut buffer = bytes::BytesMut::with_capacity(16 * 1024);
    while pipe.read_buf(&mut buffer).await? > 0 {
        on_output(&buffer);
        buffer.clear();
    }
    Ok(())
}

async fn read_lines(pipe: Option<impl AsyncRead + Unpin>, log: &mut Log) -> std::io::Result<()> {
    let Some(pipe) = pipe else { return Ok(()) };
    let mut pipe = BufReader::new(pipe);
    let mut line = Vec::new();
    // A line without an end must not fill the memory, so it is taken in pieces.
    while (&mut pipe).take(4096).read_until(b'\n', &mut line).await? > 0 {
        log.push(&line);
        line.clear();
    }
    Ok(())
}

/// A child and its process group, killed together on drop.
struct Group {
    child: Child,
    pid: Option<Pid>,
}

impl Group {
    fn of(child: Child) -> Self {
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Self { child, pid }
    }

    fn kill(&self) {
        // A child that was waited for has no id any more, and its number may be another's by now.
        if let (Some(pid), Some(_)) = (self.pid, self.child.id()) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}
