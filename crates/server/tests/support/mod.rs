//! A server of its own for each test, on a free port, with its data in a temporary folder.

use reqwest::{Client, Method, RequestBuilder};
use server::Application;
use server::settings::{Settings, Sources};
use tempfile::TempDir;

/// A running server; it ends with the test's runtime.
pub(crate) struct Site {
    /// `http://127.0.0.1:port`.
    pub(crate) base: String,
    client: Client,
    _folder: TempDir,
}

impl Site {
    /// Starts with the test profile.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with changed settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let environment = vec![("CLAQUETA__DATA_DIR".to_owned(), folder.path().display().to_string())];
        let sources = Sources { profile: Some("test".to_owned()), file: None, environment };
        let mut settings = Settings::load(&sources).unwrap();
        change(&mut settings);
        let application = Application::build(settings).await.unwrap();
        let base = format!("http://{}", application.address());
        actix_web::rt::spawn(application.run());
        Self { base, client: Client::new(), _folder: folder }
    }

    /// A request for a path.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A GET request for a path.
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }
}
