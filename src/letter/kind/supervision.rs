//! 督办函: a unit's overdue problems, to the unit and the head of its Party organisation.
//!
//! Source: `domain.md` §5.1, row 督办函; `scoring.md` §5, red.

use super::{KindAbout, Writer};
use crate::letter::Case;
use crate::letter::compose::{Facts, Speech, reply_due};
use crate::letter::excerpt::first_sentence;
use crate::letter::fields::FieldAbout;
use crate::letter::{late, problems};
use crate::model::letter::LetterKind;

/// Days to answer in when no date is set. Source: `domain.md` §4 `[S65]`.
const REPLY_DAYS: u32 = 15;

/// The kind.
pub(super) struct Supervision;

impl Writer for Supervision {
    fn kind(&self) -> LetterKind {
        LetterKind::Supervision
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "被巡察单位及其党组织主要负责人，抄送纪检监察机关和组织部",
            when: "有问题亮红灯：超过整改时限未完成",
            from: "该单位超期的问题",
            reply: "15 天",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/督办函.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        late::FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let problems = problems::counted(case);
        let reply_due = reply_due(case, self.kind(), REPLY_DAYS);
        late::by_unit(case, &problems)
            .into_iter()
            .map(|(unit, late)| {
                let speaks_of: Vec<_> = late.iter().map(|(problem, _)| *problem).collect();
                let speech = Speech { kind: self.kind(), receiver: unit, speaks_of: &speaks_of, reply_due };
                let answer = |problem: &&problems::Problem<'_>| problem.text().and_then(|text| first_sentence(text));
                let to_answer = speaks_of.iter().filter_map(answer).collect();
                Facts { to_answer, ..Facts::new(case, &speech, late::facts(case, unit, &late)) }
            })
            .collect()
    }
}
