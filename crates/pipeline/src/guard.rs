//! Who gets to a video: asked before anything of it is shown or changed.

use crate::{Error, Result};
use domain::access::{self, Actor, Unseen, Viewer};
use domain::id::VideoId;
use domain::video::Video;
use persistence::{Read, video};

/// The video, if the viewer may see it.
pub(crate) async fn visible(db: &impl Read, viewer: impl Into<Viewer>, id: VideoId) -> Result<Video> {
    let video = video::find(db, id).await?.ok_or(Unseen::Hidden)?.video;
    access::see(&video, viewer)?;
    Ok(video)
}

/// The video, if the actor may change it.
pub(crate) fn editable(video: Option<Video>, actor: &Actor) -> Result<Video> {
    let video = video.ok_or(Unseen::Hidden)?;
    access::see(&video, actor)?;
    if access::may_edit(&video, actor) { Ok(video) } else { Err(Error::Forbidden) }
}
