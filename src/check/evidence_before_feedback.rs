//! `evidence-before-feedback`: the evidence bears a date before the findings were handed over.
//!
//! Source: `domain.md` §7.2, evidence dated before the feedback (case of 澄迈, S83).

use chrono::NaiveDate;

use crate::check::wording::earliest;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::period::{chinese_date, last_day_of_month};

/// Finds evidence that names a day, or a whole month, before the feedback date.
#[derive(Debug)]
pub(crate) struct EvidenceBeforeFeedback;

static ABOUT: About = About {
    id: "evidence-before-feedback",
    title: "疑似佐证材料早于反馈",
    severity: Some(Severity::Warning),
    source: Clause::new("疑似虚假整改信号", "7.2 佐证材料时间倒置"),
    why: "反馈之前就有的材料，证明不了反馈之后的整改",
    remedy: "请核对佐证材料的日期；确是旧材料的，请换成整改后的材料",
};

impl Check for EvidenceBeforeFeedback {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Evidence])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in &case.ledger.rectifications {
            let (Some(text), Some(feedback)) = (record.text(Field::Evidence), record.feedback_date) else { continue };
            let earliest = earliest(record, Field::FeedbackDate, feedback);
            if let Some(day) = dates(text).find(|day| *day < earliest) {
                let (day, feedback) = (chinese_date(day), chinese_date(feedback));
                let message = format!("疑似时间倒置：佐证材料里的日期不晚于「{day}」，早于反馈日期「{feedback}」");
                found.at_field(record, Field::Evidence, message);
            }
        }
    }
}

/// Returns the dates in a text, a month as its last day: `2026年3月[14日]`, `2026-03-14`, `2026.3.14`, `2026/3/14`.
fn dates(text: &str) -> impl Iterator<Item = NaiveDate> {
    text.match_indices(['年', '-', '.', '/']).filter_map(|(at, mark)| date(&text[..at], mark, &text[at + mark.len()..]))
}

/// Reads one date around the mark behind its year; `None` when it is none, or its year not in 1990–2100.
fn date(before: &str, mark: &str, after: &str) -> Option<NaiveDate> {
    let (head, year) = before.trim_end().split_at_checked(before.trim_end().len().checked_sub(4)?)?;
    let year = year.parse().ok().filter(|year| (1990..=2100).contains(year) && !head.ends_with(|c: char| c.is_ascii_digit()))?;
    let (month, rest) = number(after)?;
    let rest = rest.strip_prefix(if mark == "年" { "月" } else { mark })?;
    match number(rest) {
        Some((day, rest)) if mark != "年" || rest.starts_with(['日', '号']) => NaiveDate::from_ymd_opt(year, month, day),
        _ if mark == "年" => last_day_of_month(year, month),
        _ => None,
    }
}

/// Splits a number of one or two digits from the beginning of a text.
fn number(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok().filter(|_| digits <= 2)?;
    Some((number, text[digits..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::EvidenceBeforeFeedback;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    fn run(evidence: &str) -> Vec<String> {
        LedgerBuilder::new(&[Field::FeedbackDate, Field::Evidence]).row(&["2026-03-15", evidence]).run(&EvidenceBeforeFeedback)
    }

    #[test]
    fn finds_days_before_the_feedback_however_they_are_written() {
        for evidence in
            ["会议纪要（2026年3月14日）", "2026-03-14 会议纪要", "纪要2026.3.14.pdf", "2026 年 2 月制度汇编", "2025/12/31"]
        {
            assert_eq!(run(evidence), ["B2 evidence-before-feedback"], "{evidence}");
        }
    }

    /// Boundary: dated the day before, in the test above | on the day.
    #[test]
    fn the_feedback_day_and_its_month_are_not_before_it() {
        for evidence in ["2026年3月15日纪要", "2026-03-15", "2026年3月制度", "2026年3月2次会议", "2026.3.15"] {
            assert!(run(evidence).is_empty(), "{evidence}");
        }
    }

    #[test]
    fn what_is_no_date_is_left_alone() {
        for evidence in [
            "2025年度计划",
            "文号〔2025〕3号",
            "第12025年1月",
            "1989年1月",
            "2101年1月",
            "2025-13-01",
            "2025.3",
            "2025年2月30日",
            "无",
        ] {
            assert!(run(evidence).is_empty(), "{evidence}");
        }
    }

    #[test]
    fn without_a_feedback_day_the_doubt_counts() {
        let ledger = LedgerBuilder::new(&[Field::FeedbackDate, Field::Evidence])
            .row(&["", "2020年1月1日"])
            .row(&["2026-03", "2026年3月1日"]);
        assert!(ledger.run(&EvidenceBeforeFeedback).is_empty());
    }
}
