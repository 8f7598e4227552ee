//! The rows below a header: which are records, which are passed over and why, what merged cells repeat.
//!
//! Source: `domain.md` §1.2 (body merges, section rows, subtotals and footers) and §9.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rust_decimal::Decimal;

use crate::map::amount;
use crate::map::facts;
use crate::map::fold::{self, fold};
use crate::map::furniture::{
    PAGE, SECTION, is_example, is_footer, is_note, is_number_row, is_signed_footer, stated_count, total_row,
};
use crate::map::header::Header;
use crate::map::merges::Merges;
use crate::map::total::Sum;
use crate::model::field::Field;
use crate::model::ledger::{RemarkKind, SkipReason, TableKind, is_placeholder};
use crate::model::place::{Area, CellRef};
use crate::model::text::Text;
use crate::model::workbook::{Row, Value};

/// A mapped cell of a record row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filled {
    /// What its column means.
    pub(super) field: Field,
    /// Its cell; for a merged value the merge's first cell.
    pub(super) at: CellRef,
    /// Its value.
    pub(super) value: Value,
}

/// A row that holds a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Mapped {
    /// Its position, 0-based.
    pub(super) row: u32,
    /// Whether it is hidden.
    pub(super) hidden: bool,
    /// Its mapped cells, left to right.
    pub(super) cells: Vec<Filled>,
    /// Filled cells of columns that mean nothing known, for tables whose own headers are the keys.
    pub(super) unknown: Vec<(u16, Value)>,
    /// The text of the section row above, where there is one.
    pub(super) section: Option<(CellRef, Text)>,
}

/// What a row below the header turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Class {
    /// A record.
    Record(Mapped),
    /// Passed over.
    Skipped(SkipReason),
    /// Nothing in it at all.
    Empty,
}

/// Something noticed about a row that concerns a single cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Notice {
    /// What was noticed.
    pub(super) kind: RemarkKind,
    /// The column's meaning.
    pub(super) field: Option<Field>,
    /// The cell.
    pub(super) at: CellRef,
    /// The value seen.
    pub(super) value: Text,
    /// Words for people.
    pub(super) detail: String,
}

/// The state of reading one table's body.
#[derive(Debug)]
pub(super) struct Body<'a> {
    header: &'a Header,
    merges: Merges<'a>,
    /// The units of money that headers name, by column.
    money_units: BTreeMap<u16, Text>,
    section: Option<(CellRef, Text)>,
    above: BTreeMap<u16, Value>,
    total: Sums,
    part: Sums,
    in_footer: bool,
    records: u32,
    /// What was noticed on the way.
    pub(super) notices: Vec<Notice>,
    /// Labels of a form below its list.
    pub(super) trailer: Vec<facts::Labelled>,
}

/// Running sums to hold a total row against.
#[derive(Debug, Default)]
struct Sums {
    rows: u32,
    problems: std::collections::BTreeSet<CellRef>,
    amounts: BTreeMap<u16, Sum>,
}

/// Fields that say where a record belongs, not what it is: alone they make no record.
const BELONGING: [Field; 14] = [
    Field::Seq,
    Field::ProblemId,
    Field::Session,
    Field::Year,
    Field::Round,
    Field::Team,
    Field::Source,
    Field::Unit,
    Field::SubUnit,
    Field::Category,
    Field::Category2,
    Field::Dept,
    Field::RiskType,
    Field::Remark,
];

impl<'a> Body<'a> {
    /// Starts below a header; `merges` are the sheet's, by first cell.
    pub(super) fn new(header: &'a Header, first_row: u32, merges: &'a [Area]) -> Self {
        let merges = Merges::from(merges, first_row);
        Self {
            header,
            merges,
            money_units: header.columns.iter().filter_map(|c| Some((c.index, amount::unit(&c.header)?))).collect(),
            section: None,
            above: BTreeMap::new(),
            total: Sums::default(),
            part: Sums::default(),
            in_footer: false,
            records: 0,
            notices: Vec::new(),
            trailer: Vec::new(),
        }
    }

    /// Says what a row is, and remembers what the rows below need of it.
    pub(super) fn read(&mut self, row: &Row) -> Class {
        self.merges.enter(row);
        let own: Vec<(u16, &Value)> = row.cells.iter().filter(|(_, value)| !value.is_blank()).map(|(c, v)| (*c, v)).collect();
        if own.is_empty() {
            return Class::Empty;
        }
        if let Some(reason) = self.passed_over(row, &own) {
            return Class::Skipped(reason);
        }
        let mapped = self.map(row, &own);
        let bears = !mapped.unknown.is_empty()
            || self.lists_names()
            || mapped.cells.iter().any(|cell| {
                let merged_from_above = cell.at.row < row.index;
                !merged_from_above && !BELONGING.contains(&cell.field) && !is_placeholder(&cell.value.display())
            });
        if !bears && !self.has_unreadable(&own) {
            return Class::Skipped(if self.in_footer { SkipReason::Footer } else { SkipReason::Blank });
        }
        self.records += 1;
        self.total.add(&mapped, &self.money_units);
        self.part.add(&mapped, &self.money_units);
        Class::Record(mapped)
    }

