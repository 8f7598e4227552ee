//! Placeholders in a text: `{{名称}}`, with the braces of either width.

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words that stay.
    Words(String),
    /// The name within a pair of braces.
    Hole(String),
}

/// What is wrong with the braces of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unpaired {
    /// `{{` without `}}`.
    Open,
    /// `}}` without `{{`.
    Close,
}

/// Says whether a text has anything of a placeholder.
pub(super) fn any(text: &str) -> bool {
    text.contains(['{', '｛', '}', '｝']) && (find(text, '{', '｛').is_some() || find(text, '}', '｝').is_some())
}

/// Takes a text apart.
///
/// # Errors
///
/// When braces have no partner.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, Unpaired> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let (open, close) = (find(rest, '{', '｛'), find(rest, '}', '｝'));
        let Some((begins, from)) = open else {
            if close.is_some() {
                return Err(Unpaired::Close);
            }
            if !rest.is_empty() {
                pieces.push(Piece::Words(rest.to_owned()));
            }
            return Ok(pieces);
        };
        if close.is_some_and(|(end, _)| end < begins) {
            return Err(Unpaired::Close);
        }
        let (length, to) = find(&rest[from..], '}', '｝').ok_or(Unpaired::Open)?;
        let name = &rest[from..from + length];
        if name.contains(['{', '｛']) {
            return Err(Unpaired::Open);
        }
        if begins > 0 {
            pieces.push(Piece::Words(rest[..begins].to_owned()));
        }
        pieces.push(Piece::Hole(name.trim().to_owned()));
        rest = &rest[from + to..];
    }
}

/// Finds two braces in a row, of either width: where they begin, and where they end.
fn find(text: &str, narrow: char, wide: char) -> Option<(usize, usize)> {
    let is = |c: char| c == narrow || c == wide;
    let mut before = None;
    for (at, c) in text.char_indices() {
        match before {
            Some(begins) if is(c) => return Some((begins, at + c.len_utf8())),
            _ => before = is(c).then_some(at),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Piece, Unpaired, any, pieces};

    #[test]
    fn placeholders_are_found_in_braces_of_either_width() {
        let found = pieces("截至{{ 数据截止 }}：｛｛单位数｝｝个{单位}").expect("paired");
        let words = |text: &str| Piece::Words(text.to_owned());
        let hole = |text: &str| Piece::Hole(text.to_owned());
        assert_eq!(found, [words("截至"), hole("数据截止"), words("："), hole("单位数"), words("个{单位}")]);
        assert!(any("{{") && any("｝｝") && !any("{单位}") && !any("没有"));
    }

    #[test]
    fn braces_without_a_partner_are_told() {
        assert_eq!(pieces("{{单位}"), Err(Unpaired::Open));
        assert_eq!(pieces("{{单位 {{得分}}"), Err(Unpaired::Open));
        assert_eq!(pieces("{单位}}"), Err(Unpaired::Close));
        assert_eq!(pieces("{{单位}}}}"), Err(Unpaired::Close));
    }
}
