//! Whole forms, scanned and filled, where the shapes of the parts meet.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Filling, Place, Value, fill, scan};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const IDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook of the sheets 表 and 别表, with defined names, shared strings, and what more parts are given.
fn package(sheets: [&str; 2], names: &str, strings: &[&str], more: &[(&str, &str)]) -> Vec<u8> {
    let rels = |inner: &str| format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{inner}</Relationships>");
    let rel =
        |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{IDS}/{kind}\" Target=\"{target}\"/>");
    let items: String = strings.iter().map(|item| format!("<si>{item}</si>")).collect();
    let sheet = |body: &str| format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{IDS}\">{body}</worksheet>");
    let mut parts = vec![
        ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
        ("_rels/.rels", rels(&rel("r1", "officeDocument", "/xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{IDS}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/>\
                 <sheet name=\"别表\" sheetId=\"2\" r:id=\"r2\"/></sheets><definedNames>{names}</definedNames></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            rels(
                &(rel("r1", "worksheet", "worksheets/sheet1.xml")
                    + &rel("r2", "worksheet", "worksheets/sheet2.xml")
                    + &rel("r3", "sharedStrings", "sharedStrings.xml")
                    + &rel("r4", "calcChain", "calcChain.xml")),
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet(sheets[0])),
        ("xl/worksheets/sheet2.xml", sheet(sheets[1])),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\">{items}</sst>")),
        ("xl/calcChain.xml", format!("<calcChain xmlns=\"{MAIN}\"/>")),
    ];
    parts.extend(more.iter().map(|(name, text)| (*name, (*text).replace("{IDS}", IDS).replace("{PACKAGE}", PACKAGE))));
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

/// Fills a form; row 3 of 表 stands for three units 甲, 乙, 丙.
fn filled(bytes: &[u8]) -> Result<Vec<u8>, Vec<String>> {
    let value = |name: &str, copy: Option<u32>| match (name, copy) {
        ("单位", Some(copy)) => Value::Text(["甲", "乙", "丙"][copy as usize].to_owned()),
        ("得分", Some(copy)) => Value::Number((90 - copy).into()),
        ("月份", _) => Value::Text("10月".to_owned()),
        ("率", _) => Value::Share("0.5833".parse().expect("a number")),
        _ => Value::Blank,
    };
    let filling = Filling { marked: BTreeMap::from([("表".to_owned(), 2)]), copies: 3, value: &value };
    let shown = |flaw: &super::Flaw| format!("{:?} {}", flaw.cell, flaw.what);
    fill(bytes, "巡察_", &filling).expect("a workbook").map_err(|flaws| flaws.iter().map(shown).collect())
}

const MARKED: &str = "<row r=\"3\" ht=\"30\" customHeight=\"1\"><c r=\"A3\" s=\"4\" t=\"s\"><v>0</v></c>\
    <c r=\"B3\" s=\"5\" t=\"s\"><v>1</v></c><c r=\"C3\"><f>B3/B$1</f><v>7</v></c></row>";

const TEXTS: [&str; 3] = ["<t>{{单位}}</t>", "<t>{{得分}}</t>", "<r><rPr><b/></rPr><t>截至</t></r><r><t>{{月份}}</t></r>"];

fn data(rows: &str) -> String {
    format!("<sheetData><row r=\"1\"><c r=\"B1\"><v>100</v></c></row>{MARKED}{rows}</sheetData>")
}

