//! What stays of an account that was deleted: nothing, in any table, nor in the store, also of what is
//! under way while it is erased.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod support;

use domain::Timestamp;
use domain::id::{
    AttemptId, CommentId, IdentityId, InvitationId, NotificationId, PasskeyId, PlaylistId, PlaylistItemId, ReportId, SessionId, SignUpId,
    UserId, VideoId,
};
use domain::identity::{Attempt, Identity, Purpose};
use domain::invitation::Invitation;
use domain::locale::Locale;
use domain::notification::{Notification, NotificationKind};
use domain::passkey::Passkey;
use domain::playlist::{CreatePlaylist, Playlist, PlaylistItem, Rank};
use domain::reaction::Reaction;
use domain::report::{CreateReport, Report, ReportReason, ReportTarget};
use domain::sign_up::SignUp;
use domain::user::{Email, Handle, Renown, Role};
use domain::video::{Counts, Visibility};
use domain::watch::Watch;
use persistence::testing::{World, dump, postgres_url, referring_to};
use reqwest::{Body, Method, RequestBuilder};
use serde_json::{Value, json};
use server::background::{Background, Share};
use server::settings::Settings;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;
use support::Site;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const EMAIL: &str = "zebedea@example.org";
/// Tables that know accounts, and that this test fills.
const FILLED: [&str; 39] = [
    "api_key",
    "audit_event",
    "caption",
    "chapter",
    "comment",
    "comment_edit",
    "comment_mention",
    "comment_reaction",
    "favorite",
    "follow",
    "former_handle",
    "idempotency_key",
    "identity",
    "invitation",
    "mail",
    "mail_token",
    "notification",
    "notification_preference",
    "passkey",
    "playlist",
    "recovery_code",
    "report",
    "search_change",
    "search_document",
    "search_spelling",
    "search_spoken",
    "search_word",
    "session",
    "sign_in_attempt",
    "sign_up",
    "tag",
    "totp",
    "upload",
    "user",
    "user_block",
    "video",
    "video_reaction",
    "video_tag",
    "watch",
];

/// Tables of how its videos are watched, which name no account.
const VIEWED: [&str; 2] = ["view_hour", "view_retention"];

/// More than is gathered before it is written to the disk.
const HALF: usize = 2 << 20;

/// Rows that name the account, by table.
fn mentions(all: &BTreeMap<String, Vec<String>>, id: &str) -> Vec<String> {
    let plain = id.replace('-', "");
    let names = |row: &String| {
        let row = row.to_lowercase();
        [id, &plain, "zebedea", "zeb_new", "ballad"].iter().any(|word| row.contains(*word))
    };
    all.iter().filter(|(_, rows)| rows.iter().any(names)).map(|(table, _)| table.clone()).collect()
}

#[actix_web::test]
async fn nothing_stays_in_sqlite() {
    nothing_stays(Site::start_with(|settings| settings.auth.deletion_grace_days = 0).await).await;
}

#[actix_web::test]
async fn nothing_stays_in_postgresql() {
    let url = postgres_url().await;
    let site = Site::start_with(|settings| {
        settings.auth.deletion_grace_days = 0;
        settings.database.url = url;
    });
    nothing_stays(site.await).await;
}

