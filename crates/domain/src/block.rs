//! Who wants nothing to do with whom.

use crate::time::Timestamp;
use crate::user::AuthorView;
use serde::Serialize;
use utoipa::ToSchema;

/// An account that somebody blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BlockView {
    /// The account.
    pub user: AuthorView,
    /// Since when.
    pub created_at: Timestamp,
}
