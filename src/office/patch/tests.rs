//! Whole packages, marked and cleaned, where the shapes of the parts meet.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::splice::{Splice, apply};
use super::{Entry, List, Mark, SheetMarks, Tone, Undone, mark, record, unmark};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const IDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook of one sheet, with more parts where given.
fn package(sheet: &str, sheet_rels: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let rels = |inner: &str| format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{inner}</Relationships>");
    let rel =
        |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{IDS}/{kind}\" Target=\"{target}\"/>");
    let mut parts = vec![
        ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
        ("_rels/.rels", rels(&rel("r1", "officeDocument", "/xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{IDS}\"><sheets><sheet name=\"表\" sheetId=\"7\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels", rels(&rel("r1", "worksheet", "worksheets/sheet1.xml"))),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{IDS}\">{sheet}</worksheet>")),
    ];
    if !sheet_rels.is_empty() {
        parts.push(("xl/worksheets/_rels/sheet1.xml.rels", rels(sheet_rels)));
    }
    parts.extend(more.iter().map(|(name, text)| (*name, (*text).to_owned())));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}

fn part(bytes: &[u8], name: &str) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).expect("UTF-8");
    Some(text)
}

fn names(bytes: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    archive.file_names().map(|name| name.expect("a name").into_owned()).collect()
}

fn marks(sheet: &str, cells: &[(u32, u16)]) -> Vec<SheetMarks> {
    let mark = |(at, cell): (usize, &(u32, u16))| Mark {
        row: cell.0,
        column: cell.1,
        tone: [Tone::Notice, Tone::Error][at % 2],
        note: format!("缺 {at}"),
        entries: vec![at],
    };
    vec![SheetMarks { sheet: sheet.to_owned(), marks: cells.iter().enumerate().map(mark).collect() }]
}

fn list(count: usize) -> List {
    let entry = |number: usize| Entry { cells: vec![number.to_string(), "=1".into()], tone: Tone::Doubt, target: None };
    let columns = vec![("序号", 6.0), ("说明", 20.0)];
    let entries = (0..count).map(entry).collect();
    List { name: "核验问题".into(), note: String::new(), columns, link_column: 1, tone_column: 0, centred: vec![], entries }
}

#[track_caller]
fn marked(bytes: &[u8], cells: &[(u32, u16)]) -> Vec<u8> {
    let marked = mark(bytes, &marks("表", cells), &list(cells.len())).expect("marked").bytes;
    let back = unmark(&marked).expect("unmarked").expect("it has marks");
    assert_eq!(back.how, Undone::Exactly);
    assert_eq!(names(&back.bytes), names(bytes));
    assert!(names(bytes).iter().all(|name| part(&back.bytes, name) == part(bytes, name)));
    marked
}

#[test]
fn two_marks_in_a_merged_area_become_one_on_its_first_cell() {
    let data =
        "<sheetData><row r=\"2\"><c r=\"B2\"/><c r=\"C2\"/></row></sheetData><mergeCells><mergeCell ref=\"B2:C3\"/></mergeCells>";
    let marked = marked(&package(data, "", &[]), &[(1, 2), (2, 1)]);
    let comments = part(&marked, "xl/xunchaComments1.xml").expect("comments");
    assert_eq!(comments.matches("<comment ").count(), 1);
    assert!(comments.contains("ref=\"B2\"") && comments.contains("缺 0\n\n缺 1\n（见「核验问题」第 4、5 行）"), "{comments}");
    let sheet = part(&marked, "xl/worksheets/sheet1.xml").expect("the sheet");
    assert!(sheet.contains("<row r=\"2\"><c s=\"1\" r=\"B2\"/><c r=\"C2\"/></row></sheetData>"), "{sheet}");
}

