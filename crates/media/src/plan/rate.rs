//! Which frame rate a film gets.
//!
//! The source's exact rate is kept up to the cap; a faster one is divided by the smallest whole
//! number that brings it under the cap, so that every kept frame is an original one (120 -> 60,
//! 144 -> 48, 50 -> 25 under a cap of 30). A variable rate is resampled onto the finest step that
//! the container tells.

use crate::inspect::VideoSource;
use crate::rational::Rational;

/// Rates that cameras and editors mean when a container says almost that.
const STANDARD: [Rational; 12] = [
    Rational::whole(10),
    Rational::whole(12),
    Rational::whole(15),
    Rational::new(24_000, 1001),
    Rational::whole(24),
    Rational::whole(25),
    Rational::new(30_000, 1001),
    Rational::whole(30),
    Rational::whole(48),
    Rational::whole(50),
    Rational::new(60_000, 1001),
    Rational::whole(60),
];

/// Slower than this, a film is hard to seek in and its segments get long, so frames are repeated.
const SLOWEST: Rational = Rational::whole(5);

/// The rate of the timeline: of the fastest rung.
pub(super) fn target(video: &VideoSource, cap: u32) -> Rational {
    let average = video.frame_rate;
    let base = video.base_rate.filter(|base| *base >= average);
    let rate = match base {
        Some(base) if average.is_within(base, 10_000) => base,
        // The base rate of interlaced video counts fields.
        Some(base) if video.variable_rate && !video.interlaced => base,
        _ if video.variable_rate && !video.interlaced => STANDARD.into_iter().find(|rate| *rate >= average).unwrap_or(average),
        _ => average,
    };
    let rate = snap(rate);
    let rate = rate.divided_by(divisor(rate, cap));
    if rate < SLOWEST { rate.times((SLOWEST.num() * rate.den()).div_ceil(rate.num().max(1))) } else { rate }
}

/// The smallest whole number that brings `rate` to `cap` or below; a rate that is over by a hair counts as below.
pub(super) fn divisor(rate: Rational, cap: u32) -> u64 {
    let cap = u64::from(cap.max(1));
    // ceil(rate / (cap * 1.001))
    (u128::from(rate.num()) * 1000).div_ceil(u128::from(rate.den()) * u128::from(cap) * 1001).try_into().unwrap_or(1).max(1)
}

/// A rate close to a standard one becomes that one; any other gets a short fraction.
fn snap(rate: Rational) -> Rational {
    let standard = STANDARD.into_iter().find(|standard| rate.is_within(*standard, 400));
    standard
        .unwrap_or_else(|| if rate.den() <= 1001 && rate.num() <= 240_000 { rate } else { Rational::new(rate.scale(1000).max(1), 1000) })
}
