//! A file on its way to us.

use crate::id::{UserId, VideoId};
use crate::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The public name of an upload: 128 random bits or more in URL-safe base64. Who knows it may
/// continue the upload, so a session that ends in the middle doesn't break it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UploadId(String);

impl UploadId {
    /// Characters of an id: 32 random bytes in base64 without padding.
    const LENGTH: usize = 43;

    /// The id that holds these random bytes.
    pub fn from_secret(secret: [u8; 32]) -> Self {
        use base64::Engine;
        Self(base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(secret))
    }

    /// The same with a route as its first character, by which a load balancer finds the server that has the file.
    pub fn on_route(mut secret: [u8; 32], route: Option<UploadRoute>) -> Self {
        if let Some(UploadRoute(index)) = route {
            let [first, ..] = &mut secret;
            // The first character holds the six highest bits.
            *first = (index << 2) | (*first & 0b11);
        }
        Self::from_secret(secret)
    }

    /// Reads an id; anything that is not exactly of our own making is no id.
    pub fn parse(text: &str) -> Option<Self> {
        let ours = text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        ours.then(|| Self(text.to_owned()))
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One of sixteen routes among which a load balancer spreads new uploads: the letters A to P, as the first character of an id.
///
/// All requests on an upload must reach the server on whose disk its bytes are. A balancer that names a route with a new
/// upload, and goes by the first character of the id afterwards, needs no list of servers by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadRoute(u8);

impl UploadRoute {
    /// Reads the letter of a route.
    pub fn parse(text: &[u8]) -> Option<Self> {
        match text {
            [letter @ b'A'..=b'P'] => Some(Self(letter - b'A')),
            _ => None,
        }
    }
}

impl std::fmt::Display for UploadId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What part an upload plays in the tus concatenation extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadRole {
    /// A file by itself.
    Whole,
    /// A piece that a later request joins to others.
    Partial,
}

/// An upload as we keep it; how many bytes there are is told by the staged file alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Who sends it.
    pub owner_id: UserId,
    /// The draft that the file is for; `None` for pieces.
    pub video_id: Option<VideoId>,
    /// Whole file or piece.
    pub role: UploadRole,
    /// Declared length in bytes; `None` while it is deferred.
    pub length: Option<u64>,
    /// The client's name of the file, for showing only.
    pub filename: String,
    /// The raw `Upload-Metadata` header, which HEAD gives back.
    pub metadata: String,
    /// The server on whose disk the bytes are.
    pub node: String,
    /// When all bytes had come.
    pub completed_at: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it will be swept if it isn't complete.
    pub expires_at: Timestamp,
}

/// An upload that its owner can continue or give up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnfinishedUpload {
    /// Its id, which is also its credential: continue it with `PATCH`, give it up with `DELETE`.
    pub id: String,
    /// Its address.
    #[schema(example = "/api/upload/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    pub url: String,
    /// The video that the file is for; `null` for a part of an upload that is sent in parts.
    pub video_id: Option<VideoId>,
    /// The client's name of the file.
    #[schema(example = "holiday.mp4")]
    pub filename: String,
    /// Bytes that are here, at least; `null` where they lie on another server, which `HEAD` reaches.
    pub offset: Option<u64>,
    /// Length of the file in bytes; `null` while it is not known.
    pub length: Option<u64>,
    /// When it began.
    pub created_at: Timestamp,
    /// Until when it can be continued.
    pub expires_at: Timestamp,
}

impl UnfinishedUpload {
    /// The view of an upload of which so many bytes are here.
    pub fn new(upload: Upload, offset: Option<u64>) -> Self {
        Self {
            url: format!("/api/upload/{}", upload.id),
            id: upload.id.to_string(),
            video_id: upload.video_id,
            filename: upload.filename,
            offset,
            length: upload.length,
            created_at: upload.created_at,
            expires_at: upload.expires_at,
        }
    }
}

/// Whether a declared media type certainly holds neither moving pictures nor sound, so that its file need not be sent.
///
/// It is only the client's word: what is not refused here is decided by the content. Types of `application/*` stand
/// for containers of films too often to be refused as a class, and systems that know Qt call every `.ts` file
/// `text/vnd.trolltech.linguist`.
pub fn is_no_media_type(declared: &str) -> bool {
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((class, name)) = essence.split_once('/') else { return false };
    match class {
        "image" | "font" | "model" | "message" => true,
        "text" => name != "vnd.trolltech.linguist",
        "application" => {
            matches!(name, "pdf" | "zip" | "json" | "xml" | "javascript" | "msword" | "rtf" | "gzip" | "x-tar" | "x-7z-compressed")
                || name.starts_with("vnd.openxmlformats-")
                || name.starts_with("vnd.oasis.opendocument.")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_types_that_are_certainly_no_media_are_refused() {
        for no in ["image/png", "IMAGE/GIF", "text/html; charset=utf-8", "application/pdf", "font/woff2", "application/zip"] {
            assert!(is_no_media_type(no), "{no}");
        }
        for maybe in [
            "video/mp4",
            "audio/mpeg",
            "application/octet-stream",
            "application/mxf",
            "application/ogg",
            "text/vnd.trolltech.linguist",
            "application/x-matroska",
            "application/vnd.rn-realmedia",
            "",
            "mp4",
            "chemical/x-mdl",
            "/",
        ] {
            assert!(!is_no_media_type(maybe), "{maybe}");
        }
    }

    #[test]
    fn only_ids_of_our_own_making_are_ids() {
        let id = UploadId::from_secret([7; 32]);
        assert_eq!(UploadId::parse(id.as_str()), Some(id));
        for route in b'A'..=b'P' {
            let id = UploadId::on_route([0xFF; 32], UploadRoute::parse(&[route]));
            assert_eq!((id.as_str().as_bytes()[0], UploadId::parse(id.as_str())), (route, Some(id.clone())));
        }
        assert_eq!(UploadRoute::parse(b"Q"), None);
        for bad in ["", "../../x", "%2e%2e%2f", "C:\\x", "a\0", &"é".repeat(22)] {
            assert_eq!(UploadId::parse(bad), None, "{bad:?}");
        }
    }
}
