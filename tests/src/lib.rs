//! What the end-to-end tests stand on: the real binary as a process of its own, with a database, a
//! store and a folder of its own; clients for its protocols; media made by ffmpeg.
//!
//! Start reading at [`server`]. A test takes a [`Server`], makes a [`Person`] on it and acts. When
//! the server is dropped it must stop in good order and leave nothing behind: no child process, no
//! file in the scratch folder. When a test fails, the log of its server is printed.
//!
//! The services are named by the environment, as `cargo xtask test` sets it:
//! `CLAQUETA_TEST_POSTGRES`, `CLAQUETA_TEST_S3`. Without them the tests that need them fail.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "this is test code: what goes wrong here is a failed test"
)]

pub mod api;
pub mod backend;
pub mod browser;
pub mod clip;
pub mod discarding_s3;
pub mod film;
pub mod nginx;
pub mod objects;
pub mod peer;
pub mod person;
pub mod probe;
pub mod process;
pub mod proxy;
pub mod raw;
pub mod server;
pub mod tus;
pub mod wait;

pub use api::{Answer, Api};
pub use backend::Backend;
pub use peer::Peer;
pub use person::Person;
pub use server::Server;

/// Makes two tests of each body: `local` on SQLite and a folder, `cloud` on PostgreSQL and S3.
///
/// ```
/// tests::on_both_backends! {
///     async fn a_draft_is_found(backend: Backend) {
///         let server = tests::Server::start(backend).await;
///         let ana = tests::Person::register(&server, "ana").await;
///         ana.video(&ana.draft("Calle", "public").await).await;
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_backends {
    ($($(#[$meta:meta])* async fn $name:ident($backend:ident: Backend) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn body($backend: $crate::Backend) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn local() {
                body($crate::Backend::Local).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn cloud() {
                body($crate::Backend::Cloud).await;
            }
        }
    )+};
}
