//! Stage 3. Ledger → findings. One file a check; this file holds the trait, the registry and the loop.
//!
//! A check says what is wrong and where; it reads nothing but its `Case`, and never stops at the first finding.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::about::{About, Severity};
use crate::model::checked::{Checked, Outcome, RuleRun, Threshold};
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::ledger::{Ledger, TableKind};
use crate::model::place::Place;
use crate::model::text::Text;
use crate::model::waiver::Waiver;
use crate::policy::Policy;

mod accepted_before_done;
mod ambiguous_month;
mod amount_over_problem;
mod audit_incomplete;
mod beside;
mod bulk_closing;
mod case;
mod closed_before_done;
mod closed_flag_mismatch;
mod closed_without_evidence;
mod clue_data;
mod column_added;
mod column_by_content;
mod column_gone;
mod column_moved;
mod column_renamed;
mod continuing_without_mechanism;
mod date_with_note;
mod deadline_extended_too_late;
mod deadline_implausible;
mod deadline_moved_without_record;
mod deadline_without_feedback_date;
mod deadline_year_assumed;
mod done_before_feedback;
mod done_but_unfinished_words;
mod done_date_backdated;
mod done_without_date;
mod done_without_evidence;
mod duplicate_problem;
mod duplicate_problem_id;
mod error_cell;
mod event_kind_unknown;
mod evidence_before_feedback;
mod evidence_file_empty;
mod evidence_file_missing;
mod evidence_file_older;
mod evidence_file_reused;
mod figure_column_missing;
mod figure_unreadable;
mod filled_down;
mod form_not_current;
mod formula_without_value;
mod found;
mod future_done_date;
mod group_suspicious;
mod hidden_sheet;
mod high_risk_few_measures;
mod high_risk_without_lead;
mod holidays_unknown;
mod id_became_date;
mod input_row_unusable;
mod layout_changed;
mod list_entry_missing;
mod manual_item_unknown;
mod master_deadline_differs;
mod master_record_added;
mod master_record_missing;
mod master_status_differs;
mod master_wording_differs;
mod missing_deadline;
mod missing_lead_person;
mod missing_problem;
mod missing_resp_person;
mod missing_status;
mod missing_unit;
mod name_answer_unusable;
mod need;
mod overdue_label_mismatch;
mod overdue_without_reason;
mod own;
mod policy_group_unknown;
mod problem_rewritten;
mod problem_without_risk_point;
mod progress_equals_measure;
mod record_reopened;
mod record_vanished;
mod repeat_problem;
mod repeated_progress;
mod repeated_table;
mod required_column_missing;
mod risk_level_mismatch;
mod risk_level_missing;
mod risk_matrix_column_missing;
mod risk_measure_copied;
mod risk_underrated_power;
mod round_unknown;
mod same_lead_and_resp;
mod serial_gap;
mod sheet_without_table;
mod slogan_only_progress;
mod status_in_date_column;
mod status_went_back;
mod summary_sheet;
mod survey_weights_not_whole;
mod table_without_records;
mod total_mismatch;
mod unit_by_answer;
mod unit_not_in_directory;
mod unknown_status;
mod unreadable_amount;
mod unreadable_date;
mod unreadable_deadline;
mod value_not_in_list;
mod waive;
mod waiver_expired;
mod waiver_incomplete;
mod waiver_unknown_rule;
mod waiver_unmatched;
mod wording;

pub use beside::Beside;
pub use case::{Case, Unreadable};
pub use found::Found;
pub use need::Need;

