use super::*;
use garde::Validate;
use uuid::Uuid;

fn draft() -> Video {
    let command = CreateVideo::for_file("holiday.mp4");
    Video::draft(VideoId(Uuid::nil()), UserId(Uuid::nil()), command, Timestamp::from_millis(1))
}

#[test]
fn a_patch_touches_only_what_it_names() {
    let mut video = draft();
    video.metadata.language = Some("es".to_owned());
    let patch: PatchVideo = serde_json::from_str(r#"{"title":"New","license":null}"#).unwrap();
    video.patch(patch, Timestamp::from_millis(5));
    assert_eq!((video.metadata.title.as_str(), video.metadata.language.as_deref()), ("New", Some("es")));
    assert_eq!((video.version, video.updated_at), (2, Timestamp::from_millis(5)));
}

#[test]
fn what_must_have_a_value_cannot_be_cleared() {
    for body in [r#"{"title":null}"#, r#"{"visibility":null}"#, r#"{"colour":"red"}"#] {
        assert!(serde_json::from_str::<PatchVideo>(body).is_err(), "{body}");
    }
}

#[test]
fn publication_is_the_first_moment_in_the_lists() {
    let mut video = draft();
    video.state = VideoState::Ready;
    let show = || PatchVideo { visibility: Some(Visibility::Public), ..PatchVideo::default() };
    let hide = || PatchVideo { visibility: Some(Visibility::Private), ..PatchVideo::default() };
    video.patch(show(), Timestamp::from_millis(10));
    video.patch(hide(), Timestamp::from_millis(20));
    video.patch(show(), Timestamp::from_millis(30));
    assert_eq!(video.published_at, Some(Timestamp::from_millis(10)));
}

#[test]
fn commands_name_every_faulty_field() {
    let command: CreateVideo =
        serde_json::from_str(r#"{"title":"","visibility":"public","language":"Spanish!","tags":["a\u0000"]}"#).unwrap();
    let mut paths: Vec<String> = command.validate().unwrap_err().iter().map(|(path, _)| path.to_string()).collect();
    paths.sort();
    assert_eq!(paths, ["language", "tags", "title"], "all at once");
}

#[test]
fn titles_of_files_are_cut_at_characters_and_made_harmless() {
    let long = "ñ".repeat(400) + ".mp4";
    assert_eq!(CreateVideo::for_file(&long).title.chars().count(), 120);
    assert_eq!(CreateVideo::for_file("..").title, ".");
    assert_eq!(CreateVideo::for_file("\u{0}\n.mp4").title, "Untitled");
    for name in ["q'uo\"te.mp4", "-i.mp4", "http:x.mp4", "a%03d.mp4", "\u{202E}4pm.mp4", "😀😀.webm"] {
        assert!(CreateVideo::for_file(name).validate().is_ok(), "{name:?}");
    }
}

mod pipeline {
    use super::*;

    const FACTS: MediaFacts = MediaFacts { kind: MediaKind::Video, duration_ms: 1000, width: Some(640), height: Some(360) };

    fn generation(n: u128) -> GenerationId {
        GenerationId(Uuid::from_u128(n))
    }

    fn failure() -> Failure {
        Failure { code: "not-media".to_owned(), detail: String::new() }
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn ready(n: u128) -> Video {
        let mut video = draft();
        video.begin_waiting(at(2));
        video.begin_processing(at(3));
        video.inspected(generation(n), FACTS, at(4));
        assert!(video.begin_playing(generation(n), at(5)));
        assert!(!video.begin_playing(generation(n), at(6)), "only once");
        video.finished(generation(n), FACTS, Pictures { poster: true, preview: true }, at(7));
        video
    }

    #[test]
    fn walks_from_draft_to_ready() {
        let video = ready(1);
        assert_eq!((video.state, video.playable, video.has_poster), (VideoState::Ready, true, true));
    }

    #[test]
    fn a_new_file_never_takes_the_old_one_off_the_screen_before_it_is_done() {
        let mut video = ready(1);
        video.begin_waiting(at(10));
        video.begin_processing(at(11));
        video.inspected(generation(2), FACTS, at(12));
        assert!(!video.begin_playing(generation(2), at(13)));
        video.failed(Some(generation(2)), failure(), at(14));
        assert_eq!((video.state, video.generation), (VideoState::Ready, Some(generation(1))));
        assert!(video.failure.is_some(), "the owner is told");
        video.finished(generation(2), FACTS, Pictures::default(), at(15));
        assert_eq!((video.state, video.generation, video.has_poster), (VideoState::Ready, Some(generation(2)), false));
    }

    #[test]
    fn a_generation_that_a_newer_file_overtakes_stops_playing_unless_it_is_whole() {
        let mut half = draft();
        half.inspected(generation(1), FACTS, at(2));
        half.begin_playing(generation(1), at(3));
        half.abandon(generation(1), at(4));
        assert_eq!((half.playable, half.generation), (false, None));
        let mut whole = ready(1);
        whole.abandon(generation(1), at(9));
        assert!(whole.playable);
    }

    #[test]
    fn a_failure_is_shown_and_a_new_file_clears_it() {
        let mut video = draft();
        video.begin_waiting(at(2));
        video.failed(None, failure(), at(3));
        assert_eq!((video.state, video.failure.is_some()), (VideoState::Failed, true));
        video.begin_waiting(at(4));
        assert_eq!((video.state, video.failure), (VideoState::Waiting, None));
    }
}
