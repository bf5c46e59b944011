//! A sheet of small pictures for the seek bar.

use super::ImageError;
use super::take::{Camera, Shot, develop, fit};
use crate::ffmpeg::seconds;
use crate::inspect::VideoSource;
use bytes::Bytes;
use std::fmt::Write;

/// A sheet of small pictures and the times that they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storyboard {
    /// The sheet, a JPEG.
    pub image: Bytes,
    /// Width of one tile in pixels.
    pub tile_width: u32,
    /// Height of one tile in pixels.
    pub tile_height: u32,
    /// Tiles in a row.
    pub columns: u32,
    /// Tiles in all.
    pub tiles: u32,
    /// Time that one tile stands for, in microseconds.
    pub interval_us: u64,
    /// Length of the film in microseconds.
    pub duration_us: u64,
}

/// Most tiles on a sheet, and how many stand in a row.
const MOST_TILES: u64 = 100;
const COLUMNS: u32 = 10;
/// A tile for less time than this shows nothing new.
const SHORTEST_US: u64 = 1_000_000;

impl Storyboard {
    /// The `WebVTT` file that maps times to tiles (`storyboard.jpg#xywh=x,y,w,h`), `image` being the sheet's relative URL.
    pub fn vtt(&self, image: &str) -> String {
        let mut text = String::from("WEBVTT\n");
        for tile in 0..self.tiles {
            let start = u64::from(tile) * self.interval_us;
            let end = if tile + 1 == self.tiles { self.duration_us.max(start + 1000) } else { start + self.interval_us };
            let (x, y) = (tile % self.columns * self.tile_width, tile / self.columns * self.tile_height);
            let (from, to, width, height) = (clock(start), clock(end), self.tile_width, self.tile_height);
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{from} --> {to}\n{image}#xywh={x},{y},{width},{height}\n");
        }
        text
    }
}

/// Reads key frames only, which is almost free; each tile shows the last one before its time.
pub(super) async fn of_film(camera: &Camera<'_>, video: &VideoSource) -> Result<Storyboard, ImageError> {
    let duration_us = video.end_us.max(1);
    let interval_us = (duration_us.div_ceil(MOST_TILES)).max(SHORTEST_US);
    let tiles = u32::try_from(duration_us.div_ceil(interval_us)).unwrap_or(1).max(1);
    let (tile_width, tile_height) = fit(video, 160, 160);
    let (columns, rows) = (tiles.min(COLUMNS), tiles.div_ceil(COLUMNS));
    let tail = format!(
        "tpad=stop_mode=clone:stop=-1,trim=end_frame={tiles},{},tile={columns}x{rows}:nb_frames={tiles}",
        develop(video, tile_width, tile_height, true)
    );
    // Rounded up: a picture belongs to the first tile that does not begin before it.
    let timed = format!("fps=fps=1000000/{interval_us}:start_time=0:round=up,{tail}");
    let output = ["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "5", "-f", "image2"];
    // Some files mark no picture as a key frame, and a single picture may have no length.
    let mut image = None;
    for (key_frames, filter) in [(true, &timed), (false, &timed), (false, &tail)] {
        if image.is_none() {
            image = camera.take(&Shot { stream: video.stream, at_us: 0, key_frames, filter, output: &output, extension: "jpg" }).await?;
        }
    }
    let image = image.ok_or(ImageError::NoPicture)?;
    Ok(Storyboard { image, tile_width, tile_height, columns, tiles, interval_us, duration_us })
}

/// Microseconds as a `WebVTT` time.
fn clock(micros: u64) -> String {
    let text = seconds(micros);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "000000"));
    let whole: u64 = whole.parse().unwrap_or(0);
    format!("{:02}:{:02}:{:02}.{}", whole / 3600, whole / 60 % 60, whole % 60, fraction.get(..3).unwrap_or("000"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_addressed_by_time() {
        let board = Storyboard {
            image: Bytes::new(),
            tile_width: 160,
            tile_height: 90,
            columns: 2,
            tiles: 3,
            interval_us: 1_500_000,
            duration_us: 3_661_500_000,
        };
        assert_eq!(
            board.vtt("storyboard.jpg"),
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nstoryboard.jpg#xywh=0,0,160,90\n\n00:00:01.500 --> 00:00:03.000\nstoryboard.jpg#xywh=160,0,160,90\n\n\
             00:00:03.000 --> 01:01:01.500\nstoryboard.jpg#xywh=0,90,160,90\n"
        );
    }
}
