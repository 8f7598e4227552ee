//! Responsible leaders: each leader's own records measured by the policy, the basis of 干部考核参考.
//!
//! Score = Σ points ÷ Σ full of the indicators that records alone decide and that have something to measure × base, less
//! the deductions that records alone decide, within 0 and base, rounded once. What is known of a unit as a whole (survey,
//! manual scores, answers to letters, figures, events) is nobody's own and stays out. A record with several leaders counts
//! for each. Leaders are not ranked: one may have two records and another forty.
//!
//! Source: `domain.md` §6.3 for what a successor takes over: a record whose deadline lies before the leader took office
//! counts as work to be finished, but it was not for him to be in time, so it counts in no rate of punctuality and costs
//! no points for being overdue.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::answerable::{Inherited, LeaderAssessment};
use crate::model::assessment::{Ratio, Standing};
use crate::model::directory::Tenure;
use crate::model::field::Field;
use crate::model::hash::HashMap;
use crate::model::ledger::{Deadline, Rectification};
use crate::model::person;
use crate::model::text::Text;
use crate::score::{Case, Item, UnitCase, deduction, indicator, item, tally};

/// A leader's records, as yet uncounted.
struct Own<'a> {
    name: Text,
    units: Vec<Text>,
    rows: Vec<usize>,
    tenures: Vec<&'a Tenure>,
}

/// Measures every leader that counted records name, unit by unit in the directory's order, as they first appear.
pub(super) fn assess(case: &Case<'_>, standings: &[Standing]) -> Vec<LeaderAssessment> {
    gather(case, standings).into_iter().map(|own| measure(case, standings, own)).collect()
}

/// Says how leaders are measured; `None` when no record names one.
pub(super) fn sentence(case: &Case<'_>) -> Option<String> {
    let counted = || case.ledger.rectifications.iter().filter(|record| !case.policy.void.contains(&record.status));
    if !counted().any(|record| record.is_filled(Field::LeadPerson)) {
        return None;
    }
    let without = counted().filter(|record| record.unit.is_some() && !record.is_filled(Field::LeadPerson)).count();
    let without =
        if without > 0 { format!("；有 {without} 条没有写责任领导，不计入任何人") } else { String::new() };
    Some(format!(
        "责任领导得分＝由本人牵头的记录算出的各项指标得分之和÷这些指标满分之和×{}，减去这些记录的扣分；测评、人工评分、答复、\
         通报等整个单位的事项不计入个人。时限在任职以前的记录计入完成，不计按期和超期。只供干部考核参考，不排名{without}。",
        case.policy.base.normalize()
    ))
}

/// Puts the counted records of each leader together. The same name at two units is two people, unless the directory lists
/// the person for both in one row.
fn gather<'a>(case: &Case<'a>, standings: &[Standing]) -> Vec<Own<'a>> {
    let posts = posts(case);
    let mut leaders: Vec<Own<'a>> = Vec::new();
    let mut index: HashMap<(Text, Text), usize> = HashMap::default();
    let mut names: HashMap<&Text, Vec<Text>> = HashMap::default();
    for (unit, rows) in tally::by_unit(case.ledger, case.directory) {
        for row in rows.into_iter().filter(|row| !standings[*row].void) {
            let record = &case.ledger.rectifications[row];
            let Some(cell) = record.text(Field::LeadPerson).filter(|_| record.is_filled(Field::LeadPerson)) else { continue };
            let named = names.entry(cell).or_insert_with(|| person::names(cell).into_iter().map(Text::from).collect());
            for name in named.iter() {
                let tenures = posts.get(&(unit.clone(), name.clone())).map_or(&[][..], Vec::as_slice);
                let joint = tenures.iter().find_map(|(units, _)| (units.len() > 1).then_some(units));
                let units = joint.cloned().unwrap_or_else(|| vec![unit.clone()]);
                let slot = *index.entry((units[0].clone(), name.clone())).or_insert_with(|| {
                    let tenures = tenures.iter().map(|(_, tenure)| *tenure).collect();
                    leaders.push(Own { name: name.clone(), units, rows: Vec::new(), tenures });
                    leaders.len() - 1
                });
                leaders[slot].rows.push(row);
            }
        }
    }
    leaders
}

/// A person's units in one row of the directory, and the row.
type Post<'a> = (Vec<Text>, &'a Tenure);

/// Returns the directory's people by unit and name, spaces taken out of the name.
fn posts<'a>(case: &Case<'a>) -> HashMap<(Text, Text), Vec<Post<'a>>> {
    let mut posts: HashMap<(Text, Text), Vec<Post<'a>>> = HashMap::default();
    for tenure in &case.directory.people {
        let known = |written: &str| case.directory.known(written).unwrap_or_else(|| Text::from(written));
        let parts = || tenure.unit.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let units: Vec<Text> = match case.directory.known(&tenure.unit) {
            Some(unit) => vec![unit],
            None => parts().map(known).collect(),
        };
        let name: String = tenure.name.chars().filter(|c| !c.is_whitespace()).collect();
        for unit in &units {
            posts.entry((unit.clone(), name.as_str().into())).or_default().push((units.clone(), tenure));
        }
    }
    posts
}

