//! Bad input: each a clear refusal with a stable code, and nothing left behind.

use crate::uploads::{nothing_staged, nothing_stored};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::{Person, Server, clip};
use tokio::net::TcpListener;

tests::on_both_backends! {
    /// M24, G18: sound without a container plays like any other.
    async fn plain_sound_files_become_ready(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        for arguments in ["-f lavfi -i sine=d=1 -c:a aac -f adts m24.aac", "-f lavfi -i sine=d=1 -c:a ac3 m24.ac3"] {
            let video = ana.publish("Sonido", "public", &clip::ffmpeg(&server.media(), arguments)).await;
            assert_eq!(ana.video(&video).await.json()["kind"], "audio", "{arguments}");
        }
    }

    /// M15, M16, M27: what is no film is refused with its reason; texts that name other files
    /// or addresses make nobody open them.
    async fn files_that_are_no_films_are_refused(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let folder = server.media();
        let trap = Trap::set().await;
        let film = clip::ffmpeg(&folder, "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -c:v libx264 -preset ultrafast -pix_fmt yuv420p secret.mp4");
        let port = trap.port;
        let list = |target: &str| format!("#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{target}\n#EXT-X-ENDLIST\n");
        let mpd = format!("<MPD type=\"static\" mediaPresentationDuration=\"PT3S\"><Period><AdaptationSet><Representation id=\"1\"><BaseURL>\
            http://127.0.0.1:{port}/x.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>");
        let files = [
            ("m16_zero.mp4", Vec::new(), vec!["empty-file"]),
            ("m16_text.mp4", b"only text\n".to_vec(), vec!["not-media"]),
            ("m16_half.mp4", { let all = std::fs::read(&film).unwrap(); all[..all.len() / 2].to_vec() }, vec!["truncated", "corrupt"]),
            ("m15.mp4", std::fs::read(clip::ffmpeg(&folder, "-f lavfi -i color=c=red:s=600x600 -frames:v 1 cover.jpg")).unwrap(), vec!["not-a-video"]),
            ("m27_local.mp4", list(&format!("file://{}", film.display())).into_bytes(), vec!["unsupported-format", "not-media"]),
            ("m27_net.mp4", list(&format!("http://127.0.0.1:{port}/x.ts")).into_bytes(), vec!["unsupported-format", "not-media"]),
            ("m27_concat.mp4", b"ffconcat version 1.0\nfile secret.mp4\n".to_vec(), vec!["unsupported-format", "not-media"]),
            ("m27_mpd.mp4", mpd.into_bytes(), vec!["unsupported-format", "not-media"]),
            ("m27_sdp.mp4", format!("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n").into_bytes(),
                vec!["unsupported-format", "not-media"]),
        ];
        let mut sent = Vec::new();
        for (name, content, codes) in files {
            let path = clip::file(&folder, name, content);
            sent.push((name, codes, ana.send(name, "public", &path).await));
        }
        for (name, codes, video) in &sent {
            let view = ana.until_done(video).await;
            let code = view["failure"]["code"].as_str().unwrap_or_default().to_owned();
            assert!(view["state"] == "failed" && codes.contains(&code.as_str()), "{name} should be {codes:?}: {view}");
            let detail = view["failure"]["detail"].as_str().unwrap_or_default();
            assert!(!detail.contains("/tmp") && !detail.contains("127.0.0.1"), "{name} tells of our machine: {detail}");
            assert_eq!((&view["playable"], &ana.video(video).await.json()["state"]), (&json!(false), &json!("failed")), "{name}");
            ana.api.get(&format!("/api/videos/{video}/playback")).await.problem(409, "not-playable");
            server.api().get(&format!("/api/videos/{video}")).await.problem(404, "video-not-found");
        }
        assert_eq!(trap.visits(), 0, "somebody followed an address in an uploaded file");
        nothing_staged(&server).await;
        nothing_stored(&server).await;
        // A refused video can have a better file.
        let (_, _, video) = sent.pop().unwrap();
        ana.upload(&video, &clip::film(&folder, 1.0)).await;
        ana.until_ready(&video).await;
    }
}

