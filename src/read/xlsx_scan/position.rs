//! Numbers and addresses as cells write them.

use crate::read::xlsx_scan::{Unusual, Usual};

/// Most digits of a whole number that a double holds exactly.
const EXACT_DIGITS: usize = 15;

/// Reads a whole number of so many digits at most.
pub(super) fn whole(digits: &[u8], most: usize) -> Usual<u64> {
    if digits.is_empty() || digits.len() > most {
        return Err(Unusual);
    }
    digits.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Ok(number * 10 + u64::from(byte - b'0')),
        _ => Err(Unusual),
    })
}

/// Reads a row as written, 1 for the first; returns it 0-based.
pub(super) fn row(digits: &[u8]) -> Usual<u32> {
    let number = u32::try_from(whole(digits, 9)?).map_err(|_| Unusual)?;
    number.checked_sub(1).ok_or(Unusual)
}

/// Reads an address such as `AB12`; returns row and column, 0-based.
pub(super) fn cell(address: &[u8]) -> Usual<(u32, u32)> {
    let letters = address.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if !(1..=3).contains(&letters) {
        return Err(Unusual);
    }
    let (letters, digits) = address.split_at(letters);
    let column = letters.iter().fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Ok((row(digits)?, column - 1))
}

/// Reads a decimal number; words for infinity and the like are left to the library.
pub(super) fn number(written: &[u8]) -> Usual<f64> {
    let unsigned = written.strip_prefix(b"-").unwrap_or(written);
    // Most numbers are whole, and some programs write 3.0 for 3.
    let plain = unsigned.strip_suffix(b".0").unwrap_or(unsigned);
    if let Ok(number) = whole(plain, EXACT_DIGITS) {
        let number = number as f64;
        return Ok(if unsigned.len() < written.len() { -number } else { number });
    }
    let (mantissa, exponent) = match unsigned.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (before, behind) = match mantissa.iter().position(|byte| *byte == b'.') {
        Some(at) => (&mantissa[..at], Some(&mantissa[at + 1..])),
        None => (mantissa, None),
    };
    let are_digits = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let exponent = exponent.map(|exponent| exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent));
    if !are_digits(before) || !behind.is_none_or(are_digits) || !exponent.is_none_or(are_digits) {
        return Err(Unusual);
    }
    std::str::from_utf8(written).ok().and_then(|written| written.parse().ok()).ok_or(Unusual)
}

#[cfg(test)]
mod tests {
    use super::{cell, number, row};

    #[test]
    fn addresses_are_read() {
        assert_eq!(cell(b"A1"), Ok((0, 0)));
        assert_eq!(cell(b"XFD1048576"), Ok((1_048_575, 16_383)));
        assert_eq!(cell(b"ab10"), Ok((9, 27)));
        for odd in ["", "A", "1", "A0", "AAAA1", "A1B", "$A$1", "A1 ", "A9999999999"] {
            assert!(cell(odd.as_bytes()).is_err(), "{odd}");
        }
        assert_eq!(row(b"999999999"), Ok(999_999_998));
        assert!(row(b"0").is_err() && row(b"-1").is_err() && row(b"").is_err());
    }

    #[test]
    fn numbers_are_those_that_the_standard_library_reads() {
        for written in [
            "0",
            "-0",
            "1",
            "1.0",
            "-7.0",
            "007",
            "45962",
            "999999999999999",
            "9007199254740993",
            "0.1",
            "-12.75",
            "1e5",
            "1.5E-7",
            "1E+300",
            "1e400",
            "0.30000000000000004",
            "123456789012345678901234567890",
        ] {
            let expected: f64 = written.parse().expect("a number");
            assert_eq!(number(written.as_bytes()).map(f64::to_bits), Ok(expected.to_bits()), "{written}");
        }
        for odd in ["", "-", ".", ".5", "5.", "+5", "1e", "1e+", "inf", "NaN", "1,5", " 1", "0x1", "1.2.3", "--1", ".0"] {
            assert!(number(odd.as_bytes()).is_err(), "{odd}");
        }
    }
}