#[test]
fn the_marked_row_is_repeated_and_what_is_below_moves() {
    let sheet = data(
        "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>2</v></c><c r=\"B4\"><f>SUM(B3:B3)</f><v>0</v></c></row>\
         <row r=\"9\"><c r=\"A9\"><v>1</v></c></row>",
    ) + "<mergeCells count=\"3\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"C3:D3\"/><mergeCell ref=\"A4:A9\"/></mergeCells>\
         <conditionalFormatting sqref=\"B3\"><cfRule type=\"expression\"><formula>B3&lt;B4</formula></cfRule>\
         </conditionalFormatting><rowBreaks count=\"1\"><brk id=\"4\" max=\"16383\"/></rowBreaks>";
    let other = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><f>表!A9</f><v>旧</v></c></row></sheetData>";
    let names = "<definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">表!$A$1:$C$9</definedName>";
    let bytes = package([&sheet, other], names, &TEXTS, &[]);
    let out = filled(&bytes).expect("filled");
    let now = part(&out, "xl/worksheets/sheet1.xml").expect("the sheet");
    for words in [
        "<row r=\"3\" ht=\"30\" customHeight=\"1\"><c r=\"A3\" s=\"4\" t=\"inlineStr\"><is><t xml:space=\"preserve\">甲</t></is></c>\
         <c r=\"B3\" s=\"5\"><v>90</v></c><c r=\"C3\"><f>B3/B$1</f></c></row>",
        "<row r=\"5\" ht=\"30\" customHeight=\"1\"><c r=\"A5\" s=\"4\" t=\"inlineStr\"><is><t xml:space=\"preserve\">丙</t></is></c>\
         <c r=\"B5\" s=\"5\"><v>88</v></c><c r=\"C5\"><f>B5/B$1</f></c></row>",
        "<row r=\"6\"><c r=\"A6\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t xml:space=\"preserve\">截至</t></r><r>\
         <t xml:space=\"preserve\">10月</t></r></is></c><c r=\"B6\"><f>SUM(B3:B5)</f></c></row>",
        "<row r=\"11\"><c r=\"A11\"><v>1</v></c></row>",
        "<mergeCells count=\"5\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"C3:D3\"/><mergeCell ref=\"C4:D4\"/>\
         <mergeCell ref=\"C5:D5\"/><mergeCell ref=\"A6:A11\"/></mergeCells>",
        "<conditionalFormatting sqref=\"B3:B5\"><cfRule type=\"expression\"><formula>B3&lt;B6</formula>",
        "<brk id=\"6\" max=\"16383\"/>",
    ] {
        assert!(now.contains(words), "{words}\n\n{now}");
    }
    let other = part(&out, "xl/worksheets/sheet2.xml").expect("the other");
    assert!(other.contains("<c r=\"A1\"><f>表!A11</f></c>"), "{other}");
    let book = part(&out, "xl/workbook.xml").expect("the workbook");
    assert!(book.contains("表!$A$1:$C$11</definedName></definedNames><calcPr fullCalcOnLoad=\"1\"/>"), "{book}");
    assert_eq!(part(&out, "xl/calcChain.xml"), None);
    assert!(!part(&out, "xl/_rels/workbook.xml.rels").expect("relations").contains("calcChain"));
}

#[test]
fn cells_are_named_by_the_workbook_too_whether_they_are_there_or_not() {
    let names = "<definedName name=\"巡察_月份\">表!$E$1</definedName><definedName name=\"巡察_率\">'别表'!$A$2:$B$2</definedName>\
        <definedName name=\"巡察_坏\">表!#REF!</definedName><definedName name=\"别的\">表!$A$1</definedName>";
    let other = "<sheetData/><mergeCells><mergeCell ref=\"A2:B2\"/></mergeCells>";
    let bytes = package([&data(""), other], names, &TEXTS, &[]);
    let found = scan(&bytes, "巡察_").expect("a workbook");
    assert!(found.flaws.len() == 1 && found.flaws[0].what.contains("「巡察_坏」没有指向"), "{:?}", found.flaws);
    let out = filled(&bytes).expect("filled");
    let now = part(&out, "xl/worksheets/sheet1.xml").expect("the sheet");
    assert!(now.contains("<c t=\"inlineStr\" r=\"E1\" s=\"0\"><is><t xml:space=\"preserve\">10月</t></is></c>"), "{now}");
    let other = part(&out, "xl/worksheets/sheet2.xml").expect("the other");
    assert!(other.contains("<row r=\"2\"><c r=\"A2\" s=\"0\"><v>0.5833</v></c></row>"), "{other}");
    let wide = "<definedName name=\"巡察_率\">表!$A$5:$B$9</definedName>";
    let found = scan(&package([&data(""), "<sheetData/>"], wide, &TEXTS, &[]), "巡察_").expect("a workbook");
    assert!(found.flaws.iter().any(|flaw| flaw.what.contains("指向了一片")), "{:?}", found.flaws);
}

