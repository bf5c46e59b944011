//! What an operator may decide about the renditions.

use serde::{Deserialize, Serialize};

/// Settings of the ladder: `[ladder]` in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LadderSettings {
    /// The rungs by short side; a film gets those that are not larger than itself, and one at its own size if that lies between two.
    pub rungs: Vec<RungSettings>,
    /// Frame rates above this are divided by a whole number until they fit.
    pub max_frame_rate: u32,
    /// Constant rate factor of x264, 0 to 51; lower is better and larger.
    pub crf: u8,
    /// Speed preset of x264.
    pub preset: String,
    /// Distance between key frames in seconds.
    pub gop_seconds: u32,
    /// Length of a segment in seconds; a multiple of `gop_seconds`.
    pub segment_seconds: u32,
    /// Length of the first chunk in seconds; short, so that playback starts soon.
    pub first_chunk_seconds: u32,
    /// Length of the other chunks in seconds; also the most work that a crash repeats.
    pub chunk_seconds: u32,
    /// Bit rate of each sound rendition in kbit/s.
    pub audio_kbps: u32,
    /// Sound tracks beyond this many are left out.
    pub max_audio_tracks: u32,
}

/// One rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RungSettings {
    /// The smaller side in pixels; even.
    pub short_side: u32,
    /// Upper limit of the bit rate in kbit/s up to 30 frames per second; half as much again above.
    pub max_kbps: u32,
    /// A limit of this rung alone on the frame rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_frame_rate: Option<u32>,
}

impl Default for LadderSettings {
    fn default() -> Self {
        let rung = |short_side, max_kbps| RungSettings { short_side, max_kbps, max_frame_rate: None };
        Self {
            rungs: vec![rung(240, 300), rung(360, 700), rung(480, 1200), rung(720, 2800), rung(1080, 5000)],
            max_frame_rate: 60,
            crf: 23,
            preset: "veryfast".to_owned(),
            gop_seconds: 2,
            segment_seconds: 4,
            first_chunk_seconds: 8,
            chunk_seconds: 32,
            audio_kbps: 128,
            max_audio_tracks: 8,
        }
    }
}

const PRESETS: [&str; 9] = ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];

impl LadderSettings {
    /// Every fault of these settings, each naming its key; empty when they are good.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |good: bool, fault: &str| {
            if !good {
                faults.push(format!("ladder.{fault}"));
            }
        };
        check(!self.rungs.is_empty(), "rungs: at least one is needed");
        let sides = self.rungs.iter().map(|rung| rung.short_side);
        check(sides.clone().is_sorted_by(|a, b| a < b), "rungs: short_side must grow from one to the next");
        check(self.rungs.iter().all(|r| (64..=4320).contains(&r.short_side)), "rungs: short_side must be from 64 to 4320");
        check(self.rungs.iter().all(|r| r.short_side % 2 == 0), "rungs: short_side must be even");
        check(self.rungs.iter().all(|r| (50..=200_000).contains(&r.max_kbps)), "rungs: max_kbps must be from 50 to 200000");
        check(
            self.rungs.iter().all(|r| r.max_frame_rate.is_none_or(|rate| (10..=120).contains(&rate))),
            "rungs: max_frame_rate must be from 10 to 120",
        );
        check((10..=120).contains(&self.max_frame_rate), "max_frame_rate: must be from 10 to 120");
        check(self.crf <= 51, "crf: must be from 0 to 51");
        check(PRESETS.contains(&self.preset.as_str()), "preset: must be an x264 preset from ultrafast to veryslow");
        check((1..=10).contains(&self.gop_seconds), "gop_seconds: must be from 1 to 10");
        let multiple = |of: u32, unit: u32| unit > 0 && of >= unit && of.is_multiple_of(unit);
        check(multiple(self.segment_seconds, self.gop_seconds), "segment_seconds: must be a multiple of gop_seconds");
        check(self.segment_seconds <= 20, "segment_seconds: must be at most 20");
        check(multiple(self.first_chunk_seconds, self.segment_seconds), "first_chunk_seconds: must be a multiple of segment_seconds");
        check(multiple(self.chunk_seconds, self.segment_seconds), "chunk_seconds: must be a multiple of segment_seconds");
        check(self.chunk_seconds <= 600, "chunk_seconds: must be at most 600");
        check((32..=512).contains(&self.audio_kbps), "audio_kbps: must be from 32 to 512");
        check((1..=32).contains(&self.max_audio_tracks), "max_audio_tracks: must be from 1 to 32");
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_good_and_every_fault_is_told_at_once() {
        assert_eq!(LadderSettings::default().validate(), Vec::<String>::new());
        let bad = LadderSettings { rungs: vec![], crf: 60, segment_seconds: 3, preset: "warp".into(), ..LadderSettings::default() };
        assert_eq!(bad.validate().len(), 6, "{:?}", bad.validate());
    }
}
