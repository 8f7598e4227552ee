//! The formulas of `scoring.md` a second time, in fractions instead of decimals and clause by clause; nothing here is
//! shared with `src/score`.

use chrono::{Datelike, NaiveDate};

use super::fraction::{Q, q, sum};

/// What a policy may choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) as_of: NaiveDate,
    pub(crate) by_problem: bool,
    /// `strict`, `acceptance` or `lenient`.
    pub(crate) completion: &'static str,
    /// `full`, `redistribute` or `zero`.
    pub(crate) not_applicable: &'static str,
    pub(crate) truncate: bool,
    /// Whether all groups are ranked together.
    pub(crate) together: bool,
}

impl Rules {
    /// The default policy.
    pub(crate) fn default_of(as_of: NaiveDate) -> Self {
        Self { as_of, by_problem: false, completion: "strict", not_applicable: "full", truncate: false, together: false }
    }

    fn shown(&self, value: Q) -> String {
        if self.truncate { value.cut(2) } else { value.rounded(2) }
    }
}

/// A record as scoring sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) unit: String,
    pub(crate) problem: Option<usize>,
    pub(crate) status: String,
    pub(crate) cycle: Option<&'static str>,
    pub(crate) deadline: Option<NaiveDate>,
    pub(crate) done: Option<NaiveDate>,
    pub(crate) people: bool,
    pub(crate) evidence: bool,
    pub(crate) mechanism: bool,
    pub(crate) place: (String, String, u64),
}

impl Record {
    pub(crate) fn is(&self, statuses: &[&str]) -> bool {
        statuses.contains(&self.status.as_str())
    }

    pub(crate) fn void(&self) -> bool {
        self.is(&["cancelled", "referred"])
    }

    pub(crate) fn finished(&self) -> bool {
        self.is(&["done", "closed"])
    }

    pub(crate) fn open(&self) -> bool {
        !self.void() && !self.finished()
    }

    pub(crate) fn overdue(&self, as_of: NaiveDate) -> bool {
        self.open() && !self.is(&["continuing"]) && self.deadline.is_some_and(|deadline| deadline < as_of)
    }
}

/// What counts as one: a record, or a problem with all its measures.
struct Thing<'a>(Vec<&'a Record>);

impl Thing<'_> {
    fn all(&self, test: impl Fn(&Record) -> bool) -> bool {
        self.0.iter().all(|record| test(record))
    }

    fn finished(&self) -> bool {
        self.all(Record::finished)
    }

    fn completed(&self, rule: &str) -> bool {
        self.all(|record| match rule {
            "acceptance" => record.is(&["closed"]),
            "lenient" => record.is(&["done", "closed", "stage", "pending_check", "continuing"]),
            _ => record.finished(),
        })
    }

    fn deadline(&self) -> Option<NaiveDate> {
        self.0.iter().filter_map(|record| record.deadline).max()
    }

    fn done(&self) -> Option<NaiveDate> {
        self.0.iter().map(|record| record.done).collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    fn continuing(&self) -> bool {
        self.0.iter().find_map(|record| record.cycle) == Some("continuing")
    }

    fn due(&self, as_of: NaiveDate) -> bool {
        !self.continuing() && self.deadline().is_some_and(|deadline| deadline <= as_of)
    }

    fn on_time(&self) -> bool {
        self.finished() && self.done().is_some_and(|done| self.deadline().is_some_and(|deadline| done <= deadline))
    }

    /// What became of its lateness.
    fn lateness(&self, as_of: NaiveDate) -> Option<&'static str> {
        let overdue = !self.finished() && self.all(|record| !record.is(&["continuing"]));
        let until = if overdue { Some(as_of) } else { self.done().filter(|_| self.finished()) };
        match ((until? - self.deadline()?).num_days(), overdue) {
            (..=0, _) => None,
            (31.., _) => Some("final"),
            (_, true) => Some("provisional"),
            (_, false) => Some("restored"),
        }
    }

    fn row(&self) -> u64 {
        self.0[0].place.2
    }
}

fn things<'a>(records: &[&'a Record], by_problem: bool) -> Vec<Thing<'a>> {
    let mut things: Vec<Thing<'a>> = Vec::new();
    for record in records.iter().filter(|record| !record.void()) {
        let same = |thing: &&mut Thing<'_>| by_problem && record.problem.is_some() && thing.0[0].problem == record.problem;
        match things.iter_mut().find(same) {
            Some(thing) => thing.0.push(record),
            None => things.push(Thing(vec![record])),
        }
    }
    things
}

