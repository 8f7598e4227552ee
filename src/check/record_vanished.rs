//! `record-vanished`: a record of the earlier month is no longer there.
//!
//! Source: `domain.md` §7.1, logic rule 10.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;

/// Finds records that were reported earlier and are gone.
#[derive(Debug)]
pub(crate) struct RecordVanished;

static ABOUT: About = About {
    id: "record-vanished",
    title: "上期的记录不见了",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 逻辑规则 10"),
    why: "问题没有整改完就从台账里消失，问题数变少，完成率虚高",
    remedy: "请补回这一条；确已合并或撤销的，保留原行并把状态写成“已取消”，注明依据",
};

impl Check for RecordVanished {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Earlier]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let name = case.beside.months.map(|months| months.old_name.clone()).unwrap_or_default();
        for entry in case.vanished() {
            let problem: String = entry.problem.as_deref().unwrap_or("未写问题").chars().take(30).collect();
            found.at_earlier(entry, format!("{name}有「{problem}」（第 {} 行），这次没有了", entry.source.row));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RecordVanished;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 5] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status, Field::DoneDate];

    const BEFORE: [&str; 5] = ["县教育局", "学习不深入", "2026-06-30", "整改中", ""];

    #[test]
    fn a_record_that_is_gone_is_told_at_its_unit() {
        let ledger = LedgerBuilder::new(&COLUMNS)
            .row(&BEFORE)
            .row(&["县教育局", "台账不完整", "2026-06-30", "整改中", ""])
            .earlier("2026-09-30")
            .row(&BEFORE);
        assert_eq!(ledger.run(&RecordVanished), ["- record-vanished"]);
        assert_eq!(ledger.messages(&RecordVanished), ["上期有「台账不完整」（第 3 行），这次没有了"]);
    }

    #[test]
    fn records_that_are_there_and_a_first_month_are_left_alone() {
        assert!(LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&BEFORE).run(&RecordVanished).is_empty());
        assert!(LedgerBuilder::new(&COLUMNS).row(&BEFORE).run(&RecordVanished).is_empty());
    }
}
