//! `units`, `indicators`, `deductions`, `bonuses` and `vetoes`: the scores and what they are made of.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::assessment::{DeductionState, IndicatorValue, Occurrence, UnitAssessment};
use crate::model::ledger::Status;
use crate::model::text::Text;
use crate::report::Case;
use crate::report::data::table::{About, Column, Kind, Placed, Table, Value, place_columns, words};

/// How many places are kept of points that are not rounded, as in the JSON of `score`.
const PLACES: u32 = 6;

const EXACT: Kind = Kind::Number(Some(PLACES));
const SCORE: &str = "按评分办法计算";

fn exact(number: Decimal) -> Value<'static> {
    Value::Number(number.round_dp(PLACES).normalize())
}

/// A unit by itself, or with one of its items.
struct Part<'a, T> {
    unit: &'a UnitAssessment,
    of: T,
}

fn unit_columns<'a, T>() -> [Column<Part<'a, T>>; 2] {
    [
        Column::new(("unit", "单位"), Kind::Text, "台账和名录", |row: &Part<'a, T>| Value::of(Some(&row.unit.unit))),
        Column::new(("group", "分组"), Kind::Text, "名录", |row: &Part<'a, T>| Value::of(row.unit.group.as_ref())),
    ]
}

/// Returns the table of units.
pub(super) fn units<'a>(case: &Case<'a>) -> Table<'a> {
    type Row<'a> = Part<'a, ()>;
    let about = About { name: "units", title: "单位得分", row: "一个单位" };
    let score = |names, of: fn(&UnitAssessment) -> Option<Decimal>| {
        let kind = Kind::Number(Some(case.policy.places));
        Column::new(names, kind, SCORE, move |row: &Row<'a>| Value::number(of(row.unit))).unit("分")
    };
    let count = |names, unit, of: fn(&UnitAssessment) -> Option<u64>| {
        Column::new(names, Kind::Count, SCORE, move |row: &Row<'a>| Value::count(of(row.unit))).unit(unit)
    };
    let flag = |names, source, of: fn(&UnitAssessment) -> bool| {
        Column::new(names, Kind::Flag, source, move |row: &Row<'a>| Value::Flag(of(row.unit)))
    };
    let reasons = |names, of: fn(&UnitAssessment) -> &[String]| {
        Column::new(names, Kind::Text, SCORE, move |row: &Row<'a>| Value::text(Some(of(row.unit).join("；"))))
    };
    let mut columns: Vec<Column<Row<'a>>> = unit_columns().into();
    columns.extend([
        flag(("listed", "在名录里"), "名录", |unit| unit.listed),
        score(("score", "得分"), |unit| Some(unit.score)),
        score(("score_without_provisional", "剔除预扣分"), |unit| Some(unit.score_without_provisional)),
        Column::new(("grade", "等次"), Kind::Text, SCORE, |row: &Row<'a>| Value::of(Some(&row.unit.grade))),
        count(("rank", "名次"), "名", |unit| Some(unit.rank.into())),
        count(("rank_low", "名次区间最好"), "名", |unit| unit.rank_low.map(Into::into)),
        count(("rank_high", "名次区间最差"), "名", |unit| unit.rank_high.map(Into::into)),
        score(("annual", "年度得分"), |unit| unit.annual),
        Column::new(("other", "年度其他得分"), Kind::Number(None), "年度其他得分表", |row: &Row<'a>| {
            Value::number(row.unit.other)
        })
        .unit("分"),
        flag(("zeroed", "总分记零"), "一票否决", |unit| unit.zeroed),
        flag(("honours", "具备评优资格"), SCORE, |unit| unit.honours.eligible),
        reasons(("honours_reasons", "不具备评优资格的原因"), |unit| &unit.honours.reasons),
        flag(("resources", "优先保障"), SCORE, |unit| unit.resources.eligible),
        reasons(("resources_reasons", "不优先保障的原因"), |unit| &unit.resources.reasons),
        count(("problems", "问题"), "条", |unit| Some(unit.tally.problems)),
        count(("completion_numerator", "完成率分子"), "条", |unit| Some(unit.tally.completion.numerator)),
        count(("completion_denominator", "完成率分母"), "条", |unit| Some(unit.tally.completion.denominator)),
        count(("overdue", "超期"), "条", |unit| Some(unit.tally.overdue)),
        count(("due_soon", "即将到期"), "条", |unit| Some(unit.tally.due_soon)),
    ]);
    columns.extend(STATUSES.map(|(name, status)| {
        Column::new((name, status.label()), Kind::Count, "台账", move |row: &Row<'a>| {
            Value::count(Some(row.unit.tally.by_status.get(&status).copied().unwrap_or(0)))
        })
        .unit("条")
    }));
    Table::new(about, case.month, columns, case.assessment.units.iter().map(|unit| Part { unit, of: () }).collect())
}

/// A column for each status, in the order of `Status::ALL`.
const STATUSES: [(&str, Status); 10] = [
    ("closed", Status::Closed),
    ("done", Status::Done),
    ("pending_check", Status::PendingCheck),
    ("stage", Status::Stage),
    ("continuing", Status::Continuing),
    ("in_progress", Status::InProgress),
    ("not_started", Status::NotStarted),
    ("cancelled", Status::Cancelled),
    ("referred", Status::Referred),
    ("unknown", Status::Unknown),
];

/// Returns the table of indicators.
pub(super) fn indicators<'a>(case: &Case<'a>) -> Table<'a> {
    type Row<'a> = Part<'a, &'a IndicatorValue>;
    let about = About { name: "indicators", title: "指标得分", row: "一个单位的一项指标" };
    let policy = case.policy;
    let titles: Vec<(Text, String)> = policy
        .dimensions
        .iter()
        .map(|dimension| (dimension.id.as_str().into(), policy.dimension_title(&dimension.id).to_owned()))
        .collect();
    let number = |names, source, of: fn(&IndicatorValue) -> Option<Decimal>| {
        Column::new(names, EXACT, source, move |row: &Row<'a>| of(row.of).map_or(Value::Absent, exact))
    };
    let mut columns: Vec<Column<Row<'a>>> = unit_columns().into();
    columns.extend([
        Column::new(("id", "指标编号"), Kind::Text, "评分办法", |row: &Row<'a>| Value::of(Some(&row.of.id))),
        Column::new(("title", "指标名称"), Kind::Text, "评分办法", |row: &Row<'a>| Value::of(Some(&row.of.title))),
        Column::new(("dimension", "维度编号"), Kind::Text, "评分办法", |row: &Row<'a>| {
            Value::of(Some(&row.of.dimension))
        }),
        Column::new(("dimension_title", "维度名称"), Kind::Text, "评分办法", move |row: &Row<'a>| {
            let known = titles.iter().find(|(id, _)| *id == row.of.dimension);
            Value::text(known.map(|(_, title)| title.clone()))
        }),
        number(("points", "得分"), "按评分办法计算，保留六位小数", |value| Some(value.points)).unit("分"),
        number(("full", "满分"), "评分办法", |value| Some(value.full)).unit("分"),
        number(("numerator", "分子"), "台账和报来的材料；不是比率的没有", |value| value.numerator).unit("随指标而定"),
        number(("denominator", "分母"), "台账和报来的材料；不是比率的没有", |value| value.denominator).unit("随指标而定"),
        Column::new(("applicable", "适用"), Kind::Flag, "没有可衡量的为 false", |row: &Row<'a>| {
            Value::Flag(row.of.applicable)
        }),
        Column::new(("note", "说明"), Kind::Text, SCORE, |row: &Row<'a>| Value::text(row.of.note.as_deref())),
    ]);
    let rows = case.assessment.units.iter().flat_map(|unit| unit.indicators.iter().map(move |of| Part { unit, of }));
    Table::new(about, case.month, columns, rows.collect())
}

/// One time an item fired; an item that took points without naming any is one row all the same.
struct Fired<'a> {
    /// The indicator it comes off; `None` for the score as a whole.
    within: Option<&'a Text>,
    id: &'a Text,
    title: &'a Text,
    state: Option<DeductionState>,
    effect: Option<&'a str>,
    /// What the item as a whole comes to, after its cap.
    item: Option<Decimal>,
    capped: bool,
    occurrence: Option<&'a Occurrence>,
}

/// A unit with one such time.
type Item<'a> = Part<'a, Fired<'a>>;

impl Placed for Item<'_> {
    fn place(&self) -> (Option<&str>, Option<&str>, Option<u32>) {
        self.of.occurrence.map_or((None, None, None), |occurrence| occurrence.place.place())
    }
}

