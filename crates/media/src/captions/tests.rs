use super::*;
use proptest::prelude::*;

/// Start, end and text of what is read.
fn told(file: &[u8]) -> Vec<(u64, u64, String)> {
    told_in(file, None)
}

/// The same, where the language of the file is known.
fn told_in(file: &[u8], language: Option<&str>) -> Vec<(u64, u64, String)> {
    read(file, language).into_iter().map(|cue| (cue.start_ms, cue.end_ms, cue.text)).collect()
}

fn cue(start_ms: u64, end_ms: u64, text: &str) -> (u64, u64, String) {
    (start_ms, end_ms, text.to_owned())
}

const SUBRIP: &str = "1\n00:00:00,500 --> 00:00:02,000\nhola, ¿qué tal? €\n\n2\n00:00:03,000 --> 00:00:04,000\nadiós\n";

#[test]
fn subrip_in_every_encoding_is_the_same() {
    let expected = [cue(500, 2000, "hola, ¿qué tal? €"), cue(3000, 4000, "adiós")];
    let utf16 = |unit: fn(u16) -> [u8; 2]| SUBRIP.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let windows: Vec<u8> = SUBRIP.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
    let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    for file in [
        SUBRIP.as_bytes().to_vec(),
        marked(b"\xEF\xBB\xBF", SUBRIP.into()),
        marked(b"\xFF\xFE", utf16(u16::to_le_bytes)),
        marked(b"\xFE\xFF", utf16(u16::to_be_bytes)),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        windows,
        SUBRIP.replace('\n', "\r\n").into(),
        SUBRIP.replace('\n', "\r").into(),
        SUBRIP.trim_end().into(),
    ] {
        assert_eq!(told(&file), expected, "{:?}", String::from_utf8_lossy(&file));
    }
}

