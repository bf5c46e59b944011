//! What clients and networks do to an upload.

use super::*;
use crate::tus::Checksum;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use proptest::prelude::*;
use std::convert::Infallible;
use std::task::Poll;
use tempfile::TempDir;
use tokio::sync::Notify;

struct Scratch {
    staging: Staging,
    folder: TempDir,
}

impl Scratch {
    fn new() -> Self {
        Self::with_patience(60)
    }

    fn with_patience(idle_timeout_seconds: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = StagingSettings { takeover_seconds: 60, idle_timeout_seconds, reserve_bytes: 0 };
        assert_eq!(settings.validate(), Vec::<String>::new());
        Self { staging: Staging::open(folder.path(), settings).unwrap(), folder }
    }

    /// As after `kill -9` and a restart: nothing but the files is left.
    fn restart(&mut self) {
        self.staging = Staging::open(self.folder.path(), self.staging.settings().clone()).unwrap();
    }

    async fn upload(&self, n: u8) -> (UploadId, Claim) {
        let id = UploadId::from_secret([n; 32]);
        self.staging.create(&id, Some(10)).await.unwrap();
        let claim = self.staging.claim(&id).await.unwrap();
        (id, claim)
    }

    fn content(&self, id: &UploadId) -> Vec<u8> {
        fs::read(self.staging.path(id)).unwrap()
    }

    /// Names in the folder, to see that nothing is left behind.
    fn names(&self) -> usize {
        fs::read_dir(self.folder.path().join("uploads")).unwrap().count()
    }
}

fn part(offset: u64, limit: u64) -> Part {
    Part { offset, limit, content_length: None, checksum: None }
}

fn body(pieces: &[&str]) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin + use<> {
    stream::iter(pieces.iter().map(|piece| Ok(Bytes::from((*piece).to_owned()))).collect::<Vec<_>>())
}

/// Brings the bytes, then fails like a connection that is cut.
fn cut(piece: &str) -> impl Stream<Item = Result<Bytes, String>> + Unpin + use<> {
    stream::iter([Ok(Bytes::from(piece.to_owned())), Err("connection reset".to_owned())])
}

/// Brings the bytes, tells when they were taken, then neither ends nor fails.
fn stalled(piece: &str, taken: &Arc<Notify>) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin + use<> {
    let taken = Arc::clone(taken);
    stream::iter([Ok(Bytes::from(piece.to_owned()))]).chain(stream::poll_fn(move |_| {
        taken.notify_one();
        Poll::Pending
    }))
}

/// The promise that fits "hello world".
fn checksum() -> Checksum {
    Checksum::parse("crc32 DUoRhQ==").unwrap()
}

#[tokio::test]
async fn bytes_are_appended_in_order() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    assert_eq!(claim.offset().await.unwrap(), 0);
    assert_eq!(claim.append(part(0, 11), body(&["hello", " "])).await.unwrap(), 6);
    assert_eq!(claim.append(part(6, 11), body(&["world"])).await.unwrap(), 11);
    assert_eq!(claim.append(part(11, 11), body(&[])).await.unwrap(), 11, "a complete upload takes an empty request");
    assert_eq!(scratch.content(&id), b"hello world");
}

#[tokio::test]
async fn a_wrong_offset_writes_nothing() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    claim.append(part(0, 11), body(&["hello"])).await.unwrap();
    for offset in [0, 4, 6, u64::MAX] {
        let result = claim.append(part(offset, 11), body(&["X"])).await;
        assert!(matches!(result, Err(StagingError::WrongOffset { actual: 5 })), "{offset}");
    }
    assert_eq!(scratch.content(&id), b"hello");
}

#[tokio::test]
async fn a_body_over_the_declared_length_is_not_stored() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    claim.append(part(0, 8), body(&["hello"])).await.unwrap();
    let result = claim.append(part(5, 8), body(&["x", "too long"])).await;
    assert!(matches!(result, Err(StagingError::TooLarge { limit: 8 })));
    let declared = Part { content_length: Some(4), ..part(5, 8) };
    assert!(matches!(claim.append(declared, body(&[])).await, Err(StagingError::TooLarge { limit: 8 })));
    assert_eq!((claim.offset().await.unwrap(), scratch.content(&id)), (5, b"hello".to_vec()));
}

#[tokio::test]
async fn a_broken_body_leaves_what_came() {
    let scratch = Scratch::with_patience(1);
    let (id, claim) = scratch.upload(1).await;
    assert!(matches!(claim.append(part(0, 11), cut("hello")).await, Err(StagingError::Interrupted(_))));
    assert_eq!(claim.offset().await.unwrap(), 5);
    assert!(
        matches!(claim.append(part(5, 11), stalled(" wor", &Arc::default())).await, Err(StagingError::Interrupted(_))),
        "silence is a break"
    );
    assert_eq!(claim.append(part(9, 11), body(&["ld"])).await.unwrap(), 11);
    assert_eq!(scratch.content(&id), b"hello world");
}

