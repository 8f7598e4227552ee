//! Whether a unit or a field lags behind the whole, and why, in figures.
//!
//! Source: `domain.md` §6.1 item 4 and the three-way split: only what is past its deadline lags; a deadline yet to come
//! is no fault.

use std::collections::BTreeMap;

use crate::model::assessment::Light;
use crate::model::field::Field;
use crate::model::ledger::Status;
use crate::model::text::Text;
use crate::report::Case;
use crate::report::dashboard::entries::Entry;
use crate::report::dashboard::totals::rate;

/// Fewer records than this make no share.
pub(super) const FEWEST: u64 = 3;

/// How far from the whole it must be, in tenths: ten percentage points.
const TENTHS: u64 = 1;

/// How many reasons are given beside what is overdue.
const MOST_REASONS: usize = 2;

/// One record past its deadline makes no share either.
pub(super) const FEWEST_LATE: u64 = 2;

/// Other reasons are told where one in so many open entries has them.
const WORTH_TELLING: usize = 3;

/// In what something lags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    /// Less is finished than on the whole.
    Finished,
    /// As much is finished, but more is overdue.
    Overdue,
}

/// How much stands where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) counted: u64,
    pub(super) done: u64,
    pub(super) late: u64,
    pub(super) soon: u64,
}

impl Share {
    /// Counts entries.
    pub(super) fn of<'e, 'a: 'e>(entries: impl Iterator<Item = &'e Entry<'a>>) -> Self {
        entries.filter(|entry| !entry.standing.void).fold(Self::default(), |share, entry| Self {
            counted: share.counted + 1,
            done: share.done + u64::from(entry.standing.finished),
            late: share.late + u64::from(entry.standing.overdue),
            soon: share.soon + u64::from(entry.standing.light == Light::Yellow),
        })
    }

    /// Says in which way it lags by ten percentage points; only what is partly overdue does.
    fn lags_behind(&self, whole: &Self) -> Option<Behind> {
        // Counts of rows: their products stay far below what the type holds.
        let exceeds =
            |more: (u64, u64), less: (u64, u64)| 10 * more.0 * less.1 >= 10 * less.0 * more.1 + TENTHS * more.1 * less.1;
        if self.counted < FEWEST || self.late == 0 {
            None
        } else if exceeds((whole.done, whole.counted), (self.done, self.counted)) {
            Some(Behind::Finished)
        } else {
            let several = self.late >= FEWEST_LATE;
            (several && exceeds((self.late, self.counted), (whole.late, whole.counted))).then_some(Behind::Overdue)
        }
    }
}

/// Says why the entries lag; empty where they do not. `part` tells what most of the late ones may have in common.
pub(super) fn reason<'a>(
    case: &Case<'_>,
    own: &[&Entry<'a>],
    whole: &Share,
    part: &dyn Fn(&Entry<'a>) -> Option<&'a Text>,
) -> String {
    let share = Share::of(own.iter().copied());
    let Some(behind) = share.lags_behind(whole) else { return String::new() };
    let compared = |what: &str, part: fn(&Share) -> u64| {
        let of = |share: &Share| rate(case, part(share), share.counted);
        format!("{what} {}%，总体 {}%", of(&share), of(whole))
    };
    let figures = match behind {
        Behind::Finished => compared("完成率", |share| share.done),
        Behind::Overdue => compared("超期占", |share| share.late),
    };
    let mut parts = vec![figures, overdue(own, part)];
    parts.extend(others(case, own));
    parts.join("；")
}

fn overdue<'a>(own: &[&Entry<'a>], part: &dyn Fn(&Entry<'a>) -> Option<&'a Text>) -> String {
    let late: Vec<&&Entry<'a>> = own.iter().filter(|entry| entry.standing.overdue).collect();
    let longest = late.iter().filter_map(|entry| entry.standing.days_late).max().unwrap_or_default();
    let mut sentence = match late.len() {
        1 => format!("1 条超期 {longest} 天"),
        count => format!("{count} 条超期，最长 {longest} 天"),
    };
    let mut shares: BTreeMap<&Text, usize> = BTreeMap::new();
    for name in late.iter().filter_map(|entry| part(entry)) {
        *shares.entry(name).or_default() += 1;
    }
    let several = own.iter().filter_map(|entry| part(entry)).any(|name| shares.keys().next().is_some_and(|one| *one != name));
    let most = shares.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
    if let Some((name, count)) = most.filter(|(_, count)| several && **count > 1 && **count * 2 > late.len()) {
        sentence.push_str(&format!("，其中 {count} 条在「{name}」"));
    }
    sentence
}

/// Counts what else keeps open entries from being finished, most frequent first.
fn others(case: &Case<'_>, own: &[&Entry<'_>]) -> Vec<String> {
    let open: Vec<&&Entry<'_>> = own.iter().filter(|entry| entry.is_open()).collect();
    let count = |test: &dyn Fn(&Entry<'_>) -> bool| open.iter().filter(|entry| test(entry)).count();
    let mut counts = [
        (count(&|entry| entry.status == Status::NotStarted), "还没有启动"),
        (count(&|entry| entry.lacks(case, Field::Measure)), "没有写整改措施"),
        (count(&|entry| entry.status != Status::NotStarted && entry.lacks(case, Field::Progress)), "没有写进展"),
        (count(&|entry| entry.stale), "进展与前几个月一字不差"),
        (count(&|entry| entry.lacks(case, Field::LeadPerson)), "没有写责任领导"),
        (count(&|entry| entry.status == Status::PendingCheck), "做完了等验收"),
        (count(&|entry| entry.standing.light == Light::Grey), "没有可用的时限"),
    ];
    // A stable order keeps what is worse before what is as frequent.
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let told = counts.iter().filter(|(count, _)| *count > 0 && *count * WORTH_TELLING >= open.len()).take(MOST_REASONS);
    told.map(|(count, what)| format!("{count} 条{what}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Behind, Share};

    fn share(counted: u64, done: u64, late: u64) -> Share {
        Share { counted, done, late, soon: 0 }
    }

    #[test]
    fn ten_points_behind_with_something_overdue_is_lagging() {
        let whole = share(100, 50, 10);
        let behind = |counted, done, late| share(counted, done, late).lags_behind(&whole);
        assert_eq!(behind(10, 4, 1), Some(Behind::Finished), "40% of 50%");
        assert_eq!(behind(100, 41, 1), None, "41% of 50%");
        assert_eq!(behind(10, 0, 0), None, "nothing is overdue: deadlines are yet to come");
        assert_eq!(behind(10, 8, 2), Some(Behind::Overdue), "20% overdue of 10%");
        assert_eq!(behind(100, 81, 19), None, "19% overdue of 10%");
        assert_eq!(behind(4, 3, 1), None, "one overdue makes no share");
        assert_eq!(behind(2, 0, 2), None, "two make no share");
        assert_eq!(behind(3, 0, 3), Some(Behind::Finished));
    }
}
