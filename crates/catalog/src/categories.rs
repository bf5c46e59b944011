//! What videos can be about, and the tags that people gave them.

use crate::{Administrator, Ctx, Error, Result};
use domain::Rule;
use domain::audit::Target;
use domain::category::{AdminCategoryView, Category, CategoryView, SaveCategory, Slug, TagView};
use persistence::{Read, category, tag};
use serde_json::json;

/// All categories, in their order.
///
/// # Errors
/// If the database fails.
pub async fn list(ctx: &Ctx) -> Result<Vec<CategoryView>> {
    Ok(category::list(&ctx.db).await?.into_iter().map(|shelf| CategoryView::new(shelf.category)).collect())
}

/// The same with all that is said of them.
///
/// # Errors
/// If the database fails.
pub async fn list_in_full(ctx: &Ctx, _: &Administrator) -> Result<Vec<AdminCategoryView>> {
    Ok(category::list(&ctx.db).await?.into_iter().map(AdminCategoryView::from).collect())
}

/// A category that was put in its place.
#[derive(Clone, Debug)]
pub struct Put {
    /// The category.
    pub view: AdminCategoryView,
    /// Whether there was none before.
    pub is_new: bool,
}

/// Makes a category, or says anew all that is said of it.
///
/// # Errors
/// If the database fails.
pub async fn put(ctx: &Ctx, by: &Administrator, slug: &Slug, command: &SaveCategory) -> Result<Put> {
    let shelf = command.shelf(slug);
    let tx = ctx.db.begin_write().await?;
    let is_new = category::put(&tx, &shelf).await?;
    let said = json!({ "name_en": command.name_en, "name_es": command.name_es, "position": command.position });
    by.0.note(ctx, &tx, "category.saved", target(slug), said).await?;
    tx.commit().await?;
    Ok(Put { view: shelf.into(), is_new })
}

/// Removes a category; its videos are in none from then on.
///
/// # Errors
/// [`Error::CategoryNotFound`].
pub async fn delete(ctx: &Ctx, by: &Administrator, slug: &Slug) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    if !category::delete(&tx, slug).await? {
        return Err(Error::CategoryNotFound);
    }
    by.0.note(ctx, &tx, "category.deleted", target(slug), json!({})).await?;
    Ok(tx.commit().await?)
}

/// Tags of public videos that begin with this, the most used first.
///
/// # Errors
/// If the database fails.
pub async fn tags(ctx: &Ctx, prefix: &str, limit: u64) -> Result<Vec<TagView>> {
    Ok(tag::list(&ctx.db, &domain::text::folded(prefix), limit).await?)
}

/// The category that a command names.
///
/// # Errors
/// [`Error::Invalid`] if there is none of this name.
pub(crate) async fn named(db: &impl Read, slug: Option<&str>) -> Result<Option<Category>> {
    let Some(slug) = slug else { return Ok(None) };
    let found = category::find(db, slug).await?;
    found.map(Some).ok_or_else(|| Error::Invalid(Rule::Category.at("/category")))
}

fn target(slug: &Slug) -> Target {
    Target { kind: "category", id: slug.to_string() }
}

#[cfg(test)]
mod tests;
