use super::*;
use crate::testing;
use domain::Fault;
use domain::caption::{Caption, CaptionKind, CaptionTrack};
use domain::page::MAX_LIMIT;
use domain::user::Role;
use domain::video::{Filter, OwnFilter, OwnVideo, VideoState, Visibility};
use persistence::testing::{TestDb, World};

struct Bench {
    ctx: Ctx,
    world: World,
    ana: Actor,
    eve: Actor,
    _test: TestDb,
}

impl Bench {
    async fn new(test: TestDb) -> Self {
        let world = World::new(&test);
        let ana = world.account("ana", Role::Creator).await;
        let eve = world.account("eve", Role::Creator).await;
        Self { ctx: testing::ctx(&world), world, ana, eve, _test: test }
    }

    async fn make(&self, json: serde_json::Value) -> VideoId {
        let command: CreateVideo = serde_json::from_value(json).unwrap();
        create(&self.ctx, &self.ana, None, command).await.unwrap().view.summary.id
    }

    /// A public, ready video that was published at this instant.
    async fn publish(&self, title: &str, at: i64, duration_ms: i64, tags: &[&str]) -> VideoId {
        self.world.clock.set(Timestamp::from_millis(at));
        let id = self.make(serde_json::json!({ "title": title, "visibility": "public", "tags": tags, "language": "es" })).await;
        self.world.finish(id, duration_ms).await;
        id
    }

    /// The own list of `ana`, read row by row.
    async fn own(&self, sort: OwnSort, filter: OwnFilter) -> Vec<OwnVideo> {
        let mut items = Vec::new();
        let mut cursor = None;
        loop {
            let page = list_own(&self.ctx, &self.ana, ListOwn { sort, filter, limit: 1, cursor }).await.unwrap();
            items.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                return items;
            }
        }
    }

    async fn titles(&self, sort: Sort, filter: Filter, limit: u64) -> Vec<String> {
        let mut titles = Vec::new();
        let mut cursor = None;
        loop {
            let request = ListVideos { sort, filter: filter.clone(), limit, cursor };
            let page = list(&self.ctx, request).await.unwrap();
            titles.extend(page.items.into_iter().map(|v| v.title));
            cursor = page.next_cursor;
            if cursor.is_none() {
                return titles;
            }
        }
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |e| e.code())
}

fn patch_of(json: &str) -> PatchVideo {
    serde_json::from_str(json).unwrap()
}

