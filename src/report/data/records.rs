//! `records` and `risks`: every record and every risk point, with where it stands on the reporting date.
//!
//! Source: `contract.md` §2 for the fields.

use std::borrow::Cow;

use crate::model::assessment::{Light, Standing};
use crate::model::cells::Cells;
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Ledger, Precision, Rectification, Risk, RiskLevel, Status, TableId};
use crate::report::Case;
use crate::report::data::table::{About, Column, Kind, Placed, Table, Value, place_columns, words};
use crate::report::records::addresses;

/// A record beside its standing.
struct Record<'a> {
    ledger: &'a Ledger,
    of: &'a Rectification,
    standing: Option<&'a Standing>,
}

/// A risk point of a register.
struct RiskPoint<'a> {
    ledger: &'a Ledger,
    of: &'a Risk,
}

/// What both have in common.
trait Read: Placed {
    fn parts(&self) -> (&Ledger, TableId, &Cells);
}

impl Read for Record<'_> {
    fn parts(&self) -> (&Ledger, TableId, &Cells) {
        (self.ledger, self.of.table, &self.of.cells)
    }
}

impl Read for RiskPoint<'_> {
    fn parts(&self) -> (&Ledger, TableId, &Cells) {
        (self.ledger, self.of.table, &self.of.cells)
    }
}

impl Placed for Record<'_> {
    fn place(&self) -> (Option<&str>, Option<&str>, Option<u32>) {
        of_table(self.ledger, self.of.table, self.of.row)
    }
}

impl Placed for RiskPoint<'_> {
    fn place(&self) -> (Option<&str>, Option<&str>, Option<u32>) {
        of_table(self.ledger, self.of.table, self.of.row)
    }
}

fn of_table(ledger: &Ledger, table: TableId, row: u32) -> (Option<&str>, Option<&str>, Option<u32>) {
    let table = ledger.table(table);
    (Some(&table.file), Some(&table.sheet), Some(row))
}

const LEDGER: &str = "台账";
const READ: &str = "按台账读出";
const TOLD: &str = "按台账和数据截止日推算";

/// Returns the table of rectification records.
pub(super) fn rectifications<'a>(case: &Case<'a>) -> Table<'a> {
    let about = About {
        name: "records", title: "整改记录", row: "整改台账的一行，与《评分表》的问题总表一一对应"
    };
    let standings = case.assessment.standings.iter().map(Some).chain(std::iter::repeat(None));
    let ledger = case.ledger;
    let rows = ledger.rectifications.iter().zip(standings);
    let rows = rows.map(|(of, standing)| Record { ledger, of, standing }).collect();
    let columns = source_columns("rectification", "整改问题").into_iter().chain(as_written()).chain(standing_columns());
    Table::new(about, case.month, columns.collect(), rows)
}

/// Returns the table of risk points.
pub(super) fn risks<'a>(case: &Case<'a>) -> Table<'a> {
    let about = About { name: "risks", title: "风险点", row: "廉政风险防控登记表的一个风险点" };
    let ledger = case.ledger;
    let rows = ledger.risks.iter().map(|of| RiskPoint { ledger, of }).collect();
    let level = words(&[(RiskLevel::High, "高"), (RiskLevel::Medium, "中"), (RiskLevel::Low, "低")]);
    let columns = source_columns("risk", "风险点").into_iter().chain([
        Column::new(
            ("unit", "单位"),
            Kind::Text,
            "登记表所属单位，名录里有的用名录的名称",
            |row: &RiskPoint<'_>| Value::of(row.of.unit.as_ref()),
        ),
        written(Field::Dept),
        written(Field::Post),
        written(Field::Holder),
        written(Field::Power),
        written(Field::RiskType),
        written(Field::RiskPoint),
        written(Field::RiskDesc),
        Column::new(("level", "风险等级"), level, "按登记表和评分办法读出", |row: &RiskPoint<'_>| {
            Value::word(row.of.level)
        }),
        original(("level_text", "风险等级原文"), Field::Level),
        written(Field::Likelihood),
        written(Field::Impact),
        written(Field::Value),
        written(Field::Measure),
        written(Field::RespPerson),
        written(Field::LeadPerson),
    ]);
    Table::new(about, case.month, columns.collect(), rows)
}

/// Returns what a row is and where its cells stand.
fn source_columns<R: Read>(kind: &'static str, meaning: &'static str) -> Vec<Column<R>> {
    let kinds = Kind::Word(vec![(kind.to_owned(), meaning)]);
    let kind = Column::new(("kind", "记录种类"), kinds, "表的种类", move |_: &R| Value::Text(Cow::Borrowed(kind)));
    let cells = Column::new(("cells", "单元格"), Kind::Text, "各字段所在的单元格，写成 JSON", |row: &R| {
        let (ledger, table, cells) = row.parts();
        Value::text(Some(addresses(ledger, table, cells).to_string()))
    });
    std::iter::once(kind).chain(place_columns()).chain([cells]).collect()
}

