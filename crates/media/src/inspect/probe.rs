//! Asking ffprobe, and reading its JSON, in which nothing can be relied on: every field may be
//! missing, a number may be a string, and a string may be `N/A`.

use crate::ffmpeg::{Arguments, Program, Progress, ProgressReader, RunError, Tools, input_options, seconds};
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
    pub(super) disposition: BTreeMap<String, Loose>,
    pub(super) tags: BTreeMap<String, Loose>,
    pub(super) side_data_list: Vec<SideData>,
}

/// Something attached to a track.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SideData {
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
}

impl Look<'_> {
    /// Streams and format.
    ///
    /// # Errors
    /// When ffprobe refuses the source or cannot run.
    pub(super) async fn probe(&self) -> Result<Probe, RunError> {
        let mut arguments = Arguments::new();
        arguments.add(["-of", "json", "-show_format", "-show_streams", "-show_chapters"]);
        input_options(&mut arguments, self.tools, self.input);
        self.json(arguments).await
    }

    /// End of the last packet of each stream that has one after `from`, both in microseconds of the container's clock.
    ///
    /// # Errors
    /// As [`Look::probe`].
    pub(super) async fn tail(&self, from: i64) -> Result<BTreeMap<u32, i64>, RunError> {
        let sign = if from < 0 { "-" } else { "" };
        let mut arguments = Arguments::new();
        arguments.add(["-of", "json", "-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,flags"]);
        arguments.option("-read_intervals", format!("{sign}{}%", seconds(from.unsigned_abs())));
        input_options(&mut arguments, self.tools, self.input);
        let packets: Packets = self.json(arguments).await?;
        let mut ends = BTreeMap::new();
        // "D": beyond the edit list, decoded for others' sake and never shown.
        for packet in packets.packets.iter().filter(|packet| !packet.flags.text().is_some_and(|flags| flags.contains('D'))) {
            let start = packet.pts_time.micros().or_else(|| packet.dts_time.micros());
            if let (Some(stream), Some(start)) = (packet.stream_index.count(), start) {
                let end = start + packet.duration_time.micros().unwrap_or(0);
                ends.entry(stream).and_modify(|last: &mut i64| *last = end.max(*last)).or_insert(end);
            }
        }
        Ok(ends)
    }

    /// Reads every packet of a stream, without decoding: about where it ends, in microseconds from the container's start.
    ///
    /// # Errors
    /// When ffmpeg cannot run; a source that breaks off in the middle is no error.
    pub(super) async fn scan(&self, stream: u32) -> Result<u64, RunError> {
        let mut arguments = Arguments::new();
        input_options(&mut arguments, self.tools, self.input);
        arguments.option("-map", format!("0:{stream}")).add(["-c", "copy", "-copyinkf", "-f", "null"]);
        Ok(self.play(arguments).await?.out_time_us)
    }

    /// Decodes the first `frames` of a stream, and says how many and how much time came out.
    ///
    /// # Errors
    /// When ffmpeg cannot run, or most of what it decodes is broken.
    pub(super) async fn decode(&self, stream: u32, frames: u32) -> Result<Progress, RunError> {
        let mut arguments = Arguments::new();
        arguments.option("-threads", self.tools.threads()).option("-max_error_rate", "0.5");
        input_options(&mut arguments, self.tools, self.input);
        arguments.option("-map", format!("0:{stream}")).option("-frames", frames).add(["-f", "null"]);
        self.play(arguments).await
    }

    async fn play(&self, mut arguments: Arguments) -> Result<Progress, RunError> {
        arguments.add(["-progress", "pipe:1", "-"]);
        let folder = self.tools.scratch()?;
        let mut progress = ProgressReader::default();
        let invocation = self.tools.look_invocation(Program::Ffmpeg, arguments, &folder, self.input);
        self.tools.run(invocation, self.cancel, |bytes| progress.feed(bytes, |_| {})).await?;
        Ok(progress.last())
    }

    async fn json<T: Default + for<'de> Deserialize<'de>>(&self, arguments: Arguments) -> Result<T, RunError> {
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Packet {
    stream_index: Loose,
    pts_time: Loose,
    dts_time: Loose,
    duration_time: Loose,
    flags: Loose,
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
