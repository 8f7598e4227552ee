//! The shapes of real ledgers, each as the smallest workbook that has it: which records come out, from which cells,
//! which rows are passed over and why.
//!
//! Sources: `domain.md` §1.2 (layout facts), §9 (the fifteen fixtures, numbered here as there), `contract.md` §2–3.
//!
//! The fifteen fixtures of §9 are the tests `fixture_1_…` to `fixture_15_…`. The rows of §1.2:
//!
//! | row | tests |
//! | --- | --- |
//! | title rows | `fixture_4_…`, `values::the_unit_of_the_info_row_has_its_cell` |
//! | header depth | `fixture_1_…` |
//! | header text | `header_words_may_be_broken_spaced_bracketed_and_misspelt` |
//! | duplicate leaf headers | `fixture_1_…`, `two_remark_columns_are_kept_apart`, `values::three_columns_of_one_name_…` |
//! | body merges | `fixture_2_…`; lost in a csv: `values::blanks_of_a_csv_…` |
//! | row granularity | `fixture_5_…`, `values::a_problem_may_have_a_row_for_each_responsible_unit` |
//! | numbering | `numbers_of_problems_are_kept_as_written` |
//! | section rows | `fixture_3_…` |
//! | subtotals and footers | `fixture_3_…`, `fixture_4_…` |
//! | several sheets | `fixture_6_…`, `three_lists_and_a_ledger_…`, `values::one_sheet_a_unit_…`; hidden ones: `fixture_11_…` |
//! | people cells | `people_are_kept_as_written` |
//! | unit cells | `fixture_13_…`, `values::words_that_name_no_unit_are_kept_and_told` |
//!
//! `lists` has sheets that tell one problem together, `values` what columns hold when their headers say little, `rows` which
//! rows are headers, headings, units and records.

mod lists;
mod rows;
mod values;

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::kit::{self, Run, list, text};

const AS_OF: [&str; 2] = ["--as-of", "2026-10-31"];

/// A file as it was read.
struct Shape {
    report: Value,
    records: Vec<Value>,
}

/// Reads a workbook made from a text table.
#[track_caller]
fn read(table: &str) -> Shape {
    read_file("台账.xlsx", |path| kit::workbook(path, table))
}

/// Reads a file.
#[track_caller]
fn read_file(name: &str, write: impl FnOnce(&Path)) -> Shape {
    let folder = kit::folder();
    write(&folder.path().join(name));
    let run = |command: &str| -> Run {
        kit::run(
            folder.path(),
            &[&[command, name], &AS_OF[..], &["--format", if command == "check" { "json" } else { "jsonl" }]].concat(),
        )
    };
    let export = run("export");
    Shape { report: run("check").json(), records: export.expect_code(0).json_lines() }
}

impl Shape {
    /// Asserts what each record holds: its row, then the values of the keys, each with its cell where it has one.
    #[track_caller]
    fn holds(&self, keys: &[&str], expected: &[&str]) -> &Self {
        let shown = |record: &Value| {
            let mut line = record["source"]["row"].to_string();
            for key in keys {
                let value = match &record[*key] {
                    Value::Null => "-".to_owned(),
                    Value::String(text) => text.replace('\n', "⏎"),
                    other => other.to_string(),
                };
                let cell = record["cells"].get(*key).and_then(Value::as_str).map(|cell| format!("@{cell}"));
                line.push_str(&format!(" | {value}{}", cell.unwrap_or_default()));
            }
            line
        };
        let got: Vec<_> = self.records.iter().map(shown).collect();
        assert_eq!(got, expected, "keys {keys:?}");
        self
    }

    /// Asserts the rows passed over of the table with the number.
    #[track_caller]
    fn skips(&self, table: usize, expected: &[(u64, &str)]) -> &Self {
        let skipped = list(self.table(table), "skipped");
        let got: Vec<_> = skipped.iter().map(|skip| (skip["row"].as_u64().unwrap_or(0), text(skip, "reason"))).collect();
        assert_eq!(got, expected);
        self
    }

    /// Asserts the header rows of every table.
    #[track_caller]
    fn headers(&self, expected: &[&[u64]]) -> &Self {
        let rows = |table: &Value| list(table, "header_rows").iter().filter_map(Value::as_u64).collect::<Vec<_>>();
        let got: Vec<_> = list(&self.report, "tables").iter().map(rows).collect();
        assert_eq!(got, expected);
        self
    }

    /// Asserts what some columns of the first table mean; `-` for nothing known.
    #[track_caller]
    fn columns(&self, expected: &[(&str, &str)]) -> &Self {
        let columns = list(self.table(0), "columns");
        for (letters, field) in expected {
            let column = columns.iter().find(|column| text(column, "column") == *letters);
            let column = column.unwrap_or_else(|| panic!("no column {letters} in {columns:?}"));
            assert_eq!(column["field"].as_str().unwrap_or("-"), *field, "{column}");
        }
        self
    }

