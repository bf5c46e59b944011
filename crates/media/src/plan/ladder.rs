//! Which rungs a film gets, and how large each is.

use super::rate;
use super::{LadderSettings, RungSettings, VideoRendition};
use crate::inspect::VideoSource;
use crate::rational::Rational;

/// H.264 decoders of browsers and phones take no longer side than this.
const LONGEST_SIDE: u32 = 8192;

/// The rungs from the smallest to the largest: by the short side, never larger than the source.
pub(super) fn rungs(video: &VideoSource, rate: Rational, settings: &LadderSettings) -> Vec<VideoRendition> {
    let short = video.short_side();
    let mut chosen: Vec<RungSettings> = settings.rungs.iter().filter(|rung| rung.short_side <= short).cloned().collect();
    chosen.extend(own_size(short, settings));
    let mut rungs: Vec<VideoRendition> = chosen.iter().map(|rung| rendition(video, rate, rung, settings)).collect();
    // Two rungs of a very long picture may meet at the longest side.
    rungs.dedup_by(|larger, smaller| larger.name == smaller.name);
    rungs
}

/// A rung at the source's own size if it lies clearly between two rungs, or below the first.
fn own_size(short: u32, settings: &LadderSettings) -> Option<RungSettings> {
    let side = even(short);
    let below = settings.rungs.iter().rev().find(|rung| rung.short_side <= short);
    let above = settings.rungs.iter().find(|rung| rung.short_side > short);
    let (max_kbps, max_frame_rate) = match (below, above) {
        // Less than a twentieth larger than the rung below: nobody would see the difference.
        (Some(below), Some(_)) if side * 20 < below.short_side * 21 => return None,
        (Some(below), Some(above)) => (between(below, above, side), below.max_frame_rate),
        (None, Some(first)) => (first.max_kbps, first.max_frame_rate),
        _ => return None,
    };
    Some(RungSettings { short_side: side, max_kbps, max_frame_rate })
}

/// The bit rate of a size between two rungs, on the straight line between theirs.
fn between(below: &RungSettings, above: &RungSettings, side: u32) -> u32 {
    let span = above.short_side - below.short_side;
    let part = side.saturating_sub(below.short_side).min(span);
    below.max_kbps + above.max_kbps.saturating_sub(below.max_kbps) / span.max(1) * part
}

fn rendition(video: &VideoSource, rate: Rational, rung: &RungSettings, settings: &LadderSettings) -> VideoRendition {
    let (width, height) = size(video.width, video.height, rung.short_side);
    let rate_divisor = rate::divisor(rate, rung.max_frame_rate.unwrap_or(settings.max_frame_rate));
    let frame_rate = rate.divided_by(rate_divisor);
    let fast = frame_rate > Rational::new(61, 2);
    VideoRendition {
        name: format!("v{}", width.min(height)),
        width,
        height,
        frame_rate,
        rate_divisor,
        crf: settings.crf,
        preset: settings.preset.clone(),
        max_kbps: if fast { rung.max_kbps + rung.max_kbps / 2 } else { rung.max_kbps },
    }
}

/// The size with this short side in the source's shape, both sides even, none larger than the source's.
fn size(width: u32, height: u32, short_side: u32) -> (u32, u32) {
    let (short, long) = (width.min(height), width.max(height));
    if even(short) == short_side && long <= LONGEST_SIDE {
        return (even(width), even(height));
    }
    // To the nearest even number: 426, not 428, for 240 of 16:9.
    let half_long = Rational::new(u64::from(long), u64::from(short) * 2).scale(u64::from(short_side));
    let long_side = u32::try_from(half_long * 2).unwrap_or(u32::MAX).min(even(long));
    let mut pair = (short_side, long_side);
    if pair.1 > LONGEST_SIDE {
        let shorter = Rational::new(u64::from(short), u64::from(long)).scale(u64::from(LONGEST_SIDE));
        pair = (even(u32::try_from(shorter).unwrap_or(short_side)), LONGEST_SIDE);
    }
    if width <= height { pair } else { (pair.1, pair.0) }
}

/// The largest even number up to `side`, at least 2.
fn even(side: u32) -> u32 {
    (side / 2 * 2).max(2)
}
