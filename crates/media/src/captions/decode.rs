//! From bytes to text. SRT states no encoding; files in the encodings of the last decades are recognized.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// So many bytes are looked at for the zeros of UTF-16.
const LOOK: usize = 512;

/// The text of a file: by its byte order mark, else UTF-16 if it is full of zeros, else UTF-8, else what a browser
/// would guess for a page in this language. Line ends become `\n`.
pub(super) fn text_of(file: &[u8], language: Option<&str>) -> String {
    let (encoding, rest) = match Encoding::for_bom(file) {
        Some((encoding, length)) => (encoding, file.get(length..).unwrap_or_default()),
        None => (unmarked(file, language), file),
    };
    let (text, _) = encoding.decode_without_bom_handling(rest);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn unmarked(file: &[u8], language: Option<&str>) -> &'static Encoding {
    let pairs = file.get(..LOOK).unwrap_or(file).as_chunks::<2>().0;
    // Times and white space are ASCII in every language: with UTF-16, half of their bytes are zeros.
    let often = |zeros: usize| zeros > 0 && zeros * 3 > pairs.len();
    if often(pairs.iter().filter(|[_, second]| *second == 0).count()) {
        return UTF_16LE;
    }
    if often(pairs.iter().filter(|[first, _]| *first == 0).count()) {
        return UTF_16BE;
    }
    if std::str::from_utf8(file).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(file, true);
    detector.guess(language.and_then(top_level_domain), Utf8Detection::Deny)
}

/// The detector takes the domain of a page as its hint: the one whose pages are mostly in this language.
fn top_level_domain(language: &str) -> Option<&[u8]> {
    let mut subtags = language.split('-');
    let primary = subtags.next()?;
    let traditional = subtags.any(|subtag| ["hant", "tw", "hk", "mo"].iter().any(|other| subtag.eq_ignore_ascii_case(other)));
    let domain: &[u8] = match primary {
        "zh" if traditional => b"tw",
        "zh" => b"cn",
        "ja" => b"jp",
        "ko" => b"kr",
        "ar" => b"sa",
        "fa" => b"ir",
        "he" | "iw" => b"il",
        "el" => b"gr",
        "uk" => b"ua",
        "be" => b"by",
        "sr" | "bs" => b"rs",
        "cs" => b"cz",
        "sl" => b"si",
        "et" => b"ee",
        "vi" => b"vn",
        "da" => b"dk",
        "sv" => b"se",
        "nb" | "nn" => b"no",
        "en" => b"us",
        "ca" | "eu" | "gl" => b"es",
        other => other.as_bytes(),
    };
    (domain.len() == 2 && domain.iter().all(u8::is_ascii_lowercase)).then_some(domain)
}
