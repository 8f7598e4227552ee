//! Documents of small pieces, for tests.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The namespace of WordprocessingML.
pub(crate) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Packs a document of a body, with further parts.
pub(crate) fn package(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"{W}\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    let types = concat!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
        "<Override PartName=\"/word/document.xml\" ",
        "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
    );
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |list: &str| {
        format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{list}</Relationships>")
    };
    let main = rels(&format!("<Relationship Id=\"r1\" Type=\"{relation}/officeDocument\" Target=\"word/document.xml\"/>"));
    let own: String = more
        .iter()
        .enumerate()
        .map(|(at, (name, _))| {
            let kind = name.trim_end_matches(".xml").trim_end_matches(|c: char| c.is_ascii_digit());
            format!("<Relationship Id=\"r{at}\" Type=\"{relation}/{kind}\" Target=\"{name}\"/>")
        })
        .collect();
    let own = rels(&own);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let fixed: [(&str, &str); 4] = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", &main),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &own),
    ];
    let more: Vec<(String, &str)> = more.iter().map(|(name, content)| (format!("word/{name}"), *content)).collect();
    for (name, content) in fixed.into_iter().map(|(n, c)| (n.to_owned(), c)).chain(more) {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}

/// A paragraph with one run a text.
pub(crate) fn p(texts: &[&str]) -> String {
    let runs: String = texts.iter().map(|text| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>")).collect();
    format!("<w:p>{runs}</w:p>")
}

/// A table with one run a cell.
pub(crate) fn table(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", p(&[*text]));
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}