    /// Asserts that the check found something with this id at a cell, or at a place without one.
    #[track_caller]
    fn finds(&self, id: &str, cell: Option<&str>) -> &Self {
        let findings = list(&self.report, "findings");
        let found = findings.iter().any(|finding| text(finding, "id") == id && finding["cell"].as_str() == cell);
        assert!(found, "no {id} at {cell:?} in {findings:#?}");
        self
    }

    #[track_caller]
    fn table(&self, number: usize) -> &Value {
        let tables = list(&self.report, "tables");
        tables.get(number).unwrap_or_else(|| panic!("no table {number} in {tables:#?}"))
    }
}

// The fifteen fixtures of §9.

/// L1, shortened: three header rows, 具体责任单位 twice, money columns, the title over six columns of twenty-three.
const CENTRAL_ENTERPRISE: &str = "\
# 整改清单
整改清单 | < | < | < | < | <
截至2026年10月31日 | < | < | < | < | <
序号 | 单位名称 | < | 问题来源 | 问题类别 | < | 整改责任清单 | < | < | 整改目标清单 | < | 具体责任单位整改责任人 | < | \
具体责任单位整改情况 | < | < | < | < | < | < | < | <
^ | 一级单位 | 具体责任单位 | ^ | 一级标题 | 二级标题 | 具体责任单位 | 具体问题表述 | 问题金额（万元） | 整改要求 | 整改时限 | \
整改第一责任人 | 审计部门责任人及联系电话 | 已采取的整改措施 | 其中 | < | 追责问题情况 | < | \
完善制度情况 | 未整改到位问题原因及下一步计划 | 是否已完成整改 | 是否销号
^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | 追缴资金（万元） | 归还原渠道（万元） | 方式 | 人数 | \
（分修订、制定，文件名称） | ^ | ^ | ^
=1 | 甲公司 | 甲分公司 | 审计 | 财务 | 收支 | 财务部 | 往来款长期挂账 | =12.5 | 清理完毕 | 2026年6月30日 | 张三 | 李四0000-1 | \
已清理11笔 | =10 | =2.5 | 诫勉 | =1 | 《往来款管理办法》 | | 是 | 否
=2 | 乙公司 | 乙分公司 | 审计 | 采购 | 招标 | 采购部 | 应招未招 | 1,300.00 | 规范招标 | 2026年底前，并长期坚持 | 王五 | 赵六0000-2 | \
| | | | | | 资金未到位 | 否 | 否
";

#[test]
fn fixture_1_three_header_rows_with_equal_leaves() {
    read(CENTRAL_ENTERPRISE)
        .headers(&[&[3, 4, 5]])
        .skips(0, &[(1, "title"), (2, "note")])
        .columns(&[("A", "seq"), ("B", "unit"), ("E", "category"), ("G", "resp_unit"), ("H", "problem"), ("I", "amount")])
        .columns(&[("K", "deadline"), ("L", "lead_person"), ("N", "progress"), ("T", "unfinished_reason"), ("U", "status")])
        .holds(
            &["unit", "category", "problem", "amount", "deadline", "deadline_precision", "cycle", "lead_person", "status"],
            &[
                "6 | 甲公司@B6 | 财务@E6 | 往来款长期挂账@H6 | 12.5@I6 | 2026-06-30@K6 | day | -@- | 张三@L6 | done@U6",
                "7 | 乙公司@B7 | 采购@E7 | 应招未招@H7 | 1300.00@I7 | 2026-12-31@K7 | year | continuing | 王五@L7 | in_progress@U7",
            ]
            .map(|line| line.replace("-@-", "-"))
            .each_ref()
            .map(String::as_str),
        )
        .holds(&["amount_unit", "progress"], &["6 | 万元 | 已清理11笔@N6", "7 | 万元 | -"]);
}

#[test]
fn fixture_2_merged_cells_and_ditto_marks() {
    read(
        "\
# 台账
序号 | 被巡察单位 | 问题类别 | 反馈问题 | 整改措施 | 责任领导 | 整改时限 | 整改状态
=1 | 县教育局 | 党建 | 学习不够 | 制定计划 | 张三 | 2026-06-30 | 已完成
=2 | ^ | ^ | 会议不全 | 补齐记录 | 同上 | 〃 | 整改中
=3 | ^ | 财务 | 报销超标 | 退缴 | 〃 | 同上 | 同上
=4 | 县水利局 | ^ | 库存不清 | 盘点 | 王五 | 2026-09-30 | 未整改
",
    )
    .headers(&[&[1]])
    .skips(0, &[])
    .holds(
        &["unit", "category", "problem", "lead_person", "deadline", "status"],
        &[
            "2 | 县教育局@B2 | 党建@C2 | 学习不够@D2 | 张三@F2 | 2026-06-30@G2 | done@H2",
            "3 | 县教育局@B2 | 党建@C2 | 会议不全@D3 | 张三@F3 | 2026-06-30@G3 | in_progress@H3",
            "4 | 县教育局@B2 | 财务@C4 | 报销超标@D4 | 张三@F4 | 2026-06-30@G4 | in_progress@H4",
            "5 | 县水利局@B5 | 财务@C4 | 库存不清@D5 | 王五@F5 | 2026-09-30@G5 | not_started@H5",
        ],
    );
}

