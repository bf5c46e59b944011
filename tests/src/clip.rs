//! Media made by ffmpeg for a test.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs ffmpeg in a folder; the arguments are parted by spaces, the last one is the file it makes.
///
/// # Panics
/// If it fails or makes nothing.
pub fn ffmpeg(folder: &Path, arguments: &str) -> PathBuf {
    let words: Vec<&str> = arguments.split_ascii_whitespace().collect();
    ffmpeg_with(folder, &words)
}

/// Like [`ffmpeg`], for arguments that hold spaces.
pub fn ffmpeg_with(folder: &Path, words: &[&str]) -> PathBuf {
    let made = folder.join(words.last().expect("a file to make"));
    let output = Command::new("ffmpeg").args(["-y", "-v", "error", "-nostdin"]).args(words).current_dir(folder).output();
    let output = output.expect("ffmpeg is installed");
    assert!(output.status.success(), "ffmpeg {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(std::fs::metadata(&made).is_ok_and(|file| file.len() > 0), "ffmpeg made nothing: {words:?}");
    made
}

/// A moving test picture, 640x360 at 30 pictures per second, with a tone.
pub fn film(folder: &Path, seconds: f64) -> PathBuf {
    sized(folder, "640x360", seconds)
}

/// The same in another size, such as `320x180`.
pub fn sized(folder: &Path, size: &str, seconds: f64) -> PathBuf {
    ffmpeg(
        folder,
        &format!(
            "-f lavfi -i testsrc2=s={size}:r=30:d={seconds} -f lavfi -i sine=frequency=440:duration={seconds} -c:v libx264 -preset ultrafast \
             -pix_fmt yuv420p -c:a aac -shortest -movflags +faststart film-{size}-{seconds}.mp4"
        ),
    )
}

/// A film that flashes white and beeps in the first tenth of each second but the first.
pub fn flashes(folder: &Path, seconds: u32) -> PathBuf {
    let picture = format!("color=c=black:s=320x180:r=30:d={seconds},drawbox=c=white:t=fill:enable='gte(t,1)*lt(mod(t,1),0.1)'");
    let sound = format!("aevalsrc=exprs='gte(t,1)*lt(mod(t,1),0.1)*sin(2*PI*1000*t)':s=48000:d={seconds}");
    let encode = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart flashes.mp4";
    let mut words = vec!["-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", &sound];
    words.extend(encode.split(' '));
    ffmpeg_with(folder, &words)
}

/// A file with this content.
pub fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("a file");
    path
}
