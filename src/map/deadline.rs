//! Deadlines: a date, a span counted from the feedback date, or a class word that stands for one.
//!
//! Source: `domain.md` §1.5.

use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate};
use regex::Regex;

use crate::map::date::{self, NoDate, Year};
use crate::map::deadline_note::{self, Noted};
use crate::map::status;
use crate::model::calendar::Round;
use crate::model::ledger::{Cycle, Deadline, Precision};
use crate::model::period::last_day_of_month;
use crate::model::remark::RemarkKind;
use crate::model::workbook::Value;
use crate::model::workdays::WorkingDays;

/// What a deadline is counted from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock<'a> {
    /// Day 0: when the findings were handed over.
    pub(super) feedback: Option<NaiveDate>,
    /// The round, for its concentrated period.
    pub(super) round: Option<&'a Round>,
    /// A date the sheet itself states (截至, 填报时间): the year of last resort.
    pub(super) sheet_date: Option<NaiveDate>,
    /// The reporting date, for deadlines that come round every year.
    pub(super) as_of: Option<NaiveDate>,
    /// Days within which 立行立改 is due.
    pub(super) immediate_days: u32,
    /// Public holidays, where known.
    pub(super) working_days: Option<&'a WorkingDays>,
}

impl Clock<'_> {
    /// Returns the day a missing year is taken from.
    fn anchor(&self) -> Year {
        match (self.feedback, self.sheet_date) {
            (Some(feedback), _) => Year::From(feedback),
            (None, Some(sheet_date)) => Year::Of(sheet_date),
            (None, None) => Year::Unknown,
        }
    }
}

/// A deadline as understood, with what has to be said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The deadline.
    pub(super) deadline: Deadline,
    /// The class the text names, if any.
    pub(super) cycle: Option<Cycle>,
    /// What was assumed or could not be read, with words for people.
    pub(super) remarks: Vec<(RemarkKind, String)>,
}

impl Reading {
    fn dated(date: NaiveDate, precision: Precision, cycle: Option<Cycle>) -> Self {
        Self { deadline: Deadline { date: Some(date), precision }, cycle, remarks: Vec::new() }
    }

    fn none(cycle: Option<Cycle>) -> Self {
        Self { cycle, ..Self::default() }
    }

    fn is_unreadable(&self) -> bool {
        self.remarks.iter().any(|(kind, _)| *kind == RemarkKind::UnreadableDeadline)
    }

    fn noted(cycle: Option<Cycle>, kind: RemarkKind, detail: impl Into<String>) -> Self {
        Self { cycle, remarks: vec![(kind, detail.into())], ..Self::default() }
    }
}

/// Reads a deadline cell.
pub(super) fn read(value: &Value, clock: &Clock<'_>) -> Reading {
    if value.is_placeholder() {
        return Reading::none(None);
    }
    if matches!(value, Value::Date(_) | Value::Number(_)) {
        return from_date(value, clock, None);
    }
    let display = value.display();
    let normalised = date::normalise(&display);
    let cycle = status::cycle(&normalised);
    let rest = status::without_cycle_words(&normalised);
    if let Some(reading) = relative(&rest, clock, cycle) {
        return reading;
    }
    if let Some(reading) = recurring(&rest, clock, cycle) {
        return reading;
    }
    match cycle {
        Some(Cycle::Continuing) if rest.is_empty() => Reading::none(cycle),
        Some(Cycle::Immediate) if rest.is_empty() => {
            let days = clock.immediate_days;
            from_feedback(clock, cycle, "立行立改", |feedback| feedback.checked_add_days(Days::new(days.into())))
        }
        _ => {
            let reading = from_date(&Value::Text(rest.as_ref().into()), clock, cycle);
            let unreadable = reading.is_unreadable();
            if let (true, Some(noted)) = (unreadable, noted(&rest, clock, cycle)) {
                return noted;
            }
            if unreadable && cycle.is_none() && status::status(&display).is_some() {
                return Reading::noted(cycle, RemarkKind::StatusInDateColumn, "");
            }
            if unreadable && cycle == Some(Cycle::Continuing) { Reading::none(cycle) } else { reading }
        }
    }
}

