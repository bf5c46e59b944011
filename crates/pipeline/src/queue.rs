//! The kinds of jobs, their keys and how urgent they are.

use crate::Ctx;
use domain::Timestamp;
use domain::id::{GenerationId, JobId, UserId};
use domain::upload::UploadId;
use media::plan::EncodeTask;
use media::storage::Purge;
use persistence::job::{self, NewJob};
use persistence::{Result, WriteTx};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Moves a staged file into the store.
pub const INGEST: &str = "ingest";
/// Looks at a source and plans its transcode.
pub const INSPECT: &str = "inspect";
/// Does one task of a plan.
pub const ENCODE: &str = "encode";
/// Makes the poster, the storyboard and the preview.
pub const PICTURES: &str = "pictures";
/// Writes the playlists and makes the video ready.
pub const FINISH: &str = "finish";
/// Removes a folder of the store.
pub const PURGE: &str = Purge::JOB;

const AT_ONCE: i32 = 0;
const FIRST_SECONDS: i32 = 1;
const WHOLE_SOUND: i32 = 2;
const FIRST_CHUNK: i32 = 3;
const STILLS: i32 = 4;
const LATER_CHUNKS: i32 = 10;
const CLEANING: i32 = 90;

/// What an ingest job is about.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IngestJob {
    pub upload: String,
}

/// What the jobs on a generation are about; `task` only for encoding.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct GenerationJob {
    pub generation: GenerationId,
    #[serde(default)]
    pub task: usize,
}

/// The start of the keys of all jobs on a generation.
pub(crate) fn generation_prefix(id: GenerationId) -> String {
    format!("generation:{id}:")
}

/// The key of the job that moves an upload's file.
pub(crate) fn ingest_key(upload: &UploadId) -> String {
    format!("ingest:{upload}")
}

pub(crate) async fn ingest(ctx: &Ctx, tx: &WriteTx, owner: UserId, upload: &UploadId) -> Result<()> {
    let payload = IngestJob { upload: upload.to_string() };
    let node = Some(ctx.node.to_string());
    put(ctx, tx, INGEST, ingest_key(upload), &payload, Place { priority: AT_ONCE, owner: Some(owner), node, after: None }).await
}

pub(crate) async fn inspect(ctx: &Ctx, tx: &WriteTx, owner: UserId, generation: GenerationId) -> Result<()> {
    on_generation(ctx, tx, INSPECT, owner, GenerationJob { generation, task: 0 }, AT_ONCE).await
}

pub(crate) async fn finish(ctx: &Ctx, tx: &WriteTx, owner: UserId, generation: GenerationId) -> Result<()> {
    on_generation(ctx, tx, FINISH, owner, GenerationJob { generation, task: 0 }, AT_ONCE).await
}

pub(crate) async fn pictures(ctx: &Ctx, tx: &WriteTx, owner: UserId, generation: GenerationId, task: usize) -> Result<()> {
    on_generation(ctx, tx, PICTURES, owner, GenerationJob { generation, task }, STILLS).await
}

pub(crate) async fn encode(ctx: &Ctx, tx: &WriteTx, owner: UserId, id: GenerationId, number: usize, tasks: &[EncodeTask]) -> Result<()> {
    on_generation(ctx, tx, ENCODE, owner, GenerationJob { generation: id, task: number }, urgency(number, tasks)).await
}

/// Removes a folder of the store, not before `after` has passed.
pub(crate) async fn purge(ctx: &Ctx, tx: &WriteTx, prefix: &str, after: Duration) -> Result<()> {
    let payload = Purge::of(prefix);
    let after = Some(ctx.clock.now().plus(after));
    put(ctx, tx, PURGE, payload.key(), &payload, Place { priority: CLEANING, owner: None, node: None, after }).await
}

/// The first pictures of any video come before the sound of a whole film, that before the other
/// rungs of a first chunk, and those before later chunks of anything.
fn urgency(number: usize, tasks: &[EncodeTask]) -> i32 {
    match tasks.get(number) {
        Some(EncodeTask::Audio { .. }) => WHOLE_SOUND,
        Some(EncodeTask::Video { chunk: 0, .. }) if number == 0 => FIRST_SECONDS,
        Some(EncodeTask::Video { chunk: 0, .. }) => FIRST_CHUNK,
        _ => LATER_CHUNKS,
    }
}

/// Whether somebody who has just uploaded waits for this task to see the first picture.
pub(crate) fn is_awaited(number: usize, tasks: &[EncodeTask]) -> bool {
    urgency(number, tasks) <= FIRST_SECONDS
}

async fn on_generation(ctx: &Ctx, tx: &WriteTx, kind: &'static str, owner: UserId, job: GenerationJob, priority: i32) -> Result<()> {
    let key = format!("{}{kind}:{}", generation_prefix(job.generation), job.task);
    put(ctx, tx, kind, key, &job, Place { priority, owner: Some(owner), node: None, after: None }).await
}

struct Place {
    priority: i32,
    owner: Option<UserId>,
    node: Option<String>,
    after: Option<Timestamp>,
}

async fn put(ctx: &Ctx, tx: &WriteTx, kind: &'static str, key: String, payload: &impl Serialize, place: Place) -> Result<()> {
    let now = ctx.clock.now();
    let new = NewJob {
        kind,
        payload: serde_json::json!(payload).to_string(),
        key,
        priority: place.priority,
        owner: place.owner,
        node: place.node,
        run_after: place.after.unwrap_or(now),
    };
    job::enqueue(tx, JobId(ctx.ids.uuid(now)), &new, now).await
}
