//! Media over HTTP: ranges, compression, other origins, and private videos (H01, H02, H05, H07).

use serde_json::json;
use tests::film::{self, Master};
use tests::person::text;
use tests::{Answer, Api, Backend, Person, Server, clip, probe};

async fn part(api: &Api, url: &str, range: &str) -> Answer {
    api.call("GET", url).header("Range", range).header("Accept-Encoding", "gzip, br").send().await
}

tests::on_both_backends! {
    /// H01, H02: parts of segments, pictures and lists are those that RFC 9110 says, never compressed.
    async fn ranges_are_exact(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let video = ana.publish("Partes", "public", &clip::film(&server.media(), 2.0)).await;
        let api = server.api();
        let playback = ana.playback(&video).await;
        let addresses = film::every_address(&api, &playback).await;
        for url in addresses.iter().filter(|url| !url.ends_with("master.m3u8")) {
            if ["/1.m4s", "/poster.jpg", "/index.m3u8", ".vtt"].iter().any(|end| url.ends_with(end)) {
                ranges_of(&api, url).await;
            }
        }
        let list = addresses.iter().find(|url| url.ends_with("/manifest.mpd")).unwrap();
        let packed = api.call("GET", list).header("Accept-Encoding", "gzip, br").send().await.expect(200);
        let plain = api.get(list).await.expect(200);
        assert!(matches!(packed.header("content-encoding"), "gzip" | "br"), "{:?}", packed.headers);
        assert!(packed.body.len() < plain.body.len() && packed.header("vary").to_ascii_lowercase().contains("accept-encoding"));
        let segment = addresses.iter().find(|url| url.ends_with("/1.m4s")).unwrap();
        let whole = api.call("GET", segment).header("Accept-Encoding", "gzip, br").send().await.expect(200);
        assert_eq!((whole.header("content-encoding"), whole.header("accept-ranges")), ("", "bytes"));
        assert_eq!(whole.header("content-length"), whole.body.len().to_string());
    }

    /// H07: without its token nothing of a private video is served; with it everything is, also
    /// after a restart; and from the moment that it becomes private the open addresses are gone.
    async fn private_means_private_at_once(backend: Backend) {
        let mut server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let video = ana.publish("Abierta", "public", &clip::film(&server.media(), 2.0)).await;
        let anybody = server.api();
        let open = film::every_address(&anybody, &ana.playback(&video).await).await;
        ana.api.patch(&format!("/api/videos/{video}"), &json!({ "visibility": "private" })).await.expect(200);
        for url in &open {
            anybody.get(url).await.expect(404);
            part(&anybody, url, "bytes=0-9").await.expect(404);
            // Not even to the owner: media requests carry no credential but the address.
            ana.api.get(url).await.expect(404);
        }
        for path in [format!("/api/videos/{video}"), format!("/api/videos/{video}/playback")] {
            anybody.get(&path).await.problem(404, "video-not-found");
        }

        let playback = ana.playback(&video).await;
        assert!(playback["expires_at"].is_string() && text(&playback["hls_url"]).contains("/media/s/"), "{playback}");
        let signed = film::every_address(&anybody, &playback).await;
        assert_eq!(signed.len(), open.len(), "relative addresses carry the token");
        server.kill();
        server.launch().await;
        for url in &signed {
            assert!(url.contains("/media/s/"), "{url}");
            let answer = anybody.get(url).await.expect(200);
            assert!(answer.header("cache-control").starts_with("private, "), "{url}: {}", answer.header("cache-control"));
            let (before, after) = url.split_once("/media/s/").unwrap();
            let (token, path) = after.split_once('/').unwrap();
            for forged in [format!("{before}/media/{path}"), format!("{before}/media/s/x/{path}"), format!("{before}/media/s/{}A/{path}", &token[1..])] {
                anybody.get(&forged).await.expect(404);
            }
        }
        let master = text(&playback["hls_url"]);
        assert_eq!(probe::decode_errors(&anybody.url(&master)), "", "ffmpeg plays it by its address alone");

        // A token is for one video.
        let other = ana.publish("Otra", "private", &clip::film(&server.media(), 1.0)).await;
        let theirs = text(&ana.playback(&other).await["hls_url"]);
        let token = master.split('/').nth(3).unwrap();
        let mixed = theirs.replace(theirs.split('/').nth(3).unwrap(), token);
        assert_ne!(mixed, theirs);
        anybody.get(&mixed).await.expect(404);

        with_a_password(&ana, &anybody, &other).await;

        ana.api.call("DELETE", &format!("/api/videos/{video}")).send().await.expect(204);
        for url in &signed {
            anybody.get(url).await.expect(404);
        }
    }
}

/// With a password a video plays where it was given, at addresses that end with it.
async fn with_a_password(ana: &Person, anybody: &Api, video: &str) {
    let path = format!("/api/videos/{video}");
    let lock = |password: &str| json!({ "visibility": "password", "password": password });
    ana.api.patch(&path, &lock("luces y sombras")).await.expect(200);
    anybody.get(&format!("{path}/playback")).await.problem(403, "video-password-required");
    anybody.post(&format!("{path}/unlock"), &json!({ "password": "mistaken" })).await.problem(403, "wrong-video-password");
    let unlocked = anybody.post(&format!("{path}/unlock"), &json!({ "password": "luces y sombras" })).await.expect(200).json();
    let playback = anybody.call("GET", &format!("{path}/playback")).header("Video-Access", &text(&unlocked["access"])).send().await;
    let playback = playback.expect(200).json();
    let addresses = film::every_address(anybody, &playback).await;
    for url in &addresses {
        anybody.get(url).await.expect(200);
    }
    assert_eq!(probe::decode_errors(&anybody.url(&text(&playback["hls_url"]))), "");
    ana.api.patch(&path, &lock("otra cosa")).await.expect(200);
    for url in &addresses {
        anybody.get(url).await.expect(404);
    }
}

