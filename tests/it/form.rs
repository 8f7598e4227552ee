//! The office's own scorecard form, through the binary: looked over, filled, refused, and kept with the month.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Reader, Xlsx};
use zip::ZipArchive;

use crate::kit;

const FORM: &str = "模板/评分表.xlsx";

/// A copy of the sample county with a form of `tests/files/form`.
fn county(form: &str) -> tempfile::TempDir {
    let county = kit::county();
    fs::create_dir_all(county.path().join("模板")).expect("a folder");
    fs::copy(kit::repository("tests/files/form").join(form), county.path().join(FORM)).expect("copied");
    county
}

fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(path).expect("the file"))).expect("a package");
    let count = archive.len();
    let part = |at: usize| {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("the part");
        (entry.name().expect("a name").into_owned(), content)
    };
    (0..count).map(part).collect()
}

#[test]
fn a_form_is_filled_in_place_of_the_standard_one_which_stands_beside_it() {
    let county = county("openpyxl.xlsx");
    let folder = county.path();
    let words = ["run", ".", "--month", "2026-10", "--fail-on", "never"];
    kit::run(folder, &words).expect_code(0).says(&["评分表按本单位的表样「模板/评分表.xlsx」填写", "《评分依据.xlsx》"]);
    let out = folder.join("输出/2026-10");
    let mut standard = kit::table(&out.join("评分依据.xlsx"), "排名", &["单位", "得分"]);
    // Notes stand below the units.
    standard.retain(|row| !row["得分"].is_empty());
    let rows = kit::sheet(&out.join("评分表.xlsx"), "考核 评分");
    assert_eq!(rows[0][0], "十四届县委巡察整改成效评分表");
    assert_eq!(rows[1][0], "报告月份：2026年10月　截至 2026年10月31日");
    assert_eq!(rows[1][8], standard.len().to_string(), "a named cell");
    let filled: Vec<_> = rows[4..4 + standard.len()].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(filled, standard.iter().map(|row| row["单位"].as_str()).collect::<Vec<_>>());
    let mut book: Xlsx<_> = calamine::open_workbook(out.join("评分表.xlsx")).expect("a workbook");
    let formulas = book.worksheet_formula("考核 评分").expect("formulas");
    let (last, below) = (4 + standard.len(), 4 + standard.len() as u32);
    assert_eq!(formulas.get_value((below, 2)), Some(&format!("SUM(C5:C{last})")));
    assert_eq!(formulas.get_value((below, 5)), Some(&format!("AVERAGE(F5:F{last})")));
    let other = book.worksheet_formula("填表说明").expect("formulas");
    assert_eq!(other.get_value((0, 1)), Some(&format!("MAX('考核 评分'!F5:F{last})")));
    // What the month was made from includes the form, and the month as published has it though it is gone since.
    let manifest = fs::read_to_string(out.join("manifest.json")).expect("the manifest");
    assert!(manifest.contains(FORM));
    let first = fs::read(out.join("评分表.xlsx")).expect("the scorecard");
    fs::remove_file(folder.join(FORM)).expect("removed");
    let again = ["report", ".", "--month", "2026-10", "--as-published", "--fail-on", "never", "--out", "又"];
    kit::run(folder, &again).expect_code(0);
    assert!(fs::read(folder.join("又/评分表.xlsx")).expect("the scorecard") == first, "the same bytes");
}

#[test]
fn everything_else_of_a_form_is_kept() {
    for form in ["openpyxl.xlsx", "xlsxwriter.xlsx"] {
        let county = county(form);
        kit::run(county.path(), &["report", ".", "--month", "2026-10", "--fail-on", "never", "--out", "出"]).expect_code(0);
        let (was, now) = (parts(&county.path().join(FORM)), parts(&county.path().join("出/评分表.xlsx")));
        let names = |parts: &[(String, Vec<u8>)]| parts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&now), names(&was), "{form}");
        for ((name, was), (_, now)) in was.iter().zip(&now) {
            let (was, now) = (String::from_utf8_lossy(was), String::from_utf8_lossy(now));
            let touched = ["sheet", "workbook.xml", "styles", "charts", "drawings", "comments", "app.xml"];
            assert!(was == now || touched.iter().any(|part| name.contains(part)), "{form}: {name}");
            if name == "xl/worksheets/sheet1.xml" {
                for tag in ["cols", "pageSetup", "pageMargins", "sheetPr", "sheetFormatPr"] {
                    let of = |text: &str| {
                        let begins = text.find(&format!("<{tag}"))?;
                        Some(text[begins..].split("<").nth(1)?.to_owned())
                    };
                    assert_eq!(of(&now), of(&was), "{form}: {tag}");
                }
            }
        }
    }
}

#[test]
fn a_form_with_faults_is_told_and_the_standard_scorecard_is_written_all_the_same() {
    let county = kit::county();
    let folder = county.path();
    fs::create_dir_all(folder.join("模板")).expect("a folder");
    kit::workbook(&folder.join(FORM), "# 考核\n单位 | 得分\n{{单位}} | {{得芬}}\n");
    let faults = ["不认识「{{得芬}}」这个名称", "表「考核」，B2", "是不是「得分」"];
    kit::run(folder, &["template", "lint", FORM]).expect_code(2).says(&faults);
    let words = ["report", ".", "--month", "2026-10", "--fail-on", "never"];
    let run = kit::run(folder, &words).expect_code(2);
    run.says(&faults);
    run.says(&["本单位的表样没有填成", "《评分依据.xlsx》"]);
    assert!(folder.join("输出/2026-10/评分依据.xlsx").is_file());
    assert!(!folder.join("输出/2026-10/评分表.xlsx").exists());
    fs::rename(folder.join(FORM), folder.join("模板/评分表.et")).expect("renamed");
    kit::run(folder, &words).expect_code(2).says(&["只能是 .xlsx 或 .xlsm", "另存为"]);
}

#[test]
fn the_example_passes_the_lint_and_is_filled() {
    let county = kit::county();
    let folder = county.path();
    kit::run(folder, &["template", "scorecard", ".", "--out", FORM]).expect_code(0);
    let lint = kit::run(folder, &["template", "lint", FORM]).expect_code(0);
    assert!(
        lint.stdout.starts_with("表样没有错误") && lint.stdout.contains("表「评分表」第 4 行逐个单位重复"),
        "{}",
        lint.stdout
    );
    kit::run(folder, &["score", ".", "--month", "2026-10", "--fail-on", "never", "--out", "出"]).expect_code(0);
    let rows = kit::sheet(&folder.join("出/评分表.xlsx"), "评分表");
    assert_eq!(rows[3][1], "县卫生健康局");
    kit::run(folder, &["template", "scorecard", ".", "--out", FORM]).expect_code(0);
    kit::run(folder, &["template", "scorecard", ".", "--out", "评分表.docx"]).expect_code(2).says(&["后缀不是 .xlsx"]);
}
