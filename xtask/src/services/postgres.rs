//! A PostgreSQL cluster that trusts loopback and never waits for the disk.

use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use super::process::{Service, free_port, fresh};
use crate::error::{Context as _, Failure, Result};
use crate::process;
use crate::setup::system::POSTGRES;

/// The superuser of the cluster.
const USER: &str = "claqueta";

/// What makes tests quick and would be wrong anywhere else: nothing survives a power cut.
/// Every test has a database of its own, hence the many connections.
const SETTINGS: [&str; 8] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=400",
    "shared_buffers=256MB",
    "max_wal_size=4GB",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
];

pub(super) fn start(folder: &Path) -> Result<(Service, String)> {
    let bin = POSTGRES.path()?;
    let data = fresh(folder, "postgres")?;
    let user = unprivileged()?;
    if let Some(user) = user {
        hand_over(&data, user)?;
    }

    let mut initdb = Command::new(bin.join("initdb"));
    initdb.arg("--pgdata").arg(&data).args(["--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
    process::read(&mut as_user(&initdb, user))?;

    let port = free_port()?;
    let mut server = Command::new(bin.join("postgres"));
    server.arg("-D").arg(&data).arg("-p").arg(port.to_string());
    for setting in SETTINGS {
        server.arg("-c").arg(setting);
    }
    // SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients to hang up.
    let service = Service::spawn("PostgreSQL", &server, user, Signal::INT)?;
    let ready = || {
        process::works(Command::new(bin.join("pg_isready")).args([
            "--quiet",
            "--host=127.0.0.1",
            "--username",
            USER,
            "--port",
            &port.to_string(),
        ]))
    };
    Ok((service.wait_until(ready)?, format!("postgres://{USER}@127.0.0.1:{port}/postgres")))
}

/// Whom to become: PostgreSQL refuses to run as root. Debian's package brings the first of these.
fn unprivileged() -> Result<Option<&'static str>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let known = |user: &&str| process::works(Command::new("id").arg(user)) && process::works(Command::new("getent").args(["group", user]));
    let user = ["postgres", "daemon"].into_iter().find(known);
    user.map(Some).ok_or_else(|| Failure::new("PostgreSQL does not run as root, and there is no user `postgres` to run it as"))
}

fn hand_over(data: &Path, user: &str) -> Result<()> {
    let id = |flag: &str| -> Result<u32> { process::read(Command::new("id").args([flag, user]))?.trim().parse().context("read a user id") };
    std::os::unix::fs::chown(data, Some(id("-u")?), Some(id("-g")?)).context("hand the data folder to PostgreSQL's user")
}

fn as_user(command: &Command, user: Option<&str>) -> Command {
    let mut changed = match user {
        Some(user) => {
            let mut setpriv = Command::new("setpriv");
            setpriv.args(["--reuid", user, "--regid", user, "--init-groups", "--"]).arg(command.get_program());
            setpriv
        }
        None => Command::new(command.get_program()),
    };
    changed.args(command.get_args()).current_dir("/");
    changed
}
