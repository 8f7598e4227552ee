//! Sheet `得分明细`: how every unit's score comes about, indicator by indicator, down to the rows behind each point.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::{Deduction, DeductionState, IndicatorValue, Occurrence, UnitAssessment, Verdict};
use crate::model::field::Field;
use crate::model::number;
use crate::model::place::Place;
use crate::model::receipt::{self, LineKind};
use crate::office::style::{Cell, Fill, Frame, Ink, Style};
use crate::office::xlsx::{Plan, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, position, widths};
use crate::report::scorecard::guide::Places;
use crate::report::scorecard::{NOTHING, grade_fill, shown};

const COLUMNS: [Column; 13] = [
    column("单位", 18.0),
    column("维度", 14.0),
    column("项目", 24.0),
    column("满分", 7.0),
    column("得分", 9.0),
    column("分子", 8.5),
    column("分母", 8.5),
    column("状态", 10.0),
    column("说明", 42.0),
    column("依据文件", 26.0),
    column("依据表", 11.0),
    column("依据位置", 10.0),
    column("依据单元格", 12.0),
];

/// Rows of evidence on the whole sheet; what goes beyond is counted, not listed, so that the sheet still opens.
const MOST_EVIDENCE: usize = 200_000;

/// How much of a problem's wording stands beside its row, in characters.
const EXCERPT_CHARS: usize = 40;

/// Returns what the sheet is going to be. Its rows fold, which the writer forgets of rows that go to disk while the sheet
/// grows.
pub(super) fn plan() -> Plan {
    Plan { name: "得分明细", widths: widths(&COLUMNS), rows: 0 }
}

/// Fills the sheet.
pub(super) fn fill(mut sheet: Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    masthead(&mut sheet, case, "巡察整改得分明细")?;
    let head = header(&mut sheet, &COLUMNS, Style::HEAD, 1)?;
    let mut details = Details { sheet, case, records: Places::new(case.ledger), left: MOST_EVIDENCE };
    for unit in case.assessment.ranking() {
        details.unit(unit)?;
    }
    let mut sheet = details.sheet;
    sheet.filter(head)?;
    sheet.end()
}

struct Details<'s, 'a> {
    sheet: Sheet<'s>,
    case: &'s Case<'a>,
    records: Places<'a>,
    /// How many rows of evidence may still be listed.
    left: usize,
}

/// One line of a unit: an indicator, a deduction, a bonus, a veto, the total.
struct Line<'a> {
    dimension: &'a str,
    title: &'a str,
    full: Option<Decimal>,
    points: Option<Decimal>,
    parts: [Option<Decimal>; 2],
    state: &'a str,
    note: String,
}

/// Says what was taken off within an indicator, and its remark.
fn indicator_note(case: &Case<'_>, value: &IndicatorValue) -> String {
    let loss = |loss: &Deduction| format!("{}（{}）扣 {}", loss.title, loss.state.label(), shown(case, loss.points));
    value.losses.iter().map(loss).chain(value.note.clone()).collect::<Vec<_>>().join("；")
}

/// One row of evidence below a line.
struct Evidence<'a> {
    label: Option<&'a str>,
    note: String,
    place: &'a Place,
    /// The addresses of the cells that decided.
    cells: String,
}

