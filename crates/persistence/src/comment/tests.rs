//! How PostgreSQL reads comments when there are many.

use super::*;
use crate::Db;
use crate::testing::{Statements, TestDb, World, texts};
use domain::page::{Cursor, PageRequest};
use domain::user::Role;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// 100,000 comments under 20 videos: each third one a reply to the one before, each thousandth held.
const MANY: &str = "INSERT INTO comment (id, video_id, author_id, parent_id, depth, body, state, created_at, visible_at, likes, score, replies, listed)
    SELECT lpad(to_hex(n), 32, '0')::uuid, v.id, v.owner_id,
           CASE WHEN n % 3 = 0 THEN lpad(to_hex(n - 1), 32, '0')::uuid END, CASE WHEN n % 3 = 0 THEN 1 ELSE 0 END, 'a comment of some length',
           CASE WHEN n % 1000 = 1 THEN 'held' ELSE 'visible' END, n, CASE WHEN n % 1000 = 1 THEN NULL ELSE n END, n % 97, n % 97,
           CASE WHEN n % 3 = 2 THEN 1 ELSE 0 END, n % 1000 <> 1
    FROM generate_series(1, 100000) n
    JOIN (SELECT id, owner_id, row_number() OVER (ORDER BY id) - 1 AS k FROM video) v ON v.k = (n - 1) / 5000";

fn nth(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// The plan of the statement that was heard, with its values in place.
async fn plan(db: &Db, heard: &Statements, values: &[String]) -> String {
    let sql = heard.take().pop().unwrap();
    let sql = values.iter().enumerate().rev().fold(sql, |sql, (n, value)| sql.replace(&format!("${}", n + 1), value));
    let plan = texts(db, &format!("EXPLAIN {sql}"), "QUERY PLAN").await.join("\n");
    heard.take();
    plan
}

#[tokio::test]
async fn a_hundred_thousand_comments_are_read_by_their_indexes() {
    let mut test = TestDb::postgres().await;
    let heard = Statements::of(&mut test.db);
    let world = World::new(&test);
    let ana = world.account("ana", Role::Creator).await;
    let mut videos = Vec::new();
    for _ in 0..20 {
        videos.push(world.publish(&ana, "film").await);
    }
    let db = &test.db;
    db.conn().execute_unprepared(MANY).await.unwrap();
    db.conn().execute_unprepared("ANALYZE").await.unwrap();
    let video = videos[7];
    let id = |id: Uuid| format!("'{id}'::uuid");
    let page = |after| PageRequest { limit: 20, after };
    let deep = Cursor { key: 50, id: nth(37_000) };
    let mut plans = Vec::new();
    heard.take();
    for (sort, index) in [(Sort::Top, "comment_listed_score"), (Sort::Newest, "comment_listed_id"), (Sort::Oldest, "comment_listed_id")] {
        assert_eq!(top_level(db, video, sort, page(None)).await.unwrap().len(), 21);
        plans.push((index, plan(db, &heard, &[id(video.0), "21".to_owned()]).await));
        top_level(db, video, sort, page(Some(deep))).await.unwrap();
        let mut values = vec![id(video.0), "21".to_owned(), id(deep.id)];
        if sort == Sort::Top {
            values.insert(2, "50".to_owned());
        }
        plans.push((index, plan(db, &heard, &values).await));
    }
    let parents: Vec<CommentId> = (0..20).map(|n| CommentId(nth(35_003 + 3 * n))).collect();
    assert_eq!(replies(db, parents[0], page(None)).await.unwrap().len(), 1);
    plans.push(("comment_parent_id_id", plan(db, &heard, &[id(parents[0].0), "21".to_owned(), id(Uuid::nil())]).await));
    assert_eq!(first_replies(db, &parents, 3).await.unwrap().len(), 20);
    let values: Vec<String> = std::iter::once("4".to_owned()).chain(parents.iter().map(|parent| id(parent.0))).collect();
    let first = plan(db, &heard, &values).await;
    assert_eq!(pinned(db, video).await.unwrap(), None);
    plans.push(("comment_pinned", plan(db, &heard, &[id(video.0)]).await));
    held(db, Some(video), None, page(None)).await.unwrap();
    plans.push(("comment_held", plan(db, &heard, &[id(Uuid::nil()), "21".to_owned(), id(video.0)]).await));
    become_visible_since(db, video, Timestamp::from_millis(39_000), CommentId(nth(0)), 100).await.unwrap();
    let values = [id(video.0), "39000".to_owned(), id(Uuid::nil()), "100".to_owned()];
    plans.push(("comment_video_id_visible_at_id", plan(db, &heard, &values).await));
    for (index, plan) in plans {
        assert!(plan.contains(index), "not by {index}:\n{plan}");
        assert!(!plan.contains("Seq Scan on comment") && !plan.contains("Sort"), "{plan}");
    }
    // What is sorted here are at most four replies to each of a page.
    assert!(first.contains("comment_parent_id_id") && !first.contains("Seq Scan on comment"), "{first}");
}
