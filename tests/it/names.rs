//! Unit names nobody could match: asked in a workbook, answered, read back, and never merged in silence.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::kit::{self, Run, list, text};

const FILE: &str = "名称确认.xlsx";
const HEADINGS: [&str; 4] = ["台账中的写法", "可能是", "答复", "改为"];

const WORKSPACE: &str = "\
[office]
name = \"某县委巡察办\"
short_name = \"巡察办\"
committee = \"县委\"
code = \"某巡办\"
[[rounds]]
name = \"七轮\"
feedback_date = 2026-03-20
concentrated_months = 6
[paths]
directory = \"名录.xlsx\"
surveys = \"测评\"
";

const UNITS: &str = "\
# 单位
单位名称 | 别名 | 分组
县教育局 | 教体局 | 部门
县司法局 | | 部门
县水利局 | | 部门
# 职能部门
部门名称 | 邮箱 | 负责领域
县审计局 | sj@abc.gov.cn | 财务
";

const LEDGER: &str = "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态
=1 | 县教育居 | 采购程序不规范，2025年有3笔未比价 | 修订采购办法 | 张三 | 李四 | 2026年6月30日 | 整改中
=2 | 县教育居 | 档案管理混乱，2024年缺失5份 | 补齐档案 | 张三 | 李四 | 2026年6月30日 | 整改中
=3 | 县司法厅 | 公务接待超标准，2025年有2次 | 退缴费用 | 王五 | 赵六 | 2026年6月30日 | 整改中
=4 | 水务集团 | 固定资产未入账，2025年有4件 | 登记入账 | 王五 | 赵六 | 2026年6月30日 | 整改中
=5 | 县水利局 | 会议记录不全，2025年缺6次 | 补记 | 王五 | 赵六 | 2026年6月30日 | 整改中
";

/// A sheet whose name is the only word of its unit.
const NAMED_BY_SHEET: &str = "\
# 县水力局
序号 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态
=1 | 水费收缴不及时，2025年欠缴3笔 | 逐笔催缴 | 王五 | 赵六 | 2026年6月30日 | 整改中
";

fn office() -> TempDir {
    let folder = kit::folder();
    fs::write(folder.path().join("xuncha.toml"), WORKSPACE).expect("the settings");
    fs::create_dir(folder.path().join("测评")).expect("the folder");
    kit::workbook(&folder.path().join("名录.xlsx"), UNITS);
    kit::workbook(&folder.path().join("台账/a.xlsx"), LEDGER);
    kit::workbook(&folder.path().join("台账/b.xlsx"), NAMED_BY_SHEET);
    folder
}

fn xuncha(folder: &Path, words: &[&str]) -> Run {
    kit::run(folder, &[words, &[".", "--month", "2026-10"]].concat())
}

fn written(folder: &Path) -> PathBuf {
    folder.join("输出/2026-10").join(FILE)
}

/// Fills answers into a written workbook as a clerk would, and saves it: `(台账中的写法, 答复, 改为)`.
fn answer(from: &Path, to: &Path, answers: &[(&str, &str, &str)]) {
    let mut rows = kit::sheet(from, "名称确认");
    let head = rows.iter().position(|row| row.iter().any(|cell| cell == "台账中的写法")).expect("the header");
    let column = |heading: &str| rows[head].iter().position(|cell| cell == heading).expect("the column");
    let (name, word, instead) = (column("台账中的写法"), column("答复"), column("改为"));
    for (of, said, unit) in answers {
        let row = rows.iter_mut().find(|row| row[name] == *of).unwrap_or_else(|| panic!("「{of}」 is not asked"));
        (row[word], row[instead]) = ((*said).to_owned(), (*unit).to_owned());
    }
    let text: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
    kit::workbook(to, &format!("# 名称确认\n{}\n", text.join("\n")));
}

/// Asks, answers, and hands the answers in.
fn answered(folder: &Path, answers: &[(&str, &str, &str)]) {
    xuncha(folder, &["names"]).expect_code(0);
    answer(&written(folder), &folder.join(FILE), answers);
}

/// Returns the units of the exported records, in source order.
fn units(folder: &Path) -> Vec<String> {
    let records = xuncha(folder, &["export"]).expect_code(0).json_lines();
    records.iter().map(|record| text(record, "unit").to_owned()).collect()
}

/// Returns `cell message` of the findings of one check.
fn findings(folder: &Path, id: &str) -> Vec<String> {
    let report = kit::run(folder, &["check", ".", "--month", "2026-10", "--format", "json"]).json();
    let of_check = list(&report, "findings").iter().filter(|finding| text(finding, "id") == id);
    of_check.map(|finding: &Value| format!("{} {}", text(finding, "cell"), text(finding, "message"))).collect()
}

