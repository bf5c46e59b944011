//! What a viewer sees of films that are not plain: rotated, mirrored, interlaced, fast, and of high dynamic range.

use std::path::{Path, PathBuf};
use tests::film::{Master, Rendition};
use tests::person::text;
use tests::{Backend, Person, Server, clip, probe};

const H264: &str = "-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p";

/// Publishes all files at once; gives the renditions of each, smallest first, and its poster as a file.
async fn publish(server: &Server, ana: &Person, files: &[PathBuf]) -> Vec<(Vec<Rendition>, PathBuf)> {
    let mut sent = Vec::new();
    for file in files {
        sent.push(ana.send("Imagen", "public", file).await);
    }
    let mut published = Vec::new();
    for video in sent {
        ana.until_ready(&video).await;
        let master = Master::fetch(&server.api(), &ana.master(&video).await).await;
        let folder = server.media().join(&video);
        std::fs::create_dir(&folder).unwrap();
        let mut renditions = Vec::new();
        for entry in &master.variants {
            renditions.push(Rendition::fetch(&server.api(), &entry.url, &folder).await);
        }
        renditions.sort_by_key(|rendition| rendition.segments[0].len());
        let view = ana.video(&video).await.json();
        let poster = server.api().get(&text(&view["poster_url"])).await.expect(200);
        published.push((renditions, clip::file(&folder, "poster.jpg", &poster.body)));
    }
    published
}

/// Writes a display matrix into a film that has none: where the axes of the coded picture point on the screen.
fn display(file: &Path, name: &str, [[a, b], [c, d]]: [[i32; 2]; 2]) -> PathBuf {
    let mut bytes = std::fs::read(file).unwrap();
    let tkhd = bytes.windows(4).position(|four| four == b"tkhd").expect("a track");
    let one = 1 << 16;
    let matrix = [a * one, b * one, 0, c * one, d * one, 0, 0, 0, 1 << 30];
    let at = tkhd + 44;
    for (entry, place) in matrix.iter().zip(bytes[at..at + 36].chunks_exact_mut(4)) {
        place.copy_from_slice(&entry.to_be_bytes());
    }
    clip::file(file.parent().unwrap(), name, bytes)
}

/// Red, green, blue and white quarters, and where each is found on the screen, by rows.
const QUARTERS: [[u8; 3]; 4] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];

fn quarters_shown(picture: &[[u8; 3]]) -> Vec<usize> {
    let distance = |a: [u8; 3], b: [u8; 3]| a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b))).sum::<u32>();
    let nearest = |seen: &[u8; 3]| (0..4).min_by_key(|quarter| distance(QUARTERS[*quarter], *seen)).unwrap();
    picture.iter().map(nearest).collect()
}

/// Where the display matrix puts the quarters: the one at (x, y) from the centre goes to (ax + cy, bx + dy).
fn quarters_expected([[a, b], [c, d]]: [[i32; 2]; 2]) -> Vec<usize> {
    let mut shown = vec![0; 4];
    for (quarter, (x, y)) in [(-1, -1), (1, -1), (-1, 1), (1, 1)].into_iter().enumerate() {
        let (right, below) = (a * x + c * y > 0, b * x + d * y > 0);
        shown[usize::from(below) * 2 + usize::from(right)] = quarter;
    }
    shown
}

/// M01 and its mirrored kin: all eight ways to hold a camera, on every rung and the poster.
#[tokio::test(flavor = "multi_thread")]
async fn every_orientation_is_shown_as_a_player_shows_it() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let quarter = |colour: &str| format!("-f lavfi -i color={colour}:s=240x160:r=10:d=0.4 ");
    let inputs: String = ["red", "0x00FF00", "blue", "white"].into_iter().map(quarter).collect();
    let join = "-filter_complex [0][1]hstack[a];[2][3]hstack[b];[a][b]vstack";
    let base = clip::ffmpeg(&server.media(), &format!("{inputs}{join} {H264} base.mp4"));
    let upright = [[[1, 0], [0, 1]], [[-1, 0], [0, 1]], [[1, 0], [0, -1]], [[-1, 0], [0, -1]]];
    let turned = [[[0, 1], [1, 0]], [[0, 1], [-1, 0]], [[0, -1], [1, 0]], [[0, -1], [-1, 0]]];
    let matrices: Vec<_> = upright.into_iter().chain(turned).collect();
    let files: Vec<PathBuf> = matrices.iter().enumerate().map(|(n, matrix)| display(&base, &format!("held-{n}.mp4"), *matrix)).collect();
    for (matrix, (renditions, poster)) in matrices.iter().zip(publish(&server, &ana, &files).await) {
        let expected = quarters_expected(*matrix);
        assert_eq!(renditions.len(), 2, "{matrix:?}");
        for file in renditions.iter().map(Rendition::path).chain(poster.to_str()) {
            assert_eq!(quarters_shown(&probe::picture(file, "", 2, 2)), expected, "{matrix:?}: {file}");
        }
    }
}

