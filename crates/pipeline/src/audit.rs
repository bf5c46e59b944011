//! Holding the store against the rows: objects that no row names, and rows whose objects are gone.

use crate::{Ctx, Result, queue};
use domain::id::{AvatarId, GenerationId, UserId, VideoId};
use futures_util::{StreamExt, TryStreamExt};
use media::storage::{Key, Prefix};
use persistence::transcode::{self, GenerationState};
use persistence::{job, user, video};
use std::time::Duration;

/// Objects younger than this may belong to work that is just being done.
const YOUNG: Duration = Duration::from_hours(1);
/// Generations that are looked at per query.
const BATCH: u64 = 500;

/// What doesn't fit together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Folders (ending in a slash) and objects that no row names and no job is going to remove.
    pub strays: Vec<String>,
    /// Objects that a row names and that are not there, with their video.
    pub missing: Vec<(VideoId, String)>,
}

/// Looks at every object and every finished generation, and changes nothing. Takes a while on a large store, so
/// `checked` is given how many of both were looked at so far.
///
/// # Errors
/// If the store or the database fails.
pub async fn audit(ctx: &Ctx, checked: impl Fn(u64)) -> Result<Findings> {
    let mut count = 0;
    let mut next = || {
        count += 1;
        checked(count);
    };
    Ok(Findings { strays: strays(ctx, &mut next).await?, missing: missing(ctx, &mut next).await? })
}

/// Queues the removal of what [`audit`] found to belong to nobody.
///
/// # Errors
/// If the database fails.
pub async fn remove_strays(ctx: &Ctx, strays: &[String]) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    for name in strays {
        queue::purge(ctx, &tx, name, Duration::ZERO).await?;
    }
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

/// A listing goes folder by folder, so each folder is asked about once.
async fn strays(ctx: &Ctx, next: &mut impl FnMut()) -> Result<Vec<String>> {
    let before = ctx.clock.now().minus(YOUNG);
    let mut objects = ctx.store.list(&Prefix::videos()).chain(ctx.store.list(&Prefix::avatars()));
    let mut last = String::new();
    let mut strays = Vec::new();
    while let Some(object) = objects.try_next().await? {
        next();
        let unit = unit_of(object.key.as_str());
        if unit == last || object.modified > before {
            continue;
        }
        if !is_known(ctx, &unit).await? {
            strays.push(unit.clone());
        }
        last = unit;
    }
    Ok(strays)
}

/// What is kept or removed as a whole: a generation's folder, one source, or an account's picture.
fn unit_of(key: &str) -> String {
    match key.splitn(4, '/').collect::<Vec<_>>().as_slice() {
        ["videos", video, folder, _] if *folder != "source" => format!("videos/{video}/{folder}/"),
        ["avatars", user, avatar, _] => format!("avatars/{user}/{avatar}/"),
        _ => key.to_owned(),
    }
}

async fn is_known(ctx: &Ctx, unit: &str) -> Result<bool> {
    let known = match unit.split('/').collect::<Vec<_>>().as_slice() {
        ["videos", video, "source", _] => is_source(ctx, video, unit).await?,
        ["videos", video, generation, ""] => is_generation(ctx, video, generation).await?,
        ["avatars", user, avatar, ""] => is_avatar(ctx, user, avatar).await?,
        _ => false,
    };
    Ok(known || !job::live_keys(&ctx.db, &format!("purge:{unit}")).await?.is_empty())
}

async fn is_source(ctx: &Ctx, video: &str, key: &str) -> Result<bool> {
    let Ok(video) = video.parse::<VideoId>() else { return Ok(false) };
    Ok(transcode::all_of(&ctx.db, video).await?.iter().any(|g| g.source_key == key))
}

async fn is_generation(ctx: &Ctx, video: &str, generation: &str) -> Result<bool> {
    let (Ok(video), Ok(generation)) = (video.parse::<VideoId>(), generation.parse::<GenerationId>()) else { return Ok(false) };
    let found = transcode::find(&ctx.db, generation).await?;
    Ok(found.is_some_and(|g| g.video_id == video && g.state != GenerationState::Failed))
}

async fn is_avatar(ctx: &Ctx, user: &str, avatar: &str) -> Result<bool> {
    let (Ok(user), Ok(avatar)) = (user.parse::<UserId>(), avatar.parse::<AvatarId>()) else { return Ok(false) };
    Ok(user::find(&ctx.db, user).await?.is_some_and(|user| user.avatar == Some(avatar)))
}

async fn missing(ctx: &Ctx, next: &mut impl FnMut()) -> Result<Vec<(VideoId, String)>> {
    let mut missing = Vec::new();
    let mut after = None;
    loop {
        let batch = transcode::ready_after(&ctx.db, after, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(missing) };
        after = Some(last.id);
        for generation in &batch {
            next();
            let manifest: crate::manifest::Manifest = crate::manifest::read("manifest", generation.manifest.as_deref())?;
            let folder = Prefix::generation(generation.video_id, generation.id);
            let lists = manifest.renditions.iter().map(|r| folder.resolve(&format!("{}/index.m3u8", r.name)));
            for key in lists.chain([Key::parse(&generation.source_key)]) {
                let key = key?;
                if ctx.store.head(&key).await?.is_none() && video::media_access(&ctx.db, generation.video_id).await?.is_some() {
                    missing.push((generation.video_id, key.as_str().to_owned()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
