//! Whole requests, as clients send them.

use super::*;
use domain::upload::UploadId;
use domain::{ErrorKind, Fault};
use proptest::prelude::*;

const LIMIT: u64 = 1_000_000;
const STREAM: (&str, &str) = ("content-type", PATCH_CONTENT_TYPE);

fn headers<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<&'a [u8]> {
    move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_bytes())
}

fn creation(pairs: &[(&str, &str)]) -> Result<Creation, TusError> {
    Creation::parse(headers(pairs), LIMIT)
}

fn append(pairs: &[(&str, &str)]) -> Result<Append, TusError> {
    Append::parse(headers(pairs), LIMIT)
}

#[test]
fn only_our_version_is_spoken() {
    assert_eq!(check_version(headers(&[("tus-resumable", "1.0.0")])), Ok(()));
    for bad in [&[("tus-resumable", "0.2.2")][..], &[]] {
        let error = check_version(headers(bad)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PreconditionFailed);
    }
}

#[test]
fn an_upload_declares_its_length_or_defers_it() {
    assert_eq!(creation(&[("upload-length", "0")]).unwrap().length, Some(0));
    assert_eq!(creation(&[("upload-length", "1000000")]).unwrap().length, Some(LIMIT));
    assert_eq!(creation(&[("upload-defer-length", "1")]).unwrap().length, None);
    assert_eq!(creation(&[("upload-length", "1000001")]), Err(TusError::TooLarge { limit: LIMIT }));
    assert_eq!(creation(&[]), Err(TusError::Missing("upload-length")));
    for bad in ["-1", "+1", "1e3", "0x10", "99999999999999999999", "9223372036854775808", "1 2", "é"] {
        assert!(matches!(creation(&[("upload-length", bad)]), Err(TusError::BadHeader { .. })), "{bad}");
    }
    assert!(creation(&[("upload-defer-length", "2")]).is_err());
    assert!(creation(&[("upload-defer-length", "1"), ("upload-length", "5")]).is_err());
}

#[test]
fn the_first_bytes_may_come_with_the_creation() {
    let with_bytes = creation(&[("upload-length", "5"), STREAM, ("content-length", "5")]).unwrap();
    assert!(with_bytes.has_body);
    assert_eq!(with_bytes.content_length, Some(5));
    assert!(!creation(&[("upload-length", "5"), ("content-length", "0")]).unwrap().has_body);
    let other = [("upload-length", "5"), ("content-type", "video/mp4"), ("content-length", "5")];
    assert_eq!(creation(&other), Err(TusError::WrongContentType));
}

#[test]
fn a_final_upload_takes_everything_from_its_parts() {
    let concat = format!("final;/api/upload/{}", UploadId::from_secret([1; 32]));
    assert!(matches!(creation(&[("upload-concat", &concat)]).unwrap().concat, Some(Concat::Final(_))));
    assert!(creation(&[("upload-concat", &concat), ("upload-length", "5")]).is_err());
    assert!(creation(&[("upload-concat", &concat), STREAM]).is_err());
    assert!(creation(&[("upload-concat", "partial")]).is_err(), "a part declares its length");
    assert_eq!(creation(&[("upload-concat", "partial"), ("upload-length", "5")]).unwrap().concat, Some(Concat::Partial));
}

#[test]
fn a_patch_says_where_it_begins() {
    let read = append(&[STREAM, ("upload-offset", "7"), ("content-length", "3")]).unwrap();
    assert_eq!(read, Append { offset: 7, length: None, checksum: None, content_length: Some(3) });
    assert_eq!(append(&[STREAM]), Err(TusError::Missing("upload-offset")));
    assert_eq!(append(&[("upload-offset", "7")]), Err(TusError::WrongContentType));
    let late = append(&[STREAM, ("upload-offset", "0"), ("upload-length", "9")]).unwrap();
    assert_eq!(late.length, Some(9));
    assert!(append(&[STREAM, ("upload-offset", "0"), ("upload-length", "2000000")]).is_err());
    let checked = append(&[STREAM, ("upload-offset", "0"), ("upload-checksum", "crc32 DUoRhQ==")]).unwrap();
    assert!(checked.checksum.is_some());
}

const NAMES: [&str; 9] = [
    "tus-resumable",
    "upload-length",
    "upload-defer-length",
    "upload-offset",
    "upload-metadata",
    "upload-checksum",
    "upload-concat",
    "content-type",
    "content-length",
];

proptest! {
    #[test]
    fn no_headers_panic(values in proptest::collection::vec(proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)), NAMES.len())) {
        let get = |name: &str| NAMES.iter().position(|n| *n == name).and_then(|i| values[i].as_deref());
        let _ = check_version(get);
        let _ = Creation::parse(get, LIMIT);
        let _ = Append::parse(get, LIMIT);
    }
}
