//! Statements that PostgreSQL plans once for all values.
//!
//! It plans a prepared statement anew each time while that looks cheaper than one plan for every value; and that looks so
//! when a partial index could only be used for this value, or when it can't know how few rows are wanted. For a page of a
//! list planning costs more than reading. So what is the same in every request is written out in the statement.

use crate::db::Read;
use crate::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryTrait, Select, Statement};

/// A value that is written out.
pub(crate) fn constant(value: &str) -> Expr {
    Expr::Constant(value.into())
}

/// That a column has a value that is written out.
pub(crate) fn is(column: impl ColumnTrait, value: &str) -> Expr {
    Expr::col(column.as_column_ref()).eq(constant(value))
}

/// The first rows of a query that has no limit of its own.
///
/// # Errors
/// If the database fails. One query.
pub(crate) async fn first<T: FromQueryResult>(db: &impl Read, select: Select<impl EntityTrait>, limit: u64) -> Result<Vec<T>> {
    let statement = limited(&select, limit, db.conn().get_database_backend());
    Ok(T::find_by_statement(statement).all(db.conn()).await?)
}

pub(crate) fn limited(select: &Select<impl EntityTrait>, limit: u64, backend: DbBackend) -> Statement {
    let mut statement = select.build(backend);
    // A limit comes last.
    statement.sql = format!("{} LIMIT {limit}", statement.sql);
    statement
}
