//! The reader of growing fragmented MP4: what it returns lies within its input, and its own init segments read back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use media::mp4::{Fragment, Init};

/// Ticks of an edit list, as for a film with reordered pictures.
const SHIFT: u32 = 2002;

fuzz_target!(|file: &[u8]| {
    let mut rest = file;
    if let Ok(Some((init, taken))) = Init::parse_growing(rest, SHIFT) {
        let again = Init::parse(&init.data, SHIFT).expect("our own init segment");
        assert_eq!((again.codec, again.timescale, again.track), (init.codec, init.timescale, init.track));
        rest = &rest[taken..];
    }
    while let Ok(Some((fragment, taken))) = Fragment::parse_growing(rest) {
        assert!(taken > 0 && fragment.samples.iter().all(|sample| (1..=taken).contains(&sample.data.len())), "{fragment:?}");
        rest = &rest[taken..];
    }
});
