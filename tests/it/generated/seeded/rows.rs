//! Defects of one record, each with every finding it leads to. Sources: `domain.md` §1.4, §1.5, §7.1 and §7.2.

use chrono::{Days, NaiveDate};

use super::clean::{State, as_of, feedback};
use super::patch::Patch;
use crate::generated::sheet::Written;

/// A defect: the check that must find it, and what does it; `false` where the record does not lend itself to it.
pub(super) type Defect = (&'static str, fn(&mut Patch<'_>) -> bool);

pub(super) const DEFECTS: &[Defect] = &[
    ("missing-unit", |p| p.is_counted() && p.owns("unit") && p.lose_for("missing-unit", "unit")),
    ("missing-problem", |p| p.is_counted() && p.owns("problem") && p.lose_for("missing-problem", "problem")),
    ("missing-lead-person", |p| p.is_counted() && p.owns("lead_person") && p.lose_for("missing-lead-person", "lead_person")),
    ("missing-resp-person", |p| p.is_counted() && p.owns("resp_person") && p.lose_for("missing-resp-person", "resp_person")),
    ("same-lead-and-resp", same_people),
    ("missing-deadline", |p| {
        p.is(&[State::Open, State::Overdue]) && p.owns("deadline") && p.lose_for("missing-deadline", "deadline")
    }),
    ("unreadable-deadline", |p| {
        let words = ["尽快", "视情况而定", "2026年13月31日", "2026年2月30日"];
        p.is_counted() && p.state() != State::Continuing && p.spoil("unreadable-deadline", "deadline", &words)
    }),
    ("ambiguous-month", ambiguous_month),
    ("deadline-year-assumed", |p| {
        let words = ["12月底前", "12月31日前", "年底前"];
        p.is(&[State::Open]) && p.has("feedback_date") && p.spoil("deadline-year-assumed", "deadline", &words)
    }),
    ("date-with-note", date_with_note),
    ("deadline-without-feedback-date", |p| {
        let words = ["3个月内", "60日内", "立行立改", "15个工作日内"];
        p.is(&[State::Open]) && {
            p.set("feedback_date", "");
            p.set("cycle", "");
            p.spoil("deadline-without-feedback-date", "deadline", &words)
        }
    }),
    ("holidays-unknown", |p| {
        p.is_finished() && p.has("feedback_date") && {
            p.date("feedback_date", day(2019, 3, 1));
            p.spoil("holidays-unknown", "deadline", &["15个工作日内", "十五个工作日内"])
        }
    }),
    ("missing-status", |p| p.is(&[State::Open]) && p.lose_for("missing-status", "status")),
    ("unknown-status", |p| {
        p.is(&[State::Open, State::Overdue]) && p.spoil("unknown-status", "status", &["差不多了", "看情况", "见附件"])
    }),
    ("overdue-label-mismatch", overdue_label),
    ("overdue-label-mismatch", |p| {
        p.is(&[State::Open]) && p.spoil("overdue-label-mismatch", "status", &["逾期未完成", "超期未完"])
    }),
    ("closed-flag-mismatch", |p| match p.state() {
        State::Open | State::Overdue if p.has("closed_flag") => p.spoil("closed-flag-mismatch", "closed_flag", &["是", "已销号"]),
        State::Closed if p.has("closed_flag") => p.spoil("closed-flag-mismatch", "closed_flag", &["否", "未销号"]),
        _ => false,
    }),
    ("progress-equals-measure", |p| {
        p.is_counted() && p.has("progress") && {
            let copied = format!("{}。", p.record().text("measure"));
            p.set("progress", copied);
            p.expect("progress-equals-measure", "progress")
        }
    }),
    ("slogan-only-progress", |p| {
        let words = ["高度重视，持续推进整改工作。", "我局高度重视，进一步加强管理，不断完善"];
        p.is_finished() && p.has("progress") && p.spoil("slogan-only-progress", "progress", &words)
    }),
    ("done-but-unfinished-words", |p| {
        let words = ["已补齐3份，其余正在补齐", "拟于年底前补齐5份", "制度尚未印发，下一步抓紧落实2项"];
        p.is_finished() && p.has("progress") && p.spoil("done-but-unfinished-words", "progress", &words)
    }),
    ("overdue-without-reason", |p| {
        p.is(&[State::Overdue]) && p.has("unfinished_reason") && p.lose_for("overdue-without-reason", "unfinished_reason")
    }),
    ("unreadable-date", unreadable_date),
    ("status-in-date-column", |p| {
        let key = p.dice.pick(&["done_date", "accept_date", "deadline"]);
        p.is_finished() && p.has(key) && p.spoil("status-in-date-column", key, &["已完成", "已整改"])
    }),
    ("done-without-date", |p| p.is_finished() && p.has("done_date") && p.lose_for("done-without-date", "done_date")),
    ("done-before-feedback", |p| {
        p.is_finished() && p.has("done_date") && p.has("feedback_date") && {
            p.date("done_date", feedback() - Days::new(1));
            p.expect("done-before-feedback", "done_date")
        }
    }),
    ("future-done-date", |p| {
        p.is(&[State::Done]) && p.has("done_date") && {
            p.date("done_date", as_of() + Days::new(1));
            p.set("accept_date", "");
            p.expect("future-done-date", "done_date")
        }
    }),
    ("accepted-before-done", |p| {
        p.is_finished() && p.has("done_date") && p.has("accept_date") && {
            let done = p.done_on();
            p.date("accept_date", done - Days::new(1));
            p.expect("accepted-before-done", "accept_date")
        }
    }),
    ("closed-before-done", |p| {
        p.is(&[State::Closed]) && p.has("closed_date") && (p.has("done_date") || p.has("accept_date")) && {
            let done = p.done_on();
            p.date("closed_date", done - Days::new(1));
            p.expect("closed-before-done", "closed_date")
        }
    }),
    ("done-without-evidence", |p| {
        p.is(&[State::Done]) && p.has("evidence") && {
            p.set("progress", "已清退5笔");
            p.lose_for("done-without-evidence", "evidence")
        }
    }),
    ("closed-without-evidence", |p| {
        p.is(&[State::Closed]) && p.has("evidence") && p.lose_for("closed-without-evidence", "evidence")
    }),
    ("evidence-before-feedback", |p| {
        let words = ["2026年3月19日会议纪要", "纪要2026.3.19.pdf", "2026年2月制度汇编"];
        let fits = p.is_counted() && p.has("feedback_date") && p.has("evidence");
        fits && p.spoil("evidence-before-feedback", "evidence", &words)
    }),
    ("continuing-without-mechanism", |p| {
        p.is(&[State::Open, State::Continuing]) && p.has("mechanism") && {
            p.set("status", "持续整改");
            p.set("deadline", "长期坚持");
            p.set("cycle", "长期坚持");
            p.lose_for("continuing-without-mechanism", "mechanism")
        }
    }),
    ("unreadable-amount", |p| {
        let key = p.dice.pick(&["amount", "amount_done"]);
        p.is_counted() && p.has(key) && p.spoil("unreadable-amount", key, &["若干", "约数十万元", "3万至5万"])
    }),
    ("amount-over-problem", amount_over),
    ("audit-incomplete", |p| {
        let key = p.dice.pick(&["desk_audit", "field_audit"]);
        p.is_finished() && p.has(key) && p.spoil("audit-incomplete", key, &["99%", "", "未完成", "0"])
    }),
    ("error-cell", |p| {
        let error = p.dice.pick(&["=#REF!", "=#N/A", "=#VALUE!", "=#DIV/0!"]);
        p.typed && p.indifferent().is_some_and(|key| p.spoil("error-cell", key, &[error]))
    }),
    ("formula-without-value", |p| {
        let Some(key) = p.indifferent().filter(|_| p.typed) else { return false };
        p.without_result(key);
        p.expect("formula-without-value", key)
    }),
    ("id-became-date", id_became_date),
    ("serial-gap", serial_gap),
];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    super::clean::day(year, month, day)
}