/// Reads a date with words behind it, and says what was made of them.
fn noted(rest: &str, clock: &Clock<'_>, cycle: Option<Cycle>) -> Option<Reading> {
    let inner = |text: &str, clock: &Clock<'_>| -> Option<Reading> {
        let text = date::normalise(text);
        let reading =
            relative(&text, clock, cycle).unwrap_or_else(|| from_date(&Value::Text(text.as_ref().into()), clock, cycle));
        reading.deadline.date.is_some().then_some(reading)
    };
    let said = |mut reading: Reading, about: &str| {
        let date = reading.deadline.date?;
        reading.remarks.push((RemarkKind::DateNote, format!("{about} {date} 计")));
        Some(reading)
    };
    match deadline_note::split(rest)? {
        Noted::Extended { old, new, granted } => {
            let old = inner(old, clock);
            // The new deadline counts from the old one, and takes its year from there.
            let from = old.as_ref().and_then(|old| old.deadline.date).or(clock.feedback);
            let (new_clock, knows_year) = (Clock { feedback: from, ..*clock }, old.is_some());
            match (old, inner(new, &new_clock)) {
                (_, Some(mut new)) if granted && new.deadline.date >= from => {
                    new.remarks.retain(|(kind, _)| *kind != RemarkKind::YearAssumed || !knows_year);
                    said(new, "写的是延期，按延期后的")
                }
                (Some(old), None) if granted => said(old, "写了延期，没有写明延到哪一天，仍按"),
                (Some(old), _) if granted => said(old, "延期后的日期早于原来的，仍按"),
                (Some(old), _) => said(old, "延期还没有批准，仍按"),
                (None, _) => None,
            }
        }
        Noted::Words { date, words } => {
            let reading = inner(date, clock)?;
            // Two different days in one cell are for people to decide.
            if inner(words, clock).is_some() {
                return None;
            }
            if deadline_note::adds_nothing(words) {
                Some(reading)
            } else {
                said(reading, &format!("「{words}」没有用上，按"))
            }
        }
    }
}

fn from_date(value: &Value, clock: &Clock<'_>, cycle: Option<Cycle>) -> Reading {
    match date::value(value, clock.anchor()) {
        Ok(dated) => {
            let mut reading = Reading::dated(dated.date, dated.precision, cycle);
            reading.remarks.extend(dated.assumption().map(|said| (RemarkKind::YearAssumed, said)));
            if dated.ambiguous_month {
                let year = dated.date.year();
                reading.remarks.push((
                    RemarkKind::AmbiguousMonth,
                    format!("单元格里是数字，可能是 {year} 年 1 月，也可能是 {year} 年 10 月"),
                ));
            }
            reading
        }
        Err(NoDate::NoYear) => Reading::noted(cycle, RemarkKind::NoFeedbackDate, "没有写年份，也没有反馈日期可以推算"),
        Err(NoDate::Unreadable) => Reading::noted(cycle, RemarkKind::UnreadableDeadline, ""),
    }
}

/// Counts from the feedback date, or says that there is none.
fn from_feedback(clock: &Clock<'_>, cycle: Option<Cycle>, what: &str, count: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Reading {
    match clock.feedback.and_then(count) {
        Some(date) => Reading::dated(date, Precision::Relative, cycle),
        None => Reading::noted(cycle, RemarkKind::NoFeedbackDate, format!("「{what}」要从反馈日期起算，但没有反馈日期")),
    }
}

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:自|从)?(?:巡察)?(?:反馈|收到反馈|接到反馈)?(?:意见)?(?:之日)?(?:起|后)?(\d+)(?:个)?(半)?(月|工作日|日|天|周|星期|年)(?:内|之内|以内)?(?:完成|整改到位|完成整改)?$")
        .expect("a constant")
});

