//! A database, a clock that a test can move, and cheap hashes.

use auth::accounts::Registered;
use auth::keys::{Keys, MasterSecret};
use auth::limiter::{Limiter, Quota};
use auth::sessions::Tokens;
use auth::{Caller, Ctx, Error, Settings, accounts, sessions};
use domain::id::UserId;
use domain::session::Device;
use domain::user::{Login, Password, Register, User, UserView};
use domain::{Fault, Timestamp};
use persistence::Db;
use persistence::testing::{CountedIds, MovedClock, TestDb};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) const PASSWORD: &str = "tres tristes tigres";

pub(crate) struct World {
    pub(crate) ctx: Ctx,
    clock: Arc<MovedClock>,
    _test: TestDb,
}

/// Attempts of each key with the instant of the last one; they come back evenly over the window.
#[derive(Default)]
struct Counts(Mutex<HashMap<String, (f64, Timestamp)>>);

impl Counts {
    fn spent(&self, key: &str, quota: Quota, now: Timestamp, change: impl FnOnce(f64) -> f64) -> f64 {
        let mut counts = self.0.lock().unwrap();
        let (spent, at) = counts.entry(key.to_owned()).or_insert((0.0, now));
        let back = f64::from(quota.burst) * now.since(*at).as_secs_f64() / quota.window.as_secs_f64();
        (*spent, *at) = (change((*spent - back).max(0.0)), now);
        *spent
    }
}

#[async_trait::async_trait]
impl Limiter for Counts {
    async fn take(&self, key: &str, quota: Quota, now: Timestamp) -> Result<(), Duration> {
        let over = self.spent(key, quota, now, |spent| spent + 1.0) - f64::from(quota.burst);
        if over <= 0.0 {
            return Ok(());
        }
        self.spent(key, quota, now, |spent| spent - 1.0);
        Err(quota.window.mul_f64(over / f64::from(quota.burst)))
    }

    async fn give_back(&self, key: &str, quota: Quota, now: Timestamp) {
        self.spent(key, quota, now, |spent| spent - 1.0);
    }
}

impl World {
    pub(crate) fn new(test: TestDb) -> Self {
        Self::with(test, |_| ())
    }

    pub(crate) fn with(test: TestDb, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings { argon2_memory_kib: 8, argon2_iterations: 1, ..Settings::default() };
        change(&mut settings);
        assert_eq!(settings.validate(), Vec::<String>::new());
        let (clock, ids) = (Arc::<MovedClock>::default(), Arc::<CountedIds>::default());
        let keys = Keys::new(&MasterSecret::new([7; 32]), &[]).unwrap();
        let ctx =
            Ctx::new(test.db.clone(), clock.clone(), ids, keys, Arc::new(Counts::default()), settings, "https://video.example").unwrap();
        Self { ctx, clock, _test: test }
    }

    /// With several connections: a pool of one would queue what storms want to collide.
    pub(crate) async fn crowded(test: TestDb) -> Self {
        let settings = persistence::Settings { max_connections: 8, ..test.settings.clone() };
        let mut world = Self::new(test);
        world.ctx.db = Db::connect(&settings).await.unwrap();
        world
    }

    /// A second server on the same database, with a memory of its own.
    pub(crate) fn other_server(&self) -> Ctx {
        self.server(&MasterSecret::new([7; 32]), &[])
    }

    /// The server after its operator changed the master secret.
    pub(crate) fn with_new_secret(&self) -> Ctx {
        self.server(&MasterSecret::new([8; 32]), &[MasterSecret::new([7; 32])])
    }

    fn server(&self, secret: &MasterSecret, former: &[MasterSecret]) -> Ctx {
        let ctx = &self.ctx;
        let keys = Keys::new(secret, former).unwrap();
        let settings = ctx.settings.as_ref().clone();
        let counts = Arc::new(Counts::default());
        Ctx::new(ctx.db.clone(), ctx.clock.clone(), ctx.ids.clone(), keys, counts, settings, "https://video.example").unwrap()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.forward(time);
    }

    pub(crate) async fn register(&self, handle: &str) -> UserView {
        register(&self.ctx, form(&format!("{handle}@example.org"), handle)).await.unwrap()
    }

    pub(crate) async fn login(&self, name: &str) -> Tokens {
        self.try_login(name, PASSWORD, "192.0.2.1").await.unwrap()
    }

    /// Signs in on a device that shall forget it.
    pub(crate) async fn login_unremembered(&self, name: &str) -> Tokens {
        let command = Login { email_or_handle: name.to_owned(), password: Password::new(PASSWORD), totp: None, remember: false };
        sessions::login(&self.ctx, command, Device::new(Some("test"), None)).await.unwrap()
    }

    pub(crate) async fn try_login(&self, name: &str, password: &str, address: &str) -> Result<Tokens, Error> {
        let command = Login { email_or_handle: name.to_owned(), password: Password::new(password), totp: None, remember: true };
        sessions::login(&self.ctx, command, Device::new(Some("test"), Some(address.parse().unwrap()))).await
    }

    /// Signs in on a device that brings this ticket.
    pub(crate) async fn login_on(&self, ticket: Option<&str>, name: &str, password: &str, address: &str) -> Result<Tokens, Error> {
        let command = Login { email_or_handle: name.to_owned(), password: Password::new(password), totp: None, remember: true };
        let device = Device::new(Some("test"), Some(address.parse().unwrap())).with_ticket(ticket.map(str::to_owned));
        sessions::login(&self.ctx, command, device).await
    }

    /// Changes an account behind the back of its sessions, as an administrator would.
    pub(crate) async fn change(&self, id: UserId, change: impl FnOnce(&mut User, Timestamp)) {
        let tx = self.ctx.db.begin_write().await.unwrap();
        let mut user = persistence::user::find_for_update(&tx, id).await.unwrap().unwrap();
        change(&mut user, self.ctx.clock.now());
        persistence::user::save(&tx, &user).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What the three ways to use a sign-in answer: `ok` or the error's code.
    pub(crate) async fn uses(&self, tokens: &Tokens) -> [&'static str; 3] {
        [
            code(sessions::authenticate(&self.ctx, &tokens.access_token).await),
            code(sessions::authenticate_cookie(&self.ctx, &tokens.refresh_token).await),
            code(sessions::refresh(&self.ctx, &tokens.refresh_token).await),
        ]
    }
}

/// Signs up where no proof of the address is required.
pub(crate) async fn register(ctx: &Ctx, command: Register) -> Result<UserView, Error> {
    match accounts::register(ctx, command, Caller::default()).await? {
        Registered::Made(user) => Ok(user),
        Registered::Pending(_) => panic!("the address must be proven first"),
    }
}

pub(crate) fn form(email: &str, handle: &str) -> Register {
    Register { email: email.to_owned(), password: Password::new(PASSWORD), handle: handle.to_owned(), display_name: None, invitation: None }
}

pub(crate) fn code<T>(result: Result<T, Error>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "ok")
}
