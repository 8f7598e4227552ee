//! End-to-end tests that need LibreOffice, Chromium and aiosmtpd: every workbook and letter of the sample is opened and
//! converted, the dashboard is used, mail is sent.
//!
//! Run with `cargo test --features e2e --test e2e`; `.ci/run` installs what they need.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

mod browser;
mod dashboard;
mod form;
mod letters;
mod live;
mod mail;
mod pixels;

#[expect(dead_code, reason = "the other tests use more of it")]
#[path = "../it/kit.rs"]
mod kit;

/// The office the other tests of mail send from.
#[expect(dead_code, reason = "the other tests use more of it")]
#[path = "../it/send"]
mod send {
    pub(crate) mod kill;
    pub(crate) mod office;
    pub(crate) mod server;
}

/// The random months of the other tests.
#[expect(dead_code, reason = "the formulas a second time are held against the engine there")]
#[path = "../it/score"]
mod random {
    mod formula;
    mod fraction;
    pub(crate) mod month;
}

#[expect(dead_code, reason = "the other tests throw more")]
#[path = "../it/generated"]
mod generated {
    pub(crate) mod seeded {
        pub(crate) mod dice;
    }
}

/// Runs the month of the sample county into a folder and returns it.
fn month() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/county");
    let run = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(["run", "--month", "2026-10", "-q", "--out"])
        .arg(folder.path())
        .arg(sample)
        .output()
        .expect("the program");
    assert_eq!(run.status.code(), Some(1), "the sample has seeded errors: {}", String::from_utf8_lossy(&run.stderr));
    folder
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Converts files with LibreOffice into a folder, in one call.
fn convert(inputs: &[PathBuf], format: &str, out: &Path) {
    let profile = tempfile::tempdir().expect("a profile");
    let result = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .args(["--headless", "--norestore", "--convert-to", format, "--outdir"])
        .arg(out)
        .args(inputs)
        .output()
        .expect("LibreOffice (soffice) is installed");
    let said = String::from_utf8_lossy(&result.stderr);
    assert!(result.status.success() && !said.contains("Error"), "{said}");
}

fn pages(pdf: &Path) -> usize {
    let result = Command::new("pdfinfo").arg(pdf).output().expect("pdfinfo (poppler-utils) is installed");
    let text = String::from_utf8_lossy(&result.stdout).into_owned();
    let line = text.lines().find(|line| line.starts_with("Pages:")).expect("a page count");
    line.trim_start_matches("Pages:").trim().parse().expect("a number")
}

fn text(pdf: &Path) -> String {
    let result = Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output().expect("pdftotext is installed");
    String::from_utf8_lossy(&result.stdout).into_owned()
}

#[test]
fn libreoffice_prints_every_letter() {
    let month = month();
    let mut letters = files(month.path(), "docx");
    // A form to answer with is a paper of whoever answers, without a head.
    letters.retain(|path| !path.ends_with(MONTHLY) && !path.to_string_lossy().contains("-回复函"));
    assert!(letters.len() > 19, "{letters:?}");
    let out = tempfile::tempdir().expect("a folder");
    convert(&letters, "pdf", out.path());
    for letter in &letters {
        let pdf = out.path().join(letter.with_extension("pdf").file_name().expect("a name"));
        let count = pages(&pdf);
        assert!((2..=40).contains(&count), "{}: {count} pages", letter.display());
        let text = text(&pdf);
        assert!(text.contains("青巡办〔2026〕"), "{}", letter.display());
        assert!(text.contains("附件"), "{}", letter.display());
        let unspaced: String = text.split_whitespace().collect();
        assert!(unspaced.contains("—2—") && !unspaced.contains("—1—"), "{}: none on the first page", letter.display());
    }
}

/// The monthly report as a paper.
const MONTHLY: &str = "巡察数据月报.docx";

/// Returns what one page says, without white space.
fn page(pdf: &Path, number: usize) -> String {
    let number = number.to_string();
    let result = Command::new("pdftotext")
        .args(["-layout", "-f", &number, "-l", &number])
        .arg(pdf)
        .arg("-")
        .output()
        .expect("pdftotext is installed");
    String::from_utf8_lossy(&result.stdout).split_whitespace().collect()
}

