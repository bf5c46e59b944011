//! A Redis that keeps nothing.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;

use super::process::{Service, free_port, fresh};
use crate::error::Result;
use crate::setup::system::REDIS;

pub(super) fn start(folder: &Path) -> Result<(Service, String)> {
    let data = fresh(folder, "redis")?;
    let port = free_port()?;
    let mut server = Command::new(REDIS.path()?);
    server.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no", "--dir"]).arg(data);
    let service = Service::spawn("Redis", &server, None, Signal::TERM)?;
    Ok((service.wait_until(|| ping(port).is_some())?, format!("redis://127.0.0.1:{port}")))
}

fn ping(port: u16) -> Option<()> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    stream.write_all(b"PING\r\n").ok()?;
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).ok()?;
    (&answer == b"+PONG\r\n").then_some(())
}
