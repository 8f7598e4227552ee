//! Runs the office's own rules (`[[rules]]` of the policy) beside the built-in checks. No check itself.
//!
//! A table without the column a rule points at is not looked at, as with the built-in checks.

use crate::check::{Case, Found, prepared};
use crate::model::cells::Cells;
use crate::model::checked::{Outcome, RuleRun};
use crate::model::finding::Finding;
use crate::model::ledger::TableId;
use crate::policy::expression::row::{RectificationRow, RiskRow, Row};
use crate::policy::expression::schema::{Name, Subject};
use crate::policy::rules::Rule;

/// Runs one rule over every record of its kind.
pub(super) fn run_one(rule: &Rule, case: &Case<'_>) -> (RuleRun, Vec<Finding>) {
    let (mut run, on) = prepared(rule.about.clone(), case.policy);
    if !on {
        return (run, Vec::new());
    }
    let has = case.tables_with(rule.field);
    let looked_at = |row: &dyn Row, table: TableId, cells: &Cells| {
        let listed = has[table as usize] || cells.iter().any(|cell| has[cell.table as usize]);
        listed || row.value(Name::Field(rule.field)).is_some()
    };
    let mut found = Found::new(case, &run, 0);
    let (mut records, mut seen) = (0, 0);
    match rule.when.subject() {
        Subject::Rectification => {
            for record in &case.ledger.rectifications {
                let row = RectificationRow::new(record, case.policy, case.as_of);
                records += 1;
                if looked_at(&row, record.table, &record.cells) {
                    seen += 1;
                    if rule.when.holds(&row) {
                        found.at_field(record, rule.field, rule.message.fill(&row));
                    }
                }
            }
        }
        Subject::Risk => {
            for risk in &case.ledger.risks {
                let row = RiskRow::new(risk, case.as_of);
                records += 1;
                if looked_at(&row, risk.table, &risk.cells) {
                    seen += 1;
                    if rule.when.holds(&row) {
                        found.at_risk(risk, rule.field, rule.message.fill(&row));
                    }
                }
            }
        }
    }
    run.hits = found.findings.len();
    run.outcome = match (records, seen) {
        (0, _) => Outcome::NotApplicable(format!("没有读到{}", rule.when.subject().label())),
        (_, 0) => Outcome::NotApplicable(format!("没有「{}」这一列", rule.field.label())),
        _ => Outcome::Ran,
    };
    (run, found.findings)
}

#[cfg(test)]
mod tests {
    use crate::check::kit::LedgerBuilder;
    use crate::model::checked::Outcome;
    use crate::model::field::Field;
    use crate::model::finding::Finding;

    /// A rule with the id `own-rule`.
    fn rule(kind: &str, when: &str, field: &str, more: &str) -> String {
        format!(
            "[[rules]]\nid = \"own-rule\"\ntitle = \"自定\"\nseverity = \"warning\"\nkind = \"{kind}\"\nwhen = '{when}'\n\
             message = \"{{{field}}}不合要求\"\nfield = \"{field}\"\nremedy = \"请改正\"\n{more}"
        )
    }

    fn ledger(policy: &str) -> LedgerBuilder {
        LedgerBuilder::new(&[Field::Status, Field::Deadline, Field::RespPerson])
            .row(&["整改中", "2026-06-30", "张三"])
            .row(&["整改中", "2026-12-31", "张三"])
            .row(&["整改中", "", "张三"])
            .policy(policy)
    }

    /// Returns the rule's findings, counted or on trial.
    fn own_rule(ledger: &LedgerBuilder) -> Vec<Finding> {
        let checked = ledger.run_all();
        checked.findings.into_iter().chain(checked.trial).filter(|finding| finding.about.id == "own-rule").collect()
    }

    fn own_outcome(ledger: &LedgerBuilder) -> Outcome {
        let rules = ledger.run_all().rules;
        rules.into_iter().find(|rule| rule.about.id == "own-rule").expect("the office's rule").outcome
    }

    #[test]
    fn a_rule_finds_each_record_where_it_holds_at_its_cell() {
        let policy = rule("整改台账", "整改时限 > 2026-06-30 且 状态 ≠ 已完成", "整改时限", "");
        let checked = ledger(&policy).run_all();
        let found: Vec<_> = checked.findings.iter().filter(|finding| finding.about.id == "own-rule").collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place.cell.map(|cell| cell.to_string()).as_deref(), Some("B3"));
        assert_eq!(found[0].message, "2026-12-31不合要求");
        assert_eq!(found[0].about.source.to_string(), "巡察整改成效考核办法（默认），自定规则 own-rule");
        assert!(checked.trial.is_empty());
    }

    #[test]
    fn a_blank_cell_is_found_where_it_stands_and_a_missing_column_nowhere() {
        let policy = rule("整改台账", "整改时限 为空", "整改时限", "");
        let cells: Vec<_> =
            own_rule(&ledger(&policy)).iter().map(|finding| finding.place.cell.expect("a cell").to_string()).collect();
        assert_eq!(cells, ["B4"]);
        let without = LedgerBuilder::new(&[Field::Status]).row(&["整改中"]).policy(&policy);
        assert!(own_rule(&without).is_empty());
        assert_eq!(own_outcome(&without), Outcome::NotApplicable("没有「整改时限」这一列".to_owned()));
        let risks = rule("廉政风险登记表", "风险等级 为空", "风险等级", "");
        assert_eq!(own_outcome(&ledger(&risks)), Outcome::NotApplicable("没有读到廉政风险登记表".to_owned()));
        let register =
            LedgerBuilder::risks(&[Field::RiskPoint, Field::Level]).row(&["采购", "高"]).row(&["采购", ""]).policy(&risks);
        assert_eq!(own_rule(&register).len(), 1);
    }

    #[test]
    fn a_trial_is_shown_apart_and_counts_nowhere() {
        let trial = rule("整改台账", "整改时限 为空", "整改时限", "trial = true\n[checks.missing-deadline]\ntrial = true\n");
        let checked = ledger(&trial).run_all();
        let ids: Vec<&str> = checked.trial.iter().map(|finding| finding.about.id.as_str()).collect();
        assert_eq!(ids, ["missing-deadline", "own-rule"]);
        assert!(!checked.findings.iter().any(|finding| ids.contains(&finding.about.id.as_str())));
    }

    #[test]
    fn a_waiver_takes_an_own_rule_by_its_title_and_leaves_a_trial_where_it_is() {
        let waived = |more: &str| {
            let policy = rule("整改台账", "整改时限 为空", "整改时限", more);
            let checked = ledger(&policy).waiver(["自定", "", "已核", "张三", "2026-12-31"]).run_all();
            assert!(checked.findings.iter().all(|finding| !matches!(&*finding.about.id, "own-rule" | "waiver-unmatched")));
            (checked.waived.len(), checked.trial.len())
        };
        assert_eq!(waived(""), (1, 0));
        assert_eq!(waived("trial = true\n"), (0, 1));
    }

    #[test]
    fn the_policy_can_switch_a_rule_off_end_its_trial_and_weigh_it_anew() {
        let with = |setting: &str| {
            let more = format!("trial = true\n[checks.own-rule]\n{setting}\n");
            ledger(&rule("整改台账", "整改时限 为空", "整改时限", &more))
        };
        assert_eq!(own_outcome(&with("enabled = false")), Outcome::Off);
        assert!(with("trial = false").run_all().findings.iter().any(|finding| finding.about.id == "own-rule"));
        assert_eq!(own_rule(&with("severity = \"error\""))[0].severity.label(), "错误");
    }
}
