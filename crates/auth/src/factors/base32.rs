//! Base32 (RFC 4648) without padding: what people can type without doubt about case, 0 or 1.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The text of these bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    let digits = (bytes.len() * 8).div_ceil(5);
    (0..digits).map(|digit| char::from(letter(five_bits(bytes, digit * 5)))).collect()
}

/// The five bits from `first` on; zeros behind the end.
fn five_bits(bytes: &[u8], first: usize) -> u8 {
    let byte = |at: usize| u16::from(bytes.get(at).copied().unwrap_or(0));
    let window = (byte(first / 8) << 8) | byte(first / 8 + 1);
    let [_, low] = ((window >> (11 - first % 8)) & 31).to_be_bytes();
    low
}

fn letter(digit: u8) -> u8 {
    ALPHABET.get(usize::from(digit)).copied().unwrap_or(b'A')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
    }
}
