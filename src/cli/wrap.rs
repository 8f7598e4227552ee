//! Breaks lines for an eighty-column screen: between Chinese characters, never inside a word, a number or an address,
//! and no line begins with a comma or ends with an opening bracket.

use crate::office::width::digits;

/// The width every window has; a file opened later reads well at it too.
pub(super) const COLUMNS: usize = 80;

/// What stands before the first line of a paragraph, and how far its other lines are indented.
#[derive(Clone, Debug)]
pub(super) struct Lead {
    text: String,
    width: usize,
    indent: usize,
}

impl Lead {
    /// A lead of spaces; all lines begin in one column.
    pub(super) fn indent(columns: usize) -> Self {
        Self { text: " ".repeat(columns), width: columns, indent: columns }
    }

    /// The same with a text that takes so many columns (colour codes take none) before the first line; the other lines
    /// begin below its end.
    pub(super) fn with(self, text: &str, columns: usize) -> Self {
        let width = self.width + columns;
        Self { text: self.text + text, width, indent: width }
    }

    /// The same with the other lines indented so far.
    pub(super) fn hanging(self, indent: usize) -> Self {
        Self { indent, ..self }
    }
}

/// Breaks a paragraph into lines of at most `COLUMNS`.
pub(super) fn wrap(lead: &Lead, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used, mut begun) = (lead.text.clone(), lead.width, false);
    for piece in pieces(text) {
        let width = digits(&piece);
        if begun && used + digits(piece.trim_end()) > COLUMNS {
            lines.push(line.trim_end().to_owned());
            (line, used, begun) = (" ".repeat(lead.indent), lead.indent, false);
        }
        if !begun && used + width > COLUMNS {
            // A word longer than a line, such as a path without spaces, has to be broken somewhere.
            for c in piece.chars() {
                let one = digits(c.encode_utf8(&mut [0; 4]));
                if used + one > COLUMNS && begun {
                    lines.push(line.trim_end().to_owned());
                    (line, used) = (" ".repeat(lead.indent), lead.indent);
                }
                line.push(c);
                used += one;
                begun = true;
            }
            continue;
        }
        line.push_str(&piece);
        used += width;
        begun = true;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Cuts a text to at most so many columns, after a clause or where a line could be broken, with …… behind it; `None` when
/// it fits.
pub(super) fn shortened(text: &str, columns: usize) -> Option<String> {
    if digits(text) <= columns {
        return None;
    }
    let mut kept = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        used += digits(&piece);
        if used > columns {
            break;
        }
        kept.push_str(&piece);
    }
    // After a clause is better than amid a word, where that does not leave too little.
    let clause = kept.rfind(['，', '。', '；']).filter(|end| digits(&kept[..*end]) * 3 >= columns);
    Some(format!("{}……", kept[..clause.unwrap_or(kept.len())].trim_end()))
}

/// Parts a text into what stays together: a Chinese character with its punctuation, a Latin word with the spaces behind it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let mut back = pieces.last().into_iter().flat_map(|piece| piece.chars().rev());
        let joins = back.next().is_some_and(|before| {
            let word = |c: char| !c.is_whitespace() && !is_wide(c) && !closes(c) && !opens(c);
            // A number stays with its word: 「错误 7」, 「5 项」.
            let number = before == ' '
                && back.next().is_some_and(|left| {
                    (is_wide(left) && !closes(left) && c.is_ascii_digit()) || (left.is_ascii_digit() && is_wide(c) && !opens(c))
                });
            closes(c) || c.is_whitespace() || opens(before) || (word(before) && word(c)) || number
        });
        match pieces.last_mut() {
            Some(piece) if joins => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

fn is_wide(c: char) -> bool {
    digits(c.encode_utf8(&mut [0; 4])) > 1
}

/// Says whether a character must not begin a line.
fn closes(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '」' | '』' | '）' | '》' | '】' | '〕' | '”' | '’' | '…' | '％')
}

/// Says whether a character must not end a line.
fn opens(c: char) -> bool {
    matches!(c, '「' | '『' | '（' | '《' | '【' | '〔' | '“' | '‘')
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Lead, shortened, wrap};
    use crate::office::width::digits;

    #[test]
    fn chinese_breaks_anywhere_but_before_a_comma() {
        let text = format!("{}，完", "问".repeat(40));
        assert_eq!(wrap(&Lead::indent(0), &text), ["问".repeat(39), "问，完".to_owned()]);
    }

    #[test]
    fn words_numbers_and_addresses_stay_whole() {
        let text = format!("{}2026-12-31，之后", "问".repeat(36));
        assert_eq!(wrap(&Lead::indent(0), &text), ["问".repeat(36), "2026-12-31，之后".to_owned()]);
        let text = format!("{}「甲」", "问".repeat(39));
        assert_eq!(wrap(&Lead::indent(0), &text), ["问".repeat(39), "「甲」".to_owned()]);
    }

    #[test]
    fn a_number_stays_with_its_word() {
        let text = format!("{}错误 7 处", "问".repeat(37));
        assert_eq!(wrap(&Lead::indent(0), &text), [format!("{}错", "问".repeat(37)), "误 7 处".to_owned()]);
    }

    #[test]
    fn other_lines_begin_below_the_end_of_the_lead() {
        let lead = Lead::indent(2).with("错误  ", 6);
        let lines = wrap(&lead, &"问".repeat(50));
        assert_eq!(lines[0], format!("  错误  {}", "问".repeat(36)));
        assert_eq!(lines[1], format!("        {}", "问".repeat(14)));
    }

    #[test]
    fn no_line_is_wider_than_the_screen_whatever_the_text() {
        for text in ["/".repeat(500), "a b ".repeat(90), "（".repeat(200), "，".repeat(200), "“一”".repeat(99)] {
            let lines = wrap(&Lead::indent(4).hanging(6), &text);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert!(lines.iter().all(|line| digits(line) <= COLUMNS), "{lines:?}");
            assert_eq!(letters(&lines.concat()), letters(&text), "nothing is lost");
        }
    }

    #[test]
    fn a_long_value_ends_where_a_line_could() {
        assert_eq!(shortened("已完成", 6), None);
        assert_eq!(shortened("已完成，正在验收", 10).as_deref(), Some("已完成……"));
        assert_eq!(shortened("见 document-2026.pdf", 10).as_deref(), Some("见……"));
    }
}
