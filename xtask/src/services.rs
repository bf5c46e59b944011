//! Private PostgreSQL, Redis and S3 for one test run: free ports on loopback, data in a temporary folder.
//!
//! Nothing that was not started here is used or touched. Dropping [`Services`] ends them all and removes the folder.

mod moto;
mod postgres;
pub(crate) mod process;
mod redis;
mod small_disk;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

use crate::error::{Context as _, Result};
use crate::services::process::Service;
use crate::setup::{python, system};
use crate::ui;

/// The programs that must be installed before [`Services::start`].
pub(crate) const NEEDS: [&system::Program; 4] = [&system::POSTGRES, &system::REDIS, &system::PYTHON, &system::SETPRIV];

const POSTGRES: &str = "CLAQUETA_TEST_POSTGRES";

/// Running services, and how tests reach them.
pub(crate) struct Services {
    env: Vec<(&'static str, String)>,
    // Fields drop in this order: first the processes, then the folder under them.
    running: Vec<Service>,
    folder: TempDir,
}

impl Services {
    /// Starts all of them and waits until each answers.
    pub(crate) fn start() -> Result<Self> {
        let moto = python::MOTO.ensure()?;
        let mut services = Self::databases()?;
        services.add("CLAQUETA_TEST_S3", |folder| moto::start(folder, &moto))?;
        Ok(services)
    }

    /// Starts PostgreSQL and Redis alone.
    pub(crate) fn databases() -> Result<Self> {
        ui::heading("Start private services");
        let folder = tempfile::Builder::new().prefix("claqueta-services-").tempdir().context("make a temporary folder")?;
        // PostgreSQL runs as another user when we are root, and must be able to pass through to its own folder.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).context("open the temporary folder")?;
        let mut services = Self { env: Vec::new(), running: Vec::new(), folder };
        services.add(POSTGRES, postgres::start)?;
        services.add("CLAQUETA_TEST_REDIS", redis::start)?;
        Ok(services)
    }

    fn add(&mut self, variable: &'static str, start: impl Fn(&Path) -> Result<(Service, String)>) -> Result<()> {
        let started = Instant::now();
        // A port that was free a moment ago may be taken by the time the service asks for it.
        let (service, url) = start(self.folder.path()).or_else(|_| start(self.folder.path()))?;
        ui::note(&format!("{} at {url}, up after {}", service.name(), ui::seconds(started.elapsed())));
        self.running.push(service);
        self.env.push((variable, url));
        Ok(())
    }

    /// The command, told by `CLAQUETA_TEST_SMALL_DISK` of a disk that is soon full.
    ///
    /// Making one needs the right to mount. Where we do not have it, this says so, and those tests do nothing.
    pub(crate) fn with_small_disk(&self, mut command: Command) -> Result<Command> {
        let disk = process::fresh(self.folder.path(), "small-disk")?;
        command.env("CLAQUETA_TEST_SMALL_DISK", &disk);
        Ok(small_disk::wrap(&disk, &command).unwrap_or_else(|| {
            ui::note("NOT TESTED: how a full disk is met. Run as root, where mounting is allowed, to test it too");
            command.env_remove("CLAQUETA_TEST_SMALL_DISK");
            command
        }))
    }

    /// The address of a database in PostgreSQL that is empty at first.
    pub(crate) fn postgres(&self) -> &str {
        self.env.iter().find(|(name, _)| *name == POSTGRES).map_or("", |(_, url)| url)
    }

    /// The variables that tell the tests where the services are.
    pub(crate) fn env(&self) -> &[(&'static str, String)] {
        &self.env
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Needs the programs of [`NEEDS`], so it runs where `cargo xtask test` has seen to them.
    #[test]
    fn services_answer_and_leave_nothing_behind() {
        if crate::workspace::env("CLAQUETA_TEST_POSTGRES").is_none() {
            return;
        }
        let services = Services::start().unwrap();
        let folder = services.folder.path().to_owned();
        let names: Vec<&str> = services.env().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["CLAQUETA_TEST_POSTGRES", "CLAQUETA_TEST_REDIS", "CLAQUETA_TEST_S3"]);
        let ports: Vec<u16> = services.env().iter().filter_map(|(_, url)| port(url)).collect();
        assert!(ports.iter().all(|port| answers(*port)) && ports.len() == 3);

        drop(services);
        assert!(!ports.iter().any(|port| answers(*port)));
        assert!(!folder.exists());
    }

    fn port(url: &str) -> Option<u16> {
        url.rsplit(':').next()?.split('/').next()?.parse().ok()
    }

    fn answers(port: u16) -> bool {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    }
}
