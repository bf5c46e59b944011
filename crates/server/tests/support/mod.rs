//! A server of its own for each test, on a free port, with its data in a temporary folder.

#![allow(dead_code, clippy::allow_attributes, clippy::indexing_slicing, reason = "each test file uses a part")]

use actix_web::web::Data;
use domain::Timestamp;
use domain::id::{GenerationId, VideoId};
use domain::user::User;
use domain::video::{MediaFacts, MediaKind, Pictures};
use persistence::testing::Statements;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use server::Application;
use server::application::Stopper;
use server::context::{Context, open_database};
use server::settings::{Settings, Sources};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// A running server; it ends with the test's runtime.
pub(crate) struct Site {
    /// `http://127.0.0.1:port`.
    pub(crate) base: String,
    /// What the server is made of.
    pub(crate) context: Data<Context>,
    client: Client,
    stopper: Stopper,
    serving: JoinHandle<std::io::Result<()>>,
    folder: Arc<TempDir>,
}

impl Site {
    /// Starts with the test profile.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with changed settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), change).await
    }

    /// Starts on a data folder that an earlier server may have used.
    pub(crate) async fn start_in(folder: TempDir, change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_on(Arc::new(folder), change).await
    }

    /// Starts another server on the data folder of this one.
    pub(crate) async fn beside(&self, change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_on(Arc::clone(&self.folder), change).await
    }

    /// Starts where every statement that the database is asked is heard.
    pub(crate) async fn start_heard(change: impl FnOnce(&mut Settings)) -> (Self, Statements) {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let settings = settings(&folder, change);
        let mut db = open_database(&settings).await.unwrap();
        let heard = Statements::of(&mut db);
        (Self::run(Application::over(settings, db).await.unwrap(), folder), heard)
    }

    async fn start_on(folder: Arc<TempDir>, change: impl FnOnce(&mut Settings)) -> Self {
        Self::run(Application::build(settings(&folder, change)).await.unwrap(), folder)
    }

    fn run(application: Application, folder: Arc<TempDir>) -> Self {
        let base = format!("http://{}", application.address());
        let (context, stopper) = (application.context().clone(), application.handle());
        let serving = actix_web::rt::spawn(application.run());
        Self { base, context, client: Client::new(), stopper, serving, folder }
    }

    /// Stops as on SIGTERM and gives the data folder back, which no server beside this one may use.
    pub(crate) async fn stop(self) -> TempDir {
        self.stopper.stop().await;
        self.serving.await.unwrap().unwrap();
        Arc::into_inner(self.folder).unwrap()
    }

    /// Waits until this server counts in Redis.
    pub(crate) async fn has_redis(&self) {
        while self.context.limiter.redis_answers() != Some(true) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until so many uploads have a first mebibyte on the disk; less may stay in memory.
    pub(crate) async fn has_begun(&self, uploads: usize) {
        let folder = self.context.settings.scratch_dir().join("uploads");
        let begun = || {
            let entries = std::fs::read_dir(&folder).into_iter().flatten();
            entries.filter_map(|entry| entry.ok()?.metadata().ok()).filter(|file| file.is_file() && file.len() >= 1 << 20).count()
        };
        while begun() < uploads {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A request for a path.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A GET request for a path.
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    /// A POST request with a JSON body.
    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, path).json(body)
    }

    /// Makes an account with this handle.
    pub(crate) async fn register(&self, handle: &str) {
        let body = json!({ "email": format!("{handle}@example.org"), "password": "tres tristes tigres", "handle": handle });
        let answer = self.post("/api/auth/register", &body).send().await.unwrap();
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    }

    /// Signs in and gives the answer's body, with the refresh token in it.
    pub(crate) async fn login(&self, handle: &str) -> Value {
        let body = json!({ "email_or_handle": handle, "password": "tres tristes tigres" });
        let answer = self.post("/api/auth/login?delivery=body", &body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    /// Makes a public video that can be watched, without a file; tells its id.
    pub(crate) async fn publish(&self, token: &str) -> String {
        let made = self.post("/api/videos", &json!({ "title": "Playa", "visibility": "public" })).bearer_auth(token).send().await.unwrap();
        let id: VideoId = made.json::<Value>().await.unwrap()["id"].as_str().unwrap().parse().unwrap();
        let context = &self.context;
        let tx = context.db.begin_write().await.unwrap();
        let mut video = persistence::video::find_for_update(&tx, id).await.unwrap().unwrap();
        let facts = MediaFacts { kind: MediaKind::Video, duration_ms: 60_000, width: None, height: None };
        video.finished(GenerationId(context.ids.uuid(context.clock.now())), facts, Pictures::default(), context.clock.now());
        persistence::video::save(&tx, &video).await.unwrap();
        tx.commit().await.unwrap();
        id.to_string()
    }

    /// Changes an account behind the back of its requests.
    pub(crate) async fn befall(&self, handle: &str, change: fn(&mut User, Timestamp)) {
        let context = &self.context;
        let id = persistence::user::find_by_handle_key(&context.db, handle).await.unwrap().unwrap().id;
        let tx = context.db.begin_write().await.unwrap();
        let mut user = persistence::user::find_for_update(&tx, id).await.unwrap().unwrap();
        change(&mut user, context.clock.now());
        persistence::user::save(&tx, &user).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Makes an account and gives its access token.
    pub(crate) async fn someone(&self, handle: &str) -> String {
        self.register(handle).await;
        self.login(handle).await["access_token"].as_str().unwrap().to_owned()
    }
}

/// The settings of the test profile, changed, over this folder.
fn settings(folder: &TempDir, change: impl FnOnce(&mut Settings)) -> Settings {
    let environment = vec![("CLAQUETA__DATA_DIR".to_owned(), folder.path().display().to_string())];
    let sources = Sources { profile: Some("test".to_owned()), file: None, environment };
    let mut settings = Settings::load(&sources).unwrap();
    change(&mut settings);
    settings
}

/// The body of an answer to a request that was done.
pub(crate) async fn body_of(answer: Response) -> Value {
    assert!(answer.status().is_success(), "{} {}", answer.status(), answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// The status and the problem's code, which is empty for other answers.
pub(crate) async fn outcome(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap_or_default();
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

/// Places and codes of a problem's `errors`.
pub(crate) async fn faults(answer: Response) -> Vec<(String, String)> {
    let body: Value = answer.json().await.unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let place = |e: &Value| if e["pointer"].is_string() { text(&e["pointer"]) } else { text(&e["parameter"]) };
    body["errors"].as_array().into_iter().flatten().map(|e| (place(e), text(&e["code"]))).collect()
}