async fn nothing_stays(site: Site) {
    let eve = site.someone("eve").await;
    site.register("zebedea").await;
    let reply = talk(&site, &eve).await;
    let id = fill(&site).await;
    let liked = keep(&site, &eve, UserId(id.parse().unwrap())).await;
    let all = dump(&site.context.db).await;
    let filled = mentions(&all, &id);
    for table in FILLED {
        assert!(filled.iter().any(|name| name == table), "the test puts nothing into {table}");
    }
    for table in referring_to(&site.context.db, "user").await {
        assert!(FILLED.contains(&table.as_str()), "the test doesn't know {table}, which refers to accounts");
    }
    for table in VIEWED {
        assert!(!all[table].is_empty(), "nobody watches, says {table}");
    }
    let strange: Vec<_> = filled.iter().filter(|name| !FILLED.contains(&name.as_str()) && *name != "job").collect();
    assert!(strange.is_empty(), "the test doesn't know {strange:?}");

    let token = site.login("zeb_new").await["access_token"].as_str().unwrap().to_owned();
    let password = json!({ "password": "tres tristes tigres" });
    let deleted = site.request(Method::DELETE, "/api/users/profile").bearer_auth(&token).json(&password).send().await.unwrap();
    assert_eq!(deleted.status(), 200, "{}", deleted.text().await.unwrap());
    pipeline::sweep::rows(&site.context.pipeline).await;
    search::maintain(&site.context.search).await.unwrap();

    let over = site.get("/api/auth/session").bearer_auth(&token).send().await.unwrap();
    assert_eq!(support::outcome(over).await, (401, "session-revoked".to_owned()), "tokens end with the account");
    let all = dump(&site.context.db).await;
    let left: Vec<_> = mentions(&all, &id).into_iter().map(|table| (all[&table].clone(), table)).collect();
    // The job that removes the video's objects names only the video, and goes with it.
    assert!(left.is_empty(), "{left:#?}");
    assert!(all["playlist_item"].is_empty(), "lists go with all that is in them");
    for table in VIEWED {
        assert!(all[table].is_empty(), "{table}: {:?}", all[table]);
    }
    let (counts, renown) = counted(&site, liked).await;
    assert_eq!((counts.likes, counts.dislikes, renown.followers), (0, 0, 0), "votes and follows are counted no longer");
    assert!(all["audit_event"].iter().any(|row| row.contains("user.erased")), "that it was done is told");
    assert!(mentions(&all, "eve").len() > 1, "others stay");
    let answered: Value = site.get(&format!("/api/comments/{reply}")).send().await.unwrap().json().await.unwrap();
    assert_eq!((answered["body"].as_str(), answered["counts"]["likes"].as_i64()), (Some("Quite."), Some(0)), "and what they replied");
    assert_eq!(site.get("/api/auth/session").bearer_auth(&eve).send().await.unwrap().status(), 200);
    assert_eq!(files_of(&site.stop().await.path().join("objects"), &id), 0);
}

