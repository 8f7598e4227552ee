//! What columns hold when their headers say little, and what the rows around them add: monthly columns, values that tell
//! their column, ledgers on their side, blanks of a csv, money and names.

use std::fs;

use serde_json::Value;

use super::{AS_OF, read, read_file};
use crate::kit::{self, list, text};

/// Returns what `layout` says of a workbook, without the line breaks its columns make.
fn layout(table: &str) -> String {
    let folder = kit::folder();
    kit::workbook(&folder.path().join("台账.xlsx"), table);
    let run = kit::run(folder.path(), &[&["layout", "台账.xlsx"], &AS_OF[..]].concat());
    run.expect_code(0).stdout.lines().map(str::trim).collect()
}

const MONTHLY: &str = "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 9月整改情况 | 10月整改情况 | 11月整改情况 | 截至9月底整改状态 | 截至10月底整改状态
=1 | 县教育局 | 学习不够 | 制定计划 | 2026-12-31 | 已动员 | 已学习3次 | 拟再学 | 未整改 | 整改中
=2 | 县教育局 | 会议不全 | 补齐 | 2026-12-31 | 已补齐5份 | / | | 已完成 |
=3 | 县教育局 | 档案不全 | 补齐 | 2026-12-31 | | | | |
";

#[test]
fn of_columns_filled_month_by_month_the_latest_filled_one_counts() {
    let shape = read(MONTHLY);
    shape.columns(&[("F", "progress"), ("G", "progress"), ("H", "progress"), ("I", "status"), ("J", "status")]).holds(
        &["progress", "status", "status_text"],
        &["2 | 已学习3次@G2 | in_progress@J2 | 整改中", "3 | 已补齐5份@F3 | done@I3 | 已完成", "4 | - | unknown | -"],
    );
    assert!(layout(MONTHLY).contains("按月填的「整改进展」"));
}

#[test]
fn months_may_stand_above_their_columns() {
    read(
        "\
# 台账
序号 | 反馈问题 | 整改措施 | 整改时限 | 9月 | < | 10月 | <
^ | ^ | ^ | ^ | 整改状态 | 整改进展 | 整改状态 | 整改进展
=1 | 学习不够 | 制定计划 | 2026-12-31 | 整改中 | 已动员 | 已完成 | 已学习3次
=2 | 会议不全 | 补齐 | 2026-12-31 | 整改中 | 已补齐 | |
",
    )
    .holds(&["status", "progress"], &["3 | done@G3 | 已学习3次@H3", "4 | in_progress@E4 | 已补齐@F4"]);
}

#[test]
fn a_column_without_a_known_header_is_told_by_its_values() {
    let mut table = "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 列甲 | | 登记日期\n".to_owned();
    for row in 1..=5 {
        table.push_str(&format!("={row} | 县教育局 | 问题{row} | 措施 | 2026-06-{row:02} | 已完成 | 2026-01-0{row}\n"));
    }
    let shape = read(&table);
    shape
        .columns(&[("E", "deadline"), ("F", "status"), ("G", "-")])
        .finds("column-by-content", Some("E1"))
        .finds("column-by-content", Some("F1"));
    assert_eq!(text(&shape.records[0], "deadline"), "2026-06-01");
    assert_eq!(shape.records[4]["cells"]["status"], "F6");
    assert!(layout(&table).contains("按内容认出：5 个值里有 5 个是日期"));
}

#[test]
fn four_values_are_too_few_to_tell_a_column() {
    let mut table = "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 列甲\n".to_owned();
    for row in 1..=4 {
        table.push_str(&format!("={row} | 县教育局 | 问题{row} | 措施 | 2026-06-{row:02}\n"));
    }
    read(&table).columns(&[("E", "-")]);
}

