//! One body for both kinds of store. The bucket runs where `CLAQUETA_TEST_S3` names an endpoint
//! that takes any credentials; the folder always.

use super::*;
use bytes::BytesMut;
use domain::id::{GenerationId, VideoId};
use std::fs;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

const BUCKET: &str = "claqueta-test";

struct Place {
    store: Store,
    folder: TempDir,
}

impl Place {
    fn open(settings: impl FnOnce(&TempDir) -> StorageSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = StorageSettings { part_bytes: 5 << 20, ..settings(&folder) };
        assert_eq!(settings.validate(), Vec::<String>::new());
        Self { store: Store::open(&settings).unwrap(), folder }
    }

    fn local() -> Self {
        Self::open(|folder| StorageSettings::local(&folder.path().join("objects")))
    }

    /// A place of its own in the bucket, by the name of the temporary folder.
    #[expect(clippy::disallowed_methods, reason = "the test runner says where its private services are")]
    async fn bucket() -> Option<Self> {
        let endpoint = std::env::var("CLAQUETA_TEST_S3").ok()?;
        make_bucket(endpoint.trim_start_matches("http://")).await;
        Some(Self::open(|folder| StorageSettings {
            url: format!("s3://{BUCKET}/{}", folder.path().file_name().unwrap().to_str().unwrap().trim_start_matches('.')),
            endpoint,
            access_key_id: "test".into(),
            secret_access_key: "test".into(),
            allow_http: true,
            ..StorageSettings::default()
        }))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    async fn content(&self, key: &Key) -> Option<Vec<u8>> {
        let (info, stream) = self.store.get(key).await.unwrap()?;
        let bytes = collect(stream).await;
        assert_eq!(info.bytes, bytes.len() as u64);
        Some(bytes)
    }
}

async fn make_bucket(host: &str) {
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let request = format!("PUT /{BUCKET} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
}

async fn collect(stream: ByteStream) -> Vec<u8> {
    stream.try_collect::<BytesMut>().await.unwrap().to_vec()
}

fn video() -> VideoId {
    VideoId(Uuid::from_u128(7))
}

fn generation() -> Prefix {
    Prefix::generation(video(), GenerationId(Uuid::from_u128(8)))
}

/// Bytes without a period, so that a part at the wrong place shows.
fn noise(len: usize) -> Vec<u8> {
    let mut x = 1_u32;
    std::iter::repeat_with(|| {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        x.to_be_bytes()[0]
    })
    .take(len)
    .collect()
}

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod folder {
            $(#[tokio::test] async fn $name() { super::$name(super::Place::local()).await; })+
        }
        mod bucket {
            $(#[tokio::test] async fn $name() { if let Some(place) = super::Place::bucket().await { super::$name(place).await; } })+
        }
    };
}

on_both!(
    objects_are_written_read_and_removed,
    ranges_are_exact,
    files_are_copied_in_parts,
    adopting_moves_and_may_be_repeated,
    a_prefix_is_listed_and_removed_alone,
    the_check_sees_the_store,
    ffmpeg_is_told_where_to_read,
    what_is_no_object_is_not_found,
);

async fn objects_are_written_read_and_removed(place: Place) {
    let key = generation().key("index.m3u8").unwrap();
    assert_eq!(place.store.head(&key).await.unwrap(), None);
    assert_eq!(place.content(&key).await, None);
    place.store.put_bytes(&key, Bytes::from_static(b"one")).await.unwrap();
    let first = place.store.head(&key).await.unwrap().unwrap();
    assert_eq!((&first.key, first.bytes), (&key, 3));
    assert!(first.etag.len() > 2 && first.etag.starts_with('"') && first.etag.ends_with('"'), "{}", first.etag);
    place.store.put_bytes(&key, Bytes::from_static(b"other")).await.unwrap();
    assert_ne!(place.store.head(&key).await.unwrap().unwrap().etag, first.etag);
    assert_eq!(place.content(&key).await.unwrap(), b"other");
    assert_eq!(place.store.read(&key, 5).await.unwrap().unwrap(), b"other"[..]);
    assert!(matches!(place.store.read(&key, 4).await, Err(StorageError::TooLong { limit: 4, .. })));
    place.store.delete(&key).await.unwrap();
    place.store.delete(&key).await.unwrap();
    assert_eq!(place.store.read(&key, 5).await.unwrap(), None);
}

async fn ranges_are_exact(place: Place) {
    let key = Key::source(video(), "x").unwrap();
    let content = noise(600_000);
    place.store.put_bytes(&key, content.clone().into()).await.unwrap();
    for range in [0..1, 0..600_000, 599_999..600_000, 262_143..262_145, 100_000..500_000] {
        let expected = &content[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()];
        assert!(collect(place.store.get_range(&key, range.clone()).await.unwrap()).await == expected, "{range:?}");
    }
    assert!(collect(place.store.get_range(&key, 5..5).await.unwrap()).await.is_empty());
    let missing = place.store.get_range(&Key::source(video(), "y").unwrap(), 0..1).await;
    assert!(matches!(missing.map(|_| ()), Err(StorageError::Missing(_))));
}

async fn files_are_copied_in_parts(place: Place) {
    for (name, size) in [("empty", 0), ("small", 1000), ("exact", 5 << 20), ("large", (12 << 20) + 7)] {
        let (key, content) = (Key::source(video(), name).unwrap(), noise(size));
        let path = place.file(name, &content);
        assert_eq!(place.store.put_file(&key, &path).await.unwrap(), size as u64);
        assert!(place.content(&key).await.unwrap() == content, "{name}");
        assert!(path.exists());
    }
    let missing = place.store.put_file(&Key::source(video(), "z").unwrap(), Path::new("/nonexistent")).await;
    assert!(matches!(missing, Err(StorageError::File(_))));
}

async fn adopting_moves_and_may_be_repeated(place: Place) {
    let key = Key::source(video(), "adopted").unwrap();
    let content = noise((6 << 20) + 1);
    let path = place.file("upload", &content);
    assert_eq!(place.store.adopt_file(&key, &path).await.unwrap(), content.len() as u64);
    assert!(!path.exists());
    // The row was not written, and the job runs again.
    assert_eq!(place.store.adopt_file(&key, &path).await.unwrap(), content.len() as u64);
    // On S3: the object was written, and the process died before the source was removed.
    place.file("upload", &content);
    assert_eq!(place.store.adopt_file(&key, &path).await.unwrap(), content.len() as u64);
    assert!(!path.exists());
    assert!(place.content(&key).await.unwrap() == content);
    // A segment of another encode that has the same size replaces the first one.
    let segment = generation().key("1.m4s").unwrap();
    for content in [b"first", b"again"] {
        place.store.adopt_file(&segment, &place.file("1.m4s", content)).await.unwrap();
        assert_eq!(place.content(&segment).await.unwrap(), content);
    }
    let nothing = Key::source(video(), "nothing").unwrap();
    assert!(matches!(place.store.adopt_file(&nothing, &path).await, Err(StorageError::Missing(_))));
}

async fn a_prefix_is_listed_and_removed_alone(place: Place) {
    let v720 = generation().folder("v720").unwrap();
    let neighbour = generation().folder("v7200").unwrap().key("1.m4s").unwrap();
    place.store.put_bytes(&neighbour, Bytes::from_static(b"x")).await.unwrap();
    for n in 1..=30 {
        place.store.put_bytes(&v720.key(&format!("{n}.m4s")).unwrap(), Bytes::from_static(b"segment")).await.unwrap();
    }
    let listed = |prefix: Prefix| {
        let store = place.store.clone();
        async move { store.list(&prefix).map_ok(|info| info.key).try_collect::<Vec<_>>().await.unwrap() }
    };
    assert_eq!(listed(v720.clone()).await.len(), 30);
    assert_eq!(listed(Prefix::videos()).await.len(), 31);
    place.store.delete_prefix(&v720).await.unwrap();
    place.store.delete_prefix(&v720).await.unwrap();
    assert_eq!(listed(Prefix::video(video())).await, [neighbour]);
    assert!(listed(Prefix::video(VideoId(Uuid::nil()))).await.is_empty());
}

async fn the_check_sees_the_store(place: Place) {
    place.store.check().await.unwrap();
    if let Some(root) = place.store.local_root() {
        assert!(free_bytes(root).unwrap() > 0);
        fs::remove_dir_all(root).unwrap();
        assert!(place.store.check().await.is_err());
    }
}

async fn ffmpeg_is_told_where_to_read(place: Place) {
    let key = Key::source(video(), "in").unwrap();
    place.store.put_bytes(&key, Bytes::from_static(b"film")).await.unwrap();
    match place.store.input(&key).await.unwrap() {
        Input::File(path) => assert_eq!(fs::read(path).unwrap(), b"film"),
        Input::Url(url) => {
            assert!(url.contains("X-Amz-Signature="), "{url}");
            assert!(!format!("{:?}", Input::Url(url)).contains("Signature"));
        }
    }
}

/// URLs can name a folder, or something below an object.
async fn what_is_no_object_is_not_found(place: Place) {
    let object = generation().key("poster.jpg").unwrap();
    place.store.put_bytes(&object, Bytes::from_static(b"x")).await.unwrap();
    for name in ["videos", &format!("{object}/x"), &format!("{object}/x/y")] {
        let key = Key::parse(name).unwrap();
        assert_eq!(place.store.head(&key).await.unwrap(), None, "{name}");
        assert!(place.store.get(&key).await.unwrap().is_none(), "{name}");
        assert!(matches!(place.store.get_range(&key, 0..1).await.map(|_| ()), Err(StorageError::Missing(_))), "{name}");
        place.store.delete(&key).await.unwrap();
    }
    assert!(place.store.head(&object).await.unwrap().is_some());
}

#[test]
fn a_file_of_another_file_system_is_copied_in() {
    use std::os::unix::fs::MetadataExt;
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir_in("/dev/shm"));
    // Nothing to see where there is only one file system.
    let Ok(there) = there else { return };
    if fs::metadata(here.path()).unwrap().dev() == fs::metadata(there.path()).unwrap().dev() {
        return;
    }
    let (source, target) = (there.path().join("a"), here.path().join("x/y/b"));
    fs::write(&source, noise(3_000_000)).unwrap();
    assert_eq!(local::adopt(&source, &target).unwrap(), 3_000_000);
    assert!(!source.exists() && fs::read(&target).unwrap() == noise(3_000_000));
    assert_eq!(fs::read_dir(target.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    assert_eq!(local::adopt(&source, &target).unwrap(), 3_000_000);
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_noticed_in_time() {
    // Listens, and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = Place::open(|_| StorageSettings {
        url: "s3://b".into(),
        endpoint: format!("http://{}", silent.local_addr().unwrap()),
        access_key_id: "k".into(),
        secret_access_key: "s".into(),
        allow_http: true,
        check_timeout_seconds: 1,
        ..StorageSettings::default()
    });
    assert!(matches!(place.store.check().await, Err(StorageError::Timeout)));
}

#[tokio::test]
async fn names_of_files_being_written_are_not_listed() {
    let place = Place::local();
    let folder = place.store.local_root().unwrap().join(Prefix::video(video()).as_str());
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("x#1"), "half").unwrap();
    fs::write(folder.join("not a key"), "foreign").unwrap();
    assert_eq!(place.store.list(&Prefix::videos()).count().await, 0);
    place.store.delete_prefix(&Prefix::video(video())).await.unwrap();
    assert!(!folder.exists());
}

#[tokio::test]
async fn what_a_killed_writer_left_goes_with_the_next_write() {
    let place = Place::local();
    let key = Key::parse("videos/v/g/v360/init.mp4").unwrap();
    let target = place.store.local_root().unwrap().join(key.as_str());
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    for n in 1..=2 {
        fs::write(format!("{}#{n}", target.display()), "half").unwrap();
    }
    place.store.put_bytes(&key, Bytes::from_static(b"whole")).await.unwrap();
    let names: Vec<_> = fs::read_dir(target.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["init.mp4"]);
}
