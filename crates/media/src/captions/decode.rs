//! From bytes to text. SRT knows no encoding; what programs have written over the years is guessed.

/// So many bytes are looked at for the zeros of UTF-16.
const LOOK: usize = 512;

/// Windows-1252 from 0x80 to 0x9F; the rest of it is Latin-1. Its five holes are what the WHATWG makes of them.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The text of a file: by its byte order mark, else UTF-16 if it is full of zeros, else UTF-8, else
/// Windows-1252. Line ends become `\n`.
pub(super) fn text_of(file: &[u8]) -> String {
    let text = match file {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => unmarked(file),
    };
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn unmarked(file: &[u8]) -> String {
    let pairs = file.get(..LOOK).unwrap_or(file).as_chunks::<2>().0;
    // Times and white space are ASCII in every language: with UTF-16, half of their bytes are zeros.
    let often = |zeros: usize| zeros > 0 && zeros * 3 > pairs.len();
    if often(pairs.iter().filter(|[_, second]| *second == 0).count()) {
        return utf16(file, u16::from_le_bytes);
    }
    if often(pairs.iter().filter(|[first, _]| *first == 0).count()) {
        return utf16(file, u16::from_be_bytes);
    }
    match std::str::from_utf8(file) {
        Ok(text) => text.to_owned(),
        Err(_) => file.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    char::decode_utf16(bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair))).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|i| WINDOWS.get(usize::from(i))).copied().unwrap_or(char::from(byte))
}