#[test]
fn an_office_may_want_hidden_sheets_and_no_hidden_rows() {
    let folder = kit::folder();
    let table = "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态
=1 | 县教育局 | 学习不够 | 制定计划 | 2026-06-30 | 已完成
~=2 | 县教育局 | 会议不全 | 补齐 | 2026-09-30 | 整改中
# ~另表
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态
=1 | 县水利局 | 库存不清 | 盘点 | 2026-06-30 | 已完成
";
    kit::workbook(&folder.path().join("台账/台账.xlsx"), table);
    let office = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n\
                  [[rounds]]\nname = \"七轮\"\nfeedback_date = 2026-03-20\n";
    let problems = |reading: &str| -> (Vec<String>, Value) {
        fs::write(folder.path().join("xuncha.toml"), format!("{office}{reading}")).expect("the settings");
        let run =
            |command: &str, format: &str| kit::run(folder.path(), &[&[command, ".", "--format", format], &AS_OF[..]].concat());
        let records = run("export", "jsonl").expect_code(0).json_lines();
        (records.iter().map(|record| text(record, "problem").to_owned()).collect(), run("check", "json").json())
    };
    let (found, report) = problems("");
    assert_eq!(found, ["学习不够", "会议不全"]);
    assert_eq!(list(&report, "tables")[0]["hidden_rows"], 1);
    let (found, report) = problems("[reading]\nhidden_rows = false\nhidden_sheets = true\n");
    assert_eq!(found, ["学习不够", "库存不清"]);
    let skipped = &list(&list(&report, "tables")[0], "skipped")[0];
    assert_eq!((skipped["row"].as_u64(), text(skipped, "reason")), (Some(3), "hidden"));
    let told = list(&report, "findings").iter().find(|finding| text(finding, "id") == "hidden-sheet").expect("it is told");
    assert!(text(told, "message").contains("照样计入"), "{told}");
}

#[test]
fn a_ledger_on_its_side_is_read_column_by_column() {
    read(
        "\
# 台账
县教育局巡察整改台账 | < | < | <
序号 | =1 | =2 | =3
被巡察单位 | 县教育局 | < | <
反馈问题 | 学习不够 | 会议不全 | 报销超标
整改措施 | 制定计划 | 补齐 | 退缴
整改时限 | 2026-06-30 | 2026年9月底前 | 长期坚持
整改状态 | 已完成 | 整改中 |
",
    )
    .holds(
        &["unit", "problem", "measure", "deadline", "status"],
        &[
            "4 | 县教育局@B3 | 学习不够@B4 | 制定计划@B5 | 2026-06-30@B6 | done@B7",
            "4 | 县教育局@B3 | 会议不全@C4 | 补齐@C5 | 2026-09-30@C6 | in_progress@C7",
            "4 | 县教育局@B3 | 报销超标@D4 | 退缴@D5 | -@D6 | unknown",
        ],
    );
}

#[test]
fn what_is_not_plainly_on_its_side_is_refused_with_what_to_do() {
    let folder = kit::folder();
    let table = "# 台账\n反馈问题 | 学习不够 | 会议不全\n反馈问题 | 报销超标 | 库存不清\n整改措施 | 制定计划 | 补齐\n";
    kit::workbook(&folder.path().join("台账.xlsx"), table);
    let run = kit::run(folder.path(), &[&["export", "台账.xlsx"], &AS_OF[..]].concat());
    assert_ne!(run.code, 0);
    run.says(&["选择性粘贴—转置"]);
}

/// Reads a csv and returns each record's unit and category, each with its cell.
#[track_caller]
fn csv(table: &str) -> (Vec<String>, usize) {
    let shape = read_file("台账.csv", |path| fs::write(path, table).expect("the file"));
    let shown = |record: &Value, key: &str| {
        format!("{}@{}", record[key].as_str().unwrap_or("-"), record["cells"][key].as_str().unwrap_or("-"))
    };
    let findings = list(&shape.report, "findings");
    let told = findings.iter().filter(|finding| text(finding, "id") == "filled-down").count();
    (shape.records.iter().map(|record| format!("{} {}", shown(record, "unit"), shown(record, "category"))).collect(), told)
}

#[test]
fn blanks_of_a_csv_are_filled_where_they_can_only_come_from_merged_cells() {
    let head = "序号,被巡察单位,问题类别,反馈问题,整改措施,整改时限\n";
    let merged = "1,县教育局,党建,学习不够,计划,2026.6.30\n2,,,会议不全,补齐,2026.6.30\n3,县水利局,财务,库存不清,盘点,2026.6.30\n\
                  4,,,账目不清,清理,2026.6.30\n";
    let (records, told) = csv(&format!("{head}{merged}"));
    assert_eq!(records, ["县教育局@B2 党建@C2", "县教育局@B2 党建@C2", "县水利局@B4 财务@C4", "县水利局@B4 财务@C4"]);
    assert_eq!(told, 2);
    // Filled in every row but one: somebody forgot a cell.
    let forgotten =
        "1,县教育局,党建,学习不够,计划,2026.6.30\n2,县教育局,党建,会议不全,补齐,2026.6.30\n3,,党建,库存不清,盘点,2026.6.30\n";
    let (records, told) = csv(&format!("{head}{forgotten}"));
    assert_eq!(records, ["县教育局@B2 党建@C2", "县教育局@B3 党建@C3", "-@- 党建@C4"]);
    assert_eq!(told, 0);
}

