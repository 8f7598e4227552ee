//! Sheets of every shape, edited; each as small as shows it.

use std::collections::BTreeMap;

use super::{Cell, Outline, Wanted};
use crate::office::patch::splice::{Splice, applied};

fn outline(sheet: &str, cells: &[Cell]) -> Outline {
    let wanted = Wanted { cells: cells.iter().copied().collect(), ..Wanted::default() };
    Outline::read(sheet.as_bytes(), &wanted).expect("a sheet")
}

fn restyled(data: &str, cells: &[Cell]) -> String {
    let sheet = format!("<worksheet>{data}</worksheet>");
    let formats: BTreeMap<Cell, usize> = cells.iter().map(|cell| (*cell, 9)).collect();
    let splices = outline(&sheet, cells).restyle(&formats).expect("edits");
    let now = applied(&sheet, splices).expect("applied");
    now.trim_start_matches("<worksheet>").trim_end_matches("</worksheet>").to_owned()
}

#[test]
fn a_cell_that_is_there_only_changes_its_format() {
    let data = "<sheetData><row r=\"2\"><c r=\"B2\" t=\"s\" s='3'><v>0</v></c><c r=\"C2\"/></row></sheetData>";
    let now = data.replace("s='3'", "s='9'").replace("<c r=\"C2\"/>", "<c s=\"9\" r=\"C2\"/>");
    assert_eq!(restyled(data, &[(1, 1), (1, 2)]), now);
}

#[test]
fn missing_cells_and_rows_are_made_in_order() {
    let data = "<sheetData><row r=\"2\" spans=\"2:4\"><c r=\"B2\"/><c r=\"D2\"/></row><row r=\"4\" spans=\"1:2\"/></sheetData>";
    let now = restyled(data, &[(0, 0), (1, 0), (1, 2), (1, 5), (2, 1), (2, 2), (3, 1), (8, 0)]);
    let wanted = "<sheetData><row r=\"1\"><c r=\"A1\" s=\"9\"/></row>\
        <row r=\"2\"><c r=\"A2\" s=\"9\"/><c r=\"B2\"/><c r=\"C2\" s=\"9\"/><c r=\"D2\"/><c r=\"F2\" s=\"9\"/></row>\
        <row r=\"3\"><c r=\"B3\" s=\"9\"/><c r=\"C3\" s=\"9\"/></row>\
        <row r=\"4\" spans=\"1:2\"><c r=\"B4\" s=\"9\"/></row><row r=\"9\"><c r=\"A9\" s=\"9\"/></row></sheetData>";
    assert_eq!(now, wanted);
}

#[test]
fn positions_may_be_implied_and_prefixes_are_kept() {
    let data = "<sheetData><row><c/><c/></row><row><c/><c r=\"D2\"/><c/></row></sheetData>";
    let now = restyled(data, &[(0, 1), (1, 4), (1, 2)]);
    assert_eq!(
        now,
        "<sheetData><row><c/><c s=\"9\"/></row><row><c/><c r=\"C2\" s=\"9\"/><c r=\"D2\"/><c s=\"9\"/></row></sheetData>"
    );
    let sheet = "<x:worksheet xmlns:x=\"u\"><x:sheetData/></x:worksheet>";
    let formats = BTreeMap::from([((0, 0), 9), ((1, 1), 9)]);
    let splices = outline(sheet, &[(0, 0), (1, 1)]).restyle(&formats).expect("edits");
    assert_eq!(
        applied(sheet, splices).expect("applied"),
        "<x:worksheet xmlns:x=\"u\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" s=\"9\"/></x:row><x:row r=\"2\">\
         <x:c r=\"B2\" s=\"9\"/></x:row></x:sheetData></x:worksheet>"
    );
}

#[test]
fn a_byte_order_mark_moves_nothing() {
    let sheet = "\u{FEFF}<worksheet><sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData></worksheet>";
    let splices = outline(sheet, &[(0, 0)]).restyle(&BTreeMap::from([((0, 0), 9)])).expect("edits");
    assert_eq!(applied(sheet, splices).expect("applied"), sheet.replace("<c ", "<c s=\"9\" "));
}

