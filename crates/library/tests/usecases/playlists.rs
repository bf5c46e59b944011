//! Playlists: their order, who sees them, and storms.

use crate::bench::{Bench, code};
use domain::id::{PlaylistId, PlaylistItemId, VideoId};
use domain::idempotency::IdempotencyKey;
use domain::patch::Patch;
use domain::playlist::{AddItem, CreatePlaylist, MoveItem, PlaylistKind, ReplacePlaylist};
use domain::video::Visibility;
use futures_util::future::join_all;
use library::playlists::{self, Which};
use library::viewing;
use persistence::testing::dump;

fn words(title: &str, visibility: Visibility) -> CreatePlaylist {
    CreatePlaylist { title: title.to_owned(), description: String::new(), visibility }
}

fn at_end(video_id: VideoId) -> AddItem {
    AddItem { video_id, after: Patch::Keep }
}

/// A public playlist of eve's with so many videos.
async fn filled(bench: &Bench, count: usize) -> (PlaylistId, Vec<PlaylistItemId>) {
    let made = playlists::create(&bench.ctx, &bench.eve, None, words("list", Visibility::Public)).await.unwrap();
    let id = made.view.playlist.id;
    let mut items = Vec::new();
    for video in bench.videos(count).await {
        items.push(playlists::add(&bench.ctx, &bench.eve, Which::Id(id), at_end(video)).await.unwrap().id);
    }
    (id, items)
}

/// The items in their order, through pages of three.
async fn order(bench: &Bench, id: PlaylistId) -> Vec<PlaylistItemId> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = playlists::get(&bench.ctx, Some(&bench.eve), Which::Id(id), 3, cursor).await.unwrap().view.items;
        all.extend(page.items.into_iter().map(|item| item.id));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return all;
        }
    }
}

async fn put(bench: &Bench, list: PlaylistId, item: PlaylistItemId, after: Option<PlaylistItemId>) {
    playlists::relocate(&bench.ctx, &bench.eve, list, item, MoveItem { after }).await.unwrap();
}

/// The ranks of all items, by row.
async fn rows(bench: &Bench) -> Vec<String> {
    let mut rows = dump(&bench.ctx.db).await["playlist_item"].clone();
    rows.sort_unstable();
    rows
}

async fn counter(bench: &Bench, id: PlaylistId) -> i64 {
    persistence::playlist::find_stored(&bench.ctx.db, id).await.unwrap().unwrap().playlist.items
}