#[test]
fn blank_units_of_a_workbook_are_left_blank() {
    let shape = read(
        "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限\n=1 | 县教育局 | 学习不够 | 计划 | 2026.6.30\n\
         =2 | | 会议不全 | 补齐 | 2026.6.30\n",
    );
    shape.holds(&["unit"], &["2 | 县教育局@B2", "3 | -"]);
}

#[test]
fn money_has_the_unit_of_its_cell_its_header_or_the_info_row() {
    let ledger = |info: &str, header: &str, amounts: &[&str]| {
        let mut table = format!("# 台账\n县教育局巡察整改台账 | < | < | <\n{info}序号 | 反馈问题 | 整改措施 | {header}\n");
        for (at, amount) in amounts.iter().enumerate() {
            table.push_str(&format!("={at} | 问题{at} | 措施 | {amount}\n"));
        }
        let shown = |record: &Value| format!("{}{}", text(record, "amount"), text(record, "amount_unit"));
        read(&table).records.iter().map(shown).collect::<Vec<_>>().join(" ")
    };
    let in_header = ledger("", "问题金额（万元）", &["=12.5", "1,300.00", "约2万元", "2000元", "3.5万", "若干"]);
    assert_eq!(in_header, "12.5万元 1300.00万元 2万元 0.2万元 3.5万元 ");
    assert_eq!(ledger("填报单位：县教育局 单位：元 | < | < | <\n", "涉及金额", &["=300", "5万元"]), "300元 50000元");
    assert_eq!(ledger("", "涉及金额", &["=300", "5万元", "2000元"]), "300 5万元 2000元");
}

#[test]
fn a_problem_may_have_a_row_for_each_responsible_unit() {
    read(
        "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 责任单位 | 整改措施 | 整改时限 | 整改状态
=1 | 县教育局 | 学习不够 | 办公室 | 制定计划 | 2026-06-30 | 已完成
^ | ^ | ^ | 各科室 | 集中学习 | 2026-09-30 | 整改中
",
    )
    .columns(&[("D", "resp_unit")])
    .holds(
        &["unit", "problem", "measure", "status"],
        &[
            "2 | 县教育局@B2 | 学习不够@C2 | 制定计划@E2 | done@G2",
            "3 | 县教育局@B2 | 学习不够@C2 | 集中学习@E3 | in_progress@G3",
        ],
    );
}

#[test]
fn one_sheet_a_unit_takes_the_unit_from_the_sheet_s_name_without_a_cell() {
    let header = "序号 | 反馈问题 | 整改措施 | 整改时限 | 整改状态";
    read(&format!(
        "# 县教育局\n{header}\n=1 | 学习不够 | 计划 | 2026-06-30 | 已完成\n# 县水利局\n{header}\n=1 | 库存不清 | 盘点 | 2026-06-30 | 整改中\n"
    ))
    .holds(&["unit", "problem"], &["2 | 县教育局 | 学习不够@B2", "2 | 县水利局 | 库存不清@B2"]);
}

#[test]
fn the_unit_of_the_info_row_has_its_cell() {
    read(
        "# 台账\n县教育局巡察整改台账 | < | < | <\n填报单位（盖章）：县教育局 | < | < | <\n序号 | 反馈问题 | 整改措施 | 整改时限\n\
         =1 | 学习不够 | 计划 | 2026-06-30\n",
    )
    .holds(&["unit", "problem"], &["4 | 县教育局@A2 | 学习不够@B4"]);
}

#[test]
fn words_that_name_no_unit_are_kept_and_told() {
    let folder = kit::folder();
    let table = "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限\n=1 | 各科室 | 甲 | 措施 | 2026-06-30\n\
                 =2 | 全体 | 乙 | 措施 | 2026-06-30\n=3 | 相关单位 | 丙 | 措施 | 2026-06-30\n";
    kit::workbook(&folder.path().join("台账.xlsx"), table);
    kit::workbook(&folder.path().join("名单.xlsx"), "# 名单\n单位名称\n县教育局\n");
    let arguments = [&["check", "台账.xlsx", "--units", "名单.xlsx", "--format", "json"], &AS_OF[..]].concat();
    let report = kit::run(folder.path(), &arguments).json();
    let told: Vec<_> =
        list(&report, "findings").iter().filter(|finding| text(finding, "id") == "unit-not-in-directory").collect();
    assert_eq!(told.len(), 3, "{report}");
}