/// Returns the pages of the contents as they stand in the file.
fn reckoned(paper: &Path) -> Vec<usize> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(paper).expect("the paper")).expect("a package");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("the part").read_to_string(&mut xml).expect("text");
    let links = xml.split("<w:hyperlink").skip(1).filter_map(|link| link.split_once("</w:hyperlink>"));
    let last_text = |link: &str| link.rsplit_once("<w:t>").and_then(|(_, text)| text.split_once('<')?.0.parse().ok());
    links.map(|(link, _)| last_text(link).expect("a page")).collect()
}

#[test]
fn libreoffice_prints_the_monthly_report_and_its_contents_lead_to_the_right_pages() {
    let month = month();
    let out = tempfile::tempdir().expect("a folder");
    convert(&[month.path().join(MONTHLY)], "pdf", out.path());
    let pdf = out.path().join("巡察数据月报.pdf");
    let count = pages(&pdf);
    assert!((12..=20).contains(&count), "{count} pages");
    let titles = [
        "编制说明",
        "总体情况",
        "分单位情况",
        "分类别情况",
        "超期清单和临期清单",
        "巡察建议和移交情况",
        "整改成果",
        "数据质量",
        "下月节点",
    ];
    let contents = page(&pdf, 1);
    let mut counted = Vec::new();
    for (title, numeral) in titles.iter().zip("一二三四五六七八九".chars()) {
        let heading = format!("{numeral}、{title}");
        let line = contents.split_once(&heading).unwrap_or_else(|| panic!("{heading} is not in the contents: {contents}")).1;
        let number: String = line.trim_start_matches('.').chars().take_while(char::is_ascii_digit).collect();
        let number: usize = number.parse().unwrap_or_else(|_| panic!("{heading} has no page: {contents}"));
        assert!(number > 1 && page(&pdf, number).contains(&heading), "{heading} is not on page {number}");
        counted.push(number);
    }
    // What stands in the file until somebody counts is reckoned: it may be a page off where a part begins at a page's edge.
    let reckoned = reckoned(&month.path().join(MONTHLY));
    assert_eq!(reckoned.len(), counted.len());
    assert!(
        reckoned.iter().zip(&counted).all(|(reckoned, counted)| reckoned.abs_diff(*counted) <= 1),
        "{reckoned:?} {counted:?}"
    );
    assert!(page(&pdf, count).contains(&format!("—{count}—")));
    for words in ["图1", "表1", "县人力资源和社会保障局"] {
        assert!((2..=count).any(|number| page(&pdf, number).contains(words)), "{words} is not printed");
    }
}

#[test]
fn libreoffice_prints_the_monthly_workbook() {
    let month = month();
    let out = tempfile::tempdir().expect("a folder");
    convert(&[month.path().join("巡察数据月报.xlsx")], "pdf", out.path());
    let pdf = out.path().join("巡察数据月报.pdf");
    assert!((10..=30).contains(&pages(&pdf)), "{} pages", pages(&pdf));
    let printed: String = text(&pdf).split_whitespace().collect();
    for words in ["超期未完成问题清单", "临期问题清单", "按序时进度分", "没有报来：台账没有“追责问责”一栏", "第1页"]
    {
        assert!(printed.contains(words), "{words} is not printed");
    }
}

