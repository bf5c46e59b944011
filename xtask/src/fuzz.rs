//! The step `fuzz` of the gate: builds every fuzz target and runs each for a few seconds.
//!
//! The targets are a workspace of their own in `fuzz/`, since everything in it is compiled with the fuzzer's coverage
//! counters. No sanitizer is used: our code has no `unsafe`, so a fault is a panic, a failed assertion, a run that takes
//! too long or too much memory, and all of those are seen without one, by the stable compiler.
//!
//! An input that shows a fault is kept in `fuzz/artifacts/<target>/`. `cargo fuzz run --sanitizer none <target> <file>` runs it again.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Context as _, Failure, Result};
use crate::setup::{system, tools};
use crate::workspace::{cargo, root};
use crate::{process, ui};

/// How long each target runs.
const SECONDS: u32 = 10;
/// Longest time for one input, far from what a busy machine needs for the largest picture.
const TIMEOUT_SECONDS: u32 = 60;
/// Most resident memory. Unpacking the largest picture that is accepted takes 384 MiB, and copies of it as much again.
const MEMORY_MB: u32 = 1024;
/// Longest input that is tried; seeds are shorter.
const MAX_LENGTH: u32 = 8192;

/// Inputs that are made rather than kept, since media is not kept in the repository: a target, and for each of its
/// files the arguments of ffmpeg and its name.
const MADE: &[(&str, &[(&str, &str)])] = &[
    (
        "mp4",
        &[
            ("-f lavfi -i testsrc2=s=32x32:r=5:d=0.6 -c:v libx264 -bf 1 -g 2 -movflags +frag_keyframe+empty_moov", "pictures.mp4"),
            ("-f lavfi -i sine=d=0.2 -c:a aac -b:a 16k -movflags +frag_every_frame+empty_moov+default_base_moof", "sound.mp4"),
            // Samples of one size, which is stated once for all of them.
            ("-f lavfi -i sine=d=0.01 -c:a pcm_s16le -movflags +frag_keyframe+empty_moov+default_base_moof", "samples.mov"),
        ],
    ),
    (
        "pictures",
        &[
            ("-f lavfi -i testsrc2=s=17x9 -frames:v 1", "picture.jpg"),
            ("-f lavfi -i testsrc2=s=17x9 -frames:v 1 -pix_fmt rgba", "picture.png"),
            ("-f lavfi -i testsrc2=s=17x9 -frames:v 1 -c:v libwebp", "picture.webp"),
            ("-f lavfi -i testsrc2=s=17x9 -frames:v 1 -c:v libwebp -lossless 1", "lossless.webp"),
        ],
    ),
];

/// The manifest of the targets' workspace.
const MANIFEST: &str = "fuzz/Cargo.toml";

/// Fails when `fuzz/Cargo.lock` does not match the manifests: cargo-fuzz has no `--locked`.
pub(crate) fn check_lock() -> Result<()> {
    process::read(cargo().args(["metadata", "--locked", "--format-version=1", "--manifest-path", MANIFEST])).map(|_| ())
}

/// Fails when a target is not formatted.
pub(crate) fn check_format() -> Result<()> {
    process::run(cargo().args(["fmt", "--check", "--manifest-path", MANIFEST]))
}

pub(crate) fn run_in_gate() -> Result<()> {
    let program = tools::FUZZ.ensure()?;
    process::run(&mut fuzz(&program, "build"))?;
    for target in targets()? {
        ui::heading(&format!("Fuzz {target}"));
        let seeds = root().join("fuzz/seeds").join(&target);
        let corpus = corpus(&target)?;
        let mut run = fuzz(&program, "run");
        run.arg(&target).arg(corpus).args(seeds.is_dir().then_some(seeds)).arg("--");
        run.args([format!("-max_total_time={SECONDS}"), format!("-timeout={TIMEOUT_SECONDS}")]);
        run.args([format!("-rss_limit_mb={MEMORY_MB}"), format!("-max_len={MAX_LENGTH}"), "-print_final_stats=1".to_owned()]);
        process::quietly(&format!("{target} for {SECONDS} s"), &mut run)?;
    }
    Ok(())
}

/// `cargo fuzz <what>` without a sanitizer, which only the nightly compiler has.
fn fuzz(program: &Path, what: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).args(["fuzz", what, "--sanitizer", "none"]);
    command
}

/// The names of the targets: the binaries of the manifest, which is where a new one is added.
fn targets() -> Result<Vec<String>> {
    let text = process::read(cargo().args(["metadata", "--no-deps", "--format-version=1", "--manifest-path", MANIFEST]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text).context("read cargo metadata")?;
    let names = metadata.pointer("/packages/0/targets").and_then(serde_json::Value::as_array).into_iter().flatten();
    let names: Vec<String> = names.filter_map(|target| target.get("name")?.as_str().map(str::to_owned)).collect();
    if names.is_empty() { Err(Failure::new("fuzz/Cargo.toml names no target")) } else { Ok(names) }
}

/// The folder of inputs that a target has found so far, not tracked by git, with the made ones among them.
fn corpus(target: &str) -> Result<PathBuf> {
    let folder = root().join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&folder).context(format!("make {}", folder.display()))?;
    let made = MADE.iter().filter(|(name, _)| *name == target).flat_map(|(_, files)| files.iter());
    for (arguments, name) in made.filter(|(_, name)| !folder.join(name).is_file()) {
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.current_dir(&folder).args(["-v", "error", "-nostdin"]).args(arguments.split_whitespace()).arg(name);
        system::ensure(&[&system::FFMPEG])?;
        process::run(&mut ffmpeg)?;
    }
    Ok(folder)
}
