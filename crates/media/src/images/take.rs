//! Running ffmpeg for one picture file.

use super::ImageError;
use crate::ffmpeg::{Arguments, Invocation, Program, RunError, Tools, filters, input_options, seconds};
use crate::input::Input;
use crate::inspect::VideoSource;
use crate::plan::Correction;
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

/// Where pictures are taken from, and with what.
pub(super) struct Camera<'a> {
    pub(super) tools: &'a Tools,
    pub(super) input: &'a Input,
    pub(super) cancel: &'a CancellationToken,
    /// Where the film begins in the container, in microseconds.
    pub(super) origin_us: u64,
}

/// One picture file to be made from one track.
pub(super) struct Shot<'a> {
    pub(super) stream: u32,
    /// Where to seek, in microseconds from the start of the film.
    pub(super) at_us: u64,
    /// Whether only key frames are read and decoded.
    pub(super) key_frames: bool,
    pub(super) filter: &'a str,
    /// Options of the output, the encoder first.
    pub(super) output: &'a [&'a str],
    pub(super) extension: &'a str,
}

impl Camera<'_> {
    /// The file's bytes; `None` when ffmpeg ends well without having written a picture, as it does when a seek goes past the end.
    pub(super) async fn take(&self, shot: &Shot<'_>) -> Result<Option<Bytes>, ImageError> {
        let scratch = self.tools.scratch()?;
        let path = scratch.path().join(format!("picture.{}", shot.extension));
        let mut arguments = Arguments::new();
        if shot.key_frames {
            arguments.add(["-skip_frame", "nokey", "-discard:v", "nokey"]);
        }
        let at = self.origin_us + shot.at_us;
        if at > 0 {
            arguments.option("-ss", seconds(at));
        }
        input_options(&mut arguments, self.tools, self.input);
        arguments.option("-filter_complex", format!("[0:{}]{}[out]", shot.stream, shot.filter)).option("-map", "[out]");
        arguments.add(shot.output.iter().copied()).add(["-map_metadata", "-1", "-fflags", "+bitexact"]).file(&path);
        let invocation = Invocation {
            program: Program::Ffmpeg,
            arguments: arguments.into_vec(),
            folder: &scratch,
            network: matches!(self.input, Input::Url(_)),
            limit: self.tools.encode_limit(),
        };
        match self.tools.run(invocation, self.cancel, |_| {}).await {
            // What ffmpeg did not like about one place may not matter at another.
            Ok(_) => {}
            Err(error @ RunError::Failed { .. }) if error.blames_source() => {}
            Err(error) => return Err(error.into()),
        }
        let bytes = tokio::fs::read(&path).await.unwrap_or_default();
        Ok(image::guess_format(&bytes).is_ok().then(|| bytes.into()))
    }
}

/// The filters that turn a source's picture into one for a screen or a JPEG (BT.601, full range, as JFIF has it).
pub(super) fn develop(video: &VideoSource, width: u32, height: u32, jpeg: bool) -> String {
    let correction = Correction::of(video);
    let mut chain = vec![filters::declare(&correction)];
    if correction.deinterlace {
        chain.push("bwdif=mode=send_frame:deint=all".to_owned());
    }
    if correction.tone_map.is_some() {
        chain.push(filters::tone_map(width, height));
    }
    if jpeg {
        chain.push(filters::scale(&correction, width, height, "bt601", "pc"));
        chain.push("format=yuvj420p".to_owned());
    } else {
        chain.push(filters::scale(&correction, width, height, "bt601", "tv"));
        chain.push("format=yuv420p".to_owned());
    }
    chain.push("setsar=1".to_owned());
    chain.join(",")
}

/// The displayed size made to fit a box, never enlarged, both sides even.
pub(super) fn fit(video: &VideoSource, box_width: u32, box_height: u32) -> (u32, u32) {
    let (width, height) = (u64::from(video.width.max(1)), u64::from(video.height.max(1)));
    let (limit_width, limit_height) = (u64::from(box_width).min(width), u64::from(box_height).min(height));
    let (fitted_width, fitted_height) = if limit_width * height <= limit_height * width {
        (limit_width, limit_width * height / width)
    } else {
        (limit_height * width / height, limit_height)
    };
    let even = |side: u64| u32::try_from(side / 2 * 2).unwrap_or(2).max(2);
    (even(fitted_width), even(fitted_height))
}
