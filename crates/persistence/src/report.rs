//! Complaints about what people made.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{report, user, video};
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::id::{ReportId, UserId};
use domain::page::PageRequest;
use domain::report::{HandleReport, Report, ReportKind, ReportReason, ReportState, ReportTarget, ReportView, ReporterView};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select};

/// Writes a complaint; `false` if the person complained about the same thing before.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, report: &Report) -> Result<bool> {
    let (kind, id) = match report.target {
        ReportTarget::Video(id) => (ReportKind::Video, id.0),
        ReportTarget::Comment(id) => (ReportKind::Comment, id.0),
    };
    let row = report::ActiveModel {
        id: Set(report.id.0),
        reporter_id: Set(report.reporter_id.map(|user| user.0)),
        target_kind: Set(kind.name().to_owned()),
        target_id: Set(id),
        reason: Set(report.reason.name().to_owned()),
        detail: Set(report.detail.clone()),
        state: Set(ReportState::Open.name().to_owned()),
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

/// What the complaints of a list must fulfil; empty fields don't filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Is in this state.
    pub state: Option<ReportState>,
    /// Is about this kind of thing.
    pub kind: Option<ReportKind>,
}

/// Complaints, newest first; up to `limit + 1` of them, and the cursor's key is unused.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read, filter: Filter, page: PageRequest) -> Result<Vec<ReportView>> {
    let conditions = [
        filter.state.map(|state| report::Column::State.eq(state.name())),
        filter.kind.map(|kind| report::Column::TargetKind.eq(kind.name())),
        page.after.map(|after| report::Column::Id.lt(after.id)),
    ];
    let select = conditions.into_iter().flatten().fold(rows(), QueryFilter::filter);
    let rows = select.order_by_desc(report::Column::Id).limit(page.limit + 1).into_model::<Row>().all(db.conn()).await?;
    rows.into_iter().map(Row::into_view).collect()
}

/// One complaint.
///
/// # Errors
/// If the database fails. One query.
pub async fn find(db: &impl Read, id: ReportId) -> Result<Option<ReportView>> {
    rows().filter(report::Column::Id.eq(id.0)).into_model::<Row>().one(db.conn()).await?.map(Row::into_view).transpose()
}

/// Writes what comes of a complaint; `false` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn handle(tx: &WriteTx, id: ReportId, command: &HandleReport, by: UserId, now: Timestamp) -> Result<bool> {
    let done = report::Entity::update_many()
        .col_expr(report::Column::State, Expr::value(ReportState::from(command.state).name()))
        .col_expr(report::Column::Note, Expr::value(command.note.clone()))
        .col_expr(report::Column::HandledBy, Expr::value(by.0))
        .col_expr(report::Column::HandledAt, Expr::value(now.millis()))
        .filter(report::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected > 0)
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    report: report::Model,
    reporter_handle: Option<String>,
    title: Option<String>,
}

/// Complaints with who complains, and with the title of a video. No comment has a video's id.
fn rows() -> Select<report::Entity> {
    let reporter = report::Entity::belongs_to(user::Entity).from(report::Column::ReporterId).to(user::Column::Id).into();
    let about = report::Entity::belongs_to(video::Entity).from(report::Column::TargetId).to(video::Column::Id).into();
    report::Entity::find()
        .join(JoinType::LeftJoin, reporter)
        .column_as(user::Column::Handle, "reporter_handle")
        .join(JoinType::LeftJoin, about)
        .column_as(video::Column::Title, "title")
}

impl Row {
    fn into_view(self) -> Result<ReportView> {
        let row = self.report;
        let reporter = row.reporter_id.zip(self.reporter_handle).map(|(id, handle)| ReporterView { id: UserId(id), handle });
        Ok(ReportView {
            id: ReportId(row.id),
            kind: map::named("report.target_kind", &row.target_kind, ReportKind::from_name)?,
            target_id: row.target_id,
            title: self.title,
            reporter,
            reason: map::named("report.reason", &row.reason, ReportReason::from_name)?,
            detail: row.detail,
            state: map::named("report.state", &row.state, ReportState::from_name)?,
            created_at: Timestamp::from_millis(row.created_at),
            handled_by: row.handled_by.map(UserId),
            handled_at: map::instant(row.handled_at),
            note: row.note,
        })
    }
}
