//! What comes into a form: the figures of the assessment by the meaning of their names. Nothing is reckoned anew but sums.

use rust_decimal::Decimal;

use crate::model::about::Severity;
use crate::model::assessment::{UnitAssessment, Verdict};
use crate::model::ledger::Status;
use crate::model::period::chinese_date;
use crate::office::patch::form::Value;
use crate::report::Case;
use crate::report::page::heading;
use crate::report::scorecard::form::names::{Each, Entry, Meaning, Once, Part};
use crate::report::scorecard::{NOTHING, ranking, trend};

/// The decimal places of a share, 0–1.
const SHARE_PLACES: u32 = 4;

/// The figures of a case.
pub(super) struct Values<'c, 'a> {
    case: &'c Case<'a>,
    ranked: Vec<&'a UnitAssessment>,
    found: ranking::Found<'a>,
}

impl<'c, 'a> Values<'c, 'a> {
    /// Prepares the figures.
    pub(super) fn new(case: &'c Case<'a>) -> Self {
        Self { case, ranked: case.assessment.ranking(), found: ranking::found(case) }
    }

    /// Returns how many units there are.
    pub(super) fn units(&self) -> u32 {
        self.ranked.len() as u32
    }

    /// Returns what a name stands for; in the marked row, for the unit of that place in the ranking.
    pub(super) fn of(&self, entry: &Entry, copy: Option<u32>) -> Value {
        let unit = || copy.and_then(|copy| self.ranked.get(copy as usize));
        match (&entry.meaning, unit()) {
            (Meaning::Once(once), _) => self.once(*once),
            (_, None) => Value::Blank,
            (Meaning::Each(Each::Number), _) => copy.map_or(Value::Blank, |copy| count(u64::from(copy) + 1)),
            (Meaning::Each(each), Some(unit)) => self.each(*each, unit),
            (Meaning::Indicator(id, part), Some(unit)) => self.indicator(id, *part, unit),
            (Meaning::Dimension(id, full), Some(unit)) => {
                let own = unit.indicators.iter().filter(|value| *value.dimension == **id);
                let points: Decimal = own.map(|value| if *full { value.full } else { value.points }).sum();
                Value::Number(if *full { points } else { self.case.policy.round(points) })
            }
            (Meaning::Deduction(id, times), Some(unit)) => {
                let own = unit.deductions.iter().filter(|deduction| *deduction.id == **id);
                if *times {
                    count(own.map(|deduction| deduction.occurrences.len() as u64).sum())
                } else {
                    Value::Number(own.map(|deduction| deduction.points).sum())
                }
            }
        }
    }

    fn once(&self, once: Once) -> Value {
        let (case, assessment) = (self.case, self.case.assessment);
        let office = |text: fn(&crate::model::office::Office) -> &String| {
            case.office.map(text).filter(|text| !text.is_empty()).map_or(Value::Blank, |words| text_of(words))
        };
        let sum = |of: &dyn Fn(&UnitAssessment) -> u64| count(assessment.units.iter().map(of).sum());
        match once {
            Once::Title => text_of(&heading(case, "巡察整改成效评分表")),
            Once::Office => office(|office| &office.name),
            Once::Round => office(|office| &office.round),
            Once::Month => text_of(&format!("{}年{}月", case.month.year, case.month.month)),
            Once::AsOf => text_of(&chinese_date(assessment.as_of)),
            Once::Policy => text_of(&assessment.policy.title),
            Once::Version => text_of(&assessment.policy.version),
            Once::Base => Value::Number(case.policy.base),
            Once::Units => count(assessment.units.len() as u64),
            Once::Problems => sum(&|unit| unit.tally.problems),
            Once::Done => sum(&|unit| by(unit, Status::Done)),
            Once::Closed => sum(&|unit| by(unit, Status::Closed)),
            Once::Completion => {
                let parts = |of: fn(&UnitAssessment) -> u64| assessment.units.iter().map(of).sum();
                self.share(parts(|unit| unit.tally.completion.numerator), parts(|unit| unit.tally.completion.denominator))
            }
            Once::Overdue => sum(&|unit| unit.tally.overdue),
            Once::Soon => sum(&|unit| unit.tally.due_soon),
            Once::Errors => self.findings(Severity::Error),
            Once::Doubts => self.findings(Severity::Warning),
            Once::Basis => text_of(&assessment.basis.join("\n")),
        }
    }

