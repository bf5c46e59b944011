//! One running service.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::error::{Context as _, Failure, Result};
use crate::setup::system::SETPRIV;
use crate::{interrupt, process};

/// Generous: a cold start of the slowest one on a loaded machine took 20 s.
const PATIENCE: Duration = Duration::from_mins(2);

/// A service that ends when this is dropped, and with us if we are killed.
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    log: File,
    polite: Signal,
}

impl Service {
    /// Starts a program in a process group of its own, so that ctrl-c reaches the tests before it reaches what they use.
    ///
    /// `user` is whom the program runs as; `polite` is the signal that makes it end quickly and well.
    pub(crate) fn spawn(name: &'static str, command: &Command, user: Option<&str>, polite: Signal) -> Result<Self> {
        let mut tied = Command::new(SETPRIV.path()?);
        tied.args(["--pdeathsig", if polite == Signal::INT { "INT" } else { "TERM" }]);
        if let Some(user) = user {
            tied.args(["--reuid", user, "--regid", user, "--init-groups"]);
        }
        tied.arg("--").arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => tied.env(key, value),
                None => tied.env_remove(key),
            };
        }
        let log = tempfile::tempfile().context("make a log file")?;
        let writer = || log.try_clone().context("share a log file");
        // The root folder: a service must not keep the checkout, or a folder its user may not enter.
        tied.current_dir("/").process_group(0).stdin(Stdio::null()).stdout(writer()?).stderr(writer()?);
        let child = process::spawn(&mut tied)?;
        Ok(Self { name, child, log, polite })
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Its process: setpriv has become the program itself.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until `ready` says so; tells the end of the log when the service gives up or takes too long.
    pub(crate) fn wait_until(mut self, ready: impl Fn() -> bool) -> Result<Self> {
        let deadline = Instant::now() + PATIENCE;
        while !ready() {
            interrupt::check()?;
            let ended = self.child.try_wait().context(format!("wait for {}", self.name))?;
            if ended.is_some() || Instant::now() > deadline {
                let state = ended.map_or_else(|| "does not answer".to_owned(), |status| format!("ended early ({status})"));
                return Err(Failure::new(format!("{} {state}; it said:\n{}", self.name, process::tail(&mut self.log))));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(self)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        process::stop_group(&mut self.child, self.polite);
    }
}

/// A port of loopback that nobody listens on now.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("find a free port")?;
    Ok(listener.local_addr().context("find a free port")?.port())
}

/// Makes a fresh folder for one service. A second try of the same service starts over.
pub(crate) fn fresh(parent: &Path, name: &str) -> Result<std::path::PathBuf> {
    let folder = parent.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context(format!("empty {}", folder.display()))?;
    }
    std::fs::create_dir(&folder).context(format!("make {}", folder.display()))?;
    Ok(folder)
}