#[test]
fn fixture_3_section_rows_are_the_category_of_the_rows_below() {
    read(
        "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态
一、聚焦党中央决策部署 | < | < | < | < | <
=1 | 县教育局 | 学习不够 | 制定计划 | 2026-06-30 | 已完成
小计 | | 1项 | | |
二、聚焦群众身边不正之风 | < | < | < | < | <
=2 | 县教育局 | 收费不公开 | 公开 | 2026-09-30 | 整改中
",
    )
    .skips(0, &[(2, "section"), (4, "subtotal"), (5, "section")])
    .holds(
        &["unit", "problem", "status"],
        &["3 | 县教育局@B3 | 学习不够@C3 | done@F3", "6 | 县教育局@B6 | 收费不公开@C6 | in_progress@F6"],
    )
    .categories(&["聚焦党中央决策部署", "聚焦群众身边不正之风"]);
}

impl Shape {
    /// Asserts the categories, whatever cells they are said to come from.
    #[track_caller]
    fn categories(&self, expected: &[&str]) {
        let got: Vec<_> = self.records.iter().map(|record| text(record, "category")).collect();
        assert_eq!(got, expected);
    }
}

#[test]
fn fixture_4_title_info_and_footer_rows() {
    read(
        "\
# 台账
附件2 | | | | |
县教育局巡察反馈问题整改台账 | < | < | < | < | <
填报单位（盖章）：县教育局 | < | < | 填报时间：2026年10月18日 | < | 单位：万元
序 号 | 反馈\\n问题 | 整改措施 | 整改时限 | 涉及金额 | 整改状态
=1 | 学习不够 | 制定计划 | 2026-06-30 | =3.5 | 已完成
第 1 页,共 9 页 | | | | |
=2 | 报销超标 | 退缴 | 2026-09-30 | 约2万元 | 整改中
合计 | 共2项 | | | =5.5 |
填表人：张三 | | 审核人：李四 | | 联系电话：0000-1 |
主要负责人签字： | | | | |
注：本表一式两份 | | | | |
填表说明：逐条填写 | | | | |
备注：1.金额单位为万元 | | | | |
",
    )
    .headers(&[&[4]])
    .skips(
        0,
        &[
            (1, "note"),
            (2, "title"),
            (3, "note"),
            (6, "note"),
            (8, "subtotal"),
            (9, "footer"),
            (10, "footer"),
            (11, "note"),
            (12, "note"),
            (13, "note"),
        ],
    )
    .holds(
        &["problem", "amount", "amount_unit", "status"],
        &["5 | 学习不够@B5 | 3.5@E5 | 万元 | done@F5", "7 | 报销超标@B7 | 2@E7 | 万元 | in_progress@F7"],
    )
    .units(&["县教育局", "县教育局"]);
}

impl Shape {
    /// Asserts the units, whatever cells they are said to come from.
    #[track_caller]
    fn units(&self, expected: &[&str]) {
        let got: Vec<_> = self.records.iter().map(|record| text(record, "unit")).collect();
        assert_eq!(got, expected);
    }
}

#[test]
fn fixture_5_one_problem_with_several_measures() {
    read(
        "\
# 台账
问题序号 | 被巡察单位 | 反馈问题 | 整改措施 | 责任人 | 整改时限 | 整改状态
=1 | 县教育局 | 学习不够 | 措施1：制定计划 | 张三 | 2026-06-30 | 已完成
^ | ^ | ^ | 措施2：集中学习 | 李四 | 2026-09-30 | 整改中
^ | ^ | ^ | 措施3：开展检查 | 李四 | 长期坚持 | 持续整改
=2 | ^ | 报销超标 | 退缴 | 王五 | 2026-06-30 | 已完成
",
    )
    .holds(
        &["problem_id", "unit", "problem", "measure", "deadline", "cycle", "status"],
        &[
            "2 | 1@A2 | 县教育局@B2 | 学习不够@C2 | 措施1：制定计划@D2 | 2026-06-30@F2 | - | done@G2",
            "3 | 1@A2 | 县教育局@B2 | 学习不够@C2 | 措施2：集中学习@D3 | 2026-09-30@F3 | - | in_progress@G3",
            "4 | 1@A2 | 县教育局@B2 | 学习不够@C2 | 措施3：开展检查@D4 | -@F4 | continuing | continuing@G4",
            "5 | 2@A5 | 县教育局@B2 | 报销超标@C5 | 退缴@D5 | 2026-06-30@F5 | - | done@G5",
        ],
    );
}

