//! Query strings, parsed and validated.

use super::serde_fault::SerdeFault;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::{FieldError, Rule, rule};
use garde::Validate;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::future::{Ready, ready};

/// The parameters of a query string. Unknown, repeated and unreadable ones are 422 naming the
/// parameter: one that is misspelt must not be ignored in silence.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

/// What a query string can be read as.
pub trait FromQuery: DeserializeOwned + Validate<Context = ()> {}

impl<T: DeserializeOwned + Validate<Context = ()>> FromQuery for T {}

impl<T: FromQuery> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

fn parse<T: FromQuery>(text: &str) -> Result<T, Problem> {
    refuse(text)?;
    read(text)
}

/// Reads parameters that nothing is wrong with but their values.
pub(super) fn read<T: FromQuery>(text: &str) -> Result<T, Problem> {
    let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    let value: T = serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let fault = SerdeFault::new(error.path(), &error.inner().to_string());
        let name = fault.place.last().cloned().unwrap_or_default();
        Problem::parameter(&name, if fault.rule == Rule::KnownField { Rule::KnownParameter } else { fault.rule })
    })?;
    rule::check(&value).map_err(|faults| Problem::invalid(faults.into_iter().map(as_parameter).collect()))?;
    Ok(value)
}

/// Refuses what no parameter may be: repeated, not UTF-8, or with a NUL in it.
pub(super) fn refuse(text: &str) -> Result<(), Problem> {
    let mut seen = HashSet::new();
    let mut faults = Vec::new();
    // Bytes that are not UTF-8 come out as U+FFFD, which has no business here either.
    let broken = |part: &str| part.contains(['\0', char::REPLACEMENT_CHARACTER]);
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        if broken(&name) || broken(&value) {
            faults.push(FieldError::in_parameter(&name.replace('\0', "\u{2400}"), Rule::NoControlCharacters));
        }
        if !seen.insert(name.clone()) {
            faults.push(FieldError::in_parameter(&name, Rule::Once));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
}

fn as_parameter(fault: FieldError) -> FieldError {
    let name = fault.pointer.unwrap_or_default();
    FieldError { parameter: Some(name.trim_start_matches('/').to_owned()), pointer: None, ..fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Params {
        #[garde(range(min = 1, max = 100))]
        limit: Option<u64>,
        #[garde(skip)]
        #[expect(dead_code, reason = "only parsed")]
        tag: Option<String>,
    }

    #[test]
    fn bad_parameters_are_named() {
        for (text, parameter, code) in [
            ("limt=3", "limt", "unknown-parameter"),
            ("limit=abc", "limit", "invalid-value"),
            ("limit=", "limit", "invalid-value"),
            ("limit=-1", "limit", "invalid-value"),
            ("limit=99999999999999999999", "limit", "invalid-value"),
            ("limit=1000", "limit", "too-large"),
            ("limit=1&limit=2", "limit", "duplicate"),
            ("tag=a%00b", "tag", "forbidden-characters"),
            ("tag=%ff", "tag", "forbidden-characters"),
        ] {
            let problem = parse::<Params>(text).unwrap_err();
            assert_eq!(problem.status.as_u16(), 422, "{text}");
            let fault = problem.fields.first().unwrap();
            assert_eq!((fault.parameter.as_deref(), fault.rule.code()), (Some(parameter), code), "{text}");
        }
        assert_eq!(parse::<Params>("limit=7&tag=a%20b").unwrap().limit, Some(7));
        assert_eq!(parse::<Params>("").unwrap().limit, None);
    }
}
