//! Lists of one workbook that tell one problem together, and sheets that only look like such lists.

use super::read;
use crate::kit::{list, text};

/// 三清单一台账 numbered by `key`; the ledger says nothing but what was done.
fn three_lists(key: &str) -> String {
    format!(
        "\
# 问题清单
县供销社问题清单 | < | <
{key} | 问题类别 | 存在问题
=1 | 党建 | 学习不够
=2 | 财务 | 报销超标
# 任务清单
县供销社任务清单 | < | <
{key} | 整改措施 | 整改时限
=1 | 制定计划 | 2026年6月30日
=2 | 退缴 | 2026年12月31日
# 责任清单
县供销社责任清单 | < | < | <
{key} | 责任领导 | 责任科室 | 责任人
=1 | 张三 | 财务科 | 李四
=2 | 王五 | 财务科 | 赵六
# 整改台账
县供销社整改台账 | < | < | < | <
{key} | 整改进展 | 整改状态 | 完成时间 | 佐证材料
=1 | 已学习3次 | 已完成 | 2026年6月20日 | 记录
=2 | 正在退缴 | 未完成 | |
"
    )
}

#[test]
fn lists_may_be_numbered_by_serials_and_the_ledger_need_not_repeat_the_problem() {
    for key in ["问题编号", "序号", "编号"] {
        read(&three_lists(key)).holds(
            &["problem", "measure", "deadline", "lead_person", "status", "done_date"],
            &[
                "3 | 学习不够@'问题清单'!C3 | 制定计划@'任务清单'!B3 | 2026-06-30@'任务清单'!C3 | 张三@'责任清单'!B3 | done@C3 | 2026-06-20@D3",
                "4 | 报销超标@'问题清单'!C4 | 退缴@'任务清单'!B4 | 2026-12-31@'任务清单'!C4 | 王五@'责任清单'!B4 | in_progress@C4 | -",
            ],
        );
    }
}

#[test]
fn the_day_of_completion_does_not_take_the_place_of_the_lists_deadline() {
    let shape = read(
        "\
# 任务清单
问题编号 | 存在问题 | 整改措施 | 整改时限
=1 | 学习不够 | 制定计划 | 2026年6月30日
# 整改台账
问题编号 | 存在问题 | 整改进展 | 整改状态 | 完成时间
=1 | 学习不够 | 已学习3次 | 已完成 | 2026年6月20日
",
    );
    shape.holds(&["deadline", "done_date"], &["2 | 2026-06-30@'任务清单'!D2 | 2026-06-20@E2"]);
}

#[test]
fn ledgers_of_two_units_with_the_same_serials_are_not_joined() {
    let shape = read(
        "\
# 县教育局台账
序号 | 反馈问题 | 整改措施 | 整改时限
=1 | 学习不够 | 制定计划 | 2026年6月30日
# 县水利局台账
序号 | 反馈问题 | 整改措施 | 整改状态
=1 | 报销超标 | 退缴 | 已完成
",
    );
    assert_eq!(shape.records.len(), 2);
}

#[test]
fn a_list_of_contacts_is_no_part_of_the_ledger() {
    let shape = read(
        "\
# 整改台账
序号 | 反馈问题 | 整改措施 | 整改状态
=1 | 学习不够 | 制定计划 | 整改中
# 通讯录
序号 | 责任领导 | 责任人 | 联系电话
=1 | 甲 | 乙 | 1
=2 | 丙 | 丁 | 2
=3 | 戊 | 己 | 3
",
    );
    shape.holds(&["problem", "lead_person"], &["2 | 学习不够@B2 | -"]).finds("sheet-without-table", None);
    let sheets: Vec<_> = list(&shape.report, "tables").iter().map(|table| text(table, "sheet")).collect();
    assert_eq!(sheets, ["整改台账"]);
}

#[test]
fn a_tick_below_a_status_is_that_status() {
    let shape = read(
        "\
# 台账
序号 | 反馈问题 | 整改措施 | 完成情况 | < | <
^ | ^ | ^ | 已完成 | 基本完成 | 未完成
=1 | 学习不够 | 制定计划 | √ | |
=2 | 报销超标 | 退缴 | | √ |
=3 | 档案不全 | 补齐 | | | √
=4 | 会议不全 | 补齐 | √ | | √
",
    );
    shape
        .holds(&["status"], &["3 | done@D3", "4 | stage@E4", "5 | in_progress@F5", "6 | unknown@D6"])
        .finds("unknown-status", Some("D6"));
}

#[test]
fn a_reference_in_place_of_a_person_is_found() {
    let shape = read(
        "\
# 台账
序号 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改状态
=1 | 学习不够 | 制定计划 | 张三 | 见上 | 整改中
=2 | 报销超标 | 退缴 | 同第1条 | 李四 | 整改中
=3 | 档案不全 | 补齐 | 同 上 | 上同 | 整改中
",
    );
    shape.finds("missing-resp-person", Some("E2")).finds("missing-lead-person", Some("D3"));
}
