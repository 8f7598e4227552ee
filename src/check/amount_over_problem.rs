//! `amount-over-problem`: more money was put right than was found wrong.
//!
//! Source: `domain.md` §7.2, rectified amount > problem amount.

use rust_decimal::Decimal;

use crate::check::wording::narrow;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::money::{in_yuan, unit_at_end};
use crate::model::workbook::is_invisible;

/// Finds rectified amounts above the amount of the problem.
#[derive(Debug)]
pub(crate) struct AmountOverProblem;

static ABOUT: About = About {
    id: "amount-over-problem",
    title: "疑似整改金额虚高",
    severity: Some(Severity::Warning),
    source: Clause::new("疑似虚假整改信号", "7.2 整改金额大于问题金额"),
    why: "整改金额不会大于问题金额，多出的部分可能是重复计算",
    remedy: "请核对两项金额和它们的单位（元、万元）",
};

impl Check for AmountOverProblem {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Amount]), Need::RecordColumn(&[Field::AmountDone])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.records_with(Field::AmountDone) {
            let (Some(amount), Some(text)) = (record.amount, record.text(Field::AmountDone)) else { continue };
            let Some((done, unit)) = read(text) else { continue };
            let known = record.amount_unit.as_deref();
            let more = match (unit.or(known), known) {
                (Some(unit), Some(known)) => {
                    in_yuan(done, unit).zip(in_yuan(amount, known)).is_some_and(|(done, amount)| done > amount)
                }
                // Without any unit both are taken as they are written; with only one of them known nothing is claimed.
                (None, None) => done > amount,
                _ => false,
            };
            if more {
                let problem = record.text(Field::Amount).map_or("", |text| text.as_str());
                found.at_field(record, Field::AmountDone, format!("疑似虚高：整改金额「{text}」大于问题金额「{problem}」"));
            }
        }
    }
}

/// Reads an amount with the unit written behind it, if any. Source: `domain.md` §7.1, number and text mixed.
fn read(text: &str) -> Option<(Decimal, Option<&'static str>)> {
    let text: String = text.chars().filter(|c| !is_invisible(*c)).map(narrow).filter(|c| *c != ',').collect();
    let bare = text.trim_start_matches(['约', '近', '共', '¥', '￥']);
    let unit = unit_at_end(bare);
    let amount = bare.strip_suffix(unit.unwrap_or_default())?.trim_end_matches('余').parse().ok()?;
    Some((amount, unit))
}

#[cfg(test)]
mod tests {
    use super::AmountOverProblem;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    /// Boundary: 12.51 | 12.50 of 12.5.
    #[test]
    fn finds_more_money_put_right_than_was_wrong() {
        let ledger = LedgerBuilder::new(&[Field::Amount, Field::AmountDone])
            .row(&["12.5", "12.51"])
            .row(&["12.5", "12.50"])
            .row(&["1200", "1,200.5万元"])
            .row(&["12.5", "约13万元"]);
        assert_eq!(
            ledger.run(&AmountOverProblem),
            ["B2 amount-over-problem", "B4 amount-over-problem", "B5 amount-over-problem"]
        );
    }

    #[test]
    fn amounts_in_other_units_are_compared_in_yuan() {
        let ledger =
            LedgerBuilder::new(&[Field::Amount, Field::AmountDone]).row(&["12.5", "125000元"]).row(&["12.5", "125，001元"]);
        assert_eq!(ledger.run(&AmountOverProblem), ["B3 amount-over-problem"]);
    }

    #[test]
    fn large_units_are_no_small_numbers() {
        let ledger = LedgerBuilder::new(&[Field::Amount, Field::AmountDone])
            .row(&["12000", "1.2亿元"])
            .row(&["12000", "1.21亿元"])
            .row(&["12000", "120001千元"]);
        assert_eq!(ledger.run(&AmountOverProblem), ["B3 amount-over-problem", "B4 amount-over-problem"]);
    }

    #[test]
    fn blanks_and_words_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Amount, Field::AmountDone])
            .row(&["12.5", ""])
            .row(&["", "13"])
            .row(&["12.5", "若干"])
            .row(&["12.5", "万元"]);
        assert!(ledger.run(&AmountOverProblem).is_empty());
    }

    #[test]
    fn every_unit_of_money_is_known() {
        let ledger = LedgerBuilder::new(&[Field::Amount, Field::AmountDone])
            .row(&["12", "12万"])
            .row(&["12", "13万"])
            .row(&["12", "近０.５亿元"])
            .row(&["12", "120千元"])
            .row(&["12", "120余千元"])
            .row(&["12", "121千元"])
            .row(&["12", "￥120001圆"]);
        assert_eq!(
            ledger.run(&AmountOverProblem),
            ["B3 amount-over-problem", "B4 amount-over-problem", "B7 amount-over-problem", "B8 amount-over-problem"]
        );
    }
}
