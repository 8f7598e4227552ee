//! Columns that are ticked: 已完成 | 基本完成 | 未完成 with a √ under one of them tell the status together.

use crate::map::body::{Filled, Mapped};
use crate::map::fold::{self, fold};
use crate::map::status;
use crate::model::field::Field;
use crate::model::ledger::{Column, is_placeholder};
use crate::model::text::Text;
use crate::model::workbook::Value;

/// What is said of such a column.
pub(super) const TICKED: &str = "与旁边几列一起打勾，勾在哪一列，整改状态就是哪一列的列名";

/// Headings of such columns.
const WORDS: [&str; 36] = [
    "已完成",
    "完成",
    "基本完成",
    "未完成",
    "部分完成",
    "阶段性完成",
    "初步完成",
    "全部完成",
    "已整改",
    "基本整改",
    "部分整改",
    "未整改",
    "整改中",
    "正在整改",
    "持续整改",
    "长期整改",
    "长期坚持",
    "整改完成",
    "完成整改",
    "已完成整改",
    "未完成整改",
    "整改到位",
    "基本到位",
    "未整改到位",
    "已办结",
    "未办结",
    "正在办理",
    "办理中",
    "进行中",
    "推进中",
    "正在推进",
    "持续推进",
    "未启动",
    "已启动",
    "已销号",
    "未销号",
];

/// Says whether a folded heading is one of such columns.
pub(super) fn is_heading(folded: &str) -> bool {
    WORDS.contains(&fold::without_brackets(folded).as_str())
}

/// The ticked columns of a table, with what a tick in each says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ticks(Vec<(u16, Text)>);

impl Ticks {
    /// Finds the ticked columns.
    pub(super) fn of(columns: &[Column]) -> Self {
        let ticked = columns.iter().filter(|column| column.field == Some(Field::Status) && column.why == TICKED);
        let word = |column: &Column| {
            let leaf = column.header.rsplit('▸').next().unwrap_or_default();
            Text::from(fold::without_brackets(&fold::header(leaf)))
        };
        Self(ticked.map(|column| (column.index, word(column))).collect())
    }

    /// Leaves a record one status: the heading of the column that is ticked.
    ///
    /// Of several ticks none is believed: they stay as written, and are no status.
    pub(super) fn choose(&self, mapped: &mut Mapped) {
        let word = |column: u16| self.0.iter().find(|(known, _)| *known == column).map(|(_, word)| word);
        if self.0.is_empty() {
            return;
        }
        let is_open = |cell: &Filled| !is_placeholder(&cell.value.display()) && !is_no(&cell.value);
        let (ours, mut rest): (Vec<Filled>, Vec<Filled>) = std::mem::take(&mut mapped.cells)
            .into_iter()
            .partition(|cell| cell.field == Field::Status && word(cell.at.column).is_some());
        let (ticked, written): (Vec<Filled>, Vec<Filled>) =
            ours.into_iter().filter(is_open).partition(|cell| is_yes(&cell.value));
        let chosen = match (&ticked[..], &written[..]) {
            ([one], _) => Some(Filled { value: Value::Text(word(one.at.column).cloned().unwrap_or_default()), ..one.clone() }),
            ([first, ..], _) => {
                let all: Vec<_> = ticked.iter().map(|cell| cell.value.display().into_owned()).collect();
                Some(Filled { value: Value::Text(all.join("、").into()), ..first.clone() })
            }
            // Words in place of a tick speak for themselves.
            ([], [one, ..]) => Some(one.clone()),
            ([], []) => None,
        };
        rest.extend(chosen);
        mapped.cells = rest;
    }
}

fn is_yes(value: &Value) -> bool {
    match value {
        Value::Number(number) => (number - 1.0).abs() < f64::EPSILON,
        // The day it was done stands in place of a tick.
        Value::Date(_) => true,
        Value::Bool(yes) => *yes,
        Value::Text(text) => {
            let folded = fold(text);
            status::yes_or_no(&folded) == Some(true) || matches!(folded.as_ref(), "●" | "■" | "★" | "▲" | "V" | "v" | "对")
        }
        _ => false,
    }
}

fn is_no(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.abs() < f64::EPSILON,
        Value::Bool(yes) => !*yes,
        Value::Text(text) => status::yes_or_no(text) == Some(false) || matches!(fold(text).as_ref(), "○" | "☐"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{TICKED, Ticks};
    use crate::map::body::{Filled, Mapped};
    use crate::model::field::Field;
    use crate::model::ledger::Column;
    use crate::model::place::CellRef;
    use crate::model::workbook::Value;

    /// Returns the status of a row with these cells below 已完成, 基本完成 and 未完成.
    fn status(cells: [&str; 3]) -> String {
        let headings = ["完成情况▸已完成", "完成情况▸基本完成", "完成情况▸未完成（打√）"];
        let column = |(index, heading): (u16, &str)| Column {
            index,
            header: heading.into(),
            field: Some(Field::Status),
            why: TICKED.to_owned(),
        };
        let columns: Vec<Column> = (5u16..).zip(headings).map(column).collect();
        let filled = |(column, text): (u16, &str)| Filled {
            field: Field::Status,
            at: CellRef::new(3, column),
            value: Value::Text(text.into()),
        };
        let cells = (5u16..).zip(cells).filter(|(_, text)| !text.is_empty()).map(filled).collect();
        let mut mapped = Mapped { row: 3, cells, ..Mapped::default() };
        Ticks::of(&columns).choose(&mut mapped);
        mapped.cells.iter().map(|cell| format!("{}={}", cell.at, cell.value.display())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_tick_says_what_its_column_says() {
        assert_eq!(status(["√", "", ""]), "F4=已完成");
        assert_eq!(status(["×", "✔", "×"]), "G4=基本完成");
        assert_eq!(status(["", "", "是"]), "H4=未完成");
        assert_eq!(status(["/", "", ""]), "");
        assert_eq!(status(["", "", ""]), "");
    }

    #[test]
    fn two_ticks_are_no_status_and_words_stay_words() {
        assert_eq!(status(["√", "", "√"]), "F4=√、√");
        assert_eq!(status(["", "正在招标", ""]), "G4=正在招标");
        assert_eq!(status(["√", "6月底完成", ""]), "F4=已完成");
    }
}
