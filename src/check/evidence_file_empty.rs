//! `evidence-file-empty`: a file named as evidence holds nothing.
//!
//! Source: `domain.md` §7.1, logic rule 6.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds evidence files of no length.
#[derive(Debug)]
pub(crate) struct EvidenceFileEmpty;

static ABOUT: About = About {
    id: "evidence-file-empty",
    title: "佐证材料是空文件",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 逻辑规则 6"),
    why: "文件名有了，内容是空的，证明不了什么",
    remedy: "请重新放入完整的文件",
};

impl Check for EvidenceFileEmpty {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Evidence, Need::RecordColumn(&[Field::Evidence])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, named, file) in case.named_evidence() {
            if file.is_some_and(|file| file.size_bytes == 0) {
                found.at_field(record, Field::Evidence, format!("「{named}」是空文件"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EvidenceFileEmpty;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::FeedbackDate, Field::Evidence];

    fn told(size_bytes: u64) -> Vec<String> {
        LedgerBuilder::new(&COLUMNS)
            .row(&["县教育局", "学习不深入", "2026-03-20", "会议纪要.pdf"])
            .evidence("县教育局", &[("会议纪要.pdf", size_bytes, "2026-05-01", "a")])
            .run(&EvidenceFileEmpty)
    }

    #[test]
    fn a_file_of_no_length_is_told_and_one_byte_is_something() {
        assert_eq!(told(0), ["D2 evidence-file-empty"]);
        assert!(told(1).is_empty());
    }
}
