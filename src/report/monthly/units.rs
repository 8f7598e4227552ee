//! 三、分单位情况: each unit's figures, and which units lag, with the reason the records show.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::model::assessment::{Light, Ratio, UnitAssessment};
use crate::model::ledger::Cycle;
use crate::model::text::Text;
use crate::office::docx::{Chart, ChartKind};
use crate::report::monthly::facts::{Facts, Row};
use crate::report::monthly::overall::{change, difference};
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value, names};
use crate::report::monthly::reasons::Reasons;

/// How many lagging units are named.
const MOST_LAGGING: usize = 8;
/// How many bars a chart has at most.
const MOST_BARS: usize = 20;

/// All units, one by one.
#[derive(Clone, Debug)]
pub(super) struct Units<'a> {
    rows: Vec<UnitRow<'a>>,
    /// The lagging ones, worst first.
    lagging: Vec<usize>,
}

/// One unit.
#[derive(Clone, Debug)]
struct UnitRow<'a> {
    unit: &'a UnitAssessment,
    /// 立行立改: finished of those that count.
    immediate: (u64, u64),
    light: Light,
    /// Finished since the earlier month; `None` without one.
    finished_since: Option<u64>,
    percent: Option<Decimal>,
    reasons: Reasons,
}

impl<'a> Units<'a> {
    /// Counts them, in the order of the ranking.
    pub(super) fn of(facts: &Facts<'a>) -> Self {
        let mut of: HashMap<&Text, Vec<&Row<'a>>> = HashMap::new();
        for row in &facts.rows {
            of.entry(row.unit).or_default().push(row);
        }
        let rows: Vec<UnitRow<'a>> = facts
            .case
            .assessment
            .ranking()
            .into_iter()
            .map(|unit| {
                let own = of.get(&unit.unit).map_or(&[][..], Vec::as_slice);
                let immediate = own.iter().filter(|row| row.record.cycle == Some(Cycle::Immediate) && !row.standing.void);
                UnitRow {
                    unit,
                    immediate: immediate.fold((0, 0), |(done, all), row| (done + u64::from(row.standing.finished), all + 1)),
                    light: own.iter().map(|row| row.standing.light).min_by_key(|light| gravity(*light)).unwrap_or(Light::Off),
                    finished_since: facts.months.map(|_| own.iter().filter(|row| row.finished_since).count() as u64),
                    percent: facts.percent(unit.tally.completion),
                    reasons: Reasons::of(own.iter().copied()),
                }
            })
            .collect();
        let total = facts.percent(facts.completion());
        let mut lagging: Vec<usize> = (0..rows.len()).filter(|at| is_lagging(&rows[*at], total)).collect();
        lagging.sort_by_key(|at| (std::cmp::Reverse(rows[*at].unit.tally.overdue), rows[*at].percent));
        Self { rows, lagging }
    }

    /// Says it.
    pub(super) fn part(&self, facts: &Facts<'_>) -> Part {
        let title = "分单位情况";
        if self.rows.is_empty() {
            return Part { title, items: vec![Item::say("本月没有单位报来整改记录。")] };
        }
        let mut items = vec![Item::Heading("各单位情况"), Item::Sentence(self.lead(facts))];
        items.extend(self.tables(facts));
        items.extend(self.chart());
        items.push(Item::Heading("进度滞后的单位"));
        if self.lagging.is_empty() {
            items.push(Item::say("没有单位有超期问题，也没有单位的完成率低于总体。"));
        } else {
            items.push(Item::Sentence(self.say_lagging()));
            items.push(Item::Table(self.lagging_table()));
        }
        Part { title, items }
    }

