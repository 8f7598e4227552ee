//! Why a unit or a category lags, as far as the records show it.

use crate::model::assessment::Light;
use crate::model::ledger::Status;
use crate::report::monthly::facts::Row;

/// What the open records of a unit or a category have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reasons {
    /// Past their deadline.
    pub(super) overdue: u64,
    /// The most calendar days past a deadline.
    pub(super) most_days: i64,
    /// Open without a usable deadline.
    pub(super) undated: u64,
    /// Worded as in the earlier month.
    pub(super) unmoved: u64,
    /// Done, and waiting to be accepted.
    pub(super) waiting: u64,
    /// Not begun.
    pub(super) not_started: u64,
    /// The status is in no dictionary.
    pub(super) unknown: u64,
}

impl Reasons {
    /// Counts them.
    pub(super) fn of<'r>(rows: impl IntoIterator<Item = &'r Row<'r>>) -> Self {
        let mut reasons = Self::default();
        for row in rows.into_iter().filter(|row| row.is_open()) {
            let is = |status| u64::from(row.record.status == status);
            reasons.overdue += u64::from(row.standing.overdue);
            reasons.most_days = reasons.most_days.max(row.standing.days_late.unwrap_or(0));
            reasons.undated += u64::from(row.standing.light == Light::Grey);
            reasons.unmoved += u64::from(row.unmoved);
            reasons.waiting += is(Status::PendingCheck);
            reasons.not_started += is(Status::NotStarted);
            reasons.unknown += is(Status::Unknown);
        }
        reasons
    }

    /// Says them; what the records do not show is not guessed at.
    pub(super) fn say(&self) -> String {
        let mut reasons = Vec::new();
        if self.overdue > 0 {
            reasons.push(format!("超期{}个，最长{}天", self.overdue, self.most_days));
        }
        let counted = [
            ("没有写明可用的时限", self.undated),
            ("进展文字与上次报送相同", self.unmoved),
            ("待验收", self.waiting),
            ("未启动", self.not_started),
            ("状态没有写明或写法不能识别", self.unknown),
        ];
        reasons.extend(counted.iter().filter(|(_, count)| *count > 0).map(|(reason, count)| format!("{reason}{count}个")));
        if reasons.is_empty() { "未到时限，台账没有反映其他原因".to_owned() } else { reasons.join("；") }
    }
}

#[cfg(test)]
mod tests {
    use super::Reasons;

    #[test]
    fn reasons_are_what_the_records_show_and_nothing_else() {
        assert_eq!(Reasons::default().say(), "未到时限，台账没有反映其他原因");
        let reasons = Reasons { overdue: 2, most_days: 41, undated: 1, waiting: 3, ..Reasons::default() };
        assert_eq!(reasons.say(), "超期2个，最长41天；没有写明可用的时限1个；待验收3个");
    }
}
