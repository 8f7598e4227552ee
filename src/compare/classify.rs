//! What became of a record that is in both months.
//!
//! Source: `domain.md` §7.1, logic rule 10, and §7.2, deadlines and dates moved afterwards.

use chrono::NaiveDate;

use crate::compare::pair::fold;
use crate::model::comparison::{ChangeKind, Entry};
use crate::model::ledger::Status;
use crate::model::text::Text;

/// Words that put an extension on record, in the deadline, the progress or the remark.
const EXTENSION_WORDS: [&str; 4] = ["延期", "延长", "顺延", "展期"];

/// Returns everything that happened, gravest first; `Kept` when nothing did.
///
/// `reported` is the day the earlier month was reported.
pub(super) fn kinds(old: &Entry, new: &Entry, reported: Option<NaiveDate>) -> Vec<ChangeKind> {
    let mut kinds: Vec<ChangeKind> = [
        status(old, new),
        done_date(old, new, reported),
        deadline(old, new),
        (folded(old.problem.as_ref()) != folded(new.problem.as_ref())).then_some(ChangeKind::Rewritten),
    ]
    .into_iter()
    .flatten()
    .collect();
    if kinds.is_empty() {
        kinds.push(ChangeKind::Kept);
    }
    kinds.sort_unstable();
    kinds
}

fn status(old: &Entry, new: &Entry) -> Option<ChangeKind> {
    let (before, now) = (old.status, new.status);
    if before.is_finished() == now.is_finished() {
        let back = stage(before).zip(stage(now)).is_some_and(|(before, now)| now < before);
        return back.then_some(ChangeKind::StatusBack);
    }
    if now.is_finished() {
        return Some(ChangeKind::Finished);
    }
    // 作废 and 移送 end a record another way; what was done and is now unknown has gone back all the same.
    (!matches!(now, Status::Cancelled | Status::Referred)).then_some(ChangeKind::Reopened)
}

/// Returns how far a status is, for those that have an order.
fn stage(status: Status) -> Option<u8> {
    match status {
        Status::NotStarted => Some(0),
        Status::InProgress => Some(1),
        Status::Stage => Some(2),
        Status::PendingCheck => Some(3),
        Status::Done => Some(4),
        Status::Closed => Some(5),
        Status::Continuing | Status::Cancelled | Status::Referred | Status::Unknown => None,
    }
}

fn done_date(old: &Entry, new: &Entry, reported: Option<NaiveDate>) -> Option<ChangeKind> {
    let now = new.done_date?;
    let moved_back = old.done_date.is_some_and(|before| now < before);
    let was_open = !old.status.is_finished() && new.status.is_finished();
    // What was still open on the day of the report was not done before it.
    let before_report = was_open && reported.is_some_and(|reported| now < reported);
    (moved_back || before_report).then_some(ChangeKind::DoneDateBackdated)
}

fn deadline(old: &Entry, new: &Entry) -> Option<ChangeKind> {
    match (old.deadline, new.deadline) {
        (Some(before), Some(now)) if now > before => {
            let kind = if has_extension(new) { ChangeKind::DeadlineExtended } else { ChangeKind::DeadlineMoved };
            Some(kind)
        }
        (before, now) => (before != now).then_some(ChangeKind::DeadlineChanged),
    }
}

/// Says whether an extension is on record.
fn has_extension(entry: &Entry) -> bool {
    let words = |text: &Option<Text>| {
        text.as_ref().is_some_and(|text| EXTENSION_WORDS.iter().any(|word| text.contains(word)) && !text.contains("不得延期"))
    };
    entry.deadline_new_text.is_some() || [&entry.deadline_text, &entry.progress, &entry.remark].into_iter().any(words)
}

