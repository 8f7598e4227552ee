//! How sure the ranks are, in words: the line below the ranking, and with `-v` what would change the order.

use crate::cli::screen::clean;
use crate::cli::wrap::{Lead, wrap};
use crate::model::assessment::{Assessment, UnitAssessment};
use crate::model::number::plain;

/// How many sets of units without a difference are named without `-v`.
const FEW_SETS: usize = 4;

/// How many units of a set are named without `-v`.
const FEW_UNITS: usize = 5;

/// Returns `3（2–5）`: the rank with its range, or the rank alone where nothing moves it.
pub(super) fn rank(unit: &UnitAssessment) -> String {
    match unit.range() {
        Some((low, high)) => format!("{}（{low}–{high}）", unit.rank),
        None => unit.rank.to_string(),
    }
}

/// Returns the lines below a ranking; none where every rank is sure.
pub(super) fn note(assessment: &Assessment, verbose: bool) -> Vec<String> {
    let sets = sets(assessment);
    let ranged = assessment.units.iter().any(|unit| unit.range().is_some());
    let mut lines = Vec::new();
    if ranged {
        let text = format!("括号内是名次的 90% 区间：各指标满分增减 {}% 以内。", assessment.sensitivity.spread_percent);
        lines.extend(wrap(&Lead::indent(0), &text));
    }
    if assessment.sensitivity.draws == 0 && assessment.units.len() > 1 {
        lines.extend(wrap(&Lead::indent(0), &assessment.sensitivity.basis()));
    }
    if sets.is_empty() {
        return lines;
    }
    let (most_sets, most_units) = if verbose { (usize::MAX, usize::MAX) } else { (FEW_SETS, FEW_UNITS) };
    let mut named: Vec<String> = sets.iter().take(most_sets).map(|set| named(set, most_units)).collect();
    if sets.len() > named.len() {
        named.push(format!("另有 {} 组，加 -v 全部列出", sets.len() - named.len()));
    }
    let text = format!("不可区分（互相落在对方区间里）：{}", named.join("；"));
    lines.extend(wrap(&Lead::indent(0).hanging(2), &clean(text)));
    lines
}

fn named(set: &[&UnitAssessment], most: usize) -> String {
    let names: Vec<&str> = set.iter().take(most).map(|unit| unit.unit.as_str()).collect();
    let more = if set.len() > most { format!("等 {} 个", set.len()) } else { String::new() };
    format!("{}{more}", names.join("、"))
}

/// Returns the longest runs of the ranking in which nobody can be told from anybody.
fn sets(assessment: &Assessment) -> Vec<Vec<&UnitAssessment>> {
    let ranked = assessment.ranking();
    let mut sets: Vec<(usize, usize)> = Vec::new();
    for first in 0..ranked.len() {
        let mut end = first + 1;
        let fits = |next: &UnitAssessment, end: usize| ranked[first..end].iter().all(|unit| unit.alike.contains(&next.unit));
        while end < ranked.len() && fits(ranked[end], end) {
            end += 1;
        }
        if end > first + 1 && sets.last().is_none_or(|(_, before)| end > *before) {
            sets.push((first, end));
        }
    }
    sets.into_iter().map(|(first, end)| ranked[first..end].to_vec()).collect()
}

/// Returns what would change the order, sentence by sentence.
pub(super) fn findings(assessment: &Assessment) -> Vec<String> {
    let found = &assessment.sensitivity;
    let mut sentences = Vec::new();
    for without in &found.without {
        let moves: Vec<String> =
            without.moves.iter().map(|moved| format!("{}由第 {} 名到第 {} 名", moved.unit, moved.from, moved.to)).collect();
        sentences.push(format!("不计「{}」：{}。", without.title, moves.join("，")));
    }
    for swap in &found.swaps {
        sentences.push(format!(
            "{}与{}：「{}」的满分由 {} 改到 {}（总分不变），两家并列，再多就换位。",
            swap.upper,
            swap.lower,
            swap.title,
            plain(swap.full),
            plain(swap.needed)
        ));
    }
    for unit in &assessment.units {
        let small: Vec<String> = unit.small.iter().map(|base| format!("「{}」{}", base.title, base.sentence())).collect();
        if !small.is_empty() {
            sentences.push(format!("{}：{}。", unit.unit, small.join("；")));
        }
    }
    sentences.into_iter().flat_map(|sentence| wrap(&Lead::indent(0).hanging(2), &clean(sentence))).collect()
}

#[cfg(test)]
mod tests {
    use super::note;
    use crate::model::assessment::{Assessment, UnitAssessment};

    #[test]
    fn ranges_that_were_not_worked_out_are_told_of() {
        let units = |count| vec![UnitAssessment::default(); count];
        let said = |draws, count| {
            let mut assessment = Assessment { units: units(count), ..Assessment::default() };
            assessment.sensitivity.draws = draws;
            note(&assessment, false).concat()
        };
        assert!(said(0, 2).contains("名次区间：没有推算"));
        assert_eq!(said(0, 1), "", "one unit has one rank");
        assert_eq!(said(1, 2), "");
    }
}
