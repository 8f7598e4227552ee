//! The table of shared texts: each text of the workbook once, in the form in which records keep it.

use crate::model::text::Text;
use crate::read::container::Package;
use crate::read::limits::MOST_SHARED_TEXTS;
use crate::read::xlsx_scan::blocks::Blocks;
use crate::read::xlsx_scan::cursor::Cursor;
use crate::read::xlsx_scan::{Unusual, Usual, string, workbook};

/// The part.
const PART: &str = "xl/sharedStrings.xml";

/// Reads the table; a workbook may have none.
pub(super) fn read(package: &mut Package) -> Usual<Vec<Text>> {
    let mut texts = Vec::new();
    let Some(part) = package.stream(PART).map_err(|_| Unusual)? else { return Ok(texts) };
    let mut blocks = Blocks::new(part, b"</si>");
    let mut is_in_table = false;
    while blocks.next()? {
        let mut cursor = Cursor::new(blocks.piece());
        if !is_in_table {
            workbook::prologue(&mut cursor)?;
            if !cursor.eat_tag(b"<sst") {
                return Err(Unusual);
            }
            is_in_table = true;
            if !cursor.skip_attributes()? {
                return Ok(texts);
            }
        }
        loop {
            cursor.skip_space();
            if cursor.rest().is_empty() {
                break;
            }
            if cursor.eat(b"</sst>") {
                // The check sum is that of the whole part.
                while blocks.next()? {}
                return Ok(texts);
            }
            if !cursor.eat_tag(b"<si") {
                return Err(Unusual);
            }
            // The library is not asked to make room for them either: `check_shared_texts` counts them first.
            if texts.len() >= MOST_SHARED_TEXTS {
                return Err(Unusual);
            }
            let text = if cursor.skip_attributes()? { string::read(&mut cursor, b"</si>")? } else { "".into() };
            texts.push(Text::from(text));
        }
    }
    Err(Unusual)
}
