//! `cargo xtask dev`, and the step of it that has a task of its own: `migrate`.

use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::error::{Context as _, Failure, Result};
use crate::setup::{node::Node, system};
use crate::ui::{self, Spinner};
use crate::workspace::root;
use crate::{build, http, interrupt, process};

/// How long a migrated server may take until it answers.
const START: Duration = Duration::from_mins(1);
/// How often to ask whether the server is ready; it takes less than a second.
const START_POLL: Duration = Duration::from_millis(100);
/// How often to ask whether the video is ready; each time is a line in the server's log.
const ENCODE_POLL: Duration = Duration::from_secs(1);
/// How long the short demo video may take to encode on a slow machine.
const ENCODE: Duration = Duration::from_mins(10);

/// Set up, build and run a server with a demo video.
///
/// Installs ffmpeg (and Node.js) if missing, builds the web app and the server, creates the data folder with SQLite,
/// migrates, seeds a demo user and a video that ffmpeg makes, and runs the server until ctrl-c. Run it again at any
/// time: what is there already is kept. Settings come from `CLAQUETA__...` variables as always.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    data: Data,
    /// Leave the web app out; the server then says at `/` how to build it.
    #[arg(long)]
    no_web: bool,
    /// Stop the server once the demo video is ready to play. For scripts.
    #[arg(long)]
    exit_after_ready: bool,
}

/// Apply the migrations to the database.
///
/// Builds the server and runs `claqueta migrate`; arguments after `--` go to it.
#[derive(clap::Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    data: Data,
    /// Arguments for `claqueta migrate`.
    #[arg(last = true)]
    rest: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct Data {
    /// The data folder; made if missing.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data_dir: PathBuf,
}

impl Data {
    /// The folder, made, as an absolute path: relative ones count from the checkout.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        let folder = root().join(&self.data_dir);
        std::fs::create_dir_all(&folder).context(format!("make {}", folder.display()))?;
        Ok(folder)
    }
}

/// The server's program, told which data folder to use.
pub(crate) fn claqueta(program: &Path, data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root()).env("CLAQUETA__DATA_DIR", data);
    command
}

pub(crate) fn migrate(args: &MigrateArgs) -> Result<()> {
    let program = build::server()?;
    process::run(claqueta(&program, &args.data.folder()?, &["migrate"]).args(&args.rest))
}

pub(crate) fn run(args: &Args) -> Result<()> {
    system::ensure(&[&system::FFMPEG])?;
    if !args.no_web {
        build::web(&Node::ensure()?)?;
    }
    let program = build::server()?;

    ui::heading("Prepare the data");
    let data = args.data.folder()?;
    process::run(&mut claqueta(&program, &data, &["migrate"]))?;
    let spinner = Spinner::start("make the demo user and the demo video");
    let login = process::read(&mut claqueta(&program, &data, &["seed", "--demo"]))?;
    spinner.done();

    ui::heading("Start the server");
    let mut server = Server::start(&program, &data)?;
    let address = server.ready(&data)?;
    announce(address, &login);
    if args.exit_after_ready {
        server.demo_video(address)?;
        server.stop();
        return Ok(());
    }
    println!("  Ctrl-C stops the server.\n");
    server.until_it_ends()
}

fn announce(address: SocketAddr, login: &str) {
    let site = public_url(address);
    println!();
    println!("  web app     {site}/");
    println!("  API         {site}/api/docs");
    println!("  mail        {site}/dev/mail");
    for line in login.lines().filter(|line| !line.trim().is_empty()) {
        println!("  {}", line.trim());
    }
    println!();
}

/// The running server. Dropping it drains and ends it.
struct Server(Child);

