//! Uploads over HTTP: the tus protocol and the form.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::header::{CONTENT_TYPE, LOCATION, ORIGIN};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use support::{Site, outcome};

const BYTES: &str = "application/offset+octet-stream";

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header("tus-resumable", "1.0.0")
}

/// Begins an upload of this length and gives its address.
async fn begin(site: &Site, token: &str, length: usize) -> String {
    let request = tus(site.request(Method::POST, "/api/upload")).bearer_auth(token).header("upload-length", length);
    let answer = request.header("upload-metadata", "filename cGVsaS5tcDQ=").send().await.unwrap();
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["tus-resumable"], "1.0.0");
    assert!(answer.headers().contains_key("upload-expires") && answer.headers().contains_key("claqueta-video-id"));
    answer.headers()[LOCATION].to_str().unwrap().to_owned()
}

fn patch(site: &Site, url: &str, offset: usize, body: &'static str) -> RequestBuilder {
    tus(site.request(Method::PATCH, url)).header("upload-offset", offset).header(CONTENT_TYPE, BYTES).body(body)
}

#[actix_web::test]
async fn an_upload_goes_on_where_it_stopped_without_a_session() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let url = begin(&site, &token, 11).await;

    let first = patch(&site, &url, 0, "hello").send().await.unwrap();
    assert_eq!((first.status().as_u16(), first.headers()["upload-offset"].to_str().unwrap()), (204, "5"));
    assert_eq!(outcome(patch(&site, &url, 3, "lo").send().await.unwrap()).await, (409, "upload-offset-mismatch".to_owned()));
    let head = tus(site.request(Method::HEAD, &url)).send().await.unwrap();
    assert_eq!(head.headers()["upload-offset"], "5");
    assert_eq!(head.headers()["upload-length"], "11");
    assert_eq!(head.headers()["upload-metadata"], "filename cGVsaS5tcDQ=");
    assert_eq!(head.headers()["cache-control"], "no-store");

    let overridden = tus(site.request(Method::POST, &url)).header("x-http-method-override", "PATCH");
    let last = overridden.header("upload-offset", 5).header(CONTENT_TYPE, BYTES).body(" world").send().await.unwrap();
    assert_eq!((last.status().as_u16(), last.headers()["upload-offset"].to_str().unwrap()), (204, "11"));
    let again = patch(&site, &url, 11, "").send().await.unwrap();
    assert_eq!(again.status(), 204, "finishing twice is finishing once");

    let mine: Value = site.get("/api/videos/mine").bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    assert_eq!(mine["items"][0]["title"], "peli");
}

#[actix_web::test]
async fn every_refusal_of_the_protocol_has_its_status() {
    let site = Site::start_with(|s| s.upload.max_bytes = 100).await;
    let token = site.someone("ana").await;
    let url = begin(&site, &token, 11).await;
    let create = || site.request(Method::POST, "/api/upload").bearer_auth(&token);
    let unknown = "/api/upload/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (name, request, wanted) in [
        ("no version", create().header("upload-length", 1), (412, "tus-version-mismatch")),
        ("no length", tus(create()), (400, "tus-header-missing")),
        ("a bad length", tus(create()).header("upload-length", "-1"), (400, "tus-header-invalid")),
        ("too long", tus(create()).header("upload-length", 101), (413, "upload-too-large")),
        ("nobody", tus(site.request(Method::POST, "/api/upload")).header("upload-length", 1), (401, "unauthenticated")),
        ("another type", tus(site.request(Method::PATCH, &url)).header("upload-offset", 0).body("x"), (415, "upload-content-type")),
        ("past the end", patch(&site, &url, 0, "hello world!"), (413, "upload-too-large")),
        (
            "a wrong checksum",
            patch(&site, &url, 0, "hello").header("upload-checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            (460, "checksum-mismatch"),
        ),
        ("an unknown upload", patch(&site, unknown, 0, "x"), (404, "upload-not-found")),
        ("no id at all", patch(&site, "/api/upload/..%2f..%2fx", 0, "x"), (404, "upload-not-found")),
    ] {
        let answer = request.header(ORIGIN, "https://app.example").send().await.unwrap();
        assert_eq!(answer.headers()["access-control-allow-origin"], "*", "{name}");
        assert_eq!(answer.headers()["tus-resumable"], "1.0.0", "{name}");
        assert_eq!(answer.headers().contains_key("tus-version"), wanted.0 == 412, "{name}");
        let (status, code) = outcome(answer).await;
        assert_eq!((status, code.as_str()), wanted, "{name}");
    }
}

