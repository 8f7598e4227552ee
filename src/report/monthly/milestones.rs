//! 九、下月节点: what falls due next month, week by week, and the days that are counted down to.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};

use crate::model::ledger::Status;
use crate::model::period::{Month, chinese_date};
use crate::report::monthly::before::month_name;
use crate::report::monthly::facts::Facts;
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value, cut, names};

/// How many units of a week are named.
const MOST_UNITS: usize = 6;

/// What is to come.
#[derive(Clone, Debug)]
pub(super) struct Milestones {
    month: Month,
    weeks: Vec<Week>,
    /// Deadlines between the reporting date and the end of the reporting month.
    rest: u64,
    replies: Vec<Reply>,
    rounds: Vec<Round>,
}

/// A week, Monday to Sunday, as far as it lies in the month.
#[derive(Clone, Debug)]
struct Week {
    first: NaiveDate,
    last: NaiveDate,
    problems: u64,
    units: BTreeSet<String>,
}

/// An answer that is due.
#[derive(Clone, Debug)]
struct Reply {
    receiver: String,
    number: Option<String>,
    due: NaiveDate,
}

/// A round and the end of its concentrated period.
#[derive(Clone, Debug)]
struct Round {
    name: String,
    end: NaiveDate,
    months: u32,
    days: i64,
    open: u64,
}

impl Milestones {
    /// Gathers them.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let case = facts.case;
        let as_of = case.assessment.as_of;
        let first = case.month.last_day().succ_opt().unwrap_or(NaiveDate::MAX);
        let month = Month::of(first);
        let mut weeks = weeks(first, month.last_day());
        let mut rest = 0;
        for row in facts.rows.iter().filter(|row| row.is_open() && row.record.status != Status::Continuing) {
            let Some(deadline) = row.record.deadline.date.filter(|deadline| *deadline >= as_of) else { continue };
            if deadline < first {
                rest += 1;
            } else if let Some(week) = weeks.iter_mut().find(|week| (week.first..=week.last).contains(&deadline)) {
                week.problems += 1;
                week.units.insert(row.unit.to_string());
            }
        }
        let open = |letter: &&crate::model::inputs::Recommendation| letter.replied.is_none_or(|replied| replied > as_of);
        let due = |letter: &crate::model::inputs::Recommendation| {
            letter.reply_due.filter(|due| *due > as_of && *due <= month.last_day())
        };
        let mut replies: Vec<Reply> = case
            .recommendations
            .iter()
            .filter(open)
            .filter_map(|letter| {
                let number = letter.number.as_ref().map(ToString::to_string);
                Some(Reply { receiver: letter.unit.to_string(), number, due: due(letter)? })
            })
            .collect();
        replies.sort_by_key(|reply| reply.due);
        let rounds = case
            .calendar
            .rounds
            .iter()
            .map(|round| {
                let end = round.concentrated_end();
                let open = facts.rows.iter().filter(|row| row.is_open() && row.round == *round.name).count() as u64;
                Round {
                    name: round.name.to_string(),
                    end,
                    months: round.concentrated_months,
                    days: (end - as_of).num_days(),
                    open,
                }
            })
            .collect();
        Self { month, weeks, rest, replies, rounds }
    }

    /// Says it.
    pub(super) fn part(&self, facts: &Facts<'_>) -> Part {
        let mut items = vec![Item::Heading("到期问题"), Item::Sentence(self.say_due(facts))];
        if self.weeks.iter().any(|week| week.problems > 0) {
            let mut table = Table::new("下月到期问题（按周）", &[("时间", 26), ("到期问题", 10), ("单位", 56)]);
            table.rows = self.weeks.iter().map(Week::cells).collect();
            items.push(Item::Table(table));
        }
        items.push(Item::Heading("答复和报送"));
        items.push(Item::Sentence(self.say_replies()));
        if !self.replies.is_empty() {
            let mut table = Table::new("下月应当收到的答复", &[("要求答复日期", 16), ("接收单位", 34), ("文号", 30)]);
            table.rows = self
                .replies
                .iter()
                .map(|reply| {
                    vec![Value::Day(Some(reply.due)), Value::text(reply.receiver.as_str()), Value::maybe(reply.number.as_deref())]
                })
                .collect();
            items.push(Item::Table(table));
        }
        items.push(Item::Heading("集中整改期"));
        items.extend(self.say_rounds());
        Part { title: "下月节点", items }
    }

    fn say_due(&self, facts: &Facts<'_>) -> String {
        let month = month_name(self.month);
        let all: u64 = self.weeks.iter().map(|week| week.problems).sum();
        let units: BTreeSet<&str> = self.weeks.iter().flat_map(|week| week.units.iter().map(String::as_str)).collect();
        let mut text = match self.weeks.iter().filter(|week| week.problems > 0).max_by_key(|week| week.problems) {
            None => format!("{month}没有到期的问题。"),
            Some(_) if all == 1 => format!("{month}到期的问题1个，在{}。", names(units.iter().copied(), 1)),
            Some(week) if week.problems == all => {
                format!("{month}到期的问题{all}个，涉及{}家单位，都集中在{}。", units.len(), week.name())
            }
            Some(week) => {
                format!("{month}到期的问题{all}个，涉及{}家单位；{}最多，{}个。", units.len(), week.name(), week.problems)
            }
        };
        let as_of = facts.case.assessment.as_of;
        if as_of < facts.case.month.last_day() {
            let days = if self.rest == 0 { "没有".to_owned() } else { format!("还有{}个", self.rest) };
            text.push_str(&format!("{}至本月底{days}问题到期。", chinese_date(as_of)));
        } else if self.rest > 0 {
            text.push_str(&format!("截止当天到期的{}个，当天完成的不算超期。", self.rest));
        }
        text
    }

    fn say_replies(&self) -> String {
        let replies = match self.replies.len() {
            0 => "下月没有登记到期的答复。".to_owned(),
            count => format!("下月底以前应当收到的巡察建议答复{count}件。"),
        };
        format!("{replies}下月月报的数据截止日为{}，各单位报送台账的日期以通知为准。", chinese_date(self.month.last_day()))
    }

    fn say_rounds(&self) -> Vec<Item> {
        let silent = "方案报备、整改报告、公开、成效评估、回头看的日期没有登记，不作倒计时。";
        if self.rounds.is_empty() {
            return vec![Item::say(format!("工作区没有登记轮次，集中整改期不作倒计时。{silent}"))];
        }
        let ends = |round: &&Round| Month::of(round.end) == self.month;
        let next: Vec<&str> = self.rounds.iter().filter(ends).map(|round| round.name.as_str()).collect();
        let running = self.rounds.iter().filter(|round| round.days >= 0).count();
        let head = match (next.as_slice(), running) {
            ([], 0) => "各轮集中整改期都已期满。".to_owned(),
            ([], _) => "没有轮次的集中整改期在下月期满。".to_owned(),
            (next, _) => format!("下月集中整改期满的有{}。", next.join("、")),
        };
        let late: u64 = self.rounds.iter().filter(|round| round.days < 0).map(|round| round.open).sum();
        let tail = if late > 0 { format!("期满以后仍未完成的{late}个。") } else { String::new() };
        let mut table =
            Table::new("各轮集中整改期", &[("轮次", 26), ("期限", 8), ("期满日期", 16), ("倒计时", 18), ("未完成", 10)]);
        table.rows = self
            .rounds
            .iter()
            .map(|round| {
                vec![
                    Value::text(round.name.as_str()),
                    Value::Text(format!("{}个月", round.months)),
                    Value::Day(Some(round.end)),
                    Value::Text(countdown(round.days)),
                    Value::Count(round.open),
                ]
            })
            .collect();
        vec![Item::Sentence(format!("{head}{tail}{silent}")), Item::Table(table)]
    }
}

