//! As much of HTTP/1.1 as the client speaks.

use super::{Answer, illegal, refusal};
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// What was sent.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) content_type: Option<String>,
    pub(super) authorization: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// The body, if it is JSON and no other parameters than these came with it.
    pub(super) fn json(&self, parameters: &[&str]) -> Result<Value, Answer> {
        self.only(parameters)?;
        self.typed(&["application/json"])?;
        serde_json::from_slice(&self.body).map_err(|error| refusal(400, "parsing_exception", error.to_string()))
    }

    pub(super) fn only(&self, parameters: &[&str]) -> Result<(), Answer> {
        match self.parameters.keys().find(|name| !parameters.contains(&name.as_str())) {
            Some(name) => Err(illegal(format!("request [{}] contains unrecognized parameter: [{name}]", self.path))),
            None => Ok(()),
        }
    }

    pub(super) fn typed(&self, types: &[&str]) -> Result<(), Answer> {
        match self.content_type.as_deref() {
            Some(kind) if types.contains(&kind) => Ok(()),
            kind => Err((406, Value::from(format!("Content-Type header [{}] is not supported", kind.unwrap_or_default())))),
        }
    }
}

/// The next request of a connection; nothing at its end.
pub(super) async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|count| *count > 0)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or_default();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let parameters = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some(Request {
        method,
        path: path.to_owned(),
        parameters: parameters.collect(),
        content_type: headers.remove("content-type"),
        authorization: headers.remove("authorization"),
        body,
    })
}

pub(super) async fn write(stream: &mut BufReader<TcpStream>, (status, body): &Answer) -> std::io::Result<()> {
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    // At once: a part that comes alone waits for the other side to say that it has the one before.
    stream.write_all((head + &body).as_bytes()).await
}
