//! A document to start from: the built-in letter as a .docx with its tags in it, for an office to give its own looks.

use crate::error::Error;
use crate::letter::fill;
use crate::letter::template::{Line, Mark, Prepared, unfilled};
use crate::model::office::LetterStyle;
use crate::office::patch::docx::{TagKind, braces};

/// Makes the document of a kind.
///
/// # Errors
///
/// `ErrorKind::Output` when packing fails.
pub(super) fn write(kind: &str, source: &str) -> Result<Vec<u8>, Error> {
    let name = format!("{kind}.txt");
    let prepared = Prepared::parse(&name, source)?;
    let lines = kept_if_filled(rows_hold_their_tags(unfilled(&name, source)?));
    let look = LetterStyle::default();
    // The mark goes by itself once there is a number.
    let style = fill::Style { draft: "{{#if 草稿}}稿{{/if}}", ..fill::Style::plain(&look) };
    Ok(fill::fill(&prepared, &lines, style)?.content)
}

/// Puts block tags that stand around a table's row into its first and last cell.
fn rows_hold_their_tags(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut before = String::new();
    for (at, line) in lines.iter().enumerate() {
        let is_row = |line: &Line| line.mark == Mark::TableRow;
        let tags = |line: &Line| matches!(&block_tags(line)[..], [TagKind::Open(_)] | [TagKind::Close(_)] if line.mark == Mark::Paragraph);
        let next_row = lines[at + 1..].iter().find(|line| !tags(line)).is_some_and(is_row);
        let last_row = out.last().is_some_and(is_row);
        match &block_tags(line)[..] {
            [TagKind::Open(_)] if tags(line) && next_row => before.push_str(&line.fields[0]),
            [TagKind::Close(_)] if tags(line) && last_row => {
                if let Some(cell) = out.last_mut().and_then(|row| row.fields.last_mut()) {
                    cell.push_str(&line.fields[0]);
                }
            }
            _ => {
                let mut line = line.clone();
                if is_row(&line)
                    && let Some(cell) = line.fields.first_mut()
                {
                    cell.insert_str(0, &std::mem::take(&mut before));
                }
                out.push(line);
            }
        }
    }
    out
}

/// Returns the block tags of a line that has nothing else; empty for any other.
fn block_tags(line: &Line) -> Vec<TagKind> {
    let chars: Vec<char> = line.fields.concat().chars().collect();
    let mut ends = 0;
    let mut kinds = Vec::new();
    for found in braces::find(&chars) {
        let braces::Braces::Tag(from, to, kind, _) = found else { return Vec::new() };
        if from != ends || matches!(kind, TagKind::Value | TagKind::Comment) {
            return Vec::new();
        }
        ends = to;
        kinds.push(kind);
    }
    if ends == chars.len() { kinds } else { Vec::new() }
}

/// Puts lines that print nothing without their facts into `{{#if}}`: a text drops empty lines by itself, a document does not.
fn kept_if_filled(lines: Vec<Line>) -> Vec<Line> {
    let mut out = Vec::new();
    for line in lines {
        let names = if matches!(line.mark, Mark::Note | Mark::Copy) { depends_on(&line.fields[0]) } else { Vec::new() };
        let control = |text: String| Line { mark: Mark::Paragraph, number: line.number, fields: vec![text] };
        let condition = match &names[..] {
            [] => None,
            [only] => Some(only.clone()),
            [first, rest @ ..] => Some(rest.iter().fold(first.clone(), |all, name| format!("(or {all} {name})"))),
        };
        match condition {
            // Copies stand in the imprint, away from the lines around them.
            Some(condition) if line.mark == Mark::Copy => {
                let words = format!("{{{{#if {condition}}}}}抄送：{}。{{{{/if}}}}", line.fields[0]);
                out.push(Line { fields: vec![words], ..line });
            }
            Some(condition) => {
                out.push(control(format!("{{{{#if {condition}}}}}")));
                let end = control("{{/if}}".to_owned());
                out.push(line);
                out.push(end);
            }
            None => out.push(line),
        }
    }
    out
}

/// Returns the names a line is empty without; none where it has words of its own.
fn depends_on(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut names, mut depth, mut ends) = (Vec::new(), 0_usize, 0);
    for found in braces::find(&chars) {
        let braces::Braces::Tag(from, to, kind, inner) = found else { return Vec::new() };
        if depth == 0 && from > ends {
            return Vec::new();
        }
        ends = to;
        match kind {
            TagKind::Open(word) => {
                if depth == 0 {
                    names.push(inner.trim_start_matches('#').trim_start_matches(&word).trim().to_owned());
                }
                depth += 1;
            }
            TagKind::Close(_) => depth = depth.saturating_sub(1),
            TagKind::Value if depth == 0 => names.push(inner),
            TagKind::Value | TagKind::Else | TagKind::Comment => {}
        }
    }
    if ends < chars.len() || names.iter().any(|name| name.contains(char::is_whitespace)) { Vec::new() } else { names }
}