#[test]
fn what_is_said_is_told_without_times_and_marks() {
    let file =
        write(&read(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana><b>Hola</b> &amp; adi\xC3\xB3s\n\n00:03.000 --> 00:04.000\nfin\n", None));
    assert_eq!(spoken(&file).split_whitespace().collect::<Vec<_>>(), ["Hola", "adiós", "fin"]);
}

#[test]
fn subrip_of_every_hand_is_understood() {
    let file = "7\n00:00:09.5 --> 00:00:10\nlast\n\n\n1\n0:0:1,5 --> 0:0:2,25   X1:1 X2:2\n{\\an8}<font color=\"red\">red</font> & <b>bold\n\n\
                more of it\n2\n1:02:03,004 --> 1:02:04,000\n\n3\n00:00:04,000 --> 00:00:03,000\nbackwards\n4\n00:00:05,000 --> 00:00:06,000\n2001\n";
    let expected = [cue(1500, 2250, "red &amp; <b>bold\nmore of it</b>"), cue(5000, 6000, "2001"), cue(9500, 10_000, "last")];
    assert_eq!(told(file.as_bytes()), expected);
    assert_eq!(read(file.as_bytes(), None)[0].settings, "line:0");
}

#[test]
fn webvtt_keeps_its_marks_and_loses_the_rest() {
    let file = "WEBVTT - a title\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n\
        NOTE\nnobody sees this\n\nintro\n00:01.000 --> 00:00:02.500 region:fred line:10%,start align:middle position:50% size:200% line:3\n\
        <v.loud Ana & Eva>Hola <00:00:01.500><c.rojo.x\"y>mundo</c> <script>alert(1)</script> 1 < 2 &lt; 3 &nbsp; &quot; &#233;\nother line\n\n\
        not a cue\n\n00:00:03.000 --> 00:00:04.000\n<i></i>\n\n00:00:05.000 --> 00:00:06.000\n<b><i>x</b></i> --> y\n";
    let cues = read(file.as_bytes(), None);
    assert_eq!(cues.len(), 2, "{cues:#?}");
    assert_eq!(cues[0].settings, "line:10%,start position:50%");
    let marked =
        "<v.loud Ana &amp; Eva>Hola <00:00:01.500><c.rojo>mundo</c> alert(1) 1 &lt; 2 &lt; 3 &nbsp; &amp;quot; &#233;\nother line</v>";
    assert_eq!(cues[0].text, marked);
    assert_eq!(cues[1].text, "<b><i>x</i></b> --&gt; y");
}

#[test]
fn what_is_written_is_webvtt() {
    let cues = read(
        b"1\n00:00:00,500 --> 01:00:02,000\none\n\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n3\n100:00:00,000 --> 100:00:01,000\nlate",
        None,
    );
    let shown = within(cues, 5000);
    assert_eq!(write(&shown), "WEBVTT\n\n00:00:00.500 --> 00:00:05.000\none\n\n00:00:03.000 --> 00:00:04.000\ntwo\n");
    let parts = chapters([(0, "a <b> & c\n"), (1500, "d")], 9000);
    assert_eq!(parts, "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt;b&gt; &amp; c \n\n00:00:01.500 --> 00:00:09.000\nd\n");
}

#[test]
fn what_is_no_caption_has_none() {
    for file in
        [&b""[..], b"WEBVTT", b"hello", b"\xFF\xD8\xFF\xE0JFIF", b"00:00:01 -> 00:00:02\nx", b"1:99:00 --> 2:00:00\nx", b"a --> b\nx"]
    {
        assert!(read(file, None).is_empty(), "{file:?}");
    }
}

/// Files that are nearly right.
fn nearly() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "WEBVTT",
        "\n",
        "\n\n",
        "\r",
        "00:00:01.000 --> 00:00:02.000",
        "0:0:3,5 --> 9:00:00",
        " line:5%",
        " region:x",
        "<b>",
        "</b>",
        "<v A&B>",
        "<c.a.b>",
        "<00:01.5>",
        "<",
        ">",
        "&",
        "&lt;",
        "&#x41;",
        "-->",
        "{\\an8}",
        "{",
        "}",
        "NOTE",
        "12",
        "é",
        "\u{a0}",
        "\t",
        "\0",
        "<br>",
        "</",
        "<lang es>",
        "<rt",
        "\u{feff}",
        "a b",
        "\u{85}",
        "\u{2028}",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same_and_holds_nothing_strange(file in nearly(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for file in [file.into_bytes(), bytes] {
            let cues = read(&file, None);
            let written = write(&cues);
            prop_assert_eq!(&read(written.as_bytes(), None), &cues, "{}", written);
            prop_assert!(cues.is_sorted_by_key(|cue| (cue.start_ms, cue.end_ms)));
            for cue in &cues {
                prop_assert!(cue.start_ms < cue.end_ms && !cue.text.contains("-->") && !cue.text.contains("\n\n"));
                prop_assert!(!cue.text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
            }
            prop_assert_eq!(within(cues, 0), vec![]);
        }
    }
}

#[test]
fn captions_in_the_encodings_of_their_languages_keep_their_text() {
    use encoding_rs::{
        BIG5, EUC_KR, Encoding, GB18030, ISO_8859_2, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1255, WINDOWS_1256,
    };
    let cases: [(&str, &'static Encoding, &str); 12] = [
        ("ja", SHIFT_JIS, "こんにちは、元気ですか"),
        ("ko", EUC_KR, "안녕하세요, 잘 지내세요"),
        ("zh", GB18030, "你好，你最近怎么样"),
        ("zh-TW", BIG5, "你好，最近過得怎麼樣"),
        ("ru", WINDOWS_1251, "Привет, как у тебя дела"),
        ("ar", WINDOWS_1256, "مرحبا، كيف حالك اليوم"),
        ("el", WINDOWS_1253, "Γειά σου, τι κάνεις"),
        ("he", WINDOWS_1255, "שלום, מה שלומך היום"),
        ("pl", ISO_8859_2, "Cześć, jak się masz, żółw"),
        ("es", WINDOWS_1252, "¿Qué tal, mañana? «Aquí»"),
        ("fr", WINDOWS_1252, "Ça va, où étais-tu l’été dernier"),
        ("de", WINDOWS_1252, "Schöne Grüße, wie heißt du"),
    ];
    for (language, encoding, text) in cases {
        for repeats in [1, 40] {
            let cue_of = |n: u64| format!("{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{text}\n\n");
            let file: String = (1..=repeats).map(cue_of).collect();
            let (bytes, _, lossy) = encoding.encode(&file);
            assert!(!lossy, "{language}");
            let read = told_in(&bytes, Some(language));
            assert_eq!(read.len() as u64, repeats, "{language}");
            assert!(read.iter().all(|(_, _, found)| found == text), "{language} {repeats}: {:?}", read.first());
        }
    }
}
