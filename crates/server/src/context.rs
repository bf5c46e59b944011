//! What every handler can reach: the parts of the use cases, composed once at start.

use crate::application::StartError;
use crate::limits::SignInLimiter;
use crate::links::Links;
use crate::locksmith::Locksmith;
use crate::return_to::origin_of;
use crate::settings::{Network, Settings};
use crate::system::{SystemClock, SystemIds};
use crate::visits::SharedVisits;
use auth::Site;
use auth::keys::Keys;
use domain::user::AvatarLinks;
use domain::{Clock, IdGen};
use integrations::mail::{self, Mailer};
use jobs::Doorbell;
use media::staging::Staging;
use media::storage::Store;
use media::token::MediaTokens;
use persistence::Db;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
#[cfg(unix)]
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The composed application, shared by all threads.
pub struct Context {
    /// The configuration.
    pub settings: Settings,
    /// The address that clients see, without a slash at its end.
    pub public_url: String,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub ids: Arc<dyn IdGen>,
    /// The database.
    pub db: Db,
    /// The addresses of media.
    pub links: Arc<Links>,
    /// Counts requests and failed sign-ins.
    pub limiter: cache::Limiter,
    /// Sends mails.
    pub mailer: Arc<dyn Mailer>,
    /// Use cases of identity.
    pub auth: auth::Ctx,
    /// Use cases on videos.
    pub catalog: catalog::Ctx,
    /// Use cases on what a viewer keeps.
    pub library: library::Ctx,
    /// Counting views.
    pub views: library::views::Ctx,
    /// Use cases on comments.
    pub comments: comments::Ctx,
    /// Finding things.
    pub search: search::Ctx,
    /// Makes keys that tell viewers apart and not who they are.
    pub viewer_key: aws_lc_rs::hmac::Key,
    /// Makes digests of bodies, so that the same one is known again.
    pub body_key: aws_lc_rs::hmac::Key,
    /// Use cases on files and playback.
    pub pipeline: pipeline::Ctx,
    /// Cancelled when the process is asked to stop: long answers end, uploads save and go.
    pub stopping: CancellationToken,
}

impl Context {
    /// Opens everything that the settings name and brings the database up to date.
    ///
    /// # Errors
    /// [`StartError`] saying what could not be done.
    pub async fn compose(settings: Settings, public_url: String) -> Result<Self, StartError> {
        let db = open_database(&settings).await?;
        // What it holds on the way would make everything that waits for it large.
        Box::pin(Self::over(settings, public_url, db)).await
    }

    /// The same over a database that is open already and up to date.
    ///
    /// # Errors
    /// [`StartError`] saying what could not be done.
    pub async fn over(settings: Settings, public_url: String, db: Db) -> Result<Self, StartError> {
        let (clock, ids): (Arc<dyn Clock>, Arc<dyn IdGen>) = (Arc::new(SystemClock), Arc::new(SystemIds::default()));
        let folder = settings.data_dir.clone();
        make_data_folder(&folder)?;
        let store = Store::open(&settings.storage).map_err(StartError::of("cannot open the storage"))?;
        let staging = Staging::open(&settings.scratch_dir(), settings.staging.clone());
        let staging = staging.map_err(StartError::of("cannot use the scratch folder"))?;
        let node = node_name(&folder, &*ids, &*clock).map_err(StartError::io("cannot name this server"))?;

        let secret = settings.security.master_secret(&folder, &*ids);
        let secret = secret.map_err(StartError::io(format!("cannot use {}", folder.join("secret.key").display())))?;
        let keys = Keys::new(&secret, &settings.security.former_secrets()).map_err(StartError::of("cannot derive keys"))?;
        let tokens = MediaTokens::new(&secret.derive("media").map_err(StartError::of("cannot derive keys"))?);
        let hmac_key = |purpose: &str| -> Result<_, StartError> {
            let key = secret.derive(purpose).map_err(StartError::of("cannot derive keys"))?;
            Ok(aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key))
        };
        let (viewer_key, body_key) = (hmac_key("viewers")?, hmac_key("bodies")?);
        let lifetime = Duration::from_secs(settings.playback.link_seconds);
        // Without a configured public URL, addresses go without a host: clients may come by several.
        let links = Arc::new(Links::new(&settings.http.public_url, tokens.clone(), lifetime));

