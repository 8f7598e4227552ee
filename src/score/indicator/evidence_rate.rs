//! `evidence-rate`: of what is finished, how much names its evidence.
//!
//! Source: `scoring.md` §2, row `evidence-rate`.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Rectification;
use crate::policy::Policy;
use crate::score::indicator::Indicator;
use crate::score::{Case, Item};

/// Finished with evidence ÷ finished.
#[derive(Debug)]
pub(crate) struct EvidenceRate;

static ABOUT: About = About {
    id: "evidence-rate",
    title: "佐证材料齐备率",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标五"),
    why: "完成要有据可查",
    remedy: "给已完成、已销号的事项补上佐证材料",
};

impl Indicator for EvidenceRate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn of_records(&self) -> bool {
        true
    }

    fn mark(&self, _case: &Case<'_>, item: &Item<'_>) -> Option<bool> {
        item.finished.then(|| item.records.iter().all(|record| record.has_evidence()))
    }

    fn blamed(&self, _policy: &Policy, record: &Rectification) -> Vec<Field> {
        if record.has_evidence() { Vec::new() } else { vec![Field::Evidence] }
    }
}
