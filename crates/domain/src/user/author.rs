//! An account as everybody sees it beside what it made, and the addresses of its picture.

use super::User;
use crate::id::{AvatarId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// The sides of the squares that are made of every picture, in pixels.
pub const AVATAR_SIZES: [u32; 4] = [64, 128, 256, 512];
/// The side of the one that `avatar_url` names.
const SHOWN: u32 = 256;

/// Who made something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The account.
    pub id: UserId,
    /// Its name in addresses.
    pub handle: String,
    /// Its name as it is written.
    pub display_name: String,
    /// Its picture.
    pub avatar: Option<AvatarId>,
}

/// An account as everybody sees it beside what it made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuthorView {
    /// Its identifier.
    pub id: UserId,
    /// Its name in addresses.
    #[schema(example = "ana_cine")]
    pub handle: String,
    /// Its name as it is written.
    #[schema(example = "Ana Cine")]
    pub display_name: String,
    /// Its picture, 256 pixels wide and high; `64.jpg`, `128.jpg` and `512.jpg` are beside it.
    #[schema(example = "/media/avatars/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4f/256.jpg")]
    pub avatar_url: Option<String>,
}

impl AuthorView {
    /// The view of an author.
    pub fn new(author: Author, avatars: &AvatarLinks) -> Self {
        let avatar_url = author.avatar.map(|avatar| avatars.url(author.id, avatar));
        Self { id: author.id, handle: author.handle, display_name: author.display_name, avatar_url }
    }
}

impl From<&User> for Author {
    fn from(user: &User) -> Self {
        Self { id: user.id, handle: user.handle.as_str().to_owned(), display_name: user.display_name.clone(), avatar: user.avatar }
    }
}

/// Writes the addresses of pictures of accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AvatarLinks {
    prefix: String,
}

impl AvatarLinks {
    /// `prefix` is the public URL, or nothing: addresses are then relative to the host.
    pub fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    /// The address of a picture.
    pub fn url(&self, user: UserId, avatar: AvatarId) -> String {
        format!("{}/media/avatars/{user}/{avatar}/{SHOWN}.jpg", self.prefix)
    }
}