#[test]
fn three_columns_of_one_name_in_a_statistic_make_no_ledger() {
    let folder = kit::folder();
    let table = "# 统计\n轮次 | 被巡察院级党组织名称 | 巡察反馈问题应整改数 | 巡察反馈问题已整改数 | 完成率 | 立行立改应整改数 | 立行立改已整改数 | 完成率 | \
                 相关职能部门应落实意见数 | 相关职能部门已落实意见数 | 完成率\n第三轮 | 甲学院 | =10 | =8 | 80% | =3 | =3 | 100% | =2 | =1 | 50%\n";
    kit::workbook(&folder.path().join("台账.xlsx"), &format!("{}{table}", kit::LEDGER));
    let run = kit::run(folder.path(), &[&["export", "台账.xlsx"], &AS_OF[..]].concat());
    assert_eq!(run.json_lines().len(), 2, "a statistic beside a ledger adds no record");
}

/// Returns `cell id` of the findings of a table.
fn told(table: &str) -> Vec<String> {
    list_of(&super::read(table).report)
}

const HEADINGS: &str = "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 责任领导 | 整改时限 | 整改状态";

#[test]
fn a_sign_for_nothing_names_no_unit() {
    let rows = "=1 | / | 甲 | 措施 | 张三 | 2026-12-31 | 整改中\n=2 | 县教育局 | 乙 | 措施 | 张三 | 2026-12-31 | 整改中\n";
    assert_eq!(told(&format!("{HEADINGS}\n{rows}")), ["B2 missing-unit"]);
}

#[test]
fn money_put_right_that_is_no_amount_is_told_like_the_problem_s_own() {
    let rows = "=1 | 县教育局 | 甲 | 措施 | 张三 | 2026-12-31 | 整改中 | 若干 | 若干\n\
                =2 | 县教育局 | 乙 | 措施 | 张三 | 2026-12-31 | 整改中 | 3万元 | 约2万元\n\
                =3 | 县教育局 | 丙 | 措施 | 张三 | 2026-12-31 | 整改中 | 无 | /\n";
    let told = told(&format!("{HEADINGS} | 涉及金额 | 整改金额\n{rows}"));
    assert_eq!(told, ["H2 unreadable-amount", "I2 unreadable-amount"]);
}

#[test]
fn a_risk_point_belongs_to_the_unit_of_its_own_row() {
    let table = "# 登记表\n序号 | 填报单位 | 岗位 | 风险点 | 风险等级 | 防控措施\n\
                 =1 | 县教育局 | 科员 | 拖延积压 | 低 | 限时办结\n=2 | / | 科员 | 登记不全 | 低 | 双人登记\n";
    let risks = super::read(table).records;
    assert_eq!(text(&risks[0], "unit"), "县教育局");
    assert!(risks[1]["unit"].is_null(), "{}", risks[1]);
}

#[test]
fn a_list_speaks_of_every_row_of_its_problem() {
    let base = "# 整改台账\n问题编号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态\n\
                1 | 县教育局 | 甲 | 修订制度 | 2026-12-31 | 整改中\n^ | 县教育局 | ^ | 开展培训 | 2026-12-31 | 整改中\n\
                2 | 县教育局 | 乙 | 补齐档案 | 2026-12-31 | 整改中\n^ | 县教育局 | ^ | 专人保管 | 2026-12-31 | 整改中\n";
    let list = "# 责任清单\n问题编号 | 责任领导 | 责任人\n1 | 张三 | 李四\n2 | 王五 | 赵六\n2 | 王五 | 周八\n";
    let shape = super::read(&format!("{base}{list}"));
    let people: Vec<&str> = shape.records.iter().map(|record| text(record, "resp_person")).collect();
    assert_eq!(people, ["李四", "李四", "赵六", "周八"]);
    assert_eq!(list_of(&shape.report), [] as [&str; 0]);
    let shape = super::read(&format!("{base}# 责任清单\n问题编号 | 责任领导 | 责任人\n1 | 张三 | 李四\n"));
    assert!(list_of(&shape.report).contains(&"A4 list-entry-missing".to_owned()), "{:?}", list_of(&shape.report));
}

/// Returns `cell id` of the findings of a report.
fn list_of(report: &Value) -> Vec<String> {
    list(report, "findings").iter().map(|f| format!("{} {}", text(f, "cell"), text(f, "id"))).collect()
}