fn same_people(p: &mut Patch<'_>) -> bool {
    p.is_counted() && p.has("resp_person") && {
        let lead = p.record().text("lead_person");
        let resp = if p.dice.chance(50) { format!(" {lead}\n") } else { lead };
        p.set("resp_person", resp);
        p.expect("same-lead-and-resp", "resp_person")
    }
}

/// Read as January or as October, the deadline lies ahead.
fn ambiguous_month(p: &mut Patch<'_>) -> bool {
    p.typed && p.is(&[State::Open]) && {
        p.write("deadline", Written::Number(2027.1));
        p.expect("ambiguous-month", "deadline")
    }
}

fn date_with_note(p: &mut Patch<'_>) -> bool {
    if p.is_finished() && p.has("done_date") {
        let done = p.done_on().format("%Y年%-m月%-d日（分两批）").to_string();
        p.set("done_date", done);
        return p.expect("date-with-note", "done_date");
    }
    let words = ["2026年12月31日（暂定）", "2026年11月30日，延期至12月31日", "2026年12月31日（拟延期）"];
    p.is(&[State::Open]) && p.spoil("date-with-note", "deadline", &words)
}

fn overdue_label(p: &mut Patch<'_>) -> bool {
    let wrong: &[&str] = match p.state() {
        State::Open => &["是", "已超期"],
        State::Overdue => &["否", "未逾期"],
        State::Done | State::Closed if p.has("done_date") => &["是", "逾期"],
        _ => return false,
    };
    p.has("overdue_flag") && p.spoil("overdue-label-mismatch", "overdue_flag", wrong)
}