impl<'a> Details<'_, 'a> {
    fn unit(&mut self, unit: &'a UnitAssessment) -> Result<(), Error> {
        self.band(unit)?;
        let receipt = (self.case.receipts.0)(unit);
        let behind =
            |kind, id: &str, state| receipt.lines.iter().find(|line| line.kind == kind && *line.id == *id && line.state == state);
        let mut sum = Decimal::ZERO;
        for value in &unit.indicators {
            sum += self.indicator(unit, value, behind(LineKind::Indicator, &value.id, None))?;
        }
        for deduction in &unit.deductions {
            sum -= self.deduction(unit, deduction, behind(LineKind::Deduction, &deduction.id, Some(deduction.state)))?;
        }
        for bonus in &unit.bonuses {
            let points = shown(self.case, bonus.points);
            sum += points;
            let line = Line { points: Some(points), ..Line::of("加分", &bonus.title, "加分") };
            self.line(unit, &line)?;
            self.evidence(unit, occurrences(&bonus.occurrences, behind(LineKind::Bonus, &bonus.id, None)))?;
        }
        for veto in &unit.vetoes {
            let line = Line { note: veto.effect.clone(), ..Line::of("否决", &veto.title, "否决") };
            self.line(unit, &line)?;
            self.evidence(unit, occurrences(&veto.occurrences, behind(LineKind::Veto, &veto.id, None)))?;
        }
        self.remainder(unit, unit.score - sum)?;
        self.total(unit)
    }

    /// The bold line that opens a unit.
    fn band(&mut self, unit: &UnitAssessment) -> Result<(), Error> {
        let band = Style::BODY.bold(true).fill(Fill::Band).frame(Frame::Begins);
        let mut cells = vec![band.text(&*unit.unit), band.text_or_blank(unit.group.as_deref())];
        cells.resize(COLUMNS.len(), band.blank());
        self.sheet.row(&cells)?;
        Ok(())
    }

    /// Returns the points as shown.
    fn indicator(
        &mut self,
        unit: &UnitAssessment,
        value: &'a IndicatorValue,
        behind: Option<&receipt::Line>,
    ) -> Result<Decimal, Error> {
        let case = self.case;
        let points = shown(case, value.points);
        let part = |part: Option<Decimal>| part.map(|part| if part.scale() > 2 { shown(case, part) } else { part.normalize() });
        let small = unit.small.iter().filter(|base| base.id == value.id).map(|base| base.sentence());
        let notes: Vec<String> = [indicator_note(case, value)].into_iter().filter(|note| !note.is_empty()).chain(small).collect();
        let line = Line {
            full: Some(value.full.normalize()),
            points: Some(points),
            parts: [part(value.numerator), part(value.denominator)],
            note: notes.join("；"),
            ..Line::of(
                case.policy.dimension_title(&value.dimension),
                &value.title,
                if value.applicable { "适用" } else { "不适用" },
            )
        };
        self.line(unit, &line)?;
        if !value.losses.is_empty() {
            self.evidence(unit, occurrences(value.losses.iter().flat_map(|loss| &loss.occurrences), behind))?;
        } else if value.points < value.full {
            let cells: HashMap<&Place, String> =
                behind.iter().flat_map(|line| &line.evidence).map(|row| (&row.place, addresses(row))).collect();
            let row = |place| Evidence { cells: cells.get(place).cloned().unwrap_or_default(), ..evidence(&self.records, place) };
            let rows = value.records.iter().map(row).collect();
            self.evidence(unit, rows)?;
        }
        Ok(points)
    }

    /// Returns the points as shown, not negative.
    fn deduction(
        &mut self,
        unit: &UnitAssessment,
        deduction: &'a Deduction,
        behind: Option<&receipt::Line>,
    ) -> Result<Decimal, Error> {
        let points = shown(self.case, deduction.points);
        let note = match (deduction.capped, deduction.state) {
            (true, _) => format!("共 {} 次，已到扣分上限", deduction.occurrences.len()),
            (false, DeductionState::Restored) => format!("共 {} 次，已在期内改正，分数恢复", deduction.occurrences.len()),
            (false, _) => format!("共 {} 次", deduction.occurrences.len()),
        };
        let line = Line { points: Some(-points), note, ..Line::of("减分", &deduction.title, deduction.state.label()) };
        self.line(unit, &line)?;
        self.evidence(unit, occurrences(&deduction.occurrences, behind))?;
        Ok(points)
    }

    /// Adds what makes the shown figures add up to the score, when they do not of themselves.
    fn remainder(&mut self, unit: &UnitAssessment, remainder: Decimal) -> Result<(), Error> {
        if remainder.is_zero() {
            return Ok(());
        }
        let shown_lines = unit.indicators.len() + unit.deductions.len() + unit.bonuses.len();
        let step = Decimal::new(1, self.case.policy.places);
        let (title, note) = if !unit.vetoes.is_empty() {
            ("否决调整", "一票否决后的总分与各项之和的差额".to_owned())
        } else if remainder.abs() <= step * Decimal::from(shown_lines) {
            ("尾差", "各项显示值舍入所致，得分按未舍入的各项计算".to_owned())
        } else {
            ("限额调整", format!("总分限于 0 至 {} 分", number::plain(self.case.policy.base)))
        };
        let line = Line { points: Some(remainder), note, ..Line::of("", title, "") };
        self.line(unit, &line)
    }

    fn total(&mut self, unit: &UnitAssessment) -> Result<(), Error> {
        let bold = Style::BODY.bold(true);
        let note = [
            unit.place_among(&self.case.assessment.grouping),
            format!("剔除预扣分 {}", unit.score_without_provisional),
            decided("评优资格", &unit.honours, ["具备", "不具备"]),
            decided("优先保障", &unit.resources, ["是", "否"]),
        ];
        self.sheet.row(&[
            bold.text(&*unit.unit),
            bold.blank(),
            bold.text("合计"),
            bold.blank(),
            bold.right().number(unit.score),
            bold.blank(),
            bold.blank(),
            bold.center().fill(grade_fill(self.case, &unit.grade)).text(&*unit.grade),
            Style::BODY.text(note.join("；")),
            bold.blank(),
            bold.blank(),
            bold.blank(),
            bold.blank(),
        ])?;
        Ok(())
    }

    fn line(&mut self, unit: &UnitAssessment, line: &Line<'_>) -> Result<(), Error> {
        let body = Style::BODY;
        let number = |value: Option<Decimal>| value.map_or_else(|| body.blank(), |value| body.right().number(value));
        self.sheet.row(&[
            body.text(&*unit.unit),
            body.text(line.dimension),
            body.text(line.title),
            number(line.full),
            number(line.points),
            number(line.parts[0]),
            number(line.parts[1]),
            body.center().fill(state_fill(line.state)).text(line.state),
            body.text(line.note.as_str()),
            body.blank(),
            body.blank(),
            body.blank(),
            body.blank(),
        ])?;
        Ok(())
    }

    /// Adds a foldable row for every record behind a line.
    fn evidence(&mut self, unit: &UnitAssessment, rows: Vec<Evidence<'a>>) -> Result<(), Error> {
        let (all, first) = (rows.len(), self.sheet.next_row());
        let listed = all.min(self.left);
        self.left -= listed;
        let small = Style::BODY.points(9).ink(Ink::Grey);
        let row = |label: Option<&'a str>, note: String, place: Option<&'a Place>, cells: String| -> [Cell<'a>; 13] {
            [
                small.text(unit.unit.to_string()),
                small.blank(),
                small.indent(1).text_or_blank(label),
                small.blank(),
                small.blank(),
                small.blank(),
                small.blank(),
                small.blank(),
                small.text(note),
                place.map_or_else(|| small.blank(), |place| small.text(&*place.file)),
                small.center().text_or_blank(place.and_then(|place| place.sheet.as_deref())),
                small.center().text(place.map(position).unwrap_or_default()),
                small.center().text(cells),
            ]
        };
        for evidence in rows.into_iter().take(listed) {
            self.sheet.row(&row(evidence.label, evidence.note, Some(evidence.place), evidence.cells))?;
        }
        if listed < all {
            self.sheet.row(&row(None, format!("其余 {} 条从略，见「问题总表」", all - listed), None, String::new()))?;
        }
        if self.sheet.next_row() > first {
            self.sheet.outline(first, self.sheet.next_row() - 1)?;
        }
        Ok(())
    }
}

