//! The server under measurement, with a folder and a database of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::error::{Context as _, Failure, Result};
use crate::services::process::Service;
use crate::{http, interrupt, process};

/// A start that takes longer than this is a fault; its log is then shown.
const START: Duration = Duration::from_secs(20);

/// What the measured server differs in from a fresh one: nobody is turned away for asking too often, and nothing is
/// encoded meanwhile.
const SETTINGS: [(&str, &str); 11] = [
    ("CLAQUETA__HTTP__BIND", "127.0.0.1:0"),
    ("CLAQUETA__RATE_LIMITS__ENABLED", "false"),
    ("CLAQUETA__AUTH__LOGIN_ATTEMPTS_PER_CLIENT", "1000000"),
    ("CLAQUETA__AUTH__LOGIN_ATTEMPTS_PER_ADDRESS", "1000000"),
    ("CLAQUETA__AUTH__UNKNOWN_DEVICE_ATTEMPTS_PER_HOUR", "1000000"),
    ("CLAQUETA__AUTH__UNKNOWN_DEVICE_ATTEMPTS_PER_DAY", "1000000"),
    ("CLAQUETA__AUTH__MAILS_TO_ADDRESS", "1000000"),
    ("CLAQUETA__AUTH__MAILS_FROM_ADDRESS", "1000000"),
    ("CLAQUETA__AUTH__SIGN_UPS_PER_ADDRESS", "1000000"),
    ("CLAQUETA__MAIL__TRANSPORT", "off"),
    ("CLAQUETA__LOG__FILTER", "warn"),
];

/// Everything that a server needs, before it is started.
pub(crate) struct Stage {
    program: PathBuf,
    folder: TempDir,
    database: Option<String>,
}

impl Stage {
    /// A migrated database: that of the address, or SQLite in the folder.
    pub(crate) fn migrated(program: &Path, database: Option<&str>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("claqueta-bench-").tempdir().context("make a temporary folder")?;
        let stage = Self { program: program.to_owned(), folder, database: database.map(str::to_owned) };
        stage.run("migrate", &["migrate"])?;
        Ok(stage)
    }

    /// Runs a command of the program to its end.
    pub(crate) fn run(&self, what: &str, args: &[&str]) -> Result<()> {
        process::quietly(what, &mut self.command(args))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).current_dir("/").envs(SETTINGS).env("CLAQUETA__DATA_DIR", self.folder.path());
        if let Some(url) = &self.database {
            command.env("CLAQUETA__DATABASE__URL", url);
        }
        command
    }

    /// Starts the server; how long it took from its start to its first good answer of `/readyz`.
    pub(crate) fn serve(&self, args: &[&str]) -> Result<Server> {
        let address_file = self.folder.path().join("claqueta.addr");
        let _ = std::fs::remove_file(&address_file);
        let begin = Instant::now();
        let command = self.command(&[&["serve"], args].concat());
        let service = Service::spawn("the server", &command, None, Signal::TERM)?;
        let ready = || -> Option<SocketAddr> {
            let address = std::fs::read_to_string(&address_file).ok()?.trim().parse().ok()?;
            (http::get(address, "/readyz")?.status == 200).then_some(address)
        };
        while begin.elapsed() < START {
            if let Some(address) = ready() {
                return Ok(Server { address, started_in: begin.elapsed(), service });
            }
            interrupt::check()?;
            std::thread::sleep(Duration::from_millis(2));
        }
        // Ends with the log of a server that does not come.
        service.wait_until(|| ready().is_some())?;
        Err(Failure::new(format!("the server took more than {} s to start", START.as_secs())))
    }
}

/// A running server. Dropping it ends it.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) started_in: Duration,
    service: Service,
}

impl Server {
    /// Resident memory in MiB.
    pub(crate) fn resident(&self) -> Result<f64> {
        let path = format!("/proc/{}/status", self.service.id());
        let status = std::fs::read_to_string(&path).context(format!("read {path}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u32>().ok());
        kib.map(|kib| f64::from(kib) / 1024.0).ok_or_else(|| Failure::new(format!("{path} does not tell the resident memory")))
    }
}

#[cfg(test)]
mod tests {
    use super::SETTINGS;
    use crate::workspace::root;

    /// The server refuses to start with a key that it doesn't know, which only a measurement would meet.
    #[test]
    fn every_setting_is_one_that_the_server_knows() {
        let defaults = std::fs::read_to_string(root().join("config/default.toml")).unwrap();
        let mut known = Vec::new();
        let mut section = String::new();
        for line in defaults.lines().map(|line| line.trim_start_matches("# ").trim()) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name.to_uppercase();
            } else if let Some((key, _)) = line.split_once(" = ") {
                known.push(format!("CLAQUETA__{section}__{}", key.to_uppercase()));
            }
        }
        for (setting, _) in SETTINGS {
            assert!(known.iter().any(|key| key == setting), "{setting} is not in config/default.toml");
        }
    }
}
