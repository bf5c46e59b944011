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
