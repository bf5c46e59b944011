//! Starting programs from one long-lived thread, in a shell of limits.

use super::run::Limit;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc;
use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Small programs of the system (util-linux) that set what this process could only set by unsafe
/// code between fork and exec. What is missing is left out, and told once at start.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrappers {
    /// `setpriv --pdeathsig`: the kernel kills the child when we die, however we die.
    pub(super) death_signal: bool,
    /// `prlimit`: limits that hold from the first instruction on.
    pub(super) limits: bool,
    /// `unshare` with the arguments that give an empty network here.
    pub(super) no_network: Option<&'static [&'static str]>,
}

/// Ways to get a network namespace: as root, else inside a user namespace.
const UNSHARE: [&[&str]; 2] = [&["--net"], &["--user", "--map-current-user", "--net"]];

impl Wrappers {
    /// Tries each on `true`.
    pub(super) async fn detect() -> Self {
        let mut no_network = None;
        for arguments in UNSHARE {
            if no_network.is_none() && works("unshare", arguments).await {
                no_network = Some(arguments);
            }
        }
        let found = Self {
            death_signal: works("setpriv", &["--pdeathsig", "KILL"]).await,
            limits: works("prlimit", &["--core=0"]).await,
            no_network,
        };
        if !found.death_signal || !found.limits || found.no_network.is_none() {
            tracing::warn!(?found, "ffmpeg runs with fewer safeguards here: setpriv, prlimit and unshare of util-linux should work");
        }
        found
    }

    /// The command line that runs `program` inside the wrappers.
    fn wrap(&self, request: &Request) -> Vec<OsString> {
        let mut line: Vec<OsString> = Vec::new();
        if let (false, Some(arguments)) = (request.network, self.no_network) {
            line.push("unshare".into());
            line.extend(arguments.iter().map(Into::into));
        }
        // After `unshare`: a change of credentials clears the death signal.
        if self.death_signal {
            line.extend(["setpriv", "--pdeathsig", "KILL"].map(Into::into));
        }
        if self.limits {
            let Limit { cpu_seconds, memory_bytes, output_bytes, .. } = request.limit;
            line.push("prlimit".into());
            line.extend(
                [
                    // One value for both limits: at the soft one ffmpeg would end in good order, as if its output were whole.
                    format!("--cpu={cpu_seconds}:{cpu_seconds}"),
                    format!("--as={memory_bytes}"),
                    format!("--fsize={output_bytes}"),
                    "--core=0".to_owned(),
                    "--".to_owned(),
                ]
                .map(Into::into),
            );
        }
        if request.nice > 0 {
            line.extend(["nice".to_owned(), "-n".to_owned(), request.nice.to_string()].map(Into::into));
        }
        line.push(request.program.clone().into_os_string());
        line.extend(request.arguments.iter().cloned());
        line
    }
}

async fn works(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).arg("true").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().await.is_ok_and(|status| status.success())
}

/// A program to start.
pub(super) struct Request {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) folder: PathBuf,
    pub(super) network: bool,
    pub(super) nice: u8,
    pub(super) limit: Limit,
}

type Started = std::io::Result<Child>;

/// A thread that starts programs and lives as long as this handle.
///
/// The parent-death signal is sent when the *thread* that started the child ends. The runtime's
/// threads come and go; this one stays.
#[derive(Debug)]
pub(super) struct Spawner(mpsc::Sender<(Request, Handle, oneshot::Sender<Started>)>);

impl Spawner {
    /// Starts the thread.
    #[expect(clippy::disallowed_methods, reason = "the search path of programs is no setting of ours")]
    pub(super) fn start(wrappers: Wrappers) -> std::io::Result<Self> {
        let search_path = std::env::var_os("PATH").unwrap_or_default();
        let (sender, requests) = mpsc::channel::<(Request, Handle, oneshot::Sender<Started>)>();
        std::thread::Builder::new().name("ffmpeg-spawn".to_owned()).spawn(move || {
            while let Ok((request, runtime, reply)) = requests.recv() {
                let _context = runtime.enter();
                // A caller that is gone drops the child, and dropping kills it.
                let _ = reply.send(spawn(&wrappers.wrap(&request), &request.folder, &search_path));
            }
        })?;
        Ok(Self(sender))
    }

    /// Starts a program with its pipes open, in a process group of its own.
    pub(super) async fn spawn(&self, request: Request) -> Started {
        let (reply, started) = oneshot::channel();
        let gone = || std::io::Error::other("the thread that starts programs is gone");
        self.0.send((request, Handle::current(), reply)).map_err(|_| gone())?;
        started.await.map_err(|_| gone())?
    }
}

fn spawn(line: &[OsString], folder: &Path, search_path: &OsStr) -> Started {
    let (program, arguments) = line.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(OsStr::new(program));
    command.args(arguments).current_dir(folder).process_group(0).kill_on_drop(true);
    // Neither secrets nor settings that ffmpeg would read (FFREPORT writes files) reach the child.
    command.env_clear().env("LC_ALL", "C").env("PATH", search_path).env("HOME", folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}
