//! `unit-by-answer`: a name was taken for a unit because the office answered so.
//!
//! Source: `domain.md` §7.1, unit alias: nothing is merged silently.

use std::collections::BTreeMap;

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::answers::Answer;
use crate::model::clause::Clause;
use crate::model::place::Place;
use crate::model::remark::{Remark, RemarkKind};

/// Says, answer by answer, which names were taken for which unit, and how often.
#[derive(Debug)]
pub(crate) struct UnitByAnswer;

static ABOUT: About = About {
    id: "unit-by-answer",
    title: "单位名称按名称确认的答复理解",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "7.1 单位名称"),
    why: "名录里没有这样的写法，是按办公室的答复计入这个单位的，要说明清楚",
    remedy: "答复不对的，请在名称确认.xlsx 里改正后重新运行；长期这样写的，可以填进名录的别名",
};

impl Check for UnitByAnswer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Answers]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut uses: BTreeMap<&Place, (&Answer, &Remark, usize)> = BTreeMap::new();
        for remark in case.remarks(RemarkKind::AnsweredUnit) {
            if let Some(answer) = case.directory.answer_for(remark.seen()) {
                uses.entry(&answer.reply.place).or_insert((answer, remark, 0)).2 += 1;
            }
        }
        for (answer, first, count) in uses.into_values() {
            let unit = case.directory.known(first.seen()).unwrap_or_default();
            let written = &answer.reply.written;
            let message = format!("「{written}」按答复当作「{unit}」，共 {count} 处，首处在{}", first.place);
            found.at_answer(&answer.reply, Some(unit), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnitByAnswer;
    use crate::check::kit::{LedgerBuilder, answer, directory};
    use crate::model::answers::Verdict;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn each_answer_in_use_is_told_once_with_its_cell_and_count() {
        let known = directory(&["县教育局"]).with_answers(vec![answer("县教体居", Verdict::Is("县教育局".into()))]);
        let mut ledger =
            LedgerBuilder::new(&[Field::Unit]).row(&["县教体居"]).row(&["县教体居党组"]).row(&["县教育局"]).directory(known);
        for record in 0..2 {
            ledger = ledger.remark(RemarkKind::AnsweredUnit, record, Field::Unit, "县教体居");
        }
        assert_eq!(ledger.run(&UnitByAnswer), ["G5 unit-by-answer"]);
        assert_eq!(ledger.messages(&UnitByAnswer), ["「县教体居」按答复当作「县教育局」，共 2 处，首处在a.xlsx，表「表」，A2"]);
    }

    #[test]
    fn answers_that_no_ledger_needs_are_not_told() {
        let known = directory(&["县教育局"]).with_answers(vec![answer("县教体居", Verdict::Is("县教育局".into()))]);
        assert!(LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]).directory(known).run(&UnitByAnswer).is_empty());
    }
}
