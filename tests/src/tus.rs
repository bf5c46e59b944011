//! The resumable upload protocol, spoken by hand so that every header can be wrong.

use crate::api::{Answer, Api, Call};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Body;

/// The media type of bytes that continue an upload.
pub const CONTENT_TYPE: &str = "application/offset+octet-stream";

/// `Upload-Metadata` of these pairs.
pub fn metadata(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(key, value)| format!("{key} {}", BASE64_STANDARD.encode(value)));
    pairs.collect::<Vec<_>>().join(",")
}

/// `Upload-Checksum` with SHA-1, as tus clients write it.
pub fn sha1(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    format!("sha1 {}", BASE64_STANDARD.encode(digest))
}

/// `Upload-Checksum` with SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    format!("sha256 {}", BASE64_STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes)))
}

/// `Upload-Checksum` with CRC-32, big endian.
pub fn crc32(bytes: &[u8]) -> String {
    format!("crc32 {}", BASE64_STANDARD.encode(crc32fast::hash(bytes).to_be_bytes()))
}

/// A request of the protocol, with its version.
pub fn call(api: &Api, method: &str, path: &str) -> Call {
    api.call(method, path).header("Tus-Resumable", "1.0.0")
}

/// Creates an upload of this length and gives its path.
pub async fn create(api: &Api, length: u64, pairs: &[(&str, &str)]) -> String {
    let call = call(api, "POST", "/api/upload").header("Upload-Length", &length.to_string());
    let answer = call.header("Upload-Metadata", &metadata(pairs)).send().await.expect(201);
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    location(&answer)
}

/// The path that a creation answers.
#[track_caller]
pub fn location(answer: &Answer) -> String {
    let location = answer.header("location");
    let path = location.find("/api/upload/").map(|at| location[at..].to_owned());
    path.unwrap_or_else(|| panic!("not the address of an upload: {location:?}"))
}

/// Sends bytes from an offset on.
pub async fn patch(api: &Api, upload: &str, offset: u64, bytes: impl Into<Body>) -> Answer {
    appending(api, upload, offset).body(bytes).send().await
}

/// A PATCH without its body.
pub fn appending(api: &Api, upload: &str, offset: u64) -> Call {
    call(api, "PATCH", upload).header("Upload-Offset", &offset.to_string()).header("Content-Type", CONTENT_TYPE)
}

/// Asks where an upload stands.
pub async fn head(api: &Api, upload: &str) -> Answer {
    call(api, "HEAD", upload).send().await
}

/// The offset that HEAD tells.
pub async fn offset(api: &Api, upload: &str) -> u64 {
    let answer = head(api, upload).await.expect(200);
    answer.header("upload-offset").parse().expect("an offset")
}