#[actix_web::test]
async fn browsers_may_ask_before_they_send() {
    let site = Site::start().await;
    let preflight = site.request(Method::OPTIONS, "/api/upload/x").header(ORIGIN, "https://app.example");
    let answer = preflight.header("access-control-request-method", "PATCH").send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert!(answer.headers()["access-control-allow-methods"].to_str().unwrap().contains("PATCH"));
    let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap().to_ascii_lowercase();
    for header in ["authorization", "tus-resumable", "upload-offset", "upload-length", "upload-metadata", "upload-checksum", "range"] {
        assert!(allowed.contains(header), "{header}");
    }
    let options = site.request(Method::OPTIONS, "/api/upload").send().await.unwrap();
    assert_eq!((options.status().as_u16(), options.headers()["tus-version"].to_str().unwrap()), (204, "1.0.0"));
    assert!(options.headers()["tus-extension"].to_str().unwrap().contains("concatenation"));
}

#[actix_web::test]
async fn an_upload_can_be_given_up() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let url = begin(&site, &token, 11).await;
    assert_eq!(tus(site.request(Method::DELETE, &url)).send().await.unwrap().status(), 204);
    assert_eq!(tus(site.request(Method::HEAD, &url)).send().await.unwrap().status(), 404);
    let mine: Value = site.get("/api/videos/mine").bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    assert_eq!(mine["items"].as_array().unwrap().len(), 0, "its draft is gone too");
}

#[actix_web::test]
async fn a_form_takes_a_whole_file() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let form = |part: Part| Form::new().part("file", part);
    let send = |form: Form| site.request(Method::POST, "/api/upload/file").bearer_auth(&token).multipart(form).send();
    let answer = send(form(Part::text("some bytes").file_name("Mi peli.mp4"))).await.unwrap();
    assert_eq!(answer.status(), 201);
    let video: Value = answer.json().await.unwrap();
    assert_eq!((video["title"].as_str(), video["state"].as_str()), (Some("Mi peli"), Some("waiting")));

    assert_eq!(outcome(send(form(Part::text("").file_name("a.mp4"))).await.unwrap()).await, (422, "empty-file".to_owned()));
    assert_eq!(outcome(send(Form::new()).await.unwrap()).await.0, 400);
    assert_eq!(outcome(send(Form::new().text("colour", "red")).await.unwrap()).await, (422, "validation-failed".to_owned()));
    let bad_id = Form::new().text("video_id", "7").part("file", Part::text("x"));
    assert_eq!(outcome(send(bad_id).await.unwrap()).await, (404, "video-not-found".to_owned()));
}

#[actix_web::test]
async fn broken_forms_are_400_and_leave_nothing() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n";
    for (name, kind, body) in [
        ("no boundary", "multipart/form-data", format!("{head}x\r\n--b--\r\n")),
        ("ends in the file", "multipart/form-data; boundary=b", format!("{head}xxxx")),
        ("ends in the boundary", "multipart/form-data; boundary=b", format!("{head}xxxx\r\n--")),
        ("nothing", "multipart/form-data; boundary=b", String::new()),
        ("huge part header", "multipart/form-data; boundary=b", format!("--b\r\nX: {}\r\n\r\n", "y".repeat(1 << 20))),
    ] {
        let request = site.request(Method::POST, "/api/upload/file").bearer_auth(&token).header(CONTENT_TYPE, kind).body(body);
        assert_eq!(request.send().await.unwrap().status(), 400, "{name}");
    }
    let mine: Value = site.get("/api/videos/mine").bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    assert_eq!(mine["items"].as_array().unwrap().len(), 0);
    let no_final_break = format!("{head}xxxx\r\n--b--");
    let request = site.request(Method::POST, "/api/upload/file").bearer_auth(&token);
    assert_eq!(request.header(CONTENT_TYPE, "multipart/form-data; boundary=b").body(no_final_break).send().await.unwrap().status(), 201);
}

