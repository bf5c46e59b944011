//! What an account tells of itself: to its owner in full, to everybody what he chose to tell.

use super::{AvatarLinks, Handle, MAX_DISPLAY_NAME, User, UserView, valid};
use crate::id::UserId;
use crate::locale::Locale;
use crate::patch::{Patch, not_null};
use crate::rule::Rule;
use crate::text;
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

const MAX_BIO: usize = 1000;
const MAX_WEBSITE: usize = 200;
const MAX_LOCATION: usize = 100;

/// Everything that an owner can tell, anew.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "handle": "ana_cine", "display_name": "Ana Cine", "bio": "Short films from Vigo.", "website": "https://ana.example.org", "location": "Vigo", "locale": "es" }))]
pub struct ReplaceProfile {
    /// Public name in addresses; unique whatever its case. The former one leads here for a year.
    #[garde(custom(|text: &str, (): &()| valid(Handle::parse(text))))]
    #[schema(min_length = 3, max_length = 30, pattern = "^[A-Za-z0-9_]+$")]
    pub handle: String,
    /// The name as it shall be written, 1 to 80 characters.
    #[garde(custom(text::line(MAX_DISPLAY_NAME)))]
    #[schema(min_length = 1, max_length = 80)]
    pub display_name: String,
    /// Plain text, at most 1,000 characters.
    #[serde(default)]
    #[garde(custom(text::block(MAX_BIO)))]
    #[schema(max_length = 1000)]
    pub bio: String,
    /// Address of a site of one's own, `https://` or `http://`.
    #[serde(default)]
    #[garde(inner(custom(site)))]
    #[schema(max_length = 200, format = "uri")]
    pub website: Option<String>,
    /// Where one is, at most 100 characters.
    #[serde(default)]
    #[garde(inner(custom(text::line(MAX_LOCATION))))]
    #[schema(min_length = 1, max_length = 100)]
    pub location: Option<String>,
    /// The language of mails.
    #[serde(default)]
    #[garde(skip)]
    pub locale: Locale,
    /// Whether others are not to see who follows the account, nor how many.
    #[serde(default)]
    #[garde(skip)]
    pub hide_followers: bool,
}

/// A JSON merge patch of what an owner can tell.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "bio": "Short films from Vigo.", "website": null }))]
pub struct PatchProfile {
    /// Public name in addresses; can't be cleared.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(inner(custom(|text: &str, (): &()| valid(Handle::parse(text)))))]
    #[schema(min_length = 3, max_length = 30, pattern = "^[A-Za-z0-9_]+$", nullable = false)]
    pub handle: Option<String>,
    /// The name as it shall be written; can't be cleared.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(inner(custom(text::line(MAX_DISPLAY_NAME))))]
    #[schema(min_length = 1, max_length = 80, nullable = false)]
    pub display_name: Option<String>,
    /// Plain text.
    #[serde(default)]
    #[garde(custom(|p: &Patch<String>, ctx: &()| p.value().map_or(Ok(()), |t| text::block(MAX_BIO)(t, ctx))))]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub bio: Patch<String>,
    /// Address of a site of one's own.
    #[serde(default)]
    #[garde(custom(|p: &Patch<String>, ctx: &()| p.value().map_or(Ok(()), |t| site(t, ctx))))]
    #[schema(value_type = Option<String>, max_length = 200, format = "uri")]
    pub website: Patch<String>,
    /// Where one is.
    #[serde(default)]
    #[garde(custom(|p: &Patch<String>, ctx: &()| p.value().map_or(Ok(()), |t| text::line(MAX_LOCATION)(t, ctx))))]
    #[schema(value_type = Option<String>, max_length = 100)]
    pub location: Patch<String>,
    /// The language of mails; can't be cleared.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(skip)]
    #[schema(nullable = false)]
    pub locale: Option<Locale>,
    /// Whether others are not to see who follows the account, nor how many; can't be cleared.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(skip)]
    #[schema(nullable = false)]
    pub hide_followers: Option<bool>,
}

/// An address that is safe to make a link of: no other scheme, no name and password before the host.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands references")]
fn site(address: &str, _: &()) -> garde::Result {
    let address = text::normal(address);
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let authority = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default()).unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let plain = address.chars().all(|c| !c.is_whitespace() && !c.is_control() && !r#"<>"\^`{|}"#.contains(c));
    if plain && host.contains('.') && !authority.contains('@') && address.chars().count() <= MAX_WEBSITE {
        return Ok(());
    }
    Err(Rule::WebAddress { max: MAX_WEBSITE }.into())
}

impl User {
    /// Puts what the owner tells in place of all of it; the handle apart, which others may want too.
    pub fn replace_profile(&mut self, command: ReplaceProfile, now: Timestamp) {
        self.display_name = text::normal(&command.display_name);
        self.bio = text::normal(&command.bio);
        self.website = command.website.map(|t| text::normal(&t));
        self.location = command.location.map(|t| text::normal(&t));
        self.locale = command.locale;
        self.hide_followers = command.hide_followers;
        self.changed(now);
    }

