//! Uploads in a world where connections break, servers restart and names are strange.

use serde_json::json;
use std::time::{Duration, Instant};
use tests::person::text;
use tests::raw::Raw;
use tests::{Backend, Person, Server, clip, tus, wait};

/// A newer request must have the upload within this time, on a slow disk too; a dead connection is noticed later.
const TAKEOVER: Duration = Duration::from_secs(35);
const MIB: usize = 1 << 20;

/// The scratch folder is empty, now or in a moment.
pub(crate) async fn nothing_staged(server: &Server) {
    let what = "the scratch folder is empty";
    wait::until(Duration::from_mins(2), what, async || server.scratch().is_empty().then_some(())).await;
}

/// The store is empty, now or when the sweeper has been there.
pub(crate) async fn nothing_stored(server: &Server) {
    wait::until(Duration::from_mins(2), "the store is empty", async || server.objects().keys().await.is_empty().then_some(())).await;
}

tests::on_both_backends! {
    /// U01: an upload of no bytes is complete at once, and refused as empty.
    async fn an_empty_file_is_complete_and_refused(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let video = ana.draft("Nada", "public").await;
        let upload = tus::create(&ana.api, 0, &[("video_id", &video), ("filename", "nada.mp4")]).await;
        assert_eq!(tus::offset(&ana.api, &upload).await, 0);
        let view = ana.until_done(&video).await;
        assert_eq!((&view["state"], &view["failure"]["code"]), (&json!("failed"), &json!("empty-file")), "{view}");
        nothing_staged(&server).await;
        nothing_stored(&server).await;
    }

    /// U02: bytes at a wrong offset are refused and not written; of two at one offset, one wins.
    async fn only_one_writer_at_the_right_offset(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let bytes = std::fs::read(clip::film(&server.media(), 1.0)).unwrap();
        let video = ana.draft("Dos", "public").await;
        let upload = tus::create(&ana.api, bytes.len() as u64, &[("video_id", &video)]).await;
        for wrong in [1, bytes.len() as u64, u64::from(u32::MAX)] {
            tus::patch(&ana.api, &upload, wrong, vec![7; 10]).await.problem(409, "upload-offset-mismatch");
        }
        assert_eq!(tus::offset(&ana.api, &upload).await, 0);
        tus::patch(&ana.api, &upload, 0, bytes[..1000].to_vec()).await.expect(204);

        let rest = bytes[1000..].to_vec();
        let (one, two) = tokio::join!(tus::patch(&ana.api, &upload, 1000, rest.clone()), tus::patch(&ana.api, &upload, 1000, rest));
        // The later one takes over: the earlier one then is told so, and its own offset may be too
        // low by what the earlier one saved. It may also find the upload complete.
        for answer in [&one, &two] {
            assert!(matches!(answer.status, 204 | 409 | 423), "{} and {}", one.status, two.status);
        }
        let at = usize::try_from(tus::offset(&ana.api, &upload).await).unwrap();
        tus::patch(&ana.api, &upload, at as u64, bytes[at..].to_vec()).await.expect(204);
        assert_eq!(tus::offset(&ana.api, &upload).await, bytes.len() as u64);
        ana.until_ready(&video).await;
        assert!(server.objects().source(&video).await == bytes, "the stored file is another");
    }

    /// U03: after a connection that died without a word, the next request takes the upload over.
    async fn a_dead_connection_does_not_hold_the_upload(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let bytes = std::fs::read(clip::film(&server.media(), 20.0)).unwrap();
        let video = ana.draft("Corte", "public").await;
        let upload = tus::create(&ana.api, bytes.len() as u64, &[("video_id", &video)]).await;
        let mut held = Vec::new();
        let mut sent = 0;
        for _ in 0..2 {
            let mut connection = Raw::connect(server.host()).await;
            let (offset, length) = (format!("Upload-Offset: {sent}"), format!("Content-Length: {}", bytes.len() - sent));
            let request = format!("PATCH {upload} HTTP/1.1");
            let kind = format!("Content-Type: {}", tus::CONTENT_TYPE);
            connection.head(&[&request, "Host: x", "Tus-Resumable: 1.0.0", &offset, &length, &kind]).await;
            connection.bytes(&bytes[sent..sent + 3 * MIB / 2]).await;
            server.has_staged((sent + MIB) as u64).await;
            held.push(connection.abandon());
            let asked = Instant::now();
            let kept = usize::try_from(tus::offset(&ana.api, &upload).await).unwrap();
            assert!((sent + MIB..=sent + 3 * MIB / 2).contains(&kept), "what had come is kept: {kept} after {sent}");
            sent = kept;
            assert!(asked.elapsed() < TAKEOVER, "HEAD took {:?}", asked.elapsed());
        }
        let asked = Instant::now();
        tus::patch(&ana.api, &upload, sent as u64, bytes[sent..].to_vec()).await.expect(204);
        assert!(asked.elapsed() < TAKEOVER, "PATCH took {:?}", asked.elapsed());
        ana.until_ready(&video).await;
        assert!(server.objects().source(&video).await == bytes, "the stored file is another");
        drop(held);
    }

    /// U11: stop at 60 %, come back after the server was killed and started again; the last request
    /// can be repeated, and there is one video.
    async fn an_upload_goes_on_after_a_restart(backend: Backend) {
        let mut server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let bytes = std::fs::read(clip::film(&server.media(), 1.0)).unwrap();
        let video = ana.draft("Pausa", "public").await;
        let upload = tus::create(&ana.api, bytes.len() as u64, &[("video_id", &video)]).await;
        let first = bytes.len() * 3 / 10;
        tus::patch(&ana.api, &upload, 0, bytes[..first].to_vec()).await.expect(204);
        server.kill();
        server.launch().await;
        assert_eq!(tus::offset(&ana.api, &upload).await, first as u64, "nothing acknowledged is lost");
        let second = bytes.len() * 6 / 10;
        tus::patch(&ana.api, &upload, first as u64, bytes[first..second].to_vec()).await.expect(204);
        server.terminate();
        server.launch().await;
        assert_eq!(tus::offset(&ana.api, &upload).await, second as u64);
        for _ in 0..3 {
            let answer = tus::patch(&ana.api, &upload, second as u64, bytes[second..].to_vec()).await.expect(204);
            assert_eq!(answer.header("upload-offset"), bytes.len().to_string(), "the last request can be repeated");
        }
        ana.until_ready(&video).await;
        assert!(server.objects().source(&video).await == bytes, "the stored file is another");
        assert_eq!(ana.api.get("/api/videos/mine").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        nothing_staged(&server).await;
    }

    /// U05: what is no id of ours, or not the caller's, is not found, and nothing outside is touched.
    async fn ids_cannot_lead_anywhere_else(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let eve = Person::register(&server, "eve").await;
        for id in ["..%2f..%2fx", "%2e%2e%2f", "..%5C..%5Cx", "C:%5Cx", "%00", "a%00b", "x", &"A".repeat(43), &"A".repeat(5000)] {
            let path = format!("/api/upload/{id}");
            assert_eq!(tus::head(&ana.api, &path).await.status, 404, "{id}");
            // What is no text is no address at all.
            let code = if id.contains("%00") { "not-found" } else { "upload-not-found" };
            tus::patch(&ana.api, &path, 0, "x").await.problem(404, code);
            tus::call(&ana.api, "DELETE", &path).send().await.problem(404, code);
            let join = tus::call(&ana.api, "POST", "/api/upload").header("Upload-Concat", &format!("final;{path}"));
            join.send().await.problem(404, "upload-not-found");
        }
        let part = tus::call(&ana.api, "POST", "/api/upload").headers(&[("Upload-Concat", "partial"), ("Upload-Length", "3")]);
        let part = tus::location(&part.send().await.expect(201));
        tus::patch(&ana.api, &part, 0, "abc").await.expect(204);
        let stolen = tus::call(&eve.api, "POST", "/api/upload").header("Upload-Concat", &format!("final;{part}"));
        stolen.send().await.problem(404, "upload-not-found");
        tus::call(&ana.api, "DELETE", &part).send().await.expect(204);

        let video = ana.draft("Mía", "public").await;
        let pairs = tus::metadata(&[("video_id", &video)]);
        let foreign = tus::call(&eve.api, "POST", "/api/upload").headers(&[("Upload-Length", "3"), ("Upload-Metadata", &pairs)]);
        foreign.send().await.problem(404, "video-not-found");
        tus::call(&server.api(), "POST", "/api/upload").header("Upload-Length", "3").send().await.problem(401, "unauthenticated");
        nothing_staged(&server).await;
    }

    /// U10: a name never becomes a path, and the title is cut between characters.
    async fn names_are_only_text(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let (long, letters) = ("日".repeat(90), "a".repeat(255));
        let names = [
            (format!("{long}.mp4"), "日日"), (format!("{letters}.mp4"), "aaa"), ("🎬🎥.mp4".to_owned(), "🎬🎥"),
            ("q'uo\"te.mp4".to_owned(), "q'uo\"te"), ("line\nbreak.mp4".to_owned(), "line break"), ("..".to_owned(), ""),
            ("-i.mp4".to_owned(), "-i"), ("http:x.mp4".to_owned(), "http:x"), ("a%03d.mp4".to_owned(), "a%03d"),
            ("evil\u{202E}4pm.exe".to_owned(), "evil4pm"), ("nul\0.mp4".to_owned(), "nul"), ("../../etc/passwd".to_owned(), "passwd"),
        ];
        for (name, title) in &names {
            let upload = tus::create(&ana.api, 10, &[("filename", name)]).await;
            let newest = ana.api.get("/api/videos/mine?limit=1").await.expect(200).json();
            let made = text(&newest["items"][0]["title"]);
            assert!(!made.is_empty() && made.starts_with(title) && made.chars().count() <= 200, "{name:?} became {made:?}");
            assert!(server.scratch().iter().all(|path| path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b))));
            tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
        }
        let left = ana.api.get("/api/videos/mine").await.expect(200).json();
        assert_eq!(left["items"], json!([]), "drafts that only an upload had made go with it");
        nothing_staged(&server).await;
    }
}

/// U07: the address of an upload never comes from what a client or a foreign proxy claims.
#[tokio::test(flavor = "multi_thread")]
async fn locations_come_from_the_configuration() {
    let claims = [
        ("X-Forwarded-Proto", "https,http"),
        ("X-Forwarded-Host", "evil.example"),
        ("Forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
        ("Host", "evil.example"),
    ];
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let made = tus::call(&ana.api, "POST", "/api/upload").header("Upload-Length", "10").headers(&claims).send().await.expect(201);
    assert!(made.header("location").starts_with("/api/upload/"), "{}", made.header("location"));
    tus::call(&ana.api, "DELETE", &tus::location(&made)).send().await.expect(204);
    drop(server);

    let server = Server::with(Backend::Local, &[("HTTP__PUBLIC_URL", "https://video.example/sub")]).await;
    let ana = Person::register(&server, "ana").await;
    let made = tus::call(&ana.api, "POST", "/api/upload").header("Upload-Length", "10").headers(&claims).send().await.expect(201);
    assert!(made.header("location").starts_with("https://video.example/sub/api/upload/"), "{}", made.header("location"));
    tus::call(&ana.api, "DELETE", &tus::location(&made)).send().await.expect(204);
}
