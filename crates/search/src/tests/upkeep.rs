//! The index follows what it is about.

use super::{Bench, SearchRequest, request};
use crate::{refresh, reindex, trending};
use domain::Clock as _;
use domain::category::{Category, Shelf, Slug};
use domain::search::{FacetName, Filter, Kind};
use domain::user::Role;
use domain::video::Visibility;
use persistence::testing::dump;
use persistence::{category, user, video};
use serde_json::json;
use std::time::Duration;

super::on_every_index! {
    async fn what_is_hidden_is_found_no_more(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.world.draft(&bench.ana, serde_json::from_value(json!({ "title": "zebra draft", "visibility": "public" })).unwrap()).await;
        let id = bench.titled("zebra", "en").await;
        assert_eq!(bench.titles("zebra").await, ["zebra"]);
        bench.world.edit(id, |video| video.metadata.visibility = Visibility::Unlisted).await;
        assert!(bench.titles("zebra").await.is_empty());
        bench.world.edit(id, |video| video.metadata.visibility = Visibility::Public).await;
        bench.world.edit(id, |video| video.metadata.title = "giraffe".to_owned()).await;
        assert!(bench.titles("zebra").await.is_empty());
        assert_eq!(bench.titles("giraffe").await, ["giraffe"]);
        let tx = bench.world.db.begin_write().await.unwrap();
        video::erase(&tx, id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(bench.titles("giraffe").await.is_empty());
        bench.settled().await;
        let words = dump(&bench.world.db).await;
        let known = |table: &str| words[table].iter().any(|row| row.contains("zebra") || row.contains("giraffe"));
        assert!(!known("search_word") && !known("search_spelling") && !known("search_document") && !known("search_change"));
    }

    async fn an_edit_that_is_rolled_back_leaves_the_index_as_it_was(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.titled("zebra", "en").await;
        let tx = bench.world.db.begin_write().await.unwrap();
        let mut changed = video::find_for_update(&tx, id).await.unwrap().unwrap();
        changed.metadata.title = "giraffe".to_owned();
        video::save(&tx, &changed).await.unwrap();
        drop(tx);
        assert_eq!(bench.titles("zebra").await, ["zebra"]);
        assert!(bench.titles("giraffe").await.is_empty());
    }

    async fn a_renamed_author_is_found_by_the_new_name(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.titled("film", "en").await;
        bench.settled().await;
        let tx = bench.world.db.begin_write().await.unwrap();
        let mut ana = user::find_for_update(&tx, bench.ana.user_id).await.unwrap().unwrap();
        ana.display_name = "Penélope".to_owned();
        user::save(&tx, &ana).await.unwrap();
        tx.commit().await.unwrap();
        bench.settled().await;
        assert_eq!(bench.titles("penelope film").await, ["film"]);
        let people = bench.ask(SearchRequest { kind: Kind::User, ..request("penelope") }).await;
        assert_eq!(people.items.len(), 1);
        let tx = bench.world.db.begin_write().await.unwrap();
        ana.deleted_at = Some(bench.world.clock.now());
        user::save(&tx, &ana).await.unwrap();
        tx.commit().await.unwrap();
        assert!(bench.titles("film").await.is_empty(), "what a deleted account made is hidden with it");
        assert!(bench.ask(SearchRequest { kind: Kind::User, ..request("penelope") }).await.items.is_empty());
    }

    async fn a_category_that_is_gone_finds_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let slug: Slug = "sea".parse().unwrap();
        let category = Category { slug: slug.to_string(), english: "Sea".to_owned(), spanish: "Mar".to_owned() };
        let tx = bench.world.db.begin_write().await.unwrap();
        category::put(&tx, &Shelf { category: category.clone(), position: 1 }).await.unwrap();
        tx.commit().await.unwrap();
        let id = bench.titled("film", "en").await;
        bench.world.edit(id, |video| video.metadata.category = Some(category)).await;
        let within = || SearchRequest { filter: Filter { category: Some(slug.to_string()), ..Filter::default() }, ..request("film") };
        assert_eq!(bench.ask(within()).await.items.len(), 1);
        let tx = bench.world.db.begin_write().await.unwrap();
        assert!(category::delete(&tx, &slug).await.unwrap());
        tx.commit().await.unwrap();
        bench.settled().await;
        assert!(bench.ask(within()).await.items.is_empty());
        let facets = vec![FacetName::Category];
        let page = bench.ask(SearchRequest { facets, ..request("film") }).await;
        assert_eq!((page.items.len(), page.facets.unwrap().category), (1, Some(Vec::new())));
    }

    async fn an_index_made_anew_finds_the_same(test: TestDb) {
        let bench = Bench::new(test).await;
        for n in 0..3 {
            bench.titled(&format!("film {n}"), "en").await;
        }
        bench.settled().await;
        let before = bench.titles("film").await;
        let told = std::sync::Mutex::new(Vec::new());
        assert_eq!(reindex(&bench.ctx, |done, all| told.lock().unwrap().push((done, all))).await.unwrap(), 4);
        assert_eq!(told.into_inner().unwrap(), [(3, 4), (4, 4)]);
        assert_eq!(bench.titles("film").await, before);
        let words = dump(&bench.world.db).await;
        assert!(words["search_word"].iter().any(|row| row.contains("film") && row.contains('3')), "{:?}", words["search_word"]);
    }

    async fn what_many_search_for_is_told_and_what_few_do_is_not(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.titled("feria de abril", "es").await;
        for n in 0..5 {
            bench.ask(SearchRequest { viewer: format!("v{n}"), ..request("Feria  de \"ABRIL\"") }).await;
        }
        for n in 0..4 {
            bench.ask(SearchRequest { viewer: format!("v{n}"), ..request("feria") }).await;
        }
        for _ in 0..50 {
            bench.ask(SearchRequest { viewer: "one".to_owned(), ..request("abril") }).await;
        }
        for n in 0..9 {
            bench.ask(SearchRequest { viewer: format!("v{n}"), ..request("finds nothing") }).await;
        }
        bench.settled().await;
        refresh(&bench.ctx).await.unwrap();
        assert_eq!(trending(&bench.ctx).await.unwrap().items, ["feria de abril"]);
        bench.world.clock.forward(Duration::from_hours(73));
        refresh(&bench.ctx).await.unwrap();
        assert!(trending(&bench.ctx).await.unwrap().items.is_empty());
        let left = dump(&bench.world.db).await;
        assert!(left["search_seen"].is_empty());
    }

    async fn many_writers_at_once_leave_one_document_each_and_true_counts(test: TestDb) {
        let world = persistence::testing::World::crowded(&test).await;
        let bench = Bench::over(world, test, 1000).await;
        let eve = bench.world.account("eve", Role::Creator).await;
        let made = (0..20).map(|n| {
            let (bench, eve) = (&bench, &eve);
            async move {
                let owner = if n % 2 == 0 { eve } else { &bench.ana };
                bench.world.publish(owner, &format!("storm film {n}")).await
            }
        });
        futures_util::future::join_all(made).await;
        let upkeep = (0..4).map(|_| crate::maintain(&bench.ctx));
        for done in futures_util::future::join_all(upkeep).await {
            done.unwrap();
        }
        bench.settled().await;
        assert_eq!(bench.titles("storm film").await.len(), 20);
        let rows = dump(&bench.world.db).await;
        let storm = rows["search_word"].iter().find(|row| row.contains("storm")).unwrap();
        assert!(storm.contains("20"), "{storm}");
    }
}
