//! The rules that values of a request can break, each with its parameters.
//!
//! A rule has a stable code, which is part of the API; its words in both languages stand in `server::problem::rules`.
//! garde reports carry texts only, so a rule passes through garde as its encoded form: [`check`] runs a
//! validation and gives the rules back.

use garde::Validate;
use garde::i18n::{I18n, InvalidCreditCard, InvalidEmail, InvalidPhoneNumber, InvalidUrl, IpKind, with_i18n};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::Display;

/// What the length of a text is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Unicode scalar values after normalisation to NFC.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

/// The types of JSON, as far as a wrong one is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JsonType {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    Array,
    /// Members with names.
    Object,
    /// No value.
    Null,
    /// A type with a form of its own.
    Other,
}

/// A rule that a value of a request breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "rule")]
pub enum Rule {
    /// The member is missing.
    Required,
    /// The text has no visible character.
    NotEmpty,
    /// The member is needed unless another one is given.
    RequiredWithout {
        /// The other member.
        other: Cow<'static, str>,
    },
    /// The member excludes another one.
    NotTogetherWith {
        /// The other member.
        other: Cow<'static, str>,
    },
    /// The text is longer than this.
    MaxLength {
        /// The longest that is accepted.
        max: usize,
        /// What is counted; unknown where only the limit is known.
        unit: Option<Unit>,
    },
    /// The text is shorter than this.
    MinLength {
        /// The shortest that is accepted.
        min: usize,
        /// What is counted; unknown where only the limit is known.
        unit: Option<Unit>,
    },
    /// The list has more items than this.
    MaxItems {
        /// The most that are accepted.
        max: usize,
    },
    /// The list has fewer items than this.
    MinItems {
        /// The fewest that are accepted.
        min: usize,
    },
    /// The number is smaller than this.
    Min {
        /// The smallest that is accepted, as JSON writes it.
        min: String,
    },
    /// The number is larger than this.
    Max {
        /// The largest that is accepted, as JSON writes it.
        max: String,
    },
    /// The number of seconds lies outside of any media.
    MediaSeconds {
        /// The largest that is accepted, in seconds.
        max: u64,
    },
    /// Control characters, direction overrides, NUL and noncharacters are refused.
    NoControlCharacters,
    /// More combining marks stand on one character than writing needs.
    NoStackedMarks,
    /// A surrogate without its partner is not a character.
    NoLoneSurrogates,
    /// The body has no such member.
    KnownField,
    /// The query has no such parameter.
    KnownParameter,
    /// The parameter, or the member of a form, may stand there once.
    Once,
    /// The value is of another JSON type.
    Type {
        /// The type that is accepted.
        expected: JsonType,
        /// The type that was sent.
        found: JsonType,
    },
    /// The value cannot be read as what the member holds.
    Readable,
    /// The value is none of a closed list.
    OneOf {
        /// The values that are accepted.
        choices: Vec<String>,
    },
    /// The value is not an RFC 3339 instant.
    Instant,
    /// The value is not a list of ids, separated by commas.
    IdList,
    /// The stretch ends before it begins.
    OrderedStretch,
    /// The stretch ends beyond the end of the video.
    WithinVideo,
    /// The starts of the items do not ascend.
    AscendingStarts,
    /// The parameter has no meaning for the type that is searched.
    MeaningfulForType,
    /// The text is not a mail address.
    EmailAddress,
    /// The text is not a handle.
    HandleCharacters {
        /// The fewest characters.
        min: usize,
        /// The most characters.
        max: usize,
    },
    /// A handle contains a letter.
    HandleLetter,
    /// The handle is a reserved word.
    HandleNotReserved,
    /// Another account has the handle.
    HandleFree,
    /// Another account has the mail address.
    EmailFree,
    /// The password is easy to guess.
    StrongPassword,
    /// The present password is needed to set another one.
    CurrentPassword,
    /// Only videos with the visibility `scheduled` have a date of publication.
    OnlyScheduled,
    /// Only videos with the visibility `password` have a password.
    OnlyWithPassword,
    /// There is no such category.
    Category,
    /// The text is not a BCP 47 language tag.
    LanguageTag,
    /// The text is not the address of a web site.
    WebAddress {
        /// The most characters.
        max: usize,
    },
    /// The text is neither a path of this site nor an address of an allowed origin.
    ReturnAddress,
    /// The instant lies in the past.
    Future,
    /// The scope `admin` is for administrators.
    ScopeOfRole,
    /// The invitation was used, has expired, or is for another address.
    Invitation,
    /// The text is not the token of a link that was mailed.
    LinkToken,
    /// The code is not the one that the authenticator app shows.
    AuthenticatorCode,
    /// Exactly one proof is needed.
    OneProof,
    /// The credential cannot be used as a passkey of this site.
    Passkey {
        /// The check that failed.
        step: Cow<'static, str>,
    },
}

