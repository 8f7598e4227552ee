//! Applies the office's waivers: a waived finding leaves the list that counts for one of its own.
//!
//! A waiver is looked up, never compared with every finding, so that long tables of either cost no more than their
//! length. No check itself.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::check::wording::narrow;
use crate::model::about::About;
use crate::model::checked::Checked;
use crate::model::directory::Directory;
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::ledger::is_placeholder;
use crate::model::text::Text;
use crate::model::waiver::{JudgedWaiver, Waived, Waiver, WaiverState};
use crate::policy::reader::nearest;

/// What each row must have before it is applied.
const REQUIRED: [Field; 4] = [Field::WaivedRule, Field::WaiverReason, Field::ApprovedBy, Field::ValidUntil];

/// Says of each waiver which rule it names and whether it is in force; a waiver in force is unmatched at first.
pub(super) fn judge(waivers: &[Waiver], as_of: chrono::NaiveDate, known: &[Arc<About<Text>>]) -> Vec<JudgedWaiver> {
    // Of rules with one title the first is meant, so that an office's own rule does not take a built-in one's waivers; an
    // id is one rule's alone.
    let mut rules: HashMap<String, &Arc<About<Text>>> = known.iter().rev().map(|about| (key(&about.title), about)).collect();
    rules.extend(known.iter().map(|about| (key(&about.id), about)));
    let judged = |waiver: &Waiver| {
        let is_filled = |field: &Field| match field {
            Field::ValidUntil => waiver.until.is_some(),
            _ => waiver.text(*field).is_some_and(|text| !is_placeholder(text)),
        };
        let about = waiver.rule.as_ref().and_then(|rule| rules.get(&key(rule)).copied().cloned());
        let lacks: Vec<Field> = REQUIRED.into_iter().filter(|field| !is_filled(field)).collect();
        let state = match &about {
            _ if lacks.contains(&Field::WaivedRule) => WaiverState::Incomplete,
            None => WaiverState::UnknownRule,
            Some(_) if !lacks.is_empty() => WaiverState::Incomplete,
            Some(_) if waiver.until.is_some_and(|until| until < as_of) => WaiverState::Expired,
            Some(_) => WaiverState::Unmatched,
        };
        let near = waiver.rule.as_ref().filter(|_| about.is_none()).and_then(|rule| near(rule, known));
        JudgedWaiver { waiver: waiver.clone(), about, near, lacks, state }
    };
    waivers.iter().map(judged).collect()
}

/// Returns the id or title nearest to a name that is neither.
fn near(rule: &str, known: &[Arc<About<Text>>]) -> Option<Text> {
    // A long cell is no misspelt name, and comparing it would cost its length for every rule.
    let rule = Some(rule.trim()).filter(|rule| rule.len() <= 120)?;
    let nearest = if rule.is_ascii() {
        nearest(rule, known.iter().map(|about| &*about.id))
    } else {
        nearest(rule, known.iter().map(|about| &*about.title))
    };
    nearest.map(Text::from)
}

/// Moves each finding that a waiver in force applies to to the waived ones; of several waivers the first is named.
///
/// What a rule on trial found stays with the trial, where nothing is counted anyway; its waiver is not called unmatched.
pub(super) fn apply(checked: &mut Checked, directory: &Directory) {
    let mut waiting: HashMap<(Text, String), Vec<usize>> = HashMap::new();
    for (position, judged) in checked.waivers.iter().enumerate().filter(|(_, judged)| judged.state == WaiverState::Unmatched) {
        let Some(about) = &judged.about else { continue };
        for scope in scopes(judged.waiver.scope.as_ref(), directory) {
            waiting.entry((about.id.clone(), scope)).or_default().push(position);
        }
    }
    if waiting.is_empty() {
        return;
    }
    let named: HashSet<Text> = waiting.keys().map(|(id, _)| id.clone()).collect();
    let mut used = vec![false; checked.waivers.len()];
    let mut first = |finding: &Finding| -> Option<usize> {
        let id = &finding.about.id;
        let keys = if named.contains(id) { keys(finding) } else { Vec::new() };
        let fitting = keys.into_iter().filter_map(|scope| waiting.get(&(id.clone(), scope))).flatten();
        fitting.inspect(|position| used[**position] = true).min().copied()
    };
    for finding in std::mem::take(&mut checked.findings) {
        match first(&finding) {
            Some(waiver) => checked.waived.push(Waived { waiver, finding }),
            None => checked.findings.push(finding),
        }
    }
    for finding in &checked.trial {
        first(finding);
    }
    for waived in &checked.waived {
        let rule = checked.rules.iter_mut().find(|rule| rule.about.id == waived.finding.about.id);
        rule.into_iter().for_each(|rule| rule.waived += 1);
    }
    for (judged, _) in checked.waivers.iter_mut().zip(used).filter(|(_, used)| *used) {
        judged.state = WaiverState::Applied;
    }
}

