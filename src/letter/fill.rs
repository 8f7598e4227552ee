//! Lines → a paper: gathers what belongs together and hands it to the writer of official papers.

use chrono::NaiveDate;

use crate::error::Error;
use crate::letter::template::{Line, Mark, Prepared};
use crate::model::office::{LetterForm, LetterStyle};
use crate::office::docx::{self, Block, Head, Letterhead, Level, Paper};

/// A letter written.
pub(super) struct Filled {
    /// Its title, on one line.
    pub(super) title: String,
    /// The .docx.
    pub(super) content: Vec<u8>,
}

/// What a draft bears.
pub(super) const DRAFT: &str = "稿";

/// How a letter is to look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'a> {
    /// As the office wants its letters.
    pub(super) look: &'a LetterStyle,
    /// What says that it has no number yet; empty once it has.
    pub(super) draft: &'a str,
    /// The date in the file's properties.
    pub(super) as_of: NaiveDate,
}

impl<'a> Style<'a> {
    /// A draft of no day, for templates that are tried.
    pub(super) fn plain(look: &'a LetterStyle) -> Self {
        Self { look, draft: DRAFT, as_of: NaiveDate::default() }
    }
}

/// Writes a letter's lines as an official paper.
///
/// # Errors
///
/// `ErrorKind::Template` for a table row without a header; `ErrorKind::Output` when packing fails.
pub(super) fn fill(prepared: &Prepared, lines: &[Line], style: Style<'_>) -> Result<Filled, Error> {
    // Signed and sealed by hand: without a number, what is written here is a draft.
    let mut head = Head { draft: style.draft.to_owned(), ..Head::default() };
    let mut blocks = Vec::new();
    for line in lines {
        add(prepared, line, &mut head, &mut blocks)?;
    }
    let as_of = style.as_of;
    let title = blocks.iter().find_map(|block| match block {
        Block::Title(text) => Some(text.replace('\n', "")),
        _ => None,
    });
    let title = title.unwrap_or_default();
    let author = head.agency.clone();
    finish(&mut blocks, &head.agency, style.look);
    if let Some(masthead) = &style.look.masthead {
        head.agency.clone_from(masthead);
    }
    let letterhead = match style.look.form {
        _ if head.agency.is_empty() => Letterhead::None,
        LetterForm::Letter => Letterhead::Letter(head),
        LetterForm::Document => Letterhead::Document(head),
    };
    let paper = Paper { letterhead, blocks, title: title.clone(), author, as_of };
    Ok(Filled { title, content: docx::write(&paper)? })
}

/// Puts in what the form asks for and no template has to say: the seal, and the imprint at the very end.
///
/// Source: GB/T 9704—2012, clause 7.3.6: attachments stand before the imprint.
fn finish(blocks: &mut Vec<Block>, agency: &str, look: &LetterStyle) {
    let mut signed = String::new();
    for block in blocks.iter_mut() {
        if let Block::Signature { date, sealed, .. } = block {
            *sealed = look.sealed;
            signed.clone_from(date);
        }
    }
    let (imprints, others): (Vec<_>, Vec<_>) =
        std::mem::take(blocks).into_iter().partition(|block| matches!(block, Block::Copy { .. }));
    *blocks = others;
    let mut imprint = imprints.into_iter().reduce(joined);
    if look.form == LetterForm::Document && !agency.is_empty() {
        let empty = || Block::Copy { to: String::new(), printer: String::new(), printed: String::new() };
        if let Block::Copy { printer, printed, .. } = imprint.get_or_insert_with(empty)
            && printer.is_empty()
            && printed.is_empty()
        {
            *printer = agency.to_owned();
            let day = if signed.is_empty() { "\u{3000}\u{3000}年\u{3000}月\u{3000}日" } else { &signed };
            *printed = format!("{day}印发");
        }
    }
    blocks.extend(imprint);
}

/// Two imprints as one: what the later says adds to what the earlier says.
fn joined(first: Block, second: Block) -> Block {
    match (first, second) {
        (Block::Copy { to, printer, printed }, Block::Copy { to: other, printer: by, printed: on }) => Block::Copy {
            to: [to, other].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，"),
            printer: if printer.is_empty() { by } else { printer },
            printed: if printed.is_empty() { on } else { printed },
        },
        (first, _) => first,
    }
}

