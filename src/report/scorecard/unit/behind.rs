//! What cost a unit most, and the rows behind every point, each leading to its record and its cell.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::{Cost, DeductionState};
use crate::model::field::Field;
use crate::model::ledger::Rectification;
use crate::model::number;
use crate::model::place::Place;
use crate::office::area::address;
use crate::office::style::{Ink, Style};
use crate::report::page::position;
use crate::report::scorecard::records;
use crate::report::scorecard::unit::{Card, FULL, POINTS, Sums};

/// How many of what cost points are named.
const DEAREST: usize = 3;

/// How many rows stand behind the points of one sheet; `得分明细` has them all.
const MOST_ROWS: usize = 60;

/// How much of a problem's text is told.
const EXCERPT_CHARS: usize = 24;

/// Tells a record: its status, and how its problem begins.
fn told(record: &Rectification) -> String {
    let problem = record.text(Field::Problem).map_or("", |text| text.as_str());
    let begin: String = problem.chars().take(EXCERPT_CHARS).collect();
    let more = if begin.len() < problem.len() { "…" } else { "" };
    format!("{}：{begin}{more}", record.status.label())
}

/// A row behind a point.
struct Behind<'a> {
    what: &'a str,
    record: Option<String>,
    note: String,
    place: &'a Place,
}

/// Puts a cost into words: its title, its figures, and the formula of its points.
fn worded<'a>(cost: &Cost<'a>, plan: &Sums) -> (&'a str, String, String) {
    let row = |rows: Option<(u32, u32)>, at: usize| rows.map_or(0, |(first, _)| first) + at as u32;
    let part = |part: Decimal| number::plain(part.round_dp(2));
    match cost {
        Cost::Short(at, value) => {
            let row = row(plan.indicators, *at);
            let fact = match (value.numerator, value.denominator) {
                _ if !value.losses.is_empty() => format!("扣分 {} 项", value.losses.len()),
                (Some(numerator), Some(denominator)) => format!("{}/{}", part(numerator), part(denominator)),
                _ => String::new(),
            };
            (&value.title, fact, format!("{}-{}", address((row, FULL)), address((row, POINTS))))
        }
        Cost::Taken(at, lost) => {
            let fact = format!("{} 次，{}", lost.occurrences.len(), lost.state.label());
            (&lost.title, fact, format!("-{}", address((row(plan.items, *at), POINTS))))
        }
    }
}

impl Card<'_, '_, '_> {
    /// Names the three things that cost most, dearest first.
    pub(super) fn dearest(&mut self, plan: &Sums) -> Result<(), Error> {
        let costs = self.unit.costs();
        self.sheet.across(Style::SECTION, "四、失分最多的三项")?;
        if costs.is_empty() {
            self.sheet.across(Style::BODY, "没有失分。")?;
            return Ok(());
        }
        for (at, cost) in costs.into_iter().take(DEAREST).enumerate() {
            let (title, fact, formula) = worded(&cost, plan);
            let body = Style::BODY;
            let lost = self.live(body.bold(true).right().places(cost.points(), 2), || formula);
            self.sheet.spans(&[
                (1, body.center().count(at as u64 + 1)),
                (4, body.text(title)),
                (1, body.right().text("失分")),
                (1, lost),
                (2, body.text(fact)),
            ])?;
        }
        Ok(())
    }

    /// Lists the rows behind what was lost, and where each stands.
    pub(super) fn behind(&mut self) -> Result<(), Error> {
        let unit = self.unit;
        let (guide, places) = (self.guide, &self.guide.places);
        let losses = || {
            let all = unit.indicators.iter().flat_map(|value| &value.losses).chain(&unit.deductions);
            all.filter(|lost| lost.state != DeductionState::Restored)
        };
        let short = || unit.indicators.iter().filter(|value| value.points < value.full && value.losses.is_empty());
        let all =
            losses().map(|lost| lost.occurrences.len()).sum::<usize>() + short().map(|value| value.records.len()).sum::<usize>();
        let lost = losses().flat_map(|lost| {
            lost.occurrences.iter().map(move |fired| Behind {
                what: &lost.title,
                record: fired.record.as_ref().map(ToString::to_string),
                note: format!("{}（{}，每次 {} 分）", fired.note, lost.state.label(), number::plain(fired.points)),
                place: &fired.place,
            })
        });
        let short = short().flat_map(|value| {
            value.records.iter().map(move |place| Behind {
                what: &value.title,
                record: places.record(place).and_then(|record| record.label()).map(ToString::to_string),
                note: places.record(place).map_or_else(|| value.note.clone().unwrap_or_default(), told),
                place,
            })
        });
        let rows: Vec<Behind<'_>> = lost.chain(short).take(MOST_ROWS).collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.sheet.across(Style::SECTION, "五、失分的依据")?;
        let head = Style::HEAD.points(10);
        let titles = [(1, "问题编号"), (1, "项目"), (5, "事由"), (2, "出处")];
        self.sheet.spans(&titles.map(|(span, title)| (span, head.text(title))))?;
        for row in &rows {
            let small = Style::BODY.points(9);
            let listed = places.at(row.place).and_then(|at| records::cell_of(guide, at));
            let sheet = row.place.sheet.as_deref().unwrap_or_default();
            let whence = [&*row.place.file, sheet, &position(row.place)].join(" ");
            self.sheet.spans(&[
                (1, small.center().link(row.record.clone().unwrap_or_default(), listed.map(|area| area.link()))),
                (1, small.text(row.what.to_owned())),
                (5, small.text(row.note.clone())),
                (2, small.ink(Ink::Grey).text(whence.trim().to_owned())),
            ])?;
        }
        if all > rows.len() {
            let rest = format!("其余 {} 条见「得分明细」。", all - rows.len());
            self.sheet.across(Style::NOTE, &rest)?;
        }
        Ok(())
    }
}
