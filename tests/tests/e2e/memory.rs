//! An upload of any size costs a constant amount of memory.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::time::Duration;
use tests::process::resident;
use tests::{Backend, Person, Server, tus};

const MIB: u64 = 1024 * 1024;
/// Sixteen times the budget.
const SIZE: u64 = 512 * MIB;
/// What an upload may add to the memory of the server.
const BUDGET: u64 = 32 * MIB;

#[tokio::test(flavor = "multi_thread")]
async fn a_large_upload_does_not_grow_the_server() {
    let server = Server::with(Backend::Local, &[("STAGING__RESERVE_BYTES", "0")]).await;
    let ana = Person::register(&server, "ana").await;
    let warm = tus::create(&ana.api, 40 * MIB, &[]).await;
    tus::patch(&ana.api, &warm, 0, vec![0; 32 << 20]).await.expect(204);
    tus::call(&ana.api, "DELETE", &warm).send().await.expect(204);

    // The last byte is never sent: nobody shall try to encode this.
    let upload = tus::create(&ana.api, SIZE + 1, &[]).await;
    let pid = server.pid();
    let before = resident(pid);
    let chunk = Bytes::from(vec![0; 1 << 20]);
    let body = stream::iter(0..SIZE / MIB).map(move |_| Ok::<_, std::io::Error>(chunk.clone()));
    let sending = tus::appending(&ana.api, &upload, 0).body(reqwest::Body::wrap_stream(body)).patient(Duration::from_mins(5)).send();
    let mut sending = std::pin::pin!(sending);
    let mut peak = before;
    let answer = loop {
        tokio::select! {
            answer = &mut sending => break answer,
            () = tokio::time::sleep(Duration::from_millis(50)) => peak = peak.max(resident(pid)),
        }
    };
    answer.expect(204);
    assert_eq!(tus::offset(&ana.api, &upload).await, SIZE);
    peak = peak.max(resident(pid));
    eprintln!("resident: {} MiB before, {} MiB at most", before / MIB, peak / MIB);
    tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
    assert!(peak - before <= BUDGET, "the upload took {} MiB", (peak - before) / MIB);
}
