//! Makes receipts: assessment → `Receipt`, with the cells that decided and the words that stand there.
//!
//! Nothing is measured anew: the points are the assessment's, and the rows are those it names.

use rust_decimal::Decimal;

use crate::model::assessment::{Assessment, Deduction, DeductionState, IndicatorValue, Occurrence, UnitAssessment};
use crate::model::field::Field;
use crate::model::hash::HashMap;
use crate::model::ledger::Rectification;
use crate::model::number::{self, plain};
use crate::model::place::Place;
use crate::model::receipt::{Cited, Evidence, Line, LineKind, Receipt};
use crate::score::deduction::DEDUCTIONS;
use crate::score::indicator::{INDICATORS, Indicator};
use crate::score::veto::{VETOES, zeroes_score};
use crate::score::{Case, item};

/// Everything receipts are made from; made once for all units.
#[derive(Debug)]
pub struct Receipts<'a> {
    case: Case<'a>,
    /// The records behind each thing that counts, by where its first record stands.
    items: HashMap<Place, Vec<&'a Rectification>>,
}

impl<'a> Receipts<'a> {
    /// Looks up what counts for every unit.
    pub fn new(case: Case<'a>, assessment: &Assessment) -> Self {
        let units = item::units(&case, &assessment.standings);
        let items = units.into_iter().flat_map(|unit| unit.items).map(|item| (item.place, item.records));
        Self { items: items.collect(), case }
    }

    /// Makes a unit's receipt.
    pub fn of(&self, unit: &UnitAssessment) -> Receipt {
        let mut lines: Vec<Line> = unit.indicators.iter().map(|value| self.indicator(unit, value)).collect();
        lines.extend(unit.deductions.iter().map(|deduction| self.deduction(deduction)));
        lines.extend(unit.bonuses.iter().map(|bonus| {
            let evidence = bonus.occurrences.iter().map(|occurrence| self.occurrence(occurrence, &[])).collect();
            Line { points: bonus.points, evidence, ..self.line(LineKind::Bonus, &bonus.id, &bonus.title) }
        }));
        let sum: Decimal = lines.iter().map(|line| line.points).sum();
        let limited = sum.clamp(Decimal::ZERO, self.case.policy.base);
        if limited != sum {
            let title = format!("限额调整：总分限于 0 至 {} 分", plain(self.case.policy.base));
            lines.push(Line { points: limited - sum, ..self.line(LineKind::Limit, "", &title) });
        }
        let mut left = limited;
        for veto in &unit.vetoes {
            let points = if zeroes_score(self.case.policy, std::slice::from_ref(veto)) {
                -std::mem::take(&mut left)
            } else {
                Decimal::ZERO
            };
            let evidence = veto.occurrences.iter().map(|occurrence| self.occurrence(occurrence, &[])).collect();
            let notes = vec![veto.effect.clone()];
            lines.push(Line { points, notes, evidence, ..self.line(LineKind::Veto, &veto.id, &veto.title) });
        }
        Receipt { unit: unit.unit.clone(), lines, score: unit.score }
    }

    fn line(&self, kind: LineKind, id: &str, title: &str) -> Line {
        let about = match kind {
            LineKind::Indicator => INDICATORS.iter().map(|item| item.about()).find(|about| about.id == id),
            LineKind::Deduction => DEDUCTIONS.iter().map(|item| item.about()).find(|about| about.id == id),
            LineKind::Veto => VETOES.iter().map(|item| item.about()).find(|about| about.id == id),
            LineKind::Bonus | LineKind::Limit => None,
        };
        Line {
            kind,
            id: id.into(),
            title: title.into(),
            clause: self.source(kind, id).or(about.map(|about| about.source.to_string())).unwrap_or_else(|| self.document()),
            points: Decimal::ZERO,
            full: None,
            numerator: None,
            denominator: None,
            state: None,
            capped: false,
            notes: Vec::new(),
            evidence: Vec::new(),
        }
    }

    /// Returns where the office says an item is written.
    fn source(&self, kind: LineKind, id: &str) -> Option<String> {
        let policy = self.case.policy;
        match kind {
            LineKind::Indicator => policy.indicators.iter().find(|rule| rule.id == id)?.source.clone(),
            LineKind::Deduction => policy.deductions.iter().find(|rule| rule.id == id)?.source.clone(),
            LineKind::Veto => policy.vetoes.iter().find(|rule| rule.id == id)?.source.clone(),
            LineKind::Bonus | LineKind::Limit => None,
        }
    }

    /// Returns what stands for a clause where nobody named one: the policy itself.
    fn document(&self) -> String {
        let stamp = &self.case.policy.stamp;
        format!("{}，版本 {}", stamp.title, stamp.version)
    }

