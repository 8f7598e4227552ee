//! 二、总体情况: all units together, round by round, with what changed since last month.

use std::collections::HashSet;

use rust_decimal::Decimal;

use crate::model::assessment::{Light, Ratio};
use crate::model::ledger::Status;
use crate::model::period::chinese_date;
use crate::office::docx::{Chart, ChartKind};
use crate::report::monthly::before::month_name;
use crate::report::monthly::facts::{Facts, Row};
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value, names};

/// All units together.
#[derive(Clone, Debug)]
pub(super) struct Overall {
    rounds: Vec<Round>,
    total: Round,
    schedule: Schedule,
    /// Overdue records by unit, most first.
    overdue: Vec<(String, u64)>,
    finished_since: u64,
    trend: Vec<(String, Decimal)>,
}

/// One round, or all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Round {
    name: String,
    units: u64,
    problems: u64,
    finished: u64,
    stage: u64,
    continuing: u64,
    open: u64,
    void: u64,
    completion: Ratio,
    before: Option<Ratio>,
}

/// How far the work is against its deadlines, "序时进度". Source: `domain.md` §6.1, the split environment offices use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Schedule {
    finished: u64,
    on_schedule: u64,
    behind: u64,
    undated: u64,
}

impl Schedule {
    fn of(rows: &[Row<'_>]) -> Self {
        let mut schedule = Self::default();
        for standing in rows.iter().map(|row| row.standing).filter(|standing| !standing.void) {
            let count = match standing {
                standing if standing.finished => &mut schedule.finished,
                standing if standing.overdue => &mut schedule.behind,
                standing if standing.light == Light::Grey => &mut schedule.undated,
                _ => &mut schedule.on_schedule,
            };
            *count += 1;
        }
        schedule
    }

    fn say(&self) -> String {
        let mut text = format!(
            "按序时进度分：已完成{}个，未完成但达到序时进度{}个，未达到序时进度（已超期）{}个",
            self.finished, self.on_schedule, self.behind
        );
        if self.undated > 0 {
            text.push_str(&format!("；另有{}个没有写明可用的时限，无法判断是否达到序时进度", self.undated));
        }
        text + "。"
    }
}

impl Round {
    fn of<'r>(name: String, facts: &Facts<'_>, rows: impl Iterator<Item = &'r Row<'r>> + Clone) -> Self {
        let mut round = Self { name, completion: facts.ratio_of(rows.clone()), ..Self::default() };
        let mut units = HashSet::new();
        for row in rows {
            units.insert(row.unit);
            round.problems += 1;
            let count = match row.record.status {
                _ if row.standing.void => &mut round.void,
                _ if row.standing.finished => &mut round.finished,
                Status::Stage => &mut round.stage,
                Status::Continuing => &mut round.continuing,
                _ => &mut round.open,
            };
            *count += 1;
        }
        round.units = units.len() as u64;
        round
    }

    fn row(&self, facts: &Facts<'_>) -> Vec<Value> {
        let counts = [self.units, self.problems, self.finished, self.stage, self.continuing, self.open, self.void];
        let mut row = vec![Value::text(self.name.as_str())];
        row.extend(counts.map(Value::Count));
        row.push(Value::Percent(facts.percent(self.completion)));
        if facts.before.is_some() {
            row.push(Value::Text(change(facts, self.completion, self.before)));
        }
        row
    }
}

/// Returns the change of a rate in percentage points: +3.25.
pub(super) fn change(facts: &Facts<'_>, now: Ratio, before: Option<Ratio>) -> String {
    match difference(facts, now, before) {
        None => NOTHING.to_owned(),
        Some(change) if change.is_zero() => "持平".to_owned(),
        Some(change) => format!("{change:+}"),
    }
}

/// Returns the change of a rate in percentage points; `None` when either month has none.
pub(super) fn difference(facts: &Facts<'_>, now: Ratio, before: Option<Ratio>) -> Option<Decimal> {
    Some(facts.percent(now)? - facts.percent(before?)?)
}

