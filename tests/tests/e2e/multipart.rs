//! Files as plain forms, and the forms that broken clients send (U08, U09).

use crate::uploads::nothing_staged;
use futures_util::stream;
use serde_json::json;
use std::time::Duration;
use tests::person::text;
use tests::raw::{Raw, Reply};
use tests::wait::pause;
use tests::{Backend, Person, Server, clip, tus};

/// A broken form must be answered within this time.
const LIMIT: Duration = Duration::from_mins(1);
const PART: &str = "--sep\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n";

/// Sends a form as raw bytes in chunked coding, then ends or abandons the connection.
struct Form<'a> {
    server: &'a Server,
    person: &'a Person,
}

impl Form<'_> {
    async fn open(&self, kind: &str, framing: &str) -> Raw {
        let mut connection = Raw::connect(self.server.host()).await;
        let bearer = format!("Authorization: Bearer {}", self.person.api.token());
        let kind = format!("Content-Type: {kind}");
        connection.head(&["POST /api/upload/file HTTP/1.1", "Host: x", &bearer, &kind, framing]).await;
        connection
    }

    async fn send(&self, kind: &str, body: &[u8]) -> Reply {
        let mut connection = self.open(kind, &format!("Content-Length: {}", body.len())).await;
        connection.bytes(body).await;
        connection.reply(LIMIT).await
    }
}

tests::on_both_backends! {
    /// A plain form makes a video, whether or not the last line end is there.
    async fn a_form_makes_a_video(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let clip = std::fs::read(clip::film(&server.media(), 1.0)).unwrap();
        for end in ["\r\n--sep--\r\n", "\r\n--sep--"] {
            let video = ana.draft("Formulario", "public").await;
            let field = format!("--sep\r\nContent-Disposition: form-data; name=\"video_id\"\r\n\r\n{video}\r\n");
            let body = [field.as_bytes(), PART.as_bytes(), &clip, end.as_bytes()].concat();
            let call = ana.api.call("POST", "/api/upload/file").header("Content-Type", "multipart/form-data; boundary=sep");
            let made = call.body(body).send().await.expect(201);
            assert_eq!(made.json()["id"], json!(video));
            assert_eq!(made.header("location"), format!("/api/videos/{video}"));
            ana.until_ready(&video).await;
            assert!(server.objects().source(&video).await == clip, "the stored file is another");
        }
        let body = [PART.as_bytes(), &clip, b"\r\n--sep--"].concat();
        let call = ana.api.call("POST", "/api/upload/file").header("Content-Type", "multipart/form-data; boundary=sep");
        let made = call.body(body).send().await.expect(201).json();
        assert_eq!((&made["title"], &made["visibility"]), (&json!("a"), &json!("private")));
        ana.until_ready(&text(&made["id"])).await;
        nothing_staged(&server).await;
    }
}