#[test]
fn shared_formulas_are_written_out_where_rows_are_put_in() {
    let sheet = data(
        "<row r=\"5\"><c r=\"D5\"><f t=\"shared\" ref=\"D5:D6\" si=\"0\">D4+SUM($B$3:$B$3)</f><v>1</v></c></row>\
         <row r=\"6\"><c r=\"D6\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>",
    );
    let out = filled(&package([&sheet, "<sheetData/>"], "", &TEXTS, &[])).expect("filled");
    let now = part(&out, "xl/worksheets/sheet1.xml").expect("the sheet");
    assert!(now.contains("<c r=\"D7\"><f>D6+SUM($B$3:$B$5)</f></c>"), "{now}");
    assert!(now.contains("<c r=\"D8\"><f>D7+SUM($B$3:$B$5)</f></c>"), "{now}");
}

#[test]
fn what_cannot_move_is_refused_with_its_cell() {
    let refused =
        |sheet: String, more: &[(&str, &str)]| filled(&package([&sheet, "<sheetData/>"], "", &TEXTS, more)).expect_err("refused");
    let merged = data("") + "<mergeCells><mergeCell ref=\"A3:A4\"/></mergeCells>";
    assert_eq!(refused(merged, &[]), ["Some((2, 0)) 合并单元格从要重复的行跨到了下面的行"]);
    let array = data("<row r=\"4\"><c r=\"D4\"><f t=\"array\" ref=\"D2:D4\">B2:B4*2</f></c></row>");
    assert!(refused(array, &[])[0].contains("数组公式跨着要重复的行（D4）"));
    let last = data("<row r=\"1048575\"><c r=\"A1048575\"/></row>");
    assert!(refused(last, &[])[0].contains("超出了表的最大行数"));
    let rels = "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{IDS}/table\" \
        Target=\"../tables/table1.xml\"/></Relationships>";
    let table = |area: &str| format!("<table ref=\"{area}\"/>");
    let with = |area: &str| {
        let table = table(area);
        let more = [("xl/worksheets/_rels/sheet1.xml.rels", rels), ("xl/tables/table1.xml", table.as_str())];
        filled(&package([&data(""), "<sheetData/>"], "", &TEXTS, &more))
    };
    // Boundary: a table that ends above the marked row stays | one that holds it cannot move.
    assert!(with("A1:B2").is_ok());
    assert!(with("A1:B3").expect_err("refused")[0].contains("表格（套用了表格样式的区域）不能随重复的行移动"));
}

