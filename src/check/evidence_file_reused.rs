//! `evidence-file-reused`: one file is to show that many problems were put right.
//!
//! Source: `domain.md` §7.2, the same material for everything.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Rectification;

/// Finds files, told by their content, that many problems name.
#[derive(Debug)]
pub(crate) struct EvidenceFileReused;

static ABOUT: About = About {
    id: "evidence-file-reused",
    title: "疑似一份材料应付多个问题",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.2 佐证材料雷同"),
    why: "同一份文件（内容一样、名字不同的也算）很难同时证明许多不同的问题都整改了",
    remedy: "请逐条核对这份材料能证明什么，补充各自的佐证",
};

impl Check for EvidenceFileReused {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 5, meaning: "同一份文件用在几个问题上算多" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Evidence, Need::RecordColumn(&[Field::Evidence])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut files: BTreeMap<&str, Vec<(&Rectification, &str)>> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for (record, named, file) in case.named_evidence() {
            let Some(hash) = file.and_then(|file| file.sha256.as_deref()) else { continue };
            // Several measures of one problem may well share a file.
            if known.insert((hash, &record.unit, record.text(Field::Problem))) {
                files.entry(hash).or_default().push((record, named));
            }
        }
        let many = found.limit() as usize;
        for users in files.into_values().filter(|users| users.len() >= many) {
            for (record, named) in &users {
                let message = format!("疑似一份材料多处使用：「{named}」同时用在 {} 个问题上", users.len());
                found.at_field(record, Field::Evidence, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EvidenceFileReused;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::FeedbackDate, Field::Evidence];

    fn told(problems: usize) -> Vec<String> {
        let names = ["甲.pdf", "乙.pdf"];
        let mut ledger = LedgerBuilder::new(&COLUMNS);
        for number in 0..problems {
            // Another name, the same content.
            ledger = ledger.row(&["县教育局", &format!("问题{number}"), "2026-03-20", names[number % 2]]);
        }
        let files = [("甲.pdf", 9, "2026-05-01", "same"), ("乙.pdf", 9, "2026-05-01", "same"), ("丙.pdf", 9, "2026-05-01", "x")];
        ledger.row(&["县教育局", "问题0", "2026-03-20", "甲.pdf"]).evidence("县教育局", &files).run(&EvidenceFileReused)
    }

    /// Boundary: five | four problems.
    #[test]
    fn five_problems_on_one_content_are_told_and_four_are_not() {
        assert!(told(4).is_empty());
        let cells = ["D2", "D3", "D4", "D5", "D6"];
        assert_eq!(told(5), cells.map(|cell| format!("{cell} evidence-file-reused")));
    }

    #[test]
    fn measures_of_one_problem_and_files_that_are_not_there_are_left_alone() {
        let same =
            (0..6).fold(LedgerBuilder::new(&COLUMNS), |ledger, _| ledger.row(&["县教育局", "问题", "2026-03-20", "甲.pdf"]));
        let files = [("甲.pdf", 9, "2026-05-01", "same")];
        assert!(same.evidence("县教育局", &files).run(&EvidenceFileReused).is_empty());
        let missing = (0..6).fold(LedgerBuilder::new(&COLUMNS), |ledger, number| {
            ledger.row(&["县教育局", &format!("问题{number}"), "2026-03-20", "没有.pdf"])
        });
        assert!(missing.evidence("县教育局", &files).run(&EvidenceFileReused).is_empty());
    }
}