/// Returns `写法|可能是|答复|改为|次数` of the written workbook.
fn questions(path: &Path) -> Vec<String> {
    let rows = kit::table(path, "名称确认", &HEADINGS);
    let line =
        |row: &kit::Row| ["台账中的写法", "可能是", "答复", "改为", "出现次数"].map(|heading| row[heading].clone()).join("|");
    rows.iter().map(line).collect()
}

#[test]
fn weak_names_are_asked_once_each_and_merged_into_nothing() {
    let office = office();
    let run = xuncha(office.path(), &["names"]).expect_code(0);
    run.says(&["有 4 个待答复", "输出/2026-10/名称确认.xlsx"]);
    let wanted = ["县教育居|县教育局|||2", "县司法厅|县司法局|||1", "水务集团||||1", "县水力局|县水利局|||1"];
    assert_eq!(questions(&written(office.path())), wanted);
    assert_eq!(units(office.path()), ["县教育居", "县教育居", "县司法厅", "水务集团", "县水利局", "县水力局"]);
    assert_eq!(kit::sheet(&written(office.path()), "单位名录")[2][0], "县司法局");
}

#[test]
fn answers_are_read_back_and_every_use_of_them_is_told() {
    let office = office();
    let answers =
        [("县教育居", "接受", ""), ("县司法厅", "不是", ""), ("水务集团", "改为", "县水利局"), ("县水力局", "接受", "")];
    answered(office.path(), &answers);
    assert_eq!(units(office.path()), ["县教育局", "县教育局", "县司法厅", "县水利局", "县水利局", "县水利局"]);
    let told = findings(office.path(), "unit-by-answer");
    assert_eq!(
        told,
        [
            "G6 「县教育居」按答复当作「县教育局」，共 2 处，首处在台账/a.xlsx，表「台账」，B2",
            "G8 「水务集团」按答复当作「县水利局」，共 1 处，首处在台账/a.xlsx，表「台账」，B5",
            "G9 「县水力局」按答复当作「县水利局」，共 1 处，首处在台账/b.xlsx，表「县水力局」",
        ]
    );
    let unknown = findings(office.path(), "unit-not-in-directory");
    assert_eq!(unknown, ["B4 名录里没有「县司法厅」，名称确认的答复是：不是「县司法局」"]);
    let layout = xuncha(office.path(), &["layout"]).expect_code(0).stdout;
    assert!(layout.contains("有 3 处名录里没有的写法，按名称确认的答复理解"), "{layout}");
}

#[test]
fn answers_survive_and_the_same_inputs_give_the_same_bytes() {
    let office = office();
    answered(office.path(), &[("县教育居", "接受", ""), ("县司法厅", "不是", ""), ("县水力局", "不知道", "")]);
    let inputs = fs::read(office.path().join(FILE)).expect("the answers");
    xuncha(office.path(), &["names"]).expect_code(0);
    let wanted = ["水务集团||||1", "县水力局|县水利局|不知道||1", "县教育居|县教育局|接受||2", "县司法厅|县司法局|不是||1"];
    assert_eq!(questions(&written(office.path())), wanted);
    let first = fs::read(written(office.path())).expect("the questions");
    xuncha(office.path(), &["names"]).expect_code(0);
    assert_eq!(fs::read(written(office.path())).expect("the questions"), first);
    assert_eq!(fs::read(office.path().join(FILE)).expect("the answers"), inputs, "an input is never written to");
    // Handed in again as it was written, it says the same.
    fs::rename(written(office.path()), office.path().join(FILE)).expect("moved");
    xuncha(office.path(), &["names"]).expect_code(0);
    assert_eq!(questions(&written(office.path())), wanted);
    let manifest = fs::read_to_string(office.path().join("输出/2026-10/manifest.json")).expect("the manifest");
    assert!(manifest.contains("\"path\": \"名称确认.xlsx\""), "the answers are an input: {manifest}");
}

#[test]
fn answers_left_in_the_output_folder_are_kept_and_asked_to_be_handed_in() {
    let office = office();
    xuncha(office.path(), &["run"]).says(&["有 4 个待答复"]);
    answer(&written(office.path()), &written(office.path()), &[("县教育居", "接受", "")]);
    let again = xuncha(office.path(), &["run"]);
    again.says(&["有 1 条答复还没有生效", "手工改过的文件已另存"]);
    assert_eq!(units(office.path())[0], "县教育居", "not in force");
    assert!(questions(&written(office.path())).contains(&"县教育居|县教育局|接受||2".to_owned()));
    xuncha(office.path(), &["run"]).says(&["有 1 条答复还没有生效"]);
    fs::rename(written(office.path()), office.path().join(FILE)).expect("handed in");
    assert_eq!(units(office.path())[0], "县教育局");
}