#[test]
fn a_drawing_of_form_controls_also_holds_the_boxes() {
    let drawing = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\"><v:shape id=\"_x0000_s1025\"></v:shape></xml>";
    let rels = format!("<Relationship Id=\"d\" Type=\"{IDS}/vmlDrawing\" Target=\"../own.vml\"/>");
    let original = package("<sheetData/><legacyDrawing r:id=\"d\"/>", &rels, &[("xl/own.vml", drawing)]);
    let marked = marked(&original, &[(0, 0)]);
    let now = part(&marked, "xl/own.vml").expect("the drawing");
    assert!(now.contains("_x0000_s1025\"") && now.contains("_x0000_s1026\""), "{now}");
    assert_eq!(part(&marked, "xl/worksheets/sheet1.xml").expect("the sheet").matches("<legacyDrawing").count(), 1);
}

#[test]
fn a_workbook_without_styles_gets_some_and_loses_them_again() {
    let marked = marked(&package("<sheetData/>", "", &[]), &[(4, 3), (9, 9)]);
    assert!(part(&marked, "xl/xunchaStyles1.xml").is_some());
    let types = part(&marked, "[Content_Types].xml").expect("types");
    for part in names(&marked).iter().filter(|name| name.contains("xuncha") || name.contains("customXml/item")) {
        assert!(types.contains(&format!("PartName=\"/{part}\"")), "{part}: {types}");
    }
}

#[test]
fn a_sheet_that_is_not_there_is_only_listed() {
    let marked = mark(&package("<sheetData/>", "", &[]), &marks("别的", &[(0, 0)]), &list(1)).expect("marked").bytes;
    assert_eq!(part(&marked, "xl/xunchaComments1.xml"), None);
    assert!(part(&marked, "xl/worksheets/xunchaList1.xml").is_some());
}

#[test]
fn packages_that_are_no_workbooks_are_refused_and_have_no_marks() {
    for bytes in [&b""[..], b"PK", b"PK\x03\x04", b"\xD0\xCF\x11\xE0"] {
        assert!(mark(bytes, &[], &list(0)).is_err());
        assert_eq!(unmark(bytes).expect("nothing to do"), None);
    }
    assert_eq!(unmark(&package("<sheetData/>", "", &[])).expect("nothing to do"), None);
    let broken = package("<sheetData><row>", "", &[]);
    assert!(mark(&broken, &marks("表", &[(0, 0)]), &list(1)).is_err());
}

#[test]
fn a_package_of_countless_relationships_or_parts_is_dealt_with_at_once() {
    let relations = format!("<Relationship Id=\"r\" Type=\"{IDS}/image\" Target=\"gone.png\"/>").repeat(100_000);
    let parts: Vec<String> = (0..10_000).map(|number| format!("xl/media/{number}.png")).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|name| (name.as_str(), "")).collect();
    let original = package("<sheetData/>", &relations, &parts);
    assert!(mark(&original, &marks("表", &[(0, 0)]), &list(1)).is_ok());
    let parts: Vec<String> = (0..crate::limits::PARTS).map(|number| format!("xl/media/{number}.png")).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|name| (name.as_str(), "")).collect();
    assert!(mark(&package("<sheetData/>", "", &parts), &marks("表", &[(0, 0)]), &list(1)).is_err());
}

#[test]
fn a_part_that_inflates_beyond_what_it_declares_is_refused() {
    let mut forged = package("<sheetData/>", "", &[("xl/media/a.bin", "0123456789")]);
    let sheet = format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{IDS}\"><sheetData/></worksheet>").len() as u32;
    // The size stands in front of the entry and in the directory.
    let at: Vec<usize> = (0..forged.len() - 4).filter(|at| forged[*at..*at + 4] == sheet.to_le_bytes()).collect();
    assert_eq!(at.len(), 2);
    for at in at {
        forged[at..at + 4].copy_from_slice(&(sheet - 1).to_le_bytes());
    }
    assert!(mark(&forged, &marks("表", &[(0, 0)]), &list(1)).is_err());
}

