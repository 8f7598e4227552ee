//! What must not leave the office: lists of clues about persons, and rows with a degree of secrecy.
//!
//! Source: `domain.md` §1.1 L12 and §6.2: clue data never reaches a public list or a mail. Who withholds what is left to
//! those that write papers.

use crate::model::field::Field;
use crate::model::ledger::{Ledger, Rectification, Table, is_placeholder};
use crate::model::text::Text;

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

/// Why a row is kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptBack<'a> {
    /// Its degree of secrecy, "密级".
    Secret(&'a Text),
    /// What stands under a heading about publication, such as 是否公开 or 不宜公开情形.
    Unpublished {
        /// The heading.
        heading: &'a str,
        /// What stands there.
        word: &'a Text,
    },
}

/// Says why a record is kept back, and by which field; `None` when nothing in it says so.
///
/// Answers about secrecy and about publication are opposite: a 否 under 密级 frees a row, under 是否公开 it keeps it.
/// Source: `domain.md` §6.2, the five kinds that may be withheld.
pub fn kept_back<'a>(ledger: &'a Ledger, record: &'a Rectification) -> Option<(KeptBack<'a>, Field)> {
    if let Some(word) = record.text(Field::Secret).filter(|word| is_secret(word)) {
        return Some((KeptBack::Secret(word), Field::Secret));
    }
    [Field::Unfit, Field::Publication].into_iter().find_map(|field| {
        let (cell, word) = (record.cells.get(field)?, record.text(field)?);
        let columns = ledger.tables.get(cell.table as usize).map_or(&[][..], |table| &table.columns);
        let heading =
            columns.iter().find(|column| column.index == cell.at.column).map_or(field.label(), |column| &*column.header);
        is_unpublished(heading, word).then_some((KeptBack::Unpublished { heading, word }, field))
    })
}

/// Says whether an answer under a heading about publication keeps a row back; what is not plainly open does.
fn is_unpublished(heading: &str, word: &str) -> bool {
    const OPEN: [&str; 12] =
        ["是", "公开", "已公开", "主动公开", "社会公开", "党内公开", "可公开", "可以公开", "宜公开", "√", "✓", "Y"];
    const FREE: [&str; 5] = ["否", "无", "宜公开", "可公开", "公开"];
    let words: &[&str] =
        if ["不宜公开", "不予公开", "不公开"].iter().any(|no| heading.contains(no)) { &FREE } else { &OPEN };
    !is_placeholder(word) && !words.contains(&word.trim())
}

#[cfg(test)]
mod tests {
    use super::{is_secret, is_unpublished, names_clues};

    #[test]
    fn what_is_not_plainly_open_under_a_heading_about_publication_is_kept_back() {
        for open in ["是", " 公开", "", "/", "社会公开"] {
            assert!(!is_unpublished("是否公开", open), "{open}");
        }
        for closed in ["否", "不公开", "暂不公开", "依申请公开", "涉及未公布案件"] {
            assert!(is_unpublished("是否公开", closed), "{closed}");
        }
        for free in ["否", "无", ""] {
            assert!(!is_unpublished("不宜公开情形", free), "{free}");
        }
        assert!(is_unpublished("是否不宜公开", "是") && is_unpublished("不宜公开情形", "可能引发群体性事件"));
    }

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
