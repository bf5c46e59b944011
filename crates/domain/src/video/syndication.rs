//! Videos as other sites and programs want to have them: in feeds, embeds and search engines.

use super::{Counts, MediaLinks, Video, VideoSummary};
use crate::time::Timestamp;
use crate::user::Author;

/// A video that everybody may see, with what other sites show of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicationView {
    /// What lists show.
    pub summary: VideoSummary,
    /// Plain text.
    pub description: String,
    /// Sorted tags; none in feeds.
    pub tags: Vec<String>,
    /// HLS multivariant playlist, if it plays and everybody may play it.
    pub hls_url: Option<String>,
}

impl PublicationView {
    /// The view of a video by this author.
    pub fn new(video: &Video, author: Author, counts: Counts, links: &dyn MediaLinks, now: Timestamp) -> Self {
        let open = video.playable && video.metadata.visibility.is_open();
        let base = video.generation.filter(|_| open).map(|generation| links.base(video.id, generation, video.media_guard(), now));
        Self {
            summary: VideoSummary::new(video, author, counts, links, now),
            description: video.metadata.description.clone(),
            tags: video.metadata.tags.iter().cloned().collect(),
            hls_url: base.map(|base| format!("{base}/master.m3u8")),
        }
    }
}