/// A workbook with a record that says its sheet was another one before it was marked, and these parts were added.
fn forged(shown: &str, was: &str, added: &[&str]) -> Vec<u8> {
    let whole = |data: &str| format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{IDS}\">{data}</worksheet>");
    let splice = Splice::new(0, whole(was).len() as u64, whole(shown));
    let done = apply(&mut whole(was).as_bytes(), &mut std::io::sink(), vec![splice]).expect("applied");
    let added: Vec<String> = added.iter().map(|name| (*name).to_owned()).collect();
    let record = record::write(&[("xl/worksheets/sheet1.xml".to_owned(), done)], &added, &record::Colours::new());
    package(shown, "", &[("customXml/item1.xml", &record), ("xl/sharedStrings.xml", "<sst/>")])
}

#[test]
fn a_record_that_would_change_more_than_marks_is_not_believed() {
    let row = |inner: &str| format!("<sheetData><row r=\"1\">{inner}</row></sheetData>");
    let shown = row("<c r=\"A1\"><f>1+1</f><v>2</v></c>");
    for was in [
        row("<c r=\"A1\"><f>1+1</f><v>3</v></c>"),
        row("<c r=\"A1\"><f>1+2</f><v>2</v></c>"),
        row("<c r=\"B1\"><f>1+1</f><v>2</v></c>"),
        row("<c r=\"A1\" s=\"1\"><f>1+1</f><v>2</v></c>"),
        row("<c r=\"A1\" t=\"str\"><f>1+1</f><v>2</v></c>"),
        shown.replace("<row r=\"1\"", "<row r=\"1\" hidden=\"1\""),
        shown.replace("</row>", "</row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>"),
        format!("{shown}<mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>"),
        "<sheetData/>".to_owned(),
    ] {
        let back = unmark(&forged(&shown, &was, &[])).expect("unmarked").expect("it has a record");
        assert_eq!(back.how, Undone::Distrusted, "{was}");
        assert!(part(&back.bytes, "xl/worksheets/sheet1.xml").expect("the sheet").contains(&shown), "{was}");
        assert_eq!(part(&back.bytes, "customXml/item1.xml"), None);
        assert!(mark(&forged(&shown, &was, &[]), &[], &list(0)).expect("marked").distrusted);
    }
    let taken = unmark(&forged(&shown, &shown, &["xl/sharedStrings.xml"])).expect("unmarked").expect("it has a record");
    assert_eq!((taken.how, part(&taken.bytes, "xl/sharedStrings.xml").as_deref()), (Undone::Distrusted, Some("<sst/>")));
    let empty =
        row("<c r=\"A1\"><f>1+1</f><v>2</v></c><c r=\"C1\"/>").replace("</row>", "</row><row r=\"4\"><c r=\"A4\"/></row>");
    let links = "<hyperlinks><hyperlink ref=\"A1\" location=\"&apos;核验问题&apos;!A4\"/></hyperlinks>";
    let back = unmark(&forged(&format!("{empty}{links}"), &shown, &[])).expect("unmarked").expect("it has a record");
    assert_eq!(back.how, Undone::Exactly);
}

#[test]
fn notes_of_ours_do_not_pile_up_where_record_and_list_are_gone() {
    let rels = format!("<Relationship Id=\"c\" Type=\"{IDS}/comments\" Target=\"../comments1.xml\"/>");
    let own = super::comments::new_part(&[((0, 0), "【错误】缺\n办法：补\n（见「核验问题」第 4 行）".to_owned())].into(), false);
    let left = package("<sheetData/>", &rels, &[("xl/comments1.xml", &own)]);
    let back = unmark(&left).expect("unmarked").expect("it has a note");
    assert_eq!(back.how, Undone::ByLooks);
    assert!(!part(&back.bytes, "xl/comments1.xml").expect("comments").contains("<comment "));
    let again = mark(&left, &marks("表", &[(0, 0)]), &list(1)).expect("marked").bytes;
    let comments = part(&again, "xl/comments1.xml").expect("comments");
    assert_eq!((comments.matches("<comment ").count(), comments.contains("办法")), (1, false), "{comments}");
}