#[test]
fn fixture_6_a_summary_beside_one_sheet_a_unit_counts_once() {
    let header = "序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态";
    let one = "=1 | 县教育局 | 学习不够 | 制定计划 | 2026-06-30 | 已完成";
    let two = "=1 | 县水利局 | 库存不清 | 盘点 | 2026-09-30 | 整改中";
    let shape = read(&format!("# 汇总\n{header}\n{one}\n{two}\n# 县教育局\n{header}\n{one}\n# 县水利局\n{header}\n{two}\n"));
    shape.holds(&["unit", "problem"], &["2 | 县教育局@B2 | 学习不够@C2", "2 | 县水利局@B2 | 库存不清@C2"]);
    let sheets: Vec<_> = shape.records.iter().map(|record| text(&record["source"], "sheet")).collect();
    assert_eq!(sheets, ["县教育局", "县水利局"]);
    shape.finds("summary-sheet", None);
}

#[test]
fn fixture_7_deadlines_of_every_kind_in_one_column() {
    let deadlines = [
        ("2026年6月30日前", "2026-06-30", "day", "-"),
        ("2026.6.30", "2026-06-30", "day", "-"),
        ("20260630", "2026-06-30", "day", "-"),
        ("=46203", "2026-06-30", "day", "-"),
        ("@2026-06-30", "2026-06-30", "day", "-"),
        ("2026年6月底前", "2026-06-30", "month", "-"),
        ("=2026.6", "2026-06-30", "month", "-"),
        ("6月底前", "2026-06-30", "month", "-"),
        ("2月底前", "2027-02-28", "month", "-"),
        ("2026年年底前", "2026-12-31", "year", "-"),
        ("一季度末", "2026-03-31", "quarter", "-"),
        ("2026年三季度", "2026-09-30", "quarter", "-"),
        ("2026年3月—6月", "2026-06-30", "month", "-"),
        ("2025.12-2026.6", "2026-06-30", "month", "-"),
        ("3个月内", "2026-06-20", "relative", "-"),
        ("三个月内", "2026-06-20", "relative", "-"),
        ("2个月", "2026-05-20", "relative", "-"),
        ("30日内", "2026-04-19", "relative", "-"),
        ("立行立改", "2026-04-19", "relative", "immediate"),
        ("长期坚持", "-", "none", "continuing"),
        ("2026年6月底前，长期坚持", "2026-06-30", "month", "continuing"),
        ("2026年底前，并长期坚持", "2026-12-31", "year", "continuing"),
        ("2026年6月底前取得阶段性成效，持续推进", "2026-06-30", "month", "continuing"),
        ("每年12月底前", "2026-12-31", "month", "-"),
        ("已完成", "-", "none", "-"),
        ("/", "-", "none", "-"),
        ("二〇二六年六月三十日", "2026-06-30", "day", "-"),
        ("二O二六年底", "2026-12-31", "year", "-"),
        ("２０２６年６月", "2026-06-30", "month", "-"),
        ("2026 年 6 月", "2026-06-30", "month", "-"),
    ];
    let mut table = "# 台账\n序号 | 被巡察单位 | 反馈问题 | 反馈日期 | 整改措施 | 整改时限\n".to_owned();
    for (at, (written, ..)) in deadlines.iter().enumerate() {
        table.push_str(&format!("={} | 县教育局 | 问题{at} | 2026-03-20 | 措施 | {written}\n", at + 1));
    }
    let shape = read(&table);
    let shown = |key: &str, record: &Value| record[key].as_str().unwrap_or("-").to_owned();
    let mut wrong = Vec::new();
    for (record, (written, date, precision, cycle)) in shape.records.iter().zip(deadlines) {
        let got = ["deadline", "deadline_precision", "cycle"].map(|key| shown(key, record));
        if got != [date, precision, cycle] {
            wrong.push(format!("{written}: got {got:?}, expected {:?}", [date, precision, cycle]));
        }
    }
    assert!(wrong.is_empty() && shape.records.len() == deadlines.len(), "\n{}", wrong.join("\n"));
    shape.finds("status-in-date-column", Some("F26"));
}

#[test]
fn fixture_7_dates_written_short_or_with_words_behind_them() {
    let mut table = "# 台账\n序号 | 被巡察单位 | 反馈问题 | 反馈日期 | 整改措施 | 整改时限 | 整改状态 | 完成时间\n".to_owned();
    for (at, written) in
        ["26.6.30", "2026.3.1-6.30", "3-6月", "90天", "2026年6月30日（延期至9月30日）", "2026年6月30日（已延期）"]
            .iter()
            .enumerate()
    {
        table.push_str(&format!("={} | 县教育局 | 问题{at} | 2026-03-20 | 措施 | {written} | 整改中 |\n", at + 1));
    }
    table.push_str("=7 | 县教育局 | 问题甲 | 2026-03-20 | 措施 | 已完成 | | 2026年6月12日（提前完成）\n");
    table.push_str("=8 | 县教育局 | 问题乙 | 2026-03-20 | 措施 | 已完成 | 整改中 | 9月前后\n");
    let shape = read(&table);
    shape
        .holds(
            &["deadline", "deadline_text", "status", "status_text", "done_date"],
            &[
                "2 | 2026-06-30@F2 | 26.6.30 | in_progress@G2 | 整改中 | -",
                "3 | 2026-06-30@F3 | 2026.3.1-6.30 | in_progress@G3 | 整改中 | -",
                "4 | 2026-06-30@F4 | 3-6月 | in_progress@G4 | 整改中 | -",
                "5 | 2026-06-18@F5 | 90天 | in_progress@G5 | 整改中 | -",
                "6 | 2026-09-30@F6 | 2026年6月30日（延期至9月30日） | in_progress@G6 | 整改中 | -",
                "7 | 2026-06-30@F7 | 2026年6月30日（已延期） | in_progress@G7 | 整改中 | -",
                "8 | -@F8 | 已完成 | done@F8 | 已完成 | 2026-06-12@H8",
                "9 | -@F9 | 已完成 | in_progress@G9 | 整改中 | -@H9",
            ],
        )
        .finds("deadline-year-assumed", Some("F2"))
        .finds("deadline-year-assumed", Some("F4"))
        .finds("date-with-note", Some("F6"))
        .finds("date-with-note", Some("F7"))
        .finds("date-with-note", Some("H8"))
        .finds("status-in-date-column", Some("F8"))
        .finds("status-in-date-column", Some("F9"))
        .finds("unreadable-date", Some("H9"));
}

