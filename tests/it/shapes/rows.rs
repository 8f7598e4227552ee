//! Which rows are the header, headings, units and records, on whole sheets as clerks laid them out.

use serde_json::Value;

use super::{AS_OF, Shape, read};
use crate::kit::{self, list, text};

/// Asserts that the check found nothing with this id.
#[track_caller]
fn never_finds(shape: &Shape, id: &str) {
    let found = list(&shape.report, "findings").iter().find(|finding| text(finding, "id") == id);
    assert!(found.is_none(), "{found:#?}");
}

#[test]
fn a_header_may_be_four_rows_deep_and_its_last_row_empty() {
    let shape = read(
        "\
# 台账
中共县文化和旅游局党组巡察反馈问题整改台账 | < | < | < | < | < | < | <
填报单位（盖章）：县文化和旅游局 | | | | | | | 单位：万元
序号 | 反馈问题 | < | < | 整改措施 | 整改时限 | 整改完成情况 | <
^ | 问题类别 | 具体问题 | < | ^ | ^ | 整改状态 | 具体情况
^ | ^ | 问题表述 | 涉及金额 | ^ | ^ | ^ | ^
^ | ^ | ^ | ^ | ^ | ^ | ^ | ^
示例 | 政治建设 | 学习贯彻不深入 | | 组织专题学习 | 2026.6.30 | 已完成 |
=1 | 政治建设 | 学习不规范 | | 每月学习 | 2026.6.30 | 整改完成 | 学习9次
=2 | 财务管理 | 超标准列支 | =3.2 | 清退 | 2026.9.30 | 未完成 | 正在清退
=3 | | | | | | |
合计 | 共2项 | | =3.2 | | | |
",
    );
    shape
        .columns(&[("C", "problem"), ("D", "amount"), ("G", "status"), ("H", "progress")])
        .skips(0, &[(1, "title"), (2, "note"), (7, "example"), (10, "blank"), (11, "subtotal")])
        .holds(
            &["category", "problem", "amount", "status"],
            &["8 | 政治建设@B8 | 学习不规范@C8 | - | done@G8", "9 | 财务管理@B9 | 超标准列支@C9 | 3.2@D9 | in_progress@G9"],
        );
    never_finds(&shape, "total-mismatch");
}

#[test]
fn headings_remarks_and_numbers_of_columns_are_no_problems() {
    let shape = read(
        "\
# 台账
县民政局整改台账 | | | | | |
序号 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态
甲 | 乙 | 丙 | 丁 | 戊 | 己 | 庚
一 | 党的领导方面存在的问题 | | | | |
（一） | 政治学习不够 | | | | |
=1 | 制度不健全 | 建章 | 张三 | 李四 | 2026年12月31日 | 整改中
二 | 党的建设方面 | | | | |
=2 | 账实不符 | 盘点 | 张三 | 李四 | 2026年12月31日 | 整改中
| 以上为党建方面 | | | | |
三 | 其他方面 | 无 | | | |
示例1 | xxxx | xxxx | xxx | xxx | 20xx年xx月 | 已完成
| | | | | | 共计：2条
说明 | 1.本表一式三份。 | | | | |
",
    );
    shape
        .skips(
            0,
            &[
                (1, "title"),
                (3, "note"),
                (4, "section"),
                (5, "section"),
                (7, "section"),
                (9, "note"),
                (10, "section"),
                (11, "example"),
                (12, "subtotal"),
                (13, "note"),
            ],
        )
        .holds(&["problem", "category"], &["6 | 制度不健全@B6 | 政治学习不够@B5", "8 | 账实不符@B8 | 党的建设方面@B7"]);
    never_finds(&shape, "total-mismatch");
}

const BY_UNIT: &str = "\
# 台账
全县巡察整改台账 | < | < | < | <
序号 | 反馈问题 | 整改措施 | 整改时限 | 整改状态
县民政局 | < | < | < | <
=1 | 制度不健全 | 建章 | 2026年12月31日 | 整改中
县水例局 | < | < | < | <
一、党建方面 | < | < | < | <
=2 | 账实不符 | 盘点 | 2026年12月31日 | 整改中
城关镇 | | | |
=3 | 资金闲置 | 拨付 | 2026年12月31日 | 整改中
";

#[test]
fn a_heading_that_is_a_unit_is_the_unit_of_the_rows_below() {
    read(BY_UNIT).skips(0, &[(1, "title"), (3, "section"), (5, "section"), (6, "section"), (8, "section")]).holds(
        &["unit", "category", "problem"],
        &[
            "4 | 县民政局@A3 | - | 制度不健全@B4",
            "7 | 县水例局@A5 | 党建方面@A6 | 账实不符@B7",
            "9 | 城关镇@A8 | - | 资金闲置@B9",
        ],
    );
}