impl<'a> Line<'a> {
    fn of(dimension: &'a str, title: &'a str, state: &'a str) -> Self {
        Self { dimension, title, full: None, points: None, parts: [None, None], state, note: String::new() }
    }
}

/// Says what was decided and by which rules: those that were met, or those that were not.
fn decided(what: &str, verdict: &Verdict, words: [&str; 2]) -> String {
    let why = if verdict.eligible { &verdict.grounds } else { &verdict.reasons };
    let why = if why.is_empty() { String::new() } else { format!("（{}）", why.join("，")) };
    format!("{what}：{}{why}", words[usize::from(!verdict.eligible)])
}

fn state_fill(state: &str) -> Fill {
    match state {
        "不适用" => Fill::Grey,
        "加分" => Fill::Green,
        "否决" => Fill::Red,
        state if state == DeductionState::Final.label() => Fill::Red,
        state if state == DeductionState::Provisional.label() => Fill::Yellow,
        state if state == DeductionState::Restored.label() => Fill::Green,
        _ => Fill::None,
    }
}

/// Returns a row for each occurrence, with the cells the receipt names for it.
fn occurrences<'o>(all: impl IntoIterator<Item = &'o Occurrence>, behind: Option<&receipt::Line>) -> Vec<Evidence<'o>> {
    let told = behind.map(|line| &line.evidence[..]).unwrap_or_default();
    let cells = told.iter().map(addresses).chain(std::iter::repeat_with(String::new));
    all.into_iter().zip(cells).map(|(occurrence, cells)| Evidence { cells, ..self::occurrence(occurrence) }).collect()
}

/// Returns the addresses of the cells behind a row of a receipt: `H25、J25`.
fn addresses(evidence: &receipt::Evidence) -> String {
    let cells: Vec<String> = evidence.cells.iter().filter_map(|cited| cited.place.cell).map(|cell| cell.to_string()).collect();
    cells.join("、")
}

fn occurrence(occurrence: &Occurrence) -> Evidence<'_> {
    let note = format!("{}（每次 {} 分）", occurrence.note, number::plain(occurrence.points));
    Evidence { label: occurrence.record.as_deref(), note, place: &occurrence.place, cells: String::new() }
}

/// Returns the record at a place with its wording, or the bare place where it is no record of the ledger.
fn evidence<'a>(records: &Places<'a>, place: &'a Place) -> Evidence<'a> {
    match records.record(place) {
        None => Evidence { label: None, note: NOTHING.to_owned(), place, cells: String::new() },
        Some(record) => {
            let problem = record.text(Field::Problem).map_or("", |text| text.as_str());
            let mut note: String = problem.chars().take(EXCERPT_CHARS).collect();
            if note.len() < problem.len() {
                note.push('…');
            }
            let note = format!("{note}（{}）", record.status.label());
            Evidence { label: record.label().map(|label| label.as_str()), note, place, cells: String::new() }
        }
    }
}
