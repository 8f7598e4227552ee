//! Makes receipts: assessment → `Receipt`, with the cells that decided and the words that stand there.
//!
//! Nothing is measured anew: the points are the assessment's, and the rows are those it names.

use rust_decimal::Decimal;

use crate::model::assessment::{Assessment, Bonus, Deduction, DeductionState, IndicatorValue, Occurrence, UnitAssessment};
use crate::model::field::Field;
use crate::model::hash::HashMap;
use crate::model::ledger::Rectification;
use crate::model::number::plain;
use crate::model::place::Place;
use crate::model::receipt::{Cited, Evidence, Line, LineKind, Receipt};
use crate::model::text::Text;
use crate::policy::expression::Condition;
use crate::policy::expression::row::RectificationRow;
use crate::policy::{IndicatorRule, ShareRule, Trigger};
use crate::score::deduction::DEDUCTIONS;
use crate::score::indicator::{INDICATORS, Indicator};
use crate::score::veto::{Short, VETOES, zeroes_score};
use crate::score::{Case, indicator, item, veto};

mod columns;

/// How many places a remark names.
const FEW: usize = 3;

/// Everything receipts are made from; made once for all units.
#[derive(Debug)]
pub struct Receipts<'a> {
    case: Case<'a>,
    /// What moved no points of each unit.
    remarks: HashMap<Text, Vec<String>>,
    /// The records behind each thing that counts, by where its first record stands.
    items: HashMap<Place, Vec<&'a Rectification>>,
}

impl<'a> Receipts<'a> {
    /// Looks up what counts for every unit.
    pub fn new(case: Case<'a>, assessment: &Assessment) -> Self {
        let units = item::units(&case, &assessment.standings);
        let remarks =
            units.iter().map(|unit| (unit.name.clone(), veto::short(&case, unit).iter().map(short).collect())).collect();
        let items = units.into_iter().flat_map(|unit| unit.items).map(|item| (item.place, item.records));
        Self { items: items.collect(), case, remarks }
    }

