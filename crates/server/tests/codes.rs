//! Every code that any crate can answer with has its explanation.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use server::problem::catalogue;
use std::path::{Path, PathBuf};

/// Errors of these files end in a row of the database, in the log or in another error.
const INNER: [&str; 4] = ["media/src/token.rs", "ffmpeg/error.rs", "encode/error.rs", "images/mod.rs"];

#[test]
fn every_code_is_explained() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut missing = Vec::new();
    for file in sources(crates) {
        let inner = INNER.iter().any(|name| file.ends_with(name));
        let text = std::fs::read_to_string(&file).unwrap();
        let codes = text.split("fn code(").skip(1).filter_map(|rest| rest.split("\n    }").next());
        for code in codes.flat_map(literals).filter(|_| !inner && text.contains("impl Fault for")) {
            // Internal errors all answer as `internal`; the worker copies a source with a broken clock.
            let internal = ["upload-file", "object-too-long", "storage-settings", "storage-file", "source-unreadable", "broken-clock"]
                .contains(&code.as_str());
            if !internal && catalogue::find(&code).is_none() {
                missing.push(format!("{code} of {}", file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "no entry in problem/catalogue for:\n{}", missing.join("\n"));
}

fn literals(block: &str) -> Vec<String> {
    block
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        .map(ToOwned::to_owned)
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}
