//! What is refused, with which reason, and that nothing else is opened on the way.

use crate::support::studio;
use media::ffmpeg::{FfmpegSettings, Tools};
use media::input::Input;
use media::inspect::{InspectError, InspectSettings, RejectReason, inspect};
use std::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_film_has_a_reason() {
    let studio = studio().await;
    let jpeg = studio.make("-f lavfi -i color=c=red:s=60x60 -frames:v 1", "cover.jpg");
    let picture = studio.write("picture.mp4", &std::fs::read(jpeg).unwrap());
    assert_eq!(studio.reason(&picture).await, RejectReason::NotAVideo);
    let empty = studio.write("empty.mp4", b"");
    assert_eq!(studio.reason(&empty).await, RejectReason::EmptyFile);
    let text = studio.write("text.mp4", b"hostname\n");
    assert_eq!(studio.reason(&text).await, RejectReason::NotMedia);
    let noise = studio.write("noise.mp4", &(0..9000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect::<Vec<_>>());
    let reason = studio.reason(&noise).await;
    assert!(matches!(reason, RejectReason::NotMedia | RejectReason::Truncated | RejectReason::UnsupportedFormat), "{reason:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_lost_their_index_or_most_of_their_data_are_truncated() {
    let studio = studio().await;
    let encoder = "-f lavfi -i testsrc2=s=320x240:r=25:d=12 -c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    for (options, name, kept) in [("", "end.mp4", 2), ("-movflags +faststart", "front.mp4", 3)] {
        let whole = std::fs::read(studio.make(&format!("{encoder} {options}"), name)).unwrap();
        let part = studio.write(&format!("part-{name}"), &whole[..whole.len() / kept]);
        assert_eq!(studio.reason(&part).await, RejectReason::Truncated, "index at the {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_other_files_open_none_of_them() {
    let studio = studio().await;
    let secret = studio.make("-f lavfi -i testsrc2=s=64x64:r=25:d=1 -c:v libx264 -pix_fmt yuv420p", "secret.mp4");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let hls = |target: String| format!("#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{target}\n#EXT-X-ENDLIST\n");
    let lists = [
        hls(format!("file://{}", secret.display())),
        hls(format!("http://{address}/x.ts")),
        "ffconcat version 1.0\nfile secret.mp4\n".to_owned(),
        format!("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><BaseURL>http://{address}/</BaseURL></MPD>"),
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n".to_owned(),
    ];
    for (index, text) in lists.iter().enumerate() {
        let path = studio.write(&format!("list-{index}.mp4"), text.as_bytes());
        assert_eq!(studio.reason(&path).await, RejectReason::UnsupportedFormat, "{text}");
        // Also when the first bytes hide what it is.
        let hidden = studio.write(&format!("hidden-{index}.mp4"), format!("{text}\u{0}").as_bytes());
        assert!(matches!(studio.inspect(&hidden).await, Err(InspectError::Rejected { .. })), "{text}");
    }
    assert!(listener.accept().is_err(), "nothing connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_kept() {
    let studio = studio().await;
    let source = studio.make("-f lavfi -i testsrc2=s=320x240:r=25:d=3 -c:v libx264 -preset ultrafast -pix_fmt yuv420p", "clip.mp4");
    let sound = studio.make("-f lavfi -i sine=d=1 -c:a aac", "sound.m4a");
    let narrow = FfmpegSettings { max_pixels: 320 * 239, ..FfmpegSettings::default() };
    let narrow = Tools::detect(narrow, &studio.dir.path().join("narrow")).await.unwrap();
    let strict = InspectSettings { max_duration_seconds: 2, accept_audio: false, ..InspectSettings::default() };
    let table = [
        (&narrow, &source, RejectReason::PictureTooLarge),
        (&studio.tools, &source, RejectReason::TooLong),
        (&studio.tools, &sound, RejectReason::AudioNotAccepted),
    ];
    for (tools, path, expected) in table {
        let result = inspect(tools, &strict, &Input::File(path.clone()), &CancellationToken::new()).await;
        assert!(matches!(result, Err(InspectError::Rejected { reason, .. }) if reason == expected), "{expected:?}: {result:?}");
    }
}

/// What a header says of its pictures is no promise: covers and pictures that grow count too.
#[tokio::test(flavor = "multi_thread")]
async fn no_picture_of_any_track_may_be_a_bomb() {
    let studio = studio().await;
    let cover = studio.make("-f lavfi -i color=c=red:s=2000x2000 -frames:v 1", "cover.png");
    let cover = cover.to_str().unwrap();
    let bomb = studio.make(
        &format!(
            "-f lavfi -i sine=d=1 -i {cover} -map 0:a -map 1:v -c:a libmp3lame -c:v copy -id3v2_version 3 -disposition:v attached_pic"
        ),
        "bomb.mp3",
    );
    let narrow = FfmpegSettings { max_pixels: 640 * 360, ..FfmpegSettings::default() };
    let narrow = Tools::detect(narrow, &studio.dir.path().join("narrow")).await.unwrap();
    match inspect(&narrow, &InspectSettings::default(), &Input::File(bomb), &CancellationToken::new()).await {
        Ok(report) => assert!(report.video.is_none(), "{report:?}"),
        Err(error) => assert!(matches!(error, InspectError::Rejected { reason: RejectReason::PictureTooLarge, .. }), "{error:?}"),
    }
}

/// Two hundred sound tracks are not two hundred programs at once, nor a film with as many sounds.
#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_sound_tracks_are_looked_at() {
    let studio = studio().await;
    let maps = "-map 0:a ".repeat(40);
    let many = studio.make(&format!("-f lavfi -i sine=d=0.2 {maps} -c:a aac"), "many.mkv");
    let report = studio.inspect(&many).await.unwrap();
    assert!(report.audio.len() <= 32, "{}", report.audio.len());
    assert!(report.notes.iter().any(|note| note.code == "track-left-out"), "{:?}", report.notes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_out_of_reach_is_not_its_own_fault() {
    let studio = studio().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let refusing = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut client, _) = listener.accept().unwrap();
        let _ = client.read(&mut [0; 4096]);
        let _ = client.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    let input = Input::Url(format!("http://{address}/source?signature=secret"));
    let result = inspect(&studio.tools, &InspectSettings::default(), &input, &CancellationToken::new()).await;
    assert!(matches!(&result, Err(InspectError::Run(_))), "{result:?}");
    assert!(!format!("{result:?}").contains("secret"));
    refusing.join().unwrap();
    let missing = studio.inspect(&studio.dir.path().join("missing")).await;
    assert!(matches!(missing, Err(InspectError::Read(_))), "{missing:?}");
}

/// Serves one file with byte ranges, as a store behind a signed address does.
fn serve(bytes: Vec<u8>) -> std::net::SocketAddr {
    use std::io::{BufRead, BufReader, Write};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, bytes) = (client.unwrap(), bytes.clone());
            std::thread::spawn(move || {
                let mut from = 0;
                for line in BufReader::new(client.try_clone().unwrap()).lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
                    if let Some(range) = line.to_ascii_lowercase().strip_prefix("range: bytes=") {
                        from = range.split('-').next().unwrap().parse().unwrap_or(0);
                    }
                }
                let (total, rest) = (bytes.len(), &bytes[from.min(bytes.len())..]);
                let head = format!(
                    "HTTP/1.1 206 Partial Content\r\nAccept-Ranges: bytes\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{}/{total}\r\nConnection: close\r\n\r\n",
                    rest.len(),
                    total - 1
                );
                let _ = client.write_all(head.as_bytes()).and_then(|()| client.write_all(rest));
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_behind_an_address_is_read_by_ranges() {
    let studio = studio().await;
    let file = studio.make(
        "-f lavfi -i testsrc2=s=128x120:r=25:d=2 -f lavfi -i sine=d=2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac",
        "remote.mp4",
    );
    let address = serve(std::fs::read(&file).unwrap());
    let input = Input::Url(format!("http://{address}/source"));
    let report = inspect(&studio.tools, &InspectSettings::default(), &input, &CancellationToken::new()).await.unwrap();
    assert_eq!(report, studio.inspect(&file).await.unwrap());
    let plan = media::plan::plan(&report, &crate::support::quick());
    let sink = crate::support::Memory::default();
    for task in &plan.tasks {
        media::encode::run(&studio.tools, &input, &plan, task, &sink, &CancellationToken::new()).await.unwrap();
    }
    assert_eq!(sink.0.lock().unwrap().len(), 2);
}
