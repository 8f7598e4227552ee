//! Puts twenty defects into a clean workbook, those first that the workbooks before had least of.

use std::collections::BTreeMap;

use super::book::Book;
use super::dice::Dice;
use super::patch::Patch;
use super::{groups, register, rows, sheets};

/// How many defects a workbook gets.
pub(super) const DEFECTS: usize = 20;

/// One defect of any kind.
#[derive(Clone, Copy)]
enum Defect {
    Row(rows::Defect),
    Risk(rows::Defect),
    Group(groups::Defect),
    Sheet(sheets::Defect),
    CopiedMeasures,
    NoRiskPoint,
}

impl Defect {
    fn id(&self) -> &'static str {
        match self {
            Self::Row((id, _)) | Self::Risk((id, _)) => id,
            Self::Group((id, _)) => id,
            Self::Sheet((id, _)) => id,
            Self::CopiedMeasures => "risk-measure-copied",
            Self::NoRiskPoint => "problem-without-risk-point",
        }
    }
}

fn all() -> Vec<Defect> {
    let mut all: Vec<Defect> = rows::DEFECTS.iter().copied().map(Defect::Row).collect();
    all.extend(register::DEFECTS.iter().copied().map(Defect::Risk));
    all.extend(groups::DEFECTS.iter().copied().map(Defect::Group));
    all.extend(sheets::DEFECTS.iter().copied().map(Defect::Sheet));
    all.extend([Defect::CopiedMeasures, Defect::NoRiskPoint]);
    all
}

/// Seeds a workbook; `used` counts, by check, the defects of the workbooks before.
pub(super) fn seed(book: &mut Book, dice: &mut Dice, used: &mut BTreeMap<&'static str, usize>) {
    let all = all();
    let mut order = dice.order(all.len());
    order.sort_by_key(|at| used.get(all[*at].id()).copied().unwrap_or_default());
    let mut seeded = 0;
    // What needs several records comes while there are enough untouched ones.
    order.sort_by_key(|at| matches!(all[*at], Defect::Row(_) | Defect::Risk(_)));
    let several = order.iter().take_while(|at| !matches!(all[**at], Defect::Row(_) | Defect::Risk(_))).count();
    let (several, single) = order.split_at(several);
    let mut several_left = 5;
    for at in several.iter().chain(single.iter().cycle().take(single.len() * 4)) {
        let one = matches!(all[*at], Defect::Row(_) | Defect::Risk(_));
        if seeded == DEFECTS || (!one && several_left == 0) {
            continue;
        }
        if put(&all[*at], book, dice) {
            seeded += 1;
            several_left -= usize::from(!one);
            *used.entry(all[*at].id()).or_default() += 1;
        }
    }
    assert_eq!(seeded, DEFECTS, "the workbook has no room for so many defects");
}

fn put(defect: &Defect, book: &mut Book, dice: &mut Dice) -> bool {
    match defect {
        Defect::Sheet((_, make)) => make(book, dice),
        Defect::Group((_, make)) => {
            let first = dice.below(book.tables.len());
            (0..book.tables.len()).any(|at| {
                let at = (at + first) % book.tables.len();
                !book.tables[at].is_register && make(&mut book.tables[at], dice)
            })
        }
        Defect::CopiedMeasures => book.tables.iter_mut().find(|table| table.is_register).is_some_and(register::copied_measures),
        Defect::NoRiskPoint => {
            book.tables.iter().any(|table| table.is_register) && put_into_record(book, dice, false, no_risk_point)
        }
        Defect::Row((_, make)) => put_into_record(book, dice, false, *make),
        Defect::Risk((_, make)) => put_into_record(book, dice, true, *make),
    }
}

/// Tries the untouched records in some order.
fn put_into_record(book: &mut Book, dice: &mut Dice, risk: bool, make: fn(&mut Patch<'_>) -> bool) -> bool {
    let typed = book.is_typed();
    for at in dice.order(book.tables.len()) {
        let table = &mut book.tables[at];
        if table.is_register != risk {
            continue;
        }
        for record in dice.order(table.records.len()) {
            let free = !table.records[record].taken;
            if free && make(&mut Patch { table, at: record, dice, typed }) {
                table.records[record].taken = true;
                return true;
            }
        }
    }
    false
}

/// A problem of a field of power that the unit's register has no point of; one word a unit and field is enough.
fn no_risk_point(patch: &mut Patch<'_>) -> bool {
    const PROBLEM: &str = "固定资产账实不符，涉及";
    let unit = patch.record().unit.clone();
    let told = patch.table.records.iter().any(|record| record.unit == unit && record.text("problem").starts_with(PROBLEM));
    let listed = crate::generated::plan::UNITS.contains(&unit.as_str());
    patch.is_counted() && patch.owns("problem") && listed && !told && {
        let problem = format!("{PROBLEM}{}件", patch.number());
        patch.set("problem", problem);
        patch.expect("problem-without-risk-point", "problem")
    }
}