/// A talk under another's video; tells the id of the other's reply.
async fn talk(site: &Site, eve: &str) -> String {
    let token = site.login("zebedea").await["access_token"].as_str().unwrap().to_owned();
    let video = site.publish(eve).await;
    let say = async |token: &str, body: Value| -> String {
        let said = site.post("/api/comments", &body).bearer_auth(token).send().await.unwrap();
        assert_eq!(said.status(), 201, "{body}");
        said.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let first = say(&token, json!({ "video_id": video, "body": "I am @zebedea" })).await;
    let edit = site.request(Method::PUT, &format!("/api/comments/{first}")).bearer_auth(&token).json(&json!({ "body": "@zebedea am I" }));
    assert_eq!(edit.send().await.unwrap().status(), 200);
    let reply = say(eve, json!({ "video_id": video, "body": "Quite.", "parent_id": first })).await;
    let like = site.request(Method::PUT, &format!("/api/comments/{reply}/reaction")).bearer_auth(&token).json(&json!({ "value": "like" }));
    assert_eq!(like.send().await.unwrap().status(), 200);
    reply
}

/// Puts something of the account into every table; tells its id.
async fn fill(site: &Site) -> String {
    let token = site.login("zebedea").await["access_token"].as_str().unwrap().to_owned();
    let post = |path: &str, body: Value| site.post(path, &body).bearer_auth(&token);
    let key = post("/api/auth/keys", json!({ "name": "laptop", "scopes": ["videos:read"] })).send().await.unwrap();
    assert_eq!(key.status(), 201);
    let video = json!({ "title": "Ballad", "tags": ["ballad"], "visibility": "public" });
    let made = post("/api/videos", video).header("idempotency-key", "one-and-only").send().await.unwrap();
    assert_eq!(made.status(), 201);
    let made: Value = made.json().await.unwrap();
    let film = format!("/api/videos/{}", made["id"].as_str().unwrap());
    let captions = site.request(Method::PUT, &format!("{film}/captions/en")).bearer_auth(&token);
    let captions = captions.header("content-type", "text/vtt").body("WEBVTT\n\n00:01.000 --> 00:02.000\nThe ballad of zebedea\n");
    assert_eq!(captions.send().await.unwrap().status(), 201);
    let chapters = json!({ "items": [{ "start_seconds": 0, "title": "Ballad" }] });
    let chapters = site.request(Method::PUT, &format!("{film}/chapters")).bearer_auth(&token).json(&chapters).send().await.unwrap();
    assert_eq!(chapters.status(), 200);
    find(site, VideoId(made["id"].as_str().unwrap().parse().unwrap())).await;
    let viewed = site.post(&format!("{film}/views"), &json!({ "played": [[0, 30]] })).send().await.unwrap();
    assert_eq!(viewed.status(), 204);
    library::views::flush(&site.context.views).await.unwrap();
    let upload = site.request(Method::POST, "/api/upload").bearer_auth(&token);
    let upload = upload.header("tus-resumable", "1.0.0").header("upload-length", "10").send().await.unwrap();
    assert_eq!(upload.status(), 201);
    assert_eq!(post("/api/auth/mfa/totp", json!({})).send().await.unwrap().status(), 200);
    let png = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(80, 80).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    let avatar = site.request(Method::PUT, "/api/users/profile/avatar").bearer_auth(&token).header("content-type", "image/png").body(png);
    assert_eq!(avatar.send().await.unwrap().status(), 200);
    assert_eq!(site.post("/api/auth/password/forgot", &json!({ "email": EMAIL })).send().await.unwrap().status(), 202);
    let patch = site.request(Method::PATCH, "/api/users/profile").bearer_auth(&token);
    let patched = patch.json(&json!({ "handle": "zeb_new", "display_name": "Zebedea", "bio": "I am zebedea" })).send().await.unwrap();
    let me: Value = patched.json().await.unwrap();
    let id = me["id"].as_str().unwrap().to_owned();
    rows(site, UserId(id.parse().unwrap())).await;
    id
}

/// Lets the account keep, like, watch, collect and follow what eve made, and both block each other; tells which
/// video of hers.
async fn keep(site: &Site, eve: &str, user_id: UserId) -> VideoId {
    let draft = site.post("/api/videos", &json!({ "title": "Song", "visibility": "public" })).bearer_auth(eve).send().await.unwrap();
    let draft: Value = draft.json().await.unwrap();
    let id = VideoId(draft["id"].as_str().unwrap().parse().unwrap());
    let context = &site.context;
    let now = context.clock.now();
    let tx = context.db.begin_write().await.unwrap();
    let author = persistence::video::find(&tx, id).await.unwrap().unwrap().author.id;
    persistence::reaction::set_on_video(&tx, user_id, id, Reaction::Like, now).await.unwrap();
    persistence::favorite::add(&tx, user_id, id, now).await.unwrap();
    let watch = Watch { video_id: id, position_ms: 1, finished: false, watched_at: now };
    persistence::watch::record(&tx, user_id, &[watch]).await.unwrap();
    persistence::follow::add(&tx, user_id, author, now).await.unwrap();
    persistence::block::insert(&tx, user_id, author, now).await.unwrap();
    persistence::block::insert(&tx, author, user_id, now).await.unwrap();
    persistence::notification::set_preferences(&tx, user_id, &[NotificationKind::Follow]).await.unwrap();
    let words = CreatePlaylist { title: "Zebedea's balladeers".to_owned(), description: String::new(), visibility: Visibility::Public };
    let later = Playlist::watch_later(PlaylistId(context.ids.uuid(now)), user_id, now);
    for list in [later, Playlist::new(PlaylistId(context.ids.uuid(now)), user_id, &words, now)] {
        persistence::playlist::insert(&tx, &list).await.unwrap();
        let item = PlaylistItem {
            id: PlaylistItemId(context.ids.uuid(now)),
            playlist_id: list.id,
            video_id: id,
            rank: Rank::between(None, None),
            added_at: now,
        };
        persistence::playlist::insert_item(&tx, &item).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (counts, renown) = counted(site, id).await;
    assert_eq!((counts.likes, renown.followers), (1, 1));
    id
}

/// The numbers of a video and of its owner.
async fn counted(site: &Site, id: VideoId) -> (Counts, Renown) {
    let stored = persistence::video::find(&site.context.db, id).await.unwrap().unwrap();
    (stored.counts, persistence::user::renown(&site.context.db, stored.author.id).await.unwrap())
}

/// Lets the video be found, by what is said in it too.
async fn find(site: &Site, id: VideoId) {
    World::over(&site.context.db).finish(id, 60_000).await;
    let tx = site.context.db.begin_write().await.unwrap();
    persistence::search::set_captions_text(&tx, id, "a ballad").await.unwrap();
    tx.commit().await.unwrap();
    search::maintain(&site.context.search).await.unwrap();
}

/// What takes an authenticator, a provider or an administrator to come about.
async fn rows(site: &Site, user_id: UserId) {
    let context = &site.context;
    let now = context.clock.now();
    let id = || context.ids.uuid(now);
    let later = Timestamp::from_millis(now.millis() + 60_000);
    let tx = context.db.begin_write().await.unwrap();
    let passkey = Passkey {
        id: PasskeyId(id()),
        user_id,
        credential_id: vec![1],
        public_key: vec![2],
        sign_count: 0,
        backup_eligible: false,
        backed_up: false,
        transports: Vec::new(),
        name: "phone".to_owned(),
        created_at: now,
        last_used_at: None,
    };
    persistence::passkey::insert(&tx, &passkey).await.unwrap();
    let identity = Identity {
        id: IdentityId(id()),
        user_id,
        provider: "corp".to_owned(),
        issuer: "https://corp.example".to_owned(),
        subject: "zebedea".to_owned(),
        email: Some(EMAIL.to_owned()),
        name: None,
        created_at: now,
        last_used_at: now,
    };
    persistence::identity::insert(&tx, &identity).await.unwrap();
    persistence::factor::replace_recovery_codes(&tx, user_id, &["digest".to_owned()], now).await.unwrap();
    let invitation = Invitation {
        id: InvitationId(id()),
        email: Some(EMAIL.to_owned()),
        role: Role::Viewer,
        created_by: user_id,
        created_at: now,
        expires_at: later,
        used_at: None,
        used_by: None,
    };
    persistence::invitation::insert(&tx, &invitation).await.unwrap();
    let sign_up = SignUp {
        id: SignUpId(id()),
        email: Email::parse(EMAIL).unwrap(),
        handle: Handle::parse("zebedea_too").unwrap(),
        display_name: "Zebedea".to_owned(),
        password_hash: None,
        locale: Locale::English,
        invitation_id: None,
        created_at: now,
        expires_at: later,
        used_at: None,
    };
    persistence::sign_up::put(&tx, &sign_up).await.unwrap();
    let attempt = Attempt {
        id: AttemptId(id()),
        provider: "corp".to_owned(),
        purpose: Purpose::Link { user_id, session_id: SessionId(id()) },
        return_to: "/".to_owned(),
        created_at: now,
        expires_at: later,
    };
    persistence::attempt::insert(&tx, &attempt).await.unwrap();
    let word = Notification::new(NotificationId(id()), user_id, NotificationKind::VideoReady, now);
    persistence::notification::notify(&tx, &[word]).await.unwrap();
    let complaint = CreateReport { reason: ReportReason::Spam, detail: "I, zebedea, saw it first".to_owned() };
    let report = Report::new(ReportId(id()), user_id, ReportTarget::Comment(CommentId(id())), &complaint, now);
    assert!(persistence::report::insert(&tx, &report).await.unwrap());
    assert!(!persistence::report::insert(&tx, &Report { id: ReportId(id()), ..report }).await.unwrap(), "once is enough");
    tx.commit().await.unwrap();
}

/// Files below the folder whose paths name the account.
fn files_of(folder: &Path, id: &str) -> usize {
    let entries = std::fs::read_dir(folder).expect("the store's folder").map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_of(&path, id) } else { usize::from(path.display().to_string().contains(id)) }).sum()
}

