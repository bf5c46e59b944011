//! Nothing is lost, whatever is killed (O01, O02).

use crate::uploads::nothing_staged;
use rustix::process::Signal;
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};
use tests::film::{self, Master, Playlist};
use tests::person::ENCODE;
use tests::wait::pause;
use tests::{Person, Server, backend, clip, probe, process, wait};

const SECONDS: f64 = 20.0;
const KILLS: usize = 10;

tests::on_both_backends! {
    /// The server is killed at ten random moments between upload and ready. After each restart the
    /// work goes on, and in the end nothing is missing and nothing is left over.
    async fn a_server_that_is_killed_goes_on(backend: Backend) {
        let mut moments = Moments::new();
        let mut server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let clip = clip::film(&server.media(), SECONDS);
        let mut videos = vec![ana.send("Caída", "public", &clip).await];
        let mut kills = 0;
        while kills < KILLS {
            pause(moments.next_millis()).await;
            let state = ana.processing(videos.last().unwrap()).await;
            if state["state"] == "ready" {
                videos.push(ana.send("Caída", "public", &clip).await);
                continue;
            }
            kills += 1;
            eprintln!("kill {kills}: {} {}", state["state"], state["progress"]);
            server.kill();
            let ended = async || server.helpers().is_empty().then_some(());
            wait::until(Duration::from_mins(2), "the encoders die with their server", ended).await;
            server.launch().await;
        }
        for video in &videos {
            ana.until_ready(video).await;
            whole(&server, &ana, video, SECONDS).await;
        }
        nothing_left_over(&server, &ana, &videos).await;
    }

    /// Encoders that are killed cost a repetition, not the video.
    async fn encoders_that_are_killed_are_replaced(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let clip = clip::film(&server.media(), SECONDS);
        let video = ana.send("Sin codificador", "public", &clip).await;
        let mut killed = 0;
        while killed < 3 {
            let encoding = async || {
                let state = ana.processing(&video).await["state"].clone();
                let found = server.helpers().into_iter().find(|helper| helper.command.contains("libx264"));
                (found.is_some() || state == "ready").then_some(found)
            };
            let Some(encoder) = wait::until(ENCODE, "an encoder", encoding).await else { break };
            process::signal(encoder.pid, Signal::KILL);
            killed += 1;
            pause(700).await;
        }
        assert!(killed > 0, "there was nothing to kill");
        ana.until_ready(&video).await;
        whole(&server, &ana, &video, SECONDS).await;
        nothing_left_over(&server, &ana, &[video]).await;
    }

    /// A server that is asked to stop hands its jobs back, is gone in time, and the next one goes on.
    async fn a_server_that_is_asked_to_stop_hands_its_work_back(backend: Backend) {
        // One chunk after the other, so that there is an encoder to be seen.
        let settings = [("WORKER__DRAIN_SECONDS", "1"), ("WORKER__SLOTS", "1"), ("WORKER__EXPRESS_SLOTS", "0")];
        let mut server = Server::with(backend, &settings).await;
        let ana = Person::register(&server, "ana").await;
        let clip = clip::film(&server.media(), SECONDS);
        let video = ana.send("Relevo", "public", &clip).await;
        wait::until(ENCODE, "an encoder", async || server.helpers().iter().any(|h| h.command.contains("libx264")).then_some(())).await;
        let (status, after) = server.terminate();
        assert!(status.success(), "{status}");
        assert!(after < Duration::from_secs(20), "it took {after:?} to stop");
        assert!(server.helpers().is_empty(), "encoders are left: {:?}", server.helpers());
        assert!(server.scratch().iter().all(|path| path.starts_with("uploads/")), "{:?}", server.scratch());
        server.launch().await;
        ana.until_ready(&video).await;
        whole(&server, &ana, &video, SECONDS).await;
        nothing_left_over(&server, &ana, &[video]).await;
    }
}

/// The moments of the kills, from a seed that is printed and can be given again.
struct Moments(u64);

impl Moments {
    fn new() -> Self {
        let fresh = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis().to_string();
        let seed = backend::optional("CLAQUETA_TEST_SEED").unwrap_or_else(fresh);
        eprintln!("CLAQUETA_TEST_SEED={seed}");
        Self(seed.parse().expect("a number"))
    }

    /// Between 50 ms and 2 s.
    fn next_millis(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        50 + (self.0 >> 33) % 1950
    }
}

/// The video plays from end to end: every rendition, no hole, of this length.
pub(crate) async fn whole(server: &Server, ana: &Person, video: &str, seconds: f64) {
    let master_url = ana.master(video).await;
    let master = Master::fetch(&server.api(), &master_url).await;
    for entry in master.playlists() {
        let list = Playlist::fetch(&server.api(), &entry.url).await;
        assert!(list.ended && (list.duration() - seconds).abs() < 0.1, "{}", list.text);
        for (number, (url, _)) in (1..).zip(&list.segments) {
            assert!(url.ends_with(&format!("/{number}.m4s")), "a hole before {url}");
        }
    }
    let seen = probe::probe(&master_url);
    assert!((probe::number(&seen["format"]["duration"]) - seconds).abs() < 0.1, "{}", seen["format"]);
    assert_eq!(probe::decode_errors(&master_url), "");
}

/// Every object has a name in some playlist or answer, no job is stuck, and no scratch file is left.
pub(crate) async fn nothing_left_over(server: &Server, ana: &Person, videos: &[String]) {
    let mut named = BTreeSet::new();
    let mut sources = 0;
    for video in videos {
        let addresses = film::every_address(&server.api(), &ana.playback(video).await).await;
        named.extend(addresses.iter().map(|url| film::key(url)).filter(|key| !key.ends_with("/master.m3u8")));
        sources += 1;
    }
    let mut extra = Vec::new();
    let deadline = tokio::time::Instant::now() + Duration::from_mins(2);
    loop {
        let keys: BTreeSet<String> = server.objects().keys().await.into_iter().collect();
        let missing: Vec<&String> = named.difference(&keys).collect();
        assert!(missing.is_empty(), "named, but not there: {missing:?}");
        let (kept, others): (Vec<String>, Vec<String>) = keys.difference(&named).cloned().partition(|key| key.contains("/source/"));
        extra.clone_from(&others);
        if extra.is_empty() && kept.len() == sources {
            break;
        }
        assert!(tokio::time::Instant::now() < deadline, "objects that nothing names: {extra:?}; sources: {kept:?}");
        pause(500).await;
    }
    assert!(extra.is_empty());
    assert_eq!(server.objects().unfinished().await, 0, "multipart uploads to the store were left open");
    wait::until(Duration::from_mins(2), "no job is left", async || server.open_jobs().await.is_empty().then_some(())).await;
    nothing_staged(server).await;
    assert!(server.helpers().is_empty(), "{:?}", server.helpers());
}
