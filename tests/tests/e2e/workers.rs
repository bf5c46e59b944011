//! Workers on other machines: they share a film, and one that dies costs only its own piece.

use crate::crash::{SECONDS, nothing_left_over, whole};
use tests::person::ENCODE;
use tests::{Backend, Person, Server, clip, wait};

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_a_film_and_one_may_die() {
    let mut server = Server::without_worker(Backend::Cloud).await;
    server.start_worker("first");
    server.start_worker("second");
    let ana = Person::register(&server, "ana").await;
    let clip = clip::film(&server.media(), SECONDS);
    let video = ana.send("Entre dos", "public", &clip).await;
    let encodes = |server: &Server, name| server.helpers_of(name).iter().any(|helper| helper.command.contains("libx264"));
    wait::until(ENCODE, "both encode", async || (encodes(&server, "first") && encodes(&server, "second")).then_some(())).await;
    assert!(server.helpers().is_empty(), "the server works itself: {:?}", server.helpers());
    server.kill_worker("first");
    ana.until_ready(&video).await;
    whole(&server, &ana, &video).await;
    nothing_left_over(&server, &ana, &[video]).await;
}
