//! The Node programs in `tests/browser/peers`: other services that the server talks with.

use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

/// A running peer; it ends when this is dropped.
pub struct Peer {
    /// Its address, such as `http://127.0.0.1:41234`.
    pub url: String,
    _child: Child,
    _alive: ChildStdin,
}

impl Peer {
    /// Starts `peers/<name>.mjs` and waits until it serves.
    pub async fn start(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
        assert!(folder.join("node_modules").is_dir(), "the Node packages are not installed: run the tests by `cargo xtask test`");
        let mut command = Command::new("node");
        command.arg(format!("peers/{name}.mjs")).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.stderr(Stdio::null()).spawn().expect("Node.js");
        let alive = child.stdin.take().expect("its input");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).await.expect("a line");
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{name}: {e}: {line}"));
        Self { url: said["url"].as_str().expect("an address").to_owned(), _child: child, _alive: alive }
    }

    /// Tells it to misbehave, such as `rotate` or `drift?seconds=30`.
    pub async fn tell(&self, what: &str) {
        let answer = reqwest::Client::new().post(format!("{}/control/{what}", self.url)).send().await.expect("the peer");
        assert!(answer.status().is_success(), "{what}: {}", answer.status());
    }
}
