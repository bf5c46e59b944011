use super::*;
use crate::sweep;
use crate::testing::{Bench, at, body, broken, creation};
use domain::Fault;
use domain::video::VideoState;
use persistence::transcode;

/// base64 of `film.mp4`.
const NAMED: (&str, &str) = ("upload-metadata", "filename ZmlsbS5tcDQ=");

async fn begin(bench: &Bench, length: &str) -> Status {
    create(&bench.ctx, &bench.actor, creation(&[("upload-length", length), NAMED]), body(b"")).await.unwrap()
}

persistence::on_both_databases! {
    async fn bytes_become_the_source_of_a_generation_and_leave_the_scratch_folder(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let begun = begin(&bench, "8").await;
        let id = begun.video_id.unwrap();
        assert_eq!(append(ctx, &begun.id, at(0), body(b"12345")).await.unwrap().offset, 5);
        assert_eq!(bench.video(id).await.unwrap().state, VideoState::Draft);
        assert_eq!(append(ctx, &begun.id, at(5), body(b"678")).await.unwrap().offset, 8);
        let video = bench.video(id).await.unwrap();
        assert_eq!((video.state, video.metadata.title.as_str()), (VideoState::Waiting, "film"));

        assert_eq!(bench.work().await.len(), 1);
        assert_eq!(bench.files(), [format!("objects/videos/{id}/source/{}", begun.id)]);
        assert_eq!(bench.video(id).await.unwrap().state, VideoState::Processing);
        assert_eq!(status(ctx, &begun.id).await.unwrap().offset, 8, "a client that lost the answer asks again");
        assert_eq!(append(ctx, &begun.id, at(8), body(b"")).await.unwrap().offset, 8);
        assert_eq!(transcode::all_of(&ctx.db, id).await.unwrap().len(), 1);
    }

    async fn doing_the_ingest_again_begins_no_second_generation(test: TestDb) {
        let bench = Bench::new(test).await;
        let begun = begin(&bench, "3").await;
        append(&bench.ctx, &begun.id, at(0), body(b"abc")).await.unwrap();
        bench.work().await;
        let again = queue::IngestJob { upload: begun.id.to_string() };
        crate::ingest::run(&bench.ctx, &again).await.unwrap();
        assert_eq!(transcode::all_of(&bench.ctx.db, begun.video_id.unwrap()).await.unwrap().len(), 1);
    }

    async fn an_upload_without_bytes_is_complete_at_once(test: TestDb) {
        let bench = Bench::new(test).await;
        let begun = begin(&bench, "0").await;
        assert_eq!(bench.video(begun.video_id.unwrap()).await.unwrap().state, VideoState::Waiting);
    }

    async fn what_came_before_a_break_is_kept_and_a_wrong_offset_writes_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let begun = begin(&bench, "8").await;
        assert!(append(&bench.ctx, &begun.id, at(0), broken(b"1234")).await.is_err());
        assert_eq!(status(&bench.ctx, &begun.id).await.unwrap().offset, 4);
        let wrong = append(&bench.ctx, &begun.id, at(2), body(b"xxxx")).await.unwrap_err();
        assert_eq!(wrong.kind(), domain::ErrorKind::Conflict);
        let long = append(&bench.ctx, &begun.id, at(4), body(b"567890")).await.unwrap_err();
        assert_eq!(long.kind(), domain::ErrorKind::TooLarge);
        assert_eq!(append(&bench.ctx, &begun.id, at(4), body(b"5678")).await.unwrap().offset, 8);
    }

    async fn pieces_join_into_one_file_and_only_their_owner_can_join_them(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let mut pieces = Vec::new();
        for (length, bytes) in [("2", b"ab".as_slice()), ("3", b"cde")] {
            let piece = create(ctx, &bench.actor, creation(&[("upload-length", length), ("upload-concat", "partial")]), body(b"")).await.unwrap();
            assert_eq!(piece.video_id, None);
            pieces.push(piece.id.clone());
            if bytes.len() == 3 {
                let early = join(ctx, &bench.actor, &creation(&[("upload-concat", &parts(&pieces)), NAMED]), &pieces).await.unwrap_err();
                assert_eq!(early.code(), "incomplete-part");
            }
            append(ctx, &piece.id, at(0), body(bytes)).await.unwrap();
        }
        let request = creation(&[("upload-concat", &parts(&pieces)), NAMED]);
        let stranger = Bench::account(ctx, "eve").await;
        assert_eq!(join(ctx, &stranger, &request, &pieces).await.unwrap_err().code(), "upload-not-found");
        let demoted = domain::access::Actor { role: domain::user::Role::Viewer, ..bench.actor };
        assert_eq!(join(ctx, &demoted, &request, &pieces).await.unwrap_err().kind(), domain::ErrorKind::Forbidden);
        let whole = join(ctx, &bench.actor, &request, &pieces).await.unwrap();
        assert_eq!((whole.offset, whole.length), (5, Some(5)));
        bench.work().await;
        let source = bench.folder.path().join(format!("objects/videos/{}/source/{}", whole.video_id.unwrap(), whole.id));
        assert_eq!(std::fs::read(source).unwrap(), b"abcde");
        assert_eq!(bench.files().len(), 1, "the pieces are used up");
    }

    async fn what_is_given_up_leaves_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let begun = begin(&bench, "8").await;
        terminate(ctx, &begun.id).await.unwrap();
        assert_eq!(status(ctx, &begun.id).await.unwrap_err().code(), "upload-not-found");
        assert_eq!(bench.video(begun.video_id.unwrap()).await, None, "the draft was made for the file alone");

        let mine = bench.draft().await;
        bench.pass(1);
        let meta = format!("video_id {}", base64(&mine.id.to_string()));
        let begun = create(ctx, &bench.actor, creation(&[("upload-length", "8"), ("upload-metadata", &meta)]), body(b"")).await.unwrap();
        bench.pass(3601);
        sweep_all(ctx).await;
        assert_eq!(status(ctx, &begun.id).await.unwrap_err().code(), "upload-not-found");
        assert!(bench.video(mine.id).await.is_some(), "the owner made this draft");

        assert_eq!(receive(ctx, &bench.actor, file(None, "x.mp4"), broken(b"123")).await.unwrap_err().code(), "upload-interrupted");
        assert_eq!(receive(ctx, &bench.actor, file(None, "x.mp4"), body(b"")).await.unwrap_err().code(), "empty-file");
        assert_eq!(receive(ctx, &bench.actor, file(None, "x.mp4"), body(&[b'x'; 1001])).await.unwrap_err().kind(), domain::ErrorKind::TooLarge);
        assert_eq!(bench.files(), Vec::<String>::new());
        assert_eq!(videos_of(&bench).await, 1);
    }

    async fn a_file_for_somebody_elses_video_is_refused_before_any_byte(test: TestDb) {
        let bench = Bench::new(test).await;
        let stranger = Bench::account(&bench.ctx, "eve").await;
        let meta = format!("video_id {}", base64(&bench.draft().await.id.to_string()));
        let request = creation(&[("upload-length", "8"), ("upload-metadata", &meta)]);
        assert_eq!(create(&bench.ctx, &stranger, request, body(b"")).await.unwrap_err().code(), "video-not-found");
        assert_eq!(bench.files(), Vec::<String>::new());
    }

    async fn the_newest_file_wins_over_one_that_is_being_worked_on(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let video = bench.draft().await;
        for bytes in [b"old".as_slice(), b"new"] {
            let begun = receive(ctx, &bench.actor, file(Some(video.id), "film.mp4"), body(bytes)).await.unwrap();
            assert_eq!(begun.video_id, Some(video.id));
            bench.work().await;
        }
        assert_eq!(transcode::all_of(&ctx.db, video.id).await.unwrap().len(), 1);
        bench.pass(11);
        bench.work().await;
        let files = bench.files();
        assert_eq!(files.len(), 1);
        assert_eq!(std::fs::read(bench.folder.path().join(&files[0])).unwrap(), b"new");
    }

    async fn what_lies_in_the_bin_too_long_goes_for_good(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let begun = receive(ctx, &bench.actor, file(None, "film.mp4"), body(b"abc")).await.unwrap();
        bench.work().await;
        let tx = ctx.db.begin_write().await.unwrap();
        let mut video = video::find_for_update(&tx, begun.video_id.unwrap()).await.unwrap().unwrap();
        video.delete(ctx.clock.now());
        video::save(&tx, &video).await.unwrap();
        tx.commit().await.unwrap();
        bench.pass(30 * 86_400 - 1);
        sweep_all(ctx).await;
        assert!(bench.video(video.id).await.is_some());
        bench.pass(2);
        sweep_all(ctx).await;
        assert_eq!(bench.video(video.id).await, None);
        bench.pass(11);
        bench.work().await;
        assert_eq!(bench.files(), Vec::<String>::new());
    }

    async fn a_complete_file_outlives_its_upload_until_it_is_ingested(test: TestDb) {
        let bench = Bench::new(test).await;
        let begun = receive(&bench.ctx, &bench.actor, file(None, "film.mp4"), body(b"abc")).await.unwrap();
        bench.pass(3601);
        sweep_all(&bench.ctx).await;
        assert_eq!(bench.work().await.len(), 1);
        assert_eq!(bench.files().len(), 1);
        sweep_all(&bench.ctx).await;
        assert!(persistence::upload::find(&bench.ctx.db, &begun.id).await.unwrap().is_none());
        assert_eq!(bench.files().len(), 1);
    }

    async fn a_job_that_was_lost_is_found_by_its_row(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        receive(ctx, &bench.actor, file(None, "film.mp4"), body(b"abc")).await.unwrap();
        let tx = ctx.db.begin_write().await.unwrap();
        persistence::job::cancel(&tx, "").await.unwrap();
        tx.commit().await.unwrap();
        sweep_all(ctx).await;
        assert_eq!(bench.work().await.len(), 1);
        let tx = ctx.db.begin_write().await.unwrap();
        persistence::job::cancel(&tx, "").await.unwrap();
        tx.commit().await.unwrap();
        sweep_all(ctx).await;
        assert_eq!(persistence::job::live_keys(&ctx.db, "generation:").await.unwrap().len(), 1);
    }

    async fn a_file_whose_end_was_never_noted_is_completed_when_its_client_asks(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        for ask in [true, false] {
            let begun = begin(&bench, "3").await;
            // The server was killed between the last byte and the note of it.
            let part = media::staging::Part { offset: 0, limit: 3, content_length: None, checksum: None };
            ctx.staging.claim(&begun.id).await.unwrap().append(part, body(b"abc")).await.unwrap();
            if ask {
                assert_eq!(status(ctx, &begun.id).await.unwrap().offset, 3);
            } else {
                bench.pass(3601);
                sweep_all(ctx).await;
            }
            assert_eq!(bench.work().await.len(), 1, "asked: {ask}");
            assert_eq!(bench.video(begun.video_id.unwrap()).await.unwrap().state, VideoState::Processing);
        }
    }

    async fn an_older_file_that_comes_late_changes_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let video = bench.draft().await;
        let old = receive(ctx, &bench.actor, file(Some(video.id), "old.mp4"), body(b"old")).await.unwrap();
        bench.pass(1);
        let new = receive(ctx, &bench.actor, file(Some(video.id), "new.mp4"), body(b"new")).await.unwrap();
        let late = queue::IngestJob { upload: old.id.to_string() };
        crate::ingest::run(ctx, &queue::IngestJob { upload: new.id.to_string() }).await.unwrap();
        crate::ingest::run(ctx, &late).await.unwrap();
        crate::ingest::gave_up(ctx, &late).await.unwrap();
        let all = transcode::all_of(&ctx.db, video.id).await.unwrap();
        assert!(all.len() == 1 && all[0].source_key.ends_with(new.id.as_str()));
        assert_eq!(bench.video(video.id).await.unwrap().state, VideoState::Processing);
    }

    async fn pieces_that_nobody_joined_go_when_their_time_is_over(test: TestDb) {
        let bench = Bench::new(test).await;
        let piece = creation(&[("upload-length", "2"), ("upload-concat", "partial")]);
        let piece = create(&bench.ctx, &bench.actor, piece, body(b"")).await.unwrap();
        append(&bench.ctx, &piece.id, at(0), body(b"ab")).await.unwrap();
        bench.pass(3601);
        sweep_all(&bench.ctx).await;
        assert_eq!(bench.files(), Vec::<String>::new());
    }

    async fn another_length_than_the_declared_one_moves_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let begun = begin(&bench, "8").await;
        let sized = |offset, length| Append { length: Some(length), ..at(offset) };
        for wrong in [7, 9, 0] {
            let refused = append(ctx, &begun.id, sized(0, wrong), body(b"1234")).await.unwrap_err();
            assert_eq!((refused.kind(), refused.code()), (domain::ErrorKind::Malformed, "tus-header-invalid"), "{wrong}");
            assert_eq!(status(ctx, &begun.id).await.unwrap().offset, 0, "{wrong}");
        }
        assert_eq!(append(ctx, &begun.id, sized(0, 8), body(b"12345678")).await.unwrap().offset, 8);
        assert_eq!(append(ctx, &begun.id, sized(8, 9), body(b"")).await.unwrap_err().code(), "tus-header-invalid");

        let deferred = creation(&[("upload-defer-length", "1"), NAMED]);
        let begun = create(ctx, &bench.actor, deferred, body(b"")).await.unwrap();
        append(ctx, &begun.id, at(0), body(b"1234")).await.unwrap();
        assert_eq!(append(ctx, &begun.id, sized(4, 3), body(b"")).await.unwrap_err().code(), "tus-header-invalid");
        assert_eq!(append(ctx, &begun.id, sized(4, 6), body(b"56")).await.unwrap().offset, 6, "the wrong length was not kept");
    }

    async fn an_upload_of_a_deleted_video_is_gone_with_its_bytes(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        for step in ["append", "ask", "expire"] {
            let begun = begin(&bench, "8").await;
            append(ctx, &begun.id, at(0), body(b"1234")).await.unwrap();
            if step == "expire" {
                let part = media::staging::Part { offset: 4, limit: 8, content_length: None, checksum: None };
                ctx.staging.claim(&begun.id).await.unwrap().append(part, body(b"5678")).await.unwrap();
            }
            bin(&bench, begun.video_id.unwrap()).await;
            match step {
                "append" => assert_eq!(gone(append(ctx, &begun.id, at(4), body(b"5678")).await), "video-deleted"),
                "ask" => assert_eq!(gone(status(ctx, &begun.id).await), "video-deleted"),
                _ => {
                    bench.pass(3601);
                    sweep_all(ctx).await;
                }
            }
            assert_eq!(bench.files(), Vec::<String>::new(), "{step}");
            assert_eq!(status(ctx, &begun.id).await.unwrap_err().code(), "upload-not-found", "{step}");
            assert!(bench.video(begun.video_id.unwrap()).await.is_some(), "it can be restored");
        }
        assert_eq!(bench.work().await, Vec::<String>::new());
    }

    async fn an_upload_for_a_video_in_the_bin_is_refused_for_its_owner_and_hidden_from_others(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let video = bench.draft().await;
        bin(&bench, video.id).await;
        let meta = format!("video_id {}", base64(&video.id.to_string()));
        let request = || creation(&[("upload-length", "8"), ("upload-metadata", &meta)]);
        assert_eq!(gone(create(ctx, &bench.actor, request(), body(b"")).await), "video-deleted");
        assert_eq!(gone(receive(ctx, &bench.actor, file(Some(video.id), "x.mp4"), body(b"abc")).await), "video-deleted");
        let stranger = Bench::account(ctx, "eve").await;
        assert_eq!(create(ctx, &stranger, request(), body(b"")).await.unwrap_err().code(), "video-not-found");
        assert_eq!(bench.files(), Vec::<String>::new());
    }

    async fn a_form_whose_video_is_deleted_while_it_is_sent_leaves_nothing(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let video = bench.draft().await;
        let bytes = futures_util::stream::once(async {
            bin(&bench, video.id).await;
            Ok::<_, std::io::Error>(Bytes::from_static(b"abc"))
        });
        assert_eq!(gone(receive(ctx, &bench.actor, file(Some(video.id), "x.mp4"), Box::pin(bytes)).await), "video-deleted");
        assert_eq!(bench.files(), Vec::<String>::new());
        assert!(!upload::any_of(&ctx.db, video.id).await.unwrap());
    }

    async fn a_file_that_is_declared_to_be_no_media_is_refused_before_any_byte(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let typed = |kind: &str| format!("filename {},filetype {}", base64("film.mp4"), base64(kind));
        for kind in ["image/png", "text/html", "application/pdf"] {
            let request = creation(&[("upload-length", "8"), ("upload-metadata", &typed(kind))]);
            let refused = create(ctx, &bench.actor, request, body(b"")).await.unwrap_err();
            assert_eq!((refused.kind(), refused.code()), (domain::ErrorKind::Unsupported, "upload-file-type"), "{kind}");
            let form = FormFile { media_type: Some(kind), ..file(None, "film.mp4") };
            assert_eq!(receive(ctx, &bench.actor, form, body(b"abc")).await.unwrap_err().code(), "upload-file-type", "{kind}");
        }
        assert_eq!(bench.files(), Vec::<String>::new());
        assert_eq!(videos_of(&bench).await, 0);
        let request = creation(&[("upload-length", "8"), ("upload-metadata", &typed("video/mp4"))]);
        let begun = create(ctx, &bench.actor, request, body(b"")).await.unwrap();
        assert_eq!(begun.metadata, typed("video/mp4"), "HEAD gives it back");
    }

    async fn unfinished_uploads_are_listed_for_their_owner_while_they_can_go_on(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let mut begun = Vec::new();
        for _ in 0..3 {
            bench.pass(1);
            begun.push(begin(&bench, "8").await);
        }
        append(ctx, &begun[1].id, at(0), body(b"1234")).await.unwrap();
        append(ctx, &begun[0].id, at(0), body(b"12345678")).await.unwrap();
        let piece = creation(&[("upload-length", "2"), ("upload-concat", "partial")]);
        bench.pass(1);
        let piece = create(ctx, &bench.actor, piece, body(b"")).await.unwrap();

        let mut listed = Vec::new();
        let mut cursor = None;
        loop {
            let page = list_unfinished(ctx, &bench.actor, 2, cursor).await.unwrap();
            listed.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        let ids: Vec<&str> = listed.iter().map(|upload| upload.id.as_str()).collect();
        assert_eq!(ids, [piece.id.as_str(), begun[2].id.as_str(), begun[1].id.as_str()], "the latest first, without the complete one");
        assert_eq!((listed[0].video_id, listed[1].video_id), (None, begun[2].video_id));
        let last = &listed[2];
        assert_eq!((last.offset, last.length, last.filename.as_str()), (Some(4), Some(8), "film.mp4"));
        assert_eq!((last.url.as_str(), last.expires_at), (format!("/api/upload/{}", begun[1].id).as_str(), begun[1].expires_at));
        assert_eq!(append(ctx, &begun[1].id, at(4), body(b"5678")).await.unwrap().offset, 8, "looking at it stops nothing");

        let stranger = Bench::account(ctx, "eve").await;
        assert_eq!(list_unfinished(ctx, &stranger, 10, None).await.unwrap().items, []);
        bench.pass(3601);
        assert_eq!(list_unfinished(ctx, &bench.actor, 10, None).await.unwrap().items, [], "their time is over");
        let elsewhere = Ctx { node: "there".into(), ..ctx.clone() };
        let begun = begin(&bench, "8").await;
        let seen = list_unfinished(&elsewhere, &bench.actor, 10, None).await.unwrap().items;
        assert_eq!((seen[0].id.as_str(), seen[0].offset), (begun.id.as_str(), None), "its bytes lie on another server");
    }

    async fn many_at_once_complete_an_upload_once(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let begun = begin(&bench, "3").await;
        let tries = (0..10).map(|_| append(ctx, &begun.id, at(0), body(b"abc")));
        let done = futures_util::future::join_all(tries).await;
        assert!(done.iter().any(Result::is_ok));
        assert_eq!(status(ctx, &begun.id).await.unwrap().offset, 3);
        assert_eq!(bench.work().await.len(), 1);
    }
}