    fn indicator(&self, unit: &UnitAssessment, value: &IndicatorValue) -> Line {
        let built_in = INDICATORS.iter().find(|indicator| *indicator.about().id == *value.id).copied();
        let mut notes: Vec<String> = value.note.iter().cloned().collect();
        notes.extend(unit.small.iter().filter(|base| base.id == value.id).map(|base| base.sentence()));
        let losses = value.losses.iter().flat_map(|loss| {
            let fields = deciding(&loss.id, loss.state);
            loss.occurrences.iter().map(move |occurrence| self.occurrence(occurrence, fields))
        });
        let costly = value.losses.is_empty() && value.points < value.full;
        let rows = value.records.iter().filter(|_| costly).flat_map(|place| self.row(place, value, built_in));
        notes.extend(value.losses.iter().map(|loss| {
            let capped = if loss.capped { "，已到上限" } else { "" };
            format!("{}（{}）扣 {}{capped}", loss.title, loss.state.label(), number::plain(loss.points.round_dp(4)))
        }));
        Line {
            points: value.points,
            full: Some(value.full),
            numerator: value.numerator,
            denominator: value.denominator,
            notes,
            evidence: losses.chain(rows).collect(),
            ..self.line(LineKind::Indicator, &value.id, &value.title)
        }
    }

    /// Returns what cost points at a place: the records to blame, or the row of another workbook.
    fn row(&self, place: &Place, value: &IndicatorValue, built_in: Option<&dyn Indicator>) -> Vec<Evidence> {
        let plain = |cells| Evidence { place: place.clone(), record: None, note: None, points: None, cells };
        let Some(records) = self.items.get(place) else {
            let rule = self.case.policy.indicators.iter().find(|rule| *rule.id == *value.id);
            let figure = rule.and_then(|rule| rule.figure.as_ref());
            let cells = self.cited(place).into_iter().filter(|cited| match figure {
                Some(figure) => [&figure.numerator, &figure.denominator].iter().any(|header| ***header == *cited.label),
                None => true,
            });
            return vec![plain(cells.collect())];
        };
        let blamed = records.iter().filter_map(|record| {
            let fields = built_in.map(|indicator| indicator.blamed(self.case.policy, record)).unwrap_or_default();
            (!fields.is_empty()).then(|| self.record(record, &fields))
        });
        let blamed: Vec<Evidence> = blamed.collect();
        if blamed.is_empty() { records.iter().take(1).map(|record| self.record(record, &[])).collect() } else { blamed }
    }

    fn record(&self, record: &Rectification, fields: &[Field]) -> Evidence {
        let ledger = self.case.ledger;
        let cells = fields.iter().map(|field| Cited {
            place: ledger.field_place(record.table, record.row, &record.cells, *field),
            field: Some(*field),
            label: field.label().into(),
            text: record.text(*field).cloned(),
        });
        Evidence {
            place: ledger.row_place(record.table, record.row),
            record: record.label().cloned(),
            note: None,
            points: None,
            cells: cells.collect(),
        }
    }

    /// Returns the cells of a row beside the ledger, but for the one that names the unit.
    fn cited(&self, place: &Place) -> Vec<Cited> {
        let names_unit = |field| matches!(field, Some(Field::Unit | Field::TransferTo | Field::Seq));
        let cells = self.case.inputs.cells.get(place).into_iter().flatten().filter(|cell| !names_unit(cell.field));
        let sheet = Place { row: None, cell: None, ..place.clone() };
        cells
            .map(|cell| Cited {
                place: sheet.clone().cell(cell.at),
                field: cell.field,
                label: cell.label.clone(),
                text: Some(cell.text.clone()),
            })
            .collect()
    }

    fn deduction(&self, deduction: &Deduction) -> Line {
        let fields = deciding(&deduction.id, deduction.state);
        Line {
            points: -deduction.points,
            state: Some(deduction.state),
            capped: deduction.capped,
            evidence: deduction.occurrences.iter().map(|occurrence| self.occurrence(occurrence, fields)).collect(),
            ..self.line(LineKind::Deduction, &deduction.id, &deduction.title)
        }
    }

    fn occurrence(&self, occurrence: &Occurrence, fields: &[Field]) -> Evidence {
        let points = (!occurrence.points.is_zero()).then_some(occurrence.points);
        let note = Some(occurrence.note.clone());
        match self.items.get(&occurrence.place).and_then(|records| self.latest(records)) {
            Some(record) => Evidence { note, points, ..self.record(record, &deadline_fields(record, fields)) },
            None => Evidence {
                place: occurrence.place.clone(),
                record: occurrence.record.clone(),
                note,
                points,
                cells: self.cited(&occurrence.place),
            },
        }
    }

    /// Returns the record whose deadline a problem goes by: the latest.
    fn latest(&self, records: &[&'a Rectification]) -> Option<&'a Rectification> {
        // Of equal ones the first, which is where the problem begins.
        records.iter().rev().max_by_key(|record| record.deadline.date).copied()
    }
}

/// Returns the columns that decide whether a record is late; an office's own items decide by others.
fn deciding(id: &str, state: DeductionState) -> &'static [Field] {
    match state {
        _ if id != "overdue" => &[],
        DeductionState::Provisional => &[Field::Deadline, Field::Status],
        DeductionState::Final | DeductionState::Restored => &[Field::Deadline, Field::Status, Field::DoneDate],
    }
}

/// Returns the fields with the extended deadline for the first one where there is one.
pub(super) fn deadline_fields(record: &Rectification, fields: &[Field]) -> Vec<Field> {
    let extended = record.is_filled(Field::DeadlineNew);
    let in_force = |field: &Field| if *field == Field::Deadline && extended { Field::DeadlineNew } else { *field };
    fields.iter().map(in_force).collect()
}
