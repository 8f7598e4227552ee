//! What a record without a fault says, in every state a record can be in; many stand just inside a limit.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::dice::Dice;
use super::table::Key;
use crate::generated::sheet::Written;
use crate::generated::words;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Done,
    Closed,
    /// Open and not yet due.
    Open,
    /// Open, due before the reporting date, with its reason.
    Overdue,
    /// 长期坚持.
    Continuing,
    /// Cancelled or handed over: nothing is asked of it.
    Void,
}

impl State {
    pub(super) fn some(dice: &mut Dice) -> Self {
        match dice.below(20) {
            0..=5 => Self::Done,
            6..=10 => Self::Closed,
            11..=14 => Self::Open,
            15..=17 => Self::Overdue,
            18 => Self::Continuing,
            _ => Self::Void,
        }
    }

    pub(super) fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Closed)
    }
}

const PROBLEMS: [&str; 6] = [
    "采购程序不规范，未比价",
    "会议记录不全，缺页漏记",
    "财务报销把关不严，附件不齐",
    "档案管理混乱，未按期归档",
    "公务接待超标准，无公函",
    "干部选拔任用程序不规范，未公示",
];
const LEADS: [&str; 4] = ["张三", "王五（副局长）", "张三、王五", "钱七"];
const PERSONS: [&str; 4] = ["李四", "赵六\n孙七", "办公室(李四)", "周八"];
const DONE: [&str; 6] = ["已完成", "整改完成", "已办结", "整改到位", "√", "100%"];
const CLOSED: [&str; 4] = ["已销号", "销号", "办结销号", "已验收"];
const OPEN: [&str; 6] = ["整改中", "正在整改", "推进中", "60%", "基本完成", "未启动"];
const VOID: [&str; 3] = ["已取消", "移交其他单位", "作废"];

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the generator keeps to the calendar")
}

/// The reporting date.
pub(super) fn as_of() -> NaiveDate {
    let (y, m, d) = crate::generated::layout::AS_OF;
    day(y, m, d)
}

/// The day the problems were handed over.
pub(super) fn feedback() -> NaiveDate {
    day(2026, 3, 20)
}

/// Returns the problem of a record: no two of a workbook are alike.
pub(super) fn problem(number: usize) -> String {
    format!("{}，涉及{number}处", PROBLEMS[number % PROBLEMS.len()])
}

/// When a finished record was done; so spread that no day looks like a campaign. Some on the first day there is, some on
/// the last.
pub(super) fn done_on(number: usize) -> NaiveDate {
    match number % 19 {
        3 => feedback(),
        7 => as_of(),
        _ => day(2026, 4, 1) + Days::new((number as u64 * 4) % 184),
    }
}

/// Returns the clean values of a record's managed fields.
pub(super) fn values(number: usize, state: State, has: &dyn Fn(Key) -> bool, dice: &mut Dice) -> BTreeMap<Key, Written> {
    let mut values = BTreeMap::new();
    let mut put = |key: Key, value: Written| {
        if has(key) {
            values.insert(key, value);
        }
    };
    let text = |text: &str| Written::Text(text.to_owned());
    let date = |date: NaiveDate, dice: &mut Dice| words::written_day(dice.below(13), date);
    put("problem", Written::Text(problem(number)));
    put("measure", Written::Text(format!("第{number}项：修订制度、开展自查")));
    if state == State::Void {
        put("status", text(dice.pick(&VOID)));
        return values;
    }
    put("lead_person", text(LEADS[number % 4]));
    put("resp_person", text(PERSONS[(number / 2) % 4]));
    put("feedback_date", date(feedback(), dice));
    put("mechanism", Written::Text(format!("《管理办法》第{number}号")));
    put("amount", Written::Number(number as f64 + 0.5));
    // As much as was wrong, at most.
    put("amount_done", Written::Number(number as f64 + if number.is_multiple_of(3) { 0.5 } else { 0.25 }));
    put("remark", text(dice.pick(&["无", "材料见附件", "已报备"])));
    put("cycle", text(if state == State::Continuing { "长期坚持" } else { "限期整改" }));
    put("closed_flag", text(if state == State::Closed { "是" } else { "否" }));
    let flag = if state == State::Overdue { "是" } else { "否" };
    put("overdue_flag", text(flag));
    put("deadline_new", text(dice.pick(&["", "无"])));
    if state.is_finished() {
        finished(number, state, &mut put, dice);
    } else {
        open(number, state, &mut put, dice);
    }
    values
}

fn finished(number: usize, state: State, put: &mut dyn FnMut(Key, Written), dice: &mut Dice) {
    let text = |text: &str| Written::Text(text.to_owned());
    let date = |date: NaiveDate, dice: &mut Dice| words::written_day(dice.below(13), date);
    let done = done_on(number);
    put("status", text(if state == State::Done { dice.pick(&DONE) } else { dice.pick(&CLOSED) }));
    put("done_date", date(done, dice));
    // Accepted and struck off on the very day at the earliest.
    let later = dice.below(3) as u64;
    put("accept_date", date(done + Days::new(later), dice));
    if state == State::Closed {
        put("closed_date", date(done + Days::new(later + u64::from(later > 0)), dice));
    }
    let due = done + Days::new(dice.pick(&[0, 1, 30, 90]));
    put("deadline", date(due, dice));
    put("progress", Written::Text(format!("已完成第{number}项整改，清理资料{number}份，印发通报2期，退还款项3笔")));
    let day = feedback().format("%Y年%-m月%-d日");
    let evidence = match number % 4 {
        0 => format!("{day}会议纪要第{number}号"),
        _ => format!("佐证材料第{number}卷"),
    };
    put("evidence", Written::Text(evidence));
    put("desk_audit", text(dice.pick(&["100%", "完成"])));
    put("field_audit", text("100%"));
}

fn open(number: usize, state: State, put: &mut dyn FnMut(Key, Written), dice: &mut Dice) {
    let text = |text: &str| Written::Text(text.to_owned());
    match state {
        State::Continuing => {
            put("status", text("持续整改"));
            put("deadline", text(dice.pick(&["长期坚持", "持续推进", ""])));
        }
        State::Overdue => {
            put("status", text(dice.pick(&["整改中", "正在整改", "未整改"])));
            let due = as_of() - Days::new(dice.pick(&[1, 2, 60]));
            put("deadline", words::written_day(dice.below(13), due));
            put("unfinished_reason", text("资金没有到位，年底前补齐"));
        }
        _ => {
            put("status", text(dice.pick(&OPEN)));
            // Due on the reporting date is not overdue.
            let due = as_of() + Days::new(dice.pick(&[0, 1, 40]));
            put("deadline", words::written_day(dice.below(13), due));
        }
    }
    put("progress", Written::Text(format!("正在核实第{number}项，已补齐资料{number}份")));
    put("desk_audit", text("60%"));
    put("evidence", text(dice.pick(&["", "无", "部分材料"])));
}
