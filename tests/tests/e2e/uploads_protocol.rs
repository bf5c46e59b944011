//! tus 1.0 with its extensions, header by header.

use crate::uploads::nothing_staged;
use serde_json::json;
use tests::{Answer, Backend, Person, Server, clip, tus};

tests::on_both_backends! {
    /// `creation-with-upload`: the first bytes may come with the creation, all of them as well.
    async fn bytes_may_come_with_the_creation(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let bytes = std::fs::read(clip::film(&server.media(), 1.0)).unwrap();
        for first in [1000, bytes.len()] {
            let video = ana.draft("Con todo", "public").await;
            let (length, pairs) = (bytes.len().to_string(), tus::metadata(&[("video_id", &video)]));
            let headers = [("Upload-Length", length.as_str()), ("Upload-Metadata", &pairs), ("Content-Type", tus::CONTENT_TYPE)];
            let made = tus::call(&ana.api, "POST", "/api/upload").headers(&headers).body(bytes[..first].to_vec()).send().await.expect(201);
            assert_eq!(made.header("upload-offset"), first.to_string());
            if first < bytes.len() {
                expires_some_day(&made);
                let rest = tus::patch(&ana.api, &tus::location(&made), first as u64, bytes[first..].to_vec()).await.expect(204);
                assert_eq!(rest.header("upload-offset"), length);
            }
            ana.until_ready(&video).await;
            assert!(server.objects().source(&video).await == bytes, "the stored file is another");
        }
    }

    /// `creation-defer-length`: the length may come with a later request, and then holds.
    async fn the_length_may_come_later(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let made = tus::call(&ana.api, "POST", "/api/upload").header("Upload-Defer-Length", "1").send().await.expect(201);
        let upload = tus::location(&made);
        let stands = tus::head(&ana.api, &upload).await.expect(200);
        assert_eq!((stands.header("upload-defer-length"), stands.header("upload-length")), ("1", ""));
        tus::patch(&ana.api, &upload, 0, vec![1; 100]).await.expect(204);
        tus::appending(&ana.api, &upload, 100).header("Upload-Length", "150").body(vec![2; 20]).send().await.expect(204);
        let stands = tus::head(&ana.api, &upload).await.expect(200);
        assert_eq!((stands.header("upload-offset"), stands.header("upload-length")), ("120", "150"));
        tus::patch(&ana.api, &upload, 120, vec![3; 31]).await.problem(413, "upload-too-large");
        assert_eq!(tus::offset(&ana.api, &upload).await, 120, "nothing of a body that is too long is kept");
        tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
        nothing_staged(&server).await;
    }

    /// `checksum`: damaged bytes are refused with 460 and not kept.
    async fn damaged_bytes_are_not_kept(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let upload = tus::create(&ana.api, 1000, &[]).await;
        let send = async |offset: u64, checksum: String, bytes: Vec<u8>| {
            tus::appending(&ana.api, &upload, offset).header("Upload-Checksum", &checksum).body(bytes).send().await
        };
        let (good, bad) = (vec![5; 100], vec![6; 100]);
        let mut offset = 0;
        for checksum in [tus::sha1(&good), tus::sha256(&good), tus::crc32(&good)] {
            send(offset, checksum.clone(), bad.clone()).await.problem(460, "checksum-mismatch");
            assert_eq!(tus::offset(&ana.api, &upload).await, offset);
            send(offset, checksum, good.clone()).await.expect(204);
            offset += 100;
        }
        send(offset, "md5 AAAA".to_owned(), good.clone()).await.problem(400, "checksum-algorithm-unknown");
        send(offset, "sha1 !!".to_owned(), good).await.problem(400, "tus-header-invalid");
        assert_eq!(tus::offset(&ana.api, &upload).await, offset);
        tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
    }

    /// `concatenation`: parts that were sent side by side become one film.
    async fn parts_become_one_file(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let bytes = std::fs::read(clip::film(&server.media(), 1.0)).unwrap();
        let middle = bytes.len() / 2;
        let part = async |bytes: Vec<u8>| {
            let length = bytes.len().to_string();
            let call = tus::call(&ana.api, "POST", "/api/upload").headers(&[("Upload-Concat", "partial"), ("Upload-Length", &length)]);
            let upload = tus::location(&call.send().await.expect(201));
            let early = tus::call(&ana.api, "POST", "/api/upload").header("Upload-Concat", &format!("final;{upload}")).send().await;
            early.problem(409, "incomplete-part");
            tus::patch(&ana.api, &upload, 0, bytes).await.expect(204);
            assert_eq!(tus::head(&ana.api, &upload).await.expect(200).header("upload-concat"), "partial");
            upload
        };
        let (first, second) = tokio::join!(part(bytes[..middle].to_vec()), part(bytes[middle..].to_vec()));
        let video = ana.draft("Partes", "public").await;
        let (concat, pairs) = (format!("final;{first} {second}"), tus::metadata(&[("video_id", &video)]));
        let joined = tus::call(&ana.api, "POST", "/api/upload").headers(&[("Upload-Concat", &concat), ("Upload-Metadata", &pairs)]);
        let joined = joined.send().await.expect(201);
        let whole = tus::location(&joined);
        let stands = tus::head(&ana.api, &whole).await.expect(200);
        assert_eq!((stands.header("upload-offset"), stands.header("upload-length")), (&*bytes.len().to_string(), &*bytes.len().to_string()));
        ana.until_ready(&video).await;
        assert!(server.objects().source(&video).await == bytes, "the stored file is another");
        nothing_staged(&server).await;
    }

    /// `termination`: an upload that was given up is gone with its bytes and its draft.
    async fn an_upload_can_be_given_up(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let upload = tus::create(&ana.api, 1000, &[("filename", "a.mp4")]).await;
        tus::patch(&ana.api, &upload, 0, vec![1; 500]).await.expect(204);
        tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
        assert_eq!(tus::head(&ana.api, &upload).await.status, 404);
        tus::patch(&ana.api, &upload, 500, vec![1; 500]).await.problem(404, "upload-not-found");
        assert_eq!(ana.api.get("/api/videos/mine").await.expect(200).json()["items"], json!([]));
        nothing_staged(&server).await;
        // A draft that somebody made on purpose stays.
        let video = ana.draft("Se queda", "public").await;
        let upload = tus::create(&ana.api, 1000, &[("video_id", &video)]).await;
        tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
        ana.video(&video).await;
    }
}

