//! What columns hold when their headers say little, and what the rows around them add: monthly columns, values that tell
//! their column, ledgers on their side, blanks of a csv, money and names.

use serde_json::Value;

use super::{AS_OF, read, read_file};
use crate::kit::{self, list, text};

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