impl Server {
    fn start(program: &Path, data: &Path) -> Result<Self> {
        // A file of an earlier run would name a port that nobody listens on any more.
        match std::fs::remove_file(data.join("claqueta.addr")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).context("remove the old address file"),
            _ => {}
        }
        // A process group of its own: ctrl-c must reach it once, from us, since a second one would cut the draining short.
        let mut command = claqueta(program, data, &["serve"]);
        command.process_group(0).stdin(Stdio::null());
        Ok(Self(process::spawn(&mut command)?))
    }

    /// Waits until the server says that it is ready, and where it listens.
    fn ready(&mut self, data: &Path) -> Result<SocketAddr> {
        let file = data.join("claqueta.addr");
        self.wait((START, START_POLL), "become ready", || {
            let address = std::fs::read_to_string(&file).ok()?.trim().parse().ok().map(reachable)?;
            http::get(address, "/readyz").filter(|answer| answer.status == 200).map(|_| address)
        })
    }

    /// Waits until the newest public video is ready.
    fn demo_video(&mut self, address: SocketAddr) -> Result<()> {
        let spinner = Spinner::start("encode the demo video");
        let title =
            self.wait((ENCODE, ENCODE_POLL), "encode the demo video", || ready_video(&http::get(address, "/api/videos?limit=1")?.body))?;
        spinner.update(&title);
        spinner.done();
        println!("  ready: {title}");
        Ok(())
    }

    fn wait<T>(&mut self, (patience, poll): (Duration, Duration), what: &str, mut done: impl FnMut() -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(value) = done() {
                return Ok(value);
            }
            interrupt::check()?;
            if let Some(status) = self.0.try_wait().context("wait for the server")? {
                return Err(Failure::new(format!("the server ended ({status}) when it should {what}; its log is above")));
            }
            if Instant::now() > deadline {
                return Err(Failure::new(format!("the server did not {what} within {} s", patience.as_secs())));
            }
            std::thread::sleep(poll);
        }
    }

    fn until_it_ends(&mut self) -> Result<()> {
        loop {
            if interrupt::raised() {
                ui::note("stopping the server ...");
                self.stop();
                return Ok(());
            }
            if let Some(status) = self.0.try_wait().context("wait for the server")? {
                return if status.success() { Ok(()) } else { Err(Failure::new(format!("the server ended ({status})"))) };
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn stop(&mut self) {
        process::stop(&mut self.0, Signal::TERM);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where to reach a server that listens on every address.
fn reachable(mut bound: SocketAddr) -> SocketAddr {
    if bound.ip().is_unspecified() {
        bound.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    bound
}

/// The address that the server gives itself, as long as nobody configures another: by name, because passkeys work at
/// no bare address.
fn public_url(address: SocketAddr) -> String {
    if address.ip().is_loopback() { format!("http://localhost:{}", address.port()) } else { format!("http://{address}") }
}

/// The title of the first video of a list, if it is ready.
fn ready_video(list: &str) -> Option<String> {
    let list: Value = serde_json::from_str(list).ok()?;
    let video = list.pointer("/items/0")?;
    (video.get("state")? == "ready").then(|| video.get("title")?.as_str().map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_ready_video_counts() {
        assert_eq!(ready_video(r#"{"items": [{"state": "ready", "title": "Demo"}]}"#).as_deref(), Some("Demo"));
        assert_eq!(ready_video(r#"{"items": [{"state": "processing", "title": "Demo"}]}"#), None);
        assert_eq!(ready_video(r#"{"items": []}"#), None);
        assert_eq!(ready_video("not JSON"), None);
    }

    #[test]
    fn a_wildcard_address_is_reached_by_loopback() {
        assert_eq!(reachable("0.0.0.0:80".parse().unwrap()).to_string(), "127.0.0.1:80");
        assert_eq!(reachable("127.0.0.2:80".parse().unwrap()).to_string(), "127.0.0.2:80");
        assert_eq!(public_url("127.0.0.1:8080".parse().unwrap()), "http://localhost:8080");
        assert_eq!(public_url("192.0.2.1:8080".parse().unwrap()), "http://192.0.2.1:8080");
    }
}
