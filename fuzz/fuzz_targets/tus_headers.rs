//! The headers of tus requests: version, lengths, offsets, metadata, checksums and concatenation.
//!
//! The input is a request's head, one header to a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use media::tus::{Append, Creation, Hasher, Metadata, check_version};

const LIMIT: u64 = 1 << 40;

fuzz_target!(|head: &[u8]| {
    let lines: Vec<(&[u8], &[u8])> = head.split(|byte| *byte == b'\n').filter_map(header).collect();
    let headers = |name: &str| lines.iter().find(|(key, _)| key.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| *value);
    let _ = check_version(headers);
    if let Ok(creation) = Creation::parse(headers, LIMIT) {
        assert!(creation.length.is_none_or(|length| length <= LIMIT));
        check_metadata(&creation.metadata);
        hash(creation.checksum.map(|checksum| checksum.hasher()), head);
    }
    if let Ok(append) = Append::parse(headers, LIMIT) {
        assert!(append.length.is_none_or(|length| length <= LIMIT) && append.offset <= i64::MAX.unsigned_abs());
        hash(append.checksum.map(|checksum| checksum.hasher()), head);
    }
});

fn header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    Some((&line[..colon], line[colon + 1..].trim_ascii()))
}

/// HEAD gives the header back as it came, and a file's name is safe to show.
fn check_metadata(metadata: &Metadata) {
    assert_eq!(Metadata::parse(metadata.raw()).as_ref(), Ok(metadata));
    if let Some(name) = metadata.file_name() {
        assert!(!name.is_empty() && name.len() <= 255, "{name:?}");
        assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control), "{name:?}");
    }
    let _ = metadata.text("video_id");
}

fn hash(hasher: Option<Hasher>, bytes: &[u8]) {
    if let Some(mut hasher) = hasher {
        hasher.update(bytes);
        let _ = hasher.matches();
    }
}