#[test]
fn charts_drawings_and_notes_follow_the_rows() {
    let rel =
        |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{{IDS}}/{kind}\" Target=\"{target}\"/>");
    let rels = |inner: String| format!("<Relationships xmlns=\"{{PACKAGE}}/relationships\">{inner}</Relationships>");
    let of_sheet = rels(
        rel("r1", "drawing", "../drawings/drawing1.xml")
            + &rel("r2", "comments", "../comments1.xml")
            + &rel("r3", "vmlDrawing", "../drawings/v.vml"),
    );
    let of_drawing = rels(rel("r1", "chart", "../charts/chart1.xml"));
    let corner = |name: &str, row: u32| format!("<x:{name}><x:col>1</x:col><x:row>{row}</x:row></x:{name}>");
    let drawing = format!(
        "<x:wsDr xmlns:x=\"u\"><x:twoCellAnchor>{}{}</x:twoCellAnchor><x:twoCellAnchor editAs=\"oneCell\">{}{}</x:twoCellAnchor></x:wsDr>",
        corner("from", 5),
        corner("to", 9),
        corner("from", 1),
        corner("to", 9)
    );
    let chart = "<c:chartSpace xmlns:c=\"u\"><c:cat><c:strRef><c:f>表!$A$3</c:f><c:strCache><c:pt/></c:strCache></c:strRef></c:cat>\
        <c:val><c:numRef><c:f>'表'!$B$3:$B$3</c:f><c:numCache/></c:numRef></c:val></c:chartSpace>";
    let note = "<comments xmlns=\"u\"><commentList><comment ref=\"A2\"/><comment ref=\"A4\"/></commentList></comments>";
    let vml = "<xml><v:shape xmlns:v=\"u\"><x:ClientData xmlns:x=\"u\"><x:Anchor>1, 15, 3, 2, 3, 15, 7, 1</x:Anchor><x:Row>3</x:Row>\
        </x:ClientData></v:shape></xml>";
    let more = [
        ("xl/worksheets/_rels/sheet1.xml.rels", of_sheet.as_str()),
        ("xl/drawings/_rels/drawing1.xml.rels", of_drawing.as_str()),
        ("xl/drawings/drawing1.xml", drawing.as_str()),
        ("xl/drawings/v.vml", vml),
        ("xl/charts/chart1.xml", chart),
        ("xl/comments1.xml", note),
    ];
    let out = filled(&package([&data(""), "<sheetData/>"], "", &TEXTS, &more)).expect("filled");
    let chart = part(&out, "xl/charts/chart1.xml").expect("the chart");
    assert!(chart.contains("<c:strRef><c:f>表!$A$3:$A$5</c:f></c:strRef>"), "{chart}");
    assert!(chart.contains("<c:numRef><c:f>'表'!$B$3:$B$5</c:f></c:numRef>"), "{chart}");
    let drawing = part(&out, "xl/drawings/drawing1.xml").expect("the drawing");
    let rows: Vec<&str> = drawing.split("<x:row>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(rows, ["7", "11", "1", "9"]);
    assert!(part(&out, "xl/comments1.xml").expect("notes").contains("ref=\"A2\"/><comment ref=\"A6\""));
    let vml = part(&out, "xl/drawings/v.vml").expect("boxes");
    assert!(vml.contains("1, 15, 5, 2, 3, 15, 9, 1</x:Anchor><x:Row>5</x:Row>"), "{vml}");
}

#[test]
fn holes_are_found_in_cells_headers_and_names_and_their_flaws_told() {
    let texts = ["<t>{{单位}}</t>", "<t>{{得分}}</t>", "<r><t>{{月</t></r><r><rPr><b/></rPr><t>份}}</t></r>"];
    let sheet = data("<row r=\"5\"><c r=\"A5\" t=\"s\"><v>2</v></c><c r=\"B5\"><f>\"{{得分}}\"</f></c></row>")
        + "<headerFooter><oddFooter>&amp;C{{月份}} &amp;P</oddFooter></headerFooter>";
    let bytes = package([&sheet, "<sheetData/>"], "", &texts, &[]);
    let found = scan(&bytes, "巡察_").expect("a workbook");
    let places: Vec<_> = found.holes.iter().map(|hole| (hole.place, hole.name.as_str())).collect();
    let cell = |row, column| Place::Cell((row, column));
    assert_eq!(places, [(cell(2, 0), "单位"), (cell(2, 1), "得分"), (cell(4, 0), "月份"), (Place::Margin, "月份")]);
    let flaws: Vec<_> = found.flaws.iter().map(|flaw| flaw.what.as_str()).collect();
    assert_eq!(flaws, ["占位符的几个字用了不同的字体或颜色，不能整个替换", "公式里写了占位符，公式里的不会替换"]);
    let out = filled(&bytes).expect("filled");
    assert!(part(&out, "xl/worksheets/sheet1.xml").expect("the sheet").contains("<oddFooter>&amp;C10月 &amp;P</oddFooter>"));
}

#[test]
fn what_is_no_workbook_is_refused_without_a_panic() {
    for bytes in [&b""[..], b"PK", b"PK\x03\x04", b"\xD0\xCF\x11\xE0"] {
        assert!(scan(bytes, "巡察_").is_err());
    }
    for sheet in [
        "",
        "<sheetData><row r=\"0\"/></sheetData>",
        "<sheetData><row r=\"2\"/><row r=\"2\"/></sheetData>",
        "<sheetData><c/></sheetData>",
    ] {
        let bytes = package([sheet, "<sheetData/>"], "", &[], &[]);
        assert!(scan(&bytes, "巡察_").is_err() || sheet.contains("<c/>"), "{sheet}");
    }
}