async fn sweep_all(ctx: &Ctx) {
    sweep::files(ctx).await;
    sweep::rows(ctx).await;
}

/// Puts the video in the bin.
async fn bin(bench: &Bench, id: VideoId) {
    let tx = bench.ctx.db.begin_write().await.unwrap();
    let mut video = video::find_for_update(&tx, id).await.unwrap().unwrap();
    video.delete(bench.ctx.clock.now());
    video::save(&tx, &video).await.unwrap();
    tx.commit().await.unwrap();
}

/// The code of a refusal that says that the thing is gone.
fn gone(outcome: Result<Status>) -> &'static str {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), domain::ErrorKind::Gone);
    error.code()
}

fn file(video: Option<VideoId>, filename: &'static str) -> FormFile<'static> {
    FormFile { video, filename, media_type: None }
}

/// How many videos the bench's account has outside the bin.
async fn videos_of(bench: &Bench) -> usize {
    let page = domain::page::PageRequest { limit: 100, after: None };
    let (sort, filter) = (video::OwnSort::Newest, domain::video::OwnFilter::default());
    video::list_owned(&bench.ctx.db, &video::OwnQuery { owner: bench.actor.user_id, sort, filter, page }).await.unwrap().len()
}

fn parts(ids: &[UploadId]) -> String {
    let urls: Vec<String> = ids.iter().map(|id| format!("/api/upload/{id}")).collect();
    format!("final;{}", urls.join(" "))
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD.encode(text)
}
