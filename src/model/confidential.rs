//! What must not leave the office: lists of clues about persons, and rows with a degree of secrecy.
//!
//! Source: `domain.md` §1.1 L12 and §6.2: clue data never reaches a public list or a mail. Who withholds what is left to
//! those that write papers.

use crate::model::ledger::{Table, is_placeholder};

/// Words that give a sheet of clues away. Source: `domain.md` §9, `clue_sheet_words`.
const CLUE_WORDS: [&str; 7] = ["被反映人", "问题线索", "线索", "初核", "立案", "谈话函询", "举报"];

/// Says whether a table looks like clues about persons: its file, sheet, title or a header says so.
pub fn lists_clues(table: &Table) -> bool {
    let title = table.title.as_deref().unwrap_or_default();
    let named = [&*table.file, &*table.sheet, title].iter().any(|name| names_clues(name));
    named || table.columns.iter().any(|column| column.header.contains(CLUE_WORDS[0]))
}

/// Says whether a name has a word of clue lists.
pub fn names_clues(name: &str) -> bool {
    CLUE_WORDS.iter().any(|word| name.contains(word))
}

/// Says whether what stands in 密级 keeps a row back: anything but a word for "open".
pub fn is_secret(text: &str) -> bool {
    !is_placeholder(text) && !matches!(text.trim(), "公开" | "非密" | "不涉密" | "非涉密" | "无密级" | "否")
}

#[cfg(test)]
mod tests {
    use super::{is_secret, names_clues};

    #[test]
    fn only_words_for_open_and_blanks_are_no_secret() {
        for open in ["", " ", "无", "/", "公开", " 非涉密 ", "否"] {
            assert!(!is_secret(open), "{open}");
        }
        for secret in ["秘密", "机密★1年", "内部", "是", "不公开"] {
            assert!(is_secret(secret), "{secret}");
        }
    }

    #[test]
    fn clue_lists_are_told_by_a_word_in_a_name() {
        assert!(names_clues("台账/巡察问题线索移交.xlsx") && names_clues("举报件"));
        assert!(!names_clues("台账/县教育局整改台账.xlsx"));
    }
}
