use super::*;
use crate::Authority;
use crate::testing;
use crate::videos::{self, ListVideos, Sort};
use domain::Fault;
use domain::access::Actor;
use domain::id::VideoId;
use domain::locale::Locale;
use domain::user::Role;
use domain::video::{CreateVideo, Filter, PatchVideo};
use persistence::testing::{Statements, TestDb, World};

struct Bench {
    ctx: Ctx,
    world: World,
    ana: Actor,
    admin: Administrator,
    _test: TestDb,
}

impl Bench {
    async fn new(test: TestDb) -> Self {
        let world = World::new(&test);
        let ana = world.account("ana", Role::Creator).await;
        let jefa = world.account("jefa", Role::Admin).await;
        Self { ctx: testing::ctx(&world), ana, admin: Authority::administrator(&jefa, None).unwrap(), world, _test: test }
    }

    async fn publish(&self, title: &str, category: Option<&str>, tags: &[&str]) -> VideoId {
        let body = json!({ "title": title, "visibility": "public", "category": category, "tags": tags });
        let command: CreateVideo = serde_json::from_value(body).unwrap();
        let id = videos::create(&self.ctx, &self.ana, None, command).await.unwrap().view.summary.id;
        self.world.finish(id, 1000).await;
        id
    }

    async fn patch(&self, id: VideoId, body: serde_json::Value) -> Result<videos::Found> {
        let patch: PatchVideo = serde_json::from_value(body).unwrap();
        videos::patch(&self.ctx, &self.ana, id, None, patch).await
    }

    async fn tags(&self, prefix: &str) -> Vec<(String, i64)> {
        tags(&self.ctx, prefix, 10).await.unwrap().into_iter().map(|view| (view.tag, view.videos)).collect()
    }

    async fn in_category(&self, category: &str) -> Vec<String> {
        let filter = Filter { category: Some(category.to_owned()), ..Filter::default() };
        let request = ListVideos { sort: Sort::Newest, filter, limit: 10, cursor: None };
        videos::list(&self.ctx, request).await.unwrap().items.into_iter().map(|video| video.title).collect()
    }
}

fn counted(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(tag, videos)| ((*tag).to_owned(), *videos)).collect()
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

