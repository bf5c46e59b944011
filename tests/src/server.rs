//! The real server as a process.

use crate::api::Api;
use crate::backend::{Backend, Place, optional};
use crate::objects::{Objects, files};
use crate::process::{self, Helper};
use rustix::process::Signal;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longest time until a started server answers, and until a stopped one is gone.
const PATIENCE: Duration = Duration::from_mins(2);
/// Small rungs and short chunks, so that an encode takes seconds and still has several chunks. Patient, since a slow
/// disk is no fault.
const SETTINGS: &str = r#"
[http]
bind = "127.0.0.1:0"
[http.limits]
shutdown_seconds = 5
[rate_limits]
enabled = false
[auth]
argon2_memory_kib = 64
argon2_iterations = 1
sign_ups_per_address = 100000
[database]
acquire_timeout_seconds = 60
[staging]
takeover_seconds = 30
[log]
filter = "info"
[worker]
poll_milliseconds = 200
lease_seconds = 6
backoff_seconds = 1
[retention]
retire_seconds = 10
[ladder]
preset = "ultrafast"
first_chunk_seconds = 4
chunk_seconds = 8
rungs = [{ short_side = 240, max_kbps = 300 }, { short_side = 360, max_kbps = 700 }]
"#;

/// A server with everything that is its own.
pub struct Server {
    /// Where it keeps its rows and objects.
    pub backend: Backend,
    root: TempDir,
    place: Place,
    extra: Vec<(String, String)>,
    bind: String,
    arguments: &'static [&'static str],
    child: Option<Child>,
    workers: Vec<Worker>,
}

/// A further process with a folder of its own: a worker, or a second server.
struct Worker {
    name: &'static str,
    child: Child,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub async fn start(backend: Backend) -> Self {
        Self::with(backend, &[]).await
    }

    /// Starts a server that leaves all work to others; see [`start_worker`](Self::start_worker).
    pub async fn without_worker(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::build(backend, settings, &["--no-worker"]).await
    }