    /// Changes what the patch names; the handle apart.
    pub fn patch_profile(&mut self, patch: PatchProfile, now: Timestamp) {
        if let Some(name) = patch.display_name {
            self.display_name = text::normal(&name);
        }
        match patch.bio {
            Patch::Keep => {}
            Patch::Clear => self.bio.clear(),
            Patch::Set(bio) => self.bio = text::normal(&bio),
        }
        patch.website.map(|t| text::normal(&t)).apply_to(&mut self.website);
        patch.location.map(|t| text::normal(&t)).apply_to(&mut self.location);
        self.locale = patch.locale.unwrap_or(self.locale);
        self.hide_followers = patch.hide_followers.unwrap_or(self.hide_followers);
        self.changed(now);
    }

    /// Notes a change. The instant is the version that clients compare, so it never stands still.
    pub fn changed(&mut self, now: Timestamp) {
        self.updated_at = now.max(self.updated_at.plus(Duration::from_millis(1)));
    }
}

/// What an account tells of itself, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProfileView {
    /// What every answer about an own account holds.
    #[serde(flatten)]
    pub user: UserView,
    /// Plain text; may be empty.
    #[schema(example = "Short films from Vigo.")]
    pub bio: String,
    /// Address of a site of one's own.
    #[schema(example = "https://ana.example.org")]
    pub website: Option<String>,
    /// Where one is.
    #[schema(example = "Vigo")]
    pub location: Option<String>,
    /// The language of mails.
    pub locale: Locale,
    /// Whether others don't see who follows the account, nor how many.
    pub hide_followers: bool,
    /// Whether the account can sign in with a password.
    pub has_password: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything last changed.
    pub updated_at: Timestamp,
}

impl ProfileView {
    /// The view of an account.
    pub fn new(user: &User, avatars: &AvatarLinks) -> Self {
        Self {
            user: UserView::new(user, avatars),
            bio: user.bio.clone(),
            website: user.website.clone(),
            location: user.location.clone(),
            locale: user.locale,
            hide_followers: user.hide_followers,
            has_password: user.password_hash.is_some(),
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

/// What an account tells everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicProfileView {
    /// Its identifier.
    pub id: UserId,
    /// Its name in addresses.
    #[schema(example = "ana_cine")]
    pub handle: String,
    /// Its name as it is written.
    #[schema(example = "Ana Cine")]
    pub display_name: String,
    /// Its picture, 256 pixels wide and high; `64.jpg`, `128.jpg` and `512.jpg` are beside it.
    pub avatar_url: Option<String>,
    /// Plain text; may be empty.
    #[schema(example = "Short films from Vigo.")]
    pub bio: String,
    /// Address of a site of its owner's.
    #[schema(example = "https://ana.example.org")]
    pub website: Option<String>,
    /// Where its owner is.
    #[schema(example = "Vigo")]
    pub location: Option<String>,
    /// How many follow it; `null` if its owner does not show that.
    #[schema(example = 1204)]
    pub followers: Option<i64>,
    /// How many videos of it are in public lists.
    #[schema(example = 31)]
    pub videos: i64,
    /// Since when it is here.
    pub created_at: Timestamp,
}

/// How known an account is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Renown {
    /// How many follow it.
    pub followers: i64,
    /// How many videos of it are in public lists.
    pub videos: i64,
}

impl PublicProfileView {
    /// The view of an account.
    pub fn new(user: &User, renown: Renown, avatars: &AvatarLinks) -> Self {
        Self {
            id: user.id,
            followers: (!user.hide_followers).then_some(renown.followers),
            videos: renown.videos,
            handle: user.handle.as_str().to_owned(),
            display_name: user.display_name.clone(),
            avatar_url: user.avatar.map(|avatar| avatars.url(user.id, avatar)),
            bio: user.bio.clone(),
            website: user.website.clone(),
            location: user.location.clone(),
            created_at: user.created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::{Email, Role};

    #[test]
    fn only_plain_web_addresses_are_sites() {
        for good in ["https://ana.example.org", "http://example.org:8080/a?b=c#d", "https://año.example/é"] {
            assert!(site(good, &()).is_ok(), "{good}");
        }
        let long = format!("https://example.org/{}", "a".repeat(200));
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https://localhost",
            "ana.example.org",
            "https://bank.example@evil.example",
            "https://example.org/<script>",
            "https://example.org/a b",
            "HTTPS://example.org",
            &long,
        ] {
            assert!(site(bad, &()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_patch_leaves_what_it_does_not_name_and_clears_what_is_null() {
        let (email, handle) = (Email::parse("ana@example.org").unwrap(), Handle::parse("ana_cine").unwrap());
        let t = Timestamp::from_millis(5);
        let mut user = User::new(UserId(uuid::Uuid::nil()), email, handle, Role::Creator, "hash".into(), t);
        let all = r#"{ "handle": "ana_cine", "display_name": " Ana ", "bio": "b", "website": "https://a.example", "location": "Vigo", "locale": "es" }"#;
        user.replace_profile(serde_json::from_str(all).unwrap(), t);
        assert_eq!((user.display_name.as_str(), user.updated_at), ("Ana", Timestamp::from_millis(6)), "a change is another version");
        user.patch_profile(serde_json::from_str(r#"{ "bio": null, "website": null, "locale": "en" }"#).unwrap(), t);
        assert_eq!((user.bio.as_str(), user.website.as_deref(), user.location.as_deref()), ("", None, Some("Vigo")));
        assert_eq!((user.display_name.as_str(), user.locale), ("Ana", Locale::English));
        assert!(serde_json::from_str::<PatchProfile>(r#"{ "display_name": null }"#).is_err());
    }
}
