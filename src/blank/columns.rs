//! The columns of the standard forms, in the order offices use, and what clerks are told of each.
//!
//! A column that is added, renamed or dropped is a new revision in `model::standard`.

use crate::model::field::Field;

/// What the cells of a column take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A running number.
    Serial,
    /// A number that is a name.
    Id,
    /// Names and other short words, centred.
    Names,
    /// Sentences.
    Words,
    /// A day.
    Day,
    /// Money in 万元.
    Amount,
}

/// A column of a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The heading over it and its neighbours; `None` for none.
    pub(super) group: Option<&'static str>,
    /// What it means.
    pub(super) field: Field,
    /// Its width, in digits of the default font.
    pub(super) width: f64,
    /// What its cells take; where there are choices, they go before.
    pub(super) entry: Entry,
    /// When it has to be filled in.
    pub(super) when: &'static str,
    /// What to write, one sentence.
    pub(super) how: &'static str,
    /// An example, where there are no choices.
    pub(super) example: &'static str,
}

/// Longest number of a problem, in characters.
pub(super) const LONGEST_ID: u32 = 30;

/// Longest text of a cell, in characters; what is longer belongs into an annex.
pub(super) const LONGEST_TEXT: u32 = 2_000;

/// The days a form takes. Source: `domain.md` §4: the 巡视工作条例 of 2015, and ten years ahead of the first form.
pub(super) const FIRST_DAY: &str = "2015-01-01";
pub(super) const LAST_DAY: &str = "2036-12-31";

const ALWAYS: &str = "必填";
const MAYBE: &str = "有则填";
const BY_OFFICE: &str = "巡察办填";
const WHEN_DONE: &str = "完成后填";

const FOUND: Option<&str> = Some("反馈情况");
const PLANNED: Option<&str> = Some("整改安排");
const DONE: Option<&str> = Some("整改落实");
const ACCEPTED: Option<&str> = Some("验收销号");

/// The rectification ledger. Source: `domain.md` §1.1 L7, L18 and L26, §1.3.
#[rustfmt::skip]
pub(super) const LEDGER: &[Column] = &[
    Column { group: None, field: Field::Seq, width: 4.5, entry: Entry::Serial, when: ALWAYS,
        how: "从 1 起连续编号，一行一个问题，不合并单元格", example: "1" },
    Column { group: None, field: Field::ProblemId, width: 8.0, entry: Entry::Id, when: ALWAYS,
        how: "照反馈意见的问题清单填，每月不变，不与别的问题重复", example: "2026-001" },
    Column { group: None, field: Field::Unit, width: 9.0, entry: Entry::Names, when: ALWAYS,
        how: "填名录里的单位全称，每行都填", example: "县教育局" },
    Column { group: FOUND, field: Field::Category, width: 11.0, entry: Entry::Names, when: ALWAYS,
        how: "照反馈意见的分类填，巡察建议书按它分送职能部门", example: "" },
    Column { group: FOUND, field: Field::Problem, width: 18.0, entry: Entry::Words, when: ALWAYS,
        how: "照反馈意见原文填，不改写，每月不变", example: "采购程序不规范，2025年有3笔未比价" },
    Column { group: FOUND, field: Field::FeedbackDate, width: 8.6, entry: Entry::Day, when: ALWAYS,
        how: "填巡察反馈会的日期", example: "2026-03-20" },
    Column { group: FOUND, field: Field::Amount, width: 7.0, entry: Entry::Amount, when: MAYBE,
        how: "问题涉及的金额，不涉及的空着", example: "12.5" },
    Column { group: PLANNED, field: Field::Measure, width: 18.0, entry: Entry::Words, when: ALWAYS,
        how: "写具体做什么、谁来做，多条用 1. 2. 编号写在同一格", example: "1.修订采购办法；2.对2025年采购逐笔自查" },
    Column { group: PLANNED, field: Field::Cycle, width: 7.0, entry: Entry::Names, when: ALWAYS,
        how: "长期坚持的不写整改时限，另要写长效机制", example: "" },
    Column { group: PLANNED, field: Field::LeadPerson, width: 6.5, entry: Entry::Names, when: ALWAYS,
        how: "填分管的班子成员姓名，与责任人不是同一个人", example: "张三" },
    Column { group: PLANNED, field: Field::RespPerson, width: 6.5, entry: Entry::Names, when: ALWAYS,
        how: "填具体办理的人，几个人用顿号隔开", example: "李四、王五" },
    Column { group: PLANNED, field: Field::Deadline, width: 8.6, entry: Entry::Day, when: "必填，长期坚持的除外",
        how: "填整改方案里的日期，只写到月的填当月最后一天", example: "2026-06-30" },
    Column { group: PLANNED, field: Field::DeadlineNew, width: 8.6, entry: Entry::Day, when: "批准延期的填",
        how: "填批准延到的日期，原来的整改时限不改", example: "2026-09-30" },
    Column { group: DONE, field: Field::Status, width: 7.0, entry: Entry::Names, when: ALWAYS,
        how: "照截至填报日的实际情况选，只有验收通过的才选「已销号」", example: "" },
    Column { group: DONE, field: Field::Progress, width: 18.0, entry: Entry::Words, when: ALWAYS,
        how: "写做了什么、有什么结果，有数字和日期，不照抄整改措施", example: "6月12日印发采购办法，自查采购项目12个" },
    Column { group: DONE, field: Field::UnfinishedReason, width: 9.0, entry: Entry::Words, when: "超期未完成的填",
        how: "写为什么没有按期完成，下一步怎么办", example: "需上级批复，已于6月20日报送" },
    Column { group: DONE, field: Field::DoneDate, width: 8.6, entry: Entry::Day, when: WHEN_DONE,
        how: "填实际完成的日期，不早于反馈日期，不晚于填报日", example: "2026-06-12" },
    Column { group: DONE, field: Field::AmountDone, width: 7.0, entry: Entry::Amount, when: MAYBE,
        how: "已追缴、清退、归还的金额，不超过问题金额", example: "12.5" },
    Column { group: DONE, field: Field::Evidence, width: 10.0, entry: Entry::Words, when: WHEN_DONE,
        how: "写材料的名称，有文件的写文件名", example: "采购办法.pdf、自查表.xlsx" },
    Column { group: DONE, field: Field::Mechanism, width: 10.0, entry: Entry::Words, when: "长期坚持的必填",
        how: "写建立或修订的制度名称，没有的空着", example: "《县教育局采购管理办法》" },
    Column { group: ACCEPTED, field: Field::AcceptDate, width: 8.6, entry: Entry::Day, when: BY_OFFICE,
        how: "填验收通过的日期，不早于完成时间", example: "2026-06-25" },
    Column { group: ACCEPTED, field: Field::ClosedFlag, width: 5.0, entry: Entry::Names, when: BY_OFFICE,
        how: "验收通过、同意销号的选「是」", example: "" },
    Column { group: ACCEPTED, field: Field::ClosedDate, width: 8.6, entry: Entry::Day, when: BY_OFFICE,
        how: "填同意销号的日期，不早于验收时间", example: "2026-06-30" },
    Column { group: None, field: Field::Remark, width: 7.0, entry: Entry::Words, when: MAYBE,
        how: "其他要说明的，不写问题线索和涉密内容", example: "合并办理" },
];