/// Every check, in the order of the fields it looks at.
pub const CHECKS: &[&dyn Check] = &[
    &hidden_sheet::HiddenSheet,
    &summary_sheet::SummarySheet,
    &sheet_without_table::SheetWithoutTable,
    &table_without_records::TableWithoutRecords,
    &clue_data::ClueData,
    &column_by_content::ColumnByContent,
    &filled_down::FilledDown,
    &required_column_missing::RequiredColumnMissing,
    &form_not_current::FormNotCurrent,
    &layout_changed::LayoutChanged,
    &column_gone::ColumnGone,
    &column_renamed::ColumnRenamed,
    &column_moved::ColumnMoved,
    &column_added::ColumnAdded,
    &list_entry_missing::ListEntryMissing,
    &total_mismatch::TotalMismatch,
    &value_not_in_list::ValueNotInList,
    &error_cell::ErrorCell,
    &formula_without_value::FormulaWithoutValue,
    &serial_gap::SerialGap,
    &id_became_date::IdBecameDate,
    &duplicate_problem_id::DuplicateProblemId,
    &missing_unit::MissingUnit,
    &unit_not_in_directory::UnitNotInDirectory,
    &unit_by_answer::UnitByAnswer,
    &name_answer_unusable::NameAnswerUnusable,
    &missing_problem::MissingProblem,
    &duplicate_problem::DuplicateProblem,
    &missing_lead_person::MissingLeadPerson,
    &missing_resp_person::MissingRespPerson,
    &same_lead_and_resp::SameLeadAndResp,
    &missing_deadline::MissingDeadline,
    &unreadable_deadline::UnreadableDeadline,
    &ambiguous_month::AmbiguousMonth,
    &deadline_implausible::DeadlineImplausible,
    &round_unknown::RoundUnknown,
    &deadline_year_assumed::DeadlineYearAssumed,
    &date_with_note::DateWithNote,
    &deadline_without_feedback_date::DeadlineWithoutFeedbackDate,
    &holidays_unknown::HolidaysUnknown,
    &missing_status::MissingStatus,
    &unknown_status::UnknownStatus,
    &overdue_label_mismatch::OverdueLabelMismatch,
    &closed_flag_mismatch::ClosedFlagMismatch,
    &progress_equals_measure::ProgressEqualsMeasure,
    &repeated_progress::RepeatedProgress,
    &repeated_table::RepeatedTable,
    &slogan_only_progress::SloganOnlyProgress,
    &done_but_unfinished_words::DoneButUnfinishedWords,
    &overdue_without_reason::OverdueWithoutReason,
    &unreadable_date::UnreadableDate,
    &status_in_date_column::StatusInDateColumn,
    &done_without_date::DoneWithoutDate,
    &done_before_feedback::DoneBeforeFeedback,
    &future_done_date::FutureDoneDate,
    &accepted_before_done::AcceptedBeforeDone,
    &closed_before_done::ClosedBeforeDone,
    &bulk_closing::BulkClosing,
    &done_without_evidence::DoneWithoutEvidence,
    &closed_without_evidence::ClosedWithoutEvidence,
    &evidence_before_feedback::EvidenceBeforeFeedback,
    &continuing_without_mechanism::ContinuingWithoutMechanism,
    &unreadable_amount::UnreadableAmount,
    &amount_over_problem::AmountOverProblem,
    &evidence_file_missing::EvidenceFileMissing,
    &evidence_file_empty::EvidenceFileEmpty,
    &evidence_file_older::EvidenceFileOlder,
    &evidence_file_reused::EvidenceFileReused,
    &record_vanished::RecordVanished,
    &record_reopened::RecordReopened,
    &status_went_back::StatusWentBack,
    &done_date_backdated::DoneDateBackdated,
    &deadline_moved_without_record::DeadlineMovedWithoutRecord,
    &deadline_extended_too_late::DeadlineExtendedTooLate,
    &problem_rewritten::ProblemRewritten,
    &master_record_missing::MasterRecordMissing,
    &master_record_added::MasterRecordAdded,
    &master_wording_differs::MasterWordingDiffers,
    &master_deadline_differs::MasterDeadlineDiffers,
    &master_status_differs::MasterStatusDiffers,
    &repeat_problem::RepeatProblem,
    &audit_incomplete::AuditIncomplete,
    &problem_without_risk_point::ProblemWithoutRiskPoint,
    &risk_level_missing::RiskLevelMissing,
    &risk_matrix_column_missing::RiskMatrixColumnMissing,
    &risk_level_mismatch::RiskLevelMismatch,
    &risk_underrated_power::RiskUnderratedPower,
    &high_risk_without_lead::HighRiskWithoutLead,
    &high_risk_few_measures::HighRiskFewMeasures,
    &risk_measure_copied::RiskMeasureCopied,
    &event_kind_unknown::EventKindUnknown,
    &manual_item_unknown::ManualItemUnknown,
    &input_row_unusable::InputRowUnusable,
    &figure_unreadable::FigureUnreadable,
    &figure_column_missing::FigureColumnMissing,
    &survey_weights_not_whole::SurveyWeightsNotWhole,
    &policy_group_unknown::PolicyGroupUnknown,
    &group_suspicious::GroupSuspicious,
    &waiver_incomplete::WaiverIncomplete,
    &waiver_unknown_rule::WaiverUnknownRule,
    &waiver_expired::WaiverExpired,
    &waiver_unmatched::WaiverUnmatched,
];

/// Returns the titles of the checks that need a column of a kind of table, in the order of `CHECKS`.
pub fn looking_at(kind: TableKind, field: Field) -> Vec<&'static str> {
    let wants = |need: &Need| match need {
        Need::RecordColumn(fields) => kind == TableKind::Rectification && fields.contains(&field),
        Need::RiskColumn(fields) => kind == TableKind::Risk && fields.contains(&field),
        _ => false,
    };
    CHECKS.iter().filter(|check| check.needs().iter().any(wants)).map(|check| check.about().title).collect()
}

