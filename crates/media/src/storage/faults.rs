//! A bucket that fails: errors that pass, errors that stay, answers that are cut off, silence.

use super::*;
use domain::{ErrorKind, Fault};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

const HEADERS: &str = "ETag: \"x\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n";

/// Gives one answer per connection, each as it is, and tells the request heads at the end.
fn serve(answers: Vec<String>) -> (Store, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = StorageSettings {
        url: "s3://b".into(),
        endpoint: format!("http://{}", listener.local_addr().unwrap()),
        access_key_id: "k".into(),
        secret_access_key: "s".into(),
        allow_http: true,
        retries: 2,
        read_timeout_seconds: 60,
        ..StorageSettings::default()
    };
    let serving = std::thread::spawn(move || answers.iter().map(|answer| answer_one(&listener.accept().unwrap().0, answer)).collect());
    (Store::open(&settings).unwrap(), serving)
}

fn answer_one(mut stream: &TcpStream, answer: &str) -> String {
    let lines = BufReader::new(stream).lines().map(|line| line.unwrap());
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    stream.write_all(answer.as_bytes()).unwrap();
    head.join("\n").to_lowercase()
}

fn status(line: &str) -> String {
    format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn key() -> Key {
    Key::parse("videos/1/source/x").unwrap()
}

#[tokio::test]
async fn errors_that_pass_are_retried() {
    let found = format!("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n{HEADERS}\r\n");
    let (store, serving) = serve(vec![status("500 Internal Server Error"), status("503 Slow Down"), found]);
    let info = store.head(&key()).await.unwrap().unwrap();
    assert_eq!((info.bytes, info.etag.as_str(), info.modified.millis()), (3, "\"x\"", 784_111_777_000));
    assert_eq!(serving.join().unwrap().len(), 3);
}

#[tokio::test]
async fn errors_that_stay_are_told() {
    let (store, serving) = serve(vec![status("500 Internal Server Error"); 3]);
    let error = store.head(&key()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Unavailable, "storage-unavailable"));
    assert_eq!(serving.join().unwrap().len(), 3);
    let (store, _) = serve(vec![status("403 Forbidden")]);
    assert!(matches!(store.head(&key()).await, Err(StorageError::Store(_))), "a refusal is not an absence");
}

#[tokio::test]
async fn a_download_that_is_cut_off_goes_on_where_it_was() {
    let (store, serving) = serve(vec![
        format!("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n{HEADERS}\r\n0123"),
        format!("HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\nContent-Range: bytes 4-9/10\r\n{HEADERS}\r\n456789"),
    ]);
    let (_, stream) = store.get(&key()).await.unwrap().unwrap();
    let pieces: Vec<Bytes> = stream.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), b"0123456789");
    assert!(serving.join().unwrap()[1].contains("range: bytes=4-9"));
}

#[tokio::test]
async fn a_download_that_stays_short_is_an_error() {
    let cut = format!("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n{HEADERS}\r\n0123");
    let (store, _) = serve(vec![cut]);
    let (_, stream) = store.get(&key()).await.unwrap().unwrap();
    assert!(stream.try_collect::<Vec<_>>().await.is_err());
}

#[tokio::test]
async fn silence_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = StorageSettings {
        url: "s3://b".into(),
        endpoint: format!("http://{}", listener.local_addr().unwrap()),
        access_key_id: "k".into(),
        secret_access_key: "s".into(),
        allow_http: true,
        retries: 0,
        read_timeout_seconds: 1,
        ..StorageSettings::default()
    };
    let result = Store::open(&settings).unwrap().head(&key()).await;
    assert!(matches!(result, Err(StorageError::Store(_))));
}
