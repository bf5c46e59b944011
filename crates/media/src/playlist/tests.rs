//! Whole playlists against hand-written ones, and the rules that must hold for all.

use super::*;
use crate::encode::KeyFrame;
use crate::rational::Rational;
use domain::caption::CaptionKind;
use proptest::prelude::*;

/// Segments of these lengths in ticks, of 1000 bytes each, with a key frame in every one.
fn segments(timescale: u32, durations: &[u64]) -> Vec<SegmentInfo> {
    let mut start = 0;
    (1..)
        .zip(durations)
        .map(|(number, duration)| {
            let key_frames = vec![KeyFrame { offset: 100, length: 200, duration_us: duration * 1_000_000 / u64::from(timescale) }];
            let segment = SegmentInfo { number, bytes: 1000, timescale, start, duration: *duration, key_frames };
            start += duration;
            segment
        })
        .collect()
}

fn measured(peak: u64, average: u64) -> Measured {
    Measured { peak, average, key_frame_peak: Some(peak / 10), duration_us: 10_000_000 }
}

fn video(name: &str, width: u32, height: u32, peak: u64, average: u64) -> RenditionInfo {
    let media = RenditionMedia::Video { width, height, frame_rate: Rational::new(30_000, 1001) };
    RenditionInfo { name: name.into(), codec: "avc1.64001f".into(), media, measured: measured(peak, average) }
}

fn audio(name: &str, language: Option<&str>, label: &str, default: bool) -> RenditionInfo {
    let media =
        RenditionMedia::Audio { language: language.map(Into::into), label: label.into(), channels: 2, sample_rate: 48_000, default };
    let measured = Measured { peak: 140_000, average: 130_000, key_frame_peak: None, duration_us: 10_005_333 };
    RenditionInfo { name: name.into(), codec: "mp4a.40.2".into(), media, measured }
}

fn ladder() -> Vec<RenditionInfo> {
    vec![
        video("v240", 426, 240, 400_000, 300_000),
        video("v720", 1280, 720, 2_800_000, 1_900_000),
        video("v1080", 1920, 1080, 5_000_000, 4_000_000),
    ]
}

