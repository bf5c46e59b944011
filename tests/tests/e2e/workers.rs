//! Workers on other machines: they share a film, and one that dies costs only its own piece.

use crate::crash::{nothing_left_over, whole};
use tests::person::ENCODE;
use tests::{Backend, Person, Server, clip, wait};

const LONG: f64 = 60.0;

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_a_film_and_one_may_die() {
    // One chunk at a time for each, so that there is enough to share.
    let mut server = Server::without_worker(Backend::Cloud, &[("WORKER__SLOTS", "1"), ("WORKER__EXPRESS_SLOTS", "0")]).await;
    server.start_worker("first");
    server.start_worker("second");
    let ana = Person::register(&server, "ana").await;
    let clip = clip::film(&server.media(), LONG);
    let video = ana.send("Entre dos", "public", &clip).await;
    let encodes = |server: &Server, name| server.helpers_of(name).iter().any(|helper| helper.command.contains("libx264"));
    wait::until(ENCODE, "both encode", async || (encodes(&server, "first") && encodes(&server, "second")).then_some(())).await;
    assert!(server.helpers().is_empty(), "the server works itself: {:?}", server.helpers());
    server.kill_worker("first");
    ana.until_ready(&video).await;
    whole(&server, &ana, &video, LONG).await;
    nothing_left_over(&server, &ana, &[video]).await;
}
