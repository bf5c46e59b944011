//! Chunks that join without a gap, sound in step with pictures, and runs that end when they must.

use crate::support::{Memory, Studio, picture, quick, samples, studio};
use media::encode::{self, EncodeError, EncodeSink, InitSegment, Segment, SinkError};
use media::ffmpeg::RunError;
use media::input::Input;
use media::plan::{LadderSettings, plan};
use tokio_util::sync::CancellationToken;

/// The film's picture number, shown as a grey level that changes with every frame.
const COUNTER: &str = "-f lavfi -i color=s=128x240:r=30000/1001:d=6,geq=lum='16+mod(N*7,200)':cb=128:cr=128";

/// The grey of each frame that a join could harm.
fn assert_counts(studio_film: &std::path::Path) {
    for frame in [0, 1, 29, 30, 31, 59, 60, 89, 90, 91, 92, 149, 150, 151, 178] {
        let at = (f64::from(frame) - 0.5) * 1001.0 / 30_000.0;
        let got = picture(studio_film, at.max(0.0), 1, 1)[0][1];
        let want = u8::try_from(frame * 7 % 200 * 255 / 219).unwrap();
        assert!(got.abs_diff(want) <= 5, "frame {frame}: {got} for {want}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_show_every_frame_once_and_in_its_place() {
    let studio = studio().await;
    let source = studio.make(&format!("{COUNTER} -c:v libx264 -preset ultrafast -g 47 -qp 0 -pix_fmt yuv420p"), "counter.mp4");
    let film = studio.transcode(&source, &quick()).await;
    assert!(film.plan.chunks.len() >= 3);
    assert_counts(&film.joined("v120"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_without_an_index_join_as_well() {
    let studio = studio().await;
    let source = studio.make(&format!("{COUNTER} -c:v mpeg2video -q:v 2 -g 90 -bf 2 -pix_fmt yuv420p -f mpegts"), "counter.ts");
    let film = studio.transcode(&source, &quick()).await;
    assert_counts(&film.joined("v120"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_preset_shows_its_first_picture_at_the_mark() {
    let studio = studio().await;
    let source = studio.make("-f lavfi -i testsrc2=s=128x120:r=25:d=2.04 -c:v libx264 -preset ultrafast -pix_fmt yuv420p", "clip.mp4");
    for preset in ["superfast", "medium", "slower"] {
        studio.transcode(&source, &LadderSettings { preset: preset.into(), ..quick() }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_stays_in_step_with_pictures() {
    let studio = studio().await;
    // A flash and a click every second, at the same instant.
    let pictures = "-f lavfi -i color=s=128x240:r=25:d=5,geq=lum='if(lt(mod(N,25),1),235,16)':cb=128:cr=128";
    let clicks = "-f lavfi -i aevalsrc=if(lt(mod(t\\,1)\\,0.005)\\,sin(6283*t)\\,0):d=5:s=48000";
    let source =
        studio.make(&format!("{pictures} {clicks} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -b:a 256k"), "flash.mp4");
    let film = studio.transcode(&source, &quick()).await;
    let (sound, pictures) = (samples(&film.joined("a0")), film.joined("v120"));
    for second in 1..5_usize {
        let around = &sound[second * 48_000 - 12_000..second * 48_000 + 12_000];
        let loudest = around.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
        let onset = around.iter().position(|sample| sample.unsigned_abs() > loudest / 3).unwrap();
        let off_ms = onset.abs_diff(12_000) / 48;
        assert!(off_ms <= 3, "click {second} is {off_ms} ms off");
        let at = f64::from(u32::try_from(second).unwrap());
        let light = |at: f64| picture(&pictures, at, 1, 1)[0][1];
        assert!(light(at - 0.06) < 50 && light(at - 0.02) > 200 && light(at + 0.02) < 50, "flash {second}");
    }
}

/// Takes nothing.
struct Broken;

#[async_trait::async_trait]
impl EncodeSink for Broken {
    async fn init(&self, _: InitSegment) -> Result<(), SinkError> {
        Ok(())
    }

    async fn segment(&self, segment: Segment) -> Result<(), SinkError> {
        Err(format!("no room for {}", segment.number).into())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sink_that_fails_ends_the_run_and_leaves_nothing() {
    let studio = studio().await;
    let source = studio.make("-f lavfi -i testsrc2=s=320x240:r=25:d=4 -c:v libx264 -preset ultrafast -pix_fmt yuv420p", "clip.mp4");
    let plan = plan(&studio.inspect(&source).await.unwrap(), &quick());
    let result = encode::run(&studio.tools, &Input::File(source), &plan, &plan.tasks[0], &Broken, &CancellationToken::new()).await;
    assert!(matches!(&result, Err(error @ EncodeError::Sink { .. }) if !error.is_cancelled()), "{result:?}");
    assert_eq!(scratch_folders(&studio), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_task_ends_at_once_and_leaves_nothing() {
    let studio = studio().await;
    let source = studio.make("-f lavfi -i testsrc2=s=1280x720:r=60:d=8 -c:v libx264 -preset ultrafast -pix_fmt yuv420p", "clip.mp4");
    let settings = LadderSettings { preset: "veryslow".into(), ..quick() };
    let plan = plan(&studio.inspect(&source).await.unwrap(), &settings);
    let (cancel, sink, input) = (CancellationToken::new(), Memory::default(), Input::File(source));
    let work = encode::run(&studio.tools, &input, &plan, plan.tasks.last().unwrap(), &sink, &cancel);
    let stop = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        cancel.cancel();
    };
    let (result, ()) = tokio::join!(work, stop);
    assert!(matches!(result, Err(EncodeError::Run(RunError::Cancelled))), "{result:?}");
    assert_eq!(scratch_folders(&studio), 0);
}

fn scratch_folders(studio: &Studio) -> usize {
    let own = std::fs::read_dir(studio.dir.path().join("scratch")).unwrap().next().unwrap().unwrap().path();
    std::fs::read_dir(own).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
}
