//! What the scores are, and what each point rests on. All figures are final; nobody computes them anew.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::answerable::{DepartmentAssessment, GroupAssessment, LeaderAssessment};
use crate::model::exposure::RiskAssessment;
use crate::model::ledger::{Status, TableId};
use crate::model::place::Place;
use crate::model::sensitivity::{Sensitivity, SmallBase};
use crate::model::text::Text;

/// The colour a record shows. Source: `scoring.md` §5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Open, 11–20 days left (by default).
    Green,
    /// Open, 0–10 days left.
    Yellow,
    /// Overdue.
    Red,
    /// 长期坚持.
    Blue,
    /// Open without a usable deadline.
    Grey,
    /// Finished, void, or plenty of time left.
    Off,
}

impl Light {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Green => "绿灯",
            Self::Yellow => "黄灯",
            Self::Red => "红灯",
            Self::Blue => "蓝灯",
            Self::Grey => "灰灯",
            Self::Off => "",
        }
    }
}

/// Where one record stands on the reporting date; parallel to `Ledger::rectifications`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Not counted at all (cancelled, referred).
    pub void: bool,
    /// 已完成 or 已销号.
    pub finished: bool,
    /// Open and past its deadline.
    pub overdue: bool,
    /// Finished no later than its deadline.
    pub on_time: bool,
    /// Calendar days past the deadline, for an overdue record or one finished late.
    pub days_late: Option<i64>,
    /// Calendar days to the deadline, for an open record that is not overdue.
    pub days_left: Option<i64>,
    /// Its light.
    pub light: Light,
}

/// What one record is to one indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It does not count.
    Out,
    /// It counts and did not reach it.
    Missed,
    /// It counts and reached it.
    Reached,
}

/// What every record is to an indicator that counts records, "计数底稿".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// The indicator's id; `None` for the strict completion rate.
    pub indicator: Option<Text>,
    /// Parallel to `Ledger::rectifications`; of a problem with several measures the first record carries the mark.
    pub of: Vec<Mark>,
}

/// A whole-number ratio, kept with both parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub numerator: u64,
    /// Denominator; 0 means "not applicable".
    pub denominator: u64,
}

/// A unit's records counted. Source: `scoring.md` §1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The unit.
    pub unit: Text,
    /// Records, void ones included.
    pub problems: u64,
    /// Records by status; only statuses that occur.
    pub by_status: BTreeMap<Status, u64>,
    /// Finished of not void: the strict completion rate.
    pub completion: Ratio,
    /// Overdue records.
    pub overdue: u64,
    /// Open records due within the yellow span.
    pub due_soon: u64,
}

/// One indicator of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorValue {
    /// The indicator's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// The dimension it belongs to.
    pub dimension: Text,
    /// Points reached, unrounded.
    pub points: Decimal,
    /// Points possible.
    pub full: Decimal,
    /// Numerator; `None` where the indicator is no ratio.
    pub numerator: Option<Decimal>,
    /// Denominator; `None` where the indicator is no ratio.
    pub denominator: Option<Decimal>,
    /// `false` when there was nothing to measure.
    pub applicable: bool,
    /// The rows that cost points, or that the figure rests on where no row costs any.
    pub records: Vec<Place>,
    /// A remark such as "fewer than 10 valid ballots".
    pub note: Option<String>,
    /// What was taken off within the indicator; `points` has it off already. Office word: 满分起扣.
    pub losses: Vec<Deduction>,
}

impl IndicatorValue {
    /// Returns the points it would have more without its provisional losses.
    pub fn given_back(&self) -> Decimal {
        if self.losses.iter().all(|loss| loss.state != DeductionState::Provisional) {
            return Decimal::ZERO;
        }
        let stays = self.losses.iter().filter(|loss| loss.state != DeductionState::Provisional);
        (self.full - stays.map(|loss| loss.points).sum::<Decimal>()).max(Decimal::ZERO) - self.points
    }
}

/// Whether a deduction can still be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeductionState {
    /// Stays. Office word: 正式扣.
    Final,
    /// Taken back when put right in time. Office word: 预扣.
    Provisional,
    /// Was taken back. Office word: 核减恢复.
    Restored,
}

impl DeductionState {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Final => "正式扣分",
            Self::Provisional => "预扣分",
            Self::Restored => "核减恢复",
        }
    }
}

