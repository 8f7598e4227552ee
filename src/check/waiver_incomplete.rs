//! `waiver-incomplete`: a waiver lacks its rule, reason, approver or date and is not applied.
//!
//! Source: `domain.md` §7.1; who decides that something does not count signs for it.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds waivers that are not filled in.
#[derive(Debug)]
pub(crate) struct WaiverIncomplete;

static ABOUT: About = About {
    id: "waiver-incomplete",
    title: "豁免没有填写完整",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 豁免"),
    why: "没有理由、批准人和有效期的豁免无法追溯，不予采用",
    remedy: "请补填规则、理由、批准人和有效期；有效期写成 2026-12-31 这样的日期",
};

impl Check for WaiverIncomplete {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Waivers]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for judged in case.waivers {
            for field in &judged.lacks {
                let message = match judged.waiver.text(*field) {
                    Some(text) if *field == Field::ValidUntil => format!("有效期「{text}」读不出是哪一天，这一行没有采用"),
                    _ => format!("没有写{}，这一行没有采用", field.label()),
                };
                found.at_waiver(&judged.waiver, *field, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WaiverIncomplete;
    use crate::check::kit::LedgerBuilder;

    #[test]
    fn each_missing_cell_is_named() {
        let ledger = LedgerBuilder::new(&[]).waiver(["missing-status", "", "/", "", "长期"]);
        assert_eq!(ledger.run(&WaiverIncomplete), ["C2 waiver-incomplete", "D2 waiver-incomplete", "E2 waiver-incomplete"]);
        assert_eq!(
            ledger.messages(&WaiverIncomplete),
            ["没有写理由，这一行没有采用", "没有写批准人，这一行没有采用", "有效期「长期」读不出是哪一天，这一行没有采用"]
        );
    }

    #[test]
    fn a_full_row_is_left_alone_and_the_scope_may_be_blank() {
        let ledger = LedgerBuilder::new(&[]).waiver(["missing-status", "", "已核", "张三", "2026-12-31"]);
        assert!(ledger.run(&WaiverIncomplete).is_empty());
    }
}
