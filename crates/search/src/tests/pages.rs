//! Pages, filters, counts, and what they cost.

use super::{Bench, SearchRequest, request, titles};
use crate::{OpenSearchIndex, Result, SearchIndex};
use domain::page::Cursor;
use domain::search::{FacetName, Filter, Sort};
use domain::{Clock as _, Fault};
use persistence::search::{After, Candidate, Search};
use persistence::testing::{Statements, World};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// An index that notes how many answers were asked for.
struct Overheard {
    index: Arc<dyn SearchIndex>,
    asked: Arc<Mutex<Vec<usize>>>,
}

#[async_trait::async_trait]
impl SearchIndex for Overheard {
    async fn find(&self, search: Search<'_>, after: Option<After>, limit: usize) -> Result<Vec<Candidate>> {
        self.asked.lock().unwrap().push(limit);
        self.index.find(search, after, limit).await
    }

    async fn page(&self, search: Search<'_>, sort: Sort, after: Option<Cursor>, limit: u64) -> Result<Vec<Candidate>> {
        self.index.page(search, sort, after, limit).await
    }

    fn elsewhere(&self) -> Option<&OpenSearchIndex> {
        self.index.elsewhere()
    }
}

super::on_every_index! {
    async fn pages_hold_each_answer_once_also_beyond_those_ranked_together(test: TestDb) {
        let world = World::new(&test);
        let bench = Bench::over(world, test, 10).await;
        let mut wanted = BTreeSet::new();
        for n in 0..25 {
            wanted.insert(format!("film {n:02}"));
            bench.titled(&format!("film {n:02}"), "en").await;
        }
        for sort in [Sort::Relevance, Sort::Newest, Sort::Views, Sort::Likes] {
            for limit in [1, 4, 10, 100] {
                let (mut seen, mut cursor) = (Vec::new(), None);
                loop {
                    let page = bench.ask(SearchRequest { sort, limit, cursor, ..request("film") }).await;
                    seen.extend(titles(&page));
                    cursor = page.next_cursor;
                    if cursor.is_none() {
                        break;
                    }
                }
                assert_eq!(seen.len(), 25, "{sort:?} by {limit}");
                assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), wanted, "{sort:?} by {limit}");
            }
        }
    }

    async fn what_goes_between_pages_repeats_and_skips_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let mut ids = Vec::new();
        for n in 0..6 {
            ids.push(bench.titled(&format!("film {n}"), "en").await);
        }
        for sort in [Sort::Relevance, Sort::Newest] {
            let first = bench.ask(SearchRequest { sort, limit: 2, ..request("film") }).await;
            let last = first.items[1].video.as_ref().unwrap().id;
            let now = bench.world.clock.now();
            bench.world.edit(last, |video| video.delete(now)).await;
            let rest = bench.ask(SearchRequest { sort, limit: 10, cursor: first.next_cursor.clone(), ..request("film") }).await;
            assert_eq!(rest.items.len(), 4, "{sort:?}");
            assert!(rest.items.iter().all(|hit| first.items.iter().all(|other| other != hit)));
            bench.world.edit(last, |video| video.restore(now)).await;
            let other = SearchRequest { sort, cursor: first.next_cursor.clone(), ..request("films") };
            assert_eq!(crate::search(&bench.ctx, &other).await.unwrap_err().code(), "bad-cursor");
        }
        for forged in ["", "abc", "💥", "AgAAAAA"] {
            let forged = SearchRequest { cursor: Some(forged.to_owned()), ..request("film") };
            assert_eq!(crate::search(&bench.ctx, &forged).await.unwrap_err().code(), "bad-cursor");
        }
    }

    async fn filters_and_orders_do_what_they_say(test: TestDb) {
        let bench = Bench::new(test).await;
        let eve = bench.world.account("eve", domain::user::Role::Creator).await;
        let start = bench.world.clock.now().millis();
        let first = bench.video(json!({ "title": "film one", "language": "en", "tags": ["Sea & Sun"] })).await;
        bench.world.clock.forward(Duration::from_secs(10));
        bench.world.publish(&eve, "film two").await;
        bench.world.clock.forward(Duration::from_secs(10));
        let long = bench.world.draft(&bench.ana, serde_json::from_value(json!({ "title": "film three", "visibility": "public" })).unwrap()).await;
        bench.world.finish(long, 4_000_000).await;
        let tx = bench.world.db.begin_write().await.unwrap();
        persistence::search::set_captions_text(&tx, first, "spoken words").await.unwrap();
        tx.commit().await.unwrap();
        let with = |filter: Filter| {
            let bench = &bench;
            async move {
                let relevant = titles(&bench.ask(SearchRequest { filter: filter.clone(), ..request("film") }).await);
                let newest = titles(&bench.ask(SearchRequest { filter: filter.clone(), sort: Sort::Newest, ..request("") }).await);
                assert_eq!(relevant.iter().collect::<BTreeSet<_>>(), newest.iter().collect::<BTreeSet<_>>(), "{filter:?}");
                newest
            }
        };
        let some = |text: &str| Some(text.to_owned());
        let none = Filter::default;
        assert_eq!(with(none()).await, ["film three", "film two", "film one"]);
        assert_eq!(with(Filter { tag: some("sea & sun"), ..none() }).await, ["film one"]);
        assert_eq!(with(Filter { author: some("eve"), ..none() }).await, ["film two"]);
        assert_eq!(with(Filter { language: some("en"), ..none() }).await, ["film one"]);
        assert_eq!(with(Filter { category: some("music"), ..none() }).await.len(), 0);
        assert_eq!(with(Filter { duration_min_ms: Some(70_000), ..none() }).await, ["film three"]);
        assert_eq!(with(Filter { duration_max_ms: Some(70_000), ..none() }).await.len(), 2);
        assert_eq!(with(Filter { published_after: Some(start + 10_000), ..none() }).await.len(), 2);
        assert_eq!(with(Filter { published_before: Some(start + 10_000), ..none() }).await, ["film one"]);
        assert_eq!(with(Filter { has_captions: Some(true), ..none() }).await, ["film one"]);
        assert_eq!(with(Filter { has_captions: Some(false), ..none() }).await.len(), 2);
    }

    async fn a_deep_page_asks_for_no_more_than_it_shows(test: TestDb) {
        let world = World::new(&test);
        let mut bench = Bench::over(world, test, 10).await;
        for n in 0..25 {
            bench.titled(&format!("film {n}"), "en").await;
        }
        let asked = Arc::new(Mutex::new(Vec::new()));
        bench.ctx.index = Arc::new(Overheard { index: bench.ctx.index.clone(), asked: asked.clone() });
        let mut cursor = None;
        for wanted in [vec![10], vec![10], vec![10, 3], vec![5], vec![5], vec![5]] {
            let page = bench.ask(SearchRequest { limit: 4, cursor, ..request("film") }).await;
            assert_eq!(std::mem::take(&mut *asked.lock().unwrap()), wanted);
            cursor = page.next_cursor;
        }
        let last = bench.ask(SearchRequest { limit: 100, cursor, ..request("film") }).await;
        assert_eq!((last.items.len(), last.next_cursor), (1, None));
    }

    async fn facets_count_what_was_found(test: TestDb) {
        let world = World::new(&test);
        let bench = Bench::over(world, test, 3).await;
        bench.video(json!({ "title": "film one", "language": "en", "tags": ["sea", "sun"] })).await;
        bench.video(json!({ "title": "film two", "language": "es", "tags": ["sea"] })).await;
        bench.video(json!({ "title": "other", "language": "en" })).await;
        let facets = vec![FacetName::Tag, FacetName::Language, FacetName::Duration, FacetName::Category];
        let page = bench.ask(SearchRequest { facets: facets.clone(), ..request("film") }).await;
        let facets_of = page.facets.unwrap();
        let said = |facet: &Option<Vec<domain::search::Facet>>| {
            facet.as_ref().unwrap().iter().map(|f| format!("{} {}", f.value, f.count)).collect::<Vec<_>>()
        };
        assert!(facets_of.exact);
        assert_eq!(said(&facets_of.tag), ["sea 2", "sun 1"]);
        assert_eq!(said(&facets_of.language), ["en 1", "es 1"]);
        assert_eq!(said(&facets_of.duration), ["0-240 2"]);
        assert!(said(&facets_of.category).is_empty());
        let all = bench.ask(SearchRequest { facets, ..request("") }).await;
        assert!(!all.facets.unwrap().exact, "as many as are counted: there may be more");
        assert!(bench.ask(request("film")).await.facets.is_none());
    }

    async fn a_search_costs_the_same_whatever_it_finds(test: TestDb) {
        let mut world = World::new(&test);
        let heard = Statements::of(&mut world.db);
        let bench = Bench::over(world, test, 1000).await;
        let mut costs = BTreeSet::new();
        for count in [1, 7] {
            for n in 0..count {
                bench.video(json!({ "title": format!("film {n}"), "tags": ["sea"] })).await;
            }
            bench.settled().await;
            heard.take();
            bench.ask(SearchRequest { facets: vec![FacetName::Tag], limit: 5, ..request("film") }).await;
            bench.ask(SearchRequest { sort: Sort::Newest, limit: 5, ..request("film") }).await;
            crate::suggest(&bench.ctx, "fil").await.unwrap();
            crate::trending(&bench.ctx).await.unwrap();
            let run = heard.take();
            costs.insert(run.len());
            // One index on SQLite, one for each class of popularity on PostgreSQL; then the rows; and for few
            // answers what else could be meant.
            assert!(run.len() <= 22, "{} statements: {run:#?}", run.len());
        }
        assert!(costs.iter().max().unwrap() - costs.iter().min().unwrap() <= 2, "{costs:?}");
    }
}
