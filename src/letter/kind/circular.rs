//! 情况通报: how the rectification of all units stands, to all of them, in figures and without persons.
//!
//! Source: `domain.md` §6.1, parts 2 and 3. Only what a letter may speak of is counted, so rows of clue sheets are not in
//! its figures even where the scorecard counts them.

use serde_json::json;

use super::{KindAbout, Writer, list};
use crate::letter::Case;
use crate::letter::compose::{Facts, Speech};
use crate::letter::fields::FieldAbout;
use crate::letter::problems::{self, Problem};
use crate::letter::units;
use crate::model::assessment::Light;
use crate::model::letter::LetterKind;
use crate::model::text::Text;

/// Whom it goes to.
const RECEIVER: &str = "各被巡察单位党组织";

const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("单位数", "有台账的单位有几家"),
    FieldAbout::number("问题数", "应整改的问题有几个"),
    FieldAbout::number("完成数", "已完成整改的"),
    FieldAbout::text("完成率", "完成数占问题数的百分比，例如 58.33%"),
    FieldAbout::number("未完成数", "尚未完成整改的"),
    FieldAbout::number("超期数", "其中超过整改时限的"),
    FieldAbout::number("超期单位数", "有超期问题的单位有几家"),
    FieldAbout::number("临期数", "亮黄灯、即将到期的"),
    FieldAbout::number("全部完成单位数", "问题全部完成整改的单位有几家"),
    FieldAbout::rows(
        "单位",
        "逐个单位，按名录顺序",
        &[
            FieldAbout::text("名称", "单位名称"),
            FieldAbout::number("问题数", "应整改的问题"),
            FieldAbout::number("完成数", "已完成整改的"),
            FieldAbout::text("完成率", "完成数占问题数的百分比"),
            FieldAbout::number("超期数", "超过整改时限的"),
            FieldAbout::number("临期数", "亮黄灯的"),
        ],
    ),
];

/// The kind.
pub(super) struct Circular;

impl Writer for Circular {
    fn kind(&self) -> LetterKind {
        LetterKind::Circular
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "各被巡察单位党组织（一份通报）",
            when: "当月有台账",
            from: "各单位全部问题的数字，不列问题内容和人名",
            reply: "不要求书面反馈",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/情况通报.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let problems = problems::counted(case);
        if problems.is_empty() {
            return Vec::new();
        }
        let units = units::by_unit(case, problems.iter().map(|problem| (problem, ())));
        let counts: Vec<(&Text, Count)> = units
            .iter()
            .map(|(unit, problems)| (*unit, problems.iter().map(|(problem, ())| Count::of(case, problem)).sum()))
            .collect();
        let all: Count = counts.iter().map(|(_, count)| *count).sum();
        let row = |(unit, count): &(&Text, Count)| {
            json!({
                "名称": unit,
                "问题数": count.all,
                "完成数": count.finished,
                "完成率": count.rate(),
                "超期数": count.overdue,
                "临期数": count.near,
            })
        };
        let own = json!({
            "单位数": counts.len(),
            "问题数": all.all,
            "完成数": all.finished,
            "完成率": all.rate(),
            "未完成数": all.all - all.finished,
            "超期数": all.overdue,
            "超期单位数": counts.iter().filter(|(_, count)| count.overdue > 0).count(),
            "临期数": all.near,
            "全部完成单位数": counts.iter().filter(|(_, count)| count.finished == count.all).count(),
            "单位": list(counts.iter().map(row).collect()),
        });
        // What is withheld of single rows does not keep their number secret; nothing else of them is said.
        let speech = Speech { kind: self.kind(), receiver: &RECEIVER.into(), speaks_of: &[], reply_due: None };
        vec![Facts::new(case, &speech, own)]
    }
}

/// Problems counted.
#[derive(Clone, Copy, Default)]
struct Count {
    all: u64,
    finished: u64,
    overdue: u64,
    near: u64,
}

impl Count {
    fn of(case: &Case<'_>, problem: &Problem<'_>) -> Self {
        Self {
            all: 1,
            finished: problem.finished.into(),
            overdue: problem.days_late(case.assessment.as_of).is_some().into(),
            near: problem.near().is_some_and(|near| near.light == Light::Yellow).into(),
        }
    }

    /// Returns the share of the finished, in percent, rounded half up to two places.
    fn rate(self) -> String {
        let hundredths = (self.finished * 20_000 + self.all) / (self.all * 2).max(1);
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, count| Self {
            all: sum.all + count.all,
            finished: sum.finished + count.finished,
            overdue: sum.overdue + count.overdue,
            near: sum.near + count.near,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn rates_are_rounded_half_up() {
        let rate = |finished, all| Count { all, finished, ..Count::default() }.rate();
        assert_eq!(
            [rate(7, 12), rate(2, 3), rate(1, 1), rate(0, 5), rate(1, 800)],
            ["58.33%", "66.67%", "100.00%", "0.00%", "0.13%"]
        );
    }
}
