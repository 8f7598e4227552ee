//! The office's own scorecard form, filled and then reckoned by LibreOffice: its sums hold over the rows put in.

use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};

use crate::{convert, files};

/// Fills a form from the sample county and returns the sheet as LibreOffice reckons it.
fn reckoned(form: &str, sheet: &str) -> Vec<Vec<Data>> {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let county = folder.path().join("county");
    copy(&root.join("samples/county"), &county);
    std::fs::create_dir_all(county.join("模板")).expect("a folder");
    std::fs::copy(root.join("tests/files/form").join(form), county.join("模板/评分表.xlsx")).expect("copied");
    let out = folder.path().join("出");
    let run = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(["report", "--month", "2026-10", "-q", "--fail-on", "never", "--out"])
        .args([&out, &county])
        .output()
        .expect("the program");
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let again = folder.path().join("又");
    convert(&[out.join("评分表.xlsx")], "xlsx", &again);
    let path = files(&again, "xlsx").pop().expect("a workbook");
    let mut book: Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    book.worksheet_range(sheet).expect("the sheet").rows().map(<[Data]>::to_vec).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

/// Returns a column of the rows from the first of the units to the one before a word in column A, and that row.
fn column(rows: &[Vec<Data>], first: usize, until: &str, column: usize) -> (Vec<f64>, Vec<Data>) {
    let end = rows.iter().position(|row| row[0] == until).expect("the row below the units");
    (rows[first..end].iter().map(|row| number(&row[column])).collect(), rows[end].clone())
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(number) => *number,
        Data::Int(number) => *number as f64,
        other => panic!("{other:?} is no number"),
    }
}

#[test]
fn libreoffice_reckons_the_sums_of_a_filled_form() {
    let rows = reckoned("openpyxl.xlsx", "考核 评分");
    let (problems, total) = column(&rows, 4, "合计", 2);
    assert!(problems.len() > 10);
    assert_eq!(number(&total[2]), problems.iter().sum::<f64>());
    let (scores, total) = column(&rows, 4, "合计", 5);
    assert!((number(&total[5]) - scores.iter().sum::<f64>() / scores.len() as f64).abs() < 1e-9);
    let (shares, _) = column(&rows, 4, "合计", 6);
    assert!(scores.iter().zip(&shares).all(|(score, share)| (score / 100.0 - share).abs() < 1e-9));
}

#[test]
fn libreoffice_ranks_over_the_repeated_row() {
    let rows = reckoned("xlsxwriter.xlsx", "通报");
    let (scores, _) = column(&rows, 3, "平均", 3);
    let (ranks, _) = column(&rows, 3, "平均", 5);
    for (score, rank) in scores.iter().zip(&ranks) {
        assert_eq!(*rank, scores.iter().filter(|other| *other > score).count() as f64 + 1.0);
    }
    let (reached, below) = column(&rows, 3, "平均", 1);
    assert_eq!(number(&below[1]), reached.iter().sum::<f64>());
}