/// Stands for everything; no cell can hold it, because keys have no white space.
const EVERYTHING: &str = " ";

/// Returns what a waiver is looked up by: each unit, file or problem number it lists, or `EVERYTHING`.
fn scopes(written: Option<&Text>, directory: &Directory) -> Vec<String> {
    let Some(written) = written.filter(|text| !matches!(text.trim(), "" | "全部" | "所有")) else {
        return vec![EVERYTHING.to_owned()];
    };
    let canonical = |word: &str| key(&directory.known(word.trim()).unwrap_or_else(|| word.into()));
    let parts = written.split(['、', '，', ',', '；', ';', '\n']).filter(|part| !part.trim().is_empty());
    let mut scopes: Vec<String> = parts
        .map(|part| match part.split_once(['+', '＋']) {
            Some((first, second)) => both(&canonical(first), &canonical(second)),
            None => canonical(part),
        })
        .collect();
    // A file's own name may hold one of the separators.
    scopes.push(canonical(written));
    scopes.sort();
    scopes.dedup();
    scopes
}

/// Returns everything a waiver of the finding may be looked up by.
fn keys(finding: &Finding) -> Vec<String> {
    let file = &*finding.place.file;
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut owners: Vec<String> = [file, name, stem].iter().map(|name| key(name)).collect();
    owners.extend(finding.unit.as_ref().map(|unit| key(unit)));
    let mut keys = vec![EVERYTHING.to_owned()];
    if let Some(record) = finding.record.as_ref().map(|record| key(record)) {
        keys.extend(owners.iter().map(|owner| both(owner, &record)));
        // A bare 3 is the third row of every ledger; a number that says more is one problem's.
        if !record.chars().all(|c| c.is_ascii_digit()) {
            keys.push(record);
        }
    }
    keys.extend(owners);
    keys
}

/// Returns the key of two things that must both hold, in whichever order they were written.
fn both(first: &str, second: &str) -> String {
    if first <= second { format!("{first}+{second}") } else { format!("{second}+{first}") }
}

