//! Threads of comments: the longest ones, in every order.

use std::path::Path;

use super::crowd;
use super::figures::Figures;
use super::load::Request;
use super::stage::Stage;
use crate::error::Result;
use crate::seed;

/// A deep page may cost so much of the first one, which also brings the pinned comment.
const DEEP: f64 = 2.0;

pub(super) fn run(program: &Path, database: &str) -> Result<Figures> {
    let server = Stage::migrated(program, Some(database))?.serve(&["--no-worker"])?;
    let ids = |statement: &str| seed::sql(database, statement).map(|ids| ids.lines().map(str::to_owned).collect::<Vec<_>>());
    let videos = ids("SELECT id FROM video ORDER BY comments DESC LIMIT 200")?;
    let longest = videos.first().cloned().unwrap_or_default();
    let answered = ids(&format!("SELECT id FROM comment WHERE video_id = '{longest}' ORDER BY replies DESC LIMIT 1"))?.concat();

    let mut figures = Figures::default();
    let thread = |video: &str| Request::get(&format!("/api/comments/video/{video}?limit=20"));
    crowd::readers(&mut figures, server.address, "comments of a video", &videos.iter().map(|video| thread(video)).collect::<Vec<_>>())?;
    for sort in ["top", "newest", "oldest"] {
        let first = format!("/api/comments/video/{longest}?limit=20&sort={sort}");
        crowd::deep(&mut figures, server.address, &format!("comments of a video, {sort}"), &first, DEEP)?;
    }
    crowd::deep(&mut figures, server.address, "replies to a comment", &format!("/api/comments/{answered}/replies?limit=20"), DEEP)?;
    Ok(figures)
}
