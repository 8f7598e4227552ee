//! What is added to a unit's points and taken from them: deductions item by item and state by state, bonuses, and what comes
//! off within an indicator.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::{Bonus, Deduction, DeductionState, UnitAssessment};
use crate::office::area::address;
use crate::office::style::{Cell, Fill, Style};
use crate::policy::DeductionRule;
use crate::report::scorecard::guide::{self, Figure, Guide};
use crate::report::scorecard::unit::{Card, FULL, LASTING, POINTS, Sums};

/// How often, points each time, at most: the columns of the parts.
const TIMES: u16 = 2;
const EACH: u16 = 3;
const MOST: u16 = 4;

/// A line of the section.
pub(super) enum Item<'a> {
    /// Taken from the whole.
    Lost(&'a Deduction),
    /// Added.
    Added(&'a Bonus),
}

/// Returns the lines that change the whole score.
pub(super) fn lines(unit: &UnitAssessment) -> Vec<Item<'_>> {
    unit.deductions.iter().map(Item::Lost).chain(unit.bonuses.iter().map(Item::Added)).collect()
}

/// Returns the formulas of what comes off an indicator, with what is provisional or without.
pub(super) fn losses(guide: &Guide<'_>, unit: &UnitAssessment, indicator: &str, provisional: bool) -> Vec<String> {
    let Some(first) = first_loss(guide, unit) else { return Vec::new() };
    let all = unit.indicators.iter().flat_map(|value| value.losses.iter().map(move |loss| (value, loss)));
    let own = (first..).zip(all).filter(|(_, (value, _))| *value.id == *indicator);
    let counted = own.filter(|(_, (_, loss))| provisional || loss.state != DeductionState::Provisional);
    counted.map(|(row, _)| format!("ABS({})", address((row, POINTS)))).collect()
}

/// Returns the row of the first loss within an indicator.
fn first_loss(guide: &Guide<'_>, unit: &UnitAssessment) -> Option<u32> {
    let plan = Sums::of(guide, unit);
    let (_, last) = plan.items.or(plan.indicators)?;
    // A title and a header stand between.
    Some(last + 3)
}

