//! What is known of a generation's renditions: from the segments so far while it grows, from its
//! row when it is done.

use crate::{Error, Result};
use media::plan::TranscodePlan;
use media::playlist::{Measured, RenditionInfo, SegmentInfo, contiguous};
use persistence::transcode::Segment;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a finished generation's row holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The longest segment, rounded to seconds as RFC 8216 wants it.
    pub target_seconds: u32,
    /// The renditions with what was measured.
    pub renditions: Vec<RenditionInfo>,
}

/// What the initialization segment tells; kept as segment 0.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct InitInfo {
    pub codec: String,
    pub timescale: u32,
}

/// Writes JSON for a column.
pub(crate) fn write(value: &impl Serialize) -> String {
    serde_json::json!(value).to_string()
}

/// Reads JSON of a column.
pub(crate) fn read<T: DeserializeOwned>(what: &'static str, text: Option<&str>) -> Result<T> {
    serde_json::from_str(text.unwrap_or("null")).map_err(|source| Error::Unreadable { what, source })
}

/// The segments of one rendition from the first on without a gap.
pub(crate) fn run_of(rows: &[Segment]) -> Result<Vec<SegmentInfo>> {
    let infos: Result<Vec<SegmentInfo>> = rows.iter().filter(|r| r.number > 0).map(|r| read("segment", Some(&r.info))).collect();
    Ok(contiguous(infos?))
}

/// The longest segment of the plan in seconds, rounded.
pub(crate) fn target_seconds(plan: &TranscodePlan) -> u32 {
    let longest = (1..=plan.timeline.segment_count()).map(|n| plan.timeline.segment_duration_us(n)).max().unwrap_or(0);
    u32::try_from((longest + 500_000) / 1_000_000).unwrap_or(u32::MAX).max(1)
}

/// Every rendition of the plan that has something to play, with its segments so far.
pub(crate) fn renditions(plan: &TranscodePlan, rows: Vec<Segment>) -> Result<Vec<(RenditionInfo, Vec<SegmentInfo>)>> {
    let mut by_name: BTreeMap<String, Vec<Segment>> = BTreeMap::new();
    for row in rows {
        by_name.entry(row.rendition.clone()).or_default().push(row);
    }
    let target = target_seconds(plan);
    let mut found = Vec::new();
    for name in plan.rendition_names() {
        let rows = by_name.remove(name).unwrap_or_default();
        let Some(init) = rows.iter().find(|r| r.number == 0) else { continue };
        let init: InitInfo = read("segment", Some(&init.info))?;
        let run = run_of(&rows)?;
        let Some(measured) = Measured::of(&run, target) else { continue };
        if let Some(info) = info_of(plan, name, init.codec, measured) {
            found.push((info, run));
        }
    }
    Ok(found)
}

fn info_of(plan: &TranscodePlan, name: &str, codec: String, measured: Measured) -> Option<RenditionInfo> {
    if let Some(rung) = plan.rendition(name) {
        return Some(RenditionInfo::of_video(rung, codec, measured));
    }
    let track = plan.audio.iter().find(|a| a.name == name)?;
    Some(RenditionInfo::of_audio(track, codec, measured))
}
