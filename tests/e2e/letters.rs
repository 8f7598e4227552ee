//! Letters as LibreOffice prints them: where everything stands on the page, counted from the PDF.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{files, pages};

/// Points of a millimetre.
const MM: f64 = 72.0 / 25.4;

/// A word of a page, in points from its upper left corner.
#[derive(Clone, Debug)]
struct Word {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    text: String,
}

/// Returns the words of every page.
fn words(pdf: &Path) -> Vec<Vec<Word>> {
    let result = Command::new("pdftotext").arg("-bbox").arg(pdf).arg("-").output().expect("pdftotext is installed");
    let text = String::from_utf8_lossy(&result.stdout).into_owned();
    let word = |line: &str| {
        let rest = line.trim().strip_prefix("<word ")?;
        let value = |key: &str| rest.split_once(&format!("{key}=\""))?.1.split_once('"')?.0.parse::<f64>().ok();
        let said = rest.split_once('>')?.1.split_once("</word>")?.0;
        Some(Word { left: value("xMin")?, right: value("xMax")?, top: value("yMin")?, bottom: value("yMax")?, text: said.into() })
    };
    text.split("<page ").skip(1).map(|page| page.lines().filter_map(word).collect()).collect()
}

/// Returns the lines of a page from the top: where each stands, and what it says.
fn lines(page: &[Word]) -> Vec<(f64, String)> {
    let mut words = page.to_vec();
    words.sort_by(|a, b| (a.top + a.bottom).total_cmp(&(b.top + b.bottom)).then(a.left.total_cmp(&b.left)));
    let mut lines: Vec<(f64, Vec<Word>)> = Vec::new();
    for word in words {
        let middle = (word.top + word.bottom) / 2.0;
        match lines.last_mut() {
            Some((at, line)) if (middle - *at).abs() < 6.0 => line.push(word),
            _ => lines.push((middle, vec![word])),
        }
    }
    let said = |mut line: Vec<Word>| {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
        line.into_iter().map(|word| word.text).collect::<String>()
    };
    lines.into_iter().map(|(at, line)| (at, said(line))).collect()
}

/// Writes the sample's letters with their PDFs; `settings` is added to its `xuncha.toml`, `wording` is that of 督办函.
fn letters(settings: &str, wording: Option<&str>) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = folder.path().join("office");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/county");
    let copied = Command::new("cp").arg("-r").arg(sample).arg(&office).status().expect("cp");
    assert!(copied.success());
    let file = office.join("xuncha.toml");
    let text = std::fs::read_to_string(&file).expect("the settings");
    std::fs::write(&file, format!("{text}\n{settings}\n")).expect("written");
    if let Some(wording) = wording {
        std::fs::create_dir_all(office.join("模板")).expect("a folder");
        std::fs::write(office.join("模板/督办函.txt"), wording).expect("written");
    }
    let out = folder.path().join("out");
    let run = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(["letter", "--month", "2026-10", "--fail-on", "never", "-q", "--pdf"])
        .args(wording.map_or(&[][..], |_| &["--only", "督办函"]))
        .arg("--out")
        .arg(&out)
        .arg(&office)
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{said}");
    assert!(said.lines().filter(|line| line.contains("公文字体")).count() <= 1, "said once: {said}");
    let mut pdfs = files(&out, "pdf");
    assert_eq!(pdfs.len(), files(&out, "docx").len());
    // A form to answer with is a paper of whoever answers, without a head.
    pdfs.retain(|pdf| !pdf.to_string_lossy().contains("-回复函"));
    assert!(!pdfs.is_empty());
    (folder, pdfs)
}

/// Returns the number of the first page of an attachment, from 0.
fn first_attachment(pages: &[Vec<Word>]) -> usize {
    let begins = |page: &Vec<Word>| lines(page).first().is_some_and(|(_, line)| line.starts_with("附件"));
    pages.iter().position(begins).unwrap_or(pages.len())
}

