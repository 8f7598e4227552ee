//! The indicators of a unit, and the dimensions they add up to.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::IndicatorValue;
use crate::office::area::address;
use crate::office::style::{Cell, Style};
use crate::policy::{IndicatorRule, MANUAL_LEADERSHIP, Method, NotApplicable};
use crate::report::scorecard::NOTHING;
use crate::report::scorecard::guide::{self, Figure};
use crate::report::scorecard::unit::{Card, DENOMINATOR, FULL, LASTING, NUMERATOR, POINTS, RATE, Sums, items};

impl Card<'_, '_, '_> {
    /// Adds the dimensions with what was reached of each. Returns their rows.
    pub(super) fn dimensions(&mut self, plan: &Sums) -> Result<Option<(u32, u32)>, Error> {
        let dimensions = self.guide.dimensions(self.unit);
        if dimensions.is_empty() {
            return Ok(None);
        }
        self.sheet.across(Style::SECTION, "一、维度")?;
        let head = Style::HEAD;
        self.sheet.spans(&[
            (4, head.text("维度")),
            (1, head.text("得分率")),
            (1, head.text("满分")),
            (1, head.text("得分")),
            (2, head.text("失分")),
        ])?;
        let first = self.sheet.next_row();
        for (id, title) in dimensions {
            let row = self.sheet.next_row();
            let of = || self.unit.indicators.iter().filter(|value| *value.dimension == *id);
            let points: Decimal = of().map(|value| value.points).sum();
            let full: Decimal = of().map(|value| value.full).sum();
            let (points_at, full_at) = (address((row, POINTS)), address((row, FULL)));
            let sum = |column: u16| {
                let rows = plan.indicators.map_or(0, |(first, _)| first)..;
                let own = rows.zip(&self.unit.indicators).filter(|(_, value)| *value.dimension == *id);
                let cells: Vec<String> = own.map(|(row, _)| address((row, column))).collect();
                cells.join("+")
            };
            let body = Style::BODY;
            let share = if full.is_zero() { Decimal::ZERO } else { points / full * Decimal::ONE_HUNDRED };
            let cells = [
                (4, body.text(title)),
                (1, self.live(body.center().percent(share), || format!("IF({full_at}=0,0,{points_at}/{full_at})"))),
                (1, self.live(body.right().places(full, 2), || sum(FULL))),
                (1, self.live(body.bold(true).right().places(points, 2), || sum(POINTS))),
                (2, self.live(body.right().places(full - points, 2), || format!("{full_at}-{points_at}"))),
            ];
            self.sheet.spans(&cells)?;
        }
        Ok(Some((first, self.sheet.next_row() - 1)))
    }

    /// Adds the indicators, each with numerator and denominator.
    pub(super) fn indicators(&mut self, plan: &Sums) -> Result<(), Error> {
        if self.unit.indicators.is_empty() {
            return Ok(());
        }
        self.sheet.across(Style::SECTION, "二、指标")?;
        let titles = ["维度", "指标", "分子", "分母", "比率", "满分", "得分", "剔除预扣分", "说明"];
        self.sheet.row(&titles.map(|title| Style::HEAD.points(10).text(title)))?;
        for value in &self.unit.indicators {
            let row = self.sheet.next_row();
            assert!(plan.indicators.is_some_and(|(first, last)| (first..=last).contains(&row)), "sums reach over it");
            let cells = self.indicator(plan, row, value);
            self.sheet.row(&cells)?;
        }
        Ok(())
    }

    fn indicator<'c>(&self, plan: &Sums, row: u32, value: &'c IndicatorValue) -> [Cell<'c>; 9]
    where
        Self: 'c,
    {
        let policy = self.guide.case.policy;
        let at = policy.indicators.iter().position(|rule| *rule.id == *value.id);
        let line = at.map(|at| Line { at, rule: &policy.indicators[at], row });
        let body = Style::BODY.points(10);
        let right = body.right();
        let deducts = line.as_ref().is_some_and(|line| line.rule.method == Method::Deduct && value.applicable);
        let part = |part: Option<Decimal>| match part.filter(|_| !deducts) {
            Some(part) => right.places(part, if part.fract().is_zero() { 0 } else { 2 }),
            None => right.blank(),
        };
        let share = value.numerator.zip(value.denominator.filter(|part| !part.is_zero() && !deducts));
        let rate =
            share.map_or_else(|| body.center().text(NOTHING), |(n, d)| body.center().percent(n / d * Decimal::ONE_HUNDRED));
        let lasting = value.points + value.given_back();
        let mut cells = [
            body.text(self.guide.dimension_of(value)),
            body.text(value.title.as_str()),
            part(value.numerator),
            part(value.denominator),
            rate,
            right.places(value.full, 2),
            right.bold(true).places(value.points, 2),
            right.places(lasting, 2),
            body.points(9).text(self.note(value)),
        ];
        let Some(line) = line.filter(|_| self.is_live()) else { return cells };
        let put = |cells: &mut [Cell<'c>; 9], column: u16, formula: String| {
            let cell = cells[usize::from(column)].clone();
            cells[usize::from(column)] = cell.live(formula);
        };
        if let Some(marks) = self.guide.marks_of(&value.id).filter(|_| !deducts) {
            let counted = |reached| guide::marked(&self.number(), &marks, reached);
            // What does not count anything shows 0 of 0.
            for (column, reached) in [(NUMERATOR, true), (DENOMINATOR, false)] {
                let known = if reached { value.numerator } else { value.denominator };
                cells[usize::from(column)] = right.places(known.unwrap_or_default(), 0);
                put(&mut cells, column, counted(reached));
            }
        }
        if line.rule.id == MANUAL_LEADERSHIP
            && let Some((left, full)) = value.numerator.zip(value.denominator)
        {
            // What people took off stays as it is, whatever the full mark.
            let own = Figure::Full.name(line.at);
            put(&mut cells, NUMERATOR, format!("MAX(0,{own}-{})", (full - left).normalize()));
            put(&mut cells, DENOMINATOR, own);
        }
        if !deducts {
            put(&mut cells, RATE, line.rate());
        }
        put(&mut cells, FULL, line.full(self, plan));
        let points = if deducts { line.after_losses(self, true) } else { line.points(self) };
        put(&mut cells, POINTS, points);
        let lasting = if deducts { line.after_losses(self, false) } else { address((row, POINTS)) };
        put(&mut cells, LASTING, lasting);
        cells
    }

    fn note(&self, value: &IndicatorValue) -> String {
        let mut notes: Vec<String> = value.note.iter().cloned().collect();
        // A note says that it is not for the unit's group.
        let is_for = |rule: &IndicatorRule| {
            rule.groups.is_empty() || self.unit.group.as_deref().is_some_and(|group| rule.groups.iter().any(|own| own == group))
        };
        let rule = self.guide.case.policy.indicators.iter().find(|rule| *rule.id == *value.id);
        if !value.applicable && rule.is_none_or(is_for) {
            let worth = match self.guide.case.policy.not_applicable {
                NotApplicable::Full => "没有数据，记满分",
                NotApplicable::Redistribute => "没有数据，分值给了同维度其他指标",
                NotApplicable::Zero => "没有数据，记零分",
            };
            notes.insert(0, worth.to_owned());
        }
        notes.extend(self.unit.small.iter().filter(|base| base.id == value.id).map(|base| base.sentence()));
        notes.join("；")
    }
}

