//! How PostgreSQL reads lists of a hundred thousand videos.

use super::*;
use crate::db::sealed::Connected;
use crate::testing::TestDb;
use crate::video::related;
use crate::{Db, tag};
use domain::Timestamp;
use domain::category::Category;
use domain::id::VideoId;
use domain::video::{CreateVideo, Video};
use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};
use uuid::Uuid;

/// So many that a plan that reads all of them shows.
const MANY: &str = "
    INSERT INTO \"user\" (id, email, email_key, handle, handle_key, display_name, role, password_changed_at, created_at, updated_at)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n || '@x', n || '@x', 'u' || n, 'u' || n, 'U', 'creator', 0, 0, 0
    FROM generate_series(0, 99) AS n;
    INSERT INTO video (id, owner_id, title, description, visibility, state, playable, kind, duration_ms, has_poster, has_preview,
        published_at, created_at, updated_at, version, views, likes, trending, category, language)
    SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, ('00000000-0000-7000-8000-' || lpad(to_hex(n % 100), 12, '0'))::uuid,
        'Title ' || n, 'words', CASE WHEN n % 10 = 0 THEN 'private' ELSE 'public' END, 'ready', true, 'video', 1000 + n % 5000, false, false,
        n, n, n, 1, n % 9973, n % 997, CASE WHEN n % 50 = 0 THEN n ELSE 0 END, (ARRAY['music', 'film', 'news', 'games'])[1 + n % 4],
        (ARRAY['es', 'en'])[1 + n % 2]
    FROM generate_series(1, 100000) AS n;
    INSERT INTO video_tag (video_id, tag)
    SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'tag ' || (n % 7) FROM generate_series(1, 100000) AS n;
    INSERT INTO tag (name, videos) SELECT 'word ' || n, n FROM generate_series(1, 100000) AS n;
    ANALYZE";

async fn plan(db: &Db, statement: Statement) -> String {
    let explain = Statement::from_string(DbBackend::Postgres, format!("EXPLAIN {statement}"));
    let rows = db.conn().query_all_raw(explain).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap() + "\n").collect()
}

fn query(sort: Sort, filter: Filter) -> ListQuery {
    // In the middle of the rows that there are, so that what is left is much.
    let key = if matches!(sort, Sort::Duration) { 3000 } else { 50_000 };
    let after = Some(Cursor { key, id: Uuid::from_u128(5) });
    ListQuery { sort, filter, page: PageRequest { limit: 20, after } }
}

#[tokio::test]
async fn every_list_walks_an_index_of_a_hundred_thousand_videos() {
    let test = TestDb::postgres().await;
    test.db.conn().execute_unprepared(MANY).await.unwrap();
    let some = |text: &str| Some(text.to_owned());
    for (sort, filter, index) in [
        (Sort::Newest, Filter::default(), "video_listed_published_at"),
        (Sort::Oldest, Filter::default(), "video_listed_published_at"),
        (Sort::Views, Filter::default(), "video_listed_views"),
        (Sort::Likes, Filter::default(), "video_listed_likes"),
        (Sort::Trending, Filter::default(), "video_listed_trending"),
        (Sort::Duration, Filter::default(), "video_listed_duration_ms"),
        (Sort::Newest, Filter { category: some("music"), ..Filter::default() }, "video_listed_"),
        (Sort::Trending, Filter { category: some("music"), ..Filter::default() }, "video_listed_trending"),
        (Sort::Newest, Filter { author: some("u7"), ..Filter::default() }, "video_listed_"),
        (Sort::Newest, Filter { tag: some("tag 3"), ..Filter::default() }, "video_listed_published_at"),
    ] {
        let shown = format!("{sort:?} {filter:?}");
        let found = plan(&test.db, planned::limited(&select(&query(sort, filter)), 21, DbBackend::Postgres)).await;
        assert!(found.contains(index), "{shown}\n{found}");
        assert!(!found.contains("Seq Scan on video"), "{shown}\n{found}");
        // Rows of one sort key may be put in the order of their ids; not all rows in any order.
        assert!(!found.lines().any(|line| line.trim_start_matches(['-', '>', ' ']).starts_with("Sort ")), "{shown}\n{found}");
    }
}

#[tokio::test]
async fn a_page_is_planned_once_for_every_cursor() {
    let test = TestDb::postgres().await;
    test.db.conn().execute_unprepared(MANY).await.unwrap();
    // Five times the plan is made for the values at hand, to be compared.
    for _ in 0..6 {
        assert_eq!(list(&test.db, &query(Sort::Newest, Filter::default())).await.unwrap().len(), 21);
    }
    let kept = "SELECT generic_plans > 0 FROM pg_prepared_statements WHERE statement LIKE '%FROM \"video\"%LIMIT 21'";
    let row = test.db.conn().query_one_raw(Statement::from_string(DbBackend::Postgres, kept)).await.unwrap();
    assert!(row.unwrap().try_get_by_index::<bool>(0).unwrap());
}

#[tokio::test]
async fn related_videos_are_looked_up_and_not_searched_for() {
    let test = TestDb::postgres().await;
    test.db.conn().execute_unprepared(MANY).await.unwrap();
    let mut command = CreateVideo::for_file("this.mp4");
    command.tags = vec!["tag 3".to_owned(), "tag 4".to_owned()];
    command.language = Some("es".to_owned());
    let owner = UserId("00000000-0000-7000-8000-000000000007".parse().unwrap());
    let mut video = Video::draft(VideoId(Uuid::nil()), owner, command, Timestamp::from_millis(1));
    let word = || "music".to_owned();
    video.metadata.category = Some(Category { slug: word(), english: word(), spanish: word() });
    let found = plan(&test.db, related::select(&video, 20).build(DbBackend::Postgres)).await;
    for index in ["video_listed_trending", "video_listed_owner", "video_tag_tag_video_id"] {
        assert!(found.contains(index), "{index}\n{found}");
    }
    assert!(!found.contains("Seq Scan on video"), "{found}");
}

#[tokio::test]
async fn tags_are_found_by_a_range_and_the_most_used_by_their_count() {
    let test = TestDb::postgres().await;
    test.db.conn().execute_unprepared(MANY).await.unwrap();
    for (prefix, index) in [("", "tag_videos_name"), ("word 777", "tag_pkey")] {
        let found = plan(&test.db, tag::select(prefix, 20).build(DbBackend::Postgres)).await;
        assert!(found.contains(index) && !found.contains("Seq Scan"), "{prefix}\n{found}");
    }
}