/// Runs a test on a site of each database, where nobody has time to change his mind.
async fn on_both(test: impl AsyncFn(Site)) {
    let settings = |settings: &mut Settings| {
        settings.auth.deletion_grace_days = 0;
        // A worker stops within a quarter of its lease what nobody wants any more; objects go after that.
        settings.worker.lease_seconds = 3;
        settings.retention.retire_seconds = 5;
    };
    test(Site::start_with(settings).await).await;
    let url = postgres_url().await;
    test(
        Site::start_with(|all| {
            settings(all);
            all.database.url = url;
        })
        .await,
    )
    .await;
}

/// An account with an upload of so many bytes; gives its token, its id and the upload's address.
async fn uploader(site: &Site, length: usize) -> (String, String, String) {
    let token = site.someone("zebedea").await;
    let me: Value = site.get("/api/users/profile").bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    let upload = site.request(Method::POST, "/api/upload").bearer_auth(&token);
    let upload = upload.header("tus-resumable", "1.0.0").header("upload-length", length).send().await.unwrap();
    let address = upload.headers()["location"].to_str().unwrap().to_owned();
    (token, me["id"].as_str().unwrap().to_owned(), address)
}

fn append(site: &Site, address: &str, body: impl Into<Body>) -> RequestBuilder {
    let path = address.strip_prefix(&site.base).unwrap_or(address);
    let patch = site.request(Method::PATCH, path).header("tus-resumable", "1.0.0").header("upload-offset", 0);
    patch.header("content-type", "application/offset+octet-stream").body(body)
}

