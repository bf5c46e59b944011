//! Counting answers by what they have in common.

use domain::search::{DURATIONS, Facet, FacetName, Facets};
use persistence::search::Candidate;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Values of a facet that are told.
const VALUES: usize = 20;

/// Counts these answers; `exact` tells that they are all there are.
pub(crate) fn count(candidates: &[Candidate], names: &[FacetName], exact: bool) -> Facets {
    let mut facets = Facets { exact, ..Facets::default() };
    for name in names {
        match name {
            FacetName::Category => facets.category = Some(by(candidates, |c| c.category.as_deref().into_iter().collect())),
            FacetName::Language => facets.language = Some(by(candidates, |c| c.language.as_deref().into_iter().collect())),
            FacetName::Tag => facets.tag = Some(by(candidates, |c| c.tags.lines().collect())),
            FacetName::Duration => facets.duration = Some(durations(candidates)),
        }
    }
    facets
}

/// The values that most have, those first.
fn by(candidates: &[Candidate], values: impl Fn(&Candidate) -> Vec<&str>) -> Vec<Facet> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for value in candidates.iter().flat_map(values) {
        *counts.entry(value).or_default() += 1;
    }
    let mut facets: Vec<(&str, usize)> = counts.into_iter().collect();
    facets.sort_unstable_by_key(|(value, count)| (Reverse(*count), *value));
    facets.into_iter().take(VALUES).map(|(value, count)| Facet { value: value.to_owned(), count }).collect()
}

/// The classes of length, in their order.
fn durations(candidates: &[Candidate]) -> Vec<Facet> {
    let within = |ms: i64, from: i64, to: Option<i64>| ms >= from * 1000 && to.is_none_or(|to| ms < to * 1000);
    DURATIONS
        .iter()
        .map(|(value, from, to)| Facet {
            value: (*value).to_owned(),
            count: candidates.iter().filter(|c| c.duration_ms.is_some_and(|ms| within(ms, *from, *to))).count(),
        })
        .filter(|facet| facet.count > 0)
        .collect()
}