/// A rule a ledger can break.
pub trait Check: Sync {
    /// Returns what the check says of itself.
    fn about(&self) -> &'static About;

    /// Returns the one number the check uses, where it uses one.
    fn limit(&self) -> Option<Limit> {
        None
    }

    /// Returns what the check cannot do without; where it is lacking, the list of rules says so instead of "nothing found".
    fn needs(&self) -> &'static [Need] {
        &[]
    }

    /// Adds a finding for each place where the rule is broken.
    fn run(&self, case: &Case<'_>, found: &mut Found<'_>);
}

/// A number an office may change under `[checks.<id>] limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The default.
    pub default: u32,
    /// What it counts, in Chinese, with its unit.
    pub meaning: &'static str,
}

/// Runs every check that the policy leaves on, and says what became of each.
///
/// The waivers are applied to what the ledgers' checks and the office's own rules found; then the waivers themselves are
/// checked, which nothing waives. Findings come sorted by table, row, column and id.
pub fn run(case: &Case<'_>, waivers: &[Waiver]) -> Checked {
    let (about_waivers, about_ledgers): (Vec<_>, Vec<_>) =
        CHECKS.iter().copied().partition(|check| check.needs().contains(&Need::Waivers));
    // Collected in the order of the list, whichever check ends first; a few take as long as all others, so none waits in
    // another's queue.
    let ran: Vec<(RuleRun, Vec<Finding>)> = about_ledgers.par_iter().with_max_len(1).map(|check| run_one(*check, case)).collect();
    let own = case.policy.rules.iter().map(|rule| own::run_one(rule, case));
    let mut checked = Checked::default();
    for (rule, findings) in ran.into_iter().chain(own) {
        checked.add(rule, findings);
    }
    checked.waivers = waive::judge(waivers, case.as_of, &known_rules(case.policy));
    waive::apply(&mut checked, case.directory);
    let case = &Case { waivers: &checked.waivers.clone(), ..*case };
    for check in about_waivers {
        let (rule, findings) = run_one(check, case);
        checked.add(rule, findings);
    }
    let order = order(case.ledger);
    checked.findings.sort_by_cached_key(|finding| sort_key(&order, finding));
    checked.trial.sort_by_cached_key(|finding| sort_key(&order, finding));
    checked.waived.sort_by_cached_key(|waived| sort_key(&order, &waived.finding));
    checked
}

/// Returns what every rule says of itself that a waiver can name.
fn known_rules(policy: &Policy) -> Vec<Arc<About<Text>>> {
    CHECKS.iter().map(|check| check.about().shared()).chain(policy.rules.iter().map(|rule| rule.about.clone())).collect()
}

/// The positions of the tables by file and sheet.
type Order<'a> = HashMap<(&'a Text, &'a Text), usize>;

fn order(ledger: &Ledger) -> Order<'_> {
    ledger.tables.iter().enumerate().rev().map(|(position, table)| ((&table.file, &table.sheet), position)).collect()
}

fn sort_key(order: &Order<'_>, finding: &Finding) -> (usize, Place, Text) {
    let sheet = finding.place.sheet.clone().unwrap_or_default();
    let position = order.get(&(&finding.place.file, &sheet)).copied().unwrap_or(usize::MAX);
    (position, finding.place.clone(), finding.about.id.clone())
}

/// Returns a rule as the policy wants it before it runs, and whether it runs at all.
fn prepared(about: Arc<About<Text>>, policy: &Policy) -> (RuleRun, bool) {
    let setting = policy.check(&about.id);
    let severity = setting.and_then(|setting| setting.severity).or(about.severity).unwrap_or(Severity::Warning);
    let trial = policy.is_on_trial(&about.id);
    let on = setting.is_none_or(|setting| setting.enabled != Some(false));
    (RuleRun { about, severity, trial, limit: None, outcome: Outcome::Off, hits: 0, waived: 0 }, on)
}

fn run_one(check: &dyn Check, case: &Case<'_>) -> (RuleRun, Vec<Finding>) {
    let (mut rule, on) = prepared(check.about().shared(), case.policy);
    let own = case.policy.check(&rule.about.id).and_then(|setting| setting.limit);
    rule.limit = check.limit().map(|limit| Threshold { value: own.unwrap_or(limit.default), meaning: limit.meaning });
    if !on {
        return (rule, Vec::new());
    }
    let mut found = Found::new(case, &rule, rule.limit.map_or(0, |limit| limit.value));
    check.run(case, &mut found);
    rule.hits = found.findings.len();
    // What found something had something to look at, whatever it says it needs.
    let lacking = check.needs().iter().find_map(|need| need.lacking(case)).filter(|_| rule.hits == 0);
    rule.outcome = lacking.map_or(Outcome::Ran, Outcome::NotApplicable);
    (rule, found.findings)
}

