//! Sessions. A row holds the number of the refresh token that is good, never a token.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{session, user};
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::id::{SessionId, UserId};
use domain::page::PageRequest;
use domain::session::{Device, Method, Session, SignIn, State};
use domain::user::{Role, Standing, User};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};

/// Writes a new session.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, session: &Session) -> Result<()> {
    session::Entity::insert(to_row(session)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The session with its account, whatever state they are in.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn find_with_user(db: &impl Read, id: SessionId) -> Result<Option<(Session, User)>> {
    match session::Entity::find_by_id(id.0).find_also_related(user::Entity).one(db.conn()).await? {
        Some((session, Some(user))) => Ok(Some((to_domain(session)?, crate::user::to_domain(user)?))),
        _ => Ok(None),
    }
}

/// What decides whether a credential is still good: read on every authenticated request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Whose session it is.
    pub user_id: UserId,
    /// The account's role as it is now.
    pub role: Role,
    /// Whether the account may be used.
    pub standing: Standing,
    /// Whether the session is alive.
    pub state: State,
    /// When its owner last proved himself by more than holding a token.
    pub authenticated_at: Timestamp,
}

/// Reads [`Check`].
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn check(db: &impl Read, id: SessionId) -> Result<Option<Check>> {
    let row = session::Entity::find_by_id(id.0)
        .select_only()
        .columns([
            session::Column::UserId,
            session::Column::RefreshCounter,
            session::Column::RotatedAt,
            session::Column::ExpiresAt,
            session::Column::RevokedAt,
            session::Column::AuthenticatedAt,
        ])
        .columns([user::Column::Role, user::Column::SuspendedAt, user::Column::DeletedAt])
        .join(JoinType::InnerJoin, session::Relation::User.def())
        .into_model::<CheckRow>()
        .one(db.conn())
        .await?;
    row.map(CheckRow::into_check).transpose()
}

/// Moves the counter on, if it is still at `from` and the session is alive. Of several who try at
/// once exactly one gets `true`.
///
/// # Errors
/// If the database fails.
pub async fn rotate(tx: &WriteTx, rotated: &Session, from: u64) -> Result<bool> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::RefreshCounter, Expr::value(rotated.state.refresh_counter.cast_signed()))
        .col_expr(session::Column::RotatedAt, Expr::value(rotated.state.rotated_at.millis()))
        .col_expr(session::Column::ExpiresAt, Expr::value(rotated.state.expires_at.millis()))
        .col_expr(session::Column::LastSeenAt, Expr::value(rotated.last_seen_at.millis()))
        .filter(session::Column::Id.eq(rotated.id.0))
        .filter(session::Column::RefreshCounter.eq(from.cast_signed()))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that the owner proved himself again.
///
/// # Errors
/// If the database fails.
pub async fn reauthenticated(tx: &WriteTx, id: SessionId, now: Timestamp) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::AuthenticatedAt, Expr::value(now.millis()))
        .filter(session::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Ends a session; one that has ended keeps its date.
///
/// # Errors
/// If the database fails.
pub async fn revoke(tx: &WriteTx, id: SessionId, now: Timestamp) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now.millis()))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The sessions of an account that are alive, the newest first: up to `limit + 1` of them, the last one
/// only to tell of more. The cursor's key is unused.
///
/// # Errors
/// If the database fails. One query by the account's index.
pub async fn list_alive(db: &impl Read, user: UserId, now: Timestamp, page: PageRequest) -> Result<Vec<Session>> {
    let mut alive = session::Entity::find()
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.millis()));
    if let Some(after) = page.after {
        alive = alive.filter(session::Column::Id.lt(after.id));
    }
    let rows = alive.order_by_desc(session::Column::Id).limit(page.limit + 1).all(db.conn()).await?;
    rows.into_iter().map(to_domain).collect()
}

/// Ends a session if it is alive and this account's; tells whether it was.
///
/// # Errors
/// If the database fails.
pub async fn revoke_of(tx: &WriteTx, id: SessionId, user: UserId, now: Timestamp) -> Result<bool> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now.millis()))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.millis()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends every session of an account but one; answers how many were alive.
///
/// # Errors
/// If the database fails.
pub async fn revoke_others(tx: &WriteTx, user: UserId, keep: SessionId, now: Timestamp) -> Result<u64> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now.millis()))
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::Id.ne(keep.0))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// Ends every session of an account; answers how many were alive.
///
/// # Errors
/// If the database fails.
pub async fn revoke_all(tx: &WriteTx, user: UserId, now: Timestamp) -> Result<u64> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now.millis()))
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// Takes sessions that were ended or expired before `before` out of the database; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn erase_ended(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    let over = Condition::any().add(session::Column::RevokedAt.lt(before.millis())).add(session::Column::ExpiresAt.lt(before.millis()));
    Ok(session::Entity::delete_many().filter(over).exec(tx.conn()).await?.rows_affected)
}

#[derive(FromQueryResult)]
struct CheckRow {
    user_id: uuid::Uuid,
    refresh_counter: i64,
    rotated_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    authenticated_at: i64,
    role: String,
    suspended_at: Option<i64>,
    deleted_at: Option<i64>,
}

impl CheckRow {
    fn into_check(self) -> Result<Check> {
        Ok(Check {
            user_id: UserId(self.user_id),
            role: crate::user::role(&self.role)?,
            standing: Standing::of(map::instant(self.suspended_at), map::instant(self.deleted_at)),
            state: state(self.refresh_counter, self.rotated_at, self.expires_at, self.revoked_at),
            authenticated_at: Timestamp::from_millis(self.authenticated_at),
        })
    }
}

/// Counters are stored as signed numbers because PostgreSQL has no others.
fn state(refresh_counter: i64, rotated_at: i64, expires_at: i64, revoked_at: Option<i64>) -> State {
    State {
        refresh_counter: refresh_counter.cast_unsigned(),
        rotated_at: Timestamp::from_millis(rotated_at),
        expires_at: Timestamp::from_millis(expires_at),
        revoked_at: map::instant(revoked_at),
    }
}

fn to_domain(row: session::Model) -> Result<Session> {
    let method = map::named("session.method", &row.method, Method::from_name)?;
    Ok(Session {
        id: SessionId(row.id),
        user_id: UserId(row.user_id),
        state: state(row.refresh_counter, row.rotated_at, row.expires_at, row.revoked_at),
        device: Device::new(row.user_agent.as_deref(), row.address.and_then(|text| text.parse().ok())),
        sign_in: SignIn { method, persistent: row.persistent },
        authenticated_at: Timestamp::from_millis(row.authenticated_at),
        created_at: Timestamp::from_millis(row.created_at),
        last_seen_at: Timestamp::from_millis(row.last_seen_at),
    })
}

fn to_row(session: &Session) -> session::ActiveModel {
    session::ActiveModel {
        id: Set(session.id.0),
        user_id: Set(session.user_id.0),
        refresh_counter: Set(session.state.refresh_counter.cast_signed()),
        rotated_at: Set(session.state.rotated_at.millis()),
        user_agent: Set(session.device.user_agent().map(str::to_owned)),
        address: Set(session.device.address().map(|address| address.to_string())),
        method: Set(session.sign_in.method.name().to_owned()),
        persistent: Set(session.sign_in.persistent),
        authenticated_at: Set(session.authenticated_at.millis()),
        created_at: Set(session.created_at.millis()),
        last_seen_at: Set(session.last_seen_at.millis()),
        expires_at: Set(session.state.expires_at.millis()),
        revoked_at: Set(map::millis(session.state.revoked_at)),
    }
}