fn measure(case: &Case<'_>, standings: &[Standing], own: Own<'_>) -> LeaderAssessment {
    let Own { name, units, mut rows, tenures } = own;
    rows.sort_unstable();
    rows.dedup();
    let ledger = case.ledger;
    // Without a deadline a record is neither due nor overdue, whatever looks at it.
    let before = |record: &&Rectification| record.deadline.date.is_some_and(|deadline| is_before(deadline, &tenures));
    let relieved = rows.iter().map(|row| &ledger.rectifications[*row]).filter(before);
    let relieved: BTreeMap<(u32, u32), Rectification> = relieved
        .map(|record| ((record.table, record.row), Rectification { deadline: Deadline::default(), ..record.clone() }))
        .collect();
    let own = |row: &usize| {
        let record = &ledger.rectifications[*row];
        relieved.get(&(record.table, record.row)).unwrap_or(record)
    };
    let records: Vec<&Rectification> = rows.iter().map(own).collect();
    let tally = tally::tally(&name, records.iter().copied().zip(rows.iter().map(|row| &standings[*row])), case.policy);
    let items = item::items(case, records);
    let is_relieved = |item: &&Item<'_>| item.records.iter().any(|record| relieved.contains_key(&(record.table, record.row)));
    let taken_over = || items.iter().filter(is_relieved);
    let inherited =
        Inherited { records: taken_over().count() as u64, open: taken_over().filter(|item| !item.finished).count() as u64 };
    let group = case.directory.unit(&units[0]).and_then(|unit| unit.group.clone());
    let case_of_one = UnitCase { name: units[0].clone(), group, tally, items };
    let indicators = indicator::of_records(case, &case_of_one);
    let deductions = deduction::of_records(case, &case_of_one);
    let points: Decimal = indicators.iter().map(|value| value.points).sum();
    let full: Decimal = indicators.iter().map(|value| value.full).sum();
    let lost: Decimal = deductions.iter().map(|deduction| deduction.points).sum();
    let base = case.policy.base;
    let score = (!full.is_zero()).then(|| case.policy.round((points / full * base - lost).clamp(Decimal::ZERO, base)));
    let ratio = |id| ratio(case, &case_of_one, id);
    let items = &case_of_one.items;
    let count = |test: &dyn Fn(&Item<'_>) -> bool| items.iter().filter(|item| test(item)).count() as u64;
    let latest = tenures.iter().max_by_key(|tenure| tenure.from);
    let in_office = tenures.iter().any(|tenure| tenure.to.is_none_or(|to| to >= case.as_of));
    LeaderAssessment {
        post: latest.and_then(|tenure| tenure.post.clone()),
        left: if in_office { None } else { tenures.iter().filter_map(|tenure| tenure.to).max() },
        records: items.len() as u64,
        finished: count(&|item| item.finished),
        overdue: count(&|item| item.overdue),
        most_days_late: items.iter().filter_map(|item| days_late(item, case.as_of)).max(),
        on_time: ratio("on-time-rate"),
        evidence: ratio("evidence-rate"),
        inherited,
        places: items.iter().map(|item| item.place.clone()).collect(),
        indicators,
        deductions,
        score,
        name,
        units,
    }
}

/// Says whether a day lies before a leader took office: in none of his tenures, and one of them begins after it.
///
/// A tenure without a first day began at some time nobody knows; no day is said to lie before it.
fn is_before(day: NaiveDate, tenures: &[&Tenure]) -> bool {
    let holds = |tenure: &&Tenure| tenure.from.is_none_or(|from| from <= day) && tenure.to.is_none_or(|to| day <= to);
    !tenures.iter().any(holds) && tenures.iter().any(|tenure| tenure.from.is_some_and(|from| day < from))
}

/// Returns the calendar days past the deadline of an item that is overdue or was finished late.
fn days_late(item: &Item<'_>, as_of: NaiveDate) -> Option<i64> {
    let until = if item.overdue { Some(as_of) } else { item.done_date.filter(|_| item.finished) };
    Some((until? - item.deadline?).num_days()).filter(|days| *days > 0)
}

/// Measures a built-in indicator that counts items, whether the policy lists it or not.
fn ratio(case: &Case<'_>, own: &UnitCase<'_>, id: &str) -> Ratio {
    let Some(indicator) = indicator::built_in(id) else { return Ratio::default() };
    let measured = indicator.measure(case, own, Decimal::ZERO);
    let whole = |count: Decimal| u64::try_from(count).unwrap_or_default();
    Ratio { numerator: whole(measured.numerator), denominator: whole(measured.denominator) }
}

#[cfg(test)]
mod tests;
