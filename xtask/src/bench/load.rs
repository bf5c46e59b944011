//! A small load generator: one thread per connection, HTTP/1.1 kept alive, every sample kept.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Context as _, Failure, Result};

/// Longer than any answer may take; a server that hangs fails the run.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is sent, and the status that must come back: an answer of another kind is not a measurement.
#[derive(Clone)]
pub(crate) struct Request {
    head: String,
    body: String,
    expected: u16,
}

impl Request {
    pub(crate) fn get(path: &str) -> Self {
        Self {
            head: format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n"),
            body: String::new(),
            expected: 200,
        }
    }

    pub(crate) fn post(path: &str, body: &serde_json::Value, expected: u16) -> Self {
        let body = body.to_string();
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
        Self { head, body, expected }
    }
}

/// A connection that stays open.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).context("connect")?;
        stream.set_nodelay(true).context("connect")?;
        stream.set_read_timeout(Some(PATIENCE)).context("connect")?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends one request and reads the whole answer.
    pub(crate) fn send(&mut self, request: &Request) -> Result<Vec<u8>> {
        let bytes = [request.head.as_bytes(), request.body.as_bytes()].concat();
        self.stream.get_mut().write_all(&bytes).context("send a request")?;
        let (status, length) = self.head()?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).context("read an answer")?;
        if status == request.expected {
            return Ok(body);
        }
        let first = request.head.lines().next().unwrap_or_default();
        Err(Failure::new(format!("{first} was answered with {status}: {}", String::from_utf8_lossy(&body))))
    }

    /// How long the answer took.
    pub(crate) fn time(&mut self, request: &Request) -> Result<Duration> {
        let sent = Instant::now();
        self.send(request)?;
        Ok(sent.elapsed())
    }

    fn head(&mut self) -> Result<(u16, usize)> {
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            let read = self.stream.read_line(&mut line).context("read an answer")?;
            let text = line.trim_end().to_ascii_lowercase();
            if read == 0 || text.starts_with("transfer-encoding:") {
                return Err(Failure::new("an answer without a length"));
            } else if text.is_empty() {
                return Ok((status, length));
            } else if let Some(value) = text.strip_prefix("content-length:") {
                length = value.trim().parse().context("read the length of an answer")?;
            } else if text.starts_with("http/") {
                status = text.split(' ').nth(1).unwrap_or_default().parse().context("read the status of an answer")?;
            }
        }
    }
}

/// Latencies of one kind of request, and over which time they were taken.
#[derive(Default)]
pub(crate) struct Samples {
    sorted: Vec<Duration>,
    time: Duration,
}

impl Samples {
    fn new(mut latencies: Vec<Duration>, time: Duration) -> Self {
        latencies.sort_unstable();
        Self { sorted: latencies, time }
    }

    /// Latencies that were taken one after the other.
    pub(crate) fn of(latencies: Vec<Duration>) -> Self {
        let time = latencies.iter().sum();
        Self::new(latencies, time)
    }

    /// These and those, of another round of the same measurement.
    pub(crate) fn join(&mut self, other: Self) {
        let time = self.time + other.time;
        *self = Self::new([std::mem::take(&mut self.sorted), other.sorted].concat(), time);
    }

    pub(crate) fn count(&self) -> usize {
        self.sorted.len()
    }

    /// The latency that `percent` of the samples do not exceed, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.sorted.len() * percent).div_ceil(100).max(1);
        self.sorted.get(rank - 1).copied().unwrap_or_default().as_secs_f64() * 1e3
    }

    pub(crate) fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.count()).unwrap_or(u32::MAX)) / self.time.as_secs_f64().max(1e-9)
    }
}

/// Each connection sends the next of `requests` as soon as it has an answer: how much goes through.
pub(crate) fn saturate(address: SocketAddr, requests: &[Request], connections: usize, time: Duration) -> Result<Samples> {
    let end = Instant::now() + time;
    run(address, connections, |connection, lane| {
        let mut latencies = Vec::new();
        let mut order = requests.iter().cycle().skip(lane * requests.len() / connections);
        while let Some(request) = order.next().filter(|_| Instant::now() < end) {
            let sent = Instant::now();
            connection.send(request)?;
            latencies.push(sent.elapsed());
        }
        Ok(latencies)
    })
}

/// Sends at a steady rate whether or not answers come, as a crowd does. A latency counts from when the request was
/// due, so that time spent waiting for a slow answer before it is not left out.
pub(crate) fn steady(address: SocketAddr, requests: &[Request], rate: u32, connections: usize, time: Duration) -> Result<Samples> {
    let next = AtomicUsize::new(0);
    let (begin, gap) = (Instant::now(), Duration::from_secs(1) / rate);
    run(address, connections, |connection, _| {
        let mut latencies = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let due = gap * u32::try_from(number).unwrap_or(u32::MAX);
            let Some(request) = requests.get(number % requests.len()).filter(|_| due < time) else { return Ok(latencies) };
            std::thread::sleep(due.saturating_sub(begin.elapsed()));
            connection.send(request)?;
            latencies.push(begin.elapsed().saturating_sub(due));
        }
    })
}

/// Runs `inside` while `connections` send `request` over and over; both outcomes.
pub(crate) fn meanwhile<T>(
    address: SocketAddr,
    request: &Request,
    connections: usize,
    inside: impl FnOnce() -> Result<T>,
) -> Result<(T, Samples)> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let background = scope.spawn(|| {
            run(address, connections, |connection, _| {
                let mut latencies = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let sent = Instant::now();
                    connection.send(request)?;
                    latencies.push(sent.elapsed());
                }
                Ok(latencies)
            })
        });
        // A moment, so that the crowd is there when the measurement begins.
        std::thread::sleep(Duration::from_millis(500));
        let outcome = inside();
        stop.store(true, Ordering::Relaxed);
        Ok((outcome?, joined(background)?))
    })
}

fn run(address: SocketAddr, connections: usize, work: impl Fn(&mut Connection, usize) -> Result<Vec<Duration>> + Sync) -> Result<Samples> {
    let begin = Instant::now();
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|lane| scope.spawn(move || work(&mut Connection::open(address)?, lane))).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(joined(thread)?);
        }
        Ok(Samples::new(all, begin.elapsed()))
    })
}

fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|_| Err(Failure::new("a thread of the load generator ended")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_rank() {
        let samples = Samples::new((1..=200).rev().map(Duration::from_millis).collect(), Duration::from_secs(10));
        for (percent, expected) in [(50, 100.0), (95, 190.0), (99, 198.0), (100, 200.0)] {
            assert!((samples.percentile(percent) - expected).abs() < 1e-9, "p{percent}");
        }
        assert!((samples.per_second() - 20.0).abs() < 1e-9);
    }

    #[test]
    fn another_status_than_expected_is_an_error() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 503 No\r\ncontent-length: 4\r\n\r\nbusy"] {
                assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let mut connection = Connection::open(address).unwrap();
        assert_eq!(connection.send(&Request::get("/")).unwrap(), b"ok");
        let Err(Failure::Message(message)) = connection.send(&Request::get("/a")) else { panic!("503 is no measurement") };
        assert!(message.contains("/a") && message.contains("503: busy"), "{message}");
        peer.join().unwrap();
    }
}
