//! `claqueta seed`.

use super::{Failure, context, say};
use crate::context::Context;
use crate::settings::Sources;
use catalog::videos::{ListOwn, OwnSort};
use clap::Args;
use domain::Fault;
use domain::access::{Actor, Unlocked, Via};
use domain::comment::CommentsMode;
use domain::id::{SessionId, UserId, VideoId};
use domain::user::{Password, Register, Role};
use domain::video::{CreateVideo, MediaFacts, MediaKind, OwnFilter, Video, VideoState, Visibility};
use pipeline::uploads::FormFile;
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;
use tokio_util::io::ReaderStream;
use uuid::Uuid;

const HANDLE: &str = "demo";
const EMAIL: &str = "demo@example.org";
const PASSWORD: &str = "una tarde de cine";
/// Rows of one transaction.
const BATCH: u32 = 500;

/// Make demonstration data. Safe to run again: what is there already stays as it is.
#[derive(Debug, Args)]
pub(super) struct Seed {
    /// Make the account `demo` and a public video by ffmpeg, which the next worker encodes; prints the login.
    #[arg(long)]
    demo: bool,
    /// Make this many public videos of the account `demo` that are words only, for trying long lists.
    #[arg(long, value_name = "N", default_value_t = 0)]
    videos: u32,
}

impl Seed {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let context = context(sources).await?;
        let actor = account(&context).await?;
        if self.demo && owns_nothing(&context, &actor).await? {
            video(&context, &actor).await?;
        }
        for start in (0..self.videos).step_by(BATCH as usize) {
            words(&context, actor.user_id, start..self.videos.min(start + BATCH)).await?;
        }
        say(&format!("demo login  {HANDLE}\npassword    {PASSWORD}"))
    }
}

/// The demo account, made if it is not there.
async fn account(context: &Context) -> Result<Actor, Failure> {
    let command = Register {
        email: EMAIL.to_owned(),
        password: Password::new(PASSWORD),
        handle: HANDLE.to_owned(),
        display_name: Some("Demo".to_owned()),
        invitation: None,
    };
    match auth::accounts::create(&context.auth, command, Role::Creator).await {
        Err(error) if !matches!(error.code(), "email-taken" | "handle-taken") => return Err(error.into()),
        _ => {}
    }
    let user =
        persistence::user::find_by_handle_key(&context.db, HANDLE).await?.ok_or("another account has the address of the demo account")?;
    let via = Via::Session { id: SessionId(Uuid::nil()), authenticated_at: context.clock.now() };
    Ok(Actor { user_id: user.id, role: Role::Creator, via, unlocked: Unlocked::default() })
}

async fn owns_nothing(context: &Context, actor: &Actor) -> Result<bool, Failure> {
    let any = ListOwn { sort: OwnSort::default(), filter: OwnFilter::default(), limit: 1, cursor: None };
    Ok(catalog::videos::list_own(&context.catalog, actor, any).await?.items.is_empty())
}

/// A test picture with a running clock and a tone, uploaded as anybody would.
async fn video(context: &Context, actor: &Actor) -> Result<(), Failure> {
    let file = context.settings.scratch_dir().join("demo.mp4");
    let made = make_clip(&context.settings.ffmpeg.ffmpeg, &file).await;
    let uploaded = match made {
        Ok(()) => upload(context, actor, &file).await,
        Err(failure) => Err(failure),
    };
    let _ = tokio::fs::remove_file(&file).await;
    uploaded
}

async fn make_clip(ffmpeg: &str, file: &Path) -> Result<(), Failure> {
    let status = Command::new(ffmpeg)
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=20"])
        .args(["-f", "lavfi", "-i", "sine=frequency=440:beep_factor=2:duration=20"])
        .args(["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"])
        .arg(file)
        .status()
        .await?;
    if status.success() { Ok(()) } else { Err(format!("ffmpeg could not make the demo video ({status})").into()) }
}

async fn upload(context: &Context, actor: &Actor, file: &Path) -> Result<(), Failure> {
    let command = CreateVideo {
        title: "Carta de ajuste".to_owned(),
        description: "A test picture with a clock and a tone, made by ffmpeg.".to_owned(),
        category: Some("film".to_owned()),
        tags: vec!["demo".to_owned()],
        language: Some("es".to_owned()),
        license: Some("CC0-1.0".to_owned()),
        visibility: Visibility::Public,
        password: None,
        comments: CommentsMode::Open,
        publish_at: None,
    };
    let draft = catalog::videos::create(&context.catalog, actor, None, command).await?;
    let body = ReaderStream::new(tokio::fs::File::open(file).await?);
    let file = FormFile { video: Some(draft.view.summary.id), filename: "demo.mp4", media_type: Some("video/mp4") };
    pipeline::uploads::receive(&context.pipeline, actor, file, body).await?;
    Ok(())
}

/// Videos that are words only, each published a minute before the one made before it.
async fn words(context: &Context, owner: UserId, numbers: std::ops::Range<u32>) -> Result<(), Failure> {
    const SUBJECTS: [&str; 8] = [
        "Una tarde en Cádiz",
        "El último tren",
        "Receta de gazpacho",
        "Night walk",
        "Mountain lake",
        "Clase de piano",
        "Street food",
        "Año nuevo",
    ];
    let tx = context.db.begin_write().await?;
    for number in numbers {
        let at = context.clock.now().minus(Duration::from_secs(60 * u64::from(number)));
        let subject = SUBJECTS.get(number as usize % SUBJECTS.len()).copied().unwrap_or_default();
        let command = CreateVideo {
            title: format!("{subject} {number}"),
            description: "Demonstration data without media.".to_owned(),
            category: None,
            tags: vec!["demo".to_owned(), format!("serie {}", number % 50)],
            language: Some(if number % 8 < 3 || number % 8 > 4 { "es" } else { "en" }.to_owned()),
            license: None,
            visibility: Visibility::Public,
            password: None,
            comments: CommentsMode::Open,
            publish_at: None,
        };
        let mut video = Video::draft(VideoId(context.ids.uuid(at)), owner, command, at);
        video.state = VideoState::Ready;
        video.published_at = Some(at);
        let duration_ms = 30_000 + i64::from(number % 3_600) * 1_000;
        video.media = Some(MediaFacts { kind: MediaKind::Video, duration_ms, width: Some(1920), height: Some(1080) });
        persistence::video::insert(&tx, &video).await?;
    }
    Ok(tx.commit().await?)
}
