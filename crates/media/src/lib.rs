//! Media: everything between an uploaded file and a playing video that needs no database row.
//!
//! - **Bytes in**: [`tus`] (the upload protocol, pure) and [`staging`] (uploads in progress, as
//!   files in the scratch directory).
//! - **From file to film**: [`inspect`] (what it is, or why we refuse it), [`plan`] (what is made of
//!   it, pure), [`encode`] (the segments) and [`images`] (poster, storyboard, preview). All of them
//!   run [`ffmpeg`]; [`mp4`] reads and writes the boxes of what comes out.
//! - **Text along the film**: [`captions`] (WebVTT and SRT in, WebVTT out, pure).
//! - **Pictures of accounts**: [`avatar`] (what somebody sent, made anew).
//! - **Bytes at rest**: [`storage`] (objects in a folder or on S3).
//! - **Bytes out**: [`playlist`] (HLS and DASH, pure), [`range`], [`delivery`] (types and caching)
//!   and [`token`] (links to private media).
//!
//! It never touches a database or an HTTP framework, and knows no rule about who may do what: the
//! `pipeline` crate joins it with the rows, and `server` with the wire. Nothing a user typed ever
//! becomes a file name or an argument here.
//!
//! Start reading at [`staging::Staging`] and follow the bytes: [`inspect::inspect`], [`plan::plan`],
//! [`encode::run`], [`storage::Store`], [`playlist::master_playlist`].

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::allow_attributes,
        reason = "a test fails by panicking"
    )
)]

pub mod avatar;
pub mod captions;
pub mod delivery;
pub mod encode;
pub mod ffmpeg;
pub mod images;
pub mod input;
pub mod inspect;
pub mod keys;
pub mod mp4;
pub mod plan;
pub mod playlist;
pub mod range;
pub mod rational;
pub mod staging;
pub mod storage;
pub mod token;
pub mod tus;
