//! How PostgreSQL looks things up among many, that both databases count popularity alike, and what an index elsewhere
//! hears of.

use super::find::Search;
use super::matching::Match;
use super::{changed, find, heard, refresh_popularity, renew, run, settle, tier, unheard};
use crate::db::Db;
use crate::db::sealed::Connected;
use crate::testing::{TestDb, World};
use domain::Clock as _;
use domain::search::{Filter, Kind, Question};
use domain::user::Role;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Documents of one owner: every one says `common`, every tenth `tenth`, one in a thousand `rare`.
const MANY: &str = r#"INSERT INTO "search_document" (id, kind, tier, popularity, likes, published_at, tags, head, spoken, owner_id, words)
    SELECT gen_random_uuid(), 'video', CASE WHEN n % 20 = 0 THEN 1 ELSE 0 END, CASE WHEN n % 20 = 0 THEN 9 ELSE n % 7 END, 0, n, '', 'x', FALSE,
        (SELECT id FROM "user" LIMIT 1), array_to_tsvector(array_remove(ARRAY['common', 'w' || n % 5000,
            CASE WHEN n % 10 = 0 THEN 'tenth' END, CASE WHEN n % 1000 = 0 THEN 'rare' END], NULL))
    FROM generate_series(1, 100000) AS n"#;

async fn plan(test: &TestDb, q: &str, order: &str) -> String {
    let (question, filter) = (Question::parse(q), Filter::default());
    let matched = Match::of(true, Search { question: &question, kind: Kind::Video, filter: &filter });
    let sql = format!("EXPLAIN {}", matched.select(Some(0), order, 21));
    let rows = test.db.conn().query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap() + "\n").collect()
}

#[tokio::test]
async fn postgres_reads_no_more_of_many_documents_than_it_must() {
    let test = TestDb::postgres().await;
    World::new(&test).account("ana", Role::Creator).await;
    for sql in [MANY, r#"ANALYZE "search_document""#] {
        test.db.conn().execute_unprepared(sql).await.unwrap();
    }
    let popular = "popularity DESC, id DESC";
    let rare = plan(&test, "rare w1000", popular).await;
    assert!(rare.contains("search_document_video_0") && !rare.contains("Seq Scan"), "{rare}");
    for order in [popular, "published_at DESC, id DESC", "likes DESC, id DESC"] {
        let common = plan(&test, "common", order).await;
        assert!(common.contains("Index Scan") && !common.contains("Sort") && !common.contains("Seq Scan"), "{common}");
        let all = plan(&test, "", order).await;
        assert!(all.contains("Index Scan") && !all.contains("Sort") && !all.contains("Seq Scan"), "{all}");
    }
    let (question, filter) = (Question::parse("common tenth"), Filter::default());
    let search = Search { question: &question, kind: Kind::Video, filter: &filter };
    let found = find(&test.db, search, None, 400).await.unwrap();
    assert_eq!(found.len(), 400);
    assert!(found.iter().all(|candidate| candidate.popularity == 9), "the popular ones first");
}

