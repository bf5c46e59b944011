//! The two requests that the tasks make to servers on this machine. Not worth an HTTP library.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer: the status and the whole body as text.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// One `GET` over HTTP/1.0, which has no chunked bodies. `None` while nobody answers properly.
pub(crate) fn get(address: SocketAddr, path: &str) -> Option<Answer> {
    let patience = Duration::from_secs(5);
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept: application/json\r\n\r\n").ok()?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).ok()?;
    parse(&String::from_utf8_lossy(&raw))
}

fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_and_the_body_are_parted() {
        let answer = parse("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n{\"a\": 1}").unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (503, "{\"a\": 1}"));
    }

    #[test]
    fn half_an_answer_is_none() {
        assert!(parse("HTTP/1.1 200 OK\r\nServer").is_none());
    }
}
