//! The scan of xlsx sheets held against the library that reads every format: equal rows, to the cell.
//!
//! The workbooks of the generated ledgers and the damaged files are compared where they are made.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use xuncha::model::workbook::{Row, Value};
use xuncha::read;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::kit;

#[path = "../../fuzz/fuzz_targets/both_ways.rs"]
pub(crate) mod both_ways;

/// A folder with more workbooks, the odder the better.
const MORE: &str = "XUNCHA_ODD_FILES";

/// Says where the two ways of reading a file differ.
pub(crate) fn difference(path: &Path) -> Option<String> {
    both_ways::difference(&fs::read(path).expect("the file"))
}

#[test]
fn every_workbook_of_the_repository_is_read_as_the_library_reads_it() {
    let mut folders = vec![kit::repository("samples"), kit::repository("tests/files")];
    folders.extend(std::env::var_os(MORE).map(PathBuf::from));
    let files = folders.iter().flat_map(|folder| kit::files(folder).into_iter().map(move |file| folder.join(file)));
    let is_workbook = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "xlsx" || ending == "xlsm");
    let workbooks: Vec<PathBuf> = files.filter(is_workbook).collect();
    assert!(workbooks.len() >= 10, "{workbooks:?}");
    let told = |path: &PathBuf| difference(path).map(|difference| format!("{}: {difference}", path.display()));
    let wrong: Vec<String> = workbooks.iter().filter_map(told).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The parts of a workbook that a test may word otherwise.
struct Parts<'p> {
    workbook: &'p str,
    styles: &'p str,
    texts: &'p str,
    sheet: &'p str,
}

const PLAIN: Parts<'static> = Parts {
    workbook: "<workbook><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    styles: "<styleSheet/>",
    texts: "<sst><si><t>党费</t></si></sst>",
    sheet: "<worksheet><sheetData/></worksheet>",
};

impl Parts<'_> {
    fn zipped(&self) -> Vec<u8> {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        let relations = |relation: String| format!("<Relationships>{relation}</Relationships>");
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in [
            ("_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml")).as_str()),
            ("xl/_rels/workbook.xml.rels", &relations(relation("rId1", "worksheet", "worksheets/sheet1.xml"))),
            ("xl/workbook.xml", self.workbook),
            ("xl/styles.xml", self.styles),
            ("xl/sharedStrings.xml", self.texts),
            ("xl/worksheets/sheet1.xml", self.sheet),
        ] {
            zip.start_file(name, SimpleFileOptions::default()).expect("a part");
            zip.write_all(content.as_bytes()).expect("its content");
        }
        zip.finish().expect("a zip").into_inner()
    }

    fn assert_same(&self) -> Vec<Row> {
        let bytes = self.zipped();
        assert_eq!(both_ways::difference(&bytes), None, "{}{}{}{}", self.workbook, self.styles, self.texts, self.sheet);
        rows(&bytes, false).expect("rows")
    }
}

/// Reads the first sheet; `None` where it is refused.
fn rows(bytes: &[u8], by_library: bool) -> Option<Vec<Row>> {
    let open = if by_library { read::by_library } else { read::open };
    let mut book = open(&"a.xlsx".into(), bytes.to_vec()).ok()?;
    let mut rows = book.open(0).ok()?;
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().ok()? {
        all.push(row);
    }
    Some(all)
}

