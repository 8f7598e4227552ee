//! `waiver-unknown-rule`: a waiver names a rule there is not.
//!
//! Source: `domain.md` §7.1; a misspelt rule waives nothing, and nobody would notice.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds waivers whose rule is neither the id nor the title of a check.
#[derive(Debug)]
pub(crate) struct WaiverUnknownRule;

static ABOUT: About = About {
    id: "waiver-unknown-rule",
    title: "豁免的规则不存在",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 豁免"),
    why: "规则写错了，这一行豁免不起作用",
    remedy: "请照核验结果里方括号中的编号填写；全部规则见 xuncha explain --all checks",
};

impl Check for WaiverUnknownRule {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Waivers]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for judged in case.waivers.iter().filter(|judged| judged.about.is_none()) {
            // A row without any rule is incomplete, which is said already.
            let Some(rule) = judged.waiver.rule.as_ref().filter(|_| !judged.lacks.contains(&Field::WaivedRule)) else { continue };
            let near = judged.near.as_ref().map(|near| format!("，是不是「{near}」")).unwrap_or_default();
            found.at_waiver(&judged.waiver, Field::WaivedRule, format!("没有「{rule}」这条规则{near}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WaiverUnknownRule;
    use crate::check::kit::LedgerBuilder;

    #[test]
    fn the_nearest_rule_is_named() {
        let ledger = |rule| LedgerBuilder::new(&[]).waiver([rule, "", "已核", "张三", "2026-12-31"]);
        assert_eq!(ledger("mising-status").run(&WaiverUnknownRule), ["A2 waiver-unknown-rule"]);
        let messages = |rule| ledger(rule).messages(&WaiverUnknownRule);
        assert_eq!(messages("mising-status"), ["没有「mising-status」这条规则，是不是「missing-status」"]);
        assert_eq!(messages("没有写状态"), ["没有「没有写状态」这条规则，是不是「没有写整改状态」"]);
    }

    #[test]
    fn ids_titles_and_empty_cells_are_left_alone() {
        for rule in ["missing-status", "没有写整改状态", ""] {
            let ledger = LedgerBuilder::new(&[]).waiver([rule, "", "已核", "张三", "2026-12-31"]);
            assert!(ledger.run(&WaiverUnknownRule).is_empty(), "{rule}");
        }
    }
}
