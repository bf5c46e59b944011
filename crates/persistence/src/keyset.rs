//! Pages of lists that are sorted by an instant or a number, greatest first, and then by an id.

use domain::page::PageRequest;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// Sorts the rows by `key` and `id`, and takes a page and one row more, which only tells that there is more.
pub(crate) fn descending<E: EntityTrait>(select: Select<E>, key: impl ColumnTrait, id: impl ColumnTrait, page: PageRequest) -> Select<E> {
    let select = match page.after {
        Some(after) => {
            let tie = Condition::all().add(key.eq(after.key)).add(id.lt(after.id));
            // The plain bound beside the exact condition is what an index scan can start from.
            select.filter(key.lte(after.key)).filter(Condition::any().add(key.lt(after.key)).add(tie))
        }
        None => select,
    };
    select.order_by_desc(key).order_by_desc(id).limit(page.limit + 1)
}