/// What the server works on beside its requests.
struct Work {
    stop: CancellationToken,
    running: JoinHandle<()>,
}

async fn work(site: &Site) -> Work {
    let background = Background::prepare(&site.context, Share::All).await.unwrap();
    let stop = CancellationToken::new();
    Work { running: actix_web::rt::spawn(background.run(stop.clone())), stop }
}

impl Work {
    async fn end(self) {
        self.stop.cancel();
        self.running.await.unwrap();
    }
}

/// Deletes the account of the token, and erases it.
async fn erase(site: &Site, token: &str) {
    let password = json!({ "password": "tres tristes tigres" });
    let deleted = site.request(Method::DELETE, "/api/users/profile").bearer_auth(token).json(&password).send().await.unwrap();
    assert_eq!(deleted.status(), 200, "{}", deleted.text().await.unwrap());
    pipeline::sweep::rows(&site.context.pipeline).await;
}

/// Asks until there is an answer, for as long as an encode may take on a busy machine.
async fn until<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..6000 {
        if let Some(found) = probe().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: not in five minutes");
}

/// Waits until no job is left, and looks for what is left of the account then.
async fn nothing_is_left(site: &Site, id: &str) {
    until("the end of all jobs", async || dump(&site.context.db).await["job"].is_empty().then_some(())).await;
    pipeline::sweep::rows(&site.context.pipeline).await;
    let all = dump(&site.context.db).await;
    assert_eq!(mentions(&all, id), Vec::<String>::new());
    for table in ["video", "upload", "generation", "segment", "job"] {
        assert!(all[table].is_empty(), "{table}: {:?}", all[table]);
    }
}

#[actix_web::test]
async fn an_upload_that_goes_on_leaves_nothing() {
    on_both(async |site| {
        let work = work(&site).await;
        let (token, id, address) = uploader(&site, 2 * HALF).await;
        let (more, rest) = tokio::sync::mpsc::channel::<Result<Vec<u8>, Infallible>>(1);
        let rest = futures_util::stream::unfold(rest, async |mut rest| rest.recv().await.map(|part| (part, rest)));
        let running = actix_web::rt::spawn(append(&site, &address, Body::wrap_stream(rest)).send());
        more.send(Ok(vec![7; HALF])).await.unwrap();
        site.has_begun(1).await;
        erase(&site, &token).await;
        more.send(Ok(vec![7; HALF])).await.unwrap();
        drop(more);
        let answer = running.await.unwrap().unwrap();
        let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
        assert!([204, 404, 410].contains(&status), "{status} {text}");
        assert_eq!(append(&site, &address, "x").send().await.unwrap().status(), 404);
        nothing_is_left(&site, &id).await;
        work.end().await;
        assert_eq!(files_of(&site.stop().await.path().join("objects"), ""), 0, "the store is empty");
    })
    .await;
}

#[actix_web::test]
async fn an_encode_that_goes_on_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    let made = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30:d=60", "-preset", "ultrafast"])
        .arg(&film)
        .status();
    assert!(made.expect("ffmpeg is installed").success());
    let bytes = std::fs::read(&film).unwrap();
    on_both(async |site| {
        let work = work(&site).await;
        let (token, id, address) = uploader(&site, bytes.len()).await;
        assert_eq!(append(&site, &address, bytes.clone()).send().await.unwrap().status(), 204);
        until("a first segment", async || (!dump(&site.context.db).await["segment"].is_empty()).then_some(())).await;
        let jobs = dump(&site.context.db).await["job"].join("\n");
        assert!(jobs.contains("encode"), "the encode was too fast to be cut off: {jobs}");
        erase(&site, &token).await;
        nothing_is_left(&site, &id).await;
        work.end().await;
        assert_eq!(files_of(&site.stop().await.path().join("objects"), ""), 0, "the store is empty");
    })
    .await;
}