/// One thing that moved points.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// The row behind it.
    pub place: Place,
    /// The problem's number, where it is a record.
    pub record: Option<Text>,
    /// Table and row of the record, where it is one: a place alone does not tell records of a table on its side apart.
    pub of: Option<(TableId, u32)>,
    /// What happened: 超期 41 天.
    pub note: String,
    /// Points it is worth before the cap.
    pub points: Decimal,
    /// The day its state began, for what is past its deadline.
    pub since: Option<NaiveDate>,
}

/// A deduction of one kind and state.
#[derive(Clone, Debug, PartialEq)]
pub struct Deduction {
    /// The item's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// Points taken off, after the cap, not negative.
    pub points: Decimal,
    /// Whether it stays.
    pub state: DeductionState,
    /// Each time it fired.
    pub occurrences: Vec<Occurrence>,
    /// Whether the cap cut it.
    pub capped: bool,
}

/// Points added.
#[derive(Clone, Debug, PartialEq)]
pub struct Bonus {
    /// The item's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// Points added, after the cap.
    pub points: Decimal,
    /// Each time it fired.
    pub occurrences: Vec<Occurrence>,
}

/// A veto in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Veto {
    /// The veto's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// What it does: 总分记 0 分, 等次最高为「差」.
    pub effect: String,
    /// What triggered it.
    pub occurrences: Vec<Occurrence>,
}

/// Yes or no, with the rules that decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The answer.
    pub eligible: bool,
    /// Why not: one sentence for each rule that is not met.
    pub reasons: Vec<String>,
    /// Why so: one sentence for each rule that is met; empty unless all are.
    pub grounds: Vec<String>,
}

/// One unit's result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitAssessment {
    /// The unit.
    pub unit: Text,
    /// The group it is ranked in.
    pub group: Option<Text>,
    /// `false` when there is a directory and it does not list the unit: its name is probably misspelt.
    pub listed: bool,
    /// Its records counted.
    pub tally: Tally,
    /// The score, rounded.
    pub score: Decimal,
    /// The score without provisional deductions, rounded.
    pub score_without_provisional: Decimal,
    /// The grade's title.
    pub grade: Text,
    /// Rank in its group, from 1; equal scores share the better one.
    pub rank: u32,
    /// Best rank within the range of honest doubt; `None` until it is computed.
    pub rank_low: Option<u32>,
    /// Worst rank within the range of honest doubt; `None` until it is computed.
    pub rank_high: Option<u32>,
    /// Units of the group that the unit cannot be told from: each stands within the other's range; in order of rank.
    pub alike: Vec<Text>,
    /// Indicators that counted too few things to carry much; empty until it is computed.
    pub small: Vec<SmallBase>,
    /// The annual score, rounded; `None` without the unit's other score.
    pub annual: Option<Decimal>,
    /// The unit's other score, of which and the score the annual one is made.
    pub other: Option<Decimal>,
    /// Whether a veto made the score 0.
    pub zeroed: bool,
    /// Every indicator, in the policy's order.
    pub indicators: Vec<IndicatorValue>,
    /// Deductions, in the policy's order.
    pub deductions: Vec<Deduction>,
    /// Bonuses.
    pub bonuses: Vec<Bonus>,
    /// Vetoes in force.
    pub vetoes: Vec<Veto>,
    /// Whether the unit may be honoured (评优).
    pub honours: Verdict,
    /// Whether the unit is preferred for staff and budget.
    pub resources: Verdict,
}

/// Something that cost a unit points, with its position among the unit's indicators or deductions.
#[derive(Clone, Copy, Debug)]
pub enum Cost<'a> {
    /// An indicator short of its full points.
    Short(usize, &'a IndicatorValue),
    /// What was taken off the whole score.
    Taken(usize, &'a Deduction),
}

impl Cost<'_> {
    /// Returns what it cost; 0 where it cost nothing.
    pub fn points(&self) -> Decimal {
        match self {
            Self::Short(_, value) => value.full - value.points,
            Self::Taken(_, lost) => lost.points,
        }
    }
}