impl Overall {
    /// Counts it.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut named: Vec<&str> = Vec::new();
        for row in &facts.rows {
            if !named.contains(&row.round.as_str()) {
                named.push(&row.round);
            }
        }
        // The calendar has the newest round first; a round it does not know follows as it first appears.
        let known = |name: &&str| facts.case.calendar.rounds.iter().position(|round| *round.name == **name).unwrap_or(usize::MAX);
        named.sort_by_key(known);
        let before = |name: &str| {
            let ratio = facts.ratio_before(facts.months?, name);
            (ratio.denominator > 0).then_some(ratio)
        };
        let rounds = named.iter().map(|name| Round {
            before: before(name),
            ..Round::of((*name).to_owned(), facts, facts.rows.iter().filter(|row| row.round == **name))
        });
        let rounds = rounds.collect();
        let total = Round {
            completion: facts.completion(),
            before: facts.before.map(|before| before.completion()),
            ..Round::of("合计".to_owned(), facts, facts.rows.iter())
        };
        let mut overdue: Vec<(String, u64)> =
            facts.case.assessment.units.iter().map(|unit| (unit.unit.to_string(), unit.tally.overdue)).collect();
        overdue.retain(|(_, count)| *count > 0);
        overdue.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Self {
            rounds,
            schedule: Schedule::of(&facts.rows),
            overdue,
            finished_since: facts.rows.iter().filter(|row| row.finished_since).count() as u64,
            trend: trend(facts, total.completion),
            total,
        }
    }

    /// Says it.
    pub(super) fn part(&self, facts: &Facts<'_>) -> Part {
        let as_of = chinese_date(facts.case.assessment.as_of);
        if self.total.problems == 0 {
            let text = format!("截至{as_of}，没有可以统计的整改记录，本月各项数据为空，不作分析。");
            return Part { title: "总体情况", items: vec![Item::Sentence(text)] };
        }
        let mut table = Table::new(
            "各轮巡察整改总体情况",
            &[
                ("轮次", 18),
                ("单位数", 7),
                ("反馈问题数", 8),
                ("已完成", 7),
                ("基本完成", 7),
                ("持续整改", 7),
                ("未完成", 7),
                ("取消移送", 7),
                ("完成率", 11),
            ],
        );
        if facts.before.is_some() {
            table.columns.push(("环比".into(), 9));
        }
        table.rows = self.rounds.iter().map(|round| round.row(facts)).collect();
        if self.rounds.len() != 1 || self.rounds.first().is_some_and(|round| round.row(facts)[1..] != self.total.row(facts)[1..])
        {
            table.rows.push(self.total.row(facts));
            table.summed = true;
        }
        let mut items = vec![
            Item::say(self.lead(facts, &as_of)),
            Item::say(self.say_overdue(facts)),
            Item::say(self.schedule.say()),
            Item::Table(table),
        ];
        items.extend(self.chart());
        Part { title: "总体情况", items }
    }

    fn lead(&self, facts: &Facts<'_>, as_of: &str) -> String {
        let Round { units, problems, void, completion, .. } = self.total;
        let mut text = match self.rounds.as_slice() {
            [round] => format!("截至{as_of}，{}共", round.name),
            rounds => format!("截至{as_of}，{}轮巡察共", rounds.len()),
        };
        text.push_str(&format!("{units}家单位、{problems}个反馈问题纳入统计"));
        if void > 0 {
            text.push_str(&format!("，其中已取消或者已移送的{void}个不计入完成率"));
        }
        match facts.percent(completion) {
            None => text.push_str("，没有应当整改的问题，不计算完成率。"),
            Some(percent) => text
                .push_str(&format!("；应整改{}个，已完成{}个，完成率{percent}%。", completion.denominator, completion.numerator)),
        }
        text + &self.since(facts)
    }

    /// Says what moved since the earlier month: risen, fallen, unchanged, or nothing to compare with.
    fn since(&self, facts: &Facts<'_>) -> String {
        let Some(before) = facts.before else {
            return "本月是第一个存档的月份，没有可比的往月数据。".to_owned();
        };
        let (name, then, now) = (before.name(), before.completion(), self.total.completion);
        let Some(change) = difference(facts, now, Some(then)) else {
            return format!("{name}没有应当整改的问题，完成率不作比较。");
        };
        let net = now.numerator.abs_diff(then.numerator);
        let base = now.denominator.abs_diff(then.denominator);
        if change > Decimal::ZERO {
            let why = match (now.numerator > then.numerator, now.denominator < then.denominator) {
                (true, true) => format!("已完成净增{net}个，应整改减少{base}个"),
                (true, false) => format!("已完成净增{net}个"),
                (false, _) => format!("已完成没有增加，应整改减少{base}个，减少的问题应当逐个核对去向"),
            };
            return format!("完成率比{name}上升{change}个百分点，{why}。");
        }
        if change < Decimal::ZERO {
            let why = match (now.numerator < then.numerator, now.denominator > then.denominator) {
                (true, true) => format!("已完成净减{net}个，应整改增加{base}个"),
                (true, false) => format!("已完成净减{net}个，有问题退回或者记录变动，见“数据质量”部分"),
                (false, _) if net > 0 => format!("已完成净增{net}个，但应整改增加{base}个"),
                (false, _) => format!("已完成没有增加，应整改增加{base}个"),
            };
            return format!("完成率比{name}下降{}个百分点，{why}。", change.abs());
        }
        if net == 0 && self.finished_since == 0 {
            return format!("完成率与{name}持平，本月没有新完成的问题。");
        }
        format!(
            "完成率与{name}持平，已完成{}。",
            if net == 0 { "数没有变化".to_owned() } else { moved(now.numerator, then.numerator) }
        )
    }

    fn say_overdue(&self, facts: &Facts<'_>) -> String {
        let total: u64 = self.overdue.iter().map(|(_, count)| count).sum();
        let compared = facts.before.map(|before| {
            let name = before.name();
            match total.cmp(&before.overdue()) {
                std::cmp::Ordering::Equal => format!("，与{name}持平"),
                _ => format!("，比{name}{}", moved(total, before.overdue())),
            }
        });
        let compared = compared.unwrap_or_default();
        let Some((worst, most)) = self.overdue.first() else {
            return match facts.before.map(|before| before.overdue()).filter(|count| *count > 0) {
                Some(count) => format!(
                    "没有超期未完成的问题，{}的{count}个超期问题已经不再超期。",
                    facts.before.map(|b| b.name()).unwrap_or_default()
                ),
                None => "没有超期未完成的问题。".to_owned(),
            };
        };
        if self.overdue.len() == 1 {
            return format!("超期未完成{total}个{compared}，全部在{worst}。");
        }
        let units = self.overdue.len();
        if *most * 2 > total {
            let share = facts.percent(Ratio { numerator: *most, denominator: total }).unwrap_or_default();
            return format!(
                "超期未完成{total}个{compared}，涉及{units}家单位，其中{worst}{most}个，占{share}%，超期主要集中在这家单位。"
            );
        }
        let worst = names(self.overdue.iter().filter(|(_, count)| count == most).map(|(unit, _)| unit.as_str()), 3);
        let each = if self.overdue.iter().filter(|(_, count)| count == most).count() > 1 { "各" } else { "" };
        format!("超期未完成{total}个{compared}，涉及{units}家单位，最多的是{worst}，{each}{most}个。")
    }

    /// Draws the trend where there are two months or more.
    fn chart(&self) -> Option<Item> {
        if self.trend.len() < 2 {
            return None;
        }
        let (first, last) = (self.trend.first()?, self.trend.last()?);
        let alternative = format!("{}完成率{}%，{}完成率{}%", first.0, first.1, last.0, last.1);
        let chart = Chart {
            kind: ChartKind::Line,
            series: "完成率（%）".to_owned(),
            alternative,
            points: self.trend.clone(),
            most: Decimal::ONE_HUNDRED,
        };
        Some(Item::Chart(chart, "各月完成率（%）"))
    }
}

fn moved(now: u64, then: u64) -> String {
    if now > then { format!("增加{}个", now - then) } else { format!("减少{}个", then - now) }
}

/// Returns the completion of the last twelve months, this one last.
fn trend(facts: &Facts<'_>, now: Ratio) -> Vec<(String, Decimal)> {
    const MONTHS: usize = 12;
    let past = facts.case.past.iter().filter(|past| past.kept.month < facts.case.month).map(|past| {
        let finished = past.units.iter().map(|unit| unit.finished).sum();
        let counted = past.units.iter().map(|unit| unit.counted).sum();
        (past.kept.month, Ratio { numerator: finished, denominator: counted })
    });
    let all: Vec<_> = past.chain([(facts.case.month, now)]).collect();
    let shown = &all[all.len().saturating_sub(MONTHS)..];
    shown.iter().filter_map(|(month, ratio)| Some((month_name(*month), facts.percent(*ratio)?))).collect()
}
