//! The sentence of a finding with fields in it: `整改时限「{整改时限}」早于反馈日期「{反馈日期}」`.

use crate::policy::expression::Problem;
use crate::policy::expression::row::Row;
use crate::policy::expression::schema::{Name, Subject};
use crate::policy::expression::types::near_name;

/// Longest value that is put into a sentence whole, in characters.
const MOST_CHARACTERS: usize = 60;

/// A sentence whose fields are filled in from a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Name(Name),
}

impl Message {
    /// Reads a sentence; `{{` and `}}` stand for the braces themselves.
    ///
    /// # Errors
    ///
    /// Every unknown field and brace without its partner.
    pub fn load(text: &str, subject: Subject) -> Result<Self, Vec<Problem>> {
        let (mut parts, mut words, mut problems) = (Vec::new(), String::new(), Vec::new());
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let start = text.len() - rest.len() + at;
            words.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(behind) = rest.strip_prefix(brace) {
                words.push_str(brace);
                rest = behind;
                continue;
            }
            let end = (brace == "{").then(|| rest.find('}')).flatten();
            let Some(end) = end else {
                problems.push(Problem::new(start..start + 1, "花括号没有配对").hint("字段写成 {整改时限}；花括号本身写两个"));
                break;
            };
            let name = rest[..end].trim();
            match Name::find(name, subject) {
                Some(name) => {
                    parts.push(Part::Words(std::mem::take(&mut words)));
                    parts.push(Part::Name(name));
                }
                None => {
                    let problem = Problem::new(start..start + end + 2, format!("没有「{name}」这个字段"));
                    problems.push(problem.hint(near_name(name, subject)));
                }
            }
            rest = &rest[end + 1..];
        }
        words.push_str(rest);
        parts.push(Part::Words(words));
        if problems.is_empty() { Ok(Self(parts)) } else { Err(problems) }
    }

    /// Fills in a row's values; a missing one is shown as （空）.
    pub fn fill(&self, row: &dyn Row) -> String {
        let part = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            Part::Name(name) => row.value(*name).map_or_else(|| "（空）".to_owned(), |value| shown(&value.to_string())),
        };
        self.0.iter().map(part).collect()
    }
}

/// Returns a value on one line, cut where it is long.
fn shown(value: &str) -> String {
    let mut line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(MOST_CHARACTERS) {
        line.truncate(end);
        line.push('…');
    }
    line
}
