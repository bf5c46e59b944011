//! Every odd source as a row, and what must hold for any source at all.

use super::*;
use crate::inspect::{Matrix, MediaKind, Transfer, VideoSource};
use crate::rational::Rational;
use proptest::prelude::*;

fn video(width: u32, height: u32, rate: Rational) -> VideoSource {
    VideoSource {
        stream: 0,
        codec: "h264".into(),
        width,
        height,
        rotation: 0,
        frame_rate: rate,
        base_rate: Some(rate),
        variable_rate: false,
        interlaced: false,
        bit_depth: 8,
        transfer: Transfer::Sdr,
        matrix: Matrix::Bt709,
        full_range: false,
        end_us: 0,
    }
}

fn audio(stream: u32, language: Option<&str>) -> AudioSource {
    AudioSource {
        stream,
        codec: "aac".into(),
        channels: 2,
        known_layout: true,
        language: language.map(Into::into),
        title: None,
        default: false,
        end_us: 0,
    }
}

fn report(video: Option<VideoSource>, audio: Vec<AudioSource>, duration_us: u64) -> SourceReport {
    SourceReport {
        kind: if video.is_some() { MediaKind::Video } else { MediaKind::Audio },
        container: "mp4".into(),
        origin_us: 0,
        duration_us,
        seek: Seek::Index,
        video,
        audio,
        subtitles: vec![],
        chapters: vec![],
        cover: None,
        notes: vec![],
    }
}

fn sizes(width: u32, height: u32) -> Vec<(u32, u32)> {
    let plan = plan(&report(Some(video(width, height, Rational::whole(25))), vec![], 10_000_000), &LadderSettings::default());
    plan.video.unwrap().renditions.iter().map(|rung| (rung.width, rung.height)).collect()
}

#[test]
fn rungs_follow_the_short_side_and_are_even_and_never_larger() {
    type Size = (u32, u32);
    let table: &[(Size, &[Size])] = &[
        ((1920, 1080), &[(426, 240), (640, 360), (854, 480), (1280, 720), (1920, 1080)]),
        ((360, 640), &[(240, 426), (360, 640)]),
        ((1165, 767), &[(364, 240), (546, 360), (730, 480), (1094, 720), (1164, 766)]),
        ((1920, 1079), &[(428, 240), (640, 360), (854, 480), (1282, 720), (1920, 1078)]),
        ((1081, 607), &[(428, 240), (642, 360), (854, 480), (1080, 606)]),
        ((2577, 1080), &[(572, 240), (860, 360), (1146, 480), (1718, 720), (2576, 1080)]),
        ((1280, 544), &[(564, 240), (848, 360), (1130, 480), (1280, 544)]),
        ((544, 1280), &[(240, 564), (360, 848), (480, 1130), (544, 1280)]),
        ((161, 121), &[(160, 120)]),
        ((7680, 4320), &[(426, 240), (640, 360), (854, 480), (1280, 720), (1920, 1080)]),
        ((768, 576), &[(320, 240), (480, 360), (640, 480), (768, 576)]),
        ((484, 484), &[(240, 240), (360, 360), (480, 480)]),
        ((10, 12), &[(10, 12)]),
        ((1, 1), &[(2, 2)]),
    ];
    for ((width, height), expected) in table {
        assert_eq!(sizes(*width, *height), *expected, "{width}x{height}");
    }
}

#[test]
fn names_and_labels_tell_the_encoded_size() {
    let plan = plan(&report(Some(video(544, 1280, Rational::whole(10))), vec![], 1_000_000), &LadderSettings::default());
    let names: Vec<_> = plan.rendition_names().collect();
    assert_eq!(names, ["v240", "v360", "v480", "v544"]);
    assert_eq!(plan.rendition("v544").unwrap().label(), "544p");
}

#[test]
fn rates_are_exact_capped_by_division_and_never_variable() {
    let ntsc = Rational::new(30_000, 1001);
    let table = [
        // average, base, variable, interlaced, cap, expected
        (ntsc, Some(ntsc), false, false, 60, ntsc),
        (Rational::new(2997, 100), Some(Rational::new(2997, 100)), false, false, 60, ntsc),
        (Rational::whole(144), Some(Rational::whole(144)), false, false, 60, Rational::whole(48)),
        (Rational::whole(120), Some(Rational::whole(120)), false, false, 60, Rational::whole(60)),
        (Rational::whole(60), Some(Rational::whole(60)), false, false, 30, Rational::whole(30)),
        (Rational::whole(50), Some(Rational::whole(50)), false, false, 30, Rational::whole(25)),
        (Rational::new(60_000, 1001), Some(Rational::new(60_000, 1001)), false, false, 60, Rational::new(60_000, 1001)),
        (Rational::new(123, 10), Some(Rational::whole(60)), true, false, 60, Rational::whole(60)),
        (Rational::new(289, 10), None, true, false, 60, Rational::new(30_000, 1001)),
        (Rational::whole(25), Some(Rational::whole(50)), true, true, 60, Rational::whole(25)),
        (Rational::new(720_000, 29_993), Some(Rational::new(90_000, 3749)), false, false, 60, Rational::whole(24)),
        (Rational::whole(1), Some(Rational::whole(1)), false, false, 60, Rational::whole(5)),
        (Rational::new(1, 10), Some(Rational::new(1, 10)), false, false, 60, Rational::whole(5)),
        (Rational::new(15, 2), Some(Rational::new(15, 2)), false, false, 60, Rational::new(15, 2)),
    ];
    for (frame_rate, base_rate, variable_rate, interlaced, cap, expected) in table {
        let source = VideoSource { frame_rate, base_rate, variable_rate, interlaced, ..video(640, 360, Rational::whole(1)) };
        assert_eq!(rate::target(&source, cap), expected, "{frame_rate} of {base_rate:?} under {cap}");
    }
}

