//! The risk points of the registers, and which level each pair of likelihood and impact has.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::field::Field;
use crate::model::ledger::{Risk, RiskLevel};
use crate::model::register::degree;
use crate::model::standard::DEGREES;
use crate::report::Case;
use crate::report::dashboard::index::{Index, NONE, cut};
use crate::report::dashboard::size::Bounds;
use crate::report::dashboard::withheld::Withheld;

/// Levels, highest first.
const LEVELS: [RiskLevel; 3] = [RiskLevel::High, RiskLevel::Medium, RiskLevel::Low];

/// How much of a written value is shown, in characters.
const VALUE_CHARS: usize = 12;

#[derive(Debug, Serialize)]
pub(super) struct Risks {
    levels: [&'static str; 3],
    likely: Vec<String>,
    impact: Vec<String>,
    grid: Vec<Vec<usize>>,
    points: Vec<Point>,
}

/// Unit, department or post, risk point, level, likelihood, impact, value, responsible leader, file, cell.
#[derive(Debug, Serialize)]
struct Point(i64, i64, i64, i64, i64, i64, String, i64, i64, String);

/// Returns the risk points; `None` where there are none.
pub(super) fn of(case: &Case<'_>, withheld: &Withheld, index: &mut Index, bounds: &Bounds) -> Option<Risks> {
    let risks: Vec<&Risk> = case.ledger.risks.iter().filter(|risk| !withheld.hides_risk(risk)).collect();
    if risks.is_empty() {
        return None;
    }
    let degrees = |field: Field| risks.iter().filter_map(move |risk| risk.text(field).and_then(|text| degree(text)));
    let likely = words(degrees(Field::Likelihood).max(), "可能性");
    let impact = words(degrees(Field::Impact).max(), "");
    let level = |likely: usize, impact: usize| {
        let level = case.policy.risk.of_product(Decimal::from((likely + 1) * (impact + 1)));
        LEVELS.iter().position(|known| *known == level).unwrap_or_default()
    };
    let grid = (0..likely.len()).map(|row| (0..impact.len()).map(|column| level(row, column)).collect()).collect();
    let points = risks.iter().map(|risk| point(case, risk, index, bounds)).collect();
    Some(Risks { levels: LEVELS.map(RiskLevel::label), likely, impact, grid, points })
}

/// Returns the words of the degrees; a fifth one, which only a digit can name, where some risk point has it.
fn words(most: Option<u32>, before: &str) -> Vec<String> {
    let mut words: Vec<String> = DEGREES.iter().map(|word| format!("{before}{word}")).collect();
    if most > Some(DEGREES.len() as u32) {
        words.push(format!("{before}最高（5）"));
    }
    words
}

fn point(case: &Case<'_>, risk: &Risk, index: &mut Index, bounds: &Bounds) -> Point {
    let text = |fields: &[Field]| fields.iter().find_map(|field| risk.text(*field)).map_or("", |text| text.as_str());
    let degree = |field| risk.text(field).and_then(|text| degree(text)).map_or(NONE, |degree| i64::from(degree) - 1);
    let level = case.policy.risk.level(risk).and_then(|level| LEVELS.iter().position(|known| *known == level));
    let written = [Field::RiskPoint, Field::RiskDesc].into_iter().find_map(|field| risk.cells.get(field));
    let place = match written.or_else(|| risk.cells.iter().next()) {
        Some(cell) => case.ledger.table(cell.table).place().cell(cell.at),
        None => case.ledger.row_place(risk.table, risk.row),
    };
    let (file, cell) = index.place(&place);
    Point(
        index.unit(risk.unit.as_ref()),
        index.text(text(&[Field::Dept, Field::Post]), bounds.note_chars),
        index.text(text(&[Field::RiskPoint, Field::RiskDesc]), bounds.message_chars),
        level.map_or(NONE, |level| level as i64),
        degree(Field::Likelihood),
        degree(Field::Impact),
        cut(text(&[Field::Value]), VALUE_CHARS),
        index.person(risk.text(Field::LeadPerson)),
        file,
        cell,
    )
}
