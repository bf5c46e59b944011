//! What owners are told in the app of their videos: in the transaction that finishes or fails one, so that nobody is
//! told of what did not happen, nor anything happens untold.

use crate::{Ctx, Result};
use domain::id::NotificationId;
use domain::notification::{Notification, NotificationKind};
use domain::video::Video;
use persistence::{WriteTx, notification};

/// The video can be watched.
pub(crate) async fn ready(ctx: &Ctx, tx: &WriteTx, video: &Video) -> Result<()> {
    tell(ctx, tx, video, NotificationKind::VideoReady).await
}

/// The file could not become a video.
pub(crate) async fn failed(ctx: &Ctx, tx: &WriteTx, video: &Video) -> Result<()> {
    tell(ctx, tx, video, NotificationKind::VideoFailed).await
}

async fn tell(ctx: &Ctx, tx: &WriteTx, video: &Video, kind: NotificationKind) -> Result<()> {
    let now = ctx.clock.now();
    let word = Notification::new(NotificationId(ctx.ids.uuid(now)), video.owner_id, kind, now).on(video.id);
    Ok(notification::notify(tx, &[word]).await?)
}
