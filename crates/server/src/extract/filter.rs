//! Which videos are wanted.

use super::query::{FromQuery, read, refuse};
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::Timestamp;
use domain::text::folded;
use domain::time::{in_media, millis_from_seconds};
use domain::video::Filter;
use garde::Validate;
use serde::Deserialize;
use std::future::{Ready, ready};
use utoipa::IntoParams;

/// What videos must fulfil.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FilterParams {
    /// Is in the category with this slug.
    #[garde(inner(length(chars, max = 40)))]
    #[param(max_length = 40)]
    category: Option<String>,
    /// Has this tag.
    #[garde(inner(length(chars, max = 40)))]
    #[param(max_length = 40)]
    tag: Option<String>,
    /// Is by the account with this handle.
    #[garde(inner(length(chars, max = 30)))]
    #[param(max_length = 30)]
    author: Option<String>,
    /// Is in this language (BCP 47).
    #[garde(inner(length(chars, max = 35)))]
    #[param(max_length = 35)]
    language: Option<String>,
    /// Is at least so many seconds long.
    #[garde(inner(custom(in_media)))]
    #[param(minimum = 0, maximum = 1_000_000_000)]
    duration_min: Option<f64>,
    /// Is at most so many seconds long.
    #[garde(inner(custom(in_media)))]
    #[param(minimum = 0, maximum = 1_000_000_000)]
    duration_max: Option<f64>,
    /// Was published at this instant or later.
    #[garde(skip)]
    published_after: Option<Timestamp>,
    /// Was published before this instant.
    #[garde(skip)]
    published_before: Option<Timestamp>,
    /// Has captions, or has none.
    #[garde(skip)]
    has_captions: Option<bool>,
}

impl FilterParams {
    /// Every filter, and whether it is asked for.
    pub fn given(&self) -> [(&'static str, bool); 9] {
        [
            ("category", self.category.is_some()),
            ("tag", self.tag.is_some()),
            ("author", self.author.is_some()),
            ("language", self.language.is_some()),
            ("duration_min", self.duration_min.is_some()),
            ("duration_max", self.duration_max.is_some()),
            ("published_after", self.published_after.is_some()),
            ("published_before", self.published_before.is_some()),
            ("has_captions", self.has_captions.is_some()),
        ]
    }
}

impl From<FilterParams> for Filter {
    fn from(params: FilterParams) -> Self {
        Self {
            category: params.category,
            tag: params.tag.as_deref().map(folded),
            author: params.author.as_deref().map(folded),
            language: params.language,
            duration_min_ms: params.duration_min.map(millis_from_seconds),
            duration_max_ms: params.duration_max.map(millis_from_seconds),
            published_after: params.published_after.map(Timestamp::millis),
            published_before: params.published_before.map(Timestamp::millis),
            has_captions: params.has_captions,
        }
    }
}

/// The parameters of a list of videos: its own, and filters. Faulty ones are 422 as those of
/// [`Query`](super::Query).
#[derive(Clone, Debug)]
pub struct Filtered<T>(pub T, pub FilterParams);

impl<T: FromQuery> FromRequest for Filtered<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()))
    }
}

/// Serde's own way of joining two structs takes numbers out of query strings for texts, and unknown parameters for known.
fn parse<T: FromQuery>(text: &str) -> Result<Filtered<T>, Problem> {
    refuse(text)?;
    let names = FilterParams::default().given().map(|(name, _)| name);
    let [mut own, mut filters] = [const { String::new() }; 2].map(form_urlencoded::Serializer::new);
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let place = if names.contains(&name.as_ref()) { &mut filters } else { &mut own };
        place.append_pair(&name, &value);
    }
    Ok(Filtered(read(&own.finish())?, read(&filters.finish())?))
}

#[cfg(test)]
mod tests {
    use super::super::PageParams;
    use super::*;

    #[test]
    fn a_list_has_its_own_parameters_and_every_filter() {
        let all = "category=a&tag=b&author=c&language=es&duration_min=1.5&duration_max=2&published_after=2026-01-01T00:00:00Z\
            &published_before=2026-01-02T00:00:00Z&has_captions=true";
        let Filtered(page, params) = parse::<PageParams>(&format!("limit=7&{all}")).unwrap();
        assert_eq!((page.limit, params.duration_min, params.has_captions), (Some(7), Some(1.5), Some(true)));
        assert!(params.given().iter().all(|(_, given)| *given));
        let Filtered(_, none) = parse::<PageParams>("").unwrap();
        assert!(none.given().iter().all(|(_, given)| !given));
        for (text, parameter) in
            [("limit=0&tag=a", "limit"), ("tags=a", "tags"), ("tag=a&tag=b", "tag"), ("duration_min=NaN", "duration_min")]
        {
            let problem = parse::<PageParams>(text).unwrap_err();
            assert_eq!(problem.fields.first().unwrap().parameter.as_deref(), Some(parameter), "{text}");
        }
    }
}