persistence::on_both_databases! {
    async fn items_stand_where_they_are_put(test: TestDb) {
        let bench = Bench::new(test).await;
        let (list, items) = filled(&bench, 4).await;
        let [a, b, c, d] = items[..] else { panic!() };
        assert_eq!(order(&bench, list).await, [a, b, c, d]);
        put(&bench, list, d, Some(a)).await;
        assert_eq!(order(&bench, list).await, [a, d, b, c]);
        put(&bench, list, b, None).await;
        assert_eq!(order(&bench, list).await, [b, a, d, c]);
        put(&bench, list, b, Some(c)).await;
        assert_eq!(order(&bench, list).await, [a, d, c, b]);
        put(&bench, list, d, Some(d)).await;
        put(&bench, list, d, Some(a)).await;
        assert_eq!(order(&bench, list).await, [a, d, c, b], "already there");
        let more = bench.videos(2).await;
        let first = playlists::add(&bench.ctx, &bench.eve, Which::Id(list), AddItem { video_id: more[0], after: Patch::Clear }).await.unwrap();
        let second = playlists::add(&bench.ctx, &bench.eve, Which::Id(list), AddItem { video_id: more[1], after: Patch::Set(d) }).await.unwrap();
        assert_eq!(order(&bench, list).await, [first.id, a, d, second.id, c, b]);
        let strange = PlaylistItemId(uuid::Uuid::nil());
        let lost = MoveItem { after: Some(strange) };
        assert_eq!(code(playlists::relocate(&bench.ctx, &bench.eve, list, a, lost).await), "playlist-item-not-found");
        assert_eq!(code(playlists::relocate(&bench.ctx, &bench.kim, list, a, lost).await), "playlist-not-found");
        for _ in 0..2 {
            playlists::remove(&bench.ctx, &bench.eve, list, a).await.unwrap();
        }
        assert_eq!(order(&bench, list).await, [first.id, d, second.id, c, b]);
        assert_eq!(counter(&bench, list).await, 5);
    }

    async fn thousands_of_moves_into_one_gap_write_one_row_each_and_keep_the_order(test: TestDb) {
        let bench = Bench::new(test).await;
        let (list, mut items) = filled(&bench, 6).await;
        let (ctx, heard) = bench.heard();
        let mut before = rows(&bench).await;
        for n in 0..2000 {
            // The last goes to the second place, again and again.
            let moved = items.remove(5);
            playlists::relocate(&ctx, &bench.eve, list, moved, MoveItem { after: Some(items[0]) }).await.unwrap();
            items.insert(1, moved);
            assert!(heard.take().len() <= 6);
            if n % 100 == 0 {
                let after = rows(&bench).await;
                let changed = after.iter().filter(|row| !before.contains(row)).count();
                assert!(changed <= if n == 0 { 1 } else { 5 }, "{changed} rows changed");
                before = after;
            }
        }
        assert_eq!(order(&bench, list).await, items);
        let longest = rows(&bench).await.iter().map(String::len).max().unwrap();
        assert!(longest < 256 * 2 + 400, "{longest} characters in a row with its rank in hexadecimal");
    }

    async fn ranks_that_grew_long_are_spread_anew_in_the_same_order(test: TestDb) {
        let bench = Bench::new(test).await;
        let (list, mut items) = filled(&bench, 3).await;
        for _ in 0..4200 {
            let moved = items.remove(2);
            put(&bench, list, moved, Some(items[0])).await;
            items.insert(1, moved);
        }
        assert_eq!(order(&bench, list).await, items);
        let longest = rows(&bench).await.iter().map(String::len).max().unwrap();
        assert!(longest < 258 * 2 + 400, "{longest}");
    }

    async fn moves_additions_and_removals_at_once_keep_every_item_once(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let (list, items) = filled(&bench, 12).await;
        let more = bench.videos(8).await;
        let moves = (0..60_usize).map(async |n| {
            let after = (n % 7 != 0).then(|| items[(n * 5 + 1) % 11]);
            let item = items[(n * 3) % 11];
            playlists::relocate(&bench.ctx, &bench.eve, list, item, MoveItem { after }).await
        });
        // Each video is added by three at once.
        let adds = more.iter().cycle().take(24).map(|video| playlists::add(&bench.ctx, &bench.eve, Which::Id(list), at_end(*video)));
        let gone = (0..20).map(|_| playlists::remove(&bench.ctx, &bench.eve, list, items[11]));
        let (moved, added, removed) = futures_util::join!(join_all(moves), join_all(adds), join_all(gone));
        assert!(moved.iter().all(Result::is_ok) && added.iter().all(Result::is_ok) && removed.iter().all(Result::is_ok));
        let mut seen = order(&bench, list).await;
        assert_eq!(i64::try_from(seen.len()).unwrap(), counter(&bench, list).await);
        seen.sort_unstable();
        let mut wanted: Vec<_> = items[..11].to_vec();
        wanted.extend(added.into_iter().map(|item| item.unwrap().id));
        wanted.sort_unstable();
        wanted.dedup();
        assert_eq!(seen, wanted);
        assert_eq!(seen.len(), 19);
    }

    async fn everybody_sees_what_is_public_and_nobody_what_is_hidden(test: TestDb) {
        let bench = Bench::new(test).await;
        let (list, _) = filled(&bench, 3).await;
        let get = |viewer| playlists::get(&bench.ctx, viewer, Which::Id(list), 10, None);
        let shown = async |viewer| get(viewer).await.unwrap().view.items.items.len();
        assert_eq!((shown(None).await, shown(Some(&bench.kim)).await), (3, 3));
        let hidden = get(None).await.unwrap().view.items.items[0].video.id;
        bench.world.edit(hidden, |video| video.metadata.visibility = Visibility::Private).await;
        assert_eq!((shown(None).await, shown(Some(&bench.eve)).await), (2, 2));
        assert_eq!(shown(Some(&bench.ana)).await, 2, "a public list is the same for all but its owner");
        assert_eq!(counter(&bench, list).await, 3, "it stays in the list");

        let replace = |visibility| ReplacePlaylist { title: "new".to_owned(), description: "words".to_owned(), visibility };
        let version = get(None).await.unwrap().version;
        let changed = playlists::replace(&bench.ctx, &bench.eve, list, Some(&[version]), replace(Visibility::Private)).await.unwrap();
        assert_eq!(changed.view.playlist.title, "new");
        assert_eq!(code(playlists::replace(&bench.ctx, &bench.eve, list, Some(&[version]), replace(Visibility::Public)).await), "stale");
        assert_eq!(code(playlists::delete(&bench.ctx, &bench.eve, list, Some(&[version])).await), "stale");
        assert_eq!((code(get(None).await), code(get(Some(&bench.kim)).await)), ("playlist-not-found", "playlist-not-found"));
        assert_eq!(code(playlists::delete(&bench.ctx, &bench.kim, list, None).await), "playlist-not-found");
        assert!(get(Some(&bench.eve)).await.is_ok());
        assert!(playlists::of_user(&bench.ctx, "eve", 10, None).await.unwrap().items.is_empty());
        assert_eq!(playlists::mine(&bench.ctx, &bench.eve, 10, None).await.unwrap().items.len(), 1);
        playlists::delete(&bench.ctx, &bench.eve, list, None).await.unwrap();
        assert_eq!(code(get(Some(&bench.eve)).await), "playlist-not-found");
        assert!(rows(&bench).await.is_empty());
    }

    async fn the_list_for_later_is_one_and_stays(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let videos = bench.videos(20).await;
        for added in join_all(videos.iter().map(|video| playlists::add(&bench.ctx, &bench.eve, Which::WatchLater, at_end(*video)))).await {
            added.unwrap();
        }
        let list = playlists::get(&bench.ctx, Some(&bench.eve), Which::WatchLater, 100, None).await.unwrap().view;
        assert_eq!((list.items.items.len(), list.playlist.items_count, list.playlist.kind), (20, 20, PlaylistKind::WatchLater));
        let id = list.playlist.id;
        assert_eq!(playlists::mine(&bench.ctx, &bench.eve, 10, None).await.unwrap().items.len(), 1);
        assert_eq!(code(playlists::delete(&bench.ctx, &bench.eve, id, None).await), "watch-later-stays");
        let open = ReplacePlaylist { title: "x".to_owned(), description: String::new(), visibility: Visibility::Public };
        assert_eq!(code(playlists::replace(&bench.ctx, &bench.eve, id, None, open).await), "watch-later-stays");
        assert_eq!(code(playlists::get(&bench.ctx, Some(&bench.kim), Which::Id(id), 1, None).await), "playlist-not-found");
        assert_eq!(code(playlists::get(&bench.ctx, None, Which::WatchLater, 1, None).await), "playlist-not-found");
        let mut firsts = Vec::new();
        for list in join_all((0..20).map(|_| playlists::get(&bench.ctx, Some(&bench.kim), Which::WatchLater, 1, None))).await {
            firsts.push(list.unwrap().view.playlist.id);
        }
        firsts.dedup();
        assert_eq!(firsts.len(), 1, "also if it is first used by many at once");
        assert_eq!(viewing::state(&bench.ctx, &bench.eve, videos[3]).await.unwrap().playlists, [id]);
        assert!(viewing::state(&bench.ctx, &bench.kim, videos[3]).await.unwrap().playlists.is_empty());
    }

    async fn a_list_is_made_once_for_a_key_and_reading_costs_a_fixed_number_of_queries(test: TestDb) {
        let bench = Bench::new(test).await;
        let key = |print: &str| IdempotencyKey::new("click", print.to_owned()).unwrap();
        let make = async |print: &str| {
            let key = key(print);
            playlists::create(&bench.ctx, &bench.eve, Some(&key), words("once", Visibility::Public)).await
        };
        let first = make("body").await.unwrap().view.playlist.id;
        assert_eq!(make("body").await.unwrap().view.playlist.id, first);
        assert_eq!(code(make("other").await), "idempotency-key-reused");
        let (list, _) = filled(&bench, 7).await;
        let (ctx, heard) = bench.heard();
        playlists::get(&ctx, None, Which::Id(list), 5, None).await.unwrap();
        assert_eq!(heard.take().len(), 2);
        let page = playlists::mine(&ctx, &bench.eve, 1, None).await.unwrap();
        assert_eq!((heard.take().len(), page.items[0].id), (1, list));
        let rest = playlists::mine(&ctx, &bench.eve, 1, page.next_cursor).await.unwrap();
        assert_eq!((rest.items[0].id, rest.next_cursor), (first, None));
        heard.take();
        assert_eq!(playlists::of_user(&ctx, "EVE", 10, None).await.unwrap().items.len(), 2);
        assert_eq!(heard.take().len(), 2);
        assert_eq!(code(playlists::get(&ctx, None, Which::Id(list), 5, Some("forged".to_owned())).await), "bad-cursor");
    }

    async fn a_video_that_is_erased_is_counted_out_of_every_list(test: TestDb) {
        let bench = Bench::new(test).await;
        let (list, items) = filled(&bench, 2).await;
        let video = playlists::get(&bench.ctx, None, Which::Id(list), 1, None).await.unwrap().view.items.items[0].video.id;
        playlists::add(&bench.ctx, &bench.kim, Which::WatchLater, at_end(video)).await.unwrap();
        let tx = bench.ctx.db.begin_write().await.unwrap();
        persistence::video::erase(&tx, video).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((order(&bench, list).await, counter(&bench, list).await), (vec![items[1]], 1));
        let later = playlists::get(&bench.ctx, Some(&bench.kim), Which::WatchLater, 10, None).await.unwrap().view;
        assert_eq!((later.playlist.items_count, later.items.items.len()), (0, 0));
    }
}