#[test]
fn every_letter_of_the_sample_is_whole_and_each_thing_stands_where_it_belongs() {
    let (_folder, pdfs) = letters("", None);
    let mut full_pages = 0;
    for pdf in &pdfs {
        let name = pdf.display();
        let printed = words(pdf);
        assert!((2..=40).contains(&printed.len()), "{name}: {} pages", printed.len());
        for (number, page) in printed.iter().enumerate() {
            for word in page {
                // A mark that ends a line may hang over the edge by a character.
                let inside = word.left > 27.5 * MM && word.right < (210.0 - 26.0) * MM + 17.0;
                assert!(inside || number == 0 && word.top < 45.0 * MM, "{name}, page {}: {word:?}", number + 1);
            }
            let lines = lines(page);
            let numbers: Vec<&str> =
                lines.iter().filter(|(at, _)| *at > (297.0 - 30.0) * MM).map(|(_, line)| line.as_str()).collect();
            match number {
                0 => assert!(numbers.is_empty(), "{name}: the first page has no number, {numbers:?}"),
                _ => {
                    assert_eq!(numbers, [format!("—{}—", number + 1)], "{name}");
                    let at = page.iter().rev().find(|word| word.top > (297.0 - 30.0) * MM).expect("the number");
                    assert_eq!(at.left > 105.0 * MM, number % 2 == 0, "{name}: odd at the right, even at the left");
                }
            }
        }
        let attachments = first_attachment(&printed);
        for page in &printed[1..attachments.max(1)] {
            let text: Vec<(f64, String)> = lines(page).into_iter().filter(|(at, _)| *at < (297.0 - 35.0) * MM).collect();
            assert!(text.len() <= 22, "{name}: {} lines", text.len());
            full_pages += usize::from(text.len() == 22);
            for (_, line) in &text {
                // A stop that ends a line hangs over it.
                assert!(line.chars().count() <= 29 || line.chars().any(|c| c.is_ascii()), "{name}: {line}");
            }
        }
        // A reminder is between the office and the unit; nobody else gets a copy.
        if ["督办函", "巡察建议书"].iter().any(|kind| pdf.to_string_lossy().contains(kind)) {
            let last = lines(printed.last().expect("a page"));
            let copies = last.iter().rev().find(|(at, _)| *at < (297.0 - 30.0) * MM).expect("a line");
            assert!(copies.1.starts_with("抄送：") && copies.1.ends_with('。'), "{name}: {copies:?}");
            assert!(copies.0 > (297.0 - 50.0) * MM, "{name}: at the foot, {copies:?}");
        }
        let first = lines(&printed[0]);
        let agency = first.iter().find(|(_, line)| line.contains("办公室")).expect("the agency");
        assert!((30.0 * MM..45.0 * MM).contains(&agency.0), "{name}: {agency:?}");
    }
    assert!(full_pages > 0, "some page is full");
}

/// 22 lines of 28 characters, page after page.
#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let body = "整改落实".repeat(400);
    let wording = format!(
        "【发文机关】{{{{发文机关}}}}\n【文号】{{{{文号}}}}\n【标题】试排\n【主送】{{{{主送}}}}\n{body}\n【署名】{{{{发文机关}}}}|\n"
    );
    for settings in ["", "[letters]\nform = \"文件\""] {
        let (_folder, pdfs) = letters(settings, Some(&wording));
        let pdf = pdfs.iter().find(|pdf| pdf.to_string_lossy().contains("督办函")).expect("a letter");
        let printed = words(pdf);
        assert_eq!(pages(pdf), printed.len());
        let text: Vec<(f64, String)> = lines(&printed[1]).into_iter().filter(|(_, line)| !line.contains('—')).collect();
        assert_eq!(text.len(), 22, "{settings}");
        assert!(text.iter().all(|(_, line)| line.chars().count() == 28), "{settings}: {text:?}");
        let pitch = (text[21].0 - text[0].0) / 21.0;
        assert!((pitch - 225.0 * MM / 22.0).abs() < 0.1, "{pitch}");
    }
}

/// The imprint finds its place however much of the last page the text fills.
#[test]
fn the_imprint_stands_at_the_foot_of_the_last_page_whatever_is_above_it() {
    for settings in ["", "[letters]\nform = \"文件\""] {
        for extra in [4, 11] {
            let body = "整改落实\n".repeat(extra + 20);
            let wording = format!(
                "【发文机关】{{{{发文机关}}}}\n【文号】{{{{文号}}}}\n【标题】试排\n【主送】{{{{主送}}}}\n{body}【署名】{{{{发文机关}}}}|\n【抄送】县纪委监委，县委组织部\n"
            );
            let (_folder, pdfs) = letters(settings, Some(&wording));
            let pdf = pdfs.iter().find(|pdf| pdf.to_string_lossy().contains("督办函")).expect("a letter");
            let printed = words(pdf);
            let last = lines(printed.last().expect("a page"));
            let at = last
                .iter()
                .position(|(_, line)| line.starts_with("抄送："))
                .unwrap_or_else(|| panic!("{settings} {extra}: {last:?}"));
            assert!(last[at].0 > (297.0 - 55.0) * MM, "{settings} {extra}: {last:?}");
            let apart = last[..=at].windows(2).all(|pair| pair[1].0 - pair[0].0 > 15.0);
            assert!(apart, "{settings} {extra}: nothing stands in it, {last:?}");
        }
    }
}
