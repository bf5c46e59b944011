//! Captions of videos. Whoever writes them has locked the video.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::caption;
use crate::error::{Error, Result};
use crate::map;
use domain::caption::{Caption, CaptionKind, CaptionLanguage, CaptionTrack};
use domain::id::VideoId;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The tracks of a video in the order of their languages, without their texts.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn tracks(db: &impl Read, video: VideoId) -> Result<Vec<CaptionTrack>> {
    let rows = caption::Entity::find()
        .select_only()
        .columns([
            caption::Column::Language,
            caption::Column::Label,
            caption::Column::Kind,
            caption::Column::IsDefault,
            caption::Column::Version,
        ])
        .filter(caption::Column::VideoId.eq(video.0))
        .order_by_asc(caption::Column::Language)
        .into_tuple::<(String, String, String, bool, i64)>()
        .all(db.conn())
        .await?;
    rows.into_iter().map(to_track).collect()
}

/// One track with its text.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, video: VideoId, language: &CaptionLanguage) -> Result<Option<Caption>> {
    let row = caption::Entity::find_by_id((video.0, language.as_str().to_owned())).one(db.conn()).await?;
    row.map(|row| {
        let track = to_track((row.language, row.label, row.kind, row.is_default, row.version))?;
        Ok(Caption { track, body: row.body })
    })
    .transpose()
}

/// Writes a track in place of one in the same language; if it is the default, no other stays it.
///
/// # Errors
/// If the database fails.
pub async fn put(tx: &WriteTx, video: VideoId, caption: &Caption) -> Result<()> {
    let track = &caption.track;
    if track.default {
        caption::Entity::update_many()
            .col_expr(caption::Column::IsDefault, Expr::value(false))
            .filter(caption::Column::VideoId.eq(video.0))
            .exec(tx.conn())
            .await?;
    }
    let row = caption::ActiveModel {
        video_id: Set(video.0),
        language: Set(track.language.as_str().to_owned()),
        label: Set(track.label.clone()),
        kind: Set(track.kind.name().to_owned()),
        is_default: Set(track.default),
        body: Set(caption.body.clone()),
        version: Set(track.version),
    };
    let all = [caption::Column::Label, caption::Column::Kind, caption::Column::IsDefault, caption::Column::Body, caption::Column::Version];
    let key = OnConflict::columns([caption::Column::VideoId, caption::Column::Language]).update_columns(all).to_owned();
    caption::Entity::insert(row).on_conflict(key).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes a track away.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, video: VideoId, language: &CaptionLanguage) -> Result<()> {
    caption::Entity::delete_by_id((video.0, language.as_str().to_owned())).exec(tx.conn()).await?;
    Ok(())
}

/// The files of a video in the order of their languages.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn bodies(tx: &WriteTx, video: VideoId) -> Result<Vec<String>> {
    let select = caption::Entity::find().select_only().column(caption::Column::Body).filter(caption::Column::VideoId.eq(video.0));
    Ok(select.order_by_asc(caption::Column::Language).into_tuple::<String>().all(tx.conn()).await?)
}

fn to_track((language, label, kind, default, version): (String, String, String, bool, i64)) -> Result<CaptionTrack> {
    let kind = map::named("caption.kind", &kind, CaptionKind::from_name)?;
    let language = language.parse().map_err(|_| Error::Unreadable { column: "caption.language", value: language })?;
    Ok(CaptionTrack { language, label, kind, default, version })
}
