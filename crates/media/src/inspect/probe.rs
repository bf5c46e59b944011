//! Asking ffprobe, and reading its JSON, in which nothing can be relied on: every field may be
//! missing, a number may be a string, and a string may be `N/A`.

use crate::ffmpeg::{Arguments, CODECS, Decoded, Program, Progress, ProgressReader, RunError, Tools, input_options, seconds};
use crate::input::Input;
use crate::rational::Rational;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

/// More than a century in microseconds. No time that is taken from a source lies farther from 0, so sums of them can't overflow.
pub(super) const FAR_US: i64 = 4_000_000_000_000_000;

/// ffprobe's view of a file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Probe {
    #[serde(default)]
    pub(super) streams: Vec<Stream>,
    #[serde(default)]
    pub(super) format: Format,
    #[serde(default)]
    pub(super) chapters: Vec<ProbedChapter>,
    /// The first packets of the file.
    #[serde(default)]
    pub(super) packets: Vec<Packet>,
}

/// The container.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Format {
    #[serde(rename = "format_name")]
    pub(super) names: Loose,
    pub(super) start_time: Loose,
    pub(super) duration: Loose,
}

/// A named part of the film.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProbedChapter {
    pub(super) start_time: Loose,
    pub(super) tags: BTreeMap<String, Loose>,
}

/// One track.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Stream {
    pub(super) index: Loose,
    pub(super) codec_type: Loose,
    pub(super) codec_name: Loose,
    pub(super) codec_tag_string: Loose,
    pub(super) width: Loose,
    pub(super) height: Loose,
    pub(super) sample_aspect_ratio: Loose,
    pub(super) pix_fmt: Loose,
    pub(super) bits_per_raw_sample: Loose,
    pub(super) color_range: Loose,
    pub(super) color_space: Loose,
    pub(super) color_transfer: Loose,
    pub(super) field_order: Loose,
    pub(super) r_frame_rate: Loose,
    pub(super) avg_frame_rate: Loose,
    pub(super) start_time: Loose,
    pub(super) duration: Loose,
    pub(super) nb_frames: Loose,
    pub(super) channels: Loose,
    pub(super) channel_layout: Loose,
    pub(super) sample_rate: Loose,
    pub(super) disposition: BTreeMap<String, Loose>,
    pub(super) tags: BTreeMap<String, Loose>,
    pub(super) side_data_list: Vec<SideData>,
}

/// Something attached to a track or a packet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SideData {
    #[serde(rename = "side_data_type")]
    pub(super) kind: Loose,
    pub(super) rotation: Loose,
}

/// A JSON value that should be a number or a text, and may be anything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Loose(Value);

impl Loose {
    /// As text, unless it says that there is none.
    pub(super) fn text(&self) -> Option<&str> {
        self.0.as_str().map(str::trim).filter(|text| !matches!(*text, "" | "N/A" | "unknown" | "und"))
    }

    /// As a number, written as one or as text.
    pub(super) fn number(&self) -> Option<f64> {
        let number = self.0.as_f64().or_else(|| self.text()?.parse().ok())?;
        number.is_finite().then_some(number)
    }

    /// As a whole number from 0 up.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be within the range")]
    pub(super) fn count(&self) -> Option<u32> {
        self.number().filter(|number| (0.0..=f64::from(u32::MAX)).contains(number)).map(|number| number as u32)
    }

    /// Seconds as microseconds; times beyond [`FAR_US`] are taken for noise.
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within the range")]
    pub(super) fn micros(&self) -> Option<i64> {
        self.number().filter(|seconds| seconds.abs() < 4e9).map(|seconds| (seconds * 1e6).round() as i64)
    }

    /// As a positive fraction.
    pub(super) fn fraction(&self) -> Option<Rational> {
        self.text().and_then(Rational::parse)
    }
}

impl Stream {
    /// Whether the container sets this flag on the track.
    pub(super) fn has(&self, disposition: &str) -> bool {
        self.disposition.get(disposition).and_then(Loose::count).is_some_and(|flag| flag > 0)
    }

    /// The codec, or what the container calls it.
    pub(super) fn codec(&self) -> &str {
        self.codec_name.text().or(self.codec_tag_string.text()).unwrap_or("unknown")
    }

    /// A tag of the track, whatever the case of its name.
    pub(super) fn tag(&self, name: &str) -> Option<&str> {
        self.tags.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.text())
    }
}

/// What the programs need to look at one source.
pub(super) struct Look<'a> {
    pub(super) tools: &'a Tools,
    pub(super) input: &'a Input,
    pub(super) cancel: &'a CancellationToken,
    /// Decoders outside [`CODECS`] that ffprobe opens to list the tracks that need them; they never get a packet.
    listed: Vec<String>,
}

