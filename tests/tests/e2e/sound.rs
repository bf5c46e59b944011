//! What a listener hears of films whose sound has more than two channels, or an unusual set of them.

use tests::film::{Master, Rendition};
use tests::{Backend, Person, Server, clip, probe};

/// A source: the codec and container that carry its layout, and the place of the channels that are heard in each second.
struct Layout {
    name: &'static str,
    encode: &'static str,
    channels: &'static str,
    /// The voices in front of the viewer, and something on the right, as indices of channels.
    centre: usize,
    right: usize,
}

const LAYOUTS: [Layout; 3] = [
    Layout { name: "six.mp4", encode: "-c:a aac -b:a 256k", channels: "5.1", centre: 2, right: 5 },
    Layout { name: "eight.mkv", encode: "-c:a flac", channels: "7.1", centre: 2, right: 7 },
    Layout { name: "three.mkv", encode: "-c:a ac3", channels: "3.0", centre: 2, right: 1 },
];

impl Layout {
    fn count(&self) -> usize {
        match self.channels {
            "7.1" => 8,
            "5.1" => 6,
            _ => 3,
        }
    }

    /// A second in which only the centre is heard, then one in which only the right is.
    fn expressions(&self) -> String {
        let tone = |channel: usize| match channel {
            channel if channel == self.centre => r"lt(t\,1)*0.5*sin(2*PI*440*t)",
            channel if channel == self.right => r"gte(t\,1)*0.5*sin(2*PI*440*t)",
            _ => "0",
        };
        (0..self.count()).map(tone).collect::<Vec<_>>().join("|")
    }
}

/// M11: every film has one stereo AAC-LC rendition, in which voices from the centre come from both sides, and what was
/// on the right is still there and on the right.
#[tokio::test(flavor = "multi_thread")]
async fn every_channel_is_heard_in_stereo() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let mut sent = Vec::new();
    for layout in &LAYOUTS {
        let inputs = format!(
            "-f lavfi -i testsrc2=s=320x240:r=10:d=2 -f lavfi -i aevalsrc=exprs={}:c={}:s=48000:d=2",
            layout.expressions(),
            layout.channels
        );
        let pictures = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
        let file = clip::ffmpeg(&server.media(), &format!("{inputs} {pictures} {} {}", layout.encode, layout.name));
        sent.push((layout, ana.send("Sonido", "public", &file).await));
    }
    for (layout, video) in sent {
        ana.until_ready(&video).await;
        let master = Master::fetch(&server.api(), &ana.master(&video).await).await;
        let [group] = master.groups.as_slice() else { panic!("{}: {}", layout.name, master.text) };
        assert_eq!(group.get("CHANNELS"), "2", "{}", layout.name);
        let sound = Rendition::fetch(&server.api(), &group.url, &server.media()).await;
        let seen = probe::probe(sound.path());
        let stream = probe::stream(&seen, "audio").unwrap();
        assert_eq!((stream["codec_name"].as_str(), stream["profile"].as_str()), (Some("aac"), Some("LC")), "{}", layout.name);
        assert_eq!((stream["channels"].as_u64(), stream["sample_rate"].as_str()), (Some(2), Some("48000")), "{}", layout.name);

        let [left, right] = probe::loudness(sound.path(), 0.2, 0.8);
        assert!(left > 0.03 && (left / right - 1.0).abs() < 0.1, "{}: the centre is {left} left and {right} right", layout.name);
        let [left, right] = probe::loudness(sound.path(), 1.2, 1.8);
        assert!(right > 0.03 && left < right / 4.0, "{}: the right is {left} left and {right} right", layout.name);
    }
}