    /// Says who finished, who did not move, and who moved most since the earlier month.
    fn lead(&self, facts: &Facts<'_>) -> String {
        let counted = self.rows.iter().filter(|row| row.percent.is_some());
        let at = |percent: Decimal| -> String {
            let named: Vec<String> = counted.clone().filter(|row| row.percent == Some(percent)).map(UnitRow::shown).collect();
            names(named.iter().map(String::as_str), 5)
        };
        let (full, none) = (at(Decimal::ONE_HUNDRED), at(Decimal::ZERO));
        let mut text = format!("{}家单位有整改记录。", self.rows.len());
        text.push_str(&match (full.is_empty(), none.is_empty()) {
            (true, true) => "没有单位全部完成，也没有单位尚无一个完成。".to_owned(),
            (false, true) => format!("全部完成的有{full}。"),
            (true, false) => format!("没有单位全部完成；尚无一个问题完成的有{none}。"),
            (false, false) => format!("全部完成的有{full}；尚无一个问题完成的有{none}。"),
        });
        let Some(before) = facts.before else { return text };
        let changed = |row: &UnitRow<'_>| {
            let then = before.unit(&row.unit.unit).map(|unit| Ratio { numerator: unit.finished, denominator: unit.counted });
            difference(facts, row.unit.tally.completion, then)
        };
        let moves: Vec<(&UnitRow<'_>, Decimal)> = self.rows.iter().filter_map(|row| Some((row, changed(row)?))).collect();
        let up = moves.iter().filter(|(_, by)| *by > Decimal::ZERO).max_by_key(|(_, by)| *by);
        let down: Vec<&str> = moves.iter().filter(|(_, by)| *by < Decimal::ZERO).map(|(row, _)| name(row)).collect();
        match up {
            None => text.push_str(&format!("与{}相比，没有单位完成率上升。", before.name())),
            Some((row, by)) => {
                text.push_str(&format!("与{}相比，完成率上升最多的是{}，上升{by}个百分点。", before.name(), name(row)))
            }
        }
        if !down.is_empty() {
            text.push_str(&format!("完成率下降的有{}。", names(down, 5)));
        }
        let missing: Vec<&str> = before
            .month()
            .units
            .iter()
            .map(|unit| unit.unit.as_str())
            .filter(|unit| self.rows.iter().all(|row| name(row) != *unit))
            .collect();
        if !missing.is_empty() {
            text.push_str(&format!("{}有记录、本月没有的单位：{}。", before.name(), names(missing, 5)));
        }
        text
    }

    /// Returns the units' figures, a table for each group that is ranked by itself.
    fn tables(&self, facts: &Facts<'_>) -> Vec<Item> {
        let mut tables: Vec<(Option<&str>, Table)> = Vec::new();
        for row in &self.rows {
            let group = if facts.case.assessment.grouping.together { None } else { Some(group(row.unit)) };
            match tables.iter_mut().find(|(known, _)| *known == group) {
                Some((_, table)) => table.rows.push(row.cells(facts)),
                None => {
                    let mut table = columns(facts, group);
                    table.rows.push(row.cells(facts));
                    tables.push((group, table));
                }
            }
        }
        if let [(_, only)] = tables.as_mut_slice() {
            only.caption = "各单位整改情况".into();
        }
        tables.into_iter().map(|(_, table)| Item::Table(table)).collect()
    }

    fn chart(&self) -> Option<Item> {
        let mut points: Vec<(String, Decimal)> =
            self.rows.iter().filter_map(|row| Some((row.unit.unit.to_string(), row.percent?))).collect();
        if points.len() < 2 {
            return None;
        }
        points.sort_by_key(|(_, percent)| std::cmp::Reverse(*percent));
        // Of many units the last ones are shown: those a leader asks about.
        let caption = if points.len() > MOST_BARS { "完成率最低的20家单位（%）" } else { "各单位完成率（%）" };
        let points = points.split_off(points.len().saturating_sub(MOST_BARS));
        let alternative = match (points.first(), points.last()) {
            (Some(first), Some(last)) => format!("{caption}，从{}的{}%到{}的{}%", first.0, first.1, last.0, last.1),
            _ => caption.to_owned(),
        };
        let chart =
            Chart {
                kind: ChartKind::Bars, series: "完成率（%）".to_owned(), alternative, points, most: Decimal::ONE_HUNDRED
            };
        Some(Item::Chart(chart, caption))
    }

