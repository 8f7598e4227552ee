//! 一、编制说明: which month, as of when, by whom, from which files, counted how.

use std::collections::BTreeMap;

use crate::model::ledger::TableKind;
use crate::model::period::chinese_date;
use crate::policy::CountBasis;
use crate::report::monthly::before::month_name;
use crate::report::monthly::facts::Facts;
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value};

/// Returns the part.
pub(super) fn part(facts: &Facts<'_>) -> Part {
    let case = facts.case;
    let mut about = Table::new("报告基本情况", &[("项目", 14), ("内容", 60)]);
    let month = case.month;
    let mut add = |name: &str, text: String| about.rows.push(vec![Value::text(name), Value::Text(text)]);
    add("报告期", format!("{}年{}月1日至{}", month.year, month.month, chinese_date(month.last_day())));
    add("数据截止", chinese_date(case.assessment.as_of));
    let office = case.office.map(|office| office.name.as_str()).filter(|name| !name.is_empty());
    add("编制单位", office.unwrap_or("没有写明（工作区设置里没有填写）").to_owned());
    let policy = &case.assessment.policy;
    add("考核办法", format!("《{}》（版本 {}）", policy.title, policy.version));
    add("比较对象", compared(facts));
    add("统计口径", basis(facts));
    let mut files = Table::new("数据来源文件和版本", &[("文件", 40), ("整改记录", 10), ("版本", 16)]);
    files.rows = sources(facts);
    let used = files.rows.len();
    let refused = case.ledger.refused.len();
    let sentence = match (used, refused) {
        (0, 0) => "本月没有收到台账。".to_owned(),
        (0, refused) => format!("本月收到台账{refused}个，都没有能够使用，原因见“数据质量”部分。"),
        (used, 0) => {
            format!(
                "本月使用台账{used}个，没有未能使用的文件。版本是文件 SHA-256 校验值的前12位，文件内容改动后随之改变，据此可以核对本月报用的是哪一版。"
            )
        }
        (used, refused) => {
            format!("本月使用台账{used}个；另有{refused}个未能使用，没有计入任何数字，原因见“数据质量”部分。")
        }
    };
    let mut items = vec![Item::Table(about), Item::Sentence(sentence)];
    if used > 0 {
        items.push(Item::Table(files));
    }
    Part { title: "编制说明", items }
}

fn compared(facts: &Facts<'_>) -> String {
    match facts.before {
        None => "没有存档的往月数据，本月不作环比".to_owned(),
        Some(before) if before.is_direct() => {
            format!("上月（{}，数据截止{}）", month_name(before.month().kept.month), chinese_date(before.month().kept.as_of))
        }
        Some(before) => format!(
            "{}（数据截止{}）；上月没有存档，环比按这个月计算",
            month_name(before.month().kept.month),
            chinese_date(before.month().kept.as_of)
        ),
    }
}

fn basis(facts: &Facts<'_>) -> String {
    let policy = facts.case.policy;
    let void: Vec<&str> = policy.void.iter().map(|status| status.label()).collect();
    let base =
        if void.is_empty() { "反馈问题数".to_owned() } else { format!("反馈问题数减去{}的", void.join("、")) };
    let mut basis = format!(
        "完成率＝（已完成＋已销号）÷应整改数，应整改数为{base}；阶段性完成、待验收、持续整改不算完成；环比为完成率之差，单位是百分点；\
         超期和剩余天数按自然日计算，到期当天不算超期"
    );
    basis.push_str(match policy.count {
        CountBasis::Row => "；台账每一行计一个问题",
        CountBasis::Problem => "；完成率中同一问题的多条措施合并计一个，其余各栏按台账记录计",
    });
    if facts.loose > 0 {
        basis.push_str(&format!("；另有{}条记录没有写明单位，没有计入", facts.loose));
    }
    basis
}

/// Returns the ledgers used, with how many records each gave.
fn sources(facts: &Facts<'_>) -> Vec<Vec<Value>> {
    let ledger = facts.case.ledger;
    let mut records: BTreeMap<&str, u64> = BTreeMap::new();
    for table in ledger.tables.iter().filter(|table| table.kind == TableKind::Rectification) {
        *records.entry(&table.file).or_default() += u64::from(table.records);
    }
    let used = ledger.files.iter().filter(|file| ledger.refused.iter().all(|refusal| refusal.file != **file));
    let version = |file: &str| {
        let source = facts.case.sources.iter().find(|source| *source.file == *file);
        source.map_or_else(|| NOTHING.to_owned(), |source| source.sha256.chars().take(12).collect())
    };
    used.map(|file| {
        let count = records.get(file.as_str()).map_or_else(|| Value::text(NOTHING), |count| Value::Count(*count));
        vec![Value::text(file.to_string()), count, Value::Text(version(file))]
    })
    .collect()
}