/// Returns a text as it is compared: no white space, no full-width letters, no capitals.
fn key(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{apply, judge};
    use crate::check::kit::waiver;
    use crate::check::{CHECKS, Check};
    use crate::check::{closed_without_evidence, missing_lead_person};
    use crate::model::about::Severity;
    use crate::model::checked::Checked;
    use crate::model::directory::{Directory, Unit};
    use crate::model::field::Field;
    use crate::model::finding::Finding;
    use crate::model::place::Place;
    use crate::model::waiver::{JudgedWaiver, Waiver, WaiverState};

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().expect("a date")
    }

    fn finding(check: &dyn Check, unit: &str, file: &str, record: &str) -> Finding {
        Finding {
            about: check.about().shared(),
            severity: Severity::Error,
            place: Place::file(file).sheet("表").row(4),
            field: None,
            record: Some(record.into()),
            unit: Some(unit.into()),
            value: None,
            message: String::new(),
        }
    }

    fn findings() -> Vec<Finding> {
        let evidence = &closed_without_evidence::ClosedWithoutEvidence;
        vec![
            finding(evidence, "县教育局", "台账/甲.xlsx", "JY-1"),
            finding(evidence, "县教育局", "台账/甲.xlsx", "JY-2"),
            finding(evidence, "县民政局", "台账/乙.xlsx", "JY-1"),
            finding(&missing_lead_person::MissingLeadPerson, "县教育局", "台账/甲.xlsx", "JY-1"),
        ]
    }

    fn judged(rows: &[Waiver], on: &str) -> Vec<JudgedWaiver> {
        judge(rows, day(on), &CHECKS.iter().map(|check| check.about().shared()).collect::<Vec<_>>())
    }

    /// Returns the findings after the waivers were applied on a day on which all are in force.
    fn after(rows: &[Waiver], directory: &Directory) -> Checked {
        let waivers = judged(rows, "2026-10-31");
        let mut checked = Checked { findings: findings(), waivers, ..Checked::default() };
        apply(&mut checked, directory);
        checked
    }

    /// Returns which findings are waived by a scope, and what became of the waiver.
    fn waived(scope: &str) -> (Vec<usize>, WaiverState) {
        let unit = |name: &str, alias: &str| Unit { name: name.into(), aliases: vec![alias.into()], group: None };
        let directory = Directory::new(vec![unit("县教育局", "教育局"), unit("县民政局", "民政局")], Vec::new(), Vec::new());
        let all = findings();
        let row = waiver(["closed-without-evidence", scope, "已核", "张三", "2026-12-31"]);
        let checked = after(&[row], &directory);
        assert_eq!(checked.findings.len() + checked.waived.len(), all.len());
        let place = |finding: &Finding| (finding.about.id.clone(), finding.unit.clone(), finding.record.clone());
        let at = |finding: &Finding| all.iter().position(|known| place(known) == place(finding)).expect("one of them");
        (checked.waived.iter().map(|waived| at(&waived.finding)).collect(), checked.waivers[0].state)
    }

    #[test]
    fn a_scope_is_everything_a_unit_a_file_or_a_problem() {
        assert_eq!(waived(""), (vec![0, 1, 2], WaiverState::Applied));
        assert_eq!(waived("县教育局").0, [0, 1]);
        assert_eq!(waived(" 教育局").0, [0, 1], "an alias of the directory");
        assert_eq!(waived("台账/乙.xlsx").0, [2]);
        assert_eq!(waived("乙.xlsx").0, [2]);
        assert_eq!(waived("ＪＹ-1").0, [0, 2]);
    }

    #[test]
    fn several_scopes_are_listed_and_two_can_be_joined() {
        assert_eq!(waived("县民政局、JY-2").0, [1, 2]);
        assert_eq!(waived("JY-1＋县教育局").0, [0]);
        assert_eq!(waived("甲+JY-2；县民政局").0, [1, 2]);
    }

    #[test]
    fn a_bare_serial_is_a_problem_only_with_its_unit() {
        let mut all = findings();
        all[0].record = Some("3".into());
        all[2].record = Some("3".into());
        let waived = |scope: &str| {
            let row = waiver(["closed-without-evidence", scope, "已核", "张三", "2026-12-31"]);
            let mut checked = Checked { findings: all.clone(), waivers: judged(&[row], "2026-10-31"), ..Checked::default() };
            apply(&mut checked, &Directory::default());
            checked.waived.len()
        };
        assert_eq!((waived("3"), waived("县教育局+3"), waived("")), (0, 1, 3));
    }

    #[test]
    fn a_scope_that_fits_nothing_waives_nothing() {
        assert_eq!(waived("县财政局"), (vec![], WaiverState::Unmatched));
        assert_eq!(waived("JY").0, [] as [usize; 0], "part of a number is another number");
    }

    #[test]
    fn a_waiver_ends_after_its_last_day() {
        let row = [waiver(["closed-without-evidence", "", "已核", "张三", "2026-10-31"])];
        assert_eq!(judged(&row, "2026-10-31")[0].state, WaiverState::Unmatched);
        assert_eq!(judged(&row, "2026-11-01")[0].state, WaiverState::Expired);
    }

    #[test]
    fn a_rule_is_named_by_id_or_title_and_a_wrong_name_gets_the_nearest() {
        let state = |rule: &str| {
            let judged = judged(&[waiver([rule, "", "已核", "张三", "2026-12-31"])], "2026-10-31").remove(0);
            (judged.state, judged.near.as_deref().map(str::to_owned))
        };
        assert_eq!(state("Closed-Without-Evidence"), (WaiverState::Unmatched, None));
        assert_eq!(state("已销号但没有佐证材料"), (WaiverState::Unmatched, None));
        assert_eq!(state("closed-without-evidense"), (WaiverState::UnknownRule, Some("closed-without-evidence".to_owned())));
        assert_eq!(state("已销号没有佐证材料"), (WaiverState::UnknownRule, Some("已销号但没有佐证材料".to_owned())));
        assert_eq!(state("什么都行"), (WaiverState::UnknownRule, None));
    }

    #[test]
    fn what_lacks_reason_approver_or_date_is_not_applied() {
        let lacks = |row: [&str; 5]| {
            let judged = judged(&[waiver(row)], "2026-10-31").remove(0);
            assert_eq!(judged.state, WaiverState::Incomplete);
            judged.lacks
        };
        assert_eq!(lacks(["closed-without-evidence", "", "无", "张三", "2026-12-31"]), [Field::WaiverReason]);
        assert_eq!(lacks(["closed-without-evidence", "", "已核", "", "长期"]), [Field::ApprovedBy, Field::ValidUntil]);
        assert_eq!(lacks(["", "县教育局", "已核", "张三", "2026-12-31"]), [Field::WaivedRule]);
    }

    #[test]
    fn of_several_waivers_the_first_is_named_and_all_count_as_used() {
        let row = |scope: &str| waiver(["closed-without-evidence", scope, "已核", "张三", "2026-12-31"]);
        let rows: [Waiver; 3] = [row("县民政局"), row(""), row("县教育局")];
        let checked = after(&rows, &Directory::default());
        assert_eq!(checked.waived.iter().map(|waived| waived.waiver).collect::<Vec<_>>(), [1, 1, 0]);
        assert!(checked.waivers.iter().all(|judged| judged.state == WaiverState::Applied));
    }
}