fn expires_some_day(made: &Answer) {
    let expires = made.header("upload-expires");
    assert!(expires.ends_with(" GMT") && expires.len() == "Sun, 06 Nov 1994 08:49:37 GMT".len(), "{expires:?}");
}

/// Another version of the protocol is refused, and told which one is spoken here.
#[tokio::test(flavor = "multi_thread")]
async fn the_version_is_checked_before_anything_else() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let upload = tus::create(&ana.api, 10, &[]).await;
    for (method, path) in [("POST", "/api/upload"), ("HEAD", &upload), ("PATCH", &upload), ("DELETE", &upload)] {
        for version in ["", "0.2.2", "2.0.0"] {
            let call =
                ana.api.call(method, path).headers(&[("Upload-Length", "10"), ("Upload-Offset", "0"), ("Content-Type", tus::CONTENT_TYPE)]);
            let call = if version.is_empty() { call } else { call.header("Tus-Resumable", version) };
            let answer = call.send().await;
            assert_eq!((answer.status, answer.header("tus-version")), (412, "1.0.0"), "{method} {version:?}: {:?}", answer.headers);
            assert_eq!(answer.header("tus-resumable"), "1.0.0", "{method}");
        }
    }
    assert_eq!(tus::offset(&ana.api, &upload).await, 0);
    let options = ana.api.call("OPTIONS", "/api/upload").send().await.expect(204);
    assert_eq!((options.header("tus-version"), options.header("tus-resumable")), ("1.0.0", "1.0.0"));
    assert_eq!(options.header("tus-checksum-algorithm"), "sha1,sha256,crc32");
    let extensions: Vec<&str> = options.header("tus-extension").split(',').map(str::trim).collect();
    for extension in ["creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "termination", "concatenation"]
    {
        assert!(extensions.contains(&extension), "{extensions:?}");
    }
    assert!(options.header("tus-max-size").parse::<u64>().unwrap() > 0);
    tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
}

