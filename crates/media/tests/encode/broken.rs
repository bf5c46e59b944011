//! Sources that do not decode, or only with concealed parts: they are counted in every task.

use crate::support::{Memory, Studio, picture, probe, quick, studio};
use media::encode::{self, EncodeError};
use media::ffmpeg::{Decoded, RunError};
use media::input::Input;
use media::plan::plan;
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

const CLIP: &str = "-f lavfi -i testsrc2=s=320x240:r=25:d=5 -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p";

/// Where the picture packets of a file lie: offset and length in bytes.
fn packets(path: &Path) -> Vec<(usize, usize)> {
    let found = probe(path, &["-select_streams", "v", "-show_entries", "packet=pos,size"]);
    let number = |value: &serde_json::Value| value.as_str().unwrap().parse().unwrap();
    found["packets"].as_array().unwrap().iter().map(|packet| (number(&packet["pos"]), number(&packet["size"]))).collect()
}

impl Studio {
    /// A copy of the file with some of the bytes of some packets changed.
    fn damaged(&self, path: &Path, name: &str, damage: impl Fn(usize, &mut [u8])) -> PathBuf {
        let mut bytes = std::fs::read(path).unwrap();
        for (number, (at, length)) in packets(path).into_iter().enumerate() {
            damage(number, &mut bytes[at..at + length]);
        }
        self.write(name, &bytes)
    }

    /// How the pictures of `damaged` decode in each task of the plan for `good`.
    async fn decode(&self, good: &Path, damaged: &Path) -> Result<Vec<Decoded>, EncodeError> {
        let plan = plan(&self.inspect(good).await.unwrap(), &quick());
        let mut decoded = Vec::new();
        for task in plan.tasks.iter().filter(|task| matches!(task, media::plan::EncodeTask::Video { .. })) {
            let input = Input::File(damaged.to_owned());
            decoded.push(encode::run(&self.tools, &input, &plan, task, &Memory::default(), &CancellationToken::new()).await?);
        }
        Ok(decoded)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_with_concealed_parts_are_counted_and_good_ones_are_not() {
    let studio = studio().await;
    let good = studio.make(CLIP, "good.mp4");
    let film = studio.transcode(&good, &quick()).await;
    assert!(film.decoded.iter().all(|task| task.broken() == 0 && task.total() >= 25), "{:?}", film.decoded);
    // The middle of each slice, so that its header and those of the stream still decode.
    let grey = studio.damaged(&good, "grey.mp4", |_, packet| {
        let middle = packet.len() / 3;
        packet[middle..].iter_mut().for_each(|byte| *byte ^= 0x5a);
    });
    let decoded = studio.decode(&good, &grey).await.unwrap();
    assert!(decoded.iter().all(|task| task.broken() * 2 > task.total()), "{decoded:?}");
    let some = studio.damaged(&good, "some.mp4", |number, packet| {
        let middle = packet.len() / 3;
        // The last pictures of each group, so that no other needs them.
        if number % 25 > 20 {
            packet[middle..].iter_mut().for_each(|byte| *byte ^= 0x5a);
        }
    });
    let decoded = studio.decode(&good, &some).await.unwrap();
    assert!(decoded.iter().all(|task| task.broken() > 0 && task.broken() * 2 < task.total()), "{decoded:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_film_that_is_taken_for_a_clear_one_is_never_good() {
    let studio = studio().await;
    let good = studio.make(CLIP, "good.mp4");
    let cenc = "-c copy -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb";
    let locked = studio.make(&format!("-i good.mp4 {cenc} -encryption_kid a7e61c373e219033c21091fa607bf3b8"), "locked.mp4");
    match studio.decode(&good, &locked).await {
        Err(error) => assert!(matches!(error, EncodeError::Undecodable), "{error:?}"),
        Ok(decoded) => {
            let (total, broken) = decoded.iter().fold((0, 0), |(all, bad), task| (all + task.total(), bad + task.broken()));
            assert!(broken * 2 > total, "{decoded:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_picture_that_decodes_stays_where_the_rest_does_not() {
    let studio = studio().await;
    let pictures = "-f lavfi -i color=s=240x240:r=1:d=20,geq=lum='50+N*10':cb=128:cr=128";
    let good = studio.make(&format!("{pictures} -c:v mjpeg -q:v 2 -pix_fmt yuvj420p"), "good.mov");
    let damaged = studio.damaged(&good, "damaged.mov", |number, packet| {
        if number >= 12 {
            packet.fill(0);
        }
    });
    let (film, last) = (studio.transcode(&good, &quick()).await, studio.transcode(&damaged, &quick()).await);
    let want = picture(&film.top(), 11.5, 1, 1)[0][1];
    for at in [11.5, 13.5, 16.5, 19.5] {
        let got = picture(&last.top(), at, 1, 1)[0][1];
        assert!(got.abs_diff(want) <= 4, "{got} at {at} s for {want}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_of_which_nothing_decodes_is_told_from_one_that_cannot_be_reached() {
    let studio = studio().await;
    let good = studio.make(CLIP, "good.mp4");
    let empty = studio.damaged(&good, "empty.mp4", |_, packet| packet.fill(0));
    assert!(matches!(studio.decode(&good, &empty).await, Err(EncodeError::Undecodable)));
    let gone = studio.decode(&good, &studio.dir.path().join("gone.mp4")).await;
    assert!(matches!(&gone, Err(error @ EncodeError::Run(RunError::Failed { .. })) if error.is_passing()), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_failure_has_the_same_fingerprint_and_names_no_path() {
    let studio = studio().await;
    let good = studio.make(CLIP, "good.mp4");
    let text = studio.write("text.mp4", b"no film\n");
    let first = studio.decode(&good, &text).await.unwrap_err();
    let second = studio.decode(&good, &text).await.unwrap_err();
    assert!(!first.is_passing(), "{first:?}");
    assert_eq!(first.fingerprint(), second.fingerprint());
    assert!(!first.fingerprint().contains(studio.dir.path().to_str().unwrap()), "{}", first.fingerprint());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_begins_with_concealed_pictures_is_refused() {
    let studio = studio().await;
    let good = studio.make(CLIP, "good.mp4");
    let grey = studio.damaged(&good, "grey.mp4", |_, packet| {
        let middle = packet.len() / 3;
        packet[middle..].iter_mut().for_each(|byte| *byte ^= 0x5a);
    });
    assert_eq!(studio.reason(&grey).await, media::inspect::RejectReason::Corrupt);
}
