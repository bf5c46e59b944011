//! What the pipeline does to a video, step by step. A video that plays already goes on playing
//! its old generation until a new one is done.

use super::{Failure, MediaFacts, Video, VideoState};
use crate::id::GenerationId;
use crate::time::Timestamp;

impl Video {
    /// A file has arrived.
    pub fn begin_waiting(&mut self, now: Timestamp) {
        self.begin(VideoState::Waiting, now);
    }

    /// A newer file has arrived before this generation was done, so it will never be.
    pub fn abandon(&mut self, generation: GenerationId, now: Timestamp) {
        if self.generation == Some(generation) && self.state != VideoState::Ready {
            self.generation = None;
            self.playable = false;
            self.has_poster = false;
            self.has_preview = false;
            self.changed(now);
        }
    }

    /// A worker looks at the file.
    pub fn begin_processing(&mut self, now: Timestamp) {
        self.begin(VideoState::Processing, now);
    }

    /// What plays goes on playing; an old failure is forgotten in any case.
    fn begin(&mut self, state: VideoState, now: Timestamp) {
        if self.playable && self.failure.is_none() {
            return;
        }
        if !self.playable {
            self.state = state;
        }
        self.failure = None;
        self.changed(now);
    }

    /// The file is understood, and this generation is being made of it.
    pub fn inspected(&mut self, generation: GenerationId, media: MediaFacts, now: Timestamp) {
        if !self.playable {
            self.adopt(generation, media);
            self.changed(now);
        }
    }

    /// The first seconds of the generation are there. `true` if that was news.
    pub fn begin_playing(&mut self, generation: GenerationId, now: Timestamp) -> bool {
        let news = !self.playable && self.generation == Some(generation);
        if news {
            self.playable = true;
            self.changed(now);
        }
        news
    }

    /// Everything of the generation is there; it takes the place of an older one.
    pub fn finished(&mut self, generation: GenerationId, media: MediaFacts, pictures: Pictures, now: Timestamp) {
        self.adopt(generation, media);
        self.state = VideoState::Ready;
        self.playable = true;
        self.failure = None;
        self.has_poster = pictures.poster;
        self.has_preview = pictures.preview;
        self.changed(now);
    }

    /// The generation can't be done. An older one that plays goes on playing; its owner is told why
    /// the new file did not take its place.
    pub fn failed(&mut self, generation: Option<GenerationId>, failure: Failure, now: Timestamp) {
        if self.state == VideoState::Ready && self.generation != generation {
            self.failure = Some(failure);
            self.changed(now);
            return;
        }
        self.state = VideoState::Failed;
        self.playable = false;
        self.generation = None;
        self.has_poster = false;
        self.has_preview = false;
        self.failure = Some(failure);
        self.changed(now);
    }

    fn adopt(&mut self, generation: GenerationId, media: MediaFacts) {
        if self.generation != Some(generation) {
            self.has_poster = false;
            self.has_preview = false;
        }
        self.generation = Some(generation);
        self.media = Some(media);
    }
}

/// Which pictures of a generation there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    /// A poster.
    pub poster: bool,
    /// A storyboard and an animated preview.
    pub preview: bool,
}