fn unreadable_date(p: &mut Patch<'_>) -> bool {
    let key = p.dice.pick(&["done_date", "feedback_date", "accept_date", "closed_date"]);
    let fits = match key {
        "feedback_date" => p.is_counted(),
        "closed_date" => p.is(&[State::Closed]),
        _ => p.is_finished(),
    };
    fits && p.has(key) && p.spoil("unreadable-date", key, &["六月中旬左右", "2026年2月30日", "2026年13月1日"])
}

fn amount_over(p: &mut Patch<'_>) -> bool {
    p.is_counted() && p.has("amount") && p.has("amount_done") && {
        let number = p.number();
        match p.dice.below(4) {
            0 => p.write("amount_done", Written::Number(number as f64 + 0.51)),
            1 => p.set("amount_done", format!("约{}", number + 1)),
            2 => {
                p.set("amount", format!("{number}万元"));
                p.set("amount_done", format!("{}万元", number + 1));
            }
            _ => {
                p.set("amount", format!("{number}万元"));
                p.set("amount_done", format!("{}万", number + 1));
            }
        }
        p.expect("amount-over-problem", "amount_done")
    }
}

/// A number such as 3-14, turned into a date: no serial is missing by that.
fn id_became_date(p: &mut Patch<'_>) -> bool {
    let key = p.dice.pick(&["problem_id", "seq"]);
    let free = if key == "seq" { !p.table.renumbered } else { !p.table.is_joined };
    p.typed && free && p.owns(key) && {
        p.table.renumbered |= key == "seq";
        let date = day(2026, 3, 1) + Days::new(p.number() as u64 % 60);
        p.write(key, Written::Date(date));
        p.expect("id-became-date", key)
    }
}

/// A serial far off: it does not follow, and the next one does not follow it.
fn serial_gap(p: &mut Patch<'_>) -> bool {
    let fits = p.owns("seq") && !p.table.renumbered && p.at > 0;
    fits && {
        p.table.renumbered = true;
        let shown = p.record().text("seq");
        let serial: usize = shown.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a serial");
        let far = shown.replace(&serial.to_string(), &(serial + 50).to_string());
        match p.record().values["seq"] {
            Written::Number(_) => p.write("seq", Written::Number((serial + 50) as f64)),
            _ => p.set("seq", far),
        }
        let next = p.at + 1;
        if next < p.table.records.len() {
            p.table.expect("serial-gap", next, "seq");
        }
        p.expect("serial-gap", "seq")
    }
}
