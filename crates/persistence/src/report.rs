//! Complaints about what people made.

use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::report;
use crate::error::Result;
use domain::report::{Report, ReportTarget};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};

/// The state of a complaint that nobody has looked at.
const OPEN: &str = "open";

/// Writes a complaint; `false` if the person complained about the same thing before.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, report: &Report) -> Result<bool> {
    let (kind, id) = match report.target {
        ReportTarget::Video(id) => ("video", id.0),
        ReportTarget::Comment(id) => ("comment", id.0),
    };
    let row = report::ActiveModel {
        id: Set(report.id.0),
        reporter_id: Set(report.reporter_id.map(|user| user.0)),
        target_kind: Set(kind.to_owned()),
        target_id: Set(id),
        reason: Set(report.reason.name().to_owned()),
        detail: Set(report.detail.clone()),
        state: Set(OPEN.to_owned()),
        created_at: Set(report.created_at.millis()),
        ..Default::default()
    };
    let insert = report::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
    match insert.exec_without_returning(tx.conn()).await {
        Ok(0) | Err(DbErr::RecordNotInserted) => Ok(false),
        Ok(_) => Ok(true),
        Err(error) => Err(error.into()),
    }
}