/// Every form of range on one address.
async fn ranges_of(api: &Api, url: &str) {
    let whole = api.get(url).await.expect(200);
    let (size, bytes) = (whole.body.len(), &whole.body);
    let last = size - 1;
    let satisfied = [
        ("bytes=0-".to_owned(), 0, size),
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=0-99".to_owned(), 0, 100.min(size)),
        (format!("bytes={last}-{}", size + 5000), last, size),
        ("bytes=-20".to_owned(), size - 20.min(size), size),
        (format!("bytes=-{}", size + 2000), 0, size),
        ("bytes=0-99999999999999999999".to_owned(), 0, size),
        ("bytes=-99999999999999999999".to_owned(), 0, size),
    ];
    for (range, from, to) in satisfied {
        let answer = part(api, url, &range).await.expect(206);
        assert_eq!(answer.header("content-range"), format!("bytes {from}-{}/{size}", to - 1), "{url} {range}");
        assert!(answer.body == bytes[from..to], "{url} {range}: other bytes");
        assert_eq!((answer.header("content-encoding"), answer.header("etag")), ("", whole.header("etag")));
    }
    for range in [format!("bytes={size}-"), "bytes=-0".to_owned(), "bytes=99999999999999999999-".to_owned()] {
        let answer = part(api, url, &range).await;
        answer.problem(416, "range-not-satisfiable");
        assert_eq!(answer.header("content-range"), format!("bytes */{size}"), "{url} {range}");
    }
    for range in ["bytes=5-2", "items=0-1", "bytes=a-b", "bytes", "bytes=0-1,4-5", "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14"] {
        let answer = part(api, url, range).await;
        assert_eq!((answer.status, answer.header("content-range")), (200, ""), "{url} {range}");
    }
    let stale = api.call("GET", url).headers(&[("Range", "bytes=0-0"), ("If-Range", "\"other\"")]).send().await.expect(200);
    assert_eq!(stale.body.len(), size);
    let fresh = api.call("GET", url).headers(&[("Range", "bytes=0-0"), ("If-Range", whole.header("etag"))]).send().await;
    assert!(fresh.status == 206 || whole.header("etag").starts_with("W/"), "{url}: {}", fresh.status);
    let head = api.call("HEAD", url).send().await.expect(200);
    assert_eq!((head.header("content-length"), head.body.len()), (&*size.to_string(), 0));
}

/// H05: a player on another origin sees every status, and the headers that it needs.
#[tokio::test(flavor = "multi_thread")]
async fn players_on_other_origins_see_every_status() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let video = ana.publish("Ajena", "public", &clip::film(&server.media(), 1.0)).await;
    let api = server.api();
    let master = Master::fetch(&api, &ana.master(&video).await).await;
    let folder = master.variants[0].url.replace("index.m3u8", "");
    let segment = format!("{folder}1.m4s");
    for (path, range, status) in [
        (segment.clone(), "bytes=0-0", 206),
        (segment.clone(), "bytes=999999999-", 416),
        (segment.clone(), "", 200),
        (format!("{folder}999.m4s"), "", 404),
        (format!("{folder}..%2f..%2f..%2fclaqueta.db"), "", 404),
        (format!("{folder}%00"), "", 404),
        ("/media/x/y/z".to_owned(), "", 404),
        ("/media/s/x/y/z/master.m3u8".to_owned(), "", 404),
    ] {
        let call = api.call("GET", &path).header("Origin", "https://player.example");
        let call = if range.is_empty() { call } else { call.header("Range", range) };
        let answer = call.send().await.expect(status);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}: {status}");
        let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
        for name in ["content-range", "content-length", "retry-after", "etag"] {
            assert!(exposed.contains(name), "{path}: {name} is not exposed");
        }
    }
    let preflight =
        [("Origin", "https://player.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "range")];
    let answer = api.call("OPTIONS", &segment).headers(&preflight).send().await.expect(204);
    assert!(answer.header("access-control-allow-headers").to_ascii_lowercase().contains("range"));
}

/// `max_height` and `min_height` choose rungs, and never none.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_can_bound_the_rungs() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let video = ana.publish("Peldaños", "public", &clip::film(&server.media(), 1.0)).await;
    let master = ana.master(&video).await;
    for (query, heights) in [("", "240 360"), ("?max_height=240", "240"), ("?min_height=300", "360"), ("?max_height=100", "240")] {
        let found = Master::fetch(&server.api(), &format!("{master}{query}")).await;
        let mut seen: Vec<&str> = found.variants.iter().filter_map(|entry| entry.get("RESOLUTION").split('x').nth(1)).collect();
        seen.sort_unstable();
        assert_eq!(seen.join(" "), heights, "{query}");
    }
    for query in ["?max_height=x", "?max_height=-1", "?max_height=99999999999999999999"] {
        server.api().get(&format!("{master}{query}")).await.problem(422, "validation-failed");
    }
}