fn add(prepared: &Prepared, line: &Line, head: &mut Head, blocks: &mut Vec<Block>) -> Result<(), Error> {
    let field = |position: usize| line.fields.get(position).cloned().unwrap_or_default();
    let text = field(0);
    let is_empty = line.fields.iter().all(String::is_empty);
    match line.mark {
        Mark::PageBreak => blocks.push(Block::PageBreak),
        // A row stays a row when all its cells are empty: a form is filled in by hand.
        Mark::TableRow => match blocks.last_mut() {
            Some(Block::Table { rows, .. }) => rows.push(line.fields.clone()),
            _ => {
                let fault = prepared.fault(line.number, "【表行】前面没有【表头】");
                return Err(fault.hint("请在第一条【表行】之前写一行【表头】，并让表格各行连在一起"));
            }
        },
        _ if is_empty => {}
        Mark::Copies => head.copy = text,
        Mark::Secrecy => head.secrecy = text,
        Mark::Urgency => head.urgency = text,
        Mark::Agency => head.agency = text.replace('\n', ""),
        Mark::Number => head.number = text,
        Mark::Title => match blocks.last_mut() {
            Some(Block::Title(title)) => *title = format!("{title}\n{text}"),
            _ => blocks.push(Block::Title(text)),
        },
        Mark::Addressee => {
            let colon = if text.ends_with(['：', ':']) { "" } else { "：" };
            blocks.push(Block::Addressee(format!("{}{colon}", text.trim_end_matches(':'))));
        }
        Mark::Heading(level) => blocks.push(Block::Heading(heading_level(level), text, field(1))),
        Mark::Paragraph => blocks.push(Block::Paragraph(text)),
        Mark::AttachmentNote => {
            // Source: clause 7.3.4: no punctuation after a name.
            let name = text.trim_end_matches(['。', '；', '，', '、']).to_owned();
            match blocks.last_mut() {
                Some(Block::AttachmentNote(names)) => names.push(name),
                _ => blocks.push(Block::AttachmentNote(vec![name])),
            }
        }
        Mark::Signature => blocks.push(Block::Signature { name: text, date: field(1), sealed: false }),
        Mark::Note => blocks.push(Block::Note(text)),
        Mark::Copy => blocks.push(Block::Copy { to: text, printer: String::new(), printed: String::new() }),
        Mark::Printed => match blocks.last_mut() {
            Some(Block::Copy { printer, printed, .. }) => (*printer, *printed) = (text, field(1)),
            _ => blocks.push(Block::Copy { to: String::new(), printer: text, printed: field(1) }),
        },
        Mark::Attachment => blocks.push(Block::AttachmentLabel(text)),
        Mark::Widths => {
            blocks.push(Block::Table { header: Vec::new(), rows: Vec::new(), widths: widths(prepared, line)?, small: false })
        }
        Mark::TableHead => match blocks.last_mut() {
            Some(Block::Table { header, .. }) if header.is_empty() => header.clone_from(&line.fields),
            _ => blocks.push(Block::Table { header: line.fields.clone(), rows: Vec::new(), widths: Vec::new(), small: false }),
        },
    }
    Ok(())
}

fn heading_level(level: u8) -> Level {
    match level {
        1 => Level::One,
        2 => Level::Two,
        3 => Level::Three,
        _ => Level::Four,
    }
}

fn widths(prepared: &Prepared, line: &Line) -> Result<Vec<u32>, Error> {
    let widths: Result<Vec<u32>, _> = line.fields.iter().map(|field| field.parse()).collect();
    match widths {
        Ok(widths) if widths.iter().all(|width| (1..=1_000).contains(width)) => Ok(widths),
        _ => Err(prepared.fault(line.number, "【列宽】要写 1 到 1000 的整数").hint("例如【列宽】1|3|6，表示三列的宽度比")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{DRAFT, Style, fill};
    use crate::error::Error;
    use crate::letter::template::Prepared;
    use crate::model::office::LetterStyle;

    fn title(source: &str) -> Result<String, Error> {
        let prepared = Prepared::parse("试.txt", source)?;
        let lines = prepared.render(&json!({}))?;
        let style = Style { look: &LetterStyle::default(), draft: DRAFT, as_of: chrono::NaiveDate::MIN };
        fill(&prepared, &lines, style).map(|filled| filled.title)
    }

    #[test]
    fn two_title_lines_are_one_title() {
        assert_eq!(title("【标题】关于甲的\n【标题】督办函\n【附件】附件\n【标题】清单").expect("a letter"), "关于甲的督办函");
    }

    #[test]
    fn a_row_without_header_is_refused_with_its_line() {
        let error = title("甲\n【表行】1|2").expect_err("a fault").to_string();
        assert!(error.contains("【表行】前面没有【表头】") && error.contains("第 2 行"), "{error}");
    }

    #[test]
    fn widths_are_whole_numbers() {
        assert!(title("【列宽】1|3\n【表头】甲|乙").is_ok());
        assert!(title("【列宽】1|宽\n【表头】甲|乙").is_err());
    }
}