    fn each(&self, each: Each, unit: &UnitAssessment) -> Value {
        let case = self.case;
        let tally = &unit.tally;
        let [errors, doubts] = self.found.get(&unit.unit).copied().unwrap_or_default();
        match each {
            // The place in the list is not the unit's own.
            Each::Number => Value::Blank,
            Each::Rank => count(unit.rank.into()),
            Each::Range => text_of(&ranking::range(unit)),
            Each::Alike => text_of(&ranking::alike(unit, case.assessment)),
            Each::Unit => text_of(&unit.unit),
            Each::Group => text_of(unit.group.as_deref().unwrap_or(if unit.listed { "" } else { "不在名录" })),
            Each::Problems => count(tally.problems),
            Each::Done => count(by(unit, Status::Done)),
            Each::Closed => count(by(unit, Status::Closed)),
            Each::Completion => self.share(tally.completion.numerator, tally.completion.denominator),
            Each::Finished => count(tally.completion.numerator),
            Each::Due => count(tally.completion.denominator),
            Each::Overdue => count(tally.overdue),
            Each::Soon => count(tally.due_soon),
            Each::Score => Value::Number(unit.score),
            Each::Lasting => Value::Number(unit.score_without_provisional),
            Each::Provisional => Value::Number(unit.score_without_provisional - unit.score),
            Each::Move => match trend::months(case).last().map(|last| trend::score(last, unit)) {
                Some(Some(before)) => Value::Number(unit.score - before),
                Some(None) => text_of("新"),
                None => text_of(NOTHING),
            },
            Each::Grade => text_of(&unit.grade),
            Each::Annual => or_nothing(unit.annual),
            Each::Other => or_nothing(unit.other),
            Each::Lost => Value::Number(unit.deductions.iter().map(|deduction| deduction.points).sum()),
            Each::Vetoes if unit.vetoes.is_empty() => text_of("无"),
            Each::Vetoes => text_of(&unit.vetoes.iter().map(|veto| veto.title.as_str()).collect::<Vec<_>>().join("、")),
            Each::Honours => verdict(&unit.honours, ["具备", "不具备"]),
            Each::Resources => verdict(&unit.resources, ["是", "否"]),
            Each::Errors => count(errors),
            Each::Doubts => count(doubts),
            Each::Remarks => text_of(&ranking::remarks(unit, case.policy)),
        }
    }

    fn indicator(&self, id: &str, part: Part, unit: &UnitAssessment) -> Value {
        // An indicator may be for other groups only.
        let Some(value) = unit.indicators.iter().find(|value| *value.id == *id) else { return text_of(NOTHING) };
        match part {
            Part::Points => Value::Number(self.case.policy.round(value.points)),
            Part::Full => Value::Number(value.full),
            Part::Numerator => or_nothing(value.numerator),
            Part::Denominator => or_nothing(value.denominator),
            Part::Share => match (value.numerator, value.denominator.filter(|denominator| !denominator.is_zero())) {
                (Some(numerator), Some(denominator)) if value.applicable => {
                    numerator.checked_div(denominator).map_or_else(|| text_of(NOTHING), |share| self.rounded_share(share))
                }
                _ => text_of(NOTHING),
            },
            Part::Note => text_of(value.note.as_deref().unwrap_or_default()),
        }
    }

    fn share(&self, numerator: u64, denominator: u64) -> Value {
        match Decimal::from(numerator).checked_div(Decimal::from(denominator)) {
            Some(share) => self.rounded_share(share),
            None => text_of(NOTHING),
        }
    }

    fn rounded_share(&self, share: Decimal) -> Value {
        Value::Share(self.case.policy.rounding.apply(share, SHARE_PLACES))
    }

    fn findings(&self, severity: Severity) -> Value {
        count(self.case.checked.findings.iter().filter(|finding| finding.severity == severity).count() as u64)
    }
}

fn by(unit: &UnitAssessment, status: Status) -> u64 {
    unit.tally.by_status.get(&status).copied().unwrap_or(0)
}

fn count(count: u64) -> Value {
    Value::Number(Decimal::from(count))
}

/// Returns a text; an empty one is nothing at all.
fn text_of(text: &str) -> Value {
    if text.is_empty() { Value::Blank } else { Value::Text(text.to_owned()) }
}

fn or_nothing(value: Option<Decimal>) -> Value {
    value.map_or_else(|| text_of(NOTHING), Value::Number)
}

fn verdict(verdict: &Verdict, words: [&str; 2]) -> Value {
    text_of(words[usize::from(!verdict.eligible)])
}