#[actix_web::test]
async fn another_length_than_the_declared_one_is_refused_and_moves_nothing() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let url = begin(&site, &token, 11).await;
    let wrong = patch(&site, &url, 0, "hello").header("upload-length", 12).send().await.unwrap();
    assert_eq!(outcome(wrong).await, (400, "tus-header-invalid".to_owned()));
    let head = tus(site.request(Method::HEAD, &url)).send().await.unwrap();
    assert_eq!((head.headers()["upload-offset"].to_str().unwrap(), head.headers()["upload-length"].to_str().unwrap()), ("0", "11"));
    let right = patch(&site, &url, 0, "hello").header("upload-length", 11).send().await.unwrap();
    assert_eq!(right.status(), 204);
}

#[actix_web::test]
async fn an_upload_of_a_deleted_video_is_gone() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let url = begin(&site, &token, 11).await;
    assert_eq!(patch(&site, &url, 0, "hello").send().await.unwrap().status(), 204);
    let open: Value = site.get("/api/upload/mine").bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    let upload = &open["items"][0];
    assert_eq!((upload["offset"].as_u64(), upload["length"].as_u64(), upload["filename"].as_str()), (Some(5), Some(11), Some("peli.mp4")));
    assert!(url.ends_with(upload["url"].as_str().unwrap()));

    let video = format!("/api/videos/{}", upload["video_id"].as_str().unwrap());
    assert_eq!(site.request(Method::DELETE, &video).bearer_auth(&token).send().await.unwrap().status(), 204);
    assert_eq!(outcome(patch(&site, &url, 5, " world").send().await.unwrap()).await, (410, "video-deleted".to_owned()));
    assert_eq!(
        std::fs::read_dir(site.context.settings.scratch_dir().join("uploads"))
            .unwrap()
            .filter_map(Result::ok)
            .filter(|entry| entry.metadata().unwrap().len() > 0)
            .count(),
        0,
        "the bytes are removed"
    );
    let open: Value = site.get("/api/upload/mine").bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    assert_eq!(open["items"], serde_json::json!([]));
    let form = || Form::new().text("video_id", upload["video_id"].as_str().unwrap().to_owned());
    let form = form().part("file", Part::bytes(b"abc".to_vec()).file_name("film.mp4"));
    let again = site.request(Method::POST, "/api/upload/file").bearer_auth(&token).multipart(form).send().await.unwrap();
    assert_eq!(outcome(again).await, (410, "video-deleted".to_owned()));
}

#[actix_web::test]
async fn a_file_that_is_declared_to_be_no_media_is_refused() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    // base64 of `image/png`.
    let request = tus(site.request(Method::POST, "/api/upload")).bearer_auth(&token).header("upload-length", 1);
    let refused = request.header("upload-metadata", "filename cGVsaS5tcDQ=,filetype aW1hZ2UvcG5n").send().await.unwrap();
    assert_eq!(outcome(refused).await, (415, "upload-file-type".to_owned()));
    let part = Part::bytes(b"abc".to_vec()).file_name("film.mp4").mime_str("text/html").unwrap();
    let request = site.request(Method::POST, "/api/upload/file").bearer_auth(&token).multipart(Form::new().part("file", part));
    assert_eq!(outcome(request.send().await.unwrap()).await, (415, "upload-file-type".to_owned()));
}
