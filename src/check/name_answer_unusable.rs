//! `name-answer-unusable`: an answer about a unit's name cannot be used.
//!
//! Source: `domain.md` §7.1, unit alias. What makes an answer unusable is decided where it is read.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::answers::Verdict;
use crate::model::clause::Clause;

/// Finds answers that contradict each other, the directory, or themselves.
#[derive(Debug)]
pub(crate) struct NameAnswerUnusable;

static ABOUT: About = About {
    id: "name-answer-unusable",
    title: "名称确认的答复没有用上",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 单位名称"),
    why: "答复填得不全或互相矛盾，程序不替人猜，这个名称仍按名录里没有处理",
    remedy: "请在名称确认.xlsx 的这一格改正答复，保存后重新运行",
};

impl Check for NameAnswerUnusable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Answers]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for answer in case.directory.answers() {
            if let Verdict::Unusable(why) = &answer.verdict {
                found.at_answer(&answer.reply, None, why.as_str());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NameAnswerUnusable;
    use crate::check::kit::{LedgerBuilder, answer, directory};
    use crate::model::answers::Verdict;
    use crate::model::field::Field;

    #[test]
    fn an_unusable_answer_is_told_at_its_cell_and_others_are_left_alone() {
        let answers = vec![
            answer("县教体居", Verdict::Unusable("答复「好」不认识".to_owned())),
            answer("县司法居", Verdict::Is("县司法局".into())),
            answer("石桥镇", Verdict::IsNot(None)),
            answer("某局", Verdict::Open),
        ];
        let ledger = LedgerBuilder::new(&[Field::Unit]).directory(directory(&["县司法局"]).with_answers(answers));
        assert_eq!(ledger.run(&NameAnswerUnusable), ["G5 name-answer-unusable"]);
        assert_eq!(ledger.messages(&NameAnswerUnusable), ["答复「好」不认识"]);
    }

    #[test]
    fn answers_that_can_be_used_are_left_alone() {
        let answers = vec![answer("县司法居", Verdict::Is("县司法局".into())), answer("某局", Verdict::Open)];
        let ledger = LedgerBuilder::new(&[Field::Unit]).directory(directory(&["县司法局"]).with_answers(answers));
        assert!(ledger.run(&NameAnswerUnusable).is_empty());
        assert!(LedgerBuilder::new(&[Field::Unit]).run(&NameAnswerUnusable).is_empty());
    }
}