/// Something of the events workbook.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// The id of the deduction, `bonus` or `false`.
    pub(crate) what: &'static str,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) count: usize,
    /// Of a bonus.
    pub(crate) points: Q,
    pub(crate) row: u64,
}

/// What is known of a unit beside its ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    pub(crate) group: Option<String>,
    /// Whether there is a directory that does not know the unit.
    pub(crate) unlisted: bool,
    pub(crate) manual: Vec<Q>,
    /// 满意, 基本满意, 不满意 and the weight of each stratum.
    pub(crate) ballots: Vec<([usize; 3], Q)>,
    pub(crate) poor: bool,
    /// Asked for by, and answered on.
    pub(crate) letters: Vec<(Option<NaiveDate>, Option<NaiveDate>)>,
    pub(crate) events: Vec<Event>,
    pub(crate) other: Option<Q>,
}

/// An indicator: its id, its full points, and what was reached of what.
pub(crate) type Indicator = (&'static str, usize, Option<(Q, Q)>);

/// A deduction: its id, its state, its points, and the rows that fired.
pub(crate) type Deduction = (&'static str, &'static str, Q, Vec<u64>);

/// How many of the indicators each dimension has, in order.
const DIMENSIONS: [usize; 4] = [1, 1, 5, 1];

/// What a unit should get.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    rules: Rules,
    pub(crate) unit: String,
    pub(crate) group: Option<String>,
    unlisted: bool,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) deductions: Vec<Deduction>,
    pub(crate) bonus: Q,
    pub(crate) completion: (usize, usize),
    pub(crate) overdue: usize,
    other: Option<Q>,
    void: bool,
    poor: bool,
}

impl Expected {
    pub(crate) fn of(rules: Rules, unit: &str, records: &[&Record], beside: Beside) -> Self {
        let things = things(records, rules.by_problem);
        let count = |test: &dyn Fn(&Thing<'_>) -> bool| things.iter().filter(|thing| test(thing)).count();
        let share = |reached: usize, of: usize| (of > 0).then(|| (q(reached), q(of)));
        let (all, finished) = (things.len(), count(&|thing| thing.finished()));
        let due = |thing: &Thing<'_>| thing.due(rules.as_of);
        let asked = || {
            beside.letters.iter().filter_map(|(due, replied)| Some(((*due)?, *replied))).filter(|(due, _)| *due <= rules.as_of)
        };
        let answered = asked().filter(|(due, replied)| replied.is_some_and(|replied| replied <= *due)).count();
        let manual = sum(beside.manual.iter().copied()).at_most(q(15));
        let indicators = vec![
            ("manual-leadership", 15, Some((q(15) - manual, q(15)))),
            ("responsibility-complete", 15, share(count(&|thing| thing.all(|record| record.people)), all)),
            ("completion-rate", 30, share(count(&|thing| thing.completed(rules.completion)), all)),
            ("on-time-rate", 10, share(count(&|thing| due(thing) && thing.on_time()), count(&due))),
            ("evidence-rate", 10, share(count(&|thing| thing.finished() && thing.all(|record| record.evidence)), finished)),
            (
                "mechanism-rate",
                5,
                share(
                    count(&|thing| thing.continuing() && thing.0.iter().any(|record| record.mechanism)),
                    count(&|thing| thing.continuing()),
                ),
            ),
            ("recommendation-reply-rate", 5, share(answered, asked().count())),
            ("satisfaction", 10, survey(&beside.ballots)),
        ];
        let events: Vec<&Event> = beside
            .events
            .iter()
            .filter(|event| event.date.is_none_or(|date| date <= rules.as_of && date.year() == rules.as_of.year()))
            .collect();
        let of = |what: &str| events.iter().filter(|event| event.what == what).copied().collect::<Vec<&Event>>();
        let each = [
            ("returned", 1),
            ("notice-county", 1),
            ("notice-city", 2),
            ("notice-province", 3),
            ("notice-centre", 4),
            ("late-report", 2),
        ];
        let mut deductions = overdue(&things, rules.as_of);
        deductions.extend(each.iter().filter(|(id, _)| !of(id).is_empty()).map(|(id, points)| {
            let count: usize = of(id).iter().map(|event| event.count).sum();
            (*id, "final", q(points * count), of(id).iter().map(|event| event.row).collect())
        }));
        Self {
            rules,
            unit: unit.to_owned(),
            group: beside.group,
            unlisted: beside.unlisted,
            indicators,
            deductions,
            bonus: sum(of("bonus").iter().map(|event| event.points)).at_most(q(5)),
            completion: (finished, all),
            overdue: records.iter().filter(|record| record.overdue(rules.as_of)).count(),
            other: beside.other,
            void: of("false").iter().map(|event| event.count).sum::<usize>() >= 5,
            poor: beside.poor,
        }
    }

    /// Points of every indicator.
    pub(crate) fn points(&self) -> Vec<Q> {
        let mut points = Vec::new();
        for size in DIMENSIONS {
            let dimension = &self.indicators[points.len()..points.len() + size];
            let full = sum(dimension.iter().map(|(_, full, _)| q(*full)));
            let with_data = sum(dimension.iter().filter(|(.., share)| share.is_some()).map(|(_, full, _)| q(*full)));
            let shared = self.rules.not_applicable == "redistribute" && q(0).less(with_data);
            points.extend(dimension.iter().map(|(_, own, share)| match share {
                Some((reached, of)) => q(*own) * reached.over(*of) * if shared { full.over(with_data) } else { q(1) },
                None if shared || self.rules.not_applicable == "zero" => q(0),
                None => q(*own),
            }));
        }
        points
    }

    fn exact(&self, without_provisional: bool) -> Q {
        let counts = |state: &str| state == "final" || (state == "provisional" && !without_provisional);
        let lost = sum(self.deductions.iter().filter(|(_, state, ..)| counts(state)).map(|(_, _, points, _)| *points));
        let score = (sum(self.points().into_iter()) + self.bonus - lost).at_least(q(0)).at_most(q(100));
        if self.void { q(0) } else { score }
    }

    pub(crate) fn score(&self, without_provisional: bool) -> String {
        self.rules.shown(self.exact(without_provisional))
    }

    /// The score as printed, in hundredths.
    fn hundredths(&self) -> u32 {
        self.score(false).replace('.', "").parse().expect("a number")
    }

    pub(crate) fn grade(&self) -> &'static str {
        match self.hundredths() {
            _ if self.poor => "差",
            9000.. => "好",
            8000.. => "较好",
            6000.. => "一般",
            _ => "差",
        }
    }