    /// Makes a unit's receipt.
    pub fn of(&self, unit: &UnitAssessment) -> Receipt {
        let mut lines: Vec<Line> = unit.indicators.iter().map(|value| self.indicator(unit, value)).collect();
        lines.extend(unit.deductions.iter().map(|deduction| self.deduction(deduction)));
        lines.extend(unit.bonuses.iter().map(|bonus| self.bonus(bonus)));
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
            let rule = self.case.policy.vetoes.iter().find(|rule| *rule.id == *veto.id);
            let look = rule.map_or(Look::Columns(&[]), |rule| Look::at(&rule.kind));
            let evidence = veto.occurrences.iter().map(|occurrence| self.occurrence(occurrence, look)).collect();
            let notes = [veto.effect.clone()].into_iter().chain(look.sentence()).collect();
            lines.push(Line { points, notes, evidence, ..self.line(LineKind::Veto, &veto.id, &veto.title) });
        }
        let remarks = self.remarks.get(&unit.unit).cloned().unwrap_or_default();
        Receipt { unit: unit.unit.clone(), lines, score: unit.score, remarks }
    }

    fn bonus(&self, bonus: &Bonus) -> Line {
        let entered: Decimal = bonus.occurrences.iter().map(|occurrence| occurrence.points).sum();
        let capped = bonus.points < entered;
        let cut = format!("共登记加 {} 分，办法规定最多加 {} 分", plain(entered), plain(self.case.policy.bonus_cap));
        Line {
            points: bonus.points,
            capped,
            notes: capped.then_some(cut).into_iter().collect(),
            evidence: bonus.occurrences.iter().map(|occurrence| self.occurrence(occurrence, Look::Columns(&[]))).collect(),
            ..self.line(LineKind::Bonus, &bonus.id, &bonus.title)
        }
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
        let rule = self.case.policy.indicators.iter().find(|rule| *rule.id == *value.id);
        let mut notes: Vec<String> = value.note.iter().cloned().collect();
        notes.extend(rule.into_iter().flat_map(|rule| self.rules_of(unit, value, rule)));
        notes.extend(unit.small.iter().filter(|base| base.id == value.id).map(|base| base.sentence()));
        let losses = value.losses.iter().flat_map(|loss| {
            let look = self.look(&loss.id, loss.state);
            loss.occurrences.iter().map(move |occurrence| self.occurrence(occurrence, look))
        });
        let costly = value.losses.is_empty() && value.points < value.full;
        let rows = value.records.iter().filter(|_| costly).flat_map(|place| self.row(place, value, built_in));
        notes.extend(value.losses.iter().map(|loss| {
            let capped = if loss.capped { "，已到上限" } else { "" };
            let sentence = self.look(&loss.id, loss.state).sentence().map(|said| format!("；{said}")).unwrap_or_default();
            format!("{}（{}）扣 {}{capped}{sentence}", loss.title, loss.state.label(), plain(loss.points.round_dp(4)))
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
        let share = self.case.policy.indicators.iter().find(|rule| *rule.id == *value.id).and_then(|rule| rule.share.as_ref());
        let blamed = records.iter().filter_map(|record| {
            let fields = match (share, built_in) {
                (Some(share), _) => self.not_reached(share, record),
                (None, Some(indicator)) => indicator.blamed(self.case.policy, record),
                (None, None) => Vec::new(),
            };
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
        let look = self.look(&deduction.id, deduction.state);
        let cap = self.case.policy.deductions.iter().find(|rule| *rule.id == *deduction.id).and_then(|rule| rule.cap);
        let cut = cap.filter(|_| deduction.capped).map(|cap| format!("办法规定合计最多扣 {} 分", plain(cap)));
        Line {
            points: -deduction.points,
            state: Some(deduction.state),
            capped: deduction.capped,
            notes: look.sentence().into_iter().chain(cut).collect(),
            evidence: deduction.occurrences.iter().map(|occurrence| self.occurrence(occurrence, look)).collect(),
            ..self.line(LineKind::Deduction, &deduction.id, &deduction.title)
        }
    }

    fn occurrence(&self, occurrence: &Occurrence, look: Look<'_>) -> Evidence {
        let points = (!occurrence.points.is_zero()).then_some(occurrence.points);
        let note = Some(occurrence.note.clone());
        let records = self.items.get(&occurrence.place).map(Vec::as_slice).unwrap_or_default();
        let found = match look {
            Look::Columns(fields) => self.latest(records).map(|record| (record, fields.to_vec(), None)),
            Look::Condition(condition) => {
                let caught = records.iter().find(|record| condition.holds(&self.row_of(record)));
                caught.map(|record| (*record, columns::of(condition, record), columns::days(condition, &self.row_of(record))))
            }
        };
        match found {
            Some((record, fields, days)) => {
                Evidence { note: days.or(note), points, ..self.record(record, &deadline_fields(record, &fields)) }
            }
            None => Evidence {
                place: occurrence.place.clone(),
                record: occurrence.record.clone(),
                note,
                points,
                cells: self.cited(&occurrence.place),
            },
        }
    }

    /// Returns by what a deduction goes.
    fn look(&self, id: &str, state: DeductionState) -> Look<'_> {
        match state {
            _ if id != "overdue" => {
                let rule = self.case.policy.deductions.iter().find(|rule| rule.id == id);
                rule.map_or(Look::Columns(&[]), |rule| Look::at(&rule.kind))
            }
            DeductionState::Provisional => Look::Columns(&[Field::Deadline, Field::Status]),
            DeductionState::Final | DeductionState::Restored => Look::Columns(&[Field::Deadline, Field::Status, Field::DoneDate]),
        }
    }

    fn row_of(&self, record: &'a Rectification) -> RectificationRow<'a> {
        RectificationRow::new(record, self.case.policy, self.case.as_of)
    }

    /// Returns the columns for which a record that counts for a share did not reach it; none where it did or does not count.
    fn not_reached(&self, share: &ShareRule, record: &'a Rectification) -> Vec<Field> {
        let row = self.row_of(record);
        let counts = share.of.as_ref().is_none_or(|of| of.holds(&row));
        if !counts || share.reached.holds(&row) {
            return Vec::new();
        }
        deadline_fields(record, &columns::of(&share.reached, record))
    }

    /// Says what an indicator counts, what earns its full points, and why they are other than the policy's.
    fn rules_of(&self, unit: &UnitAssessment, value: &IndicatorValue, rule: &IndicatorRule) -> Vec<String> {
        let mut notes = Vec::new();
        if value.applicable {
            let counting = indicator::built_in(&rule.id).filter(|_| rule.figure.is_none() && rule.share.is_none());
            notes.extend(counting.map(|indicator| indicator.counting().to_owned()).filter(|said| !said.is_empty()));
            // What reached everything needs no telling what it was to reach.
            if let Some(share) = rule.share.as_ref().filter(|_| value.points < value.full) {
                notes.extend(share.of.as_ref().map(|of| format!("只看 {of} 的记录")));
                notes.push(format!("达到：{}", share.reached));
            }
            if let Some(figure) = &rule.figure {
                notes.push(format!("{} ÷ {}", figure.numerator, figure.denominator));
            }
            let own = rule.share.as_ref().map(|share| share.target).filter(|target| *target != Decimal::ONE);
            let target = rule.figure.as_ref().map(|figure| figure.target).or(own);
            notes.extend(target.map(|target| {
                format!("目标 {}%：达到的得满分，没有达到的按达到目标的比例得分", plain(target * Decimal::ONE_HUNDRED))
            }));
        }
        if value.full != rule.full {
            let of_dimension = unit.indicators.iter().filter(|other| other.dimension == value.dimension);
            let gave: Vec<String> =
                of_dimension.filter(|other| !other.applicable).map(|other| format!("「{}」", other.title)).collect();
            let (own, now) = (plain(rule.full), plain(value.full.round_dp(4)));
            notes.push(match value.applicable {
                true => format!("办法里满分 {own}；同一维度的{}不适用，分值按比例分摊过来，这里满分是 {now}", gave.join("")),
                false => format!("不适用，办法里的 {own} 分已按比例分摊给同一维度的其他指标"),
            });
        }
        notes
    }

    /// Returns the record whose deadline a problem goes by: the latest.
    fn latest(&self, records: &[&'a Rectification]) -> Option<&'a Rectification> {
        // Of equal ones the first, which is where the problem begins.
        records.iter().rev().max_by_key(|record| record.deadline.date).copied()
    }
}

/// Says how far a veto is from its count.
fn short(short: &Short) -> String {
    let Short { title, times, needed, places } = short;
    let named: Vec<String> = places.iter().take(FEW).map(Place::to_string).collect();
    let more = if places.len() > FEW { format!("等 {} 处", places.len()) } else { String::new() };
    format!("一票否决「{title}」没有触发：已有 {times} 项，满 {needed} 项才否决（{}{more}）", named.join("；"))
}

/// By what an item goes.
#[derive(Clone, Copy, Debug)]
enum Look<'p> {
    /// Certain columns of the record whose deadline a problem goes by.
    Columns(&'static [Field]),
    /// Those of a condition of the office's own.
    Condition(&'p Condition),
}

impl<'p> Look<'p> {
    fn at(trigger: &'p Trigger) -> Self {
        match trigger {
            Trigger::When(condition) => Self::Condition(condition),
            Trigger::BuiltIn | Trigger::Event(_) => Self::Columns(&[]),
        }
    }

    /// Says the condition, where the office has written one.
    fn sentence(self) -> Option<String> {
        match self {
            Self::Columns(_) => None,
            Self::Condition(condition) => Some(format!("条件：{condition}")),
        }
    }
}

/// Returns the fields with the extended deadline for the first one where there is one.
pub(super) fn deadline_fields(record: &Rectification, fields: &[Field]) -> Vec<Field> {
    let extended = record.is_filled(Field::DeadlineNew);
    let in_force = |field: &Field| if *field == Field::Deadline && extended { Field::DeadlineNew } else { *field };
    fields.iter().map(in_force).collect()
}
