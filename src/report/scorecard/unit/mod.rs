//! A sheet for each unit: its score on one page, from the headline down to the cells behind every point.
//!
//! Upright A4. Where the workbook is live, every rate and score is a formula over `问题总表` and `评分办法`.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::{Occurrence, UnitAssessment};
use crate::model::number;
use crate::office::area::{Area, address};
use crate::office::style::{Cell, Fill, Ink, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::page::titled;
use crate::report::scorecard::guide::{self, Figure, Guide, OfUnit};
use crate::report::scorecard::{NOTHING, grade_fill};

mod behind;
mod indicators;
mod items;

/// 维度, 项目, 分子, 分母, 比率, 满分, 得分, 剔除预扣, 说明.
const WIDTHS: [f64; 9] = [13.0, 25.0, 8.0, 8.0, 11.5, 8.0, 9.0, 9.5, 30.0];

const NUMERATOR: u16 = 2;
const DENOMINATOR: u16 = 3;
const RATE: u16 = 4;
const FULL: u16 = 5;
const POINTS: u16 = 6;
const LASTING: u16 = 7;

/// The row of the headline's figures, and where each stands.
const HEADLINE: u32 = 4;
const SCORE: (u32, u16) = (HEADLINE, 0);
const WITHOUT: (u32, u16) = (HEADLINE, LASTING);
const OVERDUE: u16 = 5;
const ANNUAL: (u32, u16) = (HEADLINE, 8);

/// Where the number stands by which formulas know the unit.
const NUMBER: (u32, u16) = (2, 8);

/// Adds the sheets of all units.
pub(super) fn write(book: &mut Book, guide: &Guide<'_>) -> Result<(), Error> {
    for (unit, name) in guide.unit_sheets() {
        let sheet = book.sheet(name, &WIDTHS)?;
        Card { guide, unit, sheet }.write()?;
        let Some(number) = guide.number(&unit.unit).filter(|_| guide.is_live()) else { continue };
        for (figure, at) in [(OfUnit::Score, SCORE), (OfUnit::Lasting, WITHOUT), (OfUnit::Annual, ANNUAL)] {
            book.name(&figure.name(number), &Area::cell(name, at))?;
        }
    }
    Ok(())
}

/// A unit's sheet in the making.
struct Card<'g, 'a, 'b> {
    guide: &'g Guide<'a>,
    unit: &'a UnitAssessment,
    sheet: Sheet<'b>,
}

/// Where the sums of a sheet stand, from which the headline is made.
struct Sums {
    /// Rows of the indicators.
    indicators: Option<(u32, u32)>,
    /// Rows of what is added to and taken from the whole.
    items: Option<(u32, u32)>,
}