/// The variants in their order.
fn uris(master: &str) -> Vec<&str> {
    master.lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn a_growing_list_has_no_end() {
    let list = media_playlist(&segments(30_000, &[120_120, 120_120]), 5, Growth::Growing);
    assert_eq!(
        list,
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:5\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:EVENT\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-START:TIME-OFFSET=0\n#EXT-X-MAP:URI=\"init.mp4\"\n\
         #EXTINF:4.004000,\n1.m4s\n#EXTINF:4.004000,\n2.m4s\n"
    );
}

#[test]
fn a_finished_list_is_the_growing_one_and_its_end() {
    let all = segments(48_000, &[192_512, 191_488, 24_000]);
    let growing = media_playlist(&all, 4, Growth::Growing);
    let finished = media_playlist(&all, 4, Growth::Finished);
    assert_eq!(finished, format!("{}#EXT-X-ENDLIST\n", growing.replace(":EVENT", ":VOD")));
    assert!(growing.starts_with(&media_playlist(&all[..2], 4, Growth::Growing)), "what was told stays");
}

#[test]
fn key_frames_are_byte_ranges() {
    let list = iframe_playlist(&segments(25, &[100, 50]), 4, Growth::Finished);
    assert_eq!(
        list,
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-START:TIME-OFFSET=0\n#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"init.mp4\"\n\
         #EXTINF:4.000000,\n#EXT-X-BYTERANGE:200@100\n1.m4s\n#EXTINF:2.000000,\n#EXT-X-BYTERANGE:200@100\n2.m4s\n#EXT-X-ENDLIST\n"
    );
}

#[test]
fn captions_are_one_long_segment() {
    let list = captions_playlist("es.vtt\nX", 5_280_000);
    assert!(list.contains("#EXT-X-TARGETDURATION:5\n") && list.ends_with("#EXTINF:5.280000,\nes.vttX\n#EXT-X-ENDLIST\n"), "{list}");
}

#[test]
fn the_master_tells_all_that_was_measured() {
    let renditions =
        [&ladder()[..], &[audio("a1", Some("eng"), "English", false), audio("a0", Some("spa"), "Español \"1\"", true)]].concat();
    let captions = [Captions {
        language: "es".into(),
        label: "Español".into(),
        kind: CaptionKind::Subtitles,
        uri: "captions/es.m3u8".into(),
        default: false,
    }];
    assert_eq!(
        master_playlist(&renditions, &captions, HeightFilter::default()),
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n\
         #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",LANGUAGE=\"es\",NAME=\"Español '1'\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"a0/index.m3u8\"\n\
         #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",LANGUAGE=\"en\",NAME=\"English\",DEFAULT=NO,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"a1/index.m3u8\"\n\
         #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",LANGUAGE=\"es\",NAME=\"Español\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"captions/es.m3u8\"\n\
         #EXT-X-STREAM-INF:BANDWIDTH=2940000,AVERAGE-BANDWIDTH=2030000,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO=\"audio\",SUBTITLES=\"captions\",CLOSED-CAPTIONS=NONE\n\
         v720/index.m3u8\n\
         #EXT-X-STREAM-INF:BANDWIDTH=540000,AVERAGE-BANDWIDTH=430000,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=426x240,FRAME-RATE=29.970,AUDIO=\"audio\",SUBTITLES=\"captions\",CLOSED-CAPTIONS=NONE\n\
         v240/index.m3u8\n\
         #EXT-X-STREAM-INF:BANDWIDTH=5140000,AVERAGE-BANDWIDTH=4130000,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1920x1080,FRAME-RATE=29.970,AUDIO=\"audio\",SUBTITLES=\"captions\",CLOSED-CAPTIONS=NONE\n\
         v1080/index.m3u8\n\
         #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=280000,CODECS=\"avc1.64001f\",RESOLUTION=1280x720,URI=\"v720/iframes.m3u8\"\n\
         #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=40000,CODECS=\"avc1.64001f\",RESOLUTION=426x240,URI=\"v240/iframes.m3u8\"\n\
         #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=500000,CODECS=\"avc1.64001f\",RESOLUTION=1920x1080,URI=\"v1080/iframes.m3u8\"\n"
    );
}

#[test]
fn a_silent_film_has_no_sound_group() {
    let master = master_playlist(&ladder()[..1], &[], HeightFilter::default());
    assert!(!master.contains("AUDIO") && master.contains("CODECS=\"avc1.64001f\",") && uris(&master) == ["v240/index.m3u8"], "{master}");
}

#[test]
fn sound_alone_is_a_variant() {
    let one = master_playlist(&[audio("a0", None, "Audio", true)], &[], HeightFilter::default());
    assert_eq!(
        one,
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n\
         #EXT-X-STREAM-INF:BANDWIDTH=140000,AVERAGE-BANDWIDTH=130000,CODECS=\"mp4a.40.2\",CLOSED-CAPTIONS=NONE\na0/index.m3u8\n"
    );
    let two = [audio("a0", None, "A", true), audio("a1", None, "B", false)];
    let master = master_playlist(&two, &[], HeightFilter { min: Some(100), max: None });
    assert_eq!(uris(&master), ["a0/index.m3u8"]);
    assert_eq!(master.matches("TYPE=AUDIO").count(), 2);
    assert!(master.contains("CODECS=\"mp4a.40.2\",AUDIO=\"audio\""), "{master}");
}

#[test]
fn rungs_are_filtered_by_the_short_side_and_one_always_stays() {
    let kept = |min, max| {
        let master = master_playlist(&ladder(), &[], HeightFilter { min, max });
        uris(&master).iter().map(|uri| uri.trim_end_matches("/index.m3u8").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kept(None, Some(720)), ["v720", "v240"]);
    assert_eq!(kept(Some(720), None), ["v720", "v1080"]);
    assert_eq!(kept(Some(300), Some(800)), ["v720"]);
    assert_eq!(kept(None, Some(100)), ["v240"]);
    assert_eq!(kept(Some(5000), None), ["v1080"]);
    let upright = [video("v480", 480, 854, 1, 1)];
    assert_eq!(uris(&master_playlist(&upright, &[], HeightFilter { min: None, max: Some(480) })), ["v480/index.m3u8"]);
}

#[test]
fn the_mpd_tells_the_same_segments() {
    let film = video("v720", 1280, 720, 2_800_000, 1_900_000);
    let sound = audio("a0", Some("spa"), "A & B", true);
    let (pictures, samples) = (segments(30_000, &[120_120, 120_120, 60_060]), segments(48_000, &[192_512, 191_488, 96_256]));
    assert_eq!(
        dash_manifest(&[(&film, &pictures), (&sound, &samples)]),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" profiles=\"urn:mpeg:dash:profile:isoff-live:2011\" type=\"static\" mediaPresentationDuration=\"PT10.006S\" maxSegmentDuration=\"PT4.011S\" minBufferTime=\"PT4S\">
 <Period id=\"0\" start=\"PT0S\">
  <AdaptationSet id=\"0\" contentType=\"video\" mimeType=\"video/mp4\" segmentAlignment=\"true\" startWithSAP=\"1\">
   <Representation id=\"v720\" codecs=\"avc1.64001f\" bandwidth=\"2800000\" width=\"1280\" height=\"720\" frameRate=\"30000/1001\" sar=\"1:1\">
    <SegmentTemplate timescale=\"30000\" initialization=\"$RepresentationID$/init.mp4\" media=\"$RepresentationID$/$Number$.m4s\" startNumber=\"1\">
     <SegmentTimeline>
      <S t=\"0\" d=\"120120\" r=\"1\"/>
      <S t=\"240240\" d=\"60060\"/>
     </SegmentTimeline>
    </SegmentTemplate>
   </Representation>
  </AdaptationSet>
  <AdaptationSet id=\"2\" contentType=\"audio\" mimeType=\"audio/mp4\" lang=\"es\" segmentAlignment=\"true\" startWithSAP=\"1\">
   <Label>A &amp; B</Label>
   <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>
   <Representation id=\"a0\" codecs=\"mp4a.40.2\" bandwidth=\"140000\" audioSamplingRate=\"48000\">
    <AudioChannelConfiguration schemeIdUri=\"urn:mpeg:mpegB:cicp:ChannelConfiguration\" value=\"2\"/>
    <SegmentTemplate timescale=\"48000\" initialization=\"$RepresentationID$/init.mp4\" media=\"$RepresentationID$/$Number$.m4s\" startNumber=\"1\">
     <SegmentTimeline>
      <S t=\"0\" d=\"192512\"/>
      <S t=\"192512\" d=\"191488\"/>
      <S t=\"384000\" d=\"96256\"/>
     </SegmentTimeline>
    </SegmentTemplate>
   </Representation>
  </AdaptationSet>
 </Period>
</MPD>
"
    );
}

#[test]
fn captions_join_an_mpd_that_is_written() {
    let sound = audio("a0", None, "A", true);
    let mpd = dash_manifest(&[(&sound, &segments(48_000, &[192_512]))]);
    assert_eq!(dash_with_captions(&mpd, &[]), mpd);
    let track = |language: &str, label: &str, kind, default| Captions {
        language: language.into(),
        label: label.into(),
        kind,
        uri: format!("captions/{language}.vtt"),
        default,
    };
    let tracks = [track("es-MX", "A & B </Label>", CaptionKind::Captions, true), track("en", "English", CaptionKind::Subtitles, false)];
    let joined = dash_with_captions(&mpd, &tracks);
    let (film, end) = mpd.split_once(" </Period>").unwrap();
    assert_eq!(
        joined.strip_prefix(film).and_then(|rest| rest.strip_suffix(end)).unwrap(),
        "  <AdaptationSet contentType=\"text\" mimeType=\"text/vtt\" lang=\"es-MX\">
   <Label>A &amp; B &lt;/Label&gt;</Label>
   <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"caption\"/>
   <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>
   <Representation id=\"captions-es-MX\" bandwidth=\"256\">
    <BaseURL>captions/es-MX.vtt</BaseURL>
   </Representation>
  </AdaptationSet>
  <AdaptationSet contentType=\"text\" mimeType=\"text/vtt\" lang=\"en\">
   <Label>English</Label>
   <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"subtitle\"/>
   <Representation id=\"captions-en\" bandwidth=\"256\">
    <BaseURL>captions/en.vtt</BaseURL>
   </Representation>
  </AdaptationSet>
 </Period>"
    );
}

#[test]
fn only_the_unbroken_run_is_listed() {
    let [one, two, three, four] = <[SegmentInfo; 4]>::try_from(segments(1, &[4, 4, 4, 4])).unwrap();
    let numbers = |given: Vec<SegmentInfo>| contiguous(given).iter().map(|segment| segment.number).collect::<Vec<_>>();
    assert_eq!(numbers(vec![four.clone(), two.clone(), one.clone(), two.clone()]), [1, 2]);
    assert_eq!(numbers(vec![two, three.clone()]), [0_u32; 0]);
    assert_eq!(numbers(vec![]), [0_u32; 0]);
    assert_eq!(numbers(vec![one]), [1]);
}

#[test]
fn the_peak_is_that_of_runs_near_the_target_duration() {
    let mut film = segments(1, &[4, 4, 1, 4]);
    for (segment, bytes) in film.iter_mut().zip([4_000, 2_000, 10_000, 4_000]) {
        segment.bytes = bytes;
    }
    let measured = Measured::of(&film, 4).unwrap();
    // The second of 10,000 bytes is too short to count alone: the worst run is it and the last one.
    assert_eq!(measured.peak, 14_000 * 8 / 5);
    assert_eq!(measured.average, (20_000 * 8_u64).div_ceil(13));
    assert_eq!(measured.duration_us, 13_000_000);
    let clip = Measured::of(&segments(10, &[5]), 4).unwrap();
    assert_eq!((clip.peak, clip.average), (16_000, 16_000), "one short segment is all there is");
    assert_eq!(Measured::of(&[], 4), None);
    assert_eq!(Measured::of(&segments(10, &[0]), 4), None);
}

#[test]
fn rows_keep_the_structs_as_json() {
    let segment = segments(30_000, &[120_120]).remove(0);
    let text = serde_json::to_string(&segment).unwrap();
    assert_eq!(serde_json::from_str::<SegmentInfo>(&text).unwrap(), segment);
    for rendition in [video("v720", 1280, 720, 2, 1), audio("a0", None, "A", true)] {
        let text = serde_json::to_string(&rendition).unwrap();
        assert_eq!(serde_json::from_str::<RenditionInfo>(&text).unwrap(), rendition);
    }
}

/// The lengths that a list tells, in microseconds.
fn told(list: &str) -> Vec<u64> {
    let lengths = list.lines().filter_map(|line| line.strip_prefix("#EXTINF:"));
    lengths.map(|length| length.trim_end_matches(',').replace('.', "").parse().unwrap()).collect()
}

fn target(list: &str) -> u64 {
    list.lines().find_map(|line| line.strip_prefix("#EXT-X-TARGETDURATION:")).unwrap().parse().unwrap()
}

proptest! {
    #[test]
    fn lengths_add_up_exactly_and_stay_within_the_target(
        timescale in prop_oneof![Just(30_000_u32), Just(48_000), Just(12_800), 1_u32..100_000],
        parts in proptest::collection::vec(1_u64..400, 1..60),
        planned in 1_u32..8,
    ) {
        let durations: Vec<u64> = parts.iter().map(|part| part * u64::from(timescale) / 67).collect();
        let list = media_playlist(&segments(timescale, &durations), planned, Growth::Finished);
        let exact = u128::from(durations.iter().sum::<u64>()) * 1_000_000;
        let sum = u128::from(told(&list).iter().sum::<u64>());
        prop_assert!((sum * u128::from(timescale)).abs_diff(exact) * 2 <= u128::from(timescale));
        for length in told(&list) {
            prop_assert!((length + 500_000) / 1_000_000 <= target(&list));
        }
        prop_assert!(target(&list) >= u64::from(planned));
    }

    #[test]
    fn the_peak_is_never_below_the_average(bytes in proptest::collection::vec(1_u64..5_000_000, 1..40)) {
        let mut film = segments(1, &vec![4; bytes.len()]);
        for (segment, bytes) in film.iter_mut().zip(bytes) {
            segment.bytes = bytes;
        }
        let measured = Measured::of(&film, 4).unwrap();
        prop_assert!(measured.peak >= measured.average);
    }

    #[test]
    fn no_label_breaks_out_of_its_line(label in any::<String>(), language in any::<String>()) {
        let renditions = [video("v240", 426, 240, 2, 1), audio("a0", Some(&language), &label, true)];
        let master = master_playlist(&renditions, &[], HeightFilter::default());
        prop_assert_eq!(master.lines().count(), 7);
        let media = master.lines().find(|line| line.contains("TYPE=AUDIO")).unwrap();
        prop_assert_eq!(media.matches('"').count() % 2, 0);
        let mpd = dash_manifest(&[(&renditions[1], &segments(48_000, &[192_512]))]);
        prop_assert_eq!(mpd.matches('<').count(), mpd.matches('>').count());
    }
}
