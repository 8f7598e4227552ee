//! The sheet that lists what the marks say, with a link to each marked cell.

use crate::office::cell_text::looks_like_formula;
use crate::office::patch::List;
use crate::office::patch::rels::main_namespace;
use crate::office::patch::styles::{Look, Styles};
use crate::office::patch::workbook::location;
use crate::office::patch::xml::{HEAD, address, escape, escape_attribute};
use crate::office::width;

/// What the list's name begins with.
pub const LIST: &str = "核验问题";

/// The first cell of the list; a sheet that begins so was made here.
pub const TITLE: &str = "核验问题清单（本表由核验程序加上，去除标注时一并去除）";

/// The row of the list's first entry, 0-based.
const FIRST: usize = 3;

/// The size of the list's text, in points.
const POINTS: u8 = 10;

/// The most links a sheet holds. Source: Microsoft, Excel specifications and limits, "Hyperlinks in a worksheet".
const MOST_LINKS: usize = 65_530;

/// Returns the 0-based row of an entry.
pub(super) fn row_of(entry: usize) -> u32 {
    u32::try_from(FIRST + entry).unwrap_or(u32::MAX)
}

/// Returns the sheet.
pub(super) fn sheet(list: &List, styles: &mut Styles, strict: bool) -> String {
    let mut rows = String::new();
    let mut links = String::new();
    let title = cell(0, 0, TITLE, styles.look(Look::Title));
    let note = cell(1, 0, &list.note, styles.look(Look::Note));
    rows.push_str(&format!("<row r=\"1\" ht=\"24\" customHeight=\"1\">{title}</row><row r=\"2\" ht=\"18\" customHeight=\"1\">{note}</row><row r=\"3\" ht=\"20\" customHeight=\"1\">"));
    for (column, (name, _)) in (0..).zip(&list.columns) {
        rows.push_str(&cell(2, column, name, styles.look(Look::Head)));
    }
    rows.push_str("</row>");
    for (entry, number) in list.entries.iter().zip(0..) {
        let row = row_of(number);
        let lines =
            entry.cells.iter().zip(&list.columns).map(|(text, (_, wide))| width::lines(text, width::capacity(*wide, POINTS)));
        let height = width::height(lines.max().unwrap_or(1), POINTS);
        rows.push_str(&format!("<row r=\"{}\" ht=\"{height:.1}\" customHeight=\"1\">", row + 1));
        for (column, text) in (0_u16..).zip(&entry.cells) {
            let linked = entry.target.as_ref().filter(|_| column == list.link_column && number < MOST_LINKS);
            let look = match linked {
                Some(_) => Look::Link,
                None if column == list.tone_column => Look::Toned(entry.tone),
                None if looks_like_formula(text) => Look::Quoted,
                None if list.centred.contains(&column) => Look::Center,
                None => Look::Body,
            };
            rows.push_str(&cell(row, column, text, styles.look(look)));
            if let Some((sheet, place)) = linked {
                let target = escape_attribute(&location(sheet, &address(place.0, place.1)));
                links.push_str(&format!("<hyperlink ref=\"{}\" location=\"{target}\"/>", address(row, column)));
            }
        }
        rows.push_str("</row>");
    }
    let widths = (1..)
        .zip(&list.columns)
        .map(|(number, (_, width))| format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"));
    let links = if links.is_empty() { links } else { format!("<hyperlinks>{links}</hyperlinks>") };
    format!(
        "{HEAD}<worksheet xmlns=\"{}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView showGridLines=\"0\" \
         workbookViewId=\"0\"><pane ySplit=\"{FIRST}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView>\
         </sheetViews><cols>{}</cols><sheetData>{rows}</sheetData>{links}<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" \
         bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>",
        main_namespace(strict),
        FIRST + 1,
        widths.collect::<String>()
    )
}

fn cell(row: u32, column: u16, text: &str, style: usize) -> String {
    let place = address(row, column);
    let text = escape(text);
    if text.is_empty() {
        return format!("<c r=\"{place}\" s=\"{style}\"/>");
    }
    format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}