impl UnitAssessment {
    /// Returns what cost points, dearest first; equal ones as the policy has them.
    pub fn costs(&self) -> Vec<Cost<'_>> {
        let short = self.indicators.iter().enumerate().map(|(at, value)| Cost::Short(at, value));
        let taken = self.deductions.iter().enumerate().map(|(at, lost)| Cost::Taken(at, lost));
        let mut costs: Vec<Cost<'_>> = short.chain(taken).filter(|cost| cost.points() > Decimal::ZERO).collect();
        costs.sort_by_key(|cost| std::cmp::Reverse(cost.points()));
        costs
    }

    /// Returns the range of ranks where it holds more than the rank.
    pub fn range(&self) -> Option<(u32, u32)> {
        self.rank_low.zip(self.rank_high).filter(|(low, high)| low != high)
    }

    /// Says the rank: 组内第 3 名（90% 区间 2–5）.
    pub fn place_among(&self, grouping: &Grouping) -> String {
        let range = self.range().map(|(low, high)| format!("（90% 区间 {low}–{high}）")).unwrap_or_default();
        format!("{}第 {} 名{range}", grouping.among(self), self.rank)
    }
}

/// The policy a score was made by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PolicyStamp {
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// The first day it holds; `None` for one that holds from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// All units, and where every record stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessment {
    /// The reporting date.
    pub as_of: NaiveDate,
    /// The policy.
    pub policy: PolicyStamp,
    /// Units in the directory's order.
    pub units: Vec<UnitAssessment>,
    /// Responsible leaders, unit by unit in the directory's order, as they first appear. They are not ranked.
    pub leaders: Vec<LeaderAssessment>,
    /// Groups, in the order of the units.
    pub groups: Vec<GroupAssessment>,
    /// Every functional department of the directory, in its order.
    pub departments: Vec<DepartmentAssessment>,
    /// Risk registers by unit, in the directory's order.
    pub risks: Vec<RiskAssessment>,
    /// Parallel to `Ledger::rectifications`.
    pub standings: Vec<Standing>,
    /// What the indicators that count records count; empty until it is computed, the strict completion rate first.
    pub marks: Vec<Marks>,
    /// What the policy's items are called, by id.
    pub titles: BTreeMap<Text, Text>,
    /// How counting was done, sentence by sentence, "口径说明".
    pub basis: Vec<String>,
    /// How groups stand to each other in a ranking.
    pub grouping: Grouping,
    /// How far the order rests on the policy's full marks; empty until it is computed.
    pub sensitivity: Sensitivity,
}

/// What tells rankings apart: whether the directory lists their units, and the group where each is ranked by itself.
pub type Ranking<'a> = (bool, Option<&'a Text>);

/// How groups stand to each other in a ranking, "分组".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// All units in one ranking rather than each group by itself.
    pub together: bool,
    /// Groups that come first, in this order; the others follow as they first appear.
    pub order: Vec<Text>,
}

impl Grouping {
    /// Returns the ranking a unit stands in; only units of the same one are ranked against each other.
    ///
    /// Units the directory does not list stand apart: their names are probably misspelt, and no such name may push a unit
    /// down.
    pub fn ranking_of<'a>(&self, unit: &'a UnitAssessment) -> Ranking<'a> {
        (unit.listed, unit.group.as_ref().filter(|_| !self.together))
    }

    /// Returns among whom a unit's rank counts, in the office's word.
    pub fn among(&self, unit: &UnitAssessment) -> &'static str {
        match (unit.listed, self.together) {
            (false, _) => "不在名录的单位中",
            (true, true) => "全部单位中",
            (true, false) => "组内",
        }
    }
}

impl Assessment {
    /// Returns the units by rank, group by group unless all are ranked together; groups stand in the policy's order, then
    /// in the order they first appear, and last the units the directory does not list.
    pub fn ranking(&self) -> Vec<&UnitAssessment> {
        let mut ranked: Vec<&UnitAssessment> = self.units.iter().collect();
        if self.grouping.together {
            ranked.sort_by_key(|unit| (!unit.listed, unit.rank));
            return ranked;
        }
        let mut groups: Vec<Option<&Text>> = self.grouping.order.iter().map(Some).collect();
        for unit in &self.units {
            if !groups.contains(&unit.group.as_ref()) {
                groups.push(unit.group.as_ref());
            }
        }
        let position = |unit: &UnitAssessment| groups.iter().position(|group| *group == unit.group.as_ref());
        ranked.sort_by_key(|unit| (!unit.listed, position(unit), unit.rank));
        ranked
    }
}