#[tokio::test]
async fn a_promise_decides_over_the_bytes() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    let promised = || Part { checksum: Some(checksum()), ..part(0, 20) };
    let wrong = claim.append(promised(), body(&["hello", " there"])).await.unwrap_err();
    assert_eq!(wrong.status(), Some(460));
    assert_eq!(claim.offset().await.unwrap(), 0);
    assert!(matches!(claim.append(promised(), cut("hello world")).await, Err(StagingError::Interrupted(_))));
    assert_eq!(claim.offset().await.unwrap(), 0, "an unfinished promise was not kept");
    let short = Part { limit: 5, ..promised() };
    assert!(matches!(claim.append(short, body(&["hello world"])).await, Err(StagingError::TooLarge { .. })));
    assert_eq!(claim.append(promised(), body(&["hello", " world"])).await.unwrap(), 11);
    assert_eq!(scratch.content(&id), b"hello world");
    assert_eq!(scratch.names(), 1, "no note is left");
}

#[tokio::test]
async fn unverified_bytes_do_not_survive_a_crash() {
    let mut scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    claim.append(part(0, 20), body(&["hello"])).await.unwrap();
    drop(claim);
    // What a process leaves that dies while promised bytes come in.
    file::write_note(&scratch.staging.path(&id), 5).unwrap();
    fs::write(scratch.staging.path(&id), "hello, unverified").unwrap();
    scratch.restart();
    let claim = scratch.staging.claim(&id).await.unwrap();
    assert_eq!(claim.offset().await.unwrap(), 5);
    assert_eq!((scratch.content(&id), scratch.names()), (b"hello".to_vec(), 1));
}

#[tokio::test]
async fn a_restart_finds_the_offset() {
    let mut scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    claim.append(part(0, 11), body(&["hello"])).await.unwrap();
    drop(claim);
    scratch.restart();
    let claim = scratch.staging.claim(&id).await.unwrap();
    assert_eq!(claim.append(part(5, 11), body(&[" world"])).await.unwrap(), 11);
    assert_eq!(scratch.content(&id), b"hello world");
}

#[tokio::test]
async fn a_newer_request_takes_over_within_moments() {
    let scratch = Scratch::new();
    let (id, old) = scratch.upload(1).await;
    let taken = Arc::default();
    let dead = async {
        let result = old.append(part(0, 11), stalled("hello", &taken)).await;
        drop(old);
        result
    };
    let newer = async {
        taken.notified().await;
        let claim = scratch.staging.claim(&id).await.unwrap();
        let offset = claim.offset().await.unwrap();
        claim.append(part(offset, 11), body(&[" world"])).await
    };
    let (old, new) = tokio::join!(dead, newer);
    assert!(matches!(old, Err(StagingError::Superseded)), "it did not wait for the silence to be noticed: {old:?}");
    assert_eq!(new.unwrap(), 11);
    assert_eq!(scratch.content(&id), b"hello world");
}

#[tokio::test]
async fn a_dropped_request_saves_what_came() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    // The server drops the handler of a connection that is gone, in the middle of an await.
    let taken = Arc::default();
    tokio::select! {
        ended = claim.append(part(0, 11), stalled("hello", &taken)) => panic!("{ended:?}"),
        () = taken.notified() => {}
    }
    drop(claim);
    let claim = scratch.staging.claim(&id).await.unwrap();
    assert_eq!(claim.offset().await.unwrap(), 5);
    drop(claim);
    scratch.staging.drain().await;
    assert_eq!(scratch.content(&id), b"hello");
}

#[tokio::test]
async fn a_shutdown_saves_every_running_request() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    let taken = Arc::default();
    let running = async {
        let result = claim.append(part(0, 11), stalled("hello", &taken)).await;
        drop(claim);
        result
    };
    let shutdown = async {
        taken.notified().await;
        scratch.staging.drain().await;
    };
    let (result, ()) = tokio::join!(running, shutdown);
    assert!(matches!(result, Err(StagingError::Superseded)));
    assert_eq!(scratch.content(&id), b"hello");
}

#[tokio::test]
async fn parallel_writers_cannot_mix_their_bytes() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    drop(claim);
    let attempt = |letter: &'static str| {
        let (staging, id) = (scratch.staging.clone(), id.clone());
        async move { staging.claim(&id).await?.append(part(0, 3000), body(&vec![letter; 1000])).await }
    };
    let results: [Result<u64, StagingError>; 3] = tokio::join!(attempt("aaa"), attempt("bbb"), attempt("ccc")).into();
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let content = scratch.content(&id);
    assert!(content.len() == 3000 && content.iter().all(|b| *b == content[0]));
}

