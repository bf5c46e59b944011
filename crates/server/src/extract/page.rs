//! Which page of a list is wanted.

use domain::page::{DEFAULT_LIMIT, MAX_LIMIT};
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;

/// A page of a list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    pub cursor: Option<String>,
}

impl PageParams {
    /// Rows of the page.
    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }
}