    /// In directories and other short lists the name alone makes a record.
    fn lists_names(&self) -> bool {
        !matches!(self.header.kind, TableKind::Rectification | TableKind::Risk)
    }

    /// Error values and formulas without result are contents too, though they show none.
    fn has_unreadable(&self, own: &[(u16, &Value)]) -> bool {
        own.iter().any(|(column, value)| {
            let bearing = self.header.field(*column).is_some_and(|field| !BELONGING.contains(&field));
            bearing && matches!(value, Value::Error(_) | Value::FormulaWithoutValue)
        })
    }

    fn passed_over(&mut self, row: &Row, own: &[(u16, &Value)]) -> Option<SkipReason> {
        let first = own[0].1.display();
        let folded = fold(&first).into_owned();
        if self.header.repeats(row) {
            return Some(SkipReason::RepeatedHeader);
        }
        if self.records == 0 && is_number_row(own) {
            return Some(SkipReason::Note);
        }
        let numbered = folded.parse::<u32>().is_ok();
        let labels = if numbered { 1 } else { 2 };
        if own.iter().take(labels).any(|(_, value)| is_example(&fold(&value.display()))) {
            return Some(SkipReason::Example);
        }
        if (is_note(&folded) && !self.tells_a_problem(own)) || PAGE.is_match(&folded) {
            return Some(SkipReason::Note);
        }
        // A waiver may name the rule 合计与明细不符.
        if self.header.kind != TableKind::Waivers
            && let Some(grand) = total_row(own)
            && !self.tells_a_problem(own)
        {
            self.hold_against(row, own, grand);
            return Some(SkipReason::Subtotal);
        }
        if is_signed_footer(&folded) || (is_footer(&folded) && !self.is_record_like(own)) {
            self.in_footer = true;
            return Some(SkipReason::Footer);
        }
        if self.label_row(row, own) {
            self.in_footer = true;
            return Some(SkipReason::Footer);
        }
        self.section_row(row, own, &first, &folded)
    }

    /// Takes a form's label row below its list.
    fn label_row(&mut self, row: &Row, own: &[(u16, &Value)]) -> bool {
        let is_short_row = self.header.kind == TableKind::Risk && own.len() <= 4;
        if !is_short_row || facts::label(&own[0].1.display()).is_none() {
            return false;
        }
        self.trailer.extend(facts::labels(row));
        true
    }

    /// Takes a row that holds one text only: a section heading, which gives the rows below their category.
    fn section_row(&mut self, row: &Row, own: &[(u16, &Value)], first: &str, folded: &str) -> Option<SkipReason> {
        let (column, value) = own[0];
        if own.iter().any(|(_, other)| *other != value) || !matches!(value, Value::Text(_)) {
            return None;
        }
        let wide = self.merges.width_at(CellRef::new(row.index, column)) >= 3;
        let field = self.header.field(column);
        let outside = field.is_none_or(|field| BELONGING.contains(&field));
        let numbered = SECTION.is_match(folded);
        if !(wide
            || (numbered && (outside || own.len() > 1))
            || (numbered && folded.chars().count() <= 40 && self.header.columns.len() > 4))
        {
            return None;
        }
        if facts::is_title(first) && wide {
            return Some(SkipReason::Title);
        }
        if self.in_footer {
            return Some(SkipReason::Footer);
        }
        let name = SECTION.replace(fold::tidy(first), "");
        self.section = Some((CellRef::new(row.index, column), Text::from(fold::tidy(&name))));
        self.part = Sums::default();
        Some(SkipReason::Section)
    }

    fn is_record_like(&self, own: &[(u16, &Value)]) -> bool {
        let filled = |wanted: &[Field]| {
            own.iter().any(|(column, _)| self.header.field(*column).is_some_and(|field| wanted.contains(&field)))
        };
        filled(&[Field::Problem, Field::RiskPoint, Field::RiskDesc])
            && filled(&[Field::Measure, Field::Deadline, Field::Status, Field::Level])
    }

    /// Says whether a row tells a problem and what is done about it: 决算汇总 is then a power, 累计拖欠 a problem.
    fn tells_a_problem(&self, own: &[(u16, &Value)]) -> bool {
        let told = |wanted: &[Field]| {
            own.iter().any(|(column, value)| {
                let fits = self.header.field(*column).is_some_and(|field| wanted.contains(&field));
                fits && matches!(value, Value::Text(text) if text.chars().count() >= 2)
            })
        };
        told(&[Field::Measure]) && told(&[Field::Problem, Field::RiskPoint, Field::RiskDesc])
    }

