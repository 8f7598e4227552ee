//! `evidence-missing-at-closing`: a record is struck off, and nothing shows that it was put right: no evidence is named,
//! or none of the files it names is there.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::evidence::named_files;
use crate::model::field::Field;
use crate::model::hash::HashSet;
use crate::model::ledger::{Rectification, Status};
use crate::model::place::Place;
use crate::model::remark::RemarkKind;
use crate::warn::{Case, Seen, Sign};

/// Tells of records struck off without evidence.
#[derive(Debug)]
pub(crate) struct EvidenceMissingAtClosing;

static ABOUT: About = About {
    id: "evidence-missing-at-closing",
    title: "销号时没有佐证",
    severity: None,
    source: Clause::new("智能预警规则", "销号无据"),
    why: "没有佐证材料的销号经不起回头看，查实不实的要否决",
    remedy: "请补齐佐证材料；确实没有的，撤回销号",
};

impl Sign for EvidenceMissingAtClosing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, case: &Case<'_>, _limit: u32) -> Vec<Seen> {
        let told: HashSet<&Place> = unreadable(case).collect();
        let closed = case.records().filter(|(_, record, _)| record.status == Status::Closed);
        let seen = closed.filter_map(|(position, record, _)| {
            let own = case.ledger.table(record.table).has(Field::Evidence);
            let asked = own || record.text(Field::Evidence).is_some();
            let place = case.ledger.field_place(record.table, record.row, &record.cells, Field::Evidence);
            if !asked || told.contains(&place) {
                return None;
            }
            let reason = match record.has_evidence() {
                false => "已销号，没有写佐证材料".to_owned(),
                true if none_there(case, record) => "已销号，所写的佐证文件一个也找不到".to_owned(),
                true => return None,
            };
            let since = record.closed_date.or(record.done_date).filter(|date| *date <= case.as_of);
            Some(Seen::at(case, position, Field::Evidence, reason).since(since))
        });
        seen.collect()
    }
}

/// Returns the cells that hold something, but nothing that can be read.
fn unreadable<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Place> {
    let kinds = [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue];
    let told = case.ledger.remarks.iter();
    told.filter(move |remark| remark.field == Some(Field::Evidence) && kinds.contains(&remark.kind)).map(|remark| &remark.place)
}

/// Says whether a record names files and its unit's folder has none of them.
fn none_there(case: &Case<'_>, record: &Rectification) -> bool {
    let (Some(evidence), Some(unit), Some(text)) = (case.evidence, &record.unit, record.text(Field::Evidence)) else {
        return false;
    };
    let named = named_files(text);
    !named.is_empty() && !evidence.unseen.contains(unit) && named.iter().all(|file| evidence.find(unit, file).is_none())
}
