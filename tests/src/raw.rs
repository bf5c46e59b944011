//! HTTP written by hand on a TCP connection, for requests that no client library would send.

use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to the server.
pub struct Raw {
    stream: TcpStream,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status; 0 if the connection was closed without an answer.
    pub status: u16,
    /// Head and body.
    pub text: String,
}

impl Raw {
    /// Connects.
    pub async fn connect(host: &str) -> Self {
        Self { stream: TcpStream::connect(host).await.expect("a connection") }
    }

    /// Writes the head of a request; each line ends the way HTTP wants it.
    pub async fn head(&mut self, lines: &[&str]) {
        let head = format!("{}\r\n\r\n", lines.join("\r\n"));
        self.bytes(head.as_bytes()).await;
    }

    /// Writes bytes. The server may have closed the connection: that is seen when reading.
    pub async fn bytes(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok() && self.stream.flush().await.is_ok()
    }

    /// Reads one answer to its end, or as far as it comes within the limit.
    ///
    /// # Panics
    /// If no answer and no end of the connection comes in time.
    pub async fn reply(&mut self, limit: Duration) -> Reply {
        let mut read = Vec::new();
        let mut buffer = vec![0; 16 * 1024];
        let end = tokio::time::Instant::now() + limit;
        while !is_whole(&read) {
            let came = tokio::time::timeout_at(end, self.stream.read(&mut buffer)).await;
            let came = came.unwrap_or_else(|_| panic!("no answer within {limit:?}; so far: {}", String::from_utf8_lossy(&read)));
            match came {
                Ok(0) | Err(_) => break,
                Ok(n) => read.extend_from_slice(&buffer[..n]),
            }
        }
        let text = String::from_utf8_lossy(&read).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Reply { status, text }
    }

    /// Keeps the connection open without ever closing it properly, as a client behind a dead link does.
    pub fn abandon(self) -> TcpStream {
        self.stream
    }
}

impl Reply {
    /// Asserts status and problem code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert!(self.text.contains(&format!("\"code\":\"{code}\"")), "{}", self.text);
    }
}

/// Whether head and announced body are complete.
fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|length| length.parse::<usize>().ok());
    let none = head.starts_with("http/1.1 204") || head.starts_with("http/1.1 304");
    // An interim answer is followed by the real one.
    !head.starts_with("http/1.1 100") && (none || length.is_some_and(|length| body.len() >= length))
}
