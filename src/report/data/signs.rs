//! `warnings` and `findings`: what early warning and the checks saw.

use crate::model::about::Severity;
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::warning::{Warning, WarningState};
use crate::report::Case;
use crate::report::data::table::{About, Column, Kind, Placed, Table, Value, place_columns, words};

impl Placed for &Warning {
    fn place(&self) -> (Option<&str>, Option<&str>, Option<u32>) {
        self.place.place()
    }
}

/// Returns the table of the month's warnings.
pub(super) fn warnings<'a>(case: &Case<'a>) -> Table<'a> {
    type Row<'a> = &'a Warning;
    let about =
        About { name: "warnings", title: "预警", row: "本月的一条预警或扣分预告，与 xuncha warnings 一致" };
    let states = Kind::Word(WarningState::ALL.iter().map(|state| (state.key().to_owned(), state.label())).collect());
    let columns = [
        Column::new(("id", "预警编号"), Kind::Text, "预警规则", |row: &Row<'a>| Value::of(Some(&row.id))),
        Column::new(("title", "预警名称"), Kind::Text, "预警规则", |row: &Row<'a>| Value::of(Some(&row.title))),
        Column::new(("event", "事件"), Kind::Text, "同一件事各月相同", |row: &Row<'a>| Value::of(Some(&row.event))),
        Column::new(("date", "起始日期"), Kind::Day, "这一状态从哪一天起", |row: &Row<'a>| Value::Day(row.date)),
        Column::new(("unit", "单位"), Kind::Text, "台账", |row: &Row<'a>| Value::of(row.unit.as_ref())),
        Column::new(("record", "问题编号"), Kind::Text, "台账", |row: &Row<'a>| Value::of(row.record.as_ref())),
        Column::new(("reason", "依据"), Kind::Text, "预警规则", |row: &Row<'a>| Value::text(Some(row.reason.as_str()))),
        Column::new(
            ("points", "扣分"),
            Kind::Number(Some(6)),
            "按评分办法计算，未计上限；没有扣的为 0",
            |row: &Row<'a>| Value::Number(row.points.round_dp(6).normalize()),
        )
        .unit("分"),
        Column::new(("state", "状态"), states, "预警规则", |row: &Row<'a>| Value::text(Some(row.state.key()))),
        Column::new(("cell", "单元格"), Kind::Text, "来源文件", |row: &Row<'a>| {
            Value::text(row.place.cell.map(|cell| cell.to_string()))
        }),
    ];
    Table::new(about, case.month, columns.into_iter().chain(place_columns()).collect(), case.warnings.iter().collect())
}

/// A finding, and whether it counts.
struct Found<'a> {
    finding: &'a Finding,
    counting: &'static str,
}

impl Placed for Found<'_> {
    fn place(&self) -> (Option<&str>, Option<&str>, Option<u32>) {
        self.finding.place.place()
    }
}

/// Returns the table of findings: those that count, then the waived ones, then those on trial.
pub(super) fn findings<'a>(case: &Case<'a>) -> Table<'a> {
    type Row<'a> = Found<'a>;
    let about = About {
        name: "findings", title: "核验问题", row: "核验发现的一处，与《核验问题》的明细一一对应"
    };
    let severities = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (severity, severity.label()));
    let countings = [("counted", "计数"), ("waived", "按豁免表不计"), ("trial", "规则试行，不计")];
    let counting = Kind::Word(countings.map(|(word, meaning)| (word.to_owned(), meaning)).into());
    let columns = [
        Column::new(("id", "规则编号"), Kind::Text, "核验规则", |row: &Row<'a>| Value::of(Some(&row.finding.about.id))),
        Column::new(("title", "规则名称"), Kind::Text, "核验规则", |row: &Row<'a>| {
            Value::of(Some(&row.finding.about.title))
        }),
        Column::new(("severity", "轻重"), words(&severities), "核验规则和评分办法", |row: &Row<'a>| {
            Value::word(Some(row.finding.severity))
        }),
        Column::new(("counting", "是否计数"), counting, "豁免表和评分办法", |row: &Row<'a>| {
            Value::text(Some(row.counting))
        }),
        Column::new(("unit", "单位"), Kind::Text, "台账", |row: &Row<'a>| Value::of(row.finding.unit.as_ref())),
        Column::new(("record", "问题编号"), Kind::Text, "台账", |row: &Row<'a>| Value::of(row.finding.record.as_ref())),
        Column::new(
            ("field", "字段"),
            Kind::Text,
            "与 records 的列名一致，其余见 docs/glossary.md",
            |row: &Row<'a>| Value::text(row.finding.field.map(Field::key)),
        ),
        Column::new(("value", "原文"), Kind::Text, "台账", |row: &Row<'a>| Value::of(row.finding.value.as_ref())),
        Column::new(("message", "问题"), Kind::Text, "核验规则", |row: &Row<'a>| {
            Value::text(Some(row.finding.message.as_str()))
        }),
        Column::new(("remedy", "办法"), Kind::Text, "核验规则", |row: &Row<'a>| Value::of(Some(&row.finding.about.remedy))),
        Column::new(("cell", "单元格"), Kind::Text, "来源文件", |row: &Row<'a>| {
            Value::text(row.finding.place.cell.map(|cell| cell.to_string()))
        }),
    ];
    let checked = case.checked;
    let counted = checked.findings.iter().map(|finding| Found { finding, counting: "counted" });
    let waived = checked.waived.iter().map(|waived| Found { finding: &waived.finding, counting: "waived" });
    let trial = checked.trial.iter().map(|finding| Found { finding, counting: "trial" });
    let rows = counted.chain(waived).chain(trial).collect();
    Table::new(about, case.month, columns.into_iter().chain(place_columns()).collect(), rows)
}
