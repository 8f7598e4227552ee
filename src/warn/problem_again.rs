//! `problem-again`: the unit was told of the same problem in an earlier round.
//!
//! Source: `domain.md` §7.2, completed rows that reappear in the next round.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::warn::{Case, Seen, Sign};

/// Tells of problems that are back.
#[derive(Debug)]
pub(crate) struct ProblemAgain;

static ABOUT: About = About {
    id: "problem-again",
    title: "问题再次出现",
    severity: None,
    source: Clause::new("智能预警规则", "屡巡屡犯"),
    why: "以前指出过的问题又有了，上一轮的整改可能不实，这一轮更要盯住",
    remedy: "请调阅上一轮的销号材料，举一反三建立长效机制",
};

impl Sign for ProblemAgain {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, case: &Case<'_>, _limit: u32) -> Vec<Seen> {
        let known = case.repeats.iter().filter(|repeat| repeat.new < case.ledger.rectifications.len());
        let seen = known.map(|repeat| {
            let earlier = &repeat.earlier;
            let round = earlier.round.as_deref().map_or_else(|| "以前".to_owned(), |round| format!("{round}已经"));
            let reason = format!("{round}指出过（{} 第 {} 行）", earlier.source.file, earlier.source.row);
            Seen::at(case, repeat.new, Field::Problem, reason)
        });
        seen.collect()
    }
}