    fn map(&mut self, row: &Row, own: &[(u16, &Value)]) -> Mapped {
        let mut cells = Vec::new();
        for column in &self.header.columns {
            let Some(field) = column.field else { continue };
            let here = CellRef::new(row.index, column.index);
            let (at, value) = match own.iter().find(|(c, _)| *c == column.index) {
                Some((_, value)) => (here, (*value).clone()),
                None => match self.merges.value(here) {
                    Some((at, value)) => (at, value),
                    None => continue,
                },
            };
            let value = self.resolve_ditto(field, column.index, at, value);
            self.above.insert(column.index, value.clone());
            cells.push(Filled { field, at, value });
        }
        let unknown = if self.header.kind == TableKind::Figures {
            own.iter()
                .filter(|(column, _)| self.header.field(*column).is_none())
                .map(|(column, value)| (*column, (*value).clone()))
                .collect()
        } else {
            Vec::new()
        };
        Mapped { row: row.index, hidden: row.hidden, cells, unknown, section: self.section.clone() }
    }

    /// Replaces 同上, 上同 and 〃 by the value of the record above.
    fn resolve_ditto(&mut self, field: Field, column: u16, at: CellRef, value: Value) -> Value {
        let Value::Text(text) = &value else { return value };
        let folded = fold(text);
        let is_mark = |word: &str| matches!(word, "同上" | "上同" | "〃" | "″" | "\"" | "''" | "同上。" | "同前");
        if !is_mark(&folded) && !is_mark(fold::tidy(text)) {
            return value;
        }
        let Some(above) = self.above.get(&column).cloned() else { return value };
        let detail = format!("「{}」按上一行的「{}」理解", fold::tidy(text), above.display());
        self.notices.push(Notice { kind: RemarkKind::Ditto, field: Some(field), at, value: text.clone(), detail });
        above
    }

    /// Compares a total row with the rows above it. Source: `domain.md` §7.1 row rule 8.
    fn hold_against(&mut self, row: &Row, own: &[(u16, &Value)], grand: bool) {
        let sums = if grand { &self.total } else { &self.part };
        let mut notices = Vec::new();
        for (column, value) in own {
            let at = CellRef::new(row.index, *column);
            let field = self.header.field(*column);
            let is_money = matches!(field, Some(Field::Amount | Field::AmountDone));
            if let Some((stated, unit)) = amount::money(value, self.money_units.get(column)).filter(|_| is_money) {
                let nothing = || Sum::of(Decimal::ZERO, unit.clone());
                let sum = sums.amounts.get(column).cloned().unwrap_or_else(nothing);
                if let Some((stated, actual, unit)) = sum.differs(stated, unit.as_ref()) {
                    let detail = format!("这里写的是 {stated}{unit}，上面各行相加是 {actual}{unit}");
                    notices.push(Notice { kind: RemarkKind::TotalMismatch, field, at, value: value.display().into(), detail });
                }
            } else if let Some(stated) = stated_count(&value.display())
                && stated != sums.rows
                && stated as usize != sums.problems.len()
            {
                let detail = format!("这里写的是 {stated} 项，上面实有 {} 项", sums.rows);
                notices.push(Notice { kind: RemarkKind::TotalMismatch, field, at, value: value.display().into(), detail });
            }
        }
        self.notices.extend(notices);
        self.part = Sums::default();
    }
}