/// Returns the table of deductions.
pub(super) fn deductions<'a>(case: &Case<'a>) -> Table<'a> {
    let about = About { name: "deductions", title: "减分", row: "一个减分项触发一次" };
    let mut rows = Vec::new();
    for unit in &case.assessment.units {
        let losses = unit.indicators.iter().flat_map(|value| value.losses.iter().map(move |loss| (Some(&value.id), loss)));
        for (within, item) in unit.deductions.iter().map(|item| (None, item)).chain(losses) {
            let (state, points) = (Some(item.state), Some(item.points));
            let fired = |occurrence| Fired {
                within,
                id: &item.id,
                title: &item.title,
                state,
                effect: None,
                item: points,
                capped: item.capped,
                occurrence,
            };
            rows.extend(each(&item.occurrences).map(|occurrence| Part { unit, of: fired(occurrence) }));
        }
    }
    let states =
        [DeductionState::Final, DeductionState::Provisional, DeductionState::Restored].map(|state| (state, state.label()));
    let mut columns = item_columns();
    columns.extend([
        Column::new(("indicator", "所在指标"), Kind::Text, "评分办法；从总分里扣的没有", |row: &Item<'a>| {
            Value::of(row.of.within)
        }),
        Column::new(("state", "状态"), words(&states), SCORE, |row: &Item<'a>| Value::word(row.of.state)),
    ]);
    columns.extend(occurrence_columns("每次扣分", "该项扣分合计"));
    columns.push(Column::new(("capped", "已到上限"), Kind::Flag, "评分办法的上限", |row: &Item<'a>| {
        Value::Flag(row.of.capped)
    }));
    columns.push(Column::new(
        ("since", "起始日期"),
        Kind::Day,
        "超期的从哪一天起是这一状态",
        |row: &Item<'a>| {
            Value::day(row.of.occurrence.and_then(|occurrence: &Occurrence| -> Option<NaiveDate> { occurrence.since }))
        },
    ));
    Table::new(about, case.month, columns, rows)
}