/// U08: broken forms are refused in time, and nothing of them stays.
#[tokio::test(flavor = "multi_thread")]
async fn broken_forms_are_refused() {
    let server = Server::with(Backend::Local, &[("HTTP__LIMITS__BODY_IDLE_SECONDS", "2"), ("STAGING__IDLE_TIMEOUT_SECONDS", "2")]).await;
    let ana = Person::register(&server, "ana").await;
    let form = Form { server: &server, person: &ana };
    let kind = "multipart/form-data; boundary=sep";
    for (what, kind, body) in [
        ("ends within the last boundary", kind, format!("{PART}abc\r\n--se").into_bytes()),
        ("ends within a part", kind, format!("{PART}abc").into_bytes()),
        ("has no boundary", "multipart/form-data", format!("{PART}abc\r\n--sep--\r\n").into_bytes()),
        ("is no form", "text/plain", b"abc".to_vec()),
        ("has other boundaries", "multipart/form-data; boundary=other", format!("{PART}abc\r\n--sep--\r\n").into_bytes()),
        ("is empty", kind, Vec::new()),
    ] {
        let reply = form.send(kind, &body).await;
        assert!((400..=422).contains(&reply.status), "a form that {what}: {}", reply.text);
        assert!(reply.text.contains("application/problem+json"), "a form that {what}: {}", reply.text);
        nothing_staged(&server).await;
    }
    let reply = form.send(kind, b"--sep--\r\n").await;
    assert!((400..=422).contains(&reply.status), "no parts: {}", reply.text);
    let reply = form.send(kind, b"--sep\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--sep--\r\n").await;
    reply.problem(422, "validation-failed");
    let reply = form.send(kind, format!("{PART}\r\n--sep--\r\n").as_bytes()).await;
    reply.problem(422, "empty-file");

    // Ten megabytes of a part's header, and a form that stops arriving.
    let mut endless = form.open(kind, "Content-Length: 10000100").await;
    endless.bytes(b"--sep\r\nX-Long: ").await;
    for _ in 0..100 {
        if !endless.bytes(&vec![b'a'; 100_000]).await {
            break;
        }
    }
    let reply = endless.reply(LIMIT).await;
    assert!(reply.status == 0 || (400..=431).contains(&reply.status), "{}", reply.text);
    let mut silent = form.open(kind, "Content-Length: 1000").await;
    silent.bytes(PART.as_bytes()).await;
    let reply = silent.reply(LIMIT).await;
    assert!(matches!(reply.status, 400 | 408), "{}", reply.text);
    nothing_staged(&server).await;
    assert_eq!(ana.api.get("/api/videos/mine").await.expect(200).json()["items"], json!([]), "no draft is left of a broken form");
}

/// U09: a body over the limit is refused early if it says so, cut at the limit if not; a client
/// that goes away leaves nothing.
#[tokio::test(flavor = "multi_thread")]
async fn bodies_over_the_limit_leave_nothing() {
    let server = Server::with(Backend::Local, &[("UPLOAD__MAX_BYTES", "1000000")]).await;
    let ana = Person::register(&server, "ana").await;
    let form = Form { server: &server, person: &ana };
    let kind = "multipart/form-data; boundary=sep";

    let mut honest = form.open(kind, "Content-Length: 50000000000").await;
    let reply = honest.reply(LIMIT).await;
    assert_eq!(reply.status, 413, "declared, so refused before any byte: {}", reply.text);
    nothing_staged(&server).await;

    let chunks = stream::iter((0..200).map(|n| {
        let chunk = if n == 0 { PART.as_bytes().to_vec() } else { vec![0; 10_000] };
        Ok::<_, std::io::Error>(chunk)
    }));
    let call = ana.api.call("POST", "/api/upload/file").header("Content-Type", kind);
    match call.body(reqwest_stream(chunks)).try_send().await {
        Ok(answer) => assert_eq!(answer.status, 413, "{}", answer.text()),
        // The server may close while the client still writes.
        Err(error) => assert!(error.is_request() || error.is_body(), "{error}"),
    }
    nothing_staged(&server).await;

    let mut broken = form.open(kind, "Content-Length: 900000").await;
    broken.bytes(PART.as_bytes()).await;
    broken.bytes(&vec![0; 400_000]).await;
    pause(300).await;
    drop(broken);
    nothing_staged(&server).await;

    // tus counts as well: a body that is longer than it was declared is refused and not kept.
    let upload = tus::create(&ana.api, 1000, &[]).await;
    let longer = stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 100])));
    tus::patch(&ana.api, &upload, 0, reqwest_stream(longer)).await.problem(413, "upload-too-large");
    assert_eq!(tus::offset(&ana.api, &upload).await, 0);
    tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
    assert_eq!(ana.api.get("/api/videos/mine").await.expect(200).json()["items"], json!([]));
}

fn reqwest_stream(chunks: impl futures_util::Stream<Item = Result<Vec<u8>, std::io::Error>> + Send + 'static) -> reqwest::Body {
    reqwest::Body::wrap_stream(chunks)
}