impl Card<'_, '_, '_> {
    /// Adds what changes the whole score.
    pub(super) fn items(&mut self, plan: &Sums) -> Result<(), Error> {
        let lines = lines(self.unit);
        if lines.is_empty() {
            return Ok(());
        }
        self.head("三、减分和加分", "加减分")?;
        for line in lines {
            let row = self.sheet.next_row();
            assert!(plan.items.is_some_and(|(first, last)| (first..=last).contains(&row)), "sums reach over it");
            match line {
                Item::Lost(lost) => {
                    let final_row = self.final_row(&self.unit.deductions, lost, row);
                    let cells = self.lost(lost, row, final_row, None);
                    self.sheet.row(&cells)?;
                }
                Item::Added(bonus) => {
                    let cells = self.added(bonus, row);
                    self.sheet.row(&cells)?;
                }
            }
        }
        Ok(())
    }

    /// Adds what comes off within indicators; their points have it off already.
    pub(super) fn losses(&mut self) -> Result<(), Error> {
        if self.unit.indicators.iter().all(|value| value.losses.is_empty()) {
            return Ok(());
        }
        self.head("指标内扣分（已从指标得分中扣除，不再从总分扣）", "扣分")?;
        assert_eq!(Some(self.sheet.next_row()), first_loss(self.guide, self.unit), "indicators look for them there");
        for (at, value) in self.unit.indicators.iter().enumerate() {
            for lost in &value.losses {
                let row = self.sheet.next_row();
                let final_row = self.final_row(&value.losses, lost, row);
                let cells = self.lost(lost, row, final_row, Some((at, value.title.as_str())));
                self.sheet.row(&cells)?;
            }
        }
        Ok(())
    }

    fn head(&mut self, title: &str, points: &str) -> Result<(), Error> {
        self.sheet.across(Style::SECTION, title)?;
        let titles = ["类别", "项目", "次数", "每次", "最多", "状态", points, "剔除预扣分", "说明"];
        self.sheet.row(&titles.map(|title| Style::HEAD.points(10).text(title.to_owned())))?;
        Ok(())
    }

    /// Returns the row where the final part of an item stands, which its provisional part shares a cap with.
    fn final_row(&self, all: &[Deduction], lost: &Deduction, row: u32) -> Option<u32> {
        let own = all.iter().position(|other| std::ptr::eq(other, lost))?;
        let other = all.iter().position(|other| other.id == lost.id && other.state == DeductionState::Final)?;
        (lost.state == DeductionState::Provisional).then(|| row + other as u32 - own as u32)
    }

    /// A deduction: `within` is the position of the indicator it comes off, and its title.
    fn lost<'c>(&self, lost: &'c Deduction, row: u32, final_row: Option<u32>, within: Option<(usize, &'c str)>) -> [Cell<'c>; 9] {
        let policy = self.guide.case.policy;
        let body = Style::BODY.points(10);
        let right = body.right();
        let at = policy.deductions.iter().position(|rule| *rule.id == *lost.id);
        let rule = at.map(|at| &policy.deductions[at]);
        let times = times(lost, rule, within.map_or(Decimal::ONE, |(at, _)| self.growth(at)));
        let fill = match lost.state {
            DeductionState::Final => Fill::Red,
            DeductionState::Provisional => Fill::Yellow,
            DeductionState::Restored => Fill::Green,
        };
        let stays = if lost.state == DeductionState::Provisional { Decimal::ZERO } else { -lost.points };
        let mut note: Vec<String> = within.map(|(_, title)| format!("扣自「{title}」")).into_iter().collect();
        note.extend(lost.capped.then(|| "已到扣分上限".to_owned()));
        let each = rule.map(|rule| rule.points);
        let most = rule.and_then(|rule| rule.cap);
        let mut cells = [
            body.text(if within.is_some() { "指标内" } else { "减分" }),
            body.text(lost.title.as_str()),
            right.number(times.normalize()),
            each.map_or_else(|| right.blank(), |each| right.number(each.normalize())),
            most.map_or_else(|| body.center().text("不限"), |most| right.number(most.normalize())),
            body.center().fill(fill).text(lost.state.label()),
            right.bold(true).places(-lost.points, 2),
            right.places(stays, 2),
            body.points(9).text(note.join("；")),
        ];
        let (Some(at), Some(rule), true) = (at, rule, self.is_live()) else { return cells };
        let put = |cells: &mut [Cell<'c>; 9], column: u16, formula: String| {
            let cell = cells[usize::from(column)].clone();
            cells[usize::from(column)] = cell.live(formula);
        };
        if self.guide.fired().iter().any(|fired| fired.rule == at) {
            let state = format!("\"{}\"", lost.state.label());
            put(&mut cells, TIMES, guide::count(&self.number(), &[(&guide::fired_name(at), &state)]));
        }
        put(&mut cells, EACH, Figure::Points.name(at));
        if rule.cap.is_some() {
            put(&mut cells, MOST, Figure::Cap.name(at));
        }
        let sum = format!("{}*{}", address((row, TIMES)), address((row, EACH)));
        let scale = self.scale(within.map(|(at, _)| at));
        let points = match (lost.state, rule.cap, final_row) {
            (DeductionState::Restored, ..) => "0".to_owned(),
            (_, None, _) => format!("-{sum}{scale}"),
            (_, Some(_), None) => format!("-MIN({},{sum}){scale}", address((row, MOST))),
            // What is final uses up the cap first.
            (_, Some(_), Some(of)) => {
                let used = format!("MIN({},{}*{})", address((row, MOST)), address((of, TIMES)), address((of, EACH)));
                format!("-MIN({}-{used},{sum}){scale}", address((row, MOST)))
            }
        };
        put(&mut cells, POINTS, points);
        let stays = if lost.state == DeductionState::Provisional { "0".to_owned() } else { address((row, POINTS)) };
        put(&mut cells, LASTING, stays);
        cells
    }

    /// Returns the factor by which an indicator's losses grow with its points, where points of others came its way.
    fn scale(&self, within: Option<usize>) -> String {
        let redistributes = self.guide.case.policy.not_applicable == crate::policy::NotApplicable::Redistribute;
        let (Some(at), true) = (within, redistributes) else { return String::new() };
        let Some((first, _)) = Sums::of(self.guide, self.unit).indicators else { return String::new() };
        let full = Figure::Full.name(at);
        format!("*IF({full}=0,1,{}/{full})", address((first + at as u32, FULL)))
    }

    /// Returns how many times its own full mark an indicator has.
    fn growth(&self, at: usize) -> Decimal {
        let own = self.guide.case.policy.indicators.get(at).map(|rule| rule.full);
        let full = self.unit.indicators.get(at).map(|value| value.full);
        own.zip(full).filter(|(own, _)| !own.is_zero()).map_or(Decimal::ONE, |(own, full)| full / own)
    }

    fn added<'c>(&self, bonus: &'c Bonus, row: u32) -> [Cell<'c>; 9] {
        let body = Style::BODY.points(10);
        let right = body.right();
        let entered: Decimal = bonus.occurrences.iter().map(|fired| fired.points).sum();
        let points = || format!("MIN({},{})", address((row, MOST)), address((row, EACH)));
        let most = right.number(self.guide.case.policy.bonus_cap.normalize());
        [
            body.text("加分"),
            body.text(bonus.title.as_str()),
            right.count(bonus.occurrences.len() as u64),
            right.number(entered.normalize()),
            self.live(most, || guide::BONUS_CAP.to_owned()),
            body.center().fill(Fill::Green).text("加分"),
            self.live(right.bold(true).places(bonus.points, 2), points),
            self.live(right.places(bonus.points, 2), || address((row, POINTS))),
            body.points(9).text("「每次」一栏是登记的加分合计"),
        ]
    }
}

/// Returns how often an item fired, an event of several counted as often as it says.
fn times(lost: &Deduction, rule: Option<&DeductionRule>, growth: Decimal) -> Decimal {
    let each = rule.map(|rule| rule.points * growth).filter(|each| !each.is_zero());
    let sum: Decimal = lost.occurrences.iter().map(|fired| fired.points).sum();
    each.map_or_else(|| Decimal::from(lost.occurrences.len() as u64), |each| (sum / each).round_dp(6))
}
