//! Where the programs are, and how much a single run of one may use.

use serde::{Deserialize, Serialize};

/// Settings of the ffmpeg runner: `[ffmpeg]` in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FfmpegSettings {
    /// Name or path of ffmpeg.
    pub ffmpeg: String,
    /// Name or path of ffprobe.
    pub ffprobe: String,
    /// Threads per decoder and encoder; 0 lets ffmpeg choose by the number of cores.
    pub threads: u32,
    /// Scheduling priority, 0 (normal) to 19 (lowest).
    pub nice: u8,
    /// Processor seconds of one encoding run.
    pub cpu_seconds: u64,
    /// Wall-clock seconds of one encoding run.
    pub wall_seconds: u64,
    /// Wall-clock seconds of one look at a source.
    pub probe_seconds: u64,
    /// Address space of one run in bytes. Libraries and thread stacks count too, so leave room.
    pub memory_bytes: u64,
    /// Largest file that one run may write, in bytes.
    pub output_bytes: u64,
    /// Most pixels in one picture of a source (width times height as coded).
    pub max_pixels: u64,
}

impl Default for FfmpegSettings {
    fn default() -> Self {
        Self {
            ffmpeg: "ffmpeg".to_owned(),
            ffprobe: "ffprobe".to_owned(),
            threads: 0,
            nice: 10,
            cpu_seconds: 4 * 3600,
            wall_seconds: 4 * 3600,
            probe_seconds: 120,
            memory_bytes: 12 << 30,
            output_bytes: 8 << 30,
            max_pixels: 7680 * 4320,
        }
    }
}

impl FfmpegSettings {
    /// Every fault of these settings, each naming its key; empty when they are good.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |good: bool, fault: &str| {
            if !good {
                faults.push(format!("ffmpeg.{fault}"));
            }
        };
        check(!self.ffmpeg.is_empty(), "ffmpeg: must name a program");
        check(!self.ffprobe.is_empty(), "ffprobe: must name a program");
        check(self.threads <= 64, "threads: must be at most 64");
        check(self.nice <= 19, "nice: must be from 0 to 19");
        check(self.cpu_seconds >= 10, "cpu_seconds: must be at least 10");
        check(self.wall_seconds >= 10, "wall_seconds: must be at least 10");
        check(self.probe_seconds >= 5, "probe_seconds: must be at least 5");
        check(self.memory_bytes >= 1 << 30, "memory_bytes: must be at least 1 GiB");
        check(self.output_bytes >= 64 << 20, "output_bytes: must be at least 64 MiB");
        check((128 * 128..=1 << 40).contains(&self.max_pixels), "max_pixels: must be from 16384 to 2^40");
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_good_and_every_fault_is_told_at_once() {
        assert_eq!(FfmpegSettings::default().validate(), Vec::<String>::new());
        let bad = FfmpegSettings { nice: 40, memory_bytes: 1, ffmpeg: String::new(), ..FfmpegSettings::default() };
        assert_eq!(bad.validate().len(), 3);
    }
}