/// A listener that nobody should come to.
struct Trap {
    port: u16,
    visits: Arc<AtomicUsize>,
}

impl Trap {
    async fn set() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let visits = Arc::new(AtomicUsize::new(0));
        let seen = visits.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                seen.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { port, visits }
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

tests::on_both_backends! {
    /// Bodies, ids and parameters that are wrong are named, the same on both databases.
    async fn bad_requests_are_named(backend: Backend) {
        let server = Server::with(backend, &[("HTTP__LIMITS__JSON_BYTES", "10000")]).await;
        let ana = Person::register(&server, "ana").await;
        let raw = async |body: &str, kind: &str| ana.api.call("POST", "/api/videos").header("Content-Type", kind).body(body.to_owned()).send().await;
        let kind = "application/json";
        for body in ["", "{", "{]", "nonsense", "{\"title\":\"a\"} x", "\u{feff}{}"] {
            raw(body, kind).await.problem(400, "malformed-json");
        }
        raw("{}", "text/plain").await.problem(415, "unsupported-media-type");
        raw(&format!("{{\"title\":\"{}\"}}", "a".repeat(20_000)), kind).await.problem(413, "body-too-large");
        for (body, pointer) in [
            ("{\"title\":\"a\",\"visibility\":\"public\",\"nonsense\":1}", "/nonsense"),
            ("{\"title\":\"nul\\u0000\",\"visibility\":\"public\"}", "/title"),
            ("{\"title\":\"a\",\"visibility\":\"public\",\"description\":\"nul\\u0000\"}", "/description"),
            ("{\"title\":\"a\",\"visibility\":\"public\",\"tags\":[\"nul\\u0000\"]}", "/tags/0"),
            ("{\"title\":\"\",\"visibility\":\"public\"}", "/title"),
            ("{\"title\":7,\"visibility\":\"public\"}", "/title"),
            ("{\"title\":\"a\",\"visibility\":\"nobody\"}", "/visibility"),
        ] {
            let problem = raw(body, kind).await.problem(422, "validation-failed");
            let pointers: Vec<&str> = problem["errors"].as_array().unwrap().iter().filter_map(|error| error["pointer"].as_str()).collect();
            assert!(pointers.iter().any(|found| found.starts_with(pointer) || pointer.starts_with(found)), "{body}: {problem}");
        }
        let lone = raw("{\"title\":\"\\ud800\",\"visibility\":\"public\"}", kind).await;
        assert!(matches!(lone.status, 400 | 422), "{}", lone.text());

        for id in ["x", "1", "%00", "..%2f", "01890000-0000-7000-8000-00000000000g", &"a".repeat(3000)] {
            for tail in ["", "/playback", "/processing", "/processing/events", "/me"] {
                let answer = ana.api.get(&format!("/api/videos/{id}{tail}")).await;
                assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"), "{id}{tail}: {}", answer.text());
            }
        }
        for query in ["limit=0", "limit=101", "limit=-1", "limit=abc", "limit=99999999999999999999", "nonsense=1", "sort=nonsense", "published_after=x", "duration_min=NaN"] {
            let answer = server.api().get(&format!("/api/videos?{query}")).await;
            let problem = answer.problem(422, "validation-failed");
            let name = query.split('=').next().unwrap();
            assert!(problem["errors"].as_array().unwrap().iter().any(|error| error["parameter"] == name), "{query}: {problem}");
        }
        for cursor in ["x", "AAAA", "eyJ9"] {
            server.api().get(&format!("/api/videos?cursor={cursor}")).await.problem(400, "bad-cursor");
        }
        server.api().get("/api/nothing").await.problem(404, "not-found");
        let wrong = server.api().call("DELETE", "/api/videos").send().await;
        wrong.problem(405, "method-not-allowed");
        assert!(wrong.header("allow").contains("GET"));
        assert_eq!(ana.api.get("/api/videos/mine").await.expect(200).json()["items"], json!([]), "something was made all the same");
    }
}
