//! 约谈通知: problems still long overdue after a 督办函, to the unit. Place and time are left for the office to fill in.
//!
//! Source: `domain.md` §5.1, row 告诫书 / 约谈通知: "still overdue". That thirty days and an earlier 督办函 are what makes
//! it due is the program's own, careful reading: nobody is called in who was not first asked in writing.

use super::{KindAbout, Writer};
use crate::letter::Case;
use crate::letter::compose::{Facts, Speech};
use crate::letter::fields::FieldAbout;
use crate::letter::{late, problems, units};
use crate::model::letter::LetterKind;

/// Days a problem must be overdue by more than.
const LONG_OVERDUE: i64 = 30;

/// The kind.
pub(super) struct Interview;

impl Writer for Interview {
    fn kind(&self) -> LetterKind {
        LetterKind::Interview
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "被巡察单位",
            when: "有问题超期 30 天以上，而且存档的以前月份已经向该单位写过督办函",
            from: "该单位超期 30 天以上的问题",
            reply: "不要求书面反馈",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/约谈通知.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        late::FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let problems = problems::counted(case);
        let mut letters = Vec::new();
        for (unit, mut late) in late::by_unit(case, &problems) {
            late.retain(|(_, days)| *days > LONG_OVERDUE);
            if late.is_empty() || units::earlier(case, unit, &[LetterKind::Supervision]).is_empty() {
                continue;
            }
            let speaks_of: Vec<_> = late.iter().map(|(problem, _)| *problem).collect();
            let speech = Speech { kind: self.kind(), receiver: unit, speaks_of: &speaks_of, reply_due: None };
            letters.push(Facts::new(case, &speech, late::facts(case, unit, &late)));
        }
        letters
    }
}