#[test]
fn a_heading_that_is_no_unit_of_the_directory_is_told_once_at_its_cell() {
    let folder = kit::folder();
    kit::workbook(&folder.path().join("台账.xlsx"), BY_UNIT);
    kit::workbook(&folder.path().join("名录.xlsx"), "# 单位\n单位名称 | 别名\n县民政局 |\n县水利局 |\n城关镇 |\n");
    let layout = kit::run(folder.path(), &[&["layout", "台账.xlsx"], &AS_OF[..]].concat()).expect_code(0).stdout;
    assert!(layout.contains("单位　取自各节的标题行"), "{layout}");
    let arguments = [&["check", "台账.xlsx", "--units", "名录.xlsx", "--format", "json"], &AS_OF[..]].concat();
    let report = kit::run(folder.path(), &arguments).json();
    let told = list(&report, "findings").iter().filter(|finding| text(finding, "id") == "unit-not-in-directory");
    assert_eq!(told.map(|finding| text(finding, "cell")).collect::<Vec<_>>(), ["A5"]);
}

#[test]
fn a_ledger_on_its_side_is_checked_like_an_upright_one() {
    let table = "\
# 县档案馆
序号 | =1 | =2 | =3
反馈问题 | 库房安防不到位 | 数字化进度慢 | 保密意识不强
整改措施 | 装监控 | 外包 | 培训
责任领导 | 何馆 | | 吕副
责任人 | 小甲 | 小乙 | 小丙
整改时限 | 2026.6.30 | 2026.1x | 2026.12.31
整改状态 | 已完成 | 见附件 | 整改中
完成时间 | 2026.13.45 | | 整改中
涉及金额 | 约若干 | =#REF! | =3
";
    read(table)
        .finds("missing-lead-person", Some("C4"))
        .finds("unreadable-deadline", Some("C6"))
        .finds("unknown-status", Some("C7"))
        .finds("unreadable-date", Some("B8"))
        .finds("status-in-date-column", Some("D8"))
        .finds("unreadable-amount", Some("B9"))
        .finds("error-cell", Some("C9"));
    let folder = kit::folder();
    kit::workbook(&folder.path().join("台账.xlsx"), table);
    kit::workbook(&folder.path().join("名录.xlsx"), "# 单位\n单位名称 | 别名\n县民政局 |\n");
    let layout = kit::run(folder.path(), &[&["layout", "台账.xlsx"], &AS_OF[..]].concat()).expect_code(0).stdout;
    assert!(layout.contains("3 条记录（第 B 至 D 列，一列一条）"), "{layout}");
    assert_eq!(layout.matches("责任领导").count(), 2, "shown once: its heading and its meaning\n{layout}");
    let arguments = [&["check", "台账.xlsx", "--units", "名录.xlsx", "--format", "json"], &AS_OF[..]].concat();
    let report = kit::run(folder.path(), &arguments).json();
    let strange = |finding: &&Value| text(finding, "id") == "unit-not-in-directory";
    assert_eq!(list(&report, "findings").iter().filter(strange).count(), 1);
}

#[test]
fn the_title_of_a_second_table_belongs_to_it() {
    read(
        "\
# 台账
县信访局整改台账（一）立行立改 | | | | |
序号 | 存在问题 | 整改措施 | 责任人 | 整改期限 | 整改结果
=1 | 来访登记漏登 | 补登 | 周某 | 立行立改 | 已整改到位
|
县信访局整改台账（二）限期整改 | | | | |
序号 | 存在问题 | 责任领导 | 责任人 | 整改措施 | 整改期限 | 整改结果
=1 | 积案未化解 | 郑某 | 周某 | 包案 | 2026.7.31 | 整改中
",
    )
    .headers(&[&[2], &[6]])
    .skips(0, &[(1, "title")])
    .skips(1, &[(5, "title")])
    .titles(&["县信访局整改台账（一）立行立改", "县信访局整改台账（二）限期整改"]);
}

impl Shape {
    #[track_caller]
    fn titles(&self, expected: &[&str]) {
        let got: Vec<_> = list(&self.report, "tables").iter().map(|table| text(table, "title")).collect();
        assert_eq!(got, expected);
    }
}

#[test]
fn unusual_headings_are_read_where_the_others_leave_no_doubt() {
    read(
        "\
# 台账
序号 | 巡察指出的毛病和问题 | 整改落实举措 | 分管领导 | 具体责任人 | 整改时限（年月日） | 是否销号
=1 | 管理混乱 | 建章 | 张三 | 李四 | 2026年6月30日 | 是
",
    )
    .holds(&["problem", "measure", "deadline"], &["2 | 管理混乱@B2 | 建章@C2 | 2026-06-30@F2"]);
}

#[test]
fn a_refusal_names_the_row_that_came_nearest_and_what_it_lacks() {
    let folder = kit::folder();
    let table = "# 台账\n县民政局台账 | | |\n序号 | 事由 | 具体责任人 | 是否销号\n=1 | 甲 | 张三 | 是\n";
    kit::workbook(&folder.path().join("台账.xlsx"), table);
    for command in ["check", "layout"] {
        let run = kit::run(folder.path(), &[&[command, "台账.xlsx"], &AS_OF[..]].concat());
        run.says(&["第 2 行", "「具体责任人」", "「是否销号」", "「事由」", "「反馈问题」"]);
    }
}

#[test]
fn a_table_with_nothing_below_its_header_is_told() {
    read("# 台账\n序号 | 反馈问题 | 整改措施 | 责任人 | 整改时限 | 整改状态\n").finds("table-without-records", None);
}
