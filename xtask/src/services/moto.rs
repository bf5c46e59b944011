//! moto, which speaks the S3 protocol and keeps the objects in memory.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use super::process::{Service, free_port};
use crate::error::Result;
use crate::http;

pub(super) fn start(folder: &Path, bin: &Path) -> Result<(Service, String)> {
    let port = free_port()?;
    let mut server = Command::new(bin.join("moto_server"));
    server.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
    // Large objects spill into temporary files; they must go with everything else.
    server.env("TMPDIR", folder);
    let service = Service::spawn("S3 (moto)", &server, None, Signal::TERM)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let ready = || http::get(address, "/moto-api/").is_some_and(|answer| answer.status == 200);
    Ok((service.wait_until(ready)?, format!("http://{address}")))
}
