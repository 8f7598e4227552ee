//! 回复函: the form a receiver answers with; it goes with each letter that asks for an answer point by point.
//!
//! It is never written by itself, so nothing is due here; `answer` has the facts of the form for a letter.

use serde_json::{Value, json};

use super::{KindAbout, Writer, list};
use crate::letter::Case;
use crate::letter::compose::Facts;
use crate::letter::fields::FieldAbout;
use crate::model::letter::LetterKind;

const FIELDS: &[FieldAbout] = &[
    FieldAbout::text("来函标题", "所答复的函的标题"),
    FieldAbout::text("来函种类", "所答复的函是哪一种，例如 督办函"),
    FieldAbout::rows("事项", "逐项要答复的内容", &[FieldAbout::text("内容", "一条建议的标题，或一个问题的第一句")]),
];

/// The kind.
pub(in crate::letter) struct Reply;

impl Writer for Reply {
    fn kind(&self) -> LetterKind {
        LetterKind::Reply
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "由收函单位填写后报回",
            when: "随督办函、巡察建议书一并生成",
            from: "所答复的函的建议或问题",
            reply: "不适用",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/回复函.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        FIELDS
    }

    fn compose(&self, _: &Case<'_>) -> Vec<Facts> {
        Vec::new()
    }
}

/// Returns the facts of the form that answers a letter of these facts and this title.
pub(in crate::letter) fn answer(facts: &Value, kind: LetterKind, title: &str, to_answer: &[String]) -> Value {
    let mut values = facts.clone();
    let points = to_answer.iter().map(|text| json!({"内容": text})).collect();
    values["来函标题"] = json!(title);
    values["来函种类"] = json!(kind.label());
    values["事项"] = list(points);
    values
}
