//! 提醒函: problems with eleven to twenty days left, to the unit for the one who handles them.
//!
//! Source: `domain.md` §5.1, row 提醒函; `scoring.md` §5, green.

use super::{KindAbout, Writer};
use crate::letter::Case;
use crate::letter::compose::Facts;
use crate::letter::fields::FieldAbout;
use crate::letter::near;
use crate::model::assessment::Light;
use crate::model::letter::LetterKind;

/// The kind.
pub(super) struct Reminder;

impl Writer for Reminder {
    fn kind(&self) -> LetterKind {
        LetterKind::Reminder
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "被巡察单位，请转承办人",
            when: "有问题亮绿灯：距整改时限 11—20 天（天数由办法定）",
            from: "该单位亮绿灯的问题",
            reply: "不要求书面反馈",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/提醒函.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        near::FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        near::compose(case, self.kind(), Light::Green)
    }
}
