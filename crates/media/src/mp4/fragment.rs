//! Fragments (`moof` + `mdat`) of one track.

use super::Mp4Error;
use bytes::Bytes;
use mp4_atom::{Atom, Decode, DecodeMaybe, Encode, FourCC, Header, Mdat, Mfhd, Moof, Tfdt, Tfhd, Traf, Trun, TrunEntry};

/// Flags of a sample that others are predicted from, and that needs none (ISO/IEC 14496-12, 8.8.3.1).
const SYNC: u32 = 0x0200_0000;
/// Flags of a sample that needs others.
const NON_SYNC: u32 = 0x0101_0000;

/// One sample: a coded picture or an AAC frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The coded bytes.
    pub data: Bytes,
    /// From decoding time to presentation time, in ticks.
    pub offset: i64,
}

/// A fragment as ffmpeg wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The samples, in decoding order.
    pub samples: Vec<Sample>,
    /// Whether the first sample can be decoded without any other.
    pub sync: bool,
}

impl Fragment {
    /// Reads the next fragment at the front of a growing file once it is there as a whole, and
    /// says how many bytes it took. Boxes that are no part of a fragment are skipped.
    ///
    /// # Errors
    /// When the boxes contradict each other.
    pub fn parse_growing(bytes: &[u8]) -> Result<Option<(Self, usize)>, Mp4Error> {
        let mut rest = bytes;
        let mut moof = None;
        while let Some((kind, whole)) = split_box(rest)? {
            rest = rest.get(whole.len()..).unwrap_or_default();
            if kind == Moof::KIND {
                moof = Some((Moof::decode(&mut &*whole)?, whole.len()));
            } else if kind == Mdat::KIND {
                let (moof, moof_size) = moof.ok_or(Mp4Error::Unexpected("sample data without a description"))?;
                return Ok(Some((Self::join(&moof, moof_size, whole)?, bytes.len() - rest.len())));
            }
        }
        Ok(None)
    }

    /// Cuts the sample data as the description says. ffmpeg counts offsets from the `moof`, which lies right before the `mdat`.
    fn join(moof: &Moof, moof_size: usize, mdat: &[u8]) -> Result<Self, Mp4Error> {
        let [traf] = moof.traf.as_slice() else { return Err(Mp4Error::Unexpected("a fragment holds one track")) };
        let bad = Mp4Error::Unexpected("a sample is empty or lies outside its fragment");
        let data = Bytes::copy_from_slice(mdat);
        let mut samples = Vec::new();
        let mut flags = traf.tfhd.default_sample_flags;
        let mut position = 0;
        for (run, trun) in traf.trun.iter().enumerate() {
            if let Some(offset) = trun.data_offset {
                position = usize::try_from(offset)
                    .ok()
                    .and_then(|offset| offset.checked_sub(moof_size))
                    .ok_or(Mp4Error::Unexpected("a run without data"))?;
            }
            for (index, entry) in trun.samples.iter().enumerate() {
                if (run, index) == (0, 0) {
                    flags = entry.flags.or(flags);
                }
                // A run may state its sizes once for all samples: only samples with bytes bound their number by the data.
                let size =
                    entry.size.or(traf.tfhd.default_sample_size).filter(|size| *size > 0).and_then(|size| usize::try_from(size).ok());
                let end = size.and_then(|size| position.checked_add(size)).filter(|end| *end <= data.len());
                let Some(end) = end else { return Err(bad) };
                samples.push(Sample { data: data.slice(position..end), offset: entry.cts.unwrap_or(0) });
                position = end;
            }
        }
        let sync = flags.is_none_or(|flags| flags & 0x0001_0000 == 0);
        Ok(Self { samples, sync })
    }
}

/// The box at the front, header included, once it is there as a whole.
fn split_box(bytes: &[u8]) -> Result<Option<(FourCC, &[u8])>, Mp4Error> {
    let mut body = bytes;
    let Some(header) = Header::decode_maybe(&mut body)? else { return Ok(None) };
    let size = header.size.ok_or(Mp4Error::Unexpected("a box without an end"))?;
    let whole = size.checked_add(bytes.len() - body.len()).ok_or(Mp4Error::Unexpected("a box larger than memory"))?;
    Ok(bytes.get(..whole).map(|whole| (header.kind, whole)))
}

/// What [`write()`] tells of the fragment it wrote.
pub(crate) struct Written {
    /// Bytes from the fragment's start to the end of its first sample.
    pub(crate) first_sample_end: u64,
}