persistence::on_both_databases! {
    async fn a_draft_is_its_owners_alone(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let id = bench.make(serde_json::json!({ "title": " Canción ", "visibility": "public", "tags": ["Playa", "playa", "CÁDIZ"] })).await;
        let found = get(ctx, Some(&bench.ana), id).await.unwrap();
        assert_eq!((found.view.summary.title.as_str(), found.view.tags), ("Canción", vec!["cádiz".to_owned(), "playa".to_owned()]));
        assert_eq!(code(get(ctx, None, id).await), "video-not-found");
        assert_eq!(code(get(ctx, Some(&bench.eve), id).await), "video-not-found");
        assert_eq!(code(patch(ctx, &bench.eve, id, None, patch_of(r#"{"title":"x"}"#)).await), "video-not-found");
        assert_eq!(code(delete(ctx, &bench.eve, id, None).await), "video-not-found");
    }

    async fn the_own_list_has_every_state_and_the_bin_gives_back_what_restore_needs(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let film = bench.publish("film", 1_000, 1000, &[]).await;
        bench.world.clock.set(Timestamp::from_millis(2_000));
        let draft = bench.make(serde_json::json!({ "title": "draft", "visibility": "private" })).await;
        bench.world.clock.set(Timestamp::from_millis(3_000));
        let gone = bench.make(serde_json::json!({ "title": "gone", "visibility": "public" })).await;
        bench.world.clock.set(Timestamp::from_millis(4_000));
        delete(ctx, &bench.ana, gone, None).await.unwrap();
        bench.world.clock.set(Timestamp::from_millis(5_000));
        patch(ctx, &bench.ana, film, None, patch_of(r#"{"language":"en"}"#)).await.unwrap();

        let of = async |sort, filter| bench.own(sort, filter).await.into_iter().map(|video| video.summary.id).collect::<Vec<_>>();
        let all = OwnFilter::default();
        assert_eq!(of(OwnSort::Newest, all).await, [draft, film]);
        assert_eq!(of(OwnSort::Oldest, all).await, [film, draft]);
        assert_eq!(of(OwnSort::Updated, all).await, [film, draft]);
        assert_eq!(of(OwnSort::Views, all).await.len(), 2);
        assert_eq!(of(OwnSort::Newest, OwnFilter { state: Some(VideoState::Draft), ..all }).await, [draft]);
        assert_eq!(of(OwnSort::Newest, OwnFilter { visibility: Some(Visibility::Public), ..all }).await, [film]);

        let bin = bench.own(OwnSort::Newest, OwnFilter { deleted: true, ..all }).await;
        assert_eq!((bin.len(), bin[0].summary.id, bin[0].deleted_at), (1, gone, Some(Timestamp::from_millis(4_000))));
        restore(ctx, &bench.ana, bin[0].summary.id).await.unwrap();
        assert_eq!(of(OwnSort::Newest, OwnFilter { deleted: true, ..all }).await, []);
        assert_eq!(of(OwnSort::Updated, all).await, [gone, film, draft]);
        let theirs = ListOwn { sort: OwnSort::Newest, filter: all, limit: 10, cursor: None };
        assert_eq!(list_own(ctx, &bench.eve, theirs).await.unwrap().items, []);
    }

    async fn a_cursor_of_the_own_list_belongs_to_its_order_and_its_filter(test: TestDb) {
        let bench = Bench::new(test).await;
        for title in ["a", "b"] {
            bench.make(serde_json::json!({ "title": title, "visibility": "private" })).await;
        }
        let request = ListOwn { sort: OwnSort::Newest, filter: OwnFilter::default(), limit: 1, cursor: None };
        let cursor = list_own(&bench.ctx, &bench.ana, request.clone()).await.unwrap().next_cursor;
        assert!(cursor.is_some());
        let bin = OwnFilter { deleted: true, ..OwnFilter::default() };
        for foreign in [ListOwn { sort: OwnSort::Views, ..request.clone() }, ListOwn { filter: bin, ..request }] {
            assert_eq!(code(list_own(&bench.ctx, &bench.ana, ListOwn { cursor: cursor.clone(), ..foreign }).await), "bad-cursor");
        }
    }

    async fn others_may_look_at_a_public_video_and_not_change_it(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let id = bench.publish("film", 5, 1000, &[]).await;
        assert!(get(ctx, None, id).await.is_ok());
        assert_eq!(code(patch(ctx, &bench.eve, id, None, patch_of(r#"{"title":"x"}"#)).await), "forbidden");
        assert_eq!(code(delete(ctx, &bench.eve, id, None).await), "forbidden");
        let viewer = bench.world.account("vera", Role::Viewer).await;
        assert_eq!(code(create(ctx, &viewer, None, CreateVideo::for_file("x.mp4")).await), "forbidden");
    }

    async fn the_same_key_and_body_make_one_draft_however_often_they_come(test: TestDb) {
        let bench = Bench::new(test).await;
        let key = |print: &str| IdempotencyKey::new("click", print.to_owned()).unwrap();
        let (same, other) = (key("body"), key("other body"));
        let clicks = (0..5).map(|_| create(&bench.ctx, &bench.ana, Some(&same), CreateVideo::for_file("x.mp4")));
        let made = futures_util::future::join_all(clicks).await;
        let ids: std::collections::BTreeSet<VideoId> = made.into_iter().map(|m| m.unwrap().view.summary.id).collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(bench.own(OwnSort::Newest, OwnFilter::default()).await.len(), 1);
        assert_eq!(code(create(&bench.ctx, &bench.ana, Some(&other), CreateVideo::for_file("x.mp4")).await), "idempotency-key-reused");
        assert!(create(&bench.ctx, &bench.eve, Some(&other), CreateVideo::for_file("x.mp4")).await.is_ok(), "keys are an account's own");
    }

    async fn a_stale_copy_overwrites_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let id = bench.make(serde_json::json!({ "title": "one", "visibility": "private" })).await;
        let first = get(ctx, Some(&bench.ana), id).await.unwrap().version;
        let second = patch(ctx, &bench.ana, id, Some(&[99, first]), patch_of(r#"{"title":"two"}"#)).await.unwrap();
        assert_ne!(second.version, first);
        assert_eq!(code(patch(ctx, &bench.ana, id, Some(&[first]), patch_of(r#"{"title":"three"}"#)).await), "stale");
        assert_eq!(code(delete(ctx, &bench.ana, id, Some(&[first])).await), "stale");
        assert_eq!(code(delete(ctx, &bench.ana, id, Some(&[])).await), "stale", "tags that are none of ours");
        assert_eq!(get(ctx, Some(&bench.ana), id).await.unwrap().view.summary.title, "two");
    }

    async fn eight_editors_at_once_lose_no_edit(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.make(serde_json::json!({ "title": "t", "visibility": "private" })).await;
        let edits = (0..8).map(|n| patch(&bench.ctx, &bench.ana, id, None, patch_of(&format!(r#"{{"title":"t{n}"}}"#))));
        for done in futures_util::future::join_all(edits).await {
            done.unwrap();
        }
        assert_eq!(get(&bench.ctx, Some(&bench.ana), id).await.unwrap().version, 9);
    }

    async fn the_bin_hides_from_everybody_and_gives_back(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let id = bench.publish("film", 5, 1000, &["a"]).await;
        delete(ctx, &bench.ana, id, None).await.unwrap();
        assert_eq!(code(get(ctx, Some(&bench.ana), id).await), "video-not-found");
        assert_eq!(code(delete(ctx, &bench.ana, id, None).await), "video-not-found");
        assert!(bench.own(OwnSort::Newest, OwnFilter::default()).await.is_empty());
        assert!(bench.titles(Sort::Newest, Filter::default(), 10).await.is_empty());
        assert_eq!(code(restore(ctx, &bench.eve, id).await), "video-not-found");
        restore(ctx, &bench.ana, id).await.unwrap();
        let found = restore(ctx, &bench.ana, id).await.unwrap();
        assert_eq!((found.view.tags, found.view.summary.published_at), (vec!["a".to_owned()], Some(Timestamp::from_millis(5))));
    }

    async fn pages_hold_each_video_once_even_with_equal_keys_and_while_rows_go(test: TestDb) {
        let bench = Bench::new(test).await;
        for n in 0..25 {
            bench.publish(&format!("{n:02}"), 1000, 1000, &[]).await;
        }
        for sort in [Sort::Newest, Sort::Oldest, Sort::Views, Sort::Likes, Sort::Duration] {
            let mut titles = bench.titles(sort, Filter::default(), 10).await;
            assert_eq!(titles.len(), 25, "{sort:?}");
            titles.sort();
            titles.dedup();
            assert_eq!(titles.len(), 25, "{sort:?}");
        }
        let first = list(&bench.ctx, ListVideos { sort: Sort::Newest, filter: Filter::default(), limit: 10, cursor: None }).await.unwrap();
        delete(&bench.ctx, &bench.ana, first.items[9].id, None).await.unwrap();
        let request = |sort, cursor| ListVideos { sort, filter: Filter::default(), limit: MAX_LIMIT, cursor };
        let rest = list(&bench.ctx, request(Sort::Newest, first.next_cursor.clone())).await.unwrap();
        assert_eq!(rest.items.len(), 15);
        assert_eq!(code(list(&bench.ctx, request(Sort::Oldest, first.next_cursor)).await), "bad-cursor");
        assert_eq!(code(list(&bench.ctx, request(Sort::Oldest, Some("forged".to_owned()))).await), "bad-cursor");
    }

    async fn filters_and_orders_do_what_they_say(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.publish("short", 1000, 5_000, &["beach"]).await;
        bench.publish("long", 2000, 90_000, &["beach", "sea"]).await;
        bench.publish("middle", 3000, 30_000, &["sea"]).await;
        bench.make(serde_json::json!({ "title": "draft", "visibility": "public", "tags": ["sea"] })).await;
        let all = |sort| bench.titles(sort, Filter::default(), 2);
        assert_eq!(all(Sort::Newest).await, ["middle", "long", "short"]);
        assert_eq!(all(Sort::Oldest).await, ["short", "long", "middle"]);
        assert_eq!(all(Sort::Duration).await, ["long", "middle", "short"]);
        let with = |filter| bench.titles(Sort::Newest, filter, 10);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(with(Filter { tag: some("sea"), ..Filter::default() }).await, ["middle", "long"]);
        assert_eq!(with(Filter { author: some("ana"), ..Filter::default() }).await.len(), 3);
        assert_eq!(with(Filter { author: some("eve"), ..Filter::default() }).await.len(), 0);
        assert_eq!(with(Filter { language: some("en"), ..Filter::default() }).await.len(), 0);
        assert_eq!(with(Filter { duration_min_ms: Some(30_000), duration_max_ms: Some(60_000), ..Filter::default() }).await, ["middle"]);
        assert_eq!(with(Filter { published_after: Some(2000), published_before: Some(3000), ..Filter::default() }).await, ["long"]);
        let long = list(&bench.ctx, ListVideos { sort: Sort::Duration, filter: Filter::default(), limit: 1, cursor: None }).await.unwrap();
        let track = CaptionTrack { language: "es".parse().unwrap(), label: String::new(), kind: CaptionKind::Subtitles, default: false, version: 1 };
        let tx = bench.world.db.begin_write().await.unwrap();
        persistence::caption::put(&tx, long.items[0].id, &Caption { track, body: "WEBVTT".to_owned() }).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(with(Filter { has_captions: Some(true), ..Filter::default() }).await, ["long"]);
        assert_eq!(with(Filter { has_captions: Some(false), ..Filter::default() }).await, ["middle", "short"]);
    }
}
