//! `Range` and `If-Range`: only bytes that exist are ever selected.
//!
//! The first eight bytes of the input are the size of the content, the rest is the field.

#![no_main]

use domain::Timestamp;
use libfuzzer_sys::fuzz_target;
use media::range::{Selection, content_range, if_range, select, unsatisfied};

fuzz_target!(|input: &[u8]| {
    let Some((size, field)) = input.split_first_chunk::<8>() else { return };
    let size = u64::from_be_bytes(*size);
    match select(Some(field), size) {
        Selection::Part(part) => {
            assert!(part.start < part.end && part.end <= size, "{part:?} of {size}");
            assert_eq!(content_range(&part, size), format!("bytes {}-{}/{size}", part.start, part.end - 1));
        }
        Selection::Unsatisfiable => assert_eq!(unsatisfied(size), format!("bytes */{size}")),
        Selection::Whole => {}
    }
    let modified = Timestamp::from_millis(i64::try_from(size >> 8).unwrap_or_default());
    assert!(if_range(None, "\"tag\"", modified));
    if field.trim_ascii() == b"\"tag\"" {
        assert!(if_range(Some(field), "\"tag\"", modified) && !if_range(Some(field), "W/\"tag\"", modified));
    }
});