/// The share of pixels that differ from the rows above and below, which are alike: the teeth of a comb.
fn combed(file: &str) -> f64 {
    let (pictures, width) = probe::brightness(file);
    let (mut teeth, mut all) = (0_u32, 0_u32);
    for picture in &pictures {
        for at in width..picture.len() - width {
            let (above, here, below) = (picture[at - width], picture[at], picture[at + width]);
            all += 1;
            teeth += u32::from(here.abs_diff(above) > 40 && here.abs_diff(below) > 40 && above.abs_diff(below) < 20);
        }
    }
    f64::from(teeth) / f64::from(all)
}

/// M09: no comb is left on any rung, whichever field comes first and whichever codec carries it.
#[tokio::test(flavor = "multi_thread")]
async fn interlaced_films_lose_their_comb() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let bar = r"-f lavfi -i color=black:s=480x360:r=50:d=1.2 -f lavfi -i color=white:s=40x360:r=50:d=1.2 -filter_complex overlay=x=mod(t*400\,440)";
    let make = |field: &str, order: &str, encoder: &str| {
        clip::ffmpeg(&server.media(), &format!("{bar},tinterlace=mode=interleave_{field},fieldorder={order} -pix_fmt yuv420p {encoder}"))
    };
    let mpeg2 = "-c:v mpeg2video -flags +ilme+ildct -q:v 3";
    let files = [
        make("top", "tff", &format!("{mpeg2} -top 1 top.mpg")),
        make("bottom", "bff", &format!("{mpeg2} -top 0 bottom.mpg")),
        make("top", "tff", "-c:v libx264 -preset ultrafast -flags +ilme+ildct -x264-params tff=1 top.mkv"),
    ];
    for (source, (renditions, _)) in files.iter().zip(publish(&server, &ana, &files).await) {
        let before = combed(source.to_str().unwrap());
        assert!(before > 0.01, "{} has no comb to lose: {before}", source.display());
        assert_eq!(renditions.len(), 2);
        for rendition in &renditions {
            let after = combed(rendition.path());
            assert!(after < before / 50.0, "{} of {}: {after}, {before} in the source", rendition.playlist.url, source.display());
        }
    }
}

/// Where the bar stands in each picture: the mean column of what is bright.
fn bar_positions(file: &str) -> Vec<f64> {
    let (pictures, width) = probe::brightness(file);
    let centre = |picture: &Vec<u8>| {
        let bright: Vec<usize> = (0..picture.len()).filter(|at| picture[*at] > 128).map(|at| at % width).collect();
        bright.iter().sum::<usize>() as f64 / bright.len() as f64
    };
    pictures.iter().map(centre).collect()
}

/// A bar that goes four pixels further with every picture of the source.
fn moving_bar(folder: &Path, rate: u32) -> PathBuf {
    let (width, seconds) = (480, 0.5);
    let bar = format!("-f lavfi -i color=black:s={width}x240:r={rate}:d={seconds} -f lavfi -i color=white:s=24x240:r={rate}:d={seconds}");
    clip::ffmpeg(folder, &format!("{bar} -filter_complex overlay=x=n*4 {H264} bar-{rate}.mp4"))
}

