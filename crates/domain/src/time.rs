//! Instants and lengths as they are stored and shown.

use crate::rule::Rule;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// An instant in UTC with millisecond precision; on the wire RFC 3339 with three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, as JWTs want them.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This instant moved later by `by`.
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(by)))
    }

    /// This instant moved earlier by `by`.
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(by)))
    }

    /// The beginning of its hour.
    pub fn hour(self) -> Self {
        Self(self.0 - self.0.rem_euclid(HOUR_MS))
    }

    /// Its day in UTC.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(DAY_MS))
    }

    /// How long ago `earlier` was; zero if it lies in the future.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The calendar form. Instants outside the years 0 to 9999 become the epoch.
    pub fn to_datetime(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// Parses RFC 3339; anything finer than a millisecond is cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let nanos = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
        i64::try_from(nanos.div_euclid(1_000_000)).ok().map(Self)
    }
}

fn millis_of(d: Duration) -> i64 {
    i64::try_from(d.as_millis()).unwrap_or(i64::MAX)
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let t = self.to_datetime();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.millisecond()
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(Rule::Instant.encode()))
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .examples(["2026-01-31T09:30:00.000Z"])
            .into()
    }
}

impl ToSchema for Timestamp {}

/// A day in UTC; on the wire `2026-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// From days since the Unix epoch.
    pub const fn from_number(days: i64) -> Self {
        Self(days)
    }

    /// The day so many days before.
    #[must_use]
    pub fn minus(self, days: u32) -> Self {
        Self(self.0.saturating_sub(i64::from(days)))
    }

    /// Its first instant.
    pub fn begin(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(DAY_MS))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let date = self.begin().to_datetime().date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Date)))
            .examples(["2026-01-31"])
            .into()
    }
}

impl ToSchema for Day {}

/// No stretch of media is longer, in seconds: what clients tell is validated to be within.
pub const MAX_SECONDS: f64 = 1e9;

/// The rule for [`MAX_SECONDS`].
pub(crate) const MEDIA_SECONDS: Rule = Rule::MediaSeconds { max: 1_000_000_000 };

/// The seconds of the wire as milliseconds.
#[expect(clippy::cast_possible_truncation, reason = "at most MAX_SECONDS")]
pub fn millis_from_seconds(seconds: f64) -> i64 {
    (seconds.clamp(0.0, MAX_SECONDS) * 1000.0).round() as i64
}

/// Whether this many seconds are a length or a place of media; not a number is neither.
///
/// # Errors
/// If they are not.
pub fn in_media(seconds: &f64, (): &()) -> garde::Result {
    MEDIA_SECONDS.require((0.0..=MAX_SECONDS).contains(seconds))
}

/// Milliseconds as the seconds of the wire.
#[expect(clippy::cast_precision_loss, reason = "a length of media is far below 2^52 ms")]
pub fn seconds_from_millis(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_form_has_three_decimals_and_round_trips() {
        let t = Timestamp::from_millis(1_769_851_800_007);
        assert_eq!(t.to_string(), "2026-01-31T09:30:00.007Z");
        assert_eq!(Timestamp::parse(&t.to_string()), Some(t));
    }

    #[test]
    fn hours_and_days_are_those_of_utc() {
        let t = Timestamp::parse("2026-01-31T23:59:59.999Z").unwrap();
        assert_eq!((t.hour().to_string(), t.day().to_string()), ("2026-01-31T23:00:00.000Z".to_owned(), "2026-01-31".to_owned()));
        assert_eq!(t.day().minus(31).begin().to_string(), "2025-12-31T00:00:00.000Z");
        assert_eq!(Timestamp::from_millis(-1).day().begin().hour().millis(), -86_400_000);
    }

    #[test]
    fn other_offsets_become_utc_and_finer_digits_are_cut() {
        assert_eq!(Timestamp::parse("2026-01-31T10:30:00.0079+01:00"), Timestamp::parse("2026-01-31T09:30:00.007Z"));
        assert_eq!(Timestamp::parse("yesterday"), None);
    }
}
