//! Categories. There are few, so lists give them all.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{category, video};
use crate::error::Result;
use crate::search;
use domain::category::{Category, Shelf, Slug};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// All of them, in their order.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read) -> Result<Vec<Shelf>> {
    let select = category::Entity::find().order_by_asc(category::Column::Position).order_by_asc(category::Column::Slug);
    Ok(select.all(db.conn()).await?.into_iter().map(to_shelf).collect())
}

/// The category with this name in addresses.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, slug: &str) -> Result<Option<Category>> {
    let row = category::Entity::find_by_id(slug.to_owned()).one(db.conn()).await?;
    Ok(row.map(|row| to_shelf(row).category))
}

/// Writes a category over what was there; `true` if there was nothing.
///
/// # Errors
/// If the database fails.
pub async fn put(tx: &WriteTx, shelf: &Shelf) -> Result<bool> {
    let Shelf { category, position } = shelf;
    let is_new = find(tx, &category.slug).await?.is_none();
    let row = category::ActiveModel {
        slug: Set(category.slug.clone()),
        name_en: Set(category.english.clone()),
        name_es: Set(category.spanish.clone()),
        position: Set(*position),
    };
    let mut conflict = OnConflict::column(category::Column::Slug);
    conflict.update_columns([category::Column::NameEn, category::Column::NameEs, category::Column::Position]);
    category::Entity::insert(row).on_conflict(conflict).exec_without_returning(tx.conn()).await?;
    Ok(is_new)
}

/// Removes a category, and its videos from it; `false` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, slug: &Slug) -> Result<bool> {
    let gone = category::Entity::delete_by_id(slug.as_str().to_owned()).exec(tx.conn()).await?;
    video::Entity::update_many()
        .col_expr(video::Column::Category, Expr::value(None::<String>))
        .col_expr(video::Column::Version, Expr::col(video::Column::Version).add(1))
        .filter(video::Column::Category.eq(slug.as_str()))
        .exec(tx.conn())
        .await?;
    search::category_emptied(tx, slug.as_str()).await?;
    Ok(gone.rows_affected > 0)
}

fn to_shelf(row: category::Model) -> Shelf {
    Shelf { category: Category { slug: row.slug, english: row.name_en, spanish: row.name_es }, position: row.position }
}