impl Rule {
    /// The stable kebab-case code of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required | Self::NotEmpty | Self::RequiredWithout { .. } | Self::CurrentPassword => "required",
            Self::NotTogetherWith { .. } => "not-together",
            Self::MaxLength { .. } => "too-long",
            Self::MinLength { .. } => "too-short",
            Self::MaxItems { .. } => "too-many",
            Self::MinItems { .. } => "too-few",
            Self::Min { .. } => "too-small",
            Self::Max { .. } => "too-large",
            Self::MediaSeconds { .. } => "out-of-range",
            Self::NoControlCharacters | Self::NoStackedMarks | Self::NoLoneSurrogates => "forbidden-characters",
            Self::KnownField => "unknown-field",
            Self::KnownParameter => "unknown-parameter",
            Self::Once => "duplicate",
            Self::Type { .. } => "wrong-type",
            Self::Readable | Self::Instant | Self::IdList | Self::ReturnAddress => "invalid-value",
            Self::OneOf { .. } | Self::Category => "unknown-value",
            Self::OrderedStretch => "invalid-range",
            Self::WithinVideo => "beyond-end",
            Self::AscendingStarts => "not-ascending",
            Self::MeaningfulForType => "not-for-this-type",
            Self::EmailAddress => "invalid-email",
            Self::HandleCharacters { .. } | Self::HandleLetter => "invalid-handle",
            Self::HandleNotReserved => "reserved-handle",
            Self::HandleFree => "handle-taken",
            Self::EmailFree => "email-taken",
            Self::StrongPassword => "weak-password",
            Self::OnlyScheduled => "not-scheduled",
            Self::OnlyWithPassword => "not-password",
            Self::LanguageTag => "invalid-language",
            Self::WebAddress { .. } => "invalid-url",
            Self::Future => "not-in-future",
            Self::ScopeOfRole => "not-allowed",
            Self::Invitation => "invitation-invalid",
            Self::LinkToken => "link-invalid",
            Self::AuthenticatorCode => "wrong-code",
            Self::OneProof => "one-proof",
            Self::Passkey { .. } => "passkey-unusable",
        }
    }

    /// At most `max` characters.
    pub const fn max_characters(max: usize) -> Self {
        Self::MaxLength { max, unit: Some(Unit::Characters) }
    }

    /// At most `max` bytes.
    pub const fn max_bytes(max: usize) -> Self {
        Self::MaxLength { max, unit: Some(Unit::Bytes) }
    }

    /// At least `min` characters.
    pub const fn min_characters(min: usize) -> Self {
        Self::MinLength { min, unit: Some(Unit::Characters) }
    }

    /// The form in which a rule passes through errors that carry only a text; [`Rule::decode`] reads it.
    pub fn encode(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Rule::encode`] wrote; `None` for any other text.
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The rule as the error of a value at a JSON pointer of the body.
    pub fn at(self, pointer: &str) -> FieldError {
        FieldError::at(pointer, self)
    }

    /// Refuses a value by this rule unless `fulfilled`, for garde's `custom`.
    pub(crate) fn require(self, fulfilled: bool) -> garde::Result {
        if fulfilled { Ok(()) } else { Err(self.into()) }
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Rule {}

impl From<Rule> for garde::Error {
    fn from(rule: Rule) -> Self {
        Self::new(rule.encode())
    }
}

/// A member of a request and the rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the request body.
    pub pointer: Option<String>,
    /// Name of the query or path parameter.
    pub parameter: Option<String>,
    /// The rule.
    pub rule: Rule,
}

/// The longest place that is given back: it is what the client sent.
const MAX_PLACE: usize = 256;

impl FieldError {
    /// A broken rule at a JSON pointer of the body.
    pub fn at(pointer: &str, rule: Rule) -> Self {
        Self { pointer: Some(short(pointer)), parameter: None, rule }
    }

    /// A broken rule in a query or path parameter.
    pub fn in_parameter(name: &str, rule: Rule) -> Self {
        Self { pointer: None, parameter: Some(short(name)), rule }
    }
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.pointer.as_deref().or(self.parameter.as_deref()).unwrap_or_default();
        write!(f, "{place}: {}", self.rule)
    }
}

fn short(text: &str) -> String {
    text.chars().take(MAX_PLACE).collect()
}

/// Validates a value of a request.
///
/// # Errors
/// Every rule that is broken, at the JSON pointer of its member.
pub fn check(value: &impl Validate<Context = ()>) -> Result<(), Vec<FieldError>> {
    with_i18n(Encoded, || value.validate()).map_err(|report| {
        let rule = |error: &garde::Error| Rule::decode(error.message()).unwrap_or(Rule::Readable);
        report.iter().map(|(path, error)| FieldError::at(&pointer(&path.to_string()), rule(error))).collect()
    })
}

/// `a.b[2].c`, as garde writes a path, as a JSON pointer (RFC 6901).
fn pointer(path: &str) -> String {
    let parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
    parts.fold(String::new(), |pointer, part| pointer + "/" + &part.replace('~', "~0").replace('/', "~1"))
}

/// garde's own rules as encoded [`Rule`]s. Those that no command uses are [`Rule::Readable`].
struct Encoded;

fn encoded(rule: &Rule) -> Cow<'static, str> {
    Cow::Owned(rule.encode())
}

impl I18n for Encoded {
    fn length_lower_than(&self, min: usize) -> Cow<'static, str> {
        encoded(&Rule::MinLength { min, unit: None })
    }

    fn length_greater_than(&self, max: usize) -> Cow<'static, str> {
        encoded(&Rule::MaxLength { max, unit: None })
    }

    fn range_lower_than(&self, min: &dyn Display) -> Cow<'static, str> {
        encoded(&Rule::Min { min: min.to_string() })
    }

    fn range_greater_than(&self, max: &dyn Display) -> Cow<'static, str> {
        encoded(&Rule::Max { max: max.to_string() })
    }

    fn credit_card_invalid(&self, _: InvalidCreditCard) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn pattern_no_match(&self, _: &dyn Display) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn contains_missing(&self, _: &dyn Display) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn url_invalid(&self, _: InvalidUrl) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn prefix_missing(&self, _: &dyn Display) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn suffix_missing(&self, _: &dyn Display) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn phone_number_invalid(&self, _: InvalidPhoneNumber) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn ip_invalid(&self, _: IpKind) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn matches_field_mismatch(&self, _: &dyn Display) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn email_invalid(&self, _: InvalidEmail) -> Cow<'static, str> {
        encoded(&Rule::EmailAddress)
    }

    fn ascii_invalid(&self) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn alphanumeric_invalid(&self) -> Cow<'static, str> {
        encoded(&Rule::Readable)
    }

    fn required_not_set(&self) -> Cow<'static, str> {
        encoded(&Rule::Required)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Validate)]
    struct Sample {
        #[garde(length(max = 3))]
        name: String,
        #[garde(range(min = 1, max = 100))]
        limit: u64,
        #[garde(custom(|text: &str, (): &()| Rule::LanguageTag.require(text == "es")))]
        language: String,
    }

    #[test]
    fn broken_rules_keep_their_parameters_and_places() {
        let sample = Sample { name: "long".to_owned(), limit: 101, language: "castellano".to_owned() };
        let faults = check(&sample).unwrap_err();
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_deref().unwrap_or_default(), fault.rule.clone())).collect();
        assert_eq!(
            found,
            [
                ("/language", Rule::LanguageTag),
                ("/limit", Rule::Max { max: "100".to_owned() }),
                ("/name", Rule::MaxLength { max: 3, unit: None }),
            ]
        );
    }

    #[test]
    fn any_other_text_is_no_rule() {
        assert_eq!(Rule::decode("at most 3 characters"), None);
        assert_eq!(Rule::decode(&Rule::max_bytes(7).encode()), Some(Rule::max_bytes(7)));
    }

    #[test]
    fn paths_become_pointers() {
        assert_eq!(pointer("tags[2].name"), "/tags/2/name");
        assert_eq!(pointer("."), "");
    }
}
