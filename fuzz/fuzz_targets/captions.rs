//! Caption files: what is understood is written as WebVTT that is understood in the same way.

#![no_main]

use libfuzzer_sys::fuzz_target;
use media::captions;

/// A film of an hour.
const LENGTH_MS: u64 = 3_600_000;

fuzz_target!(|file: &[u8]| {
    let cues = captions::read(file, None);
    assert!(cues.is_sorted_by_key(|cue| (cue.start_ms, cue.end_ms)), "{cues:?}");
    assert!(cues.iter().all(|cue| cue.start_ms < cue.end_ms && !cue.text.is_empty()), "{cues:?}");
    let written = captions::write(&cues);
    assert_eq!(captions::read(written.as_bytes(), None), cues, "{written}");
    let _ = captions::spoken(&written);
    assert!(captions::within(cues, LENGTH_MS).iter().all(|cue| cue.end_ms <= LENGTH_MS));
});
