//! The arguments of one encoding run.

use super::EncodeError;
use super::assemble::aac_frames;
use super::start::ChunkSource;
use crate::ffmpeg::{Arguments, Tools, filters, input_options, seconds};
use crate::input::Input;
use crate::plan::{AudioRendition, Correction, Timeline, TranscodePlan, VideoPlan, VideoRendition};
use std::path::{Path, PathBuf};

/// One decode of a chunk that feeds an encoder per rung.
///
/// - The seek is inexact on purpose: reading begins at `from`, a unit of the timeline at or before the chunk's mark, and
///   at the key frame before it. With an exact seek, a film whose pictures come at uneven distances would begin its
///   chunk with a picture from the future.
/// - The first `fps` shows each picture until the next one begins, also before the mark; `tpad` repeats the last picture
///   without end; the second `fps` cuts at the mark, where it finds a picture even if the last one began long before, and
///   holds the first picture back to the mark if it begins later. `-frames:v` cuts: every chunk holds exactly its frames.
/// - x264 places a key frame every `gop` frames and nowhere else, so key frames align on all rungs.
///
/// # Errors
/// When this ffmpeg cannot bring down a high dynamic range.
pub(super) fn video(source: &ChunkSource<'_>, from: u64, rungs: &[&VideoRendition], folder: &Path) -> Result<Arguments, EncodeError> {
    let ChunkSource { tools, input, plan, video, chunk, .. } = *source;
    let mut arguments = Arguments::new();
    arguments.add(["-progress", "pipe:1"]);
    let start = plan.origin_us + plan.timeline.rate.micros_of(from);
    if start > 0 {
        arguments.add(["-noaccurate_seek", "-ss", &seconds(start)]);
    }
    let preroll = plan.timeline.rate.micros_of(chunk.start) - plan.timeline.rate.micros_of(from.min(chunk.start));
    // Broken pictures are counted and judged over the whole film, so no share of them ends the run of a chunk.
    arguments.option("-max_error_rate", 1);
    threads(&mut arguments, tools);
    input_options(&mut arguments, tools, input);
    arguments.option("-filter_complex", graph(tools, plan, video, rungs, preroll)?);
    for (index, rung) in rungs.iter().enumerate() {
        arguments.option("-map", format!("[out{index}]")).option("-frames:v", chunk.units / rung.rate_divisor);
        encoder(&mut arguments, &plan.timeline, rung);
        threads(&mut arguments, tools);
        container(&mut arguments).add(["-video_track_timescale", &rung.timescale().to_string()]).file(&output(folder, &rung.name));
    }
    Ok(arguments)
}

/// One sound track of the whole film, as long as the film, in stereo.
pub(super) fn audio(tools: &Tools, input: &Input, plan: &TranscodePlan, track: &AudioRendition, folder: &Path) -> Arguments {
    let mut arguments = Arguments::new();
    arguments.add(["-progress", "pipe:1"]);
    if plan.origin_us > 0 {
        arguments.option("-ss", seconds(plan.origin_us));
    }
    threads(&mut arguments, tools);
    input_options(&mut arguments, tools, input);
    // Gaps are filled and overlaps cut, so that sound stays where its time stamps put it; then silence up to the film's end.
    let mix = if track.first_two_channels { "pan=stereo|c0=c0|c1=c1," } else { "" };
    let rate = track.sample_rate;
    let filter = format!("{mix}aresample={rate}:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,apad");
    arguments.option("-map", format!("0:{}", track.stream)).option("-af", filter);
    // One frame more than the film: the first that comes out is priming.
    arguments.option("-frames:a", aac_frames(&plan.timeline, track, plan.timeline.units) + 1);
    arguments.option("-c:a", "aac").option("-b:a", format!("{}k", track.kbps)).option("-frag_duration", 1_000_000);
    container(&mut arguments).file(&output(folder, &track.name));
    arguments
}

/// The file that ffmpeg writes for a rendition.
pub(super) fn output(folder: &Path, rendition: &str) -> PathBuf {
    folder.join(format!("{rendition}.mp4"))
}

fn threads(arguments: &mut Arguments, tools: &Tools) {
    if tools.threads() > 0 {
        arguments.option("-threads", tools.threads());
    }
}

fn encoder(arguments: &mut Arguments, timeline: &Timeline, rung: &VideoRendition) {
    let gop = timeline.gop / rung.rate_divisor;
    arguments.add(["-c:v", "libx264", "-profile:v", "high", "-pix_fmt", "yuv420p", "-fps_mode", "passthrough"]);
    arguments.option("-preset", &rung.preset).option("-crf", rung.crf);
    arguments.option("-maxrate", format!("{}k", rung.max_kbps)).option("-bufsize", format!("{}k", rung.max_kbps * 2));
    arguments.option("-g", gop).option("-keyint_min", gop).option("-sc_threshold", 0).add(["-flags:v", "+cgop"]);
    arguments.add(["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]);
}

/// A fragmented file without metadata that is on the disk as soon as a fragment is closed.
fn container(arguments: &mut Arguments) -> &mut Arguments {
    let flags = "+frag_keyframe+empty_moov+default_base_moof+skip_trailer";
    arguments.add(["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-use_editlist", "0"]);
    arguments.add(["-movflags", flags, "-flush_packets", "1", "-f", "mp4"])
}

/// Correct once, then scale for each rung.
fn graph(tools: &Tools, plan: &TranscodePlan, video: &VideoPlan, rungs: &[&VideoRendition], preroll: u64) -> Result<String, EncodeError> {
    let correction = &video.correction;
    let mut chain = vec![filters::declare(correction)];
    if correction.deinterlace {
        chain.push("bwdif=mode=send_frame:deint=all".to_owned());
    }
    let rate = plan.timeline.rate;
    chain.push(format!("fps=fps={rate}:eof_action=pass"));
    chain.push("tpad=stop_mode=clone:stop=-1".to_owned());
    chain.push(format!("fps=fps={rate}:start_time={}", seconds(preroll)));
    if let (true, Some(top)) = (correction.tone_map.is_some(), rungs.iter().max_by_key(|rung| rung.width)) {
        if !tools.can_tone_map() {
            return Err(EncodeError::Unsupported("this ffmpeg lacks zscale, which high dynamic range needs".to_owned()));
        }
        chain.push(filters::tone_map(top.width, top.height));
    }
    let pads: Vec<String> = (0..rungs.len()).map(|index| format!("[in{index}]")).collect();
    let split = format!("[0:{}]{},split={}{}", video.stream, chain.join(","), rungs.len(), pads.concat());
    let scales = rungs.iter().enumerate().map(|(index, rung)| format!("[in{index}]{}[out{index}]", scale(correction, rung)));
    Ok(std::iter::once(split).chain(scales).collect::<Vec<_>>().join(";"))
}

/// To a rung's size and rate, in the one kind of colour that every player shows right.
fn scale(correction: &Correction, rung: &VideoRendition) -> String {
    let rate = if rung.rate_divisor > 1 { format!("fps={},", rung.frame_rate) } else { String::new() };
    format!(
        "{rate}{},format=yuv420p,setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
        filters::scale(correction, rung.width, rung.height, "bt709", "tv")
    )
}