#[test]
fn fixture_7_a_month_typed_as_a_number_may_be_january_or_october() {
    read("# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限\n=1 | 县教育局 | 学习不够 | 制定计划 | =2026.1\n")
        .finds("ambiguous-month", Some("E2"));
}

#[test]
fn fixture_8_the_bytes_count_and_not_the_name() {
    let ole2 = fs::read(kit::repository("samples/county/台账/县农业农村局整改台账.xls")).expect("the sample");
    let truth =
        kit::truth().iter().filter(|record| text(&record["source"], "file").ends_with("县农业农村局整改台账.xls")).count();
    for name in ["台账.et", "台账.xlsx", "台账.xls"] {
        let shape = read_file(name, |path| fs::write(path, &ole2).expect("the file"));
        assert_eq!(shape.records.len(), truth, "{name}");
    }
    for name in ["台账.et", "台账.xls", "台账.csv"] {
        let shape = read_file(name, |path| fs::write(path, kit::ledger()).expect("the file"));
        assert_eq!(shape.records.len(), 2, "{name}");
    }
}

#[test]
fn fixture_9_csv_in_gbk() {
    let table =
        "序号,被巡察单位,反馈问题,整改措施,整改时限,整改状态\r\n1,县教育局,\"学习不够，\n有3次\",制定计划,2026.6.30,已完成\r\n";
    let (gbk, ..) = encoding_rs::GBK.encode(table);
    let utf8 = [b"\xEF\xBB\xBF", table.as_bytes()].concat();
    for bytes in [gbk.as_ref(), table.as_bytes(), &utf8] {
        read_file("台账.csv", |path| fs::write(path, bytes).expect("the file")).headers(&[&[1]]).holds(
            &["unit", "problem", "deadline", "status"],
            &["2 | 县教育局@B2 | 学习不够，⏎有3次@C2 | 2026-06-30@E2 | done@F2"],
        );
    }
}

/// Form A of §2.3, as it stands there.
const FORM_A: &str = "\
岗位廉政风险防控登记表 | < | < | < | < | < | < | <
单位（盖章）：县水利局 | < | < | < | 填表日期：  年  月  日 | < | < | <
姓　　名 | 周某 | 性别/政治面貌 | 男/党员 | 部门 | 工程科 | 职务(岗位) | 科长
岗位职责 | 负责工程招标 | < | < | < | < | < | <
廉政\\n风险点 | 类别 | 风险内容及表现形式 | < | < | < | 风险等级 | 备注
^ | 思想道德风险 | 学习不够 | < | < | < | 三级 |
^ | 岗位职责风险 | 泄露标底 | < | < | < | 一级 |
^ | 业务流程风险 | 程序倒置 | < | < | < | 二级 |
防控措施 | 1.加强学习；2.两人经办 | < | < | < | < | < | <
风险等级自评 | □高 ☑中 □低 | < | < | < | < | < | <
本人承诺/签字 | 签名：      年  月  日 | < | < | < | < | < | <
科室（部门）意见 | 同意。   负责人签字：张三   2026年3月1日 | < | < | < | < | < | <
";

