//! Argument arrays: the parts that every call has in common.

use super::Tools;
use crate::input::Input;
use std::ffi::OsString;
use std::path::Path;

/// Containers whose demuxers may see an upload. Everything else that ffmpeg can read is refused,
/// above all the text formats that name other files (HLS, DASH, concat, SDP).
pub(crate) const FORMATS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,live_flv,mpegts,mpeg,ogg,asf,mxf,\
wav,w64,aiff,caf,flac,mp3,aac,ac3,eac3,wv,tta,ape,mpc,mpc8,dsf";

/// Decoders that may get packets of an upload, as ffmpeg names them, without the rarities where most of its security faults lie.
pub(crate) const CODECS: &str = "h264,hevc,vp8,vp9,av1,libdav1d,libaom-av1,mpeg1video,mpeg2video,mpeg4,msmpeg4v2,msmpeg4,h263,h263p,flv,vp6,vp6f,vp6a,wmv1,wmv2,wmv3,vc1,theora,prores,dnxhd,cfhd,dvvideo,mjpeg,png,bmp,gif,webp,qtrle,rawvideo,v210,ffv1,huffyuv,ffvhuff,utvideo,cinepak,svq1,svq3,\
jpeg2000,libopenjpeg,h261,vp3,dirac,flashsv,flashsv2,\
aac,aac_latm,mp3float,mp3,mp2float,mp2,mp1float,ac3,eac3,dca,truehd,mlp,flac,alac,vorbis,opus,libopus,libvorbis,wmav1,wmav2,wmapro,wmavoice,speex,libspeex,amrnb,amrwb,nellymoser,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_swf,\
wavpack,tta,ape,mpc7,mpc8,dsd_lsbf,dsd_msbf,dsd_lsbf_planar,dsd_msbf_planar,g722,g726,g726le,gsm,gsm_ms,qdm2,adpcm_yamaha,\
pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_u8,pcm_s8,pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,\
subrip,srt,ass,ssa,webvtt,mov_text,text";

/// A growing argument array. There is no shell anywhere, so nothing needs quoting.
#[derive(Default)]
pub(crate) struct Arguments(Vec<OsString>);

impl Arguments {
    /// No arguments yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Appends words as they are.
    pub(crate) fn add<I: IntoIterator<Item: Into<OsString>>>(&mut self, words: I) -> &mut Self {
        self.0.extend(words.into_iter().map(Into::into));
        self
    }

    /// Appends an option and its value.
    pub(crate) fn option(&mut self, name: &str, value: impl std::fmt::Display) -> &mut Self {
        self.add([name.to_owned(), value.to_string()])
    }

    /// Appends a file of our own naming: with the `file:` prefix no name is taken for an option or a URL.
    pub(crate) fn file(&mut self, path: &Path) -> &mut Self {
        self.0.push(file_address(path));
        self
    }

    /// The finished array.
    pub(crate) fn into_vec(self) -> Vec<OsString> {
        self.0
    }
}

/// `-protocol_whitelist ... -i <source>`: how a source is opened, with the seek or other options given before.
pub(crate) fn input_options(arguments: &mut Arguments, tools: &Tools, input: &Input) {
    let protocols = match input {
        Input::File(_) => "file",
        Input::Url(url) if url.starts_with("https:") => "https,tls,tcp",
        Input::Url(_) => "http,tcp",
    };
    arguments.option("-protocol_whitelist", protocols).option("-format_whitelist", FORMATS).option("-codec_whitelist", CODECS);
    // Holds for every picture of every stream, covers and changes of size in the middle too. Decoders pad what they count,
    // so twice the setting: what is a little too large is then still told by its size.
    arguments.option("-max_pixels", tools.max_pixels().saturating_mul(2));
    if matches!(input, Input::Url(_)) {
        // A store that answers slowly or cuts a connection is asked again instead of ending the run.
        arguments
            .option("-reconnect", 1)
            .option("-reconnect_on_network_error", 1)
            .option("-reconnect_delay_max", 8)
            .option("-rw_timeout", 30_000_000);
    }
    arguments.add(["-i"]);
    match input {
        Input::File(path) => arguments.file(path),
        Input::Url(url) => arguments.add([url]),
    };
}

fn file_address(path: &Path) -> OsString {
    let mut address = OsString::from("file:");
    address.push(path);
    address
}

/// Microseconds as the seconds of an option.
pub(crate) fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