#[test]
fn libreoffice_reads_the_scorecard_as_it_was_written() {
    let month = month();
    let scorecard = month.path().join("评分表.xlsx");
    let out = tempfile::tempdir().expect("a folder");
    convert(std::slice::from_ref(&scorecard), "pdf", out.path());
    let pdf = out.path().join("评分表.pdf");
    assert!(pages(&pdf) > 10);
    let printed = text(&pdf);
    for words in ["县卫生健康局", "94.37", "得分明细", "口径", "第 1 页"] {
        assert!(printed.contains(words), "{words} is not printed");
    }
    // The second sheet, 排名, as LibreOffice sees it, cell by cell: the ranking of the program's own answer.
    convert(&[scorecard], "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,2", out.path());
    let csv = files(out.path(), "csv").pop().expect("a csv");
    let rows = std::fs::read_to_string(csv).expect("text");
    let answer = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(["score", "--month", "2026-10", "--format", "json"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/county"))
        .output()
        .expect("the program");
    let answer: serde_json::Value = serde_json::from_slice(&answer.stdout).expect("JSON");
    for unit in answer["units"].as_array().expect("units") {
        let (name, score) = (unit["unit"].as_str().expect("a name"), unit["score"].as_str().expect("a score"));
        assert!(rows.lines().any(|line| line.contains(name) && line.contains(score)), "{name} {score} is not on the sheet");
    }
}

#[test]
fn libreoffice_opens_every_marked_copy_and_saves_it_so_that_the_marks_come_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = |words: &[&str]| {
        let run =
            Command::new(env!("CARGO_BIN_EXE_xuncha")).current_dir(folder.path()).args(words).output().expect("the program");
        assert!(matches!(run.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&run.stderr));
    };
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let county = repository.join("samples/county").display().to_string();
    let rich = repository.join("tests/files/marks/rich.xlsm").display().to_string();
    program(&["check", &county, "--month", "2026-10", "-q", "--annotate", "标注"]);
    program(&["check", &rich, "--month", "2026-10", "-q", "--annotate", "标注2"]);
    let copies = [files(&folder.path().join("标注"), "xlsx"), files(&folder.path().join("标注2"), "xlsm")].concat();
    assert_eq!(copies.len(), 15, "{copies:?}");
    let saved = folder.path().join("另存");
    convert(&copies, "xlsx", &saved);
    for copy in &copies {
        let saved = saved.join(copy.with_extension("xlsx").file_name().expect("a name"));
        let Ok(before) = std::fs::read(copy).map(|bytes| sheets(&bytes)) else { panic!("{}", copy.display()) };
        let after = sheets(&std::fs::read(&saved).unwrap_or_else(|cause| panic!("{}: {cause}", saved.display())));
        assert_eq!(before, after, "{}", copy.display());
        if before.contains(&"核验问题".to_owned()) {
            program(&["check", "--unmark", &saved.display().to_string(), "--out", "还原/"]);
            let back = folder.path().join("还原").join(saved.file_name().expect("a name"));
            assert_eq!(sheets(&std::fs::read(back).expect("a file")), before[..before.len() - 1]);
        }
    }
}

#[test]
fn libreoffice_opens_the_standard_forms_and_keeps_what_they_are_known_by() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = |words: &[&str]| {
        let run =
            Command::new(env!("CARGO_BIN_EXE_xuncha")).current_dir(folder.path()).args(words).output().expect("the program");
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    let units = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/county/名录.xlsx").display().to_string();
    let saved = folder.path().join("另存");
    for (kind, title) in [("ledger", "巡察反馈问题整改台账"), ("risk", "廉政风险防控登记表")] {
        let form = folder.path().join(format!("{kind}.xlsx"));
        program(&["template", kind, "--units", &units, "--out", &form.display().to_string()]);
        convert(std::slice::from_ref(&form), "pdf", folder.path());
        let pdf = form.with_extension("pdf");
        let printed: String = text(&pdf).split_whitespace().collect();
        for words in ["统一表样2026-1", title, "填写说明", "选项", "县水利局"] {
            assert!(printed.contains(words), "{kind}: {words} is not printed");
        }
        assert!((3..=5).contains(&pages(&pdf)), "{kind}: one page wide");
        convert(std::slice::from_ref(&form), "xlsx", &saved);
        let again = saved.join(format!("{kind}.xlsx")).display().to_string();
        let report: serde_json::Value =
            serde_json::from_str(&program(&["check", &again, "--format", "json", "--as-of", "2026-10-31"])).expect("JSON");
        let ids: Vec<&str> =
            report["findings"].as_array().into_iter().flatten().filter_map(|found| found["id"].as_str()).collect();
        assert_eq!(ids, ["table-without-records"], "an empty form is complained of for nothing else");
        assert!(program(&["layout", &again]).contains("表样　2026-1（现行）"));
    }
}

/// The names of a workbook's sheets.
fn sheets(bytes: &[u8]) -> Vec<String> {
    use calamine::Reader;
    calamine::open_workbook_auto_from_rs(std::io::Cursor::new(bytes)).expect("a workbook").sheet_names()
}
