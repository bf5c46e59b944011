//! How much a video is watched at the moment.

use crate::time::Timestamp;

/// Days after which a view doesn't count any more.
pub const TRENDING_DAYS: u32 = 7;

const DAY_MS: f64 = 86_400_000.0;

/// How much a video is watched at the moment, to compare it with others, from its views by hour in the last
/// [`TRENDING_DAYS`]; 0 for not at all.
///
/// A view counts half after each day. That is said the other way round: a new one counts twice as much as one of a day
/// before, so the sum stays as it is while nobody watches, and only what was watched has to be written. Doubling every
/// day, sums grow beyond any number; what is kept is their binary logarithm, in thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "days since 1970 and doublings of views are small")]
pub fn trend(hours: &[(Timestamp, i64)]) -> i64 {
    let viewed = || hours.iter().filter(|(_, views)| *views > 0);
    let Some(latest) = viewed().map(|(hour, _)| *hour).max() else { return 0 };
    let days = |millis: i64| millis as f64 / DAY_MS;
    let sum: f64 = viewed().map(|(hour, views)| *views as f64 * days(hour.millis() - latest.millis()).exp2()).sum();
    ((days(latest.millis()) + sum.log2()) * 1000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn ago(hours: u64) -> Timestamp {
        NOW.minus(Duration::from_hours(hours))
    }

    #[test]
    fn views_count_half_after_a_day() {
        assert_eq!(trend(&[(ago(24), 200)]), trend(&[(NOW, 100)]));
        assert_eq!(trend(&[(NOW, 50), (ago(24), 100)]), trend(&[(NOW, 100)]));
        assert_eq!(trend(&[(NOW, 200)]) - trend(&[(NOW, 100)]), 1000);
        assert!(trend(&[(ago(1), 100)]) < trend(&[(NOW, 100)]));
        assert!(trend(&[(ago(1), 104)]) > trend(&[(NOW, 100)]));
    }

    #[test]
    fn what_was_not_watched_is_zero_and_one_view_is_more() {
        assert_eq!(trend(&[]), 0);
        assert_eq!(trend(&[(NOW, 0)]), 0, "hours in which somebody went on watching");
        assert!(trend(&[(ago(168), 1)]) > 0);
        assert_eq!(trend(&[(NOW, 1), (ago(5), 0)]), trend(&[(NOW, 1)]));
    }
}
