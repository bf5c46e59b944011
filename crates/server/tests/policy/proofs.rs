//! Every kind of credential, each for an account of its own.

use crate::support::Site;
use auth::api_keys;
use domain::access::{Actor, Scopes, Unlocked, Via};
use domain::api_key::CreateApiKey;
use domain::id::{SessionId, UserId};
use domain::session::{Device, Method, Session, SignIn};
use domain::user::{Email, Handle, Role, User};
use domain::{Clock, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const SIGN_IN: SignIn = SignIn { method: Method::Password, persistent: true };
const LONG_AGO: Duration = Duration::from_hours(24);

/// A kind of credential.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Proof {
    Nobody,
    /// A bearer token that is none.
    Nonsense,
    /// A session of an account with this role, begun just now.
    Session(Role),
    /// A session of an administrator who signed in long ago.
    Stale,
    Revoked,
    SuspendedSession,
    DeletedSession,
    /// An administrator's session cookie, from our own page and from another site's.
    Cookie,
    ForeignCookie,
    RevokedCookie,
    /// A key with these scopes of an account with this role.
    Key(Role, Scopes),
    NonsenseKey,
    RevokedKey,
    ExpiredKey,
    SuspendedKey,
    DeletedKey,
}

impl Proof {
    pub(crate) fn role(self) -> Option<Role> {
        match self {
            Self::Session(role) | Self::Key(role, _) => Some(role),
            _ => None,
        }
    }
}

/// The headers of a credential.
pub(crate) struct Shown {
    pub(crate) headers: Vec<(String, String)>,
}

impl Shown {
    fn bearer(token: &str) -> Self {
        Self { headers: vec![("authorization".to_owned(), format!("Bearer {token}"))] }
    }

    fn cookie(token: &str, origin: &str) -> Self {
        let cookie = ("cookie".to_owned(), format!("claqueta_session={token}"));
        Self { headers: vec![cookie, ("origin".to_owned(), origin.to_owned())] }
    }
}

/// A hash that no password is known to have.
const NO_PASSWORD: &str = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Makes accounts and what they show.
pub(crate) struct Accounts<'a> {
    site: &'a Site,
    made: AtomicU64,
}

impl<'a> Accounts<'a> {
    pub(crate) fn new(site: &'a Site) -> Self {
        Self { site, made: AtomicU64::new(0) }
    }

    pub(crate) async fn show(&self, proof: Proof) -> Shown {
        match proof {
            Proof::Nobody => Shown { headers: Vec::new() },
            Proof::Nonsense => Shown::bearer("eyJhbGciOiJub25lIn0.e30."),
            Proof::NonsenseKey => Shown::bearer("clq_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            Proof::Session(role) => Shown::bearer(&self.session(role, Duration::ZERO).await.access),
            Proof::Stale => Shown::bearer(&self.session(Role::Admin, LONG_AGO).await.access),
            Proof::Cookie => Shown::cookie(&self.session(Role::Admin, Duration::ZERO).await.refresh, &self.site.base),
            Proof::ForeignCookie => Shown::cookie(&self.session(Role::Admin, Duration::ZERO).await.refresh, "https://evil.example"),
            Proof::Revoked => Shown::bearer(&self.revoked().await.access),
            Proof::RevokedCookie => Shown::cookie(&self.revoked().await.refresh, &self.site.base),
            Proof::SuspendedSession | Proof::DeletedSession => {
                let session = self.session(Role::Admin, Duration::ZERO).await;
                self.fell(session.user, proof).await;
                Shown::bearer(&session.access)
            }
            Proof::Key(role, scopes) => Shown::bearer(&self.key(role, scopes, proof).await),
            Proof::RevokedKey | Proof::ExpiredKey | Proof::SuspendedKey | Proof::DeletedKey => {
                let all = domain::access::Scope::ALL.into_iter().collect();
                Shown::bearer(&self.key(Role::Admin, all, proof).await)
            }
        }
    }

    async fn account(&self, role: Role) -> User {
        let context = &self.site.context;
        let handle = format!("user_{}", self.made.fetch_add(1, Ordering::Relaxed));
        let email = Email::parse(&format!("{handle}@example.org")).unwrap();
        let now = context.clock.now();
        let mut user = User::new(UserId(context.ids.uuid(now)), email, Handle::parse(&handle).unwrap(), role, NO_PASSWORD.to_owned(), now);
        user.email_verified_at = Some(now);
        let tx = context.db.begin_write().await.unwrap();
        assert!(persistence::user::insert(&tx, &user).await.unwrap());
        tx.commit().await.unwrap();
        user
    }

    /// A session that began so long ago.
    async fn session(&self, role: Role, age: Duration) -> Made {
        let (context, user) = (&self.site.context, self.account(role).await);
        let now = context.clock.now();
        let id = SessionId(context.ids.uuid(now));
        let lifetime = context.settings.auth.lifetime(true);
        let session = Session::begin(id, user.id, Device::default(), SIGN_IN, lifetime, now.minus(age));
        let tx = context.db.begin_write().await.unwrap();
        persistence::session::insert(&tx, &session).await.unwrap();
        tx.commit().await.unwrap();
        let first = auth::refresh::seal(&context.auth.keys, id, 0);
        let tokens = auth::sessions::refresh(&context.auth, &first).await.unwrap();
        Made { user, id, access: tokens.access_token, refresh: tokens.refresh_token }
    }

    async fn revoked(&self) -> Made {
        let made = self.session(Role::Admin, Duration::ZERO).await;
        let tx = self.site.context.db.begin_write().await.unwrap();
        persistence::session::revoke(&tx, made.id, self.site.context.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        made
    }

    /// The account after what the proof says befell it.
    async fn fell(&self, mut user: User, proof: Proof) {
        let now = Some(self.site.context.clock.now());
        match proof {
            Proof::SuspendedSession | Proof::SuspendedKey => user.suspended_at = now,
            Proof::DeletedSession | Proof::DeletedKey => user.deleted_at = now,
            _ => return,
        }
        let tx = self.site.context.db.begin_write().await.unwrap();
        persistence::user::save(&tx, &user).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn key(&self, role: Role, scopes: Scopes, proof: Proof) -> String {
        let (context, user) = (&self.site.context, self.account(role).await);
        let now = context.clock.now();
        // Made as an administrator: a key that is older than a demotion has scopes that its owner couldn't give.
        let via = Via::Session { id: SessionId(uuid::Uuid::nil()), authenticated_at: now };
        let actor = Actor { user_id: user.id, role: Role::Admin, via, unlocked: Unlocked::default() };
        let command = CreateApiKey { name: "key".to_owned(), scopes: scopes.iter().collect(), expires_in_days: Some(1) };
        let mut ctx = context.auth.clone();
        if matches!(proof, Proof::ExpiredKey) {
            ctx.clock = Arc::new(Stopped(now.minus(Duration::from_hours(24))));
        }
        let made = api_keys::create(&ctx, &actor, &command, None).await.unwrap();
        if matches!(proof, Proof::RevokedKey) {
            api_keys::revoke(&ctx, &actor, made.view.id, None).await.unwrap();
        }
        self.fell(user, proof).await;
        made.key
    }
}

struct Made {
    user: User,
    id: SessionId,
    access: String,
    refresh: String,
}

/// A clock that stands still.
struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}