#[test]
fn a_month_without_open_names_writes_no_questions() {
    let office = office();
    let all = [("县教育居", "接受", ""), ("县司法厅", "不是", ""), ("水务集团", "不是", ""), ("县水力局", "接受", "")];
    answered(office.path(), &all);
    xuncha(office.path(), &["run"]).says(&["上次生成、本次不再需要的文件已删除"]);
    assert!(!written(office.path()).exists());
    let names = xuncha(office.path(), &["names"]).expect_code(0);
    assert!(names.stdout.contains("待处理的名称 0 个，已答复 4 个"), "{}", names.stdout);
}

#[test]
fn hostile_answers_are_named_with_their_cell_and_change_nothing() {
    let office = office();
    let rows = "\
# 随便什么名字
写在上面的话
备注 | 答 复 | 台账中的写法 | 改为 | 可能是
 | 好的 | 县教育居 | | 县教育局
 | 改为 | 县司法厅 | 县民政局 |
 | 接受 | 水务集团 | |
 | 接受 | 县水力局 | | 县水利局
 | 不是 | 县水力局 | | 县水利局
 | =#REF! | 某某局 | |
 | 接受 | | | 县水利局
 | 改为 | =1+1 | 县水利局 |
";
    kit::workbook(&office.path().join(FILE), &rows.replace("=1+1", "'=1+1"));
    let told = findings(office.path(), "name-answer-unusable");
    let cells: Vec<&str> = told.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(cells, ["B3", "B4", "B5", "B6", "B7", "B8", "B9"], "{told:#?}");
    assert_eq!(units(office.path())[..2], ["县教育居", "县教育居"]);
    assert_eq!(units(office.path())[5], "县水力局");
    assert!(findings(office.path(), "unit-by-answer").is_empty());
}

#[test]
fn a_file_of_answers_that_cannot_be_read_is_refused_alone() {
    for content in [b"PK\x03\x04 broken".to_vec(), b"\xFF\xFE\x00".to_vec(), b"a,b\n1,2\n".to_vec(), Vec::new()] {
        let office = office();
        fs::write(office.path().join(FILE), &content).expect("the file");
        let run = xuncha(office.path(), &["check"]).expect_code(2);
        run.says(&["没有使用：名称确认.xlsx", "办法："]);
        assert_eq!(units_despite(office.path()), 6, "the ledgers are read all the same");
    }
}

fn units_despite(folder: &Path) -> usize {
    xuncha(folder, &["export"]).expect_code(2).json_lines().len()
}

#[test]
fn the_answers_are_never_written_over() {
    let office = office();
    answered(office.path(), &[("县教育居", "接受", "")]);
    let before = fs::read(office.path().join(FILE)).expect("the answers");
    xuncha(office.path(), &["names", "--out", "."]).expect_code(2).says(&["是输入文件，不能写在它上面"]);
    assert_eq!(fs::read(office.path().join(FILE)).expect("the answers"), before);
}

#[test]
fn the_place_of_the_answers_can_be_set() {
    let office = office();
    let settings = format!("{WORKSPACE}names = \"台账/答复.xlsx\"\n");
    fs::write(office.path().join("xuncha.toml"), settings).expect("the settings");
    xuncha(office.path(), &["names"]).expect_code(0);
    answer(&written(office.path()), &office.path().join("台账/答复.xlsx"), &[("县教育居", "接受", "")]);
    assert_eq!(units(office.path())[0], "县教育局");
}

#[test]
fn names_in_surveys_are_asked_and_answered_too_but_departments_are_no_units() {
    let office = office();
    let survey = "# 表\n单位名称 | 满意 | 基本满意 | 不满意\n县教育厅 | =10 | =1 | =0\n县教育局 | =10 | =1 | =0\n";
    kit::workbook(&office.path().join("测评/满意度.xlsx"), survey);
    let letters =
        "# 表\n移交单位 | 答复期限 | 答复日期\n县审计局 | 2026-06-30 | 2026-06-20\n县民政局 | 2026-06-30 | 2026-06-20\n";
    kit::workbook(&office.path().join("测评/办理.xlsx"), letters);
    let told = findings(office.path(), "unit-not-in-directory");
    assert!(told.contains(&"A2 名录里没有「县教育厅」，名录里相近的有「县教育局」".to_owned()), "{told:#?}");
    assert!(told.iter().any(|line| line.contains("县民政局")) && !told.iter().any(|line| line.contains("审计")), "{told:#?}");
    answered(office.path(), &[("县教育厅", "接受", "")]);
    let told = findings(office.path(), "unit-by-answer");
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("首处在测评/满意度.xlsx，表「表」，A2"), "{told:#?}");
}