/// The risk register. Source: `domain.md` §2.1 R1, R3 and R5.
#[rustfmt::skip]
pub(super) const REGISTER: &[Column] = &[
    Column { group: None, field: Field::Seq, width: 5.0, entry: Entry::Serial, when: ALWAYS,
        how: "从 1 起连续编号，一行一个风险点，不合并单元格", example: "1" },
    Column { group: None, field: Field::Unit, width: 11.0, entry: Entry::Names, when: ALWAYS,
        how: "填名录里的单位全称，每行都填", example: "县教育局" },
    Column { group: None, field: Field::Dept, width: 9.0, entry: Entry::Names, when: ALWAYS,
        how: "填科室、股室的名称", example: "办公室" },
    Column { group: None, field: Field::Post, width: 9.0, entry: Entry::Names, when: ALWAYS,
        how: "填岗位名称，每行都填", example: "采购专管员" },
    Column { group: None, field: Field::Power, width: 11.0, entry: Entry::Names, when: ALWAYS,
        how: "填这个岗位手里的权力事项", example: "采购询价" },
    Column { group: Some("风险识别"), field: Field::RiskType, width: 9.0, entry: Entry::Names, when: ALWAYS,
        how: "一个风险点属于几类的，选最主要的一类", example: "" },
    Column { group: Some("风险识别"), field: Field::RiskPoint, width: 15.0, entry: Entry::Words, when: ALWAYS,
        how: "写清哪个环节会出什么问题", example: "询价走过场" },
    Column { group: Some("风险识别"), field: Field::RiskDesc, width: 22.0, entry: Entry::Words, when: ALWAYS,
        how: "写具体表现，不写空话", example: "只向一家询价，另两家报价由同一家代填" },
    Column { group: Some("风险评估"), field: Field::Likelihood, width: 7.5, entry: Entry::Names, when: ALWAYS,
        how: "照发生过没有、有没有制约来选", example: "" },
    Column { group: Some("风险评估"), field: Field::Impact, width: 7.5, entry: Entry::Names, when: ALWAYS,
        how: "照一旦发生造成的后果来选", example: "" },
    Column { group: Some("风险评估"), field: Field::Level, width: 6.5, entry: Entry::Names, when: ALWAYS,
        how: "与可能性、危害程度对得上，涉及人财物的不轻易定为低", example: "" },
    Column { group: Some("防控责任"), field: Field::Measure, width: 26.0, entry: Entry::Words, when: ALWAYS,
        how: "写针对这个风险点的措施，高风险的不少于两条，用 1. 2. 编号", example: "1.两人以上询价；2.按季抽查询价记录" },
    Column { group: Some("防控责任"), field: Field::RespPerson, width: 8.0, entry: Entry::Names, when: ALWAYS,
        how: "填落实防控措施的人", example: "李四" },
    Column { group: Some("防控责任"), field: Field::LeadPerson, width: 8.0, entry: Entry::Names, when: "高风险的必填",
        how: "填分管的班子成员姓名", example: "张三" },
    Column { group: None, field: Field::Remark, width: 8.0, entry: Entry::Words, when: MAYBE,
        how: "其他要说明的", example: "岗位空缺" },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::NaiveDate;

    use super::{FIRST_DAY, LAST_DAY, LEDGER, REGISTER};

    #[test]
    fn every_column_says_what_to_write_and_none_comes_twice() {
        for columns in [LEDGER, REGISTER] {
            let fields: HashSet<_> = columns.iter().map(|column| column.field).collect();
            assert_eq!(fields.len(), columns.len());
            assert!(columns.iter().all(|column| !column.how.is_empty() && !column.when.is_empty() && column.width >= 4.0));
        }
    }

    #[test]
    fn the_first_day_lies_before_the_last() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert!(day(FIRST_DAY) < day(LAST_DAY));
    }
}