    fn say_lagging(&self) -> String {
        let all = self.lagging.len();
        let mut text = format!("有超期问题或者完成率低于总体的单位{all}家");
        if all > MOST_LAGGING {
            text.push_str(&format!("，下表列出超期最多、完成率最低的{MOST_LAGGING}家"));
        }
        text.push_str("；原因按台账记录统计，同一问题可能有几种原因。");
        text
    }

    fn lagging_table(&self) -> Table {
        let mut table = Table::new("进度滞后的单位及原因", &[("单位", 20), ("完成率", 11), ("台账反映的原因", 60)]);
        let shown = self.lagging.iter().take(MOST_LAGGING).filter_map(|at| self.rows.get(*at));
        table.rows =
            shown.map(|row| vec![Value::text(name(row)), Value::Percent(row.percent), Value::Text(row.reasons.say())]).collect();
        table
    }
}

impl UnitRow<'_> {
    fn cells(&self, facts: &Facts<'_>) -> Vec<Value> {
        let tally = &self.unit.tally;
        let then = facts.before.and_then(|before| before.unit(&self.unit.unit));
        let then = then.map(|unit| Ratio { numerator: unit.finished, denominator: unit.counted });
        let light = if self.light == Light::Off { NOTHING } else { self.light.label() };
        let (done, all) = self.immediate;
        let mut cells = vec![
            Value::Text(self.shown()),
            Value::Count(tally.completion.denominator),
            Value::Count(tally.completion.numerator),
            Value::Percent(self.percent),
        ];
        if facts.before.is_some() {
            cells.push(Value::Text(change(facts, tally.completion, then)));
        }
        cells.push(Value::Text(if all == 0 { NOTHING.to_owned() } else { format!("{done}／{all}") }));
        cells.extend([Value::Alarm(tally.overdue), Value::Count(tally.due_soon), Value::text(light)]);
        cells.extend(self.finished_since.map(Value::Count));
        cells.extend([Value::Points(self.unit.score), Value::Count(self.unit.rank.into())]);
        cells
    }

    /// Returns its name, with a word where the directory does not list it: the name is probably misspelt.
    fn shown(&self) -> String {
        if self.unit.listed { self.unit.unit.to_string() } else { format!("{}（不在名录）", self.unit.unit) }
    }
}

/// Returns what the units it is ranked among are called.
fn group(unit: &UnitAssessment) -> &str {
    match &unit.group {
        Some(group) => group,
        None if unit.listed => "没有分组",
        None => "不在名录",
    }
}

/// Returns the columns of the units' figures, those of an earlier month only where there is one.
fn columns(facts: &Facts<'_>, group: Option<&str>) -> Table {
    let caption = group.map_or_else(|| "各单位整改情况".to_owned(), |group| format!("各单位整改情况（{group}）"));
    let mut columns = vec![("单位", 16), ("应整改", 8), ("已整改", 8), ("完成率", 11)];
    if facts.before.is_some() {
        columns.push(("环比", 8));
    }
    columns.extend([("立行立改\n已／应", 11), ("超期", 6)]);
    let days_column = columns.len();
    columns.extend([("内到期", 7), ("预警灯", 6)]);
    if facts.months.is_some() {
        columns.push(("本月新完成", 7));
    }
    columns.extend([("得分", 9), ("排名", 6)]);
    Table::new(caption, &columns).retitled(days_column, format!("{}日\n内到期", facts.case.policy.ladder.warning_days))
}

fn name<'r>(row: &'r UnitRow<'_>) -> &'r str {
    &row.unit.unit
}

/// A unit lags when something is overdue, or when it is not done and behind all units together.
fn is_lagging(row: &UnitRow<'_>, total: Option<Decimal>) -> bool {
    row.unit.tally.overdue > 0 || row.percent.zip(total).is_some_and(|(percent, total)| percent < total)
}

/// Orders lights from the gravest.
fn gravity(light: Light) -> u8 {
    match light {
        Light::Red => 0,
        Light::Yellow => 1,
        Light::Green => 2,
        Light::Grey => 3,
        Light::Blue => 4,
        Light::Off => 5,
    }
}
