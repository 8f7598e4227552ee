//! `evidence-file-older`: a file named as evidence was last changed before the findings were handed over.
//!
//! Source: `domain.md` §7.2, evidence dated before the feedback.

use crate::check::wording::earliest;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds evidence files older than the problem.
#[derive(Debug)]
pub(crate) struct EvidenceFileOlder;

static ABOUT: About = About {
    id: "evidence-file-older",
    title: "疑似佐证文件早于反馈",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.2 佐证材料时间倒置"),
    why: "文件在反馈以前就没有再改过，证明不了反馈之后的整改",
    remedy: "请核对文件的形成时间；确是旧材料的，请换成整改后的材料",
};

impl Check for EvidenceFileOlder {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Evidence, Need::RecordColumn(&[Field::Evidence])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, named, file) in case.named_evidence() {
            let (Some(modified), Some(feedback)) = (file.and_then(|file| file.modified), record.feedback_date) else { continue };
            if modified < earliest(record, Field::FeedbackDate, feedback) {
                found.at_field(
                    record,
                    Field::Evidence,
                    format!("疑似时间倒置：「{named}」最后修改于「{modified}」，早于反馈日期「{feedback}」"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EvidenceFileOlder;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::FeedbackDate, Field::Evidence];

    fn told(modified: &str) -> Vec<String> {
        LedgerBuilder::new(&COLUMNS)
            .row(&["县教育局", "学习不深入", "2026-03-20", "会议纪要.pdf"])
            .evidence("县教育局", &[("会议纪要.pdf", 9, modified, "a")])
            .run(&EvidenceFileOlder)
    }

    /// Boundary: changed the day before | on the day of the feedback.
    #[test]
    fn a_file_from_before_the_feedback_is_told_and_one_from_that_day_is_not() {
        assert_eq!(told("2026-03-19"), ["D2 evidence-file-older"]);
        assert!(told("2026-03-20").is_empty());
    }

    #[test]
    fn a_feedback_date_without_a_day_may_be_the_first_of_its_month() {
        let told = |modified: &str| {
            LedgerBuilder::new(&COLUMNS)
                .row(&["县教育局", "学习不深入", "2026-03", "会议纪要.pdf"])
                .evidence("县教育局", &[("会议纪要.pdf", 9, modified, "a")])
                .run(&EvidenceFileOlder)
        };
        assert_eq!(told("2026-02-28"), ["D2 evidence-file-older"]);
        assert!(told("2026-03-01").is_empty());
    }
}
