//! That a video is in the public lists for the first time is told to the followers of its owner: by a job that is
//! queued with the change that put it there, whoever made that change.

use crate::db::WriteTx;
use crate::error::Result;
use crate::job::{self, NewJob};
use domain::id::JobId;
use domain::video::Video;

/// The kind of the job; its payload is the video's id.
pub const ANNOUNCE: &str = "announce";
/// Followers wait gladly for what somebody waits for who has just uploaded.
const PRIORITY: i32 = 20;

/// Queues the job if the change that is being written is the one that published the video.
pub(super) async fn queue_if_new(tx: &WriteTx, video: &Video) -> Result<()> {
    if !video.is_listed() || video.published_at != Some(video.updated_at) {
        return Ok(());
    }
    let key = format!("{ANNOUNCE}:{}", video.id);
    if !job::live_keys(tx, &key).await?.is_empty() {
        return Ok(());
    }
    let new = NewJob {
        kind: ANNOUNCE,
        payload: video.id.to_string(),
        key,
        priority: PRIORITY,
        owner: Some(video.owner_id),
        node: None,
        run_after: video.updated_at,
    };
    // A video is announced once, so its own id does for the job's.
    job::enqueue(tx, JobId(video.id.0), &new, video.updated_at).await
}
