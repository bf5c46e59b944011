//! The shape that all our tables share, for the migrations after the first.

use sea_orm_migration::prelude::*;

/// A new table.
pub(crate) fn table(name: &str) -> TableCreateStatement {
    Table::create().table(Alias::new(name)).to_owned()
}

/// A column that holds the id of a row of another table.
pub(crate) fn references(from: &str, column: &str, to: &str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(Alias::new(from), Alias::new(column)).to(Alias::new(to), Alias::new("id")).to_owned()
}

/// An index named after what it is on.
pub(crate) async fn index(manager: &SchemaManager<'_>, on: &str, columns: &[&str]) -> Result<(), DbErr> {
    let mut index = Index::create().name(format!("{on}_{}", columns.join("_"))).table(Alias::new(on)).to_owned();
    for column in columns {
        index.col(Alias::new(*column));
    }
    manager.create_index(index).await
}

/// One more column: SQLite takes one at a time.
pub(crate) async fn add_column(manager: &SchemaManager<'_>, to: &str, column: impl IntoColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(Alias::new(to)).add_column(column).to_owned()).await
}

/// One column less.
pub(crate) async fn drop_column(manager: &SchemaManager<'_>, from: &str, column: &str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(Alias::new(from)).drop_column(Alias::new(column)).to_owned()).await
}

/// Removes tables, in this order.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, names: &[&str]) -> Result<(), DbErr> {
    for name in names {
        manager.drop_table(Table::drop().table(Alias::new(*name)).to_owned()).await?;
    }
    Ok(())
}