/// Appends a fragment whose samples follow each other at equal steps.
///
/// `start` is the decoding time of the first sample and `step` the length of each, in ticks.
/// With `pictures`, only the first sample is marked as a key frame.
///
/// # Errors
/// When there are more bytes than a box can count.
pub(crate) fn write(
    file: &mut Vec<u8>,
    sequence: u32,
    start: u64,
    step: u32,
    pictures: bool,
    samples: &[Sample],
) -> Result<Written, Mp4Error> {
    let large = |_| Mp4Error::Unexpected("a fragment larger than 2 GiB");
    let mut moof = describe(sequence, start, step, pictures, samples)?;
    let mut described = Vec::new();
    moof.encode(&mut described)?;
    let offset = i32::try_from(described.len() + 8).map_err(large)?;
    if let Some(trun) = moof.traf.first_mut().and_then(|traf| traf.trun.first_mut()) {
        trun.data_offset = Some(offset);
    }
    moof.encode(file)?;
    let size: usize = samples.iter().map(|sample| sample.data.len()).sum();
    file.extend_from_slice(&u32::try_from(size + 8).map_err(large)?.to_be_bytes());
    file.extend_from_slice(b"mdat");
    for sample in samples {
        file.extend_from_slice(&sample.data);
    }
    let first = samples.first().map_or(0, |sample| sample.data.len());
    Ok(Written { first_sample_end: (described.len() + 8 + first) as u64 })
}

fn describe(sequence: u32, start: u64, step: u32, pictures: bool, samples: &[Sample]) -> Result<Moof, Mp4Error> {
    let reordered = samples.iter().any(|sample| sample.offset != 0);
    let mut entries = Vec::with_capacity(samples.len());
    for (index, sample) in samples.iter().enumerate() {
        entries.push(TrunEntry {
            duration: None,
            size: Some(u32::try_from(sample.data.len()).map_err(|_| Mp4Error::Unexpected("a sample larger than 4 GiB"))?),
            flags: (pictures && index == 0).then_some(SYNC),
            cts: reordered.then_some(sample.offset),
        });
    }
    let tfhd = Tfhd {
        track_id: 1,
        default_sample_duration: Some(step),
        default_sample_flags: Some(if pictures { NON_SYNC } else { SYNC }),
        default_base_is_moof: true,
        ..Tfhd::default()
    };
    let traf = Traf {
        tfhd,
        tfdt: Some(Tfdt { base_media_decode_time: start }),
        trun: vec![Trun { data_offset: Some(0), samples: entries.into() }],
        ..Traf::default()
    };
    Ok(Moof { mfhd: Mfhd { sequence_number: sequence }, traf: vec![traf] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mp4_atom::TrunSamples;

    fn samples() -> Vec<Sample> {
        let sample = |text: &'static str, offset| Sample { data: Bytes::from_static(text.as_bytes()), offset };
        vec![sample("key frame", 0), sample("p", 3003), sample("bb", -1001)]
    }

    #[test]
    fn a_fragment_reads_as_it_was_written() {
        let mut file = Vec::new();
        let written = write(&mut file, 7, 1 << 40, 1001, true, &samples()).unwrap();
        assert!(file[..usize::try_from(written.first_sample_end).unwrap()].ends_with(b"mdatkey frame"));
        let (fragment, taken) = Fragment::parse_growing(&file).unwrap().unwrap();
        assert_eq!((fragment.samples, fragment.sync, taken), (samples(), true, file.len()));
        let moof = Moof::decode(&mut &file[..]).unwrap();
        assert_eq!(moof.traf[0].tfdt.as_ref().unwrap().base_media_decode_time, 1 << 40);
    }

    #[test]
    fn a_fragment_that_is_still_growing_is_waited_for() {
        let mut file = b"\0\0\0\x08free".to_vec();
        write(&mut file, 1, 0, 1024, false, &samples()).unwrap();
        for end in 0..file.len() {
            assert!(Fragment::parse_growing(&file[..end]).unwrap().is_none(), "{end}");
        }
        assert_eq!(Fragment::parse_growing(&file).unwrap().unwrap().1, file.len());
    }

    #[test]
    fn a_run_of_samples_without_bytes_is_an_error() {
        let traf = |size| Traf {
            tfhd: Tfhd { track_id: 1, default_sample_size: Some(size), default_base_is_moof: true, ..Tfhd::default() },
            trun: vec![Trun { data_offset: None, samples: TrunSamples::Inherited { count: 1000, first_flags: None } }],
            ..Traf::default()
        };
        for size in [0, u32::MAX] {
            let mut file = Vec::new();
            Moof { mfhd: Mfhd { sequence_number: 1 }, traf: vec![traf(size)] }.encode(&mut file).unwrap();
            file.extend_from_slice(b"\0\0\0\x09mdatx");
            assert!(Fragment::parse_growing(&file).is_err(), "{size}");
        }
    }

    #[test]
    fn contradictions_are_errors() {
        assert!(Fragment::parse_growing(b"\0\0\0\x0Amdatxx").is_err());
        let mut file = Vec::new();
        write(&mut file, 1, 0, 1024, false, &samples()).unwrap();
        let mdat = file.len() - 20;
        file.truncate(mdat);
        file.extend_from_slice(b"\0\0\0\x09mdatx");
        assert!(Fragment::parse_growing(&file).is_err());
    }
}
