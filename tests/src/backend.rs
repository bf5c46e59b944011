//! Where a server keeps its rows and objects.

use crate::objects::Objects;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// The two ways to run the server that every promise holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// SQLite and a folder, both in the data folder.
    Local,
    /// PostgreSQL and S3.
    Cloud,
}

/// A backend, made for one server.
pub(crate) struct Place {
    /// Settings that lead the server there.
    pub env: Vec<(&'static str, String)>,
    pub database_url: String,
    pub objects: Objects,
}

impl Place {
    pub(crate) async fn make(backend: Backend, data: &Path) -> Self {
        match backend {
            Backend::Local => Self {
                env: Vec::new(),
                database_url: format!("sqlite://{}", data.join("claqueta.db").display()),
                objects: Objects::Folder(data.join("objects")),
            },
            Backend::Cloud => Self::cloud().await,
        }
    }

    async fn cloud() -> Self {
        let database_url = persistence::testing::postgres_url().await;
        let endpoint = service("CLAQUETA_TEST_S3");
        let bucket = format!("claqueta-{}-{}", std::process::id(), next_number());
        let made = reqwest::Client::new().put(format!("{endpoint}/{bucket}")).send().await.expect("the S3 server");
        assert!(made.status().is_success(), "cannot make the bucket {bucket}: {}", made.status());
        let env = vec![
            ("CLAQUETA__DATABASE__URL", database_url.clone()),
            ("CLAQUETA__STORAGE__URL", format!("s3://{bucket}")),
            ("CLAQUETA__STORAGE__ENDPOINT", endpoint.clone()),
            ("CLAQUETA__STORAGE__ACCESS_KEY_ID", "testing".to_owned()),
            ("CLAQUETA__STORAGE__SECRET_ACCESS_KEY", "testing".to_owned()),
            ("CLAQUETA__STORAGE__ALLOW_HTTP", "true".to_owned()),
        ];
        Self { env, database_url, objects: Objects::Bucket { url: format!("{endpoint}/{bucket}") } }
    }
}

/// The address of a service that the runner of the tests has started.
///
/// # Panics
/// If it has not.
pub(crate) fn service(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: run the tests by `cargo xtask test`, which starts the services they need"))
}

/// The address of the Redis that the runner of the tests has started.
pub fn redis() -> String {
    service("CLAQUETA_TEST_REDIS")
}

/// A variable that may be missing, such as the folder of the media suite.
pub fn optional(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