/// Returns the table of bonuses.
pub(super) fn bonuses<'a>(case: &Case<'a>) -> Table<'a> {
    let about = About { name: "bonuses", title: "加分", row: "一个加分项触发一次" };
    let mut rows = Vec::new();
    for unit in &case.assessment.units {
        for item in &unit.bonuses {
            let fired = |occurrence| Fired {
                within: None,
                id: &item.id,
                title: &item.title,
                state: None,
                effect: None,
                item: Some(item.points),
                capped: false,
                occurrence,
            };
            rows.extend(each(&item.occurrences).map(|occurrence| Part { unit, of: fired(occurrence) }));
        }
    }
    let mut columns = item_columns();
    columns.extend(occurrence_columns("每次加分", "该项加分合计"));
    Table::new(about, case.month, columns, rows)
}

/// Returns the table of vetoes.
pub(super) fn vetoes<'a>(case: &Case<'a>) -> Table<'a> {
    let about = About { name: "vetoes", title: "一票否决", row: "一个否决项触发一次" };
    let mut rows = Vec::new();
    for unit in &case.assessment.units {
        for item in &unit.vetoes {
            let fired = |occurrence| Fired {
                within: None,
                id: &item.id,
                title: &item.title,
                state: None,
                effect: Some(&item.effect),
                item: None,
                capped: false,
                occurrence,
            };
            rows.extend(each(&item.occurrences).map(|occurrence| Part { unit, of: fired(occurrence) }));
        }
    }
    let mut columns = item_columns();
    columns.push(Column::new(("effect", "后果"), Kind::Text, "评分办法", |row: &Item<'a>| Value::text(row.of.effect)));
    columns.extend(behind_columns());
    Table::new(about, case.month, columns, rows)
}

/// Returns each occurrence, or none once.
fn each(occurrences: &[Occurrence]) -> impl Iterator<Item = Option<&Occurrence>> {
    let none = occurrences.is_empty().then_some(None);
    occurrences.iter().map(Some).chain(none)
}

fn item_columns<'a>() -> Vec<Column<Item<'a>>> {
    let mut columns: Vec<Column<Item<'a>>> = unit_columns().into();
    columns.push(Column::new(("id", "编号"), Kind::Text, "评分办法", |row: &Item<'a>| Value::of(Some(row.of.id))));
    columns.push(Column::new(("title", "名称"), Kind::Text, "评分办法", |row: &Item<'a>| Value::of(Some(row.of.title))));
    columns
}

fn occurrence_columns<'a>(each: &'static str, all: &'static str) -> Vec<Column<Item<'a>>> {
    let points = Column::new(("points", each), EXACT, "评分办法，未计上限", |row: &Item<'a>| {
        row.of.occurrence.map_or(Value::Absent, |occurrence| exact(occurrence.points))
    });
    let item = Column::new(
        ("item_points", all),
        EXACT,
        "该单位这一项、这一状态计上限以后一共多少分；同一项的各行相同，不要相加",
        |row: &Item<'a>| row.of.item.map_or(Value::Absent, exact),
    );
    [points.unit("分"), item.unit("分")].into_iter().chain(behind_columns()).collect()
}

/// Returns what stands behind an occurrence.
fn behind_columns<'a>() -> Vec<Column<Item<'a>>> {
    let record = Column::new(("record", "问题编号"), Kind::Text, "台账", |row: &Item<'a>| {
        Value::of(row.of.occurrence.and_then(|occurrence| occurrence.record.as_ref()))
    });
    let note = Column::new(("note", "说明"), Kind::Text, SCORE, |row: &Item<'a>| {
        Value::text(row.of.occurrence.map(|occurrence| Cow::Borrowed(occurrence.note.as_str())))
    });
    [record].into_iter().chain(place_columns()).chain([note]).collect()
}
