//! 预警函: problems with ten days left or fewer, to the unit for the one who handles them and the responsible leader.
//!
//! Source: `domain.md` §5.1, row 提醒函 (预警函); `scoring.md` §5, yellow.

use super::{KindAbout, Writer};
use crate::letter::Case;
use crate::letter::compose::Facts;
use crate::letter::fields::FieldAbout;
use crate::letter::near;
use crate::model::assessment::Light;
use crate::model::letter::LetterKind;

/// The kind.
pub(super) struct Warning;

impl Writer for Warning {
    fn kind(&self) -> LetterKind {
        LetterKind::Warning
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "被巡察单位，请转承办人和责任领导",
            when: "有问题亮黄灯：距整改时限 0—10 天（天数由办法定）",
            from: "该单位亮黄灯的问题",
            reply: "不要求书面反馈",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/预警函.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        near::FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        near::compose(case, self.kind(), Light::Yellow)
    }
}