#[test]
fn cells_and_texts_worded_otherwise_are_read_alike() {
    for cells in [
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>1.50</v></c></row>",
        "<row><c><v>1</v></c><c/><c t=\"b\"><v>1</v></c></row><row/><row hidden=\"1\"><c t=\"b\"><v>true</v></c></row>",
        "<row r=\"3\"><c r=\"C3\"><v>1</v></c><c r=\"A3\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\"><v>3</v></c></row>",
        "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row><row r=\"2\"><c r=\"B2\"><v>1</v></c></row>",
        "<row r=\"1\"><c t=\"s\"><v>x</v></c><c t=\"n\"/><c><v> 1</v></c><c><v>abc</v></c><c><v>1e3</v></c></row>",
        "<row r=\"1\"><c t=\"str\"><f>A&amp;B</f><v xml:space=\"preserve\"> 一_x000D_&#10;二 </v></c></row>",
        "<row r=\"1\"><c><f>1</f></c><c><f/></c><c t=\"str\"><f t=\"shared\" si=\"0\" ref=\"A1:A2\">A1</f><v></v></c></row>",
        "<row r=\"1\"><c t=\"str\"><f>_xlfn.DISPIMG(\"ID\",1)</f><v>=DISPIMG</v></c><c><f t=\"shared\" si=\"1\">DISPIMG(</f></c></row>",
        "<row r=\"1\"><c t=\"inlineStr\"><is><t> a </t></is></c><c t=\"inlineStr\"><v>7</v></c><c><is/></c></row>",
        "<row r=\"1\"><c t=\"e\"><v>#N/A</v></c><c t=\"d\"><v>2026-10-31</v></c><c t=\"d\"><v>下月</v></c></row>",
        "<row r=\"1\"><!-- <c/> --><c t=\"str\"><v><![CDATA[1]]></v></c></row>",
        "<x:row r=\"1\"><x:c><x:v>1</x:v></x:c></x:row>",
        "<row r=\"1\" a='>'><c r=\"A1\" b=\"&lt;\"><v>9007199254740993</v></c><c><v>-0.1</v></c><c><v>inf</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1\" hidden=\"1\"><c r=\"B1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"ZZZ1\"><v>1</v></c><c r=\"XFD1\"><v>1</v></c><c r=\"b1\"><v>1</v></c></row>",
    ] {
        let sheet =
            format!("<worksheet><sheetData>{cells}</sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>");
        assert!(!Parts { sheet: &sheet, ..PLAIN }.assert_same().is_empty(), "{cells}");
    }
    let sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    for texts in [
        "<sst><si><t> 党 费 </t></si></sst>",
        "<sst><si><t xml:space=\"preserve\"> 党\r\n费 </t></si></sst>",
        "<sst><si><r><rPr><b/></rPr><t>党</t></r><r><t> 费</t></r></si></sst>",
        "<sst><si><t>党费</t><rPh sb=\"0\" eb=\"1\"><t>dang</t></rPh><phoneticPr/></si></sst>",
        "<sst><si/><si><t/></si></sst>",
        "<sst><si><t>&#20826;&amp;_x8D39__xD83D__xDCF7__xDCF7_</t></si></sst>",
        "<sst><si><t>a<![CDATA[ & ]]></t></si></sst>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<x:sst xmlns:x=\"x\"><x:si><x:t>党费</x:t></x:si></x:sst>",
    ] {
        Parts { texts, sheet, ..PLAIN }.assert_same();
    }
}

#[test]
fn formats_and_epochs_make_the_same_days() {
    let codes = [
        "General",
        "yyyy\"年\"m\"月\"d\"日\"",
        "[$-804]yyyy/m/d;@",
        "0.00_m",
        "\\d0",
        "0*d",
        "\"d\"0",
        "[h]:mm",
        "[Red]0",
        "[mm]",
        "h:mm AM/PM",
        "A/P",
        "aaaa",
        "上午/下午h\"时\"",
        "0;d",
        "[>=100]0",
        "[h",
        "\"d",
        "d\\",
        "[hm]",
        "#,##0.00\\ _M\"H\"_)",
        "e",
        "@",
    ];
    let formats: String = codes
        .iter()
        .enumerate()
        .map(|(at, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 200 + at, code.replace('"', "&quot;")))
        .collect();
    let ids = (0..60).chain(200..200 + codes.len());
    let styles: String = ids.clone().map(|id| format!("<xf numFmtId=\"{id}\"/>")).collect();
    let styles = format!(
        "<styleSheet><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>{styles}<xf/></cellXfs></styleSheet>"
    );
    let cells: String = (0..ids.count() + 3).map(|style| format!("<c s=\"{style}\"><v>45962.25</v></c>")).collect();
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    for from in ["", "<workbookPr date1904=\"1\"/>", "<workbookPr date1904=\"false\"/>"] {
        let workbook = PLAIN.workbook.replace("<sheets>", &format!("{from}<sheets>"));
        let rows = Parts { workbook: &workbook, styles: &styles, sheet: &sheet, ..PLAIN }.assert_same();
        assert!(rows[0].cells.iter().filter(|(_, value)| matches!(value, Value::Date(_))).count() > 30);
    }
}

#[test]
fn where_the_two_differ_the_scan_is_right() {
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                 <row r=\"2\"><c r=\"A2\" t=\"e\"><v>#SPILL!</v></c></row></sheetData></worksheet>";
    let bytes = Parts { sheet, ..PLAIN }.zipped();
    let places = |rows: Vec<Row>| rows.iter().map(|row| (row.index, row.cells.len())).collect::<Vec<_>>();
    // The library does not say where an error stands that it does not know.
    assert_eq!(places(rows(&bytes, true).expect("rows")), [(0, 2)]);
    assert_eq!(places(rows(&bytes, false).expect("rows")), [(0, 1), (1, 1)]);
    // A colour that is none and a range that is none are of no use to a reader.
    let sheet = "<worksheet><dimension/><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    let bytes = Parts { sheet, ..PLAIN }.zipped();
    assert_eq!((rows(&bytes, true), rows(&bytes, false).map(|rows| rows.len())), (None, Some(1)));
}