/// Form A twice, one below the other.
#[track_caller]
fn assert_two_forms(form: &str) {
    let second = form.replace("周某", "吴某").replace("泄露标底", "围标串标").replace("工程科", "建管科");
    let shape = read(&format!("# 登记表\n{form}{second}"));
    shape.holds(
        &["kind", "holder", "dept", "post", "risk_type", "risk_desc", "level"],
        &[
            "6 | risk | 周某@B3 | 工程科@F3 | 科长@H3 | 思想道德风险@B6 | 学习不够@C6 | low@G6",
            "7 | risk | 周某@B3 | 工程科@F3 | 科长@H3 | 岗位职责风险@B7 | 泄露标底@C7 | high@G7",
            "8 | risk | 周某@B3 | 工程科@F3 | 科长@H3 | 业务流程风险@B8 | 程序倒置@C8 | medium@G8",
            "18 | risk | 吴某@B15 | 建管科@F15 | 科长@H15 | 思想道德风险@B18 | 学习不够@C18 | low@G18",
            "19 | risk | 吴某@B15 | 建管科@F15 | 科长@H15 | 岗位职责风险@B19 | 围标串标@C19 | high@G19",
            "20 | risk | 吴某@B15 | 建管科@F15 | 科长@H15 | 业务流程风险@B20 | 程序倒置@C20 | medium@G20",
        ],
    );
    let measures: Vec<_> = shape.records.iter().map(|record| text(record, "measure")).collect();
    assert_eq!(measures, ["1.加强学习；2.两人经办"; 6]);
}

#[test]
fn fixture_10_two_risk_forms_on_one_sheet() {
    assert_two_forms(FORM_A);
}

#[test]
fn fixture_10_two_risk_forms_with_labels_that_are_not_merged_down() {
    assert_two_forms(&FORM_A.replace("^ |", " |"));
}

#[test]
fn fixture_10_a_form_of_a_section_has_its_list_inside() {
    read(
        "\
# 防控表
科室廉政风险防控表 | < | < | < | < | <
单位 | 县水利局 | 负责人 | 张三 | 填表人 | 李四
序号 | 职权名称 | 风险点 | 等级 | 防控措施 | 责任人
=1 | 工程招标 | 泄露标底 | 高 | 两人经办 | 王五
=2 | 物资采购 | 询价走过场 | 中 | 集体议价 | 赵六
分管领导审核意见 | 同意  签字：  年  月  日 | < | < | < | <
",
    )
    .headers(&[&[3]])
    .holds(
        &["kind", "power", "risk_point", "level", "measure", "resp_person"],
        &[
            "4 | risk | 工程招标@B4 | 泄露标底@C4 | high@D4 | 两人经办@E4 | 王五@F4",
            "5 | risk | 物资采购@B5 | 询价走过场@C5 | medium@D5 | 集体议价@E5 | 赵六@F5",
        ],
    );
}

#[test]
fn fixture_11_hidden_rows_and_columns_count_and_hidden_sheets_do_not() {
    let table = "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态
=1 | 县教育局 | 学习不够 | 制定计划 | 2026-06-30 | 已完成
~=2 | 县教育局 | 会议不全 | 补齐 | 2026-09-30 | 整改中
# ~旧版
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态
=1 | 县教育局 | 旧问题 | 旧措施 | 2025-06-30 | 已完成
";
    let shape = read_file("台账.xlsx", |path| {
        kit::workbook_with(path, table, |sheet| {
            sheet.set_column_hidden(4).expect("a column");
        });
    });
    shape.holds(
        &["problem", "deadline", "status"],
        &["2 | 学习不够@C2 | 2026-06-30@E2 | done@F2", "3 | 会议不全@C3 | 2026-09-30@E3 | in_progress@F3"],
    );
    assert_eq!((&shape.table(0)["records"], &shape.table(0)["hidden_rows"]), (&Value::from(2), &Value::from(1)));
    shape.finds("hidden-sheet", None);
}

#[test]
fn fixture_12_formula_errors_are_errors_and_not_blanks() {
    read(
        "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 涉及金额 | 整改状态
=1 | 县教育局 | 学习不够 | =#REF! | =#N/A | 已完成
",
    )
    .holds(&["problem", "amount", "status"], &["2 | 学习不够@C2 | - | done@F2"])
    .finds("error-cell", Some("D2"))
    .finds("error-cell", Some("E2"));
}

/// Puts a workbook's dates into the system that begins in 1904; the numbers in the cells are left as they are.
fn since_1904(path: &Path) {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(path).expect("the workbook"))).expect("a zip");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a member");
        let name = file.name().expect("a name").into_owned();
        let mut content = String::new();
        file.read_to_string(&mut content).expect("xml");
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("a member");
        zip.write_all(content.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").as_bytes()).expect("its content");
    }
    fs::write(path, zip.finish().expect("a zip").into_inner()).expect("the workbook");
}

#[test]
fn fixture_12_dates_may_begin_in_1904() {
    // The same number stands for a day 1462 days later.
    let table = "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 完成时间\n\
                 =1 | 县教育局 | 学习不够 | 制定计划 | @2022-06-29 | @2022-06-11\n";
    read_file("台账.xlsx", |path| {
        kit::workbook(path, table);
        since_1904(path);
    })
    .holds(&["deadline", "done_date"], &["2 | 2026-06-30@E2 | 2026-06-12@F2"]);
}