/// Reads spans counted from the feedback date and the concentrated period.
fn relative(rest: &str, clock: &Clock<'_>, cycle: Option<Cycle>) -> Option<Reading> {
    if rest.starts_with("集中整改期") || rest.starts_with("集中整改期限") {
        return Some(match clock.round {
            Some(round) => Reading::dated(round.concentrated_end(), Precision::Relative, cycle),
            None => Reading::noted(cycle, RemarkKind::NoFeedbackDate, "「集中整改期」的起止没有在 xuncha.toml 里写明"),
        });
    }
    if matches!(rest, "半年内" | "半年") {
        return Some(from_feedback(clock, cycle, rest, |day| day.checked_add_months(Months::new(6))));
    }
    let captures = SPAN.captures(rest)?;
    let unit = captures.get(3)?.as_str();
    let count: u32 = captures.get(1)?.as_str().parse().ok()?;
    let half = captures.get(2).is_some();
    // A bare 「6月」 or 「30日」 is a date, not a span; 「90天」 and 「60日」 can be nothing else.
    let explicit = rest.contains('个')
        || rest.ends_with('内')
        || rest.contains("反馈")
        || rest.contains("之日")
        || matches!(unit, "天" | "工作日" | "周" | "星期")
        || (unit == "日" && count > 31);
    let is_date = (unit == "月" && !rest.contains('个')) || (unit == "年" && count > 10);
    if !explicit || is_date || (half && unit != "月") {
        return None;
    }
    let months = |n: u32| move |day: NaiveDate| day.checked_add_months(Months::new(n));
    Some(match unit {
        // 一个半月 is a month and fifteen days.
        "月" if half => from_feedback(clock, cycle, rest, |day| months(count)(day)?.checked_add_days(Days::new(15))),
        "月" => from_feedback(clock, cycle, rest, months(count)),
        "年" => from_feedback(clock, cycle, rest, months(count.checked_mul(12)?)),
        "周" | "星期" => from_feedback(clock, cycle, rest, |day| day.checked_add_days(Days::new(u64::from(count) * 7))),
        "工作日" => {
            let plans = clock.working_days.cloned().unwrap_or_default();
            let mut reading = from_feedback(clock, cycle, rest, |day| plans.add(day, count).map(|(day, _)| day));
            let uncovered = clock.feedback.and_then(|day| plans.add(day, count)).map(|(_, years)| years).unwrap_or_default();
            if !uncovered.is_empty() {
                let years: Vec<String> = uncovered.iter().map(i32::to_string).collect();
                let detail = format!("{} 年的节假日安排没有收录，按周一至周五计", years.join("、"));
                reading.remarks.push((RemarkKind::HolidaysUnknown, detail));
            }
            reading
        }
        _ => from_feedback(clock, cycle, rest, |day| day.checked_add_days(Days::new(count.into()))),
    })
}

static MONTHLY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^每月(\d{1,2})[日号]前?$").expect("a constant"));
static YEARLY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^每年(\d{1,2})月(?:(\d{1,2})[日号])?(?:底|末)?前?$").expect("a constant"));