/// How many packets of the beginning are looked at.
const FIRST_PACKETS: u32 = 64;

/// How often a file is probed again, each time with more decoders that may be opened.
const PROBES: usize = 4;

impl<'a> Look<'a> {
    /// A look at `input` by these programs.
    pub(super) fn new(tools: &'a Tools, input: &'a Input, cancel: &'a CancellationToken) -> Self {
        Self { tools, input, cancel, listed: Vec::new() }
    }

    /// Streams, format and the first packets.
    ///
    /// ffprobe opens a decoder for each stream and gives up on the whole file if one is not allowed. It names those, so it is
    /// asked again with leave to open them: only to list the stream, since the restriction on what reads packets stays.
    ///
    /// # Errors
    /// When ffprobe refuses the source or cannot run.
    pub(super) async fn probe(&mut self) -> Result<Probe, RunError> {
        for _ in 1..PROBES {
            match self.probe_once().await {
                Err(RunError::Failed { stderr, .. }) if self.list_refused(&stderr) => {}
                result => return result,
            }
        }
        self.probe_once().await
    }

    async fn probe_once(&self) -> Result<Probe, RunError> {
        let mut arguments = Arguments::new();
        arguments.add(["-of", "json", "-show_format", "-show_streams", "-show_chapters"]);
        arguments.add(["-show_entries", "packet=stream_index:packet_side_data=side_data_type"]);
        arguments.option("-read_intervals", format!("%+#{FIRST_PACKETS}"));
        self.json(arguments).await
    }

    /// Notes the decoders that ffprobe was not allowed to open; whether there are new ones.
    fn list_refused(&mut self, stderr: &str) -> bool {
        let refused = stderr.lines().filter(|line| line.contains("not on whitelist")).filter_map(|line| {
            let (_, name) = line.split_once("Codec (")?;
            name.split_once(')').map(|(name, _)| name.to_owned())
        });
        let known = self.listed.len();
        for name in refused {
            let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
            if plain && !self.listed.contains(&name) {
                self.listed.push(name);
            }
        }
        self.listed.len() > known
    }

    /// The packets from `from` on, in microseconds of the container's clock.
    ///
    /// # Errors
    /// As [`Look::probe`].
    pub(super) async fn packets(&self, from: i64) -> Result<Vec<Packet>, RunError> {
        let mut arguments = Arguments::new();
        let fields = "packet=stream_index,pts_time,dts_time,duration_time,flags:packet_side_data=side_data_type";
        arguments.add(["-of", "json", "-show_entries", fields]).option("-read_intervals", interval(from));
        Ok(self.json::<Packets>(arguments).await?.packets)
    }

    /// End of the last sample of a sound track that is decoded from `from` on, both in microseconds of the container's clock.
    ///
    /// # Errors
    /// As [`Look::probe`].
    pub(super) async fn last_sample(&self, stream: &Stream, from: i64) -> Result<Option<i64>, RunError> {
        let (Some(index), Some(rate)) = (stream.index.count(), stream.sample_rate.number().filter(|rate| *rate > 0.0)) else {
            return Ok(None);
        };
        let mut arguments = Arguments::new();
        arguments.add(["-of", "json", "-show_entries", "frame=best_effort_timestamp_time,nb_samples"]);
        arguments.option("-select_streams", index).option("-read_intervals", interval(from));
        let frames = self.json::<Frames>(arguments).await?.frames;
        let mut end = None;
        for frame in frames {
            // A packet of several frames gives a time to the first of them only.
            end = frame.best_effort_timestamp_time.micros().or(end).map(|start| start + frame.length_us(rate));
        }
        Ok(end)
    }

    /// Reads every packet of a stream, without decoding: about where it ends, in microseconds from the container's start.
    ///
    /// # Errors
    /// When ffmpeg cannot run; a source that breaks off in the middle is no error.
    pub(super) async fn scan(&self, stream: u32) -> Result<u64, RunError> {
        let mut arguments = Arguments::new();
        input_options(&mut arguments, self.tools, self.input);
        arguments.option("-map", format!("0:{stream}")).add(["-c", "copy", "-copyinkf", "-f", "null"]);
        Ok(self.play(arguments).await?.0.out_time_us)
    }

    /// Decodes the first `frames` of a stream, and says how many and how much time came out; none where most are damaged.
    ///
    /// # Errors
    /// When ffmpeg cannot run, or most of what it decodes is broken.
    pub(super) async fn decode(&self, stream: u32, frames: u32) -> Result<Progress, RunError> {
        let mut arguments = Arguments::new();
        arguments.option("-threads", self.tools.threads()).option("-max_error_rate", "0.5");
        input_options(&mut arguments, self.tools, self.input);
        arguments.option("-map", format!("0:{stream}")).option("-frames", frames).add(["-f", "null"]);
        let (progress, decoded) = self.play(arguments).await?;
        Ok(if decoded.is_mostly_broken() { Progress::default() } else { progress })
    }