/// Returns a column that holds a field as people wrote it.
fn written<R: Read>(field: Field) -> Column<R> {
    original((field.key(), field.label()), field)
}

fn original<R: Read>(names: (&'static str, &'static str), field: Field) -> Column<R> {
    Column::new(names, Kind::Text, LEDGER, move |row: &R| Value::of(row.parts().2.text(field)))
}

fn as_written<'a>() -> [Column<Record<'a>>; 26] {
    let cycles = [Cycle::Immediate, Cycle::Limited, Cycle::Continuing].map(|cycle| (cycle, cycle.label()));
    let precisions = [
        (Precision::Day, "到日"),
        (Precision::Month, "到月，按当月最后一天"),
        (Precision::Quarter, "到季度或半年，按最后一天"),
        (Precision::Year, "到年，按最后一天"),
        (Precision::Relative, "自反馈之日起多少天"),
        (Precision::None, "没有可用的时限"),
    ];
    let statuses = Status::ALL.map(|status| (status, status.label()));
    let day = |field: Field, look: for<'r> fn(&'r Record<'_>) -> Value<'r>| {
        Column::new((field.key(), field.label()), Kind::Day, READ, look)
    };
    [
        written(Field::ProblemId),
        Column::new(("unit", "单位"), Kind::Text, "台账，名录里有的用名录的名称", |row: &Record<'_>| {
            Value::of(row.of.unit.as_ref())
        }),
        written(Field::Round),
        Column::new(("category", "问题类别"), Kind::Text, "类别列，或上面的分节标题", |row: &Record<'_>| {
            Value::of(row.of.category.as_ref())
        }),
        written(Field::Problem),
        Column::new(("cycle", "整改类型"), words(&cycles), READ, |row: &Record<'_>| Value::word(row.of.cycle)),
        written(Field::Measure),
        written(Field::LeadPerson),
        written(Field::RespPerson),
        day(Field::FeedbackDate, |row: &Record<'_>| Value::day(row.of.feedback_date)),
        day(Field::Deadline, |row: &Record<'_>| Value::day(row.of.deadline.date)),
        Column::new(("deadline_precision", "时限精确到"), words(&precisions), READ, |row: &Record<'_>| {
            Value::word(Some(row.of.deadline.precision))
        }),
        original(("deadline_text", "整改时限原文"), Field::Deadline),
        original(("deadline_new_text", "延期后时限原文"), Field::DeadlineNew),
        Column::new(("status", "整改状态"), words(&statuses), READ, |row: &Record<'_>| {
            Value::text(Some(row.of.status.key()))
        }),
        original(("status_text", "整改状态原文"), Field::Status),
        day(Field::DoneDate, |row: &Record<'_>| Value::day(row.of.done_date)),
        day(Field::AcceptDate, |row: &Record<'_>| Value::day(row.of.accept_date)),
        day(Field::ClosedDate, |row: &Record<'_>| Value::day(row.of.closed_date)),
        written(Field::Evidence),
        written(Field::Progress),
        written(Field::Mechanism),
        Column::new(("amount", "问题金额"), Kind::Number(None), READ, |row: &Record<'_>| Value::number(row.of.amount))
            .unit("见 amount_unit"),
        Column::new(("amount_unit", "金额单位"), Kind::Text, READ, |row: &Record<'_>| Value::of(row.of.amount_unit.as_ref())),
        written(Field::Satisfaction),
        written(Field::Remark),
    ]
}

fn standing_columns<'a>() -> [Column<Record<'a>>; 8] {
    let lights = [
        (Light::Green, "绿灯"),
        (Light::Yellow, "黄灯"),
        (Light::Red, "红灯，已超期"),
        (Light::Blue, "蓝灯，长期坚持"),
        (Light::Grey, "灰灯，没有可用的时限"),
        (Light::Off, "不亮灯：已办结、不计数或时间还早"),
    ];
    let flag = |names, source, of: fn(&Standing) -> bool| {
        Column::new(names, Kind::Flag, source, move |row: &Record<'_>| {
            row.standing.map_or(Value::Absent, |standing| Value::Flag(of(standing)))
        })
    };
    let days = |names, source, of: fn(&Standing) -> Option<i64>| {
        Column::new(names, Kind::Count, source, move |row: &Record<'_>| Value::count(row.standing.and_then(of))).unit("天")
    };
    [
        written(Field::Seq),
        flag(("void", "不计数"), "已取消、已移送的为 true", |standing| standing.void),
        flag(("finished", "已办结"), "已完成、已销号的为 true", |standing| standing.finished),
        flag(("overdue", "超期"), TOLD, |standing| standing.overdue),
        flag(("on_time", "按期办结"), TOLD, |standing| standing.on_time),
        days(("days_late", "超期天数"), "超期未办结，或办结时已超期", |standing| standing.days_late),
        days(("days_left", "剩余天数"), "未办结且未超期", |standing| standing.days_left),
        Column::new(("light", "灯"), words(&lights), TOLD, |row: &Record<'_>| {
            Value::word(row.standing.map(|standing| standing.light))
        }),
    ]
}