impl Week {
    fn name(&self) -> String {
        let (month, first, last) = (self.first.month(), self.first.day(), self.last.day());
        if first == last { format!("{month}月{first}日") } else { format!("{month}月{first}日至{last}日") }
    }

    fn cells(&self) -> Vec<Value> {
        let units = names(self.units.iter().map(String::as_str), MOST_UNITS);
        vec![
            Value::Text(self.name()),
            Value::Count(self.problems),
            if units.is_empty() { Value::text(NOTHING) } else { Value::Text(cut(&units, 120)) },
        ]
    }
}

fn countdown(days: i64) -> String {
    match days {
        0 => "今日期满".to_owned(),
        days if days > 0 => format!("还有{days}天"),
        days => format!("已期满{}天", days.unsigned_abs()),
    }
}

/// Splits a month into its weeks.
fn weeks(first: NaiveDate, last: NaiveDate) -> Vec<Week> {
    let mut weeks = Vec::new();
    let mut from = first;
    while from <= last && weeks.len() < 6 {
        let sunday = from.checked_add_days(Days::new(u64::from(6 - from.weekday().num_days_from_monday()))).unwrap_or(last);
        let to = sunday.min(last);
        weeks.push(Week { first: from, last: to, problems: 0, units: BTreeSet::new() });
        let Some(next) = to.succ_opt() else { break };
        from = next;
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::{countdown, weeks};
    use crate::report::kit::day;

    #[test]
    fn weeks_run_from_monday_to_sunday_within_the_month() {
        let weeks = weeks(day("2026-11-01"), day("2026-11-30"));
        let bounds: Vec<String> = weeks.iter().map(|week| format!("{}–{}", week.first, week.last)).collect();
        assert_eq!(bounds.first().map(String::as_str), Some("2026-11-01–2026-11-01"), "a Sunday");
        assert_eq!(bounds.get(1).map(String::as_str), Some("2026-11-02–2026-11-08"));
        assert_eq!(bounds.last().map(String::as_str), Some("2026-11-30–2026-11-30"));
    }

    #[test]
    fn days_are_counted_down_and_then_up() {
        assert_eq!([1, 0, -1].map(countdown), ["还有1天", "今日期满", "已期满1天"]);
    }
}