impl Card<'_, '_, '_> {
    fn write(mut self) -> Result<(), Error> {
        let (case, unit) = (&self.guide.case, self.unit);
        self.sheet.upright();
        titled(&mut self.sheet, case, &format!("{}整改成效评分卡", unit.unit))?;
        let back = Style::NOTE.link("返回排名", Some(guide::link_to("排名")));
        let number = self.guide.number(&unit.unit).unwrap_or_default();
        self.sheet.spans(&[
            (2, back),
            (6, Style::NOTE.right().text("单位序号（公式按它取数）")),
            (1, Style::NOTE.center().count(number)),
        ])?;
        let plan = Sums::of(self.guide, unit);
        self.headline(&plan)?;
        self.goal()?;
        let dimensions = self.dimensions(&plan)?;
        self.indicators(&plan)?;
        self.items(&plan)?;
        self.losses()?;
        self.vetoes()?;
        self.dearest(&plan)?;
        self.behind()?;
        self.sheet.skip();
        self.sheet.across(
            Style::NOTE,
            "单位确认（签字）：　　　　　　　　　　巡察办复核（签字）：　　　　　　　　　　日期：　　　年　　月　　日",
        )?;
        if let Some((first, last)) = dimensions {
            self.sheet.bars(RATE, first, last, Decimal::ONE)?;
        }
        self.sheet.end()
    }

    /// Says whether figures are formulas.
    fn is_live(&self) -> bool {
        self.guide.is_live()
    }

    /// The address of the number formulas know the unit by.
    fn number(&self) -> String {
        address(NUMBER)
    }

    fn live<'c>(&self, cell: Cell<'c>, formula: impl FnOnce() -> String) -> Cell<'c> {
        if self.is_live() { cell.live(formula()) } else { cell }
    }

    fn headline(&mut self, plan: &Sums) -> Result<(), Error> {
        let (case, unit) = (&self.guide.case, self.unit);
        let label = Style::BODY.fill(Fill::Band).center();
        let soon = format!("{}日内到期", case.policy.ladder.warning_days);
        let labels = ["得分", "名次", "等次", "完成率", "超期", &soon, "剔除预扣分", "年度得分"];
        let spans = [1, 1, 2, 1, 1, 1, 1, 1];
        let cells: Vec<(u16, Cell<'_>)> =
            spans.iter().zip(labels).map(|(span, text)| (*span, label.text(text.to_owned()))).collect();
        self.sheet.spans(&cells)?;
        let large = Style::BODY.points(13).bold(true).center();
        let ratio = unit.tally.completion;
        let rate = number::percent(ratio.numerator, ratio.denominator, case.policy.rounding);
        let number = self.number();
        let ranked = |title: &str| guide::looked_up(title, &number);
        let score = large.ink(Ink::Crimson).number(unit.score);
        let score = self.live(score, || plan.rounded(case.policy, &plan.exact(unit, POINTS)));
        let without =
            self.live(large.number(unit.score_without_provisional), || plan.rounded(case.policy, &plan.exact(unit, LASTING)));
        let annual = match (unit.annual, unit.other) {
            (None, _) => large.text(NOTHING),
            (Some(annual), None) => large.number(annual),
            (Some(annual), Some(other)) => self.live(large.number(annual), || {
                let weight = guide::WEIGHT;
                plan.rounded(case.policy, &format!("{weight}*({})+(1-{weight})*{}", plan.exact(unit, POINTS), other.normalize()))
            }),
        };
        let grade = large.fill(grade_fill(case, &unit.grade)).text(&*unit.grade);
        let grade = if unit.vetoes.is_empty() { self.live(grade, || guide::grade(case.policy, &address(SCORE))) } else { grade };
        let rate = rate.map_or_else(|| large.text(NOTHING), |rate| large.percent(rate));
        let cells = [
            (1, score),
            (1, self.rank(large.points(11))),
            (2, grade),
            (1, self.live(rate, || ranked("完成率"))),
            (1, self.live(large.count(unit.tally.overdue), || ranked("超期"))),
            (1, self.live(large.count(unit.tally.due_soon), || ranked("将到期"))),
            (1, without),
            (1, annual),
        ];
        let row = self.sheet.spans(&cells)?;
        assert_eq!(row, HEADLINE, "other sheets look for the figures there");
        self.sheet.alarm(OVERDUE, row, row, Fill::Red)
    }

    /// The rank with its range, as `UnitAssessment::place_among` says it.
    fn rank(&self, style: Style) -> Cell<'static> {
        let grouping = &self.guide.case.assessment.grouping;
        let said = self.unit.place_among(grouping);
        let number = self.unit.rank.to_string();
        let parts = said.split_once(&format!(" {number} ")).map(|(before, after)| (before.to_owned(), after.to_owned()));
        let cell = style.text(said);
        match parts {
            Some((before, after)) => {
                self.live(cell, || format!("\"{before} \"&{}&\" {after}\"", guide::looked_up("名次", &self.number())))
            }
            None => cell,
        }
    }

    /// Says how far the next better grade is.
    fn goal(&mut self) -> Result<(), Error> {
        let (policy, unit) = (self.guide.case.policy, self.unit);
        if !unit.vetoes.is_empty() {
            self.sheet.across(Style::NOTE, "目标：有一票否决，先消除否决情形；此前等次不由得分决定。")?;
            return Ok(());
        }
        let grades = &policy.grades;
        let at = grades.iter().position(|band| unit.score >= band.from).unwrap_or(grades.len().saturating_sub(1));
        let (better, is_best) = (at.saturating_sub(1), at == 0);
        let Some(band) = grades.get(better) else { return Ok(()) };
        let best = "目标：已经达到最高等次的分数线，还差";
        let goal = format!("目标：达到「{}」（{} 分），还差", band.title, number::plain(band.from));
        let goal = Style::BODY.right().text(if is_best { best.to_owned() } else { goal });
        let missing = if is_best { Decimal::ZERO } else { band.from - unit.score };
        // The first grade that is not reached, looked for from the best down.
        let next = |say: &dyn Fn(usize) -> String, reached: &str| {
            let score = address(SCORE);
            let tests: String =
                (1..grades.len()).map(|at| format!("IF({score}>={},{},", Figure::GradeFrom.name(at), say(at - 1))).collect();
            let last = say(grades.len().saturating_sub(1));
            format!("IF({score}>={},{reached},{tests}{last}{})", Figure::GradeFrom.name(0), ")".repeat(grades.len() - 1))
        };
        let goal = self.live(goal, || {
            let say = |at: usize| {
                format!("\"目标：达到「\"&{}&\"」（\"&{}&\" 分），还差\"", Figure::GradeName.name(at), Figure::GradeFrom.name(at))
            };
            next(&say, &format!("\"{best}\""))
        });
        let missing = self.live(Style::BODY.bold(true).right().number(missing), || {
            next(&|at| format!("ROUND({}-{},10)", Figure::GradeFrom.name(at), address(SCORE)), "0")
        });
        self.sheet.spans(&[(6, goal), (1, missing), (2, Style::BODY.text("分"))])?;
        Ok(())
    }

    fn vetoes(&mut self) -> Result<(), Error> {
        if self.unit.vetoes.is_empty() {
            return Ok(());
        }
        self.sheet.across(Style::SECTION, "一票否决")?;
        for veto in &self.unit.vetoes {
            let said = |fired: &Occurrence| match &fired.record {
                Some(record) => format!("{record} {}", fired.note),
                None => fired.note.clone(),
            };
            let mut why: Vec<String> = veto.occurrences.iter().map(said).collect();
            why.dedup();
            let body = Style::BODY.fill(Fill::Red);
            self.sheet.spans(&[
                (2, body.text(veto.title.as_str())),
                (4, body.text(veto.effect.as_str())),
                (3, Style::BODY.text(why.join("；"))),
            ])?;
        }
        Ok(())
    }
}