/// Returns a text without what does not change its meaning.
fn folded(text: Option<&Text>) -> Option<String> {
    text.map(|text| fold(text))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{ChangeKind, Entry, Status, kinds};

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    fn open() -> Entry {
        Entry {
            problem: Some("学习不深入。".into()),
            deadline: day("2026-06-30"),
            status: Status::InProgress,
            ..Entry::default()
        }
    }

    fn of(new: Entry) -> Vec<ChangeKind> {
        kinds(&open(), &new, day("2026-09-30"))
    }

    #[test]
    fn nothing_changed_is_kept_and_spaces_are_nothing() {
        assert_eq!(of(open()), [ChangeKind::Kept]);
        assert_eq!(of(Entry { problem: Some("学习 不深入".into()), ..open() }), [ChangeKind::Kept]);
        assert_eq!(of(Entry { problem: Some("学习较深入".into()), ..open() }), [ChangeKind::Rewritten]);
    }

    #[test]
    fn finished_is_dated_after_the_report_or_it_is_back_dated() {
        let finished = |date: &str| of(Entry { status: Status::Done, done_date: day(date), ..open() });
        assert_eq!(finished("2026-10-08"), [ChangeKind::Finished]);
        assert_eq!(finished("2026-09-30"), [ChangeKind::Finished], "on the day of the report it may have been done");
        assert_eq!(finished("2026-09-29"), [ChangeKind::DoneDateBackdated, ChangeKind::Finished]);
        let unknown = kinds(&open(), &Entry { status: Status::Done, done_date: day("2026-01-01"), ..open() }, None);
        assert_eq!(unknown, [ChangeKind::Finished]);
    }

    #[test]
    fn a_done_date_that_moves_back_is_back_dated() {
        let done = |date: &str| Entry { status: Status::Done, done_date: day(date), ..open() };
        let kinds = |date: &str| kinds(&done("2026-05-20"), &done(date), day("2026-09-30"));
        assert_eq!(kinds("2026-05-19"), [ChangeKind::DoneDateBackdated]);
        assert_eq!(kinds("2026-05-20"), [ChangeKind::Kept]);
        assert_eq!(kinds("2026-05-21"), [ChangeKind::Kept]);
    }

    #[test]
    fn a_status_goes_back_reopens_or_ends_otherwise() {
        let from =
            |before: Status, now: Status| kinds(&Entry { status: before, ..open() }, &Entry { status: now, ..open() }, None);
        assert_eq!(from(Status::Done, Status::InProgress), [ChangeKind::Reopened]);
        assert_eq!(from(Status::Closed, Status::Unknown), [ChangeKind::Reopened]);
        assert_eq!(from(Status::Closed, Status::Done), [ChangeKind::StatusBack]);
        assert_eq!(from(Status::Stage, Status::NotStarted), [ChangeKind::StatusBack]);
        assert_eq!(from(Status::InProgress, Status::Stage), [ChangeKind::Kept]);
        assert_eq!(from(Status::InProgress, Status::Continuing), [ChangeKind::Kept]);
        assert_eq!(from(Status::Done, Status::Cancelled), [ChangeKind::Kept]);
    }

    #[test]
    fn a_later_deadline_needs_an_extension_on_record() {
        let later = Entry { deadline: day("2026-07-01"), ..open() };
        assert_eq!(of(later.clone()), [ChangeKind::DeadlineMoved]);
        for extended in [
            Entry { deadline_new_text: Some("2026年7月1日".into()), ..later.clone() },
            Entry { remark: Some("经县委同意延期".into()), ..later.clone() },
            Entry { deadline_text: Some("2026年7月1日（顺延）".into()), ..later.clone() },
        ] {
            assert_eq!(of(extended), [ChangeKind::DeadlineExtended]);
        }
        assert_eq!(of(Entry { remark: Some("不得延期".into()), ..later }), [ChangeKind::DeadlineMoved]);
        assert_eq!(of(Entry { deadline: day("2026-06-29"), ..open() }), [ChangeKind::DeadlineChanged]);
        assert_eq!(of(Entry { deadline: None, ..open() }), [ChangeKind::DeadlineChanged]);
    }
}
