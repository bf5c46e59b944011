//! Playlists are found as videos are, as long as everybody may see them and something is in them.

use super::{Bench, SearchRequest, request};
use crate::reindex;
use domain::Clock as _;
use domain::id::PlaylistId;
use domain::playlist::Playlist;
use domain::search::{Field, Filter, Highlight, Kind, Sort};
use domain::user::{Role, User};
use domain::video::Visibility;
use persistence::testing::dump;
use persistence::{playlist, user, video};
use std::collections::BTreeSet;

fn asked(q: &str) -> SearchRequest {
    SearchRequest { kind: Kind::Playlist, ..request(q) }
}

impl Bench {
    /// The titles of the lists that are found.
    async fn lists(&self, q: &str) -> Vec<String> {
        let page = self.ask(asked(q)).await;
        page.items.into_iter().map(|hit| hit.playlist.unwrap().title).collect()
    }

    async fn edit_list(&self, id: PlaylistId, edit: impl FnOnce(&mut Playlist)) {
        let tx = self.world.db.begin_write().await.unwrap();
        let mut list = playlist::find_for_update(&tx, id).await.unwrap().unwrap();
        edit(&mut list);
        playlist::save(&tx, &list).await.unwrap();
        tx.commit().await.unwrap();
    }
}

super::on_every_index! {
    async fn a_list_is_found_by_its_words_and_its_owner(test: TestDb) {
        let bench = Bench::new(test).await;
        let film = bench.titled("film", "en").await;
        let id = bench.world.playlist(&bench.ana, "Canciones de cuna", &[film]).await;
        bench.edit_list(id, |list| list.description = "Para dormir: una canción tras otra".to_owned()).await;
        for q in ["cancion", "canciones dormir", "ana cuna", "\"de cuna\"", "canciones -mar"] {
            assert_eq!(bench.lists(q).await, ["Canciones de cuna"], "{q}");
        }
        assert!(bench.lists("film").await.is_empty() && bench.lists("canciones -cuna").await.is_empty());
        assert_eq!(bench.titles("cuna").await, Vec::<String>::new(), "no video is called so");
        let hit = bench.ask(asked("cancion ana")).await.items.remove(0);
        assert_eq!(hit.highlights[0], Highlight { field: Field::Title, start: 0, end: 9 });
        assert_eq!(hit.highlights[1], Highlight { field: Field::Author, start: 0, end: 3 });
        assert!(hit.excerpt.unwrap().starts_with("Para dormir"));
        assert_eq!(hit.playlist.unwrap().items_count, 1);
    }

    async fn only_public_lists_that_something_is_in_are_found(test: TestDb) {
        let bench = Bench::new(test).await;
        let (film, other) = (bench.titled("film", "en").await, bench.titled("other", "en").await);
        let empty = bench.world.playlist(&bench.ana, "zebra", &[]).await;
        assert!(bench.lists("zebra").await.is_empty());
        bench.edit_list(empty, |list| list.description = "of the savanna".to_owned()).await;
        assert!(bench.lists("savanna").await.is_empty());
        let full = bench.world.playlist(&bench.ana, "zebra two", &[film, other]).await;
        assert_eq!(bench.lists("zebra").await, ["zebra two"]);
        for hidden in [Visibility::Private, Visibility::Unlisted] {
            bench.edit_list(full, |list| list.visibility = hidden).await;
            assert!(bench.lists("zebra").await.is_empty(), "{hidden:?}");
        }
        bench.edit_list(full, |list| list.visibility = Visibility::Public).await;
        bench.edit_list(full, |list| list.title = "giraffe".to_owned()).await;
        assert!(bench.lists("zebra").await.is_empty());
        assert_eq!(bench.lists("giraffe").await, ["giraffe"]);

        let tx = bench.world.db.begin_write().await.unwrap();
        let item = playlist::find_item_of(&tx, full, film).await.unwrap().unwrap();
        playlist::remove_item(&tx, full, item.id, item.added_at).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(bench.lists("giraffe").await, ["giraffe"], "one is left");
        let tx = bench.world.db.begin_write().await.unwrap();
        video::erase(&tx, other).await.unwrap();
        tx.commit().await.unwrap();
        assert!(bench.lists("giraffe").await.is_empty(), "its last video is gone");
        bench.settled().await;
        let rows = dump(&bench.world.db).await;
        let known = |table: &str| rows[table].iter().any(|row| row.contains("giraffe") || row.contains("zebra"));
        assert!(!known("search_document") && !known("search_word") && !known("search_change"));
    }

    async fn a_deleted_list_is_found_no_more_and_a_rollback_changes_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let film = bench.titled("film", "en").await;
        let id = bench.world.playlist(&bench.ana, "zebra", &[film]).await;
        let tx = bench.world.db.begin_write().await.unwrap();
        playlist::delete(&tx, id).await.unwrap();
        drop(tx);
        assert_eq!(bench.lists("zebra").await, ["zebra"]);
        let tx = bench.world.db.begin_write().await.unwrap();
        playlist::delete(&tx, id).await.unwrap();
        tx.commit().await.unwrap();
        let rows = dump(&bench.world.db).await;
        assert!(!rows["search_document"].iter().any(|row| row.contains("zebra")));
    }

    async fn it_follows_its_owner(test: TestDb) {
        let bench = Bench::new(test).await;
        let film = bench.titled("film", "en").await;
        bench.world.playlist(&bench.ana, "zebra", &[film]).await;
        let save = async |edit: &dyn Fn(&mut User)| {
            let tx = bench.world.db.begin_write().await.unwrap();
            let mut ana = user::find_for_update(&tx, bench.ana.user_id).await.unwrap().unwrap();
            edit(&mut ana);
            user::save(&tx, &ana).await.unwrap();
            tx.commit().await.unwrap();
        };
        bench.settled().await;
        save(&|ana| ana.display_name = "Penélope".to_owned()).await;
        bench.settled().await;
        assert_eq!((bench.lists("penelope zebra").await, bench.titles("penelope film").await.len()), (vec!["zebra".to_owned()], 1));
        let now = bench.world.clock.now();
        save(&|ana| ana.deleted_at = Some(now)).await;
        assert!(bench.lists("zebra").await.is_empty(), "what a deleted account made is hidden with it");
        save(&|ana| ana.deleted_at = None).await;
        assert_eq!(bench.lists("zebra").await, ["zebra"]);
    }

    async fn lists_are_paged_filtered_and_made_anew(test: TestDb) {
        let bench = Bench::new(test).await;
        let film = bench.titled("film", "en").await;
        let eve = bench.world.account("eve", Role::Creator).await;
        for n in 0..5 {
            let owner = if n == 3 { &eve } else { &bench.ana };
            bench.world.playlist(owner, &format!("list {n}"), &[film]).await;
        }
        let of_eve = Filter { author: Some("eve".to_owned()), ..Filter::default() };
        let page = bench.ask(SearchRequest { filter: of_eve, ..asked("list") }).await;
        assert_eq!(page.items.len(), 1);
        assert_eq!(reindex(&bench.ctx, |_, _| ()).await.unwrap(), 8, "a video, two people, five lists");
        for sort in [Sort::Relevance, Sort::Newest] {
            let (mut seen, mut cursor) = (Vec::new(), None);
            loop {
                let page = bench.ask(SearchRequest { sort, limit: 2, cursor, ..asked("list") }).await;
                seen.extend(page.items.into_iter().map(|hit| hit.playlist.unwrap().title));
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (5, 5), "{sort:?}");
        }
        assert_eq!(bench.ask(asked("lits")).await.did_you_mean.as_deref(), Some("list"));
    }
}
