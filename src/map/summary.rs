//! Sheets and files that repeat what others hold are not counted twice.
//!
//! Source: `domain.md` §1.1 (`（汇总）` marks a merged file) and §1.2 (a 汇总 sheet double-counts).

use std::collections::{HashMap, HashSet};

use crate::map::fold::fold;
use crate::model::field::Field;
use crate::model::ledger::{Ledger, Rectification, Remark, RemarkKind, TableId};
use crate::model::text::Text;

/// Words that mark a summary.
const WORDS: [&str; 4] = ["汇总", "合并", "总表", "总台账"];

/// Share of a marked table's problems, in percent, that must stand elsewhere for it to be a summary.
const OVERLAP_PERCENT: usize = 50;

/// Takes out the records of a summary sheet whose problems stand on other sheets of the workbook.
pub(super) fn drop_summary_sheets(ledger: &mut Ledger) {
    let marked = |ledger: &Ledger, id: TableId| WORDS.iter().any(|word| ledger.table(id).sheet.contains(word));
    drop_repeated(ledger, marked, |ledger, id| ledger.table(id).sheet.clone());
}

/// Takes out the records of a file marked 汇总 whose problems stand in other files.
pub fn drop_summary_files(ledger: &mut Ledger) {
    let name = |file: &Text| file.rsplit('/').next().unwrap_or_default().to_owned();
    let marked = |ledger: &Ledger, id: TableId| WORDS.iter().any(|word| name(&ledger.table(id).file).contains(word));
    drop_repeated(ledger, marked, |ledger, id| ledger.table(id).file.clone());
}

/// Drops the marked parts (sheets or files, told apart by `part`) that repeat unmarked ones.
fn drop_repeated(ledger: &mut Ledger, marked: impl Fn(&Ledger, TableId) -> bool, part: impl Fn(&Ledger, TableId) -> Text) {
    let elsewhere: HashSet<String> =
        ledger.rectifications.iter().filter(|record| !marked(ledger, record.table)).filter_map(key).collect();
    if elsewhere.is_empty() {
        return;
    }
    let mut counts: HashMap<Text, (usize, usize)> = HashMap::new();
    for record in ledger.rectifications.iter().filter(|record| marked(ledger, record.table)) {
        let (all, repeated) = counts.entry(part(ledger, record.table)).or_default();
        *all += 1;
        *repeated += usize::from(key(record).is_some_and(|key| elsewhere.contains(&key)));
    }
    let summaries: HashSet<Text> = counts
        .iter()
        .filter(|(_, (all, repeated))| repeated * 100 >= all * OVERLAP_PERCENT)
        .map(|(part, _)| part.clone())
        .collect();
    if summaries.is_empty() {
        return;
    }
    let dropped: HashSet<TableId> =
        (0..ledger.tables.len() as TableId).filter(|id| marked(ledger, *id) && summaries.contains(&part(ledger, *id))).collect();
    let places: HashSet<_> = dropped.iter().map(|id| ledger.table(*id).place()).collect();
    ledger.rectifications.retain(|record| !dropped.contains(&record.table));
    ledger
        .remarks
        .retain(|remark| !places.contains(&crate::model::place::Place { row: None, cell: None, ..remark.place.clone() }));
    let mut ids: Vec<TableId> = dropped.into_iter().collect();
    ids.sort_unstable();
    for id in ids {
        let table = &mut ledger.tables[id as usize];
        let detail = format!("{} 条记录与其他表重复", table.records);
        table.records = 0;
        let place = table.place();
        ledger.remarks.push(Remark {
            kind: RemarkKind::SummarySheet,
            place,
            field: None,
            unit: None,
            record: None,
            value: None,
            detail,
        });
    }
}

/// What makes two records the same problem: the folded text of problem and measure.
fn key(record: &Rectification) -> Option<String> {
    let problem = fold(record.text(Field::Problem)?).into_owned();
    let measure = record.text(Field::Measure).map(|measure| fold(measure).into_owned()).unwrap_or_default();
    Some(format!("{problem}\u{0}{measure}"))
}
