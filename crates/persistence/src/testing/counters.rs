//! Whether counters say what the rows say, for tests that let many write at once.

use super::texts;
use crate::db::Db;

const LIVING: &str = "c.state = 'visible' AND c.deleted_at IS NULL";

/// Every counter of comments that doesn't equal its rows, and every reply that hangs on nothing.
pub async fn wrong_comment_counters(db: &Db) -> Vec<String> {
    let checks = [
        (
            "video.comments",
            format!("FROM video v WHERE v.comments <> (SELECT COUNT(*) FROM comment c WHERE c.video_id = v.id AND {LIVING})"),
        ),
        (
            "comment.replies",
            "FROM comment p WHERE p.replies <> (SELECT COUNT(*) FROM comment c WHERE c.parent_id = p.id AND c.listed)".to_owned(),
        ),
        ("comment.listed", format!("FROM comment c WHERE c.listed <> (({LIVING}) OR c.replies > 0)")),
        ("comment.likes", votes("likes", 1)),
        ("comment.dislikes", votes("dislikes", -1)),
        ("comment.score", "FROM comment c WHERE c.score <> c.likes - c.dislikes".to_owned()),
        (
            "places without replies",
            "FROM comment c WHERE c.deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM comment r WHERE r.parent_id = c.id)".to_owned(),
        ),
        (
            "orphans",
            "FROM comment c LEFT JOIN comment p ON p.id = c.parent_id \
             WHERE c.parent_id IS NOT NULL AND (p.id IS NULL OR p.video_id <> c.video_id OR p.depth <> c.depth - 1)"
                .to_owned(),
        ),
        ("two pins", "FROM (SELECT 1 FROM comment WHERE pinned_at IS NOT NULL GROUP BY video_id HAVING COUNT(*) > 1) t".to_owned()),
    ];
    wrong(db, &checks).await
}

/// Every counter of views that doesn't equal its rows.
pub async fn wrong_view_counters(db: &Db) -> Vec<String> {
    let hours = "SELECT SUM(h.views) FROM view_hour h WHERE h.video_id = v.id";
    wrong(db, &[("video.views", format!("FROM video v WHERE v.views <> COALESCE(({hours}), 0)"))]).await
}

async fn wrong(db: &Db, checks: &[(&str, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, rows) in checks {
        let found = texts(db, &format!("SELECT CAST(COUNT(*) AS TEXT) AS found {rows}"), "found").await;
        if found != ["0"] {
            wrong.push(format!("{name}: {found:?}"));
        }
    }
    wrong
}

fn votes(column: &str, value: i16) -> String {
    format!("FROM comment c WHERE c.{column} <> (SELECT COUNT(*) FROM comment_reaction r WHERE r.comment_id = c.id AND r.value = {value})")
}