impl Sums {
    /// Reckons where the rows are going to stand: they follow from how many lines the sections have.
    fn of(guide: &Guide<'_>, unit: &UnitAssessment) -> Self {
        let dimensions = guide.dimensions(unit).len() as u32;
        // Headline and goal, then a section's title and header each.
        let first = HEADLINE + 2 + if dimensions > 0 { 2 + dimensions } else { 0 } + 2;
        let many = unit.indicators.len() as u32;
        let indicators = (many > 0).then(|| (first, first + many - 1));
        let begin = if many > 0 { first + many } else { first - 2 } + 2;
        let many = items::lines(unit).len() as u32;
        let items = (many > 0).then(|| (begin, begin + many - 1));
        Self { indicators, items }
    }

    /// Returns the sum of a column before it is rounded, within its bounds.
    fn exact(&self, unit: &UnitAssessment, column: u16) -> String {
        if unit.zeroed {
            return "0".to_owned();
        }
        let sum = |rows: &Option<(u32, u32)>| {
            rows.map(|(first, last)| format!("SUM({}:{})", address((first, column)), address((last, column))))
        };
        let parts: Vec<String> = [sum(&self.indicators), sum(&self.items)].into_iter().flatten().collect();
        let whole = if parts.is_empty() { "0".to_owned() } else { parts.join("+") };
        format!("MAX(0,MIN({},{whole}))", guide::BASE)
    }

    fn rounded(&self, policy: &crate::policy::Policy, expression: &str) -> String {
        guide::rounded(expression, policy.places, policy.rounding)
    }
}