    pub(crate) fn annual(&self) -> Option<String> {
        Some(self.rules.shown(Q::of(3, 10) * self.exact(false) + Q::of(7, 10) * self.other?))
    }

    pub(crate) fn honours(&self) -> bool {
        let vetoed = self.void || self.poor;
        !self.unlisted && !vetoed && self.grade() != "差" && 100 * self.completion.0 >= 60 * self.completion.1
    }

    /// Those it is ranked among, itself with them: a name the directory does not know moves none that it knows.
    fn rivals<'a>(&'a self, all: &'a [Self]) -> impl Iterator<Item = &'a Self> {
        all.iter().filter(|other| other.unlisted == self.unlisted && (self.rules.together || other.group == self.group))
    }

    pub(crate) fn rank(&self, all: &[Self]) -> u32 {
        1 + self.rivals(all).filter(|other| other.hundredths() > self.hundredths()).count() as u32
    }

    pub(crate) fn resources(&self, all: &[Self]) -> bool {
        let members = self.rivals(all).count();
        let preferred = self.rank(all) as usize <= members.div_ceil(5);
        !self.unlisted && preferred && self.grade() == "好" && self.overdue == 0 && !self.void && !self.poor
    }
}

/// The survey value of 100: the mean over valid ballots, several strata by their weights.
fn survey(strata: &[([usize; 3], Q)]) -> Option<(Q, Q)> {
    let mut weighted = (q(0), q(0));
    for ([good, fair, bad], weight) in strata.iter().filter(|(counts, _)| counts.iter().sum::<usize>() > 0) {
        let mean = q(100 * good + 75 * fair + 55 * bad).over(q(good + fair + bad));
        weighted = (weighted.0 + mean * *weight, weighted.1 + *weight);
    }
    q(0).less(weighted.1).then(|| (weighted.0.over(weighted.1), q(100)))
}

/// Overdue points: provisional up to 30 days, final after; 10 at most, final ones first.
fn overdue(things: &[Thing<'_>], as_of: NaiveDate) -> Vec<Deduction> {
    let mut left = 10;
    let mut found = Vec::new();
    for wanted in ["final", "provisional", "restored"] {
        let rows: Vec<u64> = things.iter().filter(|thing| thing.lateness(as_of) == Some(wanted)).map(Thing::row).collect();
        let points = if wanted == "restored" { 0 } else { rows.len().min(left) };
        left -= points;
        if !rows.is_empty() {
            found.push(("overdue", wanted, q(points), rows));
        }
    }
    found
}
