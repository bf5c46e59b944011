use super::*;
use crate::playback::{self, Media, MediaRequest};
use crate::testing::Bench;
use domain::Fault;
use domain::caption::CaptionKind;
use domain::id::GenerationId;
use domain::video::{MediaFacts, MediaKind, Pictures, Visibility};
use media::delivery::Caching;
use media::playlist::HeightFilter;
use media::storage::Prefix;
use persistence::testing::{NoLinks, Statements};
use std::sync::Arc;

const FILE: &[u8] = b"1\n00:00:00,500 --> 00:00:02,000\nhola\n\n2\n00:00:03,000 --> 00:00:09,000\nadi\xF3s\n";

fn spanish(default: bool) -> PutCaption {
    PutCaption { language: "es".parse().unwrap(), label: None, kind: CaptionKind::Captions, default }
}

fn in_language(tag: &str) -> PutCaption {
    PutCaption { language: tag.parse().unwrap(), kind: CaptionKind::Subtitles, ..spanish(true) }
}

/// A public, ready video that is five seconds long.
async fn film(bench: &Bench) -> VideoId {
    let id = bench.draft().await.id;
    let tx = bench.ctx.db.begin_write().await.unwrap();
    let mut video = video::find_for_update(&tx, id).await.unwrap().unwrap();
    video.metadata.visibility = Visibility::Public;
    let facts = MediaFacts { kind: MediaKind::Video, duration_ms: 5000, width: Some(640), height: Some(360) };
    video.finished(GenerationId(uuid::Uuid::from_u128(7)), facts, Pictures::default(), bench.ctx.clock.now());
    video::save(&tx, &video).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// What a player asks for of the film.
fn request(video: VideoId, path: &str) -> MediaRequest {
    let generation = GenerationId(uuid::Uuid::from_u128(7));
    MediaRequest { video, generation, path: path.to_owned(), token: None, heights: HeightFilter::default() }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |e| e.code())
}