/// An indicator's line, and its formulas.
struct Line<'a> {
    at: usize,
    rule: &'a IndicatorRule,
    row: u32,
}

impl Line<'_> {
    fn cell(&self, column: u16) -> String {
        address((self.row, column))
    }

    fn rate(&self) -> String {
        let (numerator, denominator) = (self.cell(NUMERATOR), self.cell(DENOMINATOR));
        format!("IF({denominator}=0,\"{NOTHING}\",{numerator}/{denominator})")
    }

    /// The full mark; where points of indicators without data go to others, with what came its way.
    fn full(&self, card: &Card<'_, '_, '_>, plan: &Sums) -> String {
        let full = Figure::Full.name(self.at);
        if card.guide.case.policy.not_applicable != NotApplicable::Redistribute {
            return full;
        }
        let Some((first, _)) = plan.indicators else { return full };
        let policy = card.guide.case.policy;
        let mates = (first..).zip(&policy.indicators).zip(&card.unit.indicators);
        let mates = mates.filter(|((_, mate), _)| mate.dimension == self.rule.dimension);
        let measured: Vec<String> = mates
            .map(|((row, mate), value)| {
                let at = policy.indicators.iter().position(|rule| rule.id == mate.id).unwrap_or_default();
                let full = Figure::Full.name(at);
                match is_measured(mate, value) {
                    Some(true) => full,
                    Some(false) => "0".to_owned(),
                    None => format!("IF({}=0,0,{full})", address((row, DENOMINATOR))),
                }
            })
            .collect();
        let measured = measured.join("+");
        let own = match is_measured(self.rule, &card.unit.indicators[self.at]) {
            Some(true) => "1".to_owned(),
            Some(false) => "0".to_owned(),
            None => format!("IF({}=0,0,1)", self.cell(DENOMINATOR)),
        };
        let same = policy.indicators.iter().enumerate().filter(|(_, mate)| mate.dimension == self.rule.dimension);
        let whole: Vec<String> = same.map(|(at, _)| Figure::Full.name(at)).collect();
        format!("IF(({measured})=0,{full},{own}*{full}*({})/({measured}))", whole.join("+"))
    }

    fn points(&self, card: &Card<'_, '_, '_>) -> String {
        let (numerator, denominator, full) = (self.cell(NUMERATOR), self.cell(DENOMINATOR), self.cell(FULL));
        let has_target = self.rule.figure.is_some() || self.rule.share.is_some();
        let needed = if has_target { format!("({}*{denominator})", Figure::Target.name(self.at)) } else { denominator.clone() };
        let without = guide::without_data(card.guide.case.policy, &full);
        format!("IF({denominator}=0,{without},{full}*MAX(0,MIN({numerator},{needed}))/{needed})")
    }

    /// The full mark less the indicator's losses, below which they stand on the sheet.
    fn after_losses(&self, card: &Card<'_, '_, '_>, provisional: bool) -> String {
        let lost = items::losses(card.guide, card.unit, &self.rule.id, provisional);
        let full = self.cell(FULL);
        if lost.is_empty() { full } else { format!("MAX(0,{full}-({}))", lost.join("+")) }
    }
}

/// Says whether an indicator has something to measure, where no denominator on the sheet says so.
fn is_measured(rule: &IndicatorRule, value: &IndicatorValue) -> Option<bool> {
    (rule.method == Method::Deduct).then_some(value.applicable)
}