/// Wrong headers are refused before a byte is taken.
#[tokio::test(flavor = "multi_thread")]
async fn creations_are_checked_before_any_byte() {
    let server = Server::with(Backend::Local, &[("UPLOAD__MAX_BYTES", "100000")]).await;
    let ana = Person::register(&server, "ana").await;
    let create = async |headers: &[(&str, &str)]| tus::call(&ana.api, "POST", "/api/upload").headers(headers).send().await;
    create(&[]).await.problem(400, "tus-header-missing");
    for length in ["-1", "abc", "1.5", "99999999999999999999", ""] {
        assert_eq!(create(&[("Upload-Length", length)]).await.status, 400, "{length:?}");
    }
    create(&[("Upload-Length", "10"), ("Upload-Defer-Length", "1")]).await.problem(400, "tus-header-invalid");
    create(&[("Upload-Length", "10"), ("Upload-Metadata", "a !!")]).await.problem(400, "tus-header-invalid");
    create(&[("Upload-Length", "10"), ("Upload-Concat", "both")]).await.problem(400, "tus-header-invalid");
    create(&[("Upload-Length", "100001")]).await.problem(413, "upload-too-large");
    let nobody = tus::metadata(&[("video_id", "01890000-0000-7000-8000-000000000000")]);
    create(&[("Upload-Length", "10"), ("Upload-Metadata", &nobody)]).await.problem(404, "video-not-found");
    let nonsense = tus::metadata(&[("video_id", "x")]);
    create(&[("Upload-Length", "10"), ("Upload-Metadata", &nonsense)]).await.problem(404, "video-not-found");
    let upload = tus::create(&ana.api, 10, &[]).await;
    let wrong_type = tus::call(&ana.api, "PATCH", &upload).headers(&[("Upload-Offset", "0"), ("Content-Type", "text/plain")]);
    wrong_type.body("x").send().await.problem(415, "upload-content-type");
    tus::call(&ana.api, "PATCH", &upload)
        .header("Content-Type", tus::CONTENT_TYPE)
        .body("x")
        .send()
        .await
        .problem(400, "tus-header-missing");
    assert_eq!(tus::offset(&ana.api, &upload).await, 0);
    tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
    nothing_staged(&server).await;
}

/// Pages of other origins can upload, and see why they cannot.
#[tokio::test(flavor = "multi_thread")]
async fn other_origins_can_upload_and_see_refusals() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let origin = ("Origin", "https://elsewhere.example");
    let asked = "authorization,content-type,tus-resumable,upload-length,upload-metadata,upload-offset,upload-checksum,upload-concat,upload-defer-length";
    for (method, path) in [("POST", "/api/upload"), ("PATCH", "/api/upload/x"), ("HEAD", "/api/upload/x"), ("DELETE", "/api/upload/x")] {
        let preflight = [origin, ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", asked)];
        let answer = server.api().call("OPTIONS", path).headers(&preflight).send().await.expect(204);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let methods: Vec<&str> = answer.header("access-control-allow-methods").split(", ").collect();
        assert!(methods.contains(&method) || method == "HEAD", "{path}: {methods:?}");
        let allowed = answer.header("access-control-allow-headers").to_ascii_lowercase();
        for name in asked.split(',') {
            assert!(allowed.split(", ").any(|allowed| allowed == name), "{name} is not among {allowed}");
        }
    }
    let upload = tus::create(&ana.api, 10, &[]).await;
    let answers = [
        tus::call(&ana.api, "HEAD", &upload).headers(&[origin]).send().await,
        tus::call(&ana.api, "HEAD", "/api/upload/unknown").headers(&[origin]).send().await,
        tus::call(&server.api(), "POST", "/api/upload").headers(&[origin, ("Upload-Length", "1")]).send().await,
        tus::appending(&ana.api, &upload, 5).headers(&[origin]).body("x").send().await,
        tus::appending(&ana.api, &upload, 0).headers(&[origin]).body("more than ten bytes").send().await,
        ana.api.call("PATCH", &upload).headers(&[origin]).send().await,
    ];
    assert_eq!(answers.each_ref().map(|answer| answer.status), [200, 404, 401, 409, 413, 412]);
    for answer in &answers {
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{}", answer.status);
        let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
        for name in ["location", "upload-offset", "upload-length", "tus-resumable", "tus-version", "upload-expires", "retry-after"] {
            assert!(exposed.split(',').any(|exposed| exposed.trim() == name), "{}: {name} is not exposed: {exposed}", answer.status);
        }
    }
    tus::call(&ana.api, "DELETE", &upload).send().await.expect(204);
}
