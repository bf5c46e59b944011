//! Playlists, built from what was measured of finished segments: pure functions from rows to text.
//!
//! ffmpeg's own playlists are not used: they appear late, tell wrong bit rates, and cannot grow
//! while several workers encode one film. The order of use:
//!
//! 1. each finished segment is kept as a [`SegmentInfo`];
//! 2. while the film is encoded, [`media_playlist`] lists the [`contiguous`] run of each rendition
//!    on request, and [`master_playlist`] the renditions that have any;
//! 3. at the end the media playlists and the [`dash_manifest`] are written as objects; the master
//!    is still built on request, from the [`RenditionInfo`]s, so that captions can join, as they
//!    do the manifest ([`dash_with_captions`]).

mod attribute;
mod dash;
mod info;
mod language;
mod master;
mod measure;
mod media;

#[cfg(test)]
mod tests;

pub use dash::{dash_manifest, dash_with_captions};
pub use info::{Captions, Measured, RenditionInfo, RenditionMedia, SegmentInfo};
pub use language::tag as language_tag;
pub use master::{HeightFilter, master_playlist};
pub use measure::contiguous;
pub use media::{Growth, captions_playlist, iframe_playlist, media_playlist};

/// The lowest protocol version that has all that we use (`EXT-X-MAP` in every kind of list).
const VERSION: u32 = 7;
