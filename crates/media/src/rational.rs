//! Exact fractions, because 30000/1001 is not 29.97 and an hour of film shows the difference.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A positive fraction in lowest terms; zero is `0/1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u64, u64)", into = "(u64, u64)")]
pub struct Rational {
    num: u64,
    den: u64,
}

impl Rational {
    /// `num / den` in lowest terms; a zero denominator is read as one.
    pub const fn new(num: u64, den: u64) -> Self {
        let den = if den == 0 { 1 } else { den };
        let divisor = gcd(num, den);
        Self { num: num / divisor, den: den / divisor }
    }

    /// A whole number.
    pub const fn whole(num: u64) -> Self {
        Self { num, den: 1 }
    }

    /// The upper part.
    pub const fn num(self) -> u64 {
        self.num
    }

    /// The lower part, never zero.
    pub const fn den(self) -> u64 {
        self.den
    }

    /// Reads ffprobe's `num/den` (or `num:den`); `None` for anything that is not a positive fraction, such as `0/0` and `N/A`.
    pub fn parse(text: &str) -> Option<Self> {
        let (num, den) = text.split_once(['/', ':'])?;
        let (num, den) = (num.parse::<u64>().ok()?, den.parse::<u64>().ok()?);
        (num > 0 && den > 0).then(|| Self::new(num, den))
    }

    /// The nearest double, for showing and for rough comparisons only.
    #[expect(clippy::cast_precision_loss, reason = "for showing only")]
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// `count / self`, rounded to the nearest microsecond: how long `count` frames last at this rate.
    pub fn micros_of(self, count: u64) -> u64 {
        divide_round(u128::from(count) * u128::from(self.den) * 1_000_000, u128::from(self.num))
    }

    /// How many frames at this rate fit into `micros`, to the nearest frame.
    pub fn frames_in(self, micros: u64) -> u64 {
        divide_round(u128::from(micros) * u128::from(self.num), u128::from(self.den) * 1_000_000)
    }

    /// `value * self`, to the nearest whole number.
    pub fn scale(self, value: u64) -> u64 {
        divide_round(u128::from(value) * u128::from(self.num), u128::from(self.den))
    }

    /// This divided by a whole number; dividing by zero leaves it unchanged.
    pub fn divided_by(self, by: u64) -> Self {
        Self::new(self.num, self.den.saturating_mul(by.max(1)))
    }

    /// This multiplied by a whole number.
    pub fn times(self, by: u64) -> Self {
        Self::new(self.num.saturating_mul(by), self.den)
    }

    /// Whether the two differ by less than `parts` in a million of `other`.
    pub fn is_within(self, other: Self, parts: u64) -> bool {
        let (a, b) = (self.cross(other), other.cross(self));
        a.abs_diff(b).saturating_mul(1_000_000) < b.saturating_mul(u128::from(parts))
    }

    fn cross(self, other: Self) -> u128 {
        u128::from(self.num) * u128::from(other.den)
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cross(*other).cmp(&other.cross(*self))
    }
}

impl std::fmt::Display for Rational {
    /// As ffmpeg's options want it: `30000/1001`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

impl From<Rational> for (u64, u64) {
    fn from(value: Rational) -> Self {
        (value.num, value.den)
    }
}

impl TryFrom<(u64, u64)> for Rational {
    type Error = &'static str;

    fn try_from((num, den): (u64, u64)) -> Result<Self, Self::Error> {
        if den == 0 { Err("a fraction's denominator is not zero") } else { Ok(Self::new(num, den)) }
    }
}

const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a == 0 { 1 } else { a }
}

fn divide_round(num: u128, den: u128) -> u64 {
    let den = den.max(1);
    u64::try_from((num + den / 2) / den).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ntsc_frames_keep_their_exact_length() {
        let ntsc = Rational::new(30_000, 1001);
        assert_eq!(ntsc.micros_of(60), 2_002_000);
        assert_eq!(ntsc.frames_in(2_002_000), 60);
        assert_eq!(ntsc.divided_by(2), Rational::new(15_000, 1001));
        assert!(ntsc < Rational::whole(30));
        assert!(ntsc.is_within(Rational::new(2997, 100), 100));
        assert!(!ntsc.is_within(Rational::whole(30), 400));
    }

    #[test]
    fn ffprobe_rates_are_read_or_refused() {
        assert_eq!(Rational::parse("50/2"), Some(Rational::whole(25)));
        assert_eq!(Rational::parse("16:15"), Some(Rational::new(16, 15)));
        for odd in ["0/0", "1/0", "0/1", "N/A", "", "-1/2", "25"] {
            assert_eq!(Rational::parse(odd), None, "{odd}");
        }
    }
}