#[test]
fn rows_out_of_order_are_found_where_they_are() {
    let data = "<sheetData><row r=\"5\"><c r=\"A5\"/></row><row r=\"2\"><c r=\"B2\"/><c r=\"A2\"/></row></sheetData>";
    let now = restyled(data, &[(1, 0)]);
    assert_eq!(now, data.replace("<c r=\"A2\"/>", "<c s=\"9\" r=\"A2\"/>"));
}

#[test]
fn a_missing_cell_looks_like_its_row_or_its_column() {
    let sheet = "<worksheet><cols><col min=\"2\" max=\"3\" style=\"4\"/></cols>\
        <sheetData><row r=\"1\" s=\"7\" customFormat=\"1\"/><row r=\"2\" s=\"7\"/></sheetData></worksheet>";
    let cells = [(0, 1), (1, 1), (1, 0), (5, 2)];
    let outline = outline(sheet, &cells);
    assert_eq!(cells.map(|cell| outline.format(cell)), [7, 4, 0, 4]);
}

#[test]
fn drawings_and_links_go_to_the_place_the_schema_wants() {
    let tail = "<mc:AlternateContent><mc:Choice><controls><control/></controls></mc:Choice></mc:AlternateContent>";
    let rule = "<conditionalFormatting><cfRule><extLst/></cfRule></conditionalFormatting>";
    let sheet = format!("<worksheet><sheetData/>{rule}<pageMargins/><drawing/>{tail}<tableParts/></worksheet>");
    let outline = outline(&sheet, &[]);
    let splices: Vec<Splice> =
        [outline.draw("u", "rId1"), outline.link((0, 0), "'a&b'!A1", "去")].into_iter().flatten().collect();
    let now = applied(&sheet, splices).expect("applied");
    assert!(now.contains("<drawing/><legacyDrawing xmlns:r=\"u\" r:id=\"rId1\"/><mc:AlternateContent>"), "{now}");
    let link = "<hyperlinks><hyperlink ref=\"A1\" location=\"'a&amp;b'!A1\" tooltip=\"去\"/></hyperlinks><pageMargins/>";
    assert!(now.contains(&format!("</conditionalFormatting>{link}")), "{now}");
}

#[test]
fn a_cell_with_a_link_keeps_it_and_ours_are_taken_out_again() {
    let links = "<hyperlinks><hyperlink ref=\"A1:B2\" location=\"表!A1\"/></hyperlinks>";
    let sheet = format!("<worksheet><sheetData/>{links}</worksheet>");
    let before = outline(&sheet, &[]);
    assert_eq!(before.link((1, 1), "'x'!A1", ""), None);
    let now = applied(&sheet, vec![before.link((1, 2), "'x'!A1", "").expect("a link")]).expect("applied");
    assert!(now.contains("location=\"表!A1\"/><hyperlink ref=\"C2\""), "{now}");
    let back = outline(&now, &[]).unlink(|location| location.starts_with("'x'!"));
    assert_eq!(applied(&now, back).expect("applied"), sheet);
    let only =
        outline("<worksheet><sheetData/><hyperlinks><hyperlink ref=\"A1\" location=\"'x'!A1\"/></hyperlinks></worksheet>", &[]);
    assert_eq!(only.unlink(|_| true).len(), 1);
}

#[test]
fn marks_inside_a_merged_area_belong_to_its_first_cell() {
    let sheet = "<worksheet><sheetData/><mergeCells><mergeCell ref=\"B2:C4\"/></mergeCells></worksheet>";
    let outline = outline(sheet, &[]);
    let cells = [(1, 1), (3, 2), (4, 2), (2, 3)].into();
    assert_eq!(outline.covered(&cells), BTreeMap::from([((3, 2), (1, 1))]));
}

#[test]
fn what_is_no_sheet_is_refused() {
    for text in ["", "<worksheet>", "<chartsheet/>", "<worksheet></worksheet>", "<worksheet><sheetData></worksheet>", "\u{0}"] {
        assert!(Outline::read(text.as_bytes(), &Wanted::default()).is_err(), "{text}");
    }
}
