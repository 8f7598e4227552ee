//! Weights of a unit's strata in the surveys (测评), which may stand in several tables.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::field::Field;
use crate::model::inputs::{Ballots, InputCell, Inputs};
use crate::model::number::plain;
use crate::model::place::Place;
use crate::model::remark::{Remark, RemarkKind};
use crate::model::text::Text;

/// Notes units whose strata have weights that add up to neither 1 nor 100, once all surveys have been read.
pub fn note_weights(inputs: &mut Inputs) {
    let mut units: BTreeMap<&Text, Vec<&Ballots>> = BTreeMap::new();
    for ballots in &inputs.ballots {
        units.entry(&ballots.unit).or_default().push(ballots);
    }
    let remarks: Vec<Remark> = units.into_iter().filter_map(|(unit, strata)| remark(inputs, unit, &strata)).collect();
    inputs.remarks.extend(remarks);
}

/// Returns the note about one unit; `None` when there is nothing to say.
fn remark(inputs: &Inputs, unit: &Text, strata: &[&Ballots]) -> Option<Remark> {
    let weighed: Vec<(&Ballots, Decimal)> = strata.iter().filter_map(|ballots| Some((*ballots, ballots.weight?))).collect();
    let sum: Decimal = weighed.iter().map(|(_, weight)| *weight).sum();
    if weighed.len() < 2 || sum == Decimal::ONE || sum == Decimal::ONE_HUNDRED {
        return None;
    }
    let first = at_weight(inputs, &weighed.first()?.0.place);
    let cells = weighed.iter().map(|(ballots, weight)| {
        let place = at_weight(inputs, &ballots.place);
        // What stands on the sheet of the first is named by its cell alone.
        let elsewhere = if (&place.file, &place.sheet) == (&first.file, &first.sheet) { None } else { Some(&place.file) };
        let file = elsewhere.map(|file| format!("{file} ")).unwrap_or_default();
        let cell = place.cell.map(|cell| format!("{cell} ")).unwrap_or_default();
        format!("{file}{cell}的 {}", plain(*weight))
    });
    let cells: Vec<String> = cells.collect();
    let detail = format!("{} 个层次的权重加起来是 {}，不是 1 或 100：{}", weighed.len(), plain(sum), cells.join("、"));
    let value = Some(plain(sum).into());
    let kind = RemarkKind::SurveyWeights;
    Some(Remark { kind, place: first, field: Some(Field::Weight), unit: Some(unit.clone()), record: None, value, detail })
}

/// Returns the cell of a row's weight, or the row where its cell is not known.
fn at_weight(inputs: &Inputs, row: &Place) -> Place {
    let cells = inputs.cells.get(row).map(Vec::as_slice).unwrap_or_default();
    let weight: Option<&InputCell> = cells.iter().find(|cell| cell.field == Some(Field::Weight));
    weight.map_or_else(|| row.clone(), |cell| row.clone().cell(cell.at))
}

#[cfg(test)]
mod tests {
    use super::note_weights;
    use crate::model::field::Field;
    use crate::model::inputs::{Ballots, InputCell, Inputs};
    use crate::model::place::{CellRef, Place};

    /// Notes about one unit whose strata have these weights, in column C from row 2 on; an empty one has none.
    fn notes(weights: &[&str]) -> Vec<String> {
        let mut inputs = Inputs::default();
        for (weight, row) in weights.iter().zip(1..) {
            let place = Place::file("测评.xlsx").sheet("表").row(row);
            let at = CellRef::new(row, 2);
            let cell = InputCell { at, field: Some(Field::Weight), label: "权重".into(), text: (*weight).into() };
            inputs.cells.insert(place.clone(), vec![cell]);
            inputs.ballots.push(Ballots {
                unit: "县教育局".into(),
                stratum: None,
                weight: weight.parse().ok(),
                satisfied: 10,
                mostly_satisfied: 0,
                dissatisfied: 0,
                no_opinion: 0,
                public_grade: None,
                place,
            });
        }
        note_weights(&mut inputs);
        inputs.remarks.into_iter().map(|remark| remark.detail).collect()
    }

    #[test]
    fn weights_that_add_up_to_neither_one_nor_a_hundred_are_noted_with_their_cells() {
        assert_eq!(notes(&["0.5", "0.4"]), ["2 个层次的权重加起来是 0.9，不是 1 或 100：C2 的 0.5、C3 的 0.4"]);
        for whole in [&["0.5", "0.5"][..], &["60", "40"], &["0.30", "0.70"]] {
            assert!(notes(whole).is_empty(), "{whole:?}");
        }
        assert_eq!(notes(&["60", "40.1"]).len(), 1);
    }

    /// Boundary: two strata with weights | one.
    #[test]
    fn one_stratum_with_a_weight_has_nothing_to_add_up_to() {
        assert!(notes(&["0.9"]).is_empty());
        assert!(notes(&["0.9", ""]).is_empty());
        assert!(notes(&["", ""]).is_empty());
        assert_eq!(notes(&["0.9", "0.2", ""]).len(), 1);
    }
}