#[test]
fn fixture_13_units_under_other_names() {
    let folder = kit::folder();
    let table = "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限
=1 | 市司法局党组 | 学习不够 | 制定计划 | 2026-06-30
=2 |  市 司法局 | 会议不全 | 补齐 | 2026-06-30
=3 | 司法局 | 报销超标 | 退缴 | 2026-06-30
=4 | 侨办 | 底数不清 | 摸排 | 2026-06-30
=5 | 市司法所 | 台账不全 | 补齐 | 2026-06-30
";
    let units = "# 名单\n单位名称 | 别名\n市司法局 | 司法局\n市委统战部 | 台工办、台办、民宗局、侨办\n";
    kit::workbook(&folder.path().join("台账.xlsx"), table);
    kit::workbook(&folder.path().join("名单.xlsx"), units);
    let arguments = [&["export", "台账.xlsx", "--units", "名单.xlsx"], &AS_OF[..]].concat();
    let records = kit::run(folder.path(), &arguments).expect_code(0).json_lines();
    let got: Vec<_> = records.iter().map(|record| text(record, "unit")).collect();
    assert_eq!(got, ["市司法局", "市司法局", "市司法局", "市委统战部", "市司法所"], "never merged by likeness");
}

/// L12.
const CLUES: &str = "\
# 线索
届次 | 年度 | 轮次 | 巡察组 | 被巡察单位 | 被反映人姓名 | 被反映人职务 | 具体问题 | 六项纪律 | 移交时间 | 处理结果 | 是否办结
第十二届 | 2026年 | 第三轮 | 一组 | 县教育局 | 某某 | 科长 | 收受礼金 | 廉洁纪律 | 2026-05-01 | 立案 | 正在办理中
";

#[test]
fn fixture_14_a_clue_sheet_is_no_ledger() {
    let folder = kit::folder();
    kit::workbook(&folder.path().join("线索.xlsx"), CLUES);
    kit::workbook(&folder.path().join("混合.xlsx"), &format!("{}{CLUES}", kit::LEDGER));
    let run = kit::run(folder.path(), &[&["export", "线索.xlsx"], &AS_OF[..]].concat());
    assert!(!run.stdout.contains("某某") && !run.stderr.contains("某某"), "{run:?}");
    let run = kit::run(folder.path(), &[&["export", "混合.xlsx"], &AS_OF[..]].concat());
    assert_eq!(run.json_lines().len(), 2, "the ledger beside it is used");
    assert!(!run.stdout.contains("某某") && !run.stderr.contains("某某"), "{run:?}");
}

#[test]
fn fixture_15_a_moved_deadline_is_read_from_both_months() {
    let month = |deadline: &str, status: &str| {
        format!(
            "# 台账\n问题序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态\n=1 | 县教育局 | 学习不够 | 制定计划 | {deadline} | {status}\n"
        )
    };
    let keys = ["problem_id", "deadline", "status"];
    read(&month("2026-06-30", "整改中")).holds(&keys, &["2 | 1@A2 | 2026-06-30@E2 | in_progress@F2"]);
    read(&month("2026-12-31", "已完成")).holds(&keys, &["2 | 1@A2 | 2026-12-31@E2 | done@F2"]);
}

// The rows of §1.2 that no fixture above shows.

#[test]
fn header_words_may_be_broken_spaced_bracketed_and_misspelt() {
    read(
        "\
# 台账
 序　号 | 巡查问题\\n序号 | 被巡察\\n单位 | 巡察反馈的问题(包括例证) | 整改措施具体内容\\n（含措施分解） | 责任 领导 | 业务主管 部门会签 | 整改时限： | 整改状态
=1 | 1-2 | 县教育局 | 学习不够 | 制定计划 | 张三 | 党建科 | 2026-06-30 | 已完成
",
    )
    .columns(&[("A", "seq"), ("B", "problem_id"), ("C", "unit"), ("D", "problem"), ("E", "measure"), ("F", "lead_person")])
    .columns(&[("G", "supervise_unit"), ("H", "deadline"), ("I", "status")])
    .holds(&["problem_id", "deadline"], &["2 | 1-2@B2 | 2026-06-30@H2"]);
}

#[test]
fn two_remark_columns_are_kept_apart() {
    read(
        "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 自用备注 | 整改时限 | 备注
=1 | 县教育局 | 学习不够 | 制定计划 | 内部掌握 | 2026-06-30 | 已报送
",
    )
    .holds(&["remark"], &["2 | 已报送@G2"]);
}

#[test]
fn numbers_of_problems_are_kept_as_written() {
    let numbers = ["1.", "（1）", "一", "（一）1", "一-1-(2)", "001", "1.10"];
    let mut table = "# 台账\n问题序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限\n".to_owned();
    for number in numbers {
        table.push_str(&format!("{number} | 县教育局 | 问题{number} | 措施 | 2026-06-30\n"));
    }
    table.push_str("=1.1 | 县教育局 | 问题甲 | 措施 | 2026-06-30\n");
    let shape = read(&table);
    let got: Vec<_> = shape.records.iter().map(|record| text(record, "problem_id")).collect();
    assert_eq!(got, [&numbers[..], &["1.1"]].concat());
    shape.skips(0, &[]);
}