persistence::on_both_databases! {
    async fn a_video_is_in_one_category_of_the_list(test: TestDb) {
        let bench = Bench::new(test).await;
        assert_eq!(list(&bench.ctx).await.unwrap().len(), 16);
        let song = bench.publish("song", Some("music"), &[]).await;
        bench.publish("other", None, &[]).await;
        assert_eq!(bench.in_category("music").await, ["song"]);
        let mut view = videos::get(&bench.ctx, None, song).await.unwrap().view.summary;
        view.speak(Locale::Spanish);
        assert_eq!(serde_json::to_value(&view.category).unwrap(), json!({ "slug": "music", "name": "Música" }));

        let refused = bench.patch(song, json!({ "category": "nonsense" })).await.unwrap_err();
        assert_eq!((refused.code(), refused.fields()[0].pointer.as_deref()), ("validation-failed", Some("/category")));
        bench.patch(song, json!({ "title": "Song" })).await.unwrap();
        assert_eq!(bench.in_category("music").await, ["Song"], "a patch that doesn't name it leaves it");
        bench.patch(song, json!({ "category": "film" })).await.unwrap();
        assert_eq!((bench.in_category("music").await.len(), bench.in_category("film").await), (0, vec!["Song".to_owned()]));
        let moved = bench.patch(song, json!({ "category": null })).await.unwrap();
        assert_eq!(moved.view.summary.category, None);
    }

    async fn administrators_keep_the_list(test: TestDb) {
        let bench = Bench::new(test).await;
        let command = |name: &str, position| SaveCategory { name_en: name.to_owned(), name_es: format!("{name} es"), position };
        let made = put(&bench.ctx, &bench.admin, &slug("circus"), &command("Circus", 0)).await.unwrap();
        assert!(made.is_new);
        let again = put(&bench.ctx, &bench.admin, &slug("circus"), &command("The circus", 5)).await.unwrap();
        assert_eq!((again.is_new, again.view.name_en.as_str()), (false, "The circus"));
        assert_eq!(list(&bench.ctx).await.unwrap()[0].slug, "circus");

        let id = bench.publish("clown", Some("circus"), &[]).await;
        let before = videos::get(&bench.ctx, None, id).await.unwrap();
        delete(&bench.ctx, &bench.admin, &slug("circus")).await.unwrap();
        let after = videos::get(&bench.ctx, None, id).await.unwrap();
        assert_eq!((before.view.summary.category.is_some(), after.view.summary.category), (true, None));
        assert!(after.version > before.version, "copies of it are stale");
        assert_eq!(delete(&bench.ctx, &bench.admin, &slug("circus")).await.unwrap_err().code(), "category-not-found");
        assert!(Authority::administrator(&bench.ana, None).is_err());
    }

    async fn tags_count_what_stands_in_the_lists(test: TestDb) {
        let bench = Bench::new(test).await;
        let one = bench.publish("one", None, &["Playa", "sol"]).await;
        let two = bench.publish("two", None, &["playa", "año", "100%", "a_b"]).await;
        let draft: CreateVideo = serde_json::from_value(json!({ "title": "draft", "visibility": "public", "tags": ["playa"] })).unwrap();
        videos::create(&bench.ctx, &bench.ana, None, draft).await.unwrap();
        assert_eq!(bench.tags("").await[0], ("playa".to_owned(), 2));
        assert_eq!(bench.tags("PLA").await, counted(&[("playa", 2)]));
        assert_eq!(bench.tags("an\u{303}").await, counted(&[("año", 1)]));
        assert_eq!((bench.tags("a_").await, bench.tags("100%").await), (counted(&[("a_b", 1)]), counted(&[("100%", 1)])), "signs mean themselves");
        assert_eq!(bench.tags("%").await, []);

        bench.patch(two, json!({ "tags": ["playa", "mar"] })).await.unwrap();
        assert_eq!((bench.tags("a").await, bench.tags("mar").await), (vec![], counted(&[("mar", 1)])));
        bench.patch(two, json!({ "visibility": "private" })).await.unwrap();
        assert_eq!((bench.tags("playa").await, bench.tags("mar").await), (counted(&[("playa", 1)]), vec![]));
        videos::delete(&bench.ctx, &bench.ana, one, None).await.unwrap();
        assert_eq!(bench.tags("").await, []);
        videos::restore(&bench.ctx, &bench.ana, one).await.unwrap();
        assert_eq!(bench.tags("").await, counted(&[("sol", 1), ("playa", 1)]));
        let tx = bench.ctx.db.begin_write().await.unwrap();
        persistence::video::erase(&tx, one).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(bench.tags("").await, []);
    }

    async fn counts_of_tags_equal_rows_after_a_storm(test: TestDb) {
        let world = World::crowded(&test).await;
        let bench = Bench { ctx: testing::ctx(&world), ana: world.account("ana", Role::Creator).await, admin: Authority::administrator(&world.account("jefa", Role::Admin).await, None).unwrap(), world, _test: test };
        let mut ids = Vec::new();
        for n in 0..6 {
            ids.push(bench.publish(&format!("{n}"), None, &["a", "b"]).await);
        }
        let edits = (0..36).map(|n: usize| {
            let tags: Vec<&str> = ["d", "c", "b", "a"].into_iter().skip(n % 4).collect();
            bench.patch(ids[n % 6], json!({ "tags": tags, "visibility": if n.is_multiple_of(5) { "private" } else { "public" } }))
        });
        for done in futures_util::future::join_all(edits).await {
            done.unwrap();
        }
        let mut expected = std::collections::BTreeMap::new();
        for id in ids {
            let found = videos::get(&bench.ctx, Some(&bench.ana), id).await.unwrap().view;
            let tags = found.tags.into_iter().filter(|_| found.summary.visibility == domain::video::Visibility::Public);
            tags.for_each(|tag| *expected.entry(tag).or_insert(0) += 1);
        }
        let found: std::collections::BTreeMap<String, i64> = bench.tags("").await.into_iter().collect();
        assert_eq!(found, expected);
    }

    async fn a_page_and_a_video_cost_the_same_however_many_there_are(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let statements = Statements::of(&mut bench.ctx.db);
        let id = bench.publish("song", Some("music"), &["a"]).await;
        for n in 0..5 {
            bench.publish(&format!("{n}"), Some("film"), &["a", "b"]).await;
        }
        statements.take();
        let request = ListVideos { sort: Sort::Trending, filter: Filter::default(), limit: 10, cursor: None };
        assert_eq!(videos::list(&bench.ctx, request).await.unwrap().items.len(), 6);
        assert_eq!(statements.take().len(), 1);
        videos::get(&bench.ctx, None, id).await.unwrap();
        assert_eq!(statements.take().len(), 1);
        list(&bench.ctx).await.unwrap();
        assert_eq!(statements.take().len(), 1);
        bench.tags("a").await;
        assert_eq!(statements.take().len(), 1);
    }
}
