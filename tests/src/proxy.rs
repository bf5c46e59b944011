//! A TCP proxy in front of the server that breaks connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Hands connections on to a server; the first ones are cut after so many bytes.
pub struct Proxy {
    /// Its port on loopback.
    pub port: u16,
    cuts: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Cuts `cuts` connections, each when the client has sent `after` bytes on it.
    pub async fn cutting(host: &str, cuts: usize, after: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let left = Arc::new(AtomicUsize::new(cuts));
        let (host, shared) = (host.to_owned(), left.clone());
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(relay(client, host.clone(), shared.clone(), after));
            }
        });
        Self { port, cuts: left, task }
    }

    /// How many cuts have not happened yet.
    pub fn cuts_left(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn relay(client: TcpStream, host: String, cuts: Arc<AtomicUsize>, after: usize) {
    let Ok(server) = TcpStream::connect(host).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let back = tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut buffer = vec![0; 16 * 1024];
    let mut sent = 0;
    while let Ok(n) = from_client.read(&mut buffer).await {
        if n == 0 || to_server.write_all(&buffer[..n]).await.is_err() {
            break;
        }
        sent += n;
        let take = |left: usize| left.checked_sub(1);
        if sent >= after && cuts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok() {
            back.abort();
            return;
        }
    }
    let _ = to_server.shutdown().await;
    let _ = back.await;
}
