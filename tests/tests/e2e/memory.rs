//! The memory of the server grows neither with the size of an upload, on its way to the scratch folder and from there to the
//! store, nor with the number of sign-ups.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::time::Duration;
use tests::discarding_s3::DiscardingS3;
use tests::process::resident;
use tests::{Backend, Person, Server, tus};

const MIB: u64 = 1024 * 1024;
/// 128 times the budget.
const SIZE: u64 = 4096 * MIB;
/// What an upload may add to the memory of the server.
const BUDGET: u64 = 32 * MIB;

/// What a hundred sign-ups may leave behind; four did leave 77 MiB when the allocator kept the memory of their hashes.
const LEFT_BY_SIGN_UPS: u64 = 32 * MIB;

#[tokio::test(flavor = "multi_thread")]
async fn sign_ups_leave_the_memory_as_it_was() {
    let settings = [("AUTH__ARGON2_MEMORY_KIB", "19456"), ("AUTH__MAX_CONCURRENT_HASHES", "4"), ("AUTH__HASH_WAIT_SECONDS", "60")];
    let server = Server::with(Backend::Local, &settings).await;
    // What is set up once (connections, caches) is there after the first.
    Person::register(&server, "first").await;
    let before = resident(server.pid());
    let server = &server;
    stream::iter(0..100)
        .for_each_concurrent(8, |number| async move { drop(Person::register(server, &format!("person_{number}")).await) })
        .await;
    let after = resident(server.pid());
    eprintln!("resident: {} MiB before, {} MiB after 100 sign-ups", before / MIB, after / MIB);
    assert!(after.saturating_sub(before) <= LEFT_BY_SIGN_UPS, "the sign-ups left {} MiB", (after - before) / MIB);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_upload_to_a_folder_does_not_grow_the_server() {
    let server = Server::with(Backend::Local, &[("STAGING__RESERVE_BYTES", "0")]).await;
    does_not_grow(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_upload_to_s3_does_not_grow_the_server() {
    let s3 = DiscardingS3::start();
    let settings = [
        ("STAGING__RESERVE_BYTES", "0"),
        ("STORAGE__URL", "s3://large"),
        ("STORAGE__ENDPOINT", &s3.url),
        ("STORAGE__ACCESS_KEY_ID", "testing"),
        ("STORAGE__SECRET_ACCESS_KEY", "testing"),
        ("STORAGE__ALLOW_HTTP", "true"),
    ];
    let server = Server::with(Backend::Local, &settings).await;
    does_not_grow(&server).await;
    assert_eq!(s3.largest(), SIZE, "not all of it was stored");
}

/// Sends zeros until the server has received, stored and looked at them: they are no film, so nothing is encoded.
async fn does_not_grow(server: &Server) {
    let ana = Person::register(server, "ana").await;
    // What is set up once for any upload does not count.
    send_zeros(&ana, MIB).await;
    let pid = server.pid();
    let before = resident(pid);
    let sending = send_zeros(&ana, SIZE);
    let mut sending = std::pin::pin!(sending);
    let mut peak = before;
    loop {
        tokio::select! {
            () = &mut sending => break,
            () = tokio::time::sleep(Duration::from_millis(50)) => peak = peak.max(resident(pid)),
        }
    }
    eprintln!("resident: {} MiB before, {} MiB at most", before / MIB, peak / MIB);
    assert!(peak - before <= BUDGET, "the upload took {} MiB", (peak - before) / MIB);
}

async fn send_zeros(ana: &Person, size: u64) {
    let video = ana.draft("Ceros", "private").await;
    let upload = tus::create(&ana.api, size, &[("video_id", &video), ("filename", "ceros.mp4")]).await;
    let chunk = Bytes::from(vec![0; 1 << 20]);
    let body = stream::iter(0..size / MIB).map(move |_| Ok::<_, std::io::Error>(chunk.clone()));
    let sending = tus::appending(&ana.api, &upload, 0).body(reqwest::Body::wrap_stream(body)).patient(Duration::from_mins(8)).send();
    sending.await.expect(204);
    let view = ana.until_done(&video).await;
    assert_eq!(view["failure"]["code"], "not-media", "{view}");
}