persistence::on_both_databases! {
    async fn a_subrip_file_becomes_webvtt_within_the_film(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, ana) = (&bench.ctx, &bench.actor);
        let id = film(&bench).await;
        let written = put(ctx, ana, id, None, spanish(true), Bytes::from_static(FILE)).await.unwrap();
        assert!(written.is_new && written.view.default && written.view.label == "Español");
        let found = get(ctx, None, id, &"es".parse().unwrap()).await.unwrap();
        assert_eq!(found.caption.body, "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nhola\n\n00:00:03.000 --> 00:00:05.000\nadiós\n");
        assert_eq!(found.caption.track.version, written.version);

        let Media::Text { text, kind, .. } = playback::open(ctx, &request(id, "captions/es.vtt")).await.unwrap() else { panic!("no text") };
        assert_eq!((text, kind), (found.caption.body, "text/vtt; charset=utf-8"));
        for path in ["captions/en.vtt", "captions/es.srt", "captions/es", "captions/../es.vtt", "chapters.vtt", "captions/es.m3u8"] {
            assert_eq!(code(playback::open(ctx, &request(id, path)).await), "media-not-found", "{path}");
        }
    }

    async fn the_dash_manifest_of_a_finished_film_has_the_captions_of_now(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let id = film(&bench).await;
        let wanted = request(id, "manifest.mpd");
        assert_eq!(code(playback::open(&bench.ctx, &wanted).await), "media-not-found");
        let key = Prefix::generation(id, wanted.generation).key("manifest.mpd").unwrap();
        bench.ctx.store.put_bytes(&key, Bytes::from(media::playlist::dash_manifest(&[]))).await.unwrap();
        let statements = Statements::of(&mut bench.ctx.db);
        let manifest = async |ctx: &Ctx| match playback::open(ctx, &wanted).await.unwrap() {
            Media::Text { text, kind: "application/dash+xml", caching: Caching::Revised, .. } => text,
            _ => panic!("no manifest that may change"),
        };
        assert!(!manifest(&bench.ctx).await.contains("captions"));
        assert_eq!(statements.take().len(), 2, "whether it may be watched, the tracks");
        put(&bench.ctx, &bench.actor, id, None, spanish(true), Bytes::from_static(FILE)).await.unwrap();
        assert!(manifest(&bench.ctx).await.contains("<BaseURL>captions/es.vtt</BaseURL>"));
        delete(&bench.ctx, &bench.actor, id, None, &"es".parse().unwrap()).await.unwrap();
        assert!(!manifest(&bench.ctx).await.contains("captions"));
    }

    async fn one_track_is_the_default_and_versions_rise(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, ana) = (&bench.ctx, &bench.actor);
        let id = film(&bench).await;
        let file = || Bytes::from_static(FILE);
        let first = put(ctx, ana, id, None, spanish(true), file()).await.unwrap().version;
        put(ctx, ana, id, None, in_language("en"), file()).await.unwrap();
        let shown = |view: CaptionsView| view.items.into_iter().map(|item| (item.language, item.default)).collect::<Vec<_>>();
        let (view, _) = list(ctx, None, id).await.unwrap();
        assert_eq!(shown(view), [("en".to_owned(), true), ("es".to_owned(), false)]);

        assert_eq!(code(put(ctx, ana, id, Some(&[first + 1]), spanish(false), file()).await), "stale");
        assert_eq!(code(put(ctx, ana, id, Some(&[first]), in_language("fr"), file()).await), "stale");
        let second = put(ctx, ana, id, Some(&[first]), spanish(false), file()).await.unwrap();
        assert!(second.version > first && !second.is_new);
        assert_eq!(code(delete(ctx, ana, id, Some(&[first]), &"es".parse().unwrap()).await), "stale");
        delete(ctx, ana, id, Some(&[second.version]), &"es".parse().unwrap()).await.unwrap();
        assert_eq!(code(delete(ctx, ana, id, None, &"es".parse().unwrap()).await), "caption-not-found");
        bench.pass(1);
        assert!(put(ctx, ana, id, None, spanish(true), file()).await.unwrap().version > second.version, "also over a deletion");
    }

    async fn only_the_owner_writes_and_hidden_videos_tell_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, ana) = (&bench.ctx, &bench.actor);
        let eve = Bench::account(ctx, "eve").await;
        let (id, draft) = (film(&bench).await, bench.draft().await.id);
        let file = || Bytes::from_static(FILE);
        assert_eq!(code(put(ctx, &eve, id, None, spanish(true), file()).await), "forbidden");
        assert_eq!(code(put(ctx, &eve, draft, None, spanish(true), file()).await), "video-not-found");
        put(ctx, ana, draft, None, spanish(true), file()).await.unwrap();
        assert_eq!(code(list(ctx, Some(&eve), draft).await), "video-not-found");
        assert_eq!(code(get(ctx, None, draft, &"es".parse().unwrap()).await), "video-not-found");
        for nothing in [&b""[..], b"hello", b"1\n00:00:06,000 --> 00:00:07,000\nafter the end\n"] {
            assert_eq!(code(put(ctx, ana, id, None, spanish(true), Bytes::from_static(nothing)).await), "no-cues");
        }
    }

    async fn reading_costs_few_statements_and_players_are_told(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let id = film(&bench).await;
        put(&bench.ctx, &bench.actor, id, None, spanish(true), Bytes::from_static(FILE)).await.unwrap();
        let statements = Statements::of(&mut bench.ctx.db);
        let ctx = &bench.ctx;
        list(ctx, None, id).await.unwrap();
        assert_eq!(statements.take().len(), 2, "the video with its tags, the tracks");
        get(ctx, None, id, &"es".parse().unwrap()).await.unwrap();
        assert_eq!(statements.take().len(), 2, "the video with its tags, the track");
        let view = playback::view(ctx, &NoLinks::default(), None, id).await.unwrap();
        assert_eq!(statements.take().len(), 3, "the video with its tags, the tracks, the chapters");
        let base = view.hls_url.strip_suffix("/master.m3u8").unwrap();
        assert_eq!(view.captions.iter().map(|c| c.url.as_str()).collect::<Vec<_>>(), [format!("{base}/captions/es.vtt")]);
        assert_eq!(view.chapters_url, None);
        let tx = ctx.db.begin_write().await.unwrap();
        let mut video = video::find_for_update(&tx, id).await.unwrap().unwrap();
        video.metadata.description = "0:00 a\n0:01 b\n0:02 c".to_owned();
        video::save(&tx, &video).await.unwrap();
        tx.commit().await.unwrap();
        let view = playback::view(ctx, &NoLinks::default(), None, id).await.unwrap();
        assert_eq!(view.chapters_url, Some(format!("{base}/chapters.vtt")));
    }

    async fn twenty_at_once_leave_one_default(test: TestDb) {
        let bench = Arc::new(Bench::new(test).await);
        let id = film(&bench).await;
        let tags = ["ar", "ca", "de", "en", "es", "eu", "fr", "gl", "hi", "it"];
        let mut storm = tokio::task::JoinSet::new();
        for tag in tags.iter().chain(&tags).copied() {
            let bench = Arc::clone(&bench);
            storm.spawn(async move { put(&bench.ctx, &bench.actor, id, None, in_language(tag), Bytes::from_static(FILE)).await });
        }
        for done in storm.join_all().await {
            done.unwrap();
        }
        let (view, _) = list(&bench.ctx, None, id).await.unwrap();
        assert_eq!((view.items.len(), view.items.iter().filter(|item| item.default).count()), (10, 1));
    }
}
