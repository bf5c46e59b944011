//! Filters that bring any source's colours to where they are wanted.

use crate::inspect::{Matrix, Transfer};
use crate::plan::Correction;

/// Writes onto each picture what it is: reserved and missing tags stop some filters and mislead others.
pub(crate) fn declare(correction: &Correction) -> String {
    let range = if correction.full_range { "pc" } else { "tv" };
    match correction.tone_map {
        Some(transfer) => {
            let curve = if transfer == Transfer::Hlg { "arib-std-b67" } else { "smpte2084" };
            format!("setparams=range={range}:color_primaries=bt2020:color_trc={curve}:colorspace=bt2020nc")
        }
        None => format!("setparams=range={range}:color_primaries=bt709:color_trc=bt709:colorspace={}", matrix_name(correction.matrix)),
    }
}

fn matrix_name(matrix: Matrix) -> &'static str {
    match matrix {
        Matrix::Bt601 => "smpte170m",
        Matrix::Bt709 => "bt709",
        Matrix::Bt2020 => "bt2020nc",
        Matrix::Rgb => "gbr",
    }
}

/// High dynamic range down to standard (BT.709, limited range) at this size. Shrunk first: the curve is computed in floating point for every pixel.
pub(crate) fn tone_map(width: u32, height: u32) -> String {
    format!(
        "scale={width}:{height},zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=tonemap=hable:desat=0,\
         zscale=transfer=bt709:matrix=bt709:range=limited,format=yuv420p"
    )
}

/// Scales and converts to the given matrix and range; comes after [`tone_map`], where that is needed.
pub(crate) fn scale(correction: &Correction, width: u32, height: u32, matrix: &str, range: &str) -> String {
    let from = match (correction.tone_map, correction.matrix) {
        (None, Matrix::Bt601) => ":in_color_matrix=bt601",
        (None, Matrix::Bt2020) => ":in_color_matrix=bt2020",
        (None, Matrix::Rgb) => "",
        _ => ":in_color_matrix=bt709",
    };
    let from_range = if correction.full_range && correction.tone_map.is_none() { "pc" } else { "tv" };
    format!("scale={width}:{height}{from}:in_range={from_range}:out_color_matrix={matrix}:out_range={range}")
}
