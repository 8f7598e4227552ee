//! Sheets and files that repeat what others hold are not counted twice.
//!
//! Source: `domain.md` §1.1 (`（汇总）` marks a merged file) and §1.2 (a 汇总 sheet double-counts).

use std::collections::{BTreeMap, HashSet};

use crate::map::fold::fold;
use crate::model::field::Field;
use crate::model::ledger::{Ledger, Rectification, TableId};
use crate::model::place::Place;
use crate::model::remark::{Remark, RemarkKind};
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

/// Drops, of the marked parts (sheets or files, told apart by `part`) that mostly repeat unmarked ones, the records
/// that stand elsewhere too. What stands only there is kept, and said.
fn drop_repeated(ledger: &mut Ledger, marked: impl Fn(&Ledger, TableId) -> bool, part: impl Fn(&Ledger, TableId) -> Text) {
    if !(0..ledger.tables.len() as TableId).any(|id| marked(ledger, id)) {
        return;
    }
    let elsewhere: HashSet<String> =
        ledger.rectifications.iter().filter(|record| !marked(ledger, record.table)).filter_map(key).collect();
    if elsewhere.is_empty() {
        return;
    }
    let is_repeated = |record: &Rectification| key(record).is_some_and(|key| elsewhere.contains(&key));
    let mut counts: BTreeMap<Text, (usize, usize)> = BTreeMap::new();
    for record in ledger.rectifications.iter().filter(|record| marked(ledger, record.table)) {
        let (all, repeated) = counts.entry(part(ledger, record.table)).or_default();
        *all += 1;
        *repeated += usize::from(is_repeated(record));
    }
    let is_summary = |(all, repeated): &(usize, usize)| repeated * 100 >= all * OVERLAP_PERCENT;
    let summaries: Vec<TableId> = (0..ledger.tables.len() as TableId)
        .filter(|id| marked(ledger, *id) && counts.get(&part(ledger, *id)).is_some_and(is_summary))
        .collect();
    for id in summaries {
        let dropped: HashSet<u32> =
            ledger.rectifications.iter().filter(|r| r.table == id && is_repeated(r)).map(|record| record.row).collect();
        ledger.rectifications.retain(|record| record.table != id || !dropped.contains(&record.row));
        let place = ledger.table(id).place();
        let of_dropped =
            |at: &Place| at.file == place.file && at.sheet == place.sheet && at.row.is_none_or(|row| dropped.contains(&row));
        ledger.remarks.retain(|remark| !of_dropped(&remark.place));
        let kept = ledger.tables[id as usize].records - dropped.len() as u32;
        ledger.tables[id as usize].records = kept;
        let only_here = if kept > 0 { format!("；另有 {kept} 条只在这里有，照样计入") } else { String::new() };
        let detail = format!("{} 条记录与其他表重复，没有重复计入{only_here}", dropped.len());
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
