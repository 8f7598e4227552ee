//! What the page says of itself: office, date, policy, how it was counted, what is left out.

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use crate::model::period::chinese_date;
use crate::policy::{CompletionRule, CountBasis};
use crate::report::Case;
use crate::report::dashboard::entries::Entries;
use crate::report::dashboard::lag::{FEWEST, FEWEST_LATE};
use crate::report::dashboard::records::day;
use crate::report::dashboard::size::{Bounds, LONGEST};
use crate::report::dashboard::withheld::Withheld;

/// Stands for a day without end.
const FOREVER: u32 = 99_999_999;

#[derive(Debug, Serialize)]
pub(super) struct Head {
    sub: Vec<String>,
    rate: String,
    basis: Vec<String>,
    /// Set once the length of the page is known.
    pub(super) cut: usize,
    soon: u32,
    notice: u32,
    weeks: Vec<(&'static str, String, u32, u32)>,
}

/// Returns the head.
pub(super) fn of(case: &Case<'_>, entries: &Entries<'_>, withheld: &Withheld, findings: usize, bounds: &Bounds) -> Head {
    let stamp = &case.assessment.policy;
    let office = case.office.map(|office| office.name.clone()).filter(|name| !name.is_empty());
    let own = [format!("截至 {}", chinese_date(case.assessment.as_of)), format!("按《{}》{} 版评分", stamp.title, stamp.version)];
    Head {
        sub: office.into_iter().chain(own).collect(),
        rate: completion(case),
        basis: basis(case, entries, withheld, findings, bounds),
        cut: LONGEST,
        soon: case.policy.ladder.warning_days,
        notice: case.policy.ladder.notice_days,
        weeks: weeks(case.assessment.as_of, case.policy.ladder.notice_days),
    }
}

fn completion(case: &Case<'_>) -> String {
    let void: Vec<&str> = case.policy.void.iter().map(|status| status.label()).collect();
    let base = if void.is_empty() { "全部记录".to_owned() } else { format!("（全部记录－{}）", void.join("－")) };
    let other = match case.policy.completion {
        CompletionRule::Strict => "",
        CompletionRule::Acceptance | CompletionRule::Lenient => "评分指标用的完成率口径不同，见下面各条。",
    };
    format!("本页完成率＝（已完成＋已销号）÷{base}。{other}")
}

fn basis(case: &Case<'_>, entries: &Entries<'_>, withheld: &Withheld, findings: usize, bounds: &Bounds) -> Vec<String> {
    let mut basis = Vec::new();
    basis.extend(left_out(withheld, findings));
    basis.extend(case.assessment.basis.iter().cloned());
    if case.policy.count == CountBasis::Problem {
        basis.push("本页一个问题一条；超期、临期的条数按问题数，评分表和「逐月走势」里的超期按台账的行数。".to_owned());
    }
    basis.push(
        "达到序时：没有完成，时限还没有过，或者是长期坚持；未达到序时：没有完成，时限已过；时限不明：没有完成，也没有可用的时限。".to_owned(),
    );
    basis.push(format!(
        "落后：应整改 {FEWEST} 条以上、有超期，并且完成率比总体低 10 个百分点以上；或者有 {FEWEST_LATE} 条以上超期，所占比重比总体高 10 个百分点以上；\
         原因只数台账里写的，不作推断。"
    ));
    basis.push("预扣、正式扣的分值是每次扣几分，封顶前；指标的失分是满分减得分。".to_owned());
    let without_unit = entries.iter().any(|entry| entry.unit().is_none());
    if without_unit || withheld.clue_records + withheld.secret_records > 0 {
        basis.push("「逐月走势」按各单位评分时的条数，不含没有写单位的记录。".to_owned());
    }
    if bounds.is_tight() {
        basis.push("记录很多，为使页面能打开，姓名、说明等文字也截短了，以台账和《核验问题》为准。".to_owned());
    }
    basis
}

/// Says what must not leave the office and is therefore not on the page.
fn left_out(withheld: &Withheld, findings: usize) -> Option<String> {
    let counts = [
        (withheld.clue_records, "疑似问题线索的表里的记录"),
        (withheld.secret_records, "标有密级的记录"),
        (withheld.risk_points, "风险点"),
        (findings, "核验发现"),
    ];
    let parts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{what} {count} 条")).collect();
    (!parts.is_empty()).then(|| {
        format!(
            "没有列入本页，也不计入本页条数和完成率的：{}。得分、名次、失分原因和走势仍按全部记录计算，与评分表一致。",
            parts.join("，")
        )
    })
}

/// Returns this week, the next and what follows, weeks ending on Sunday.
fn weeks(as_of: NaiveDate, notice: u32) -> Vec<(&'static str, String, u32, u32)> {
    let after = |date: NaiveDate, days: u64| date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    let sunday = after(as_of, u64::from(6 - as_of.weekday().num_days_from_monday()));
    let short = |date: NaiveDate| format!("{}月{}日", date.month(), date.day());
    let span = |from: NaiveDate, to: NaiveDate| if from == to { short(from) } else { format!("{}—{}", short(from), short(to)) };
    let (monday, next, later) = (after(sunday, 1), after(sunday, 7), after(sunday, 8));
    vec![
        ("本周", span(as_of, sunday), day(Some(as_of)), day(Some(sunday))),
        ("下周", span(monday, next), day(Some(monday)), day(Some(next))),
        ("其后", format!("{}起，{notice} 日内", short(later)), day(Some(later)), FOREVER),
    ]
}

#[cfg(test)]
mod tests {
    use super::weeks;

    #[test]
    fn weeks_end_on_sunday() {
        let spans = |day: &str| weeks(day.parse().expect("a date"), 20).into_iter().map(|week| week.1).collect::<Vec<_>>();
        assert_eq!(spans("2026-10-31"), ["10月31日—11月1日", "11月2日—11月8日", "11月9日起，20 日内"]);
        assert_eq!(spans("2026-11-01"), ["11月1日", "11月2日—11月8日", "11月9日起，20 日内"]);
        assert_eq!(spans("2026-11-02"), ["11月2日—11月8日", "11月9日—11月15日", "11月16日起，20 日内"]);
    }
}
