//! 巡察数据月报 through the binary: its figures are the score's, and a later month speaks of the one before.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use crate::kit::{self, list, text};

const PAPER: &str = "巡察数据月报.docx";
const WORKBOOK: &str = "巡察数据月报.xlsx";

/// Returns the text of a paper, runs joined.
fn words(paper: &Path) -> String {
    let bytes = fs::read(paper).expect("the paper");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("the part").read_to_string(&mut xml).expect("text");
    let mut out = String::new();
    for piece in xml.split('<') {
        let (tag, said) = piece.split_once('>').unwrap_or((piece, ""));
        if tag == "/w:p" {
            out.push('\n');
        }
        out.push_str(said);
    }
    out
}

#[test]
fn the_reports_figures_are_those_of_the_score() {
    let county = kit::county();
    let folder = county.path().join("输出/2026-10");
    kit::run(county.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    let score = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--format", "json"]).json();
    let check = kit::run(county.path(), &["check", ".", "--month", "2026-10", "--format", "json"]).json();
    let rows = kit::sheet(&folder.join(WORKBOOK), "分单位情况");
    let (mut finished, mut counted) = (0, 0);
    for unit in list(&check, "units") {
        let name = text(unit, "unit");
        let ratio = &unit["completion"];
        let both = [&ratio["numerator"], &ratio["denominator"]].map(|part| part.as_u64().expect("a number"));
        finished += both[0];
        counted += both[1];
        let row = rows.iter().find(|row| row[0].trim_end_matches("（不在名录）") == name && row.len() > 8);
        let row = row.unwrap_or_else(|| panic!("{name} is not on the sheet"));
        assert_eq!(row[1..3], [both[1].to_string(), both[0].to_string()], "{name}");
        let scored = list(&score, "units").iter().find(|scored| text(scored, "unit") == name).expect("a score");
        let points: f64 = text(scored, "score").parse().expect("points");
        assert!(row.iter().any(|cell| cell.parse::<f64>().is_ok_and(|cell| cell == points)), "{name}: {points} in {row:?}");
    }
    let said = words(&folder.join(PAPER));
    assert!(said.contains(&format!("应整改{counted}个，已完成{finished}个")), "{said}");
    assert!(said.contains("本月是第一个存档的月份，没有可比的往月数据。"), "{said}");
}

#[test]
fn a_later_month_speaks_of_the_one_kept_before_it() {
    let office = kit::folder();
    let folder = office.path();
    let settings = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n";
    fs::write(folder.join("xuncha.toml"), settings).expect("the settings");
    let month = |month: &str, first: &str, second: &str| {
        let head = "序号|被巡察单位|问题编号|反馈问题|整改措施|整改时限|整改状态|完成时间|整改进展情况";
        let rows = format!("{first}\n{second}\n3|县教育局|JY3|会议记录不完整|补齐记录|2026-12-31|整改中||正在补齐");
        kit::workbook(&folder.join("台账/县教育局.xlsx"), &format!("# Sheet1\n{head}\n{rows}\n"));
        kit::run(folder, &["run", ".", "--month", month, "--fail-on", "never"]).expect_code(0);
        words(&folder.join("输出").join(month).join(PAPER))
    };
    let late = "2|县教育局|JY2|固定资产没有入账|补录资产|2026-07-10|整改中||正在补录";
    let open = "1|县教育局|JY1|财务报销审批把关不严|修订制度|2026-08-20|整改中||正在修订";
    let first = month("2026-08", open, late);
    assert!(first.contains("存档中没有以往月份的督办函"), "{first}");
    let done = "1|县教育局|JY1|财务报销审批把关不严|修订制度|2026-08-20|已完成|2026-09-10|制度已经印发";
    let second = month("2026-09", done, late);
    for said in ["完成率比上月上升33.33个百分点，已完成净增1个。", "超期未完成1个，比上月减少1个，全部在县教育局", "2026年8月\n"]
    {
        assert!(second.contains(said), "「{said}」 is not in {second}");
    }
    // October was not run; in November what was done is open again.
    let third = month("2026-11", open, late);
    for said in ["完成率比上次存档的2026年9月下降33.33个百分点", "已完成又退回1条", "进展文字与上次报送相同"]
    {
        assert!(third.contains(said), "「{said}」 is not in {third}");
    }
}