        // Tokens name who issued them. Without a configured address it is a fixed word, so that
        // they survive a restart on another port.
        let issuer = if settings.http.public_url.is_empty() { "claqueta" } else { &settings.http.public_url };
        let limiter = cache::Limiter::open(&settings.redis).await.map_err(StartError::of("cannot use Redis"))?;
        let sign_ins = Arc::new(SignInLimiter(limiter.clone()));
        let auth = auth::Ctx::new(db.clone(), clock.clone(), ids.clone(), keys, sign_ins, settings.auth.clone(), issuer);
        let auth = auth.map_err(StartError::of("cannot set identity up"))?;
        let mailer = mail::mailer(&settings.mail, &folder.join("mail"))
            .map_err(|fault| StartError::Part { what: "cannot send mail", source: fault.into() })?;
        let mut auth = auth.at(Site::new(&public_url, &settings.http.cors.allowed_origins, &settings.auth.passkey_domain));
        auth = auth.with_avatars(AvatarLinks::new(&settings.http.public_url));
        let library = library::Ctx { db: db.clone(), clock: clock.clone(), ids: ids.clone(), links: links.clone() };
        let catalog = catalog::Ctx::new(library.clone(), Arc::new(Locksmith(auth.clone())));
        let visits = Arc::new(SharedVisits(cache::Visits::beside(&limiter)));
        let views = library::views::Ctx::new(library.clone(), visits, settings.views.clone());
        let comments = comments::Ctx::new(library.clone(), settings.comments.clone());
        let index = settings.search.index(&library);
        let index = index.map_err(|fault| StartError::Part { what: "cannot search", source: fault.into() })?;
        let search = search::Ctx::new(library.clone(), index, settings.search.clone());
        let pipeline = pipeline::Ctx {
            db: db.clone(),
            clock: clock.clone(),
            ids: ids.clone(),
            store,
            staging,
            tokens,
            doorbell: Doorbell::default(),
            node: node.into(),
            upload: settings.upload.clone(),
            retention: settings.retention.clone(),
        };
        auth.doorbell = pipeline.doorbell.clone();
        let stopping = CancellationToken::new();
        let trusted_proxies = settings.http.trusted_networks();
        Ok(Self {
            settings,
            public_url,
            trusted_proxies,
            clock,
            ids,
            db,
            links,
            limiter,
            mailer,
            auth,
            catalog,
            library,
            views,
            comments,
            search,
            viewer_key,
            body_key,
            pipeline,
            stopping,
        })
    }

    /// Whether clients come by https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Scheme and authority of the public URL.
    pub fn public_origin(&self) -> &str {
        origin_of(&self.public_url)
    }
}

/// Opens the database and brings its schema up to date.
///
/// # Errors
/// [`StartError`] saying what could not be done.
pub async fn open_database(settings: &Settings) -> Result<Db, StartError> {
    if settings.database.url.starts_with("sqlite:") {
        make_data_folder(&settings.data_dir)?;
    }
    let db = Db::connect(&settings.database).await.map_err(StartError::of("cannot open the database"))?;
    db.migrate().await.map_err(StartError::of("cannot bring the database up to date"))?;
    Ok(db)
}

/// Makes the folder, for this user alone: in it are the database, the keys and private videos. One
/// that is already there keeps the mode that its owner chose.
fn make_data_folder(folder: &Path) -> Result<(), StartError> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    let made = builder.recursive(true).create(folder);
    made.map_err(StartError::io(format!("cannot make the data folder {}", folder.display())))
}

/// The name of this server, kept in the data folder: uploads in progress and their workers are
/// bound to the server on whose disk the bytes are.
fn node_name(folder: &Path, ids: &dyn IdGen, clock: &dyn Clock) -> io::Result<String> {
    let file = folder.join("node.id");
    match OpenOptions::new().write(true).create_new(true).open(&file) {
        Ok(mut new) => write!(new, "{}", ids.uuid(clock.now()).simple())?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    Ok(std::fs::read_to_string(file)?.trim().to_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::settings::Sources;

    /// A context of its own for a unit test.
    pub(crate) async fn context(folder: &Path, public_url: &str, origins: &[&str]) -> Context {
        let environment = vec![("CLAQUETA__DATA_DIR".to_owned(), folder.display().to_string())];
        let mut settings = Settings::load(&Sources { profile: Some("test".to_owned()), file: None, environment }).unwrap();
        settings.http.cors.allowed_origins = origins.iter().map(ToString::to_string).collect();
        Context::compose(settings, public_url.to_owned()).await.unwrap()
    }

    #[actix_web::test]
    async fn the_origin_is_the_public_url_without_its_path() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(context(folder.path(), "https://v.example/tube", &[]).await.public_origin(), "https://v.example");
    }

    #[cfg(unix)]
    #[actix_web::test]
    async fn a_data_folder_that_is_made_here_is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("srv/claqueta");
        context(&folder, "", &[]).await;
        for made in [folder.parent().unwrap(), &folder] {
            assert_eq!(std::fs::metadata(made).unwrap().permissions().mode() & 0o777, 0o700, "{}", made.display());
        }
    }
}
