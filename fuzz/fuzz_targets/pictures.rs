//! Pictures that users send: a file of a few kilobytes never takes more memory or time than the limits allow.
//!
//! The runner's limits on memory and time are part of the assertion.

#![no_main]

use libfuzzer_sys::fuzz_target;
use media::avatar;

const SIDE: u32 = 32;

fuzz_target!(|file: &[u8]| {
    if let Ok(squares) = avatar::squares(file, &[SIDE]) {
        assert_eq!(squares.len(), 1);
        assert!(squares.iter().all(|(side, jpeg)| *side == SIDE && jpeg.starts_with(&[0xFF, 0xD8])));
    }
});