crate::on_both_databases! {
    async fn documents_move_to_the_class_of_their_views(test: TestDb) {
        let world = World::new(&test);
        let ana = world.account("ana", Role::Creator).await;
        let (few, many) = (world.publish(&ana, "few film").await, world.publish(&ana, "many film").await);
        let tx = test.db.begin_write().await.unwrap();
        run(tx.conn(), r#"UPDATE "video" SET views = 5000, likes = 7 WHERE id = $1"#, vec![many.0.into()]).await.unwrap();
        let (mut after, mut steps) = (0, 0);
        while let Some(last) = refresh_popularity(&tx, after, 1, false).await.unwrap() {
            (after, steps) = (last, steps + 1);
        }
        tx.commit().await.unwrap();
        assert_eq!(steps, 2);
        let (question, filter) = (Question::parse("film"), Filter::default());
        let found = find(&test.db, Search { question: &question, kind: Kind::Video, filter: &filter }, None, 10).await.unwrap();
        let order: Vec<_> = found.iter().map(|c| (c.id, c.popularity, c.likes)).collect();
        assert_eq!(order, [(many.0, 5000, 7), (few.0, 0, 0)]);
    }

    async fn an_index_elsewhere_hears_of_each_document_until_it_has(test: TestDb) {
        let world = World::new(&test);
        let ana = world.account("ana", Role::Creator).await;
        let film = world.publish(&ana, "film").await;
        settled(&test.db, false).await;
        assert_eq!(unheard(&test.db, 10).await.unwrap(), [], "there is none");
        for n in 0..3 {
            world.edit(film, |video| video.metadata.title = format!("film {n}")).await;
            settled(&test.db, true).await;
        }
        let told = unheard(&test.db, 10).await.unwrap();
        assert_eq!(told.iter().map(|one| one.id).collect::<Vec<_>>(), [film.0], "a row a document");
        world.edit(film, |video| video.metadata.title = "other".to_owned()).await;
        settled(&test.db, true).await;
        heard(&test.db, &told).await.unwrap();
        let again = unheard(&test.db, 10).await.unwrap();
        assert!(again.len() == 1 && again[0].version > told[0].version, "{again:?} {told:?}");
        heard(&test.db, &again).await.unwrap();

        let tx = test.db.begin_write().await.unwrap();
        run(tx.conn(), r#"UPDATE "video" SET views = 5000 WHERE id = $1"#, vec![film.0.into()]).await.unwrap();
        refresh_popularity(&tx, 0, 100, true).await.unwrap();
        tx.commit().await.unwrap();
        settled(&test.db, true).await;
        let popular = unheard(&test.db, 10).await.unwrap();
        assert!(popular.len() == 1 && popular[0].version > again[0].version);
        heard(&test.db, &popular).await.unwrap();

        let tx = test.db.begin_write().await.unwrap();
        crate::video::erase(&tx, film).await.unwrap();
        let user = crate::user::find(&tx, ana.user_id).await.unwrap().unwrap();
        crate::user::erase(&tx, &user).await.unwrap();
        tx.commit().await.unwrap();
        settled(&test.db, true).await;
        let mut gone: Vec<_> = unheard(&test.db, 10).await.unwrap().into_iter().map(|one| one.id).collect();
        gone.sort();
        let mut both = [film.0, ana.user_id.0];
        both.sort();
        assert_eq!(gone, both, "that it is gone has to be told too");
    }
}

async fn settled(db: &Db, elsewhere: bool) {
    while let Some(up_to) = changed(db).await.unwrap() {
        settle(db, up_to, elsewhere).await.unwrap();
    }
}

crate::on_both_databases! {
    async fn the_better_known_of_two_accounts_comes_first(test: TestDb) {
        let world = World::new(&test);
        let (known, unknown) = (world.account("maria_uno", Role::Viewer).await, world.account("maria_dos", Role::Viewer).await);
        let fan = world.account("fan", Role::Viewer).await;
        settled(&test.db, false).await;
        let tx = test.db.begin_write().await.unwrap();
        crate::follow::add(&tx, fan.user_id, known.user_id, world.clock.now()).await.unwrap();
        assert!(refresh_popularity(&tx, 0, 100, false).await.unwrap().is_some());
        tx.commit().await.unwrap();
        let order = async || {
            let (question, filter) = (Question::parse("maria"), Filter::default());
            let found = find(&test.db, Search { question: &question, kind: Kind::User, filter: &filter }, None, 10).await.unwrap();
            found.iter().map(|c| (c.id, c.popularity)).collect::<Vec<_>>()
        };
        assert_eq!(order().await, [(known.user_id.0, 1), (unknown.user_id.0, 0)]);
        let tx = test.db.begin_write().await.unwrap();
        renew(&tx, Kind::User, &[known.user_id.0]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(order().await[0].1, 1, "who is written anew stays as well known");
    }
}

#[test]
fn classes_are_powers_of_eight() {
    assert_eq!([-1, 0, 6, 7, 63, 511, 4095, 32_767, i64::MAX].map(tier), [0, 0, 0, 1, 2, 3, 4, 5, 5]);
}