#[test]
fn people_are_kept_as_written() {
    let people = [
        "张三、李四",
        "张三\\n李四",
        "办公室(李四);财务科(王五);",
        "张三（副局长）",
        "李四 0000-1234567",
        "各党支部书记",
        "党组书记",
    ];
    let mut table = "# 台账\n序号 | 被巡察单位 | 责任人 | 反馈问题 | 整改措施 | 整改时限\n".to_owned();
    for (at, person) in people.iter().enumerate() {
        table.push_str(&format!("={at} | 县教育局 | {person} | 问题{at} | 措施 | 2026-06-30\n"));
    }
    let shape = read(&table);
    let got: Vec<_> = shape.records.iter().map(|record| text(record, "resp_person").replace('\n', "\\n")).collect();
    assert_eq!(got, people);
}

#[track_caller]
fn assert_three_lists(problems: &str) {
    let shape = read(&format!(
        "\
# 问题清单
{problems}
# 责任清单
问题序号 | 责任领导 | 责任人
=1 | 张三 | 李四
=2 | 王五 | 赵六
# 整改台账
问题序号 | 整改措施 | 整改时限 | 整改状态
=1 | 制定计划 | 2026-06-30 | 已完成
=2 | 退缴 | 2026-09-30 | 整改中
"
    ));
    let shown =
        |record: &Value| ["problem_id", "unit", "problem", "lead_person", "status"].map(|key| text(record, key)).join(" ");
    let got: Vec<_> = shape.records.iter().map(shown).collect();
    assert_eq!(got, ["1 县教育局 学习不够 张三 done", "2 县教育局 报销超标 王五 in_progress"]);
}

#[test]
fn three_lists_and_a_ledger_are_one_record_a_problem() {
    assert_three_lists(
        "问题序号 | 被巡察单位 | 问题类别 | 反馈问题\n=1 | 县教育局 | 党建 | 学习不够\n=2 | 县教育局 | 财务 | 报销超标",
    );
}

#[test]
fn a_list_of_problems_may_hold_nothing_else() {
    assert_three_lists("问题序号 | 被巡察单位 | 反馈问题\n=1 | 县教育局 | 学习不够\n=2 | 县教育局 | 报销超标");
}

#[test]
fn one_form_a_problem_is_one_record_a_form() {
    let form = "\
巡察反馈问题整改归零表 | < | < | < | < | < | < | < | <
问题序号:2-3 | < | | | | | 责任部门（人）:办公室(李四);财务科(王五); | <
巡察反馈的问题（包括例证） | < | 采购程序不规范 | <
产生问题的根本原因 | < | 制度不健全 | <
针对根本原因制定的归零措施 | < | 修订采购办法 | <
整改措施完成情况 | < | 已修订1份 | <
整改措施落实的佐证材料 | < | 《采购办法》 | <
举一反三检查情况 | < | 自查3项 | <
被巡察单位主管领导审核意见 | < | 同意\\n审核日期:2026-06-01\\n姓名:张三 | <
";
    let second = form.replace("2-3", "2-4").replace("采购程序不规范", "合同管理不严");
    read(&format!("# 归零表\n{form}{second}")).holds(
        &["problem_id", "problem", "measure", "progress", "evidence"],
        &[
            "3 | 2-3@A2 | 采购程序不规范@C3 | 修订采购办法@C5 | 已修订1份@C6 | 《采购办法》@C7",
            "12 | 2-4@A11 | 合同管理不严@C12 | 修订采购办法@C14 | 已修订1份@C15 | 《采购办法》@C16",
        ],
    );
}

#[test]
fn values_of_neighbouring_columns_settle_what_a_header_means() {
    // Conflict rules 1–3 and 5 of §1.3.
    read("# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 完成时间\n=1 | 县教育局 | 学习不够 | 制定计划 | 2026-06-30\n")
        .holds(&["deadline", "done_date"], &["2 | 2026-06-30@E2 | -"]);
    read("# 台账\n序号 | 反馈问题 | 整改措施 | 预计完成时间 | 完成时间\n=1 | 学习不够 | 制定计划 | 2026-06-30 | 2026-06-12\n")
        .holds(&["deadline", "done_date"], &["2 | 2026-06-30@D2 | 2026-06-12@E2"]);
    read("# 台账\n序号 | 反馈问题 | 整改措施 | 整改时限 | 整改完成情况\n=1 | 学习不够 | 制定计划 | 2026-06-30 | 已完成\n")
        .holds(&["status", "progress"], &["2 | done@E2 | -"]);
    read("# 台账\n序号 | 反馈问题 | 整改措施 | 整改时限 | 存在问题\n=1 | 学习不够 | 制定计划 | 2026-06-30 | 经费不足\n")
        .columns(&[("E", "difficulty")])
        .holds(&["problem"], &["2 | 学习不够@B2"]);
    read("# 台账\n序号 | 反馈问题 | 整改措施 | 整改时限\n=1 | 学习不够 | 制定计划 | 限期整改\n")
        .holds(&["cycle", "deadline", "deadline_text"], &["2 | limited | -@D2 | 限期整改"]);
}