impl Sums {
    fn add(&mut self, mapped: &Mapped, units: &BTreeMap<u16, Text>) {
        self.rows += 1;
        for cell in &mapped.cells {
            match cell.field {
                Field::Problem => drop(self.problems.insert(cell.at)),
                Field::Amount | Field::AmountDone if cell.at.row == mapped.row => {
                    let column = cell.at.column;
                    if let Some((amount, unit)) = amount::money(&cell.value, units.get(&column)) {
                        match self.amounts.entry(column) {
                            Entry::Occupied(sum) => sum.into_mut().add(amount, unit.as_ref()),
                            Entry::Vacant(none) => drop(none.insert(Sum::of(amount, unit))),
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Class};
    use crate::map::header::{self, Sought};
    use crate::model::ledger::{SkipReason, TableKind};
    use crate::model::place::{Area, CellRef};
    use crate::model::workbook::{Row, Value};

    fn rows(table: &[&[&str]]) -> Vec<Row> {
        let cells = |texts: &[&str]| {
            (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect()
        };
        (0u32..).zip(table).map(|(index, texts)| Row { index, hidden: false, cells: cells(texts) }).collect()
    }

    /// Reads a table whose header is its first row; each row becomes one word, records their cells.
    fn classes(table: &[&[&str]], merges: &[Area]) -> (Vec<String>, Vec<String>) {
        let rows = rows(table);
        let header = header::find(&rows, merges, Sought { kinds: &[TableKind::Rectification], layouts: &[], parts: false })
            .expect("a header");
        let mut body = Body::new(&header, 1, merges);
        let classes = rows[header.depth..].iter().map(|row| match body.read(row) {
            Class::Skipped(reason) => format!("{reason:?}"),
            Class::Empty => "Empty".to_owned(),
            Class::Record(mapped) => {
                let cells: Vec<_> = mapped.cells.iter().map(|cell| format!("{}={}", cell.at, cell.value.display())).collect();
                let section = mapped.section.map(|(_, text)| format!("[{text}]")).unwrap_or_default();
                format!("{}{section}", cells.join(" "))
            }
        });
        let classes = classes.collect();
        (classes, body.notices.iter().map(|notice| format!("{} {:?} {}", notice.at, notice.kind, notice.detail)).collect())
    }

    const HEAD: &[&str] = &["序号", "单位", "反馈问题", "整改措施", "整改状态"];

    #[test]
    fn rows_that_are_no_records_are_passed_over_with_their_reason() {
        let (found, _) = classes(
            &[
                HEAD,
                &["1", "2", "3", "4", "5"],
                &["示例", "某局", "例如……", "……", "已完成"],
                &["一、聚焦党建"],
                &["1", "教育局", "问题甲", "措施", "已完成"],
                &["2", "教育局"],
                HEAD,
                &["小计", "", "1项"],
                &["合计：1项"],
                &["第2页，共9页"],
                &["填表人：", "张三", "审核人："],
                &["注：本表一式两份"],
            ],
            &[],
        );
        let reasons = [
            SkipReason::Note,
            SkipReason::Example,
            SkipReason::Section,
            SkipReason::Blank,
            SkipReason::RepeatedHeader,
            SkipReason::Subtotal,
            SkipReason::Subtotal,
            SkipReason::Note,
            SkipReason::Footer,
            SkipReason::Note,
        ];
        let skipped: Vec<_> = found.iter().filter(|class| !class.contains('=')).cloned().collect();
        assert_eq!(skipped, reasons.map(|reason| format!("{reason:?}")));
        assert_eq!(found[3], "A5=1 B5=教育局 C5=问题甲 D5=措施 E5=已完成[聚焦党建]");
    }

    #[test]
    fn merged_cells_repeat_their_first_value_with_its_address() {
        let merges = [
            Area { first: CellRef::new(1, 1), last: CellRef::new(2, 1) },
            Area { first: CellRef::new(1, 2), last: CellRef::new(2, 2) },
        ];
        let (found, _) = classes(
            &[
                HEAD,
                &["1", "教育局", "问题甲", "措施一", "已完成"],
                &["", "", "", "措施二", "整改中"],
                &["2", "", "问题乙", "措施", ""],
            ],
            &merges,
        );
        assert_eq!(found[1], "B2=教育局 C2=问题甲 D3=措施二 E3=整改中");
        assert_eq!(found[2], "A4=2 C4=问题乙 D4=措施", "a merge ends with its last row");
    }

    #[test]
    fn ditto_marks_take_the_value_above_and_say_so() {
        let (found, notices) =
            classes(&[HEAD, &["1", "教育局", "甲", "措施", "已完成"], &["2", "同上", "乙", "〃", "整改中"]], &[]);
        assert_eq!(found[1], "A3=2 B3=教育局 C3=乙 D3=措施 E3=整改中");
        assert_eq!(notices.len(), 2);
        let (found, _) = classes(&[HEAD, &["1", "教育局", "甲", "措施", "已完成"], &["2", "同 上", "乙", "上同", "整改中"]], &[]);
        assert_eq!(found[1], "A3=2 B3=教育局 C3=乙 D3=措施 E3=整改中");
    }

    #[test]
    fn totals_are_held_against_the_rows_above() {
        let head: &[&str] = &["序号", "反馈问题", "整改措施", "涉及金额（万元）"];
        let (_, notices) = classes(
            &[
                head,
                &["1", "甲", "x", "1.5"],
                &["2", "乙", "x", "2"],
                &["合计", "共2项", "", "3.5"],
                &["合计：3项", "", "", "3.6"],
            ],
            &[],
        );
        assert_eq!(
            notices,
            ["A5 TotalMismatch 这里写的是 3 项，上面实有 2 项", "D5 TotalMismatch 这里写的是 3.6万元，上面各行相加是 3.5万元"]
        );
    }
}
