//! What the benchmark compares the server with: the least that the same work could cost.
//!
//! `bare serve <postgres URL> <address>` answers the two hot reads with the statements of
//! `persistence::video`, written by hand, and nothing around them. `bare hash <times>` prints the
//! median time in milliseconds of one Argon2id hash with the cost that the server has by default.

use actix_web::{App, HttpResponse, HttpServer, web};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use serde_json::{Value, json};
use sqlx::postgres::{PgPool, PgPoolOptions, PgRow};
use sqlx::{Row, Type};
use std::error::Error;
use std::time::{Duration, Instant};
use uuid::Uuid;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// As many as the server's own pool has by default.
const CONNECTIONS: u32 = 16;

macro_rules! select {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $more,
            ", v.id, v.owner_id, v.title, v.category, v.language, v.license, v.visibility, v.comments_mode, v.state, v.playable, v.kind, \
             v.duration_ms, v.width, v.height, v.generation_id, v.has_poster, v.has_preview, v.failure_code, v.failure_detail, \
             v.publish_at, v.taken_down_at, v.takedown_reason, v.visibility_before, v.published_at, v.created_at, v.updated_at, \
             v.deleted_at, v.version, v.views, v.likes, v.dislikes, v.comments, v.trending, \
             u.handle, u.display_name, u.avatar_id, c.name_en, c.name_es \
             FROM video v JOIN \"user\" u ON u.id = v.owner_id LEFT JOIN category c ON c.slug = v.category WHERE u.deleted_at IS NULL AND ",
            $rest
        )
    };
}

const LIST: &str = select!(
    "'' AS description",
    "v.visibility = 'public' AND v.state = 'ready' AND v.deleted_at IS NULL ORDER BY v.published_at DESC, v.id DESC LIMIT 21"
);
const VIDEO: &str = select!("v.description, (SELECT string_agg(tag, E'\\n') FROM video_tag WHERE video_id = v.id) AS tags", "v.id = $1");

#[actix_web::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", database, address] => serve(database, address).await,
        ["hash", times] => hash(times.parse()?),
        _ => Err("bare serve <postgres URL> <address> | bare hash <times>".into()),
    }
}

async fn serve(database: &str, address: &str) -> Result<()> {
    // The server doesn't ask a busy connection either whether it still stands before it uses it.
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false).connect(database).await?;
    let app = move || {
        App::new()
            .app_data(web::Data::new(pool.clone()))
            .route("/api/videos", web::get().to(list))
            .route("/api/videos/{id}", web::get().to(video))
    };
    Ok(HttpServer::new(app).bind(address)?.run().await?)
}

async fn list(pool: web::Data<PgPool>) -> Result<HttpResponse, actix_web::Error> {
    let rows = sqlx::query(LIST).fetch_all(pool.get_ref()).await.map_err(failed)?;
    let items: Vec<Value> = rows.iter().take(20).map(summary).collect::<Result<_, _>>().map_err(failed)?;
    Ok(HttpResponse::Ok().json(json!({ "items": items, "has_more": rows.len() > 20 })))
}

async fn video(pool: web::Data<PgPool>, id: web::Path<Uuid>) -> Result<HttpResponse, actix_web::Error> {
    let row = sqlx::query(VIDEO).bind(*id).fetch_one(pool.get_ref()).await.map_err(failed)?;
    let tags = get::<Option<String>>(&row, "tags").map_err(failed)?.unwrap_or_default();
    let mut view = summary(&row).map_err(failed)?;
    if let Some(members) = view.as_object_mut() {
        members.insert("description".to_owned(), json!(row.try_get::<String, _>("description").map_err(failed)?));
        members.insert("tags".to_owned(), json!(tags.lines().collect::<Vec<_>>()));
    }
    Ok(HttpResponse::Ok().json(view))
}

fn failed(error: sqlx::Error) -> actix_web::Error {
    actix_web::error::ErrorInternalServerError(error)
}

fn summary(row: &PgRow) -> Result<Value, sqlx::Error> {
    Ok(json!({
        "id": get::<Uuid>(row, "id")?,
        "title": get::<String>(row, "title")?,
        "state": get::<String>(row, "state")?,
        "playable": get::<bool>(row, "playable")?,
        "kind": get::<Option<String>>(row, "kind")?,
        "visibility": get::<String>(row, "visibility")?,
        "publish_at": null,
        "published_at": get::<Option<i64>>(row, "published_at")?,
        "created_at": get::<i64>(row, "created_at")?,
        "updated_at": get::<i64>(row, "updated_at")?,
        "duration_seconds": get::<Option<i64>>(row, "duration_ms")?,
        "width": get::<Option<i32>>(row, "width")?,
        "height": get::<Option<i32>>(row, "height")?,
        "language": get::<Option<String>>(row, "language")?,
        "license": get::<Option<String>>(row, "license")?,
        "category": get::<Option<String>>(row, "category")?.map(|slug| category(row, &slug)).transpose()?,
        "poster_url": null,
        "preview_url": null,
        "author": {
            "id": get::<Uuid>(row, "owner_id")?,
            "handle": get::<String>(row, "handle")?,
            "display_name": get::<String>(row, "display_name")?,
            "avatar_url": get::<Option<Uuid>>(row, "avatar_id")?,
        },
        "counts": {
            "views": get::<i64>(row, "views")?,
            "likes": get::<i64>(row, "likes")?,
            "dislikes": get::<i64>(row, "dislikes")?,
            "comments": get::<i64>(row, "comments")?,
        },
    }))
}

fn category(row: &PgRow, slug: &str) -> Result<Value, sqlx::Error> {
    Ok(json!({ "slug": slug, "name": get::<Option<String>>(row, "name_en")? }))
}

fn get<'r, T: sqlx::Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>>(row: &'r PgRow, column: &str) -> Result<T, sqlx::Error> {
    row.try_get(column)
}

#[expect(clippy::print_stdout, reason = "a command-line tool answers on the terminal")]
fn hash(times: usize) -> Result<()> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).map_err(|e| e.to_string())?);
    let mut taken: Vec<Duration> = Vec::new();
    for _ in 0..times.max(1) {
        let begin = Instant::now();
        argon2.hash_password_with_salt(b"tres tristes tigres", &[7; 16]).map_err(|e| e.to_string())?;
        taken.push(begin.elapsed());
    }
    taken.sort_unstable();
    println!("{:.3}", taken.get(taken.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1e3);
    Ok(())
}