#[cfg(test)]
pub(crate) mod kit;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::CHECKS;

    /// Files of this folder that hold no check.
    const SHARED: [&str; 9] = ["mod", "beside", "case", "found", "kit", "need", "own", "waive", "wording"];

    #[test]
    fn ids_are_unique_and_kebab_case() {
        let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.about().id).collect();
        assert_eq!(ids.len(), CHECKS.len());
        for id in ids {
            let words = id.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()));
            assert!(words, "{id}");
        }
    }

    #[test]
    fn every_file_is_named_after_a_registered_check() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder of this file")
            .map(|entry| entry.expect("a file").path().file_stem().expect("a name").to_string_lossy().replace('_', "-"))
            .filter(|stem| !SHARED.contains(&stem.as_str()))
            .collect();
        let ids: BTreeSet<String> = CHECKS.iter().map(|check| check.about().id.to_owned()).collect();
        assert_eq!(files, ids);
    }

    #[test]
    fn every_check_describes_itself() {
        for check in CHECKS {
            let about = check.about();
            let words = [about.title, about.why, about.remedy, about.source.document, about.source.clause];
            assert!(words.iter().all(|words| !words.is_empty()), "{}", about.id);
            assert!(about.severity.is_some(), "{}", about.id);
            assert!(check.limit().is_none_or(|limit| limit.default > 0 && !limit.meaning.is_empty()), "{}", about.id);
        }
    }

    /// Source: `domain.md` §7.2: a sign of false rectification is never a verdict.
    #[test]
    fn signs_of_false_rectification_are_called_suspicions() {
        for about in CHECKS.iter().map(|check| check.about()) {
            assert_eq!(about.source.clause.starts_with("7.2"), about.title.starts_with("疑似"), "{}", about.id);
        }
    }

    /// What code holds that compares with a limit: an ordering, a number of the policy, a day, a shortest length.
    const LIMITS: [&str; 9] =
        [" < ", " > ", " <= ", " >= ", "fn limit(", "is_overdue(", "earliest(", "SHORTEST", "ChangeKind::DoneDateBackdated"];

    /// Returns what the tests of a check's file lack; empty where nothing is.
    fn lacks(id: &str, source: &str) -> Vec<&'static str> {
        let (code, tests) = source.split_once("#[cfg(test)]").unwrap_or((source, ""));
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let limited = code.iter().any(|line| LIMITS.iter().any(|limit| line.contains(limit)));
        let wanted = [
            ("a row that triggers it, as 「B2 id」", tests.contains(&format!(" {id}\""))),
            ("rows that do not, with `is_empty()`", tests.contains("is_empty()")),
            ("a test of both sides of its limit, under `/// Boundary: this | that`", !limited || has_boundary(tests)),
        ];
        wanted.into_iter().filter(|(_, is_there)| !is_there).map(|(what, _)| what).collect()
    }

    /// Says whether a test names both sides of a boundary in its doc comment.
    fn has_boundary(tests: &str) -> bool {
        let lines: Vec<&str> = tests.lines().map(str::trim).collect();
        lines.windows(2).any(|two| {
            let sides = two[0].strip_prefix("/// Boundary: ").and_then(|sides| sides.split_once(" | "));
            sides.is_some_and(|(one, other)| !one.is_empty() && !other.is_empty()) && two[1] == "#[test]"
        })
    }

    #[test]
    fn every_check_is_tested_with_what_it_finds_what_it_leaves_alone_and_its_limit() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
        let mut wrong = Vec::new();
        for id in CHECKS.iter().map(|check| check.about().id) {
            let source = std::fs::read_to_string(folder.join(format!("{}.rs", id.replace('-', "_")))).expect("its file");
            wrong.extend(lacks(id, &source).into_iter().map(|what| format!("{id} lacks {what}")));
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn a_check_without_such_tests_is_refused() {
        let code = "if count > found.limit() {}\n#[cfg(test)]\n";
        let (found, alone) = ("assert_eq!(run(), [\"B2 a-check\"]);\n", "assert!(run().is_empty());\n");
        let boundary = "/// Boundary: five | four.\n#[test]\n";
        assert!(lacks("a-check", &[code, found, alone, boundary].concat()).is_empty());
        assert_eq!(lacks("a-check", code).len(), 3);
        assert_eq!(lacks("a-check", &[code, found, alone, "/// Boundary: five.\n#[test]\n"].concat()).len(), 1);
        assert_eq!(lacks("another", &[code, found, alone, boundary].concat()).len(), 1);
        assert!(lacks("a-check", &["// more > less\n#[cfg(test)]\n", found, alone].concat()).is_empty());
    }
}
