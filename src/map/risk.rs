//! A mapped row → a risk point. A form's labels above and below its list hold for every point in it.
//!
//! Source: `domain.md` §2.

use crate::map::Context;
use crate::map::body::Mapped;
use crate::map::facts::Labelled;
use crate::map::fold::fold;
use crate::map::known::Known;
use crate::map::record::{self, Standing};
use crate::model::cells::{Cells, FieldCell};
use crate::model::ledger::{Risk, RiskLevel};
use crate::model::remark::Remark;
use crate::model::text::Text;

/// Builds the risk point; its own cell names its unit, otherwise the table as a whole.
pub(super) fn build(
    context: &Context<'_>,
    standing: &Standing,
    of_table: Option<&Text>,
    mapped: &Mapped,
    known: &mut Known,
    remarks: &mut Vec<Remark>,
) -> Risk {
    let cells = record::cells(standing, mapped, known, remarks);
    let level = cells.text(crate::model::field::Field::Level).and_then(|text| level(text));
    let unit = record::unit(context, &cells, of_table, known);
    let in_series = level.is_some_and(|(_, in_series)| in_series);
    Risk { table: standing.table, row: mapped.row, unit, level: level.map(|(level, _)| level), in_series, cells }
}

/// Gives a risk point what the form says as a whole, where its own row is silent.
pub(super) fn add_labels(risk: &mut Risk, labels: &[Labelled]) {
    let labelled = labels
        .iter()
        .filter_map(|label| Some(FieldCell { field: label.field?, table: risk.table, at: label.at, text: label.text.clone() }));
    risk.cells.fill_from(&Cells::new(labelled.collect()));
}

/// Words that say what a level is. Source: `domain.md` §2.2.
const WORDS: [(RiskLevel, &[&str]); 3] = [
    (RiskLevel::High, &["高", "高级", "高风险", "重大", "重大风险", "红"]),
    (RiskLevel::Medium, &["中", "中级", "中风险", "较大", "较大风险", "橙", "中等"]),
    (RiskLevel::Low, &["低", "低级", "低风险", "一般", "一般风险", "黄", "较低"]),
];

/// Places in a series, in the usual direction: 一级 is the highest. The policy may turn it. Source: `domain.md` §2.2.
const SERIES: [(RiskLevel, &[&str]); 3] = [
    (RiskLevel::High, &["一级", "一级风险", "Ⅰ", "I", "Ⅰ级", "I级", "A", "A级", "1级"]),
    (RiskLevel::Medium, &["二级", "二级风险", "Ⅱ", "II", "Ⅱ级", "II级", "B", "B级", "2级"]),
    (RiskLevel::Low, &["三级", "三级风险", "Ⅲ", "III", "Ⅲ级", "III级", "C", "C级", "3级"]),
];

/// Reads a declared level, a word or the ticked one of several boxes, and whether it is told by its place in a series.
pub(super) fn level(text: &str) -> Option<(RiskLevel, bool)> {
    let folded = fold(text);
    let word = ticked(&folded).unwrap_or_else(|| folded.to_string());
    let among =
        |known: &[(RiskLevel, &[&str])]| known.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(level, _)| *level);
    among(&WORDS).map(|level| (level, false)).or_else(|| among(&SERIES).map(|level| (level, true)))
}

/// Returns the ticked word of `□高 ☑中 □低`. Source: `domain.md` §2.3, reader rule 5.
fn ticked(folded: &str) -> Option<String> {
    let boxes = ['□', '☑', '√', '■', '☒', '☐', '✓'];
    if !folded.contains(boxes) {
        return None;
    }
    let tick = folded.find(['☑', '√', '■', '☒', '✓'])?;
    let after: String = folded[tick..].chars().skip(1).take_while(|c| !boxes.contains(c) && !matches!(c, '(' | ')')).collect();
    if !after.is_empty() {
        return Some(after);
    }
    let before: String = folded[..tick]
        .trim_end_matches('(')
        .chars()
        .rev()
        .take_while(|c| !boxes.contains(c) && !matches!(c, '(' | ')'))
        .collect();
    Some(before.chars().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::level;
    use crate::model::ledger::RiskLevel;

    #[test]
    fn levels_are_words_or_ticked_boxes() {
        assert_eq!(level("高"), Some((RiskLevel::High, false)));
        assert_eq!(level("二级风险"), Some((RiskLevel::Medium, true)));
        assert_eq!(level("Ⅲ级"), Some((RiskLevel::Low, true)));
        assert_eq!(level("□高 ☑中 □低"), Some((RiskLevel::Medium, false)));
        assert_eq!(level("高（√） 中（ ）"), Some((RiskLevel::High, false)));
        assert_eq!(level("待定"), None);
    }
}
