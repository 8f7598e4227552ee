//! The order without each indicator, its full mark shared out over the others in proportion.

use crate::model::assessment::UnitAssessment;
use crate::model::sensitivity::{Move, Without};
use crate::score::sensitivity::{Field, ranks};

/// Returns the indicators without which somebody's rank is another.
pub(super) fn without(field: &Field<'_>, units: &[UnitAssessment]) -> Vec<Without> {
    let Some(first) = units.first() else { return Vec::new() };
    let (mut scores, mut order, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = Vec::new();
    for (position, indicator) in first.indicators.iter().enumerate() {
        let mut full = field.marks.full.clone();
        // What gives no points moves nobody.
        if full.get(position).is_none_or(|mark| *mark == 0) {
            continue;
        }
        full[position] = 0;
        // An order by the only indicator there is cannot do without it.
        if full.iter().all(|mark| *mark == 0) {
            continue;
        }
        let mut to = vec![0; units.len()];
        for members in &field.groups {
            field.scores(members, &full, &mut scores);
            ranks(&scores, &mut order, &mut places);
            for (member, place) in members.iter().zip(&places) {
                to[*member] = *place;
            }
        }
        let moved = units.iter().zip(to).filter(|(unit, to)| unit.rank != *to);
        let moves: Vec<Move> = moved.map(|(unit, to)| Move { unit: unit.unit.clone(), from: unit.rank, to }).collect();
        if !moves.is_empty() {
            found.push(Without { id: indicator.id.clone(), title: indicator.title.clone(), moves });
        }
    }
    found
}
