//! An index that lies elsewhere: what it misses it hears of later, and it is made anew while it is used.

use super::{Bench, Ground, SearchRequest, request, settings, titles};
use crate::{Ctx, DatabaseIndex, Error, OpenSearchIndex, WithFallback, follow, maintain, refresh, reindex, suggest};
use domain::Fault;
use domain::reaction::Reaction;
use domain::search::{FacetName, Sort};
use domain::video::Visibility;
use persistence::search::{Unheard, documents, heard, unheard};
use persistence::testing::{TestDb, World, dump};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

async fn bench() -> Bench {
    Bench::new(Ground::opensearch().await).await
}

/// The same world, searched as a server does it.
fn with_fallback(bench: &Bench) -> Ctx {
    let opensearch = OpenSearchIndex::new(&bench.peer().settings(), bench.world.db.clone()).unwrap();
    let index = WithFallback::new(opensearch, DatabaseIndex(bench.world.db.clone()), bench.world.clock.clone());
    Ctx::new(bench.world.ctx(), Arc::new(index), settings(1000))
}

async fn found(ctx: &Ctx, q: &str) -> Vec<String> {
    titles(&crate::search(ctx, &request(q)).await.unwrap())
}

#[tokio::test]
async fn what_is_written_while_it_is_down_arrives_when_it_is_up() {
    let bench = bench().await;
    let old = bench.titled("old film", "en").await;
    let gone = bench.titled("gone film", "en").await;
    bench.settled().await;
    bench.peer().set_down(true);
    bench.world.edit(old, |video| video.metadata.title = "new film".to_owned()).await;
    bench.world.edit(gone, |video| video.metadata.visibility = Visibility::Private).await;
    bench.titled("another film", "en").await;
    for _ in 0..3 {
        maintain(&bench.ctx).await.unwrap();
        let error = follow(&bench.ctx).await.unwrap_err();
        assert_eq!((error.code(), error.kind()), ("unavailable", domain::ErrorKind::Unavailable));
    }
    assert!(dump(&bench.world.db).await["search_change"].is_empty(), "the database's own index waits for nobody");
    assert_eq!(unheard(&bench.world.db, 100).await.unwrap().len(), 3, "a row a document");
    bench.peer().set_down(false);
    let mut left = bench.titles("film").await;
    left.sort();
    assert_eq!(left, ["another film", "new film"]);
    assert!(unheard(&bench.world.db, 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_it_has_no_room_for_is_told_again_and_nothing_else_is() {
    let bench = bench().await;
    bench.settled().await;
    for n in 0..5 {
        bench.titled(&format!("film {n}"), "en").await;
    }
    maintain(&bench.ctx).await.unwrap();
    // All five, three times over, and two of them a fourth time.
    bench.peer().be_busy(5 + 5 + 5 + 2);
    let error = follow(&bench.ctx).await.unwrap_err();
    assert!(error.to_string().contains("429"), "{error}");
    assert_eq!((unheard(&bench.world.db, 10).await.unwrap().len(), bench.peer().documents("claqueta").len()), (2, 1 + 3));
    assert_eq!(bench.titles("film").await.len(), 5);
    assert!(unheard(&bench.world.db, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_comes_late_with_what_is_old_changes_nothing() {
    let bench = bench().await;
    let id = bench.titled("first", "en").await;
    maintain(&bench.ctx).await.unwrap();
    let (changes, index) = (unheard(&bench.world.db, 10).await.unwrap(), bench.ctx.index.elsewhere().unwrap());
    let old = documents(&bench.world.db, &[id.0]).await.unwrap();
    bench.world.edit(id, |video| video.metadata.title = "second".to_owned()).await;
    assert_eq!(bench.titles("second").await, ["second"]);
    assert!(index.follow(&changes, &old).await.unwrap().ids.is_empty());
    heard(&bench.world.db, &changes).await.unwrap();
    assert_eq!(bench.titles("second").await, ["second"]);
    bench.world.edit(id, |video| video.metadata.visibility = Visibility::Private).await;
    bench.settled().await;
    index.follow(&changes, &old).await.unwrap();
    assert!(bench.titles("first").await.is_empty() && bench.titles("second").await.is_empty());
    assert!(bench.peer().documents("claqueta").iter().all(|(found, ..)| *found != id.to_string()));
}

#[tokio::test]
async fn what_changes_while_it_is_told_waits_on() {
    let bench = bench().await;
    let id = bench.titled("film", "en").await;
    maintain(&bench.ctx).await.unwrap();
    let told = unheard(&bench.world.db, 10).await.unwrap();
    bench.world.edit(id, |video| video.metadata.title = "other".to_owned()).await;
    maintain(&bench.ctx).await.unwrap();
    heard(&bench.world.db, &told).await.unwrap();
    let waits = unheard(&bench.world.db, 10).await.unwrap();
    assert!(matches!(waits.as_slice(), [Unheard { id: one, version }] if *one == id.0 && *version > told[0].version), "{waits:?}");
}

#[tokio::test]
async fn it_is_made_anew_while_writes_and_searches_go_on() {
    let test = TestDb::sqlite().await;
    let world = World::crowded(&test).await;
    let ground = Ground { test, ..Ground::opensearch().await };
    let bench = Bench::over(world, ground, 1000).await;
    let mut ids = Vec::new();
    for n in 0..450 {
        ids.push(bench.titled(&format!("film {n}"), "en").await);
    }
    bench.settled().await;
    let before = bench.peer().indexes();
    let done = AtomicBool::new(false);
    let writes = async {
        let mut renamed = 0;
        while !done.load(Ordering::SeqCst) {
            bench.world.edit(ids[renamed % 400], |video| video.metadata.title = format!("renamed {renamed} film")).await;
            if renamed < 20 {
                bench.world.edit(ids[400 + renamed], |video| video.metadata.visibility = Visibility::Private).await;
            }
            renamed += 1;
            maintain(&bench.ctx).await.unwrap();
            follow(&bench.ctx).await.unwrap_or_else(|error| assert!(matches!(error, Error::Index(_)), "{error}"));
        }
        renamed
    };
    let searches = async {
        while !done.load(Ordering::SeqCst) {
            assert!(!found(&bench.ctx, "film").await.is_empty(), "there is always something to search");
            tokio::task::yield_now().await;
        }
    };
    let anew = async {
        let count = reindex(&bench.ctx, |_, _| ()).await.unwrap();
        done.store(true, Ordering::SeqCst);
        count
    };
    let (count, renamed, ()) = tokio::join!(anew, writes, searches);
    assert_eq!(count, 451);
    assert!(renamed > 0);
    bench.settled().await;
    let after = bench.peer().indexes();
    assert!(after.len() == 1 && after != before, "{before:?} {after:?}");
    let mut kept: Vec<(String, String)> =
        bench.peer().documents("claqueta").into_iter().map(|(id, _, document)| (id, document["shown"]["head"].to_string())).collect();
    let everything: Vec<_> = ids.iter().map(|id| id.0).chain([bench.ana.user_id.0]).collect();
    let mut wanted = Vec::new();
    for part in everything.chunks(200) {
        let part = documents(&bench.world.db, part).await.unwrap();
        wanted.extend(part.iter().map(|document| (document.id.to_string(), json!(document.prepare().head).to_string())));
    }
    kept.sort();
    wanted.sort();
    assert_eq!(kept, wanted);
}

#[tokio::test]
async fn what_a_broken_reindex_left_is_removed_by_the_next() {
    let bench = bench().await;
    bench.titled("film", "en").await;
    bench.settled().await;
    let live = bench.peer().indexes();
    bench.peer().refuse(1, 403);
    reindex(&bench.ctx, |_, _| ()).await.unwrap_err();
    bench.ctx.index.elsewhere().unwrap().begin(domain::Clock::now(&*bench.world.clock)).await.unwrap();
    bench.world.clock.forward(Duration::from_millis(1));
    assert_eq!(bench.peer().indexes().len(), 2);
    bench.titled("film two", "en").await;
    assert_eq!(bench.titles("film").await.len(), 2, "searches use the one that is whole");
    assert_eq!(bench.peer().documents("claqueta-next").len(), 1, "and changes go to both");
    reindex(&bench.ctx, |_, _| ()).await.unwrap();
    let now = bench.peer().indexes();
    assert!(now.len() == 1 && now != live, "{now:?}");
    assert_eq!(bench.titles("film").await.len(), 2);
}

#[tokio::test]
async fn indexes_of_others_are_left_alone() {
    let bench = bench().await;
    let mut other = bench.peer().settings();
    for name in ["claqueta-test", "claqueta2"] {
        name.clone_into(&mut other.index);
        let index = OpenSearchIndex::new(&other, bench.world.db.clone()).unwrap();
        reindex(&Ctx::new(bench.world.ctx(), Arc::new(index), settings(1000)), |_, _| ()).await.unwrap();
    }
    reindex(&bench.ctx, |_, _| ()).await.unwrap();
    let starts = bench.peer().indexes().into_iter().map(|name| name.rsplit_once('-').unwrap().0.to_owned());
    assert_eq!(starts.collect::<Vec<_>>(), ["claqueta", "claqueta-test", "claqueta2"]);
}

#[tokio::test]
async fn one_that_was_never_made_says_so_and_changes_wait_for_it() {
    let bench = bench().await;
    let mut other = bench.peer().settings();
    "fresh".clone_into(&mut other.index);
    let index = OpenSearchIndex::new(&other, bench.world.db.clone()).unwrap();
    let fresh = Ctx::new(bench.world.ctx(), Arc::new(index), settings(1000));
    bench.titled("film", "en").await;
    maintain(&fresh).await.unwrap();
    let error = follow(&fresh).await.unwrap_err();
    assert!(error.to_string().contains("claqueta reindex"), "{error}");
    assert!(bench.peer().indexes().iter().all(|name| !name.starts_with("fresh")), "none was made by being written to");
    reindex(&fresh, |_, _| ()).await.unwrap();
    assert_eq!(found(&fresh, "film").await, ["film"]);
}

#[tokio::test]
async fn popularity_follows() {
    let bench = bench().await;
    let (early, late) = (bench.titled("early film", "en").await, bench.titled("late film", "en").await);
    let order = async || {
        let page = bench.ask(SearchRequest { sort: Sort::Likes, ..request("film") }).await;
        page.items.iter().map(|hit| hit.video.as_ref().unwrap().id).collect::<Vec<_>>()
    };
    assert_eq!(order().await, [late, early]);
    let (tx, now) = (bench.world.db.begin_write().await.unwrap(), domain::Clock::now(&*bench.world.clock));
    persistence::reaction::set_on_video(&tx, bench.ana.user_id, early, Reaction::Like, now).await.unwrap();
    tx.commit().await.unwrap();
    refresh(&bench.ctx).await.unwrap();
    assert_eq!(order().await, [early, late]);
}

#[tokio::test]
async fn the_database_answers_the_same_while_it_is_down() {
    let bench = bench().await;
    for n in 0..7 {
        bench.titled(&format!("film {n}"), "en").await;
    }
    bench.settled().await;
    let ctx = with_fallback(&bench);
    let asked = |cursor| SearchRequest { limit: 3, cursor, facets: vec![FacetName::Language], ..request("film") };
    let first = crate::search(&ctx, &asked(None)).await.unwrap();
    bench.peer().set_down(true);
    assert_eq!(crate::search(&ctx, &asked(None)).await.unwrap(), first);
    bench.peer().asked();
    let second = crate::search(&ctx, &asked(first.next_cursor.clone())).await.unwrap();
    let newest = crate::search(&ctx, &SearchRequest { sort: Sort::Newest, ..request("film") }).await.unwrap();
    suggest(&ctx, "fil").await.unwrap();
    assert_eq!((second.items.len(), newest.items.len(), bench.peer().asked().len()), (3, 7, 0), "it is left alone for a while");
    bench.peer().set_down(false);
    bench.world.clock.forward(Duration::from_secs(6));
    let third = crate::search(&ctx, &asked(second.next_cursor)).await.unwrap();
    assert!(third.items.len() == 1 && third.next_cursor.is_none());
    assert!(!bench.peer().asked().is_empty(), "then it is asked again");
    for refused in [401, 404, 429, 500] {
        bench.world.clock.forward(Duration::from_secs(6));
        bench.peer().refuse(1, refused);
        assert_eq!(crate::search(&ctx, &asked(None)).await.unwrap(), first, "{refused}");
    }
}
