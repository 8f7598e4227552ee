//! `notice-county`, `notice-city`, `notice-province`, `notice-centre`: named in a notice of that level.
//!
//! Source: `scoring.md` §3, row `notice-…`; `domain.md` §3.2 (XX区 2020 细则). One file, for the four differ in
//! nothing but the level.

use crate::model::about::About;
use crate::model::assessment::{DeductionState, Occurrence};
use crate::model::clause::Clause;
use crate::model::inputs::{EventKind, NoticeLevel};
use crate::policy::DeductionRule;
use crate::score::deduction::{DeductionItem, from_events};
use crate::score::{Case, UnitCase};

/// Takes points for each notice of a level.
#[derive(Debug)]
pub(crate) struct Notice {
    level: NoticeLevel,
    about: About,
}

const fn notice(level: NoticeLevel, id: &'static str, title: &'static str) -> Notice {
    let about = About {
        id,
        title,
        severity: None,
        source: Clause::new("巡察整改成效考核办法（默认）", "减分项三"),
        why: "被通报说明问题已经造成影响，级别越高扣分越多",
        remedy: "针对通报事项整改，并报送整改情况",
    };
    Notice { level, about }
}

pub(super) static COUNTY: Notice = notice(NoticeLevel::County, "notice-county", "被县级通报");
pub(super) static CITY: Notice = notice(NoticeLevel::City, "notice-city", "被市级通报");
pub(super) static PROVINCE: Notice = notice(NoticeLevel::Province, "notice-province", "被省级通报");
pub(super) static CENTRE: Notice = notice(NoticeLevel::Centre, "notice-centre", "被中央通报");

impl DeductionItem for &'static Notice {
    fn about(&self) -> &'static About {
        &self.about
    }

    fn fire(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &DeductionRule) -> Vec<(DeductionState, Occurrence)> {
        from_events(case, unit, rule, &EventKind::Notice(self.level), self.about.title)
    }
}
