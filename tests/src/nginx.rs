//! nginx with the configuration that is shipped, in front of servers of a test.

use crate::api::Api;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The shipped configuration.
const CONFIG: &str = include_str!("../../docker/nginx.conf");
/// Longest time until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running nginx, which ends with the value.
pub struct Nginx {
    origin: String,
    child: Child,
    _folder: TempDir,
}

impl Nginx {
    /// Starts nginx with the shipped file, of which only the addresses and folders are put in place.
    ///
    /// # Panics
    /// If nginx does not answer within a minute.
    pub async fn before(servers: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("claqueta-nginx-").tempdir().expect("a folder for nginx");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr()).expect("a free port").port();
        std::fs::write(folder.path().join("nginx.conf"), config(folder.path(), port, servers)).expect("its configuration");
        let mut nginx = Command::new("nginx");
        // Started by root it would become a user who may not read the folder.
        let user = if rustix::process::geteuid().is_root() { " user root;" } else { "" };
        nginx.arg("-p").arg(folder.path()).arg("-c").arg(folder.path().join("nginx.conf")).arg("-g").arg(format!("daemon off;{user}"));
        let child = nginx.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("nginx, which `cargo xtask test` installs");
        let origin = format!("http://127.0.0.1:{port}");
        crate::wait::until(PATIENCE, "nginx answers", async || reqwest::get(format!("{origin}/healthz")).await.ok()).await;
        Self { origin, child, _folder: folder }
    }

    /// Its address.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A client at an address of its own, such as `127.0.0.2`.
    pub fn client_at(&self, address: [u8; 4]) -> Api {
        Api::from_address(&self.origin, address.into())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        crate::process::signal(self.child.id(), rustix::process::Signal::QUIT);
        let _ = self.child.wait();
    }
}

fn config(folder: &Path, port: u16, servers: &[&str]) -> String {
    let servers = format!("server {};", servers.join("; server "));
    let replaced = [
        ("server server:8080;", servers),
        ("listen 8080;", format!("listen 127.0.0.1:{port};")),
        ("/var/cache/nginx", folder.join("cache").display().to_string()),
        ("/tmp/nginx.pid", folder.join("nginx.pid").display().to_string()),
    ];
    replaced.iter().fold(CONFIG.to_owned(), |text, (shipped, here)| {
        assert!(text.contains(shipped), "docker/nginx.conf no longer has {shipped:?}");
        text.replace(shipped, here)
    })
}
