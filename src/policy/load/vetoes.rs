//! `[[vetoes]]`: what overrides the points.

use crate::policy::load::deductions::trigger;
use crate::policy::load::grades::refuse_unknown_grade;
use crate::policy::load::ids::{Ids, Seen, What};
use crate::policy::reader::Section;
use crate::policy::{GradeBand, KnownIds, Trigger, VetoEffect, VetoRule};

const VETO: What = What { name: "否决项", asks: "when 或 event" };

pub(super) fn veto(
    section: &Section<'_, '_>,
    known: &KnownIds,
    grades: &[GradeBand],
    ids: &mut Ids<'_>,
    seen: &mut Seen,
) -> Option<VetoRule> {
    let trigger = trigger(section);
    let own = section.has("when") || section.has("event");
    let id = ids.claim(section, VETO, own, &known.vetoes);
    let title = section.text("title");
    let grade = section.text("grade");
    let zero = section.choice("effect", &[("zero", VetoEffect::ZeroScore)]);
    let count = section.count("count");
    let source = section.text("source");
    if let Some(grade) = &grade {
        refuse_unknown_grade(section, "grade", grade, grades);
    }
    if count == Some(0) {
        section.fault("count", "一次也没有就否决，人人都会被否决", Some("至少写 1".to_owned()));
    }
    if own {
        if title.is_none() {
            section.fault("id", "自定否决项要写名称", Some("请补上 title".to_owned()));
        }
        let hint = "总分记 0 写 effect = \"zero\"；等次封顶写 grade = \"差\"；二选一";
        match (section.has("effect"), grade.is_some()) {
            (true, true) => section.fault("grade", "effect 和 grade 只能写一个", Some(hint.to_owned())),
            (false, false) => section.fault("id", "要写明否决以后怎样", Some(hint.to_owned())),
            _ => {}
        }
        if source.is_none() {
            section.advise("id", "自定否决项没有写出处", Some("补上 source，被考核单位问起来有据可查".to_owned()));
        }
    } else if section.has("effect") {
        section.fault("effect", "自带的否决项不能改后果", Some("请删去这一行".to_owned()));
    }
    let effect = own.then_some(if grade.is_some() { VetoEffect::LimitGrade } else { zero.unwrap_or(VetoEffect::ZeroScore) });
    let id = id?;
    match &trigger {
        Some(Trigger::When(condition)) => seen.note(section, "when", &id, condition.to_string()),
        Some(Trigger::Event(word)) => seen.note(section, "event", &id, format!("事件 {word}")),
        _ => {}
    }
    Some(VetoRule { id, title, kind: trigger.unwrap_or(Trigger::BuiltIn), effect, count: count.unwrap_or(1), grade, source })
}
