//! What one video is to one person, in two queries whatever there is to tell.

use crate::db::{Read, statement};
use crate::entity::{playlist, playlist_item};
use crate::error::Result;
use domain::Timestamp;
use domain::id::{PlaylistId, UserId, VideoId};
use domain::reaction::Reaction;
use domain::watch::Watch;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

/// What one video is to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regard {
    /// What the person thinks of it.
    pub reaction: Reaction,
    /// Whether it is kept among the favourites.
    pub favorite: bool,
    /// Whether the person follows its author.
    pub following: bool,
    /// How far the person watched it.
    pub watch: Option<Watch>,
}

#[derive(FromQueryResult)]
struct Row {
    reaction: Option<i16>,
    favorite: bool,
    following: bool,
    position_ms: Option<i64>,
    finished: Option<bool>,
    watched_at: Option<i64>,
}

const REGARD: &str = r#"SELECT
    (SELECT value FROM "video_reaction" WHERE user_id = $1 AND video_id = $2) AS reaction,
    EXISTS (SELECT 1 FROM "favorite" WHERE user_id = $1 AND video_id = $2) AS favorite,
    EXISTS (SELECT 1 FROM "follow" WHERE follower_id = $1 AND followed_id = $3) AS following,
    w.position_ms, w.finished, w.watched_at
  FROM (SELECT 1 AS one) AS here LEFT JOIN "watch" AS w ON w.user_id = $1 AND w.video_id = $2"#;

/// What the video, which is this author's, is to the person.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn regard(db: &impl Read, user: UserId, video: VideoId, author: UserId) -> Result<Regard> {
    let conn = db.conn();
    let values = vec![user.0.into(), video.0.into(), author.0.into()];
    let statement = statement(conn, REGARD, values);
    let Some(row) = Row::find_by_statement(statement).one(conn).await? else {
        return Ok(Regard { reaction: Reaction::None, favorite: false, following: false, watch: None });
    };
    let watch = match (row.position_ms, row.finished, row.watched_at) {
        (Some(position_ms), Some(finished), Some(at)) => {
            Some(Watch { video_id: video, position_ms, finished, watched_at: Timestamp::from_millis(at) })
        }
        _ => None,
    };
    Ok(Regard { reaction: Reaction::from_vote(row.reaction), favorite: row.favorite, following: row.following, watch })
}

/// The person's own playlists that the video is in.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn playlists_with(db: &impl Read, user: UserId, video: VideoId) -> Result<Vec<PlaylistId>> {
    let holding = Query::select()
        .column(playlist_item::Column::PlaylistId)
        .from(playlist_item::Entity)
        .and_where(playlist_item::Column::VideoId.eq(video.0))
        .to_owned();
    let ids = playlist::Entity::find()
        .select_only()
        .column(playlist::Column::Id)
        .filter(playlist::Column::OwnerId.eq(user.0))
        .filter(playlist::Column::Id.in_subquery(holding))
        .order_by_asc(playlist::Column::Id);
    Ok(ids.into_tuple::<uuid::Uuid>().all(db.conn()).await?.into_iter().map(PlaylistId).collect())
}
