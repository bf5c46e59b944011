//! Init segments: cleaned of metadata, and what they tell a playlist.

use super::Mp4Error;
use bytes::Bytes;
use mp4_atom::{Codec, Decode, DecodeMaybe, Edts, Elst, ElstEntry, Encode, Ftyp, Moov, Trak};

/// An init segment and what its boxes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Init {
    /// The file, without metadata.
    pub data: Bytes,
    /// RFC 6381 codec string.
    pub codec: String,
    /// Ticks per second.
    pub timescale: u32,
    /// What kind of track it is.
    pub track: Track,
}

/// What kind of track an init segment opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Pictures of this size.
    Video {
        /// Encoded width.
        width: u16,
        /// Encoded height.
        height: u16,
    },
    /// Sound.
    Audio {
        /// Number of channels.
        channels: u16,
        /// Samples per second.
        sample_rate: u32,
    },
}

impl Init {
    /// Reads `ftyp` and `moov`, and writes them anew without names of programs and metadata, and
    /// with an edit list that lets the presentation begin `shift` ticks into the track (none if 0).
    ///
    /// # Errors
    /// When they are not those of one H.264 or AAC track.
    pub fn parse(mut bytes: &[u8], shift: u32) -> Result<Self, Mp4Error> {
        let ftyp = Ftyp::decode(&mut bytes)?;
        let mut moov = Moov::decode(&mut bytes)?;
        moov.udta = None;
        moov.meta = None;
        let [trak] = moov.trak.as_mut_slice() else { return Err(Mp4Error::Unexpected("an init segment holds one track")) };
        trak.udta = None;
        trak.meta = None;
        trak.edts = (shift > 0).then(|| edit_list(shift));
        let (codec, track) = codec_of(trak)?;
        let timescale = trak.mdia.mdhd.timescale;
        if timescale == 0 {
            return Err(Mp4Error::Unexpected("a track without a time scale"));
        }
        let mut data = Vec::with_capacity(1024);
        ftyp.encode(&mut data)?;
        moov.encode(&mut data)?;
        Ok(Self { data: data.into(), codec, timescale, track })
    }

    /// Reads an init segment once it is there as a whole: the facts and how many bytes it took.
    ///
    /// # Errors
    /// As [`Init::parse`].
    pub fn parse_growing(bytes: &[u8], shift: u32) -> Result<Option<(Self, usize)>, Mp4Error> {
        let mut rest = bytes;
        if Ftyp::decode_maybe(&mut rest)?.is_none() || Moov::decode_maybe(&mut rest)?.is_none() {
            return Ok(None);
        }
        let taken = bytes.len() - rest.len();
        Ok(Some((Self::parse(bytes, shift)?, taken)))
    }
}

/// One edit without a length, as fragmented files have it: it lasts as long as there are fragments.
fn edit_list(shift: u32) -> Edts {
    let entry = ElstEntry { segment_duration: 0, media_time: Some(u64::from(shift)), media_rate: 1.into() };
    Edts { elst: Some(Elst { entries: vec![entry] }) }
}

fn codec_of(trak: &Trak) -> Result<(String, Track), Mp4Error> {
    match trak.mdia.minf.stbl.stsd.codecs.as_slice() {
        [Codec::Avc1(avc1)] => {
            let avcc = &avc1.avcc;
            let codec =
                format!("avc1.{:02x}{:02x}{:02x}", avcc.avc_profile_indication, avcc.profile_compatibility, avcc.avc_level_indication);
            Ok((codec, Track::Video { width: avc1.visual.width, height: avc1.visual.height }))
        }
        [Codec::Mp4a(mp4a)] => {
            let config = &mp4a.esds.es_desc.dec_config;
            let profile = config.dec_specific.as_ref().ok_or(Mp4Error::Unexpected("an AAC track without its configuration"))?.profile;
            let codec = format!("mp4a.{:02x}.{profile}", config.object_type_indication);
            let sample_rate = u32::from(mp4a.audio.sample_rate.integer());
            Ok((codec, Track::Audio { channels: mp4a.audio.channel_count, sample_rate }))
        }
        _ => Err(Mp4Error::Unexpected("a track that is neither H.264 nor AAC")),
    }
}
