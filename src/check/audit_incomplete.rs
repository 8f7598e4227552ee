//! `audit-incomplete`: a finished problem whose desk or field audit is not complete.
//!
//! Source: `domain.md` §7.1, totals and parts; the office's own audit columns 内业 and 外业.

use rust_decimal::Decimal;

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Rectification;

/// Finds finished problems that were not audited in full.
#[derive(Debug)]
pub(crate) struct AuditIncomplete;

static ABOUT: About = About {
    id: "audit-incomplete",
    title: "内业外业核查未到 100%",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 内外业核查"),
    why: "报了完成，内业（资料）或外业（现场）核查还没有做完，不能销号",
    remedy: "请完成核查后再报完成，或把状态改回整改中",
};

impl Check for AuditIncomplete {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::DeskAudit, Field::FieldAudit])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for field in [Field::DeskAudit, Field::FieldAudit] {
            let unreadable = case.unreadable(field);
            let meant = |record: &&Rectification| record.status.is_finished() && !unreadable.is(record, field);
            for record in case.records_with(field).filter(meant) {
                let text = record.text(field).map(|text| text.as_str()).unwrap_or_default();
                if !is_complete(text) {
                    let shown = if text.is_empty() { "没有填" } else { text };
                    found.at_field(record, field, format!("已报完成，{}是「{shown}」", field.label()));
                }
            }
        }
    }
}

/// Says whether an audit is complete: 100 %, the number 1 behind a percent format, or the word for it.
fn is_complete(text: &str) -> bool {
    let text = text.trim();
    let number = text.trim_end_matches(['%', '％']);
    // A cell formatted as a percentage may hold 1; with a sign behind it that is one in a hundred.
    let all = |share: Decimal| share == Decimal::ONE_HUNDRED || (share == Decimal::ONE && number == text);
    matches!(text, "完成" | "已完成" | "是" | "√") || number.parse().is_ok_and(all)
}

#[cfg(test)]
mod tests {
    use super::AuditIncomplete;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    const COLUMNS: [Field; 3] = [Field::Status, Field::DeskAudit, Field::FieldAudit];

    fn told(desk: &str, field: &str, status: &str) -> Vec<String> {
        LedgerBuilder::new(&COLUMNS).row(&[status, desk, field]).run(&AuditIncomplete)
    }

    #[test]
    fn finished_with_an_audit_below_all_is_told() {
        assert_eq!(told("99%", "100%", "已完成"), ["B2 audit-incomplete"]);
        assert_eq!(told("1%", "100%", "已完成"), ["B2 audit-incomplete"]);
        assert_eq!(told("100%", "", "已销号"), ["C2 audit-incomplete"]);
    }

    #[test]
    fn complete_audits_and_open_problems_are_left_alone() {
        for all in ["100%", "100", "1", "100.00%", "完成", "已完成"] {
            assert!(told(all, all, "已完成").is_empty(), "{all}");
        }
        assert!(told("50%", "", "整改中").is_empty());
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::new(&[Field::Status, Field::DeskAudit]).row(&["已完成", ""]);
            assert!(!ledger.run(&AuditIncomplete).is_empty());
            assert!(ledger.remark(kind, 0, Field::DeskAudit, "#REF!").run(&AuditIncomplete).is_empty());
        }
    }
}