#[test]
fn a_rung_with_its_own_cap_keeps_its_key_frames_on_the_grid() {
    let mut settings = LadderSettings::default();
    settings.rungs[0].max_frame_rate = Some(30);
    let plan = plan(&report(Some(video(1280, 720, Rational::whole(50))), vec![], 10_000_000), &settings);
    let (small, large) = (plan.rendition("v240").unwrap(), plan.rendition("v720").unwrap());
    assert_eq!((small.frame_rate, small.rate_divisor, small.max_kbps), (Rational::whole(25), 2, 300));
    assert_eq!((large.frame_rate, large.rate_divisor, large.max_kbps), (Rational::whole(50), 1, 4200));
    assert_eq!((plan.timeline.gop, plan.timeline.segment), (100, 200));
}

#[test]
fn marks_are_exact_at_ntsc_rates() {
    let plan = plan(&report(Some(video(1280, 720, Rational::new(30_000, 1001))), vec![], 60_060_000), &LadderSettings::default());
    assert_eq!((plan.timeline.gop, plan.timeline.segment, plan.timeline.units), (60, 120, 1800));
    assert_eq!(plan.timeline.segment_start_us(2), 4_004_000);
    let lengths: Vec<_> = plan.chunks.iter().map(|chunk| chunk.units).collect();
    assert_eq!(lengths, [240, 960, 600]);
}

#[test]
fn a_short_tail_joins_the_segment_before_it() {
    let count = |seconds_us| {
        plan(&report(Some(video(64, 64, Rational::whole(25))), vec![], seconds_us), &LadderSettings::default()).timeline.segment_count()
    };
    assert_eq!([count(40_000), count(4_000_000), count(4_400_000), count(4_520_000), count(8_000_000)], [1, 1, 1, 2, 2]);
}

#[test]
fn tasks_come_in_the_order_of_need() {
    let source = report(Some(video(1920, 1080, Rational::whole(25))), vec![audio(1, Some("spa")), audio(2, Some("spa"))], 60_000_000);
    let plan = plan(&source, &LadderSettings::default());
    let keys: Vec<_> = plan.tasks.iter().map(EncodeTask::key).collect();
    assert_eq!(keys, ["c0-v360", "a0", "c0-v240-v480-v720-v1080", "a1", "c1-v240-v360-v480-v720-v1080", "c2-v240-v360-v480-v720-v1080"]);
    let labels: Vec<_> = plan.audio.iter().map(|track| (track.label.as_str(), track.default)).collect();
    assert_eq!(labels, [("spa", true), ("spa (2)", false)]);
}

#[test]
fn sound_alone_is_cut_at_aac_frames() {
    let plan = plan(&report(None, vec![audio(0, None)], 10_000_000), &LadderSettings::default());
    assert!(plan.video.is_none() && plan.chunks.is_empty());
    assert_eq!((plan.timeline.segment, plan.timeline.units, plan.timeline.segment_count()), (188, 469, 3));
    assert_eq!(plan.tasks, [EncodeTask::Audio { rendition: "a0".into() }]);
}

#[test]
fn a_plan_survives_its_json() {
    let plan =
        plan(&report(Some(video(1280, 720, Rational::new(24_000, 1001))), vec![audio(1, None)], 100_000_000), &LadderSettings::default());
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<TranscodePlan>(&json).unwrap(), plan);
}

proptest! {
    #[test]
    fn any_source_gets_a_sound_plan(
        width in 1_u32..9000, height in 1_u32..9000, num in 1_u64..200_000, den in 1_u64..2000, duration_us in 1_u64..20_000_000_000, own_cap in prop::option::of(10_u32..60),
    ) {
        let mut settings = LadderSettings::default();
        settings.rungs[0].max_frame_rate = own_cap;
        let source = report(Some(video(width, height, Rational::new(num, den))), vec![audio(1, None)], duration_us);
        let plan = plan(&source, &settings);
        let video = plan.video.as_ref().unwrap();

        prop_assert!(!video.renditions.is_empty());
        let mut names: Vec<_> = plan.rendition_names().collect();
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), video.renditions.len() + 1);
        for rung in &video.renditions {
            prop_assert!(rung.width.is_multiple_of(2) && rung.height.is_multiple_of(2));
            prop_assert!(rung.width <= width.max(2) && rung.height <= height.max(2), "{}x{} of {}x{}", rung.width, rung.height, width, height);
            prop_assert!(rung.frame_rate <= Rational::new(60_060, 1000));
            prop_assert_eq!(rung.frame_rate.times(rung.rate_divisor), plan.timeline.rate);
            prop_assert!(plan.timeline.gop.is_multiple_of(rung.rate_divisor) && plan.timeline.units.is_multiple_of(rung.rate_divisor));
            prop_assert_eq!(u128::from(rung.timescale()) * u128::from(rung.frame_rate.den()), u128::from(rung.frame_ticks()) * u128::from(rung.frame_rate.num()));
        }

        let mut next = (0, 1);
        for chunk in &plan.chunks {
            prop_assert_eq!((chunk.start, chunk.first_segment), next);
            prop_assert!(chunk.units > 0 && chunk.segments > 0);
            next = (chunk.start + chunk.units, chunk.first_segment + chunk.segments);
        }
        prop_assert_eq!(next, (plan.timeline.units, plan.timeline.segment_count() + 1));
        let segments = 1..=plan.timeline.segment_count().min(50);
        prop_assert!(segments.into_iter().all(|n| plan.timeline.segment_duration_us(n) <= 7_000_000 || plan.timeline.segment <= 2));
    }
}