    /// Starts a server with further settings, such as `("UPLOAD__MAX_BYTES", "1000")`.
    pub async fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::build(backend, settings, &[]).await
    }

    async fn build(backend: Backend, settings: &[(&str, &str)], arguments: &'static [&'static str]) -> Self {
        let root = tempfile::Builder::new().prefix("claqueta-e2e-").tempdir().expect("a temporary folder");
        let place = Place::make(backend, &root.path().join("data")).await;
        std::fs::create_dir(root.path().join("media")).expect("a folder for media");
        std::fs::write(root.path().join("settings.toml"), SETTINGS).expect("the settings");
        let extra = settings.iter().map(|(key, value)| (format!("CLAQUETA__{key}"), (*value).to_owned())).collect();
        let mut server = Self { backend, root, place, extra, bind: "127.0.0.1:0".to_owned(), arguments, child: None, workers: Vec::new() };
        server.launch().await;
        server
    }

    /// Starts the process on the same folder, and from the second time on at the same port.
    pub async fn launch(&mut self) {
        assert!(self.child.is_none(), "it is running already");
        // A server that was killed has left its address.
        let _ = std::fs::remove_file(self.address_file());
        let mut command = self.command("serve", "data");
        command.args(self.arguments);
        self.child = Some(command.spawn().unwrap_or_else(|e| panic!("{}: {e}", binary().display())));
        let end = Instant::now() + PATIENCE;
        while !self.is_ready().await {
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(ended.is_none(), "the server ended while starting: {ended:?}");
            assert!(Instant::now() < end, "the server is not ready after {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn is_ready(&mut self) -> bool {
        let Ok(address) = std::fs::read_to_string(self.address_file()) else { return false };
        address.trim().clone_into(&mut self.bind);
        reqwest::get(format!("{}/readyz", self.origin())).await.is_ok_and(|answer| answer.status().is_success())
    }

    /// Starts a worker for the same database and store, as on another machine.
    pub fn start_worker(&mut self, name: &'static str) {
        let child = self.command("worker", name).spawn().expect("a worker");
        self.workers.push(Worker { name, child });
    }

    /// Starts another server for the same database and store, as on another machine, and gives its host and port.
    pub async fn start_second(&mut self, name: &'static str) -> String {
        let child = self.command("serve", name).env("CLAQUETA__HTTP__BIND", "127.0.0.1:0").spawn().expect("a second server");
        self.workers.push(Worker { name, child });
        let address_file = self.root.path().join(name).join("claqueta.addr");
        crate::wait::until(PATIENCE, "the second server is ready", async || {
            let address = std::fs::read_to_string(&address_file).ok()?.trim().to_owned();
            let answer = reqwest::get(format!("http://{address}/readyz")).await.ok()?;
            answer.status().is_success().then_some(address)
        })
        .await
    }

    /// Ends a worker or second server without warning.
    pub fn kill_worker(&mut self, name: &str) {
        let at = self.workers.iter().position(|worker| worker.name == name).expect("a worker of this name");
        let mut worker = self.workers.remove(at);
        worker.child.kill().expect("a living worker");
        worker.child.wait().expect("its end");
    }

    /// The encoders and probes of a worker.
    pub fn helpers_of(&self, name: &str) -> Vec<Helper> {
        let pid = self.workers.iter().find(|worker| worker.name == name).map(|worker| worker.child.id());
        process::helpers(pid, &self.root.path().join(name))
    }

    fn command(&self, what: &str, folder: &str) -> Command {
        let log = File::options().create(true).append(true).open(self.log_file()).expect("a log file");
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CLAQUETA__")) {
            command.env_remove(name);
        }
        command.arg(what).arg("--config").arg(self.root.path().join("settings.toml")).current_dir(self.root.path());
        command.env("CLAQUETA__DATA_DIR", self.root.path().join(folder)).env("CLAQUETA__HTTP__BIND", &self.bind).env("NO_COLOR", "1");
        command.envs(self.place.env.iter().map(|(name, value)| (*name, value))).envs(self.extra.iter().map(|(n, v)| (n, v)));
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("the log file")).stderr(log);
        command
    }

    /// Makes an administrator, as the operator does at the command line.
    pub fn make_administrator(&self, handle: &str, email: &str, password: &str) {
        let mut command = self.command("admin", "data");
        command.args(["create", "--handle", handle, "--email", email]).stdin(Stdio::piped());
        let mut child = command.spawn().expect("the command line");
        let mut input = child.stdin.take().expect("its standard input");
        writeln!(input, "{password}").expect("the password");
        drop(input);
        assert!(child.wait().expect("its end").success(), "no administrator was made: {}", self.log());
    }

    /// Ends it without warning, as `kill -9` and power cuts do.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("a running server");
        child.kill().expect("a living process");
        child.wait().expect("its end");
    }

    /// Asks it to stop, and says how it ended and after which time.
    pub fn terminate(&mut self) -> (ExitStatus, Duration) {
        let mut child = self.child.take().expect("a running server");
        let asked = Instant::now();
        process::signal(child.id(), Signal::TERM);
        loop {
            if let Some(status) = child.try_wait().expect("its state") {
                return (status, asked.elapsed());
            }
            if asked.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                panic!("the server does not stop within {PATIENCE:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("a running server").id()
    }

    /// The address that it gives itself, such as `http://localhost:41234`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.bind.replace("127.0.0.1", "localhost"))
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        &self.bind
    }

    /// A client that is nobody.
    pub fn api(&self) -> Api {
        Api::new(&self.origin())
    }

    /// A folder for the test's own files, beside the server's.
    pub fn media(&self) -> PathBuf {
        self.root.path().join("media")
    }

    /// What lies in its store.
    pub fn objects(&self) -> &Objects {
        &self.place.objects
    }

    /// The address of its database.
    pub fn database_url(&self) -> &str {
        &self.place.database_url
    }

    /// The jobs on videos that are queued or running.
    pub async fn open_jobs(&self) -> Vec<String> {
        self.open_jobs_of("generation:").await
    }

    /// The jobs that are queued or running, of those whose keys begin so.
    pub async fn open_jobs_of(&self, prefix: &str) -> Vec<String> {
        let db = self.database().await;
        let keys = persistence::job::live_keys(&db, prefix).await.expect("the jobs");
        db.close().await.expect("closed");
        keys.into_iter().collect()
    }

    /// A connection of one's own to its database.
    pub async fn database(&self) -> persistence::Db {
        let settings = persistence::testing::settings(self.place.database_url.clone());
        persistence::Db::connect(&settings).await.expect("the server's database")
    }

    /// Its encoders and probes that run now.
    pub fn helpers(&self) -> Vec<Helper> {
        process::helpers(self.child.as_ref().map(Child::id), &self.data())
    }

    /// Files of unfinished uploads and work on the server's own disk.
    pub fn scratch(&self) -> Vec<String> {
        let all = files(&self.scratch_folder());
        // Each process holds a lock in its folder for as long as it lives.
        all.into_iter().filter(|path| !path.ends_with("/lock")).collect()
    }

    /// Waits until an upload has so many bytes on the disk. Less than a mebibyte may stay in memory.
    pub async fn has_staged(&self, bytes: u64) {
        let folder = self.scratch_folder().join("uploads");
        let staged = || {
            let entries = std::fs::read_dir(&folder).into_iter().flatten();
            entries.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len())).any(|length| length >= bytes)
        };
        while !staged() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The folder of [`scratch`](Self::scratch).
    pub fn scratch_folder(&self) -> PathBuf {
        self.data().join("scratch")
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    fn address_file(&self) -> PathBuf {
        self.data().join("claqueta.addr")
    }

    fn log_file(&self) -> PathBuf {
        self.root.path().join("server.log")
    }

    /// Everything that must hold of a server that has stopped.
    fn leftovers(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        found.extend(self.helpers().iter().map(|helper| format!("process {} is still there: {}", helper.pid, helper.command)));
        found.extend(files(&self.scratch_folder()).iter().map(|path| format!("file in the scratch folder: {path}")));
        found
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let crashed = std::thread::panicking();
        for mut worker in std::mem::take(&mut self.workers) {
            process::signal(worker.child.id(), if crashed { Signal::KILL } else { Signal::TERM });
            let status = worker.child.wait();
            assert!(crashed || status.is_ok_and(|status| status.success()), "the worker {} ended badly", worker.name);
        }
        if crashed {
            if let Some(mut child) = self.child.take() {
                let _ = child.kill();
                let _ = child.wait();
            }
            eprintln!("---- the server's log, last part\n{}\n----", tail(&self.log(), 60));
            if optional("CLAQUETA_TEST_KEEP").is_some() {
                self.root.disable_cleanup(true);
                eprintln!("kept: {}", self.root.path().display());
            }
            return;
        }
        if self.child.is_some() {
            let (status, _) = self.terminate();
            assert!(status.success(), "the server ended with {status}\n{}", tail(&self.log(), 50));
        }
        let leftovers = self.leftovers();
        assert!(leftovers.is_empty(), "left over: {leftovers:#?}\n{}", tail(&self.log(), 50));
    }
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// The program under test.
fn binary() -> PathBuf {
    optional("CLAQUETA_BIN").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/claqueta"), PathBuf::from)
}
