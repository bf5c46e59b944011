//! Posters, storyboards and previews.

use crate::support::{Studio, probe, studio};
use media::images;
use media::input::Input;
use std::path::Path;
use tokio_util::sync::CancellationToken;

fn size_of(path: &Path) -> (u64, u64) {
    let stream = &probe(path, &[])["streams"][0];
    (stream["width"].as_u64().unwrap(), stream["height"].as_u64().unwrap())
}

async fn poster_size(studio: &Studio, source: &Path) -> Option<(u64, u64)> {
    let report = studio.inspect(source).await.unwrap();
    let input = Input::File(source.to_owned());
    let poster = images::poster(&studio.tools, &input, &report, &CancellationToken::new()).await.unwrap()?;
    Some(size_of(&studio.write("poster.jpg", &poster)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_gets_all_its_pictures() {
    let studio = studio().await;
    let source = studio.make("-f lavfi -i testsrc2=s=320x180:r=25:d=5 -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p", "film.mp4");
    let report = studio.inspect(&source).await.unwrap();
    let (tools, input, cancel) = (&studio.tools, Input::File(source.clone()), CancellationToken::new());
    assert_eq!(poster_size(&studio, &source).await, Some((320, 180)));

    let board = images::storyboard(tools, &input, &report, &cancel).await.unwrap().unwrap();
    assert_eq!((board.tiles, board.columns, board.tile_width, board.tile_height), (5, 5, 160, 90));
    assert_eq!(size_of(&studio.write("board.jpg", &board.image)), (800, 90));
    assert_eq!(board.vtt("board.jpg").matches("-->").count(), 5);

    let preview = images::preview(tools, &input, &report, &cancel).await.unwrap().unwrap();
    assert_eq!((&preview[..4], &preview[8..12]), (&b"RIFF"[..], &b"WEBP"[..]));
    assert!(preview.windows(4).filter(|four| four == b"ANMF").count() > 5, "it moves");

    let frame = images::frame(tools, &input, &report, 99_000_000, 100, &cancel).await.unwrap();
    assert_eq!(size_of(&studio.write("frame.jpg", &frame)), (100, 56));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shortest_and_oddest_get_pictures_too() {
    let studio = studio().await;
    let single = studio.make("-f lavfi -i testsrc2=s=320x240:r=30 -frames:v 1 -c:v libx264 -pix_fmt yuv420p", "single.mp4");
    assert_eq!(poster_size(&studio, &single).await, Some((320, 240)));
    let report = studio.inspect(&single).await.unwrap();
    let (tools, input, cancel) = (&studio.tools, Input::File(single), CancellationToken::new());
    assert_eq!(images::storyboard(tools, &input, &report, &cancel).await.unwrap().unwrap().tiles, 1);
    assert!(images::preview(tools, &input, &report, &cancel).await.unwrap().is_some());

    let wide = studio.make("-f lavfi -i testsrc2=s=360x288:r=25:d=0.5,setsar=16/15 -c:v libx264 -pix_fmt yuv420p", "wide.mp4");
    assert_eq!(poster_size(&studio, &wide).await, Some((384, 288)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poster_is_not_black_when_something_is_to_be_seen() {
    let studio = studio().await;
    let inputs = "-f lavfi -i color=black:s=128x96:r=25:d=4 -f lavfi -i color=white:s=128x96:r=25:d=6 -filter_complex concat";
    let source = studio.make(&format!("{inputs} -c:v libx264 -preset ultrafast -pix_fmt yuv420p"), "dark.mp4");
    let report = studio.inspect(&source).await.unwrap();
    let poster = images::poster(&studio.tools, &Input::File(source), &report, &CancellationToken::new()).await.unwrap().unwrap();
    let path = studio.write("poster.jpg", &poster);
    assert!(crate::support::picture(&path, 0.0, 1, 1)[0][1] > 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_shows_its_cover_or_nothing() {
    let studio = studio().await;
    studio.make("-f lavfi -i color=c=red:s=300x300 -frames:v 1", "cover.jpg");
    let inputs =
        "-f lavfi -i sine=d=1 -i cover.jpg -map 0:a -map 1:v -c:v copy -disposition:v attached_pic -c:a libmp3lame -id3v2_version 3";
    let with = studio.make(inputs, "with.mp3");
    assert_eq!(poster_size(&studio, &with).await, Some((300, 300)));
    let without = studio.make("-f lavfi -i sine=d=1 -c:a libmp3lame", "without.mp3");
    assert_eq!(poster_size(&studio, &without).await, None);
}