/// M08: pictures are dropped evenly, so that what moves goes on moving evenly.
async fn move_evenly(cap: &str, rates: &[(u32, u32)]) {
    let server = Server::with(Backend::Local, &[("LADDER__MAX_FRAME_RATE", cap)]).await;
    let ana = Person::register(&server, "ana").await;
    let files: Vec<PathBuf> = rates.iter().map(|(from, _)| moving_bar(&server.media(), *from)).collect();
    for ((from, to), (renditions, _)) in rates.iter().zip(publish(&server, &ana, &files).await) {
        let step = f64::from(from / to * 4);
        for rendition in &renditions {
            let places = bar_positions(rendition.path());
            assert_eq!(places.len(), usize::try_from(to.div_ceil(2)).unwrap(), "{from} to {to}");
            let even = places.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() < 0.6);
            assert!(even, "{from} to {to}: not {step} each time: {places:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fast_films_move_evenly() {
    move_evenly("60", &[(144, 48), (120, 60), (60, 60), (50, 50)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn films_move_evenly_under_a_lower_cap() {
    move_evenly("30", &[(60, 30), (50, 25)]).await;
}

/// Brightness and colourfulness of a picture.
#[derive(Debug)]
struct Look {
    mean: f64,
    brightest: f64,
    saturation: f64,
}

fn look(file: &str, filters: &str) -> Look {
    let picture = probe::picture(file, filters, 16, 9);
    let luma = picture.iter().map(|[r, g, b]| 0.2126 * f64::from(*r) + 0.7152 * f64::from(*g) + 0.0722 * f64::from(*b));
    let chroma = picture.iter().map(|rgb| f64::from(rgb.iter().max().unwrap() - rgb.iter().min().unwrap()));
    let count = picture.len() as f64;
    Look { mean: luma.clone().sum::<f64>() / count, brightest: luma.fold(0.0, f64::max), saturation: chroma.sum::<f64>() / count }
}

impl Look {
    /// Whether a viewer would take it for the same picture: neither darker nor paler.
    fn is_like(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a / b - 1.0).abs() < 0.25;
        near(self.mean, other.mean) && near(self.brightest, other.brightest) && near(self.saturation, other.saturation)
    }
}

/// M05: a picture that was graded for standard displays and carried as HDR looks as it did before, on every rung and
/// the poster. Taken as it is, without tone mapping, it would be pale: the test shows that it would notice.
#[tokio::test(flavor = "multi_thread")]
async fn high_dynamic_range_looks_like_the_standard_picture() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let folder = server.media();
    let bars = "-f lavfi -i smptehdbars=s=640x360:r=10:d=0.5";
    let standard = clip::ffmpeg(&folder, &format!("{bars} {H264} standard.mp4"));
    let make = |curve: &str| {
        let convert = format!(
            "format=yuv444p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,zscale=transfer=linear:npl=203,\
             format=gbrpf32le,zscale=primaries=bt2020:transfer={curve}:matrix=bt2020nc:range=limited:npl=203,format=yuv420p10le"
        );
        let tags = format!("log-level=error:crf=12:colorprim=bt2020:transfer={curve}:colormatrix=bt2020nc:max-cll=203,100");
        clip::ffmpeg(&folder, &format!("{bars} -vf {convert} -c:v libx265 -preset ultrafast -x265-params {tags} -tag:v hvc1 {curve}.mp4"))
    };
    let files = [make("smpte2084"), make("arib-std-b67")];
    let wanted = look(standard.to_str().unwrap(), "");
    for (source, (renditions, poster)) in files.iter().zip(publish(&server, &ana, &files).await) {
        let pale = look(source.to_str().unwrap(), "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709");
        assert!(!pale.is_like(&wanted), "{}: {pale:?} would pass for {wanted:?}", source.display());
        assert_eq!(renditions.len(), 2);
        for file in renditions.iter().map(Rendition::path).chain(poster.to_str()) {
            let seen = look(file, "");
            assert!(seen.is_like(&wanted), "{} as {file}: {seen:?}, not {wanted:?}", source.display());
        }
        for rendition in &renditions {
            let seen = probe::probe(rendition.path());
            let picture = probe::stream(&seen, "video").unwrap();
            let tags = ["pix_fmt", "color_space", "color_transfer", "color_primaries", "color_range"].map(|tag| text(&picture[tag]));
            assert_eq!(tags, ["yuv420p", "bt709", "bt709", "bt709", "tv"]);
        }
    }
}