/// The byte that belongs at an offset, so that every hole, repeat and mix shows.
fn byte_at(offset: usize) -> u8 {
    u8::try_from(offset % 251).unwrap()
}

/// What is missing of a file of `length` bytes, in small pieces with pauses between them.
fn rest(offset: u64, length: usize) -> impl Stream<Item = Result<Bytes, String>> {
    let start = usize::try_from(offset).unwrap();
    let bytes: Vec<u8> = (start..length).map(byte_at).collect();
    let pieces: Vec<_> = bytes.chunks(70_001).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces).then(|piece| async {
        tokio::task::yield_now().await;
        piece
    })
}

/// A client that connects, is cut off, dropped or superseded, and connects again at once.
async fn restless(staging: Staging, id: UploadId, mut seed: u64, length: usize) {
    for _ in 0..40 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let Ok(claim) = staging.claim(&id).await else { continue };
        let offset = claim.offset().await.unwrap();
        let pieces = usize::try_from((seed >> 33) % 20).unwrap();
        let ending = stream::iter((seed >> 20).is_multiple_of(2).then(|| Err("cut".to_owned())));
        let body = Box::pin(rest(offset, length).take(pieces).chain(ending));
        let patience = Duration::from_micros((seed >> 40) % 20_000);
        let _ = tokio::time::timeout(patience, claim.append(part(offset, length as u64), body)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_storm_of_clients_damages_an_upload() {
    const LENGTH: usize = 20_000_000;
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    drop(claim);
    let mut clients = tokio::task::JoinSet::new();
    for seed in 1..=4 {
        clients.spawn(restless(scratch.staging.clone(), id.clone(), seed, LENGTH));
    }
    clients.join_all().await;
    // Whatever the storm left is a good beginning.
    let claim = scratch.staging.claim(&id).await.unwrap();
    let offset = claim.offset().await.unwrap();
    assert_eq!(claim.append(part(offset, LENGTH as u64), Box::pin(rest(offset, LENGTH))).await.unwrap(), LENGTH as u64);
    assert!(scratch.content(&id).iter().enumerate().all(|(offset, byte)| *byte == byte_at(offset)), "the storm left {offset} bytes");
}

#[tokio::test]
async fn partial_uploads_become_one() {
    let scratch = Scratch::new();
    let mut parts = Vec::new();
    for (n, text) in [(1, "hel"), (2, ""), (3, "lo "), (4, "world")] {
        let (_, claim) = scratch.upload(n).await;
        let length = claim.append(part(0, 10), body(&[text])).await.unwrap();
        parts.push((claim, length));
    }
    let id = UploadId::from_secret([9; 32]);
    let claim = scratch.staging.claim(&id).await.unwrap();
    assert_eq!(claim.concat(parts).await.unwrap(), 11);
    assert_eq!((scratch.content(&id), scratch.names()), (b"hello world".to_vec(), 1));
    assert_eq!(claim.offset().await.unwrap(), 11);
}

#[test]
fn a_join_goes_on_after_a_crash_at_any_byte() {
    let folder = tempfile::tempdir().unwrap();
    let pieces = ["hel", "lo ", "world"];
    let target = folder.path().join("t");
    let stop = tokio_util::sync::CancellationToken::new();
    for crashed_at in 3..=11 {
        let of_pieces: Vec<_> = pieces.iter().enumerate().map(|(n, text)| (folder.path().join(n.to_string()), text.len() as u64)).collect();
        for ((path, _), text) in of_pieces.iter().zip(pieces).skip(1) {
            fs::write(path, text).unwrap();
        }
        fs::write(&target, &"hello world"[..crashed_at]).unwrap();
        assert_eq!(join::join(&target, &of_pieces, &stop).unwrap(), 11);
        assert_eq!(join::join(&target, &of_pieces, &stop).unwrap(), 11, "and once more");
        assert_eq!(fs::read(&target).unwrap(), b"hello world");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_part_that_is_incomplete_or_missing_changes_nothing() {
    let scratch = Scratch::new();
    let (first_id, first) = scratch.upload(1).await;
    first.append(part(0, 10), body(&["hel"])).await.unwrap();
    let (_, second) = scratch.upload(2).await;
    let target = scratch.staging.claim(&UploadId::from_secret([9; 32])).await.unwrap();
    let result = target.concat(vec![(first, 3), (second, 5)]).await;
    assert!(matches!(result, Err(StagingError::WrongOffset { actual: 0 })));
    let first = scratch.staging.claim(&first_id).await.unwrap();
    let nowhere = scratch.staging.claim(&UploadId::from_secret([8; 32])).await.unwrap();
    assert!(matches!(target.concat(vec![(first, 3), (nowhere, 5)]).await, Err(StagingError::NotFound)));
    assert_eq!(scratch.content(&first_id), b"hel");
}

#[tokio::test]
async fn an_upload_is_removed_whole() {
    let scratch = Scratch::new();
    let (id, claim) = scratch.upload(1).await;
    file::write_note(&scratch.staging.path(&id), 0).unwrap();
    claim.remove().await.unwrap();
    assert_eq!(scratch.names(), 0);
    let claim = scratch.staging.claim(&id).await.unwrap();
    assert!(matches!(claim.offset().await, Err(StagingError::NotFound)));
    assert!(matches!(claim.append(part(0, 1), body(&["x"])).await, Err(StagingError::NotFound)));
    claim.remove().await.unwrap();
}

#[tokio::test]
async fn strays_are_listed_with_their_age_and_removed_one_by_one() {
    let scratch = Scratch::new();
    let (known, _) = scratch.upload(1).await;
    let (unknown, _) = scratch.upload(2).await;
    // What a crash in the middle of a removal leaves.
    let note = UploadId::from_secret([3; 32]);
    file::write_note(&scratch.staging.path(&note), 5).unwrap();
    fs::write(scratch.folder.path().join("uploads/not-an-id"), "").unwrap();
    let listed = scratch.staging.entries().await.unwrap();
    assert_eq!(listed.len(), 3);
    for stray in [&unknown, &note] {
        scratch.staging.discard(stray).await.unwrap();
        scratch.staging.discard(stray).await.unwrap();
    }
    assert_eq!(scratch.names(), 2);
    assert!(scratch.staging.path(&known).exists() && !scratch.staging.path(&unknown).exists());
}

#[tokio::test]
async fn an_upload_that_cannot_fit_is_refused_at_once() {
    let scratch = Scratch::new();
    let id = UploadId::from_secret([1; 32]);
    let result = scratch.staging.create(&id, Some(u64::MAX)).await;
    assert!(matches!(result, Err(StagingError::InsufficientStorage)));
    assert_eq!(scratch.names(), 0);
}

#[test]
fn a_full_disk_is_not_our_fault() {
    let full: StagingError = io::Error::from(io::ErrorKind::StorageFull).into();
    assert!(matches!(full, StagingError::InsufficientStorage));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// However the bytes are cut into requests and pieces, the file is the same.
    #[test]
    fn any_cut_gives_the_same_file(pieces in proptest::collection::vec(0_usize..900_000, 1..8), cuts in proptest::collection::vec(any::<bool>(), 8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let content: Vec<u8> = (0..=250).cycle().take(pieces.iter().sum()).collect();
        let kept = runtime.block_on(async {
            let scratch = Scratch::new();
            let (id, claim) = scratch.upload(1).await;
            let mut at = 0;
            for (piece, is_cut) in pieces.iter().zip(cuts) {
                let bytes = Bytes::copy_from_slice(&content[at..at + piece]);
                let stream = stream::iter([Ok(bytes)]).chain(stream::iter(is_cut.then(|| Err("cut"))));
                let result = claim.append(part(at as u64, content.len() as u64), stream).await;
                assert_eq!(result.is_err(), is_cut);
                at += piece;
            }
            scratch.content(&id)
        });
        prop_assert!(kept == content);
    }
}

/// Runs where `CLAQUETA_TEST_SMALL_DISK` names a folder on a file system of at most 16 MiB.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test runner says where its small disk is")]
async fn a_full_disk_keeps_what_fitted() {
    let Ok(folder) = std::env::var("CLAQUETA_TEST_SMALL_DISK") else { return };
    let folder = tempfile::tempdir_in(folder).unwrap();
    let staging = Staging::open(folder.path(), StagingSettings { reserve_bytes: 0, ..StagingSettings::default() }).unwrap();
    let id = UploadId::from_secret([1; 32]);
    staging.create(&id, None).await.unwrap();
    let claim = staging.claim(&id).await.unwrap();
    let piece = Bytes::from(vec![7; 700_000]);
    let endless = stream::repeat(Ok::<_, Infallible>(piece.clone()));
    assert!(matches!(claim.append(part(0, u64::MAX), endless).await, Err(StagingError::InsufficientStorage)));
    let offset = claim.offset().await.unwrap();
    assert!(offset > 1 << 20 && fs::read(staging.path(&id)).unwrap().iter().all(|b| *b == 7));
    let promised = Part { checksum: Some(checksum()), ..part(offset, u64::MAX) };
    let endless = stream::repeat(Ok::<_, Infallible>(piece));
    assert!(claim.append(promised, endless).await.is_err());
    assert_eq!(claim.offset().await.unwrap(), offset);
    claim.remove().await.unwrap();
}
