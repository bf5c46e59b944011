use super::*;
use crate::testing::Bench;
use media::ffmpeg::{FfmpegSettings, Tools};
use media::inspect::InspectSettings;
use media::plan::LadderSettings;
use std::path::PathBuf;
use std::process::Command;

/// Two seconds of a transport stream whose clock begins at `start`.
fn recording(bench: &Bench, start: u32) -> Vec<u8> {
    let path: PathBuf = bench.folder.path().join("part.ts");
    let made = Command::new("ffmpeg")
        .args(["-y", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=s=128x96:r=25:d=2", "-c:v", "mpeg2video"])
        .args(["-output_ts_offset", &start.to_string(), "-f", "mpegts"])
        .arg(&path)
        .status();
    assert!(made.unwrap().success());
    std::fs::read(path).unwrap()
}

persistence::on_both_databases! {
    async fn a_source_with_a_broken_clock_is_replaced_by_its_copy(test: TestDb) {
        let bench = Bench::new(test).await;
        let tools = Tools::detect(FfmpegSettings::default(), &bench.folder.path().join("scratch")).await.unwrap();
        let work = MediaWork { tools, inspect: InspectSettings::default(), ladder: LadderSettings::default() };
        let key = Key::source(bench.draft().await.id, "film").unwrap();
        let joined = [recording(&bench, 0), recording(&bench, 1000)].concat();
        bench.ctx.store.put_bytes(&key, joined.into()).await.unwrap();

        let report = look(&bench.ctx, &work, &key, &CancellationToken::new()).await.unwrap().unwrap();
        assert!(report.duration_us.abs_diff(4_000_000) < 100_000, "{}", report.duration_us);
        assert!(report.notes.iter().any(|note| note.code == "clock-restarts"), "{:?}", report.notes);
        let again = look(&bench.ctx, &work, &key, &CancellationToken::new()).await.unwrap().unwrap();
        assert_eq!(again.duration_us, report.duration_us, "what is stored has one clock");
    }
}