    async fn play(&self, mut arguments: Arguments) -> Result<(Progress, Decoded), RunError> {
        arguments.add(["-progress", "pipe:1", "-"]);
        let folder = self.tools.scratch()?;
        let mut progress = ProgressReader::default();
        let invocation = self.tools.look_invocation(Program::Ffmpeg, arguments, &folder, self.input);
        let decoded = self.tools.run(invocation, self.cancel, |bytes| progress.feed(bytes, |_| {})).await?;
        Ok((progress.last(), decoded))
    }

    async fn json<T: Default + for<'de> Deserialize<'de>>(&self, mut arguments: Arguments) -> Result<T, RunError> {
        input_options(&mut arguments, self.tools, self.input);
        if !self.listed.is_empty() {
            // With a stream specifier the list is for opening decoders only; without one it also rules what reads packets.
            let opened = format!("{CODECS},{}", self.listed.join(","));
            for kind in ["v", "a", "s"] {
                arguments.option(&format!("-codec_whitelist:{kind}"), &opened);
            }
        }
        let folder = self.tools.scratch()?;
        let mut output = Vec::new();
        let invocation = self.tools.look_invocation(Program::Ffprobe, arguments, &folder, self.input);
        self.tools
            .run(invocation, self.cancel, |bytes| {
                if output.len() < JSON_LIMIT {
                    output.extend_from_slice(bytes);
                }
            })
            .await?;
        // A report that is cut off or malformed counts as one that says nothing.
        Ok(serde_json::from_slice(&output).unwrap_or_default())
    }
}

const JSON_LIMIT: usize = 64 << 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Packets {
    packets: Vec<Packet>,
}

/// One packet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Packet {
    pub(super) stream_index: Loose,
    pts_time: Loose,
    dts_time: Loose,
    duration_time: Loose,
    flags: Loose,
    side_data_list: Vec<SideData>,
}

impl Packet {
    /// Where it ends, in microseconds of the container's clock; `None` for packets that are never shown.
    pub(super) fn end(&self) -> Option<i64> {
        // "D": beyond the edit list, decoded for others' sake.
        if self.flags.text().is_some_and(|flags| flags.contains('D')) {
            return None;
        }
        let start = self.pts_time.micros().or_else(|| self.dts_time.micros())?;
        Some(start + self.duration_time.micros().unwrap_or(0))
    }

    /// Whether the container says that it is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.side_data_list.iter().any(|data| data.kind.text().is_some_and(|kind| kind.eq_ignore_ascii_case("encryption info")))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Frames {
    frames: Vec<Frame>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Frame {
    best_effort_timestamp_time: Loose,
    nb_samples: Loose,
}

impl Frame {
    #[expect(clippy::cast_possible_truncation, reason = "samples of one frame at a rate of at least one")]
    fn length_us(&self, rate: f64) -> i64 {
        (f64::from(self.nb_samples.count().unwrap_or(0)) * 1e6 / rate.max(1.0)).round() as i64
    }
}

/// From a time in microseconds to the end, as ffprobe takes it.
fn interval(from: i64) -> String {
    let sign = if from < 0 { "-" } else { "" };
    format!("{sign}{}%", seconds(from.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_strings_or_missing_or_nonsense() {
        let probe: Probe = serde_json::from_str(
            r#"{"streams":[{"index":0,"width":"640","height":480,"duration":"N/A","r_frame_rate":"0/0","nb_frames":{"x":1},"start_time":"-0.021",
                "disposition":{"attached_pic":1},"tags":{"LANGUAGE":"spa"},"side_data_list":[{"side_data_type":"x"},{"rotation":-90}],"new":true}],"format":{}}"#,
        )
        .unwrap();
        let stream = &probe.streams[0];
        assert_eq!((stream.width.count(), stream.height.count()), (Some(640), Some(480)));
        assert_eq!((stream.duration.micros(), stream.r_frame_rate.fraction(), stream.nb_frames.count()), (None, None, None));
        assert_eq!(stream.start_time.micros(), Some(-21_000));
        assert!(stream.has("attached_pic") && !stream.has("default"));
        assert_eq!(stream.tag("language"), Some("spa"));
        assert_eq!(stream.side_data_list[1].rotation.number(), Some(-90.0));
        assert_eq!(probe.format.duration.micros(), None);
    }
}
