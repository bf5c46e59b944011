//! A view that was acknowledged is counted.

use tests::{Person, Server, clip};

const VIEWERS: usize = 50;

tests::on_both_backends! {
    /// The server is asked to stop right after the last answer; the next one knows of every view.
    async fn a_server_that_is_asked_to_stop_writes_the_views_that_it_counted(backend: Backend) {
        let mut server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let video = ana.publish("Vista", "public", &clip::film(&server.media(), 2.0)).await;
        let path = format!("/api/videos/{video}/views");
        for viewer in 0..VIEWERS {
            server.api().call("POST", &path).header("User-Agent", &format!("viewer {viewer}")).send().await.expect(204);
        }
        let (status, _) = server.terminate();
        assert!(status.success(), "{status}");
        server.launch().await;
        assert_eq!(ana.video(&video).await.json()["counts"]["views"], VIEWERS);
    }
}
