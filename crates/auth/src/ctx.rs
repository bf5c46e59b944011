//! What every use case of this crate works with.

use crate::api_keys::SeenKeys;
use crate::error::Result;
use crate::keys::Keys;
use crate::limiter::Limiter;
use crate::password::Passwords;
use crate::profile::avatar::Pictures;
use crate::providers::Providers;
use crate::settings::Settings;
use crate::signing::Keyring;
use crate::site::Site;
use crate::token::Tokens;
use domain::user::AvatarLinks;
use domain::{Clock, IdGen};
use jobs::Doorbell;
use persistence::Db;
use std::sync::Arc;
use std::time::Duration;

/// Everything that identity needs from outside. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers and salts.
    pub ids: Arc<dyn IdGen>,
    /// The keys of both kinds of token.
    pub keys: Arc<Keys>,
    /// What the operator chose.
    pub settings: Arc<Settings>,
    /// Wakes the workers of this process when a mail is to be sent.
    pub doorbell: Doorbell,
    pub(crate) site: Arc<Site>,
    pub(crate) avatars: AvatarLinks,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) passwords: Passwords,
    pub(crate) pictures: Pictures,
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) seen_keys: Arc<SeenKeys>,
    /// Who else may say who somebody is.
    pub providers: Providers,
}

impl Ctx {
    /// `issuer` is the public URL of this installation; `limiter` counts failed sign-ins.
    ///
    /// # Errors
    /// [`crate::Error::Crypto`] if the settings are out of bounds; [`Settings::validate`] tells before.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdGen>,
        keys: Keys,
        limiter: Arc<dyn Limiter>,
        settings: Settings,
        issuer: &str,
    ) -> Result<Self> {
        let keys = Arc::new(keys);
        let lifetime = Duration::from_secs(settings.access_token_seconds);
        let tokens = Tokens::new(issuer.to_owned(), settings.audience.clone(), lifetime);
        let passwords = Passwords::new(&settings)?;
        let site = Arc::new(Site::new(issuer, &[], ""));
        let providers = Providers::new(&settings.providers)?;
        let (settings, tokens) = (Arc::new(settings), Arc::new(tokens));
        let (doorbell, avatars) = (Doorbell::default(), AvatarLinks::default());
        let (pictures, keyring, seen_keys) = (Pictures::default(), Arc::default(), Arc::default());
        Ok(Self {
            db,
            clock,
            ids,
            keys,
            settings,
            doorbell,
            site,
            avatars,
            tokens,
            keyring,
            passwords,
            pictures,
            limiter,
            seen_keys,
            providers,
        })
    }

    /// The same for a site whose pages are elsewhere than the issuer's name says, or in several places.
    #[must_use]
    pub fn at(self, site: Site) -> Self {
        Self { site: Arc::new(site), ..self }
    }

    /// The same with these addresses of pictures, which are relative to the host otherwise.
    #[must_use]
    pub fn with_avatars(self, avatars: AvatarLinks) -> Self {
        Self { avatars, ..self }
    }
}