/// Reads deadlines that come round: the next one from the reporting date on.
fn recurring(rest: &str, clock: &Clock<'_>, cycle: Option<Cycle>) -> Option<Reading> {
    let from = clock.as_of.or(clock.feedback);
    let next = |candidates: &mut dyn Iterator<Item = Option<NaiveDate>>| {
        let from = from?;
        candidates.flatten().find(|day| *day >= from)
    };
    let reading = |day: Option<NaiveDate>, precision| match day {
        Some(day) => Reading::dated(day, precision, cycle),
        None => Reading::noted(cycle, RemarkKind::NoFeedbackDate, "循环的时限没有起算日期"),
    };
    let year = from.map_or(0, |day| day.year());
    let tail = |start: &str| rest.strip_prefix(start).map(|rest| rest.trim_end_matches('前'));
    if matches!(tail("每季度").or_else(|| tail("每季")), Some("" | "末" | "底" | "最后一天")) {
        return Some(reading(next(&mut (1..=4).map(|quarter| last_day_of_month(year, quarter * 3))), Precision::Quarter));
    }
    if matches!(tail("每半年"), Some("" | "末" | "底")) {
        return Some(reading(next(&mut [6, 12].into_iter().map(|month| last_day_of_month(year, month))), Precision::Quarter));
    }
    if matches!(tail("每月"), Some("" | "末" | "底")) {
        return Some(reading(from.and_then(|day| last_day_of_month(day.year(), day.month())), Precision::Month));
    }
    if let Some(captures) = MONTHLY.captures(rest) {
        let day: u32 = captures.get(1)?.as_str().parse().ok()?;
        let in_month = |(year, month)| NaiveDate::from_ymd_opt(year, month, day).or_else(|| last_day_of_month(year, month));
        let month = from.map_or(1, |day| day.month());
        let following = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        let valid = (1..=31).contains(&day);
        return valid.then(|| reading(next(&mut [(year, month), following].into_iter().map(in_month)), Precision::Day));
    }
    if matches!(tail("每年"), Some("" | "底" | "年底" | "末" | "年末")) {
        return Some(reading(from.and_then(|day| NaiveDate::from_ymd_opt(day.year(), 12, 31)), Precision::Year));
    }
    let captures = YEARLY.captures(rest)?;
    let month: u32 = captures.get(1)?.as_str().parse().ok()?;
    let day: Option<u32> = captures.get(2).and_then(|found| found.as_str().parse().ok());
    let in_year = |year: i32| match day {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day),
        None => last_day_of_month(year, month),
    };
    let precision = if day.is_some() { Precision::Day } else { Precision::Month };
    Some(reading(next(&mut [in_year(year), in_year(year + 1)].into_iter()), precision))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Clock, read};
    use crate::model::calendar::Round;
    use crate::model::workbook::Value;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn shown(written: &str) -> String {
        let round =
            Round { name: "七轮".into(), aliases: Vec::new(), feedback_date: day("2026-03-31"), concentrated_months: 6 };
        let clock = Clock {
            feedback: Some(round.feedback_date),
            round: Some(&round),
            sheet_date: None,
            as_of: Some(day("2026-10-31")),
            immediate_days: 30,
            working_days: None,
        };
        describe(written, &clock)
    }

    fn describe(written: &str, clock: &Clock<'_>) -> String {
        let reading = read(&Value::Text(written.into()), clock);
        let date = reading.deadline.date.map_or_else(|| "-".to_owned(), |date| date.to_string());
        let cycle = reading.cycle.map_or(String::new(), |cycle| format!(" {}", cycle.label()));
        let remarks: Vec<_> = reading.remarks.iter().map(|(kind, _)| format!(" {kind:?}")).collect();
        format!("{date} {:?}{cycle}{}", reading.deadline.precision, remarks.concat())
    }

    #[test]
    fn spans_count_from_the_feedback_date() {
        assert_eq!(shown("3个月内"), "2026-06-30 Relative");
        assert_eq!(shown("三个月内"), "2026-06-30 Relative");
        assert_eq!(shown("2个月"), "2026-05-31 Relative");
        assert_eq!(shown("30日内"), "2026-04-30 Relative");
        assert_eq!(shown("反馈后10天内"), "2026-04-10 Relative");
        assert_eq!(shown("15个工作日内"), "2026-04-21 Relative HolidaysUnknown");
        assert_eq!(shown("集中整改期结束前"), "2026-09-30 Relative");
        assert_eq!(shown("半年内"), "2026-09-30 Relative");
        assert_eq!(shown("90天"), "2026-06-29 Relative");
        assert_eq!(shown("60日"), "2026-05-30 Relative");
        assert_eq!(shown("32日"), "2026-05-02 Relative");
        assert_eq!(shown("31日"), "- None UnreadableDeadline");
        assert_eq!(shown("一个半月内"), "2026-05-15 Relative");
        assert_eq!(shown("10年内"), "2036-03-31 Relative");
        assert_eq!(shown("11年内"), "- None UnreadableDeadline");
    }

    #[test]
    fn without_a_feedback_date_nothing_is_counted() {
        assert_eq!(describe("3个月内", &Clock::default()), "- None NoFeedbackDate");
        assert_eq!(describe("立行立改", &Clock::default()), "- None 立行立改 NoFeedbackDate");
        assert_eq!(describe("6月底前", &Clock::default()), "- None NoFeedbackDate");
    }

    #[test]
    fn class_words_stand_for_a_deadline_or_for_none() {
        assert_eq!(shown("立行立改"), "2026-04-30 Relative 立行立改");
        assert_eq!(shown("长期坚持"), "- None 长期坚持");
        assert_eq!(shown("立行立改，长期坚持"), "- None 长期坚持");
        assert_eq!(shown("2024年底前，并长期坚持"), "2024-12-31 Year 长期坚持");
        assert_eq!(shown("2026年9月底前取得阶段性成效，持续推进"), "2026-09-30 Month 长期坚持");
        assert_eq!(shown("立行立改，2026年4月底前"), "2026-04-30 Month 立行立改");
    }

    #[test]
    fn words_behind_a_date_are_told_and_an_extension_counts() {
        let detail = |written: &str| {
            let clock = Clock { feedback: Some(day("2026-03-31")), ..Clock::default() };
            let reading = read(&Value::Text(written.into()), &clock);
            let said: Vec<_> = reading.remarks.iter().map(|(kind, detail)| format!("{kind:?} {detail}")).collect();
            (reading.deadline.date.map(|date| date.to_string()).unwrap_or_default(), said.join("；"))
        };
        for (written, date, said) in [
            ("2026年6月30日（延期至9月30日）", "2026-09-30", "DateNote 写的是延期，按延期后的 2026-09-30 计"),
            ("2026年6月30日，延期至2027年1月", "2027-01-31", "DateNote 写的是延期，按延期后的 2027-01-31 计"),
            ("2026.6.30（延期3个月）", "2026-09-30", "DateNote 写的是延期，按延期后的 2026-09-30 计"),
            ("延期至2026年9月30日", "2026-09-30", "DateNote 写的是延期，按延期后的 2026-09-30 计"),
            (
                "延期至9月30日",
                "2026-09-30",
                "YearAssumed 没有写年份，按 2026 年计；DateNote 写的是延期，按延期后的 2026-09-30 计",
            ),
            ("2026年6月30日（已延期）", "2026-06-30", "DateNote 写了延期，没有写明延到哪一天，仍按 2026-06-30 计"),
            ("2026年6月30日（拟延期至9月30日）", "2026-06-30", "DateNote 延期还没有批准，仍按 2026-06-30 计"),
            ("2026年6月30日（延期至2026年5月1日）", "2026-06-30", "DateNote 延期后的日期早于原来的，仍按 2026-06-30 计"),
            ("2026年6月30日（暂定）", "2026-06-30", "DateNote 「暂定」没有用上，按 2026-06-30 计"),
            ("2026年6月30日（星期二）", "2026-06-30", ""),
            ("2026年6月30日（2026年9月30日）", "", "UnreadableDeadline "),
            ("已延期", "", "UnreadableDeadline "),
        ] {
            assert_eq!(detail(written), (date.to_owned(), said.to_owned()), "{written}");
        }
    }

    /// Every row of `domain.md` §1.5, with 反馈日期 2026-03-31 and the reporting date 2026-10-31.
    #[test]
    fn every_spelling_of_the_table_gives_what_it_says() {
        let rows: &[(&str, &[&str])] = &[
            (
                "2026-06-30 Day",
                &["2026年6月30日", "2026年6月30日前", "2026-06-30", "2026/6/30", "2026.6.30", "20260630", "46203"],
            ),
            ("2026-06-30 Month", &["2026年6月底", "2026年6月底前", "2026年6月末", "2026年6月", "2026.6", "2026-06"]),
            ("2026-06-30 Month YearAssumed", &["6月底前", "6月底", "6月", "3-6月", "3月至6月"]),
            ("2027-02-28 Month YearAssumed", &["2月底前"]),
            ("2026-12-31 Year", &["2026年底", "2026年底前", "2026年年底", "2026年年底前"]),
            ("2026-12-31 Year YearAssumed", &["年底前", "今年底", "26年底"]),
            ("2026-06-30 Quarter YearAssumed", &["上半年"]),
            ("2026-03-31 Quarter YearAssumed", &["一季度末"]),
            ("2026-06-10 Month", &["2026年6月上旬", "2026年6月初", "2026年6月初前"]),
            ("2026-06-10 Month YearAssumed", &["6月初", "6月上旬", "六月初前"]),
            ("2026-06-20 Month YearAssumed", &["6月中旬"]),
            ("2026-09-30 Quarter", &["2026年三季度"]),
            ("2026-06-30 Month", &["2026年3月—6月", "2025.12-2026.6"]),
            ("2026-06-30 Day", &["2026.3.1-6.30", "2026年3月1日至6月30日"]),
            ("2026-06-30 Day YearAssumed", &["26.6.30", "26年6月30日"]),
            ("2026-06-30 Relative", &["3个月内", "三个月内"]),
            ("2026-05-31 Relative", &["2个月"]),
            ("2026-04-30 Relative", &["30日内"]),
            ("2026-06-29 Relative", &["90天"]),
            ("2026-04-21 Relative HolidaysUnknown", &["15个工作日内"]),
            ("2026-09-30 Relative", &["集中整改期内", "集中整改期结束前"]),
            (
                "2026-04-30 Relative 立行立改",
                &["立行立改", "即行即改", "立即整改", "即知即改", "立查立改", "即时整改", "边巡边改"],
            ),
            ("- None 长期坚持", &["长期坚持", "持续整改", "长期", "常态化", "持续推进", "贯穿全年"]),
            ("2026-06-30 Month 长期坚持", &["2026年6月底前，长期坚持", "2026年6月底前取得阶段性成效，持续推进"]),
            ("2026-12-31 Month", &["每年12月底前"]),
            ("2026-12-31 Quarter", &["每季度末"]),
            ("- None StatusInDateColumn", &["已完成"]),
            ("- None", &["/", "无", ""]),
            ("2026-06-30 Day", &["二〇二六年六月三十日", "二O二六年六月三十日", "二○二六年六月三〇日", "2O26年6月3o日"]),
            ("2026-12-31 Year", &["二O二六年底", "二0二六年底", "二o二六年底"]),
            ("2026-06-30 Month", &["２０２６年６月", "2026 年 6 月"]),
        ];
        for (expected, spellings) in rows {
            for spelling in *spellings {
                assert_eq!(shown(spelling), *expected, "{spelling}");
            }
        }
    }

    #[test]
    fn recurring_deadlines_mean_the_next_one() {
        assert_eq!(shown("每年12月底前"), "2026-12-31 Month");
        assert_eq!(shown("每年6月底前"), "2027-06-30 Month");
        assert_eq!(shown("每季度末"), "2026-12-31 Quarter");
        assert_eq!(shown("每半年"), "2026-12-31 Quarter");
        assert_eq!(shown("每月底前"), "2026-10-31 Month");
        assert_eq!(shown("每月25日前"), "2026-11-25 Day");
        assert_eq!(shown("每月31日前"), "2026-10-31 Day");
        assert_eq!(shown("每季度召开一次会议"), "- None UnreadableDeadline");
    }

    #[test]
    fn what_is_no_deadline_is_said_to_be_none() {
        assert_eq!(shown("尽快"), "- None UnreadableDeadline");
        assert_eq!(shown("已完成"), "- None StatusInDateColumn");
        assert_eq!(shown("/"), "- None");
        assert_eq!(shown("无"), "- None");
    }
}
