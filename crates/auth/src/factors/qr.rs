//! A QR code as an SVG document.

use crate::error::{Error, Result};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// ISO/IEC 18004 asks for four modules of white around the code.
const QUIET: i32 = 4;

/// The document that shows `text`, black on white whatever the page's colours are.
///
/// # Errors
/// [`Error::Crypto`] if the text is longer than a code can hold, which ours never is.
pub(super) fn svg(text: &str) -> Result<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| Error::Crypto("a text too long for a QR code"))?;
    let (size, whole) = (code.size(), code.size() + 2 * QUIET);
    let mut path = String::new();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    for (x, y) in dark {
        // Writing to a string can't fail.
        let _ = write!(path, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{whole}v{whole}H0z"/><path d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_finder_patterns_are_where_scanners_look() {
        let svg = svg("otpauth://totp/video.example.org:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=video.example.org").unwrap();
        let side: i32 = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let dark = |x: i32, y: i32| svg.contains(&format!("M{x},{y}h1"));
        for (left, top) in [(4, 4), (side - 11, 4), (4, side - 11)] {
            assert!((0..7).all(|i| dark(left + i, top) && dark(left, top + i)), "the outer ring at {left},{top}");
            assert!(!dark(left + 1, top + 1) && dark(left + 3, top + 3));
        }
        assert!(!dark(3, 3) && svg.starts_with("<svg xmlns="));
    }
}
