//! One-page forms of a problem (整改归零表, 销号审批表): labels down the side, values beside or below them.
//!
//! Source: `domain.md` §1.1 L8 and §2.3, form C and reader rules. Forms of risk points have a list inside and are
//! read as tables with labels around them.

use std::collections::HashSet;

use crate::map::body::{Filled, Mapped};
use crate::map::dictionary::Dictionary;
use crate::map::facts::{self, Facts};
use crate::map::fold;
use crate::map::header::Header;
use crate::map::sheet::{Found, Sink};
use crate::model::field::Field;
use crate::model::ledger::{Column, TableKind};
use crate::model::place::{Area, CellRef};
use crate::model::text::Text;
use crate::model::workbook::{Row, Value};

/// Fewest different labels down the side that make a form.
const LEAST_LABELS: usize = 4;

/// Longest label, in characters without brackets.
const LONGEST_LABEL: usize = 20;

/// Reads the forms of a small sheet; `false` when it holds none.
pub(super) fn read(rows: &[Row], merges: &[Area], sink: &mut dyn Sink) -> bool {
    let pages = pages(rows);
    let forms: Vec<Form> = pages.into_iter().filter_map(|page| Form::of(page, merges)).collect();
    for form in &forms {
        form.hand_on(sink);
    }
    !forms.is_empty()
}

/// Splits a sheet where a form begins: at its title, or where the label the first form began with comes again.
fn pages(rows: &[Row]) -> Vec<&[Row]> {
    let titles: Vec<usize> = (0..rows.len()).filter(|at| is_title(&rows[*at])).collect();
    let first = rows.iter().find_map(leading_label);
    let labels = (0..rows.len()).filter(|at| first.is_some() && leading_label(&rows[*at]) == first);
    let mut starts: Vec<usize> = if titles.len() > 1 { titles } else { labels.skip(1).collect() };
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    starts.iter().zip(ends).map(|(start, end)| &rows[*start..end]).filter(|page| !page.is_empty()).collect()
}

fn is_title(row: &Row) -> bool {
    let mut texts = row.cells.iter().filter(|(_, value)| !value.is_blank());
    matches!((texts.next(), texts.next()), (Some((_, value)), None) if facts::is_title(&value.display()))
}

/// A form with its labels and values.
struct Form<'r> {
    rows: &'r [Row],
    cells: Vec<Filled>,
    columns: Vec<Column>,
    labels: Vec<u32>,
}

impl<'r> Form<'r> {
    fn of(rows: &'r [Row], merges: &[Area]) -> Option<Self> {
        let beside: HashSet<Field> = rows.iter().filter_map(leading_label).collect();
        let in_one_row = rows.iter().map(labels_in).max().unwrap_or(0);
        // Several values beside one label are a ledger turned on its side; its records would be lost but for the first.
        let on_its_side = rows.iter().filter(|row| leading_label(row).is_some() && values_beside(row) > 1).count() > 1;
        if beside.len() < LEAST_LABELS || in_one_row > 3 || on_its_side || !beside.contains(&Field::Problem) {
            return None;
        }
        let mut form = Self { rows, cells: Vec::new(), columns: Vec::new(), labels: Vec::new() };
        for (position, row) in rows.iter().enumerate() {
            form.take_row(position, row, merges);
        }
        Some(form)
    }

    fn take_row(&mut self, position: usize, row: &Row, merges: &[Area]) {
        let filled: Vec<&(u16, Value)> = row.cells.iter().filter(|(_, value)| !value.is_blank()).collect();
        let mut index = 0;
        while let Some((column, value)) = filled.get(index) {
            index += 1;
            let here = CellRef::new(row.index, *column);
            if let Some((field, text)) = inline(value) {
                self.add(here, field, here, Value::Text(text));
                continue;
            }
            let Some(field) = label(value) else { continue };
            let beside = filled.get(index).filter(|(_, next)| label(next).is_none() && inline(next).is_none());
            if let Some((next, value)) = beside {
                self.add(here, field, CellRef::new(row.index, *next), (*value).clone());
                index += 1;
            } else if let Some((at, value)) = below(self.rows, position, *column, merges) {
                self.add(here, field, at, value);
            } else {
                self.columns.push(column_of(here, field));
            }
        }
    }

    fn add(&mut self, label: CellRef, field: Field, at: CellRef, value: Value) {
        if self.cells.iter().any(|cell| cell.field == field) {
            return;
        }
        if field == Field::AcceptOpinion
            && let Some(date) = dated(&value)
        {
            self.cells.push(Filled { field: Field::AcceptDate, at, value: date });
        }
        self.labels.push(label.row);
        self.columns.push(column_of(at, field));
        self.cells.push(Filled { field, at, value });
    }

    fn hand_on(&self, sink: &mut dyn Sink) {
        let first_label = self.labels.first().copied().unwrap_or(0);
        let above: Vec<Row> = self.rows.iter().take_while(|row| row.index < first_label).cloned().collect();
        let facts = Facts::of(&above);
        let header = Header {
            start: 0,
            depth: 0,
            kind: TableKind::Rectification,
            columns: self.columns.clone(),
            parts: Default::default(),
        };
        sink.begin(&header, &facts);
        let row = self.cells.iter().find(|cell| cell.field == Field::Problem).map_or(first_label, |cell| cell.at.row);
        sink.record(Mapped { row, cells: self.cells.clone(), ..Mapped::default() });
        let skipped = above.iter().map(|row| (row.index, crate::model::ledger::SkipReason::Title)).collect();
        sink.end(Found {
            header,
            header_rows: Vec::new(),
            cues: vec![format!("左侧有 {} 个标签是台账用词", self.cells.len()), "标签右边或下边就是内容".to_owned()],
            facts,
            span: Some((row, row)),
            records: 1,
            hidden: 0,
            skipped,
            notices: Vec::new(),
            trailer: Vec::new(),
        });
    }
}

fn column_of(at: CellRef, field: Field) -> Column {
    Column { index: at.column, header: field.label().into(), field: Some(field), why: "表单里的标签".to_owned() }
}

/// Returns what a label means.
pub(super) fn label(value: &Value) -> Option<Field> {
    let Value::Text(text) = value else { return None };
    let folded = fold::header(text);
    if fold::without_brackets(&folded).chars().count() > LONGEST_LABEL {
        return None;
    }
    if folded.ends_with("审核意见") || folded.ends_with("验收意见") {
        return Some(Field::AcceptOpinion);
    }
    Dictionary::of(TableKind::Rectification).whole(&folded).map(|meaning| meaning.field)
}

/// Returns the pair of `问题序号:2-3`.
fn inline(value: &Value) -> Option<(Field, Text)> {
    let Value::Text(text) = value else { return None };
    let (name, rest) = text.split_once(['：', ':'])?;
    let field = label(&Value::Text(name.into()))?;
    let rest = fold::tidy(rest);
    (!rest.is_empty()).then(|| (field, rest.into()))
}

/// Returns the label a row begins with.
fn leading_label(row: &Row) -> Option<Field> {
    let (_, value) = row.cells.iter().find(|(_, value)| !value.is_blank())?;
    label(value).or_else(|| inline(value).map(|(field, _)| field))
}

/// Counts the cells behind a row's first label that are neither labels nor carry one.
fn values_beside(row: &Row) -> usize {
    let filled = row.cells.iter().filter(|(_, value)| !value.is_blank());
    filled.skip(1).filter(|(_, value)| label(value).is_none() && inline(value).is_none()).count()
}

fn labels_in(row: &Row) -> usize {
    row.cells.iter().filter(|(_, value)| label(value).is_some()).count()
}

/// Returns the value below a label whose right-hand neighbours are empty, unless that is a label too.
fn below(rows: &[Row], position: usize, column: u16, merges: &[Area]) -> Option<(CellRef, Value)> {
    let row = rows.get(position + 1)?;
    let value = row.get(column).filter(|value| !value.is_blank() && label(value).is_none() && inline(value).is_none())?;
    let at = CellRef::new(row.index, column);
    let at = merges.iter().find(|area| area.contains(at)).map_or(at, |area| area.first);
    Some((at, value.clone()))
}

/// Returns the date of an opinion's `审核日期:2026-06-01`.
fn dated(value: &Value) -> Option<Value> {
    let text = value.display();
    let (_, rest) = text.split_once("日期:").or_else(|| text.split_once("日期："))?;
    let date = rest.lines().next().map(fold::tidy).filter(|date| !date.is_empty())?;
    Some(Value::Text(date.into()))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::map::body::Mapped;
    use crate::map::facts::Facts;
    use crate::map::header::Header;
    use crate::map::sheet::{Found, Sink};
    use crate::model::workbook::{Row, Value};

    #[derive(Default)]
    struct Kept(Vec<String>);

    impl Sink for Kept {
        fn begin(&mut self, _: &Header, _: &Facts) {}

        fn record(&mut self, mapped: Mapped) {
            let cells = mapped.cells.iter().map(|cell| format!("{}@{}={}", cell.field.key(), cell.at, cell.value.display()));
            self.0.push(cells.collect::<Vec<_>>().join(" "));
        }

        fn end(&mut self, _: Found) {}
    }

    fn rows(table: &[&[&str]]) -> Vec<Row> {
        let cells = |texts: &[&str]| {
            (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect()
        };
        (0u32..).zip(table).map(|(index, texts)| Row { index, hidden: false, cells: cells(texts) }).collect()
    }

    const FORM: [&[&str]; 7] = [
        &["县水利局巡察反馈问题整改归零表"],
        &["问题序号:2-3", "", "", "责任部门（人）:工程科(张三);"],
        &["巡察反馈的问题（包括例证）", "", "招标不规范"],
        &["产生问题的根本原因", "", "制度不健全"],
        &["针对根本原因制定的归零措施", "", "修订办法"],
        &["整改措施完成情况", "", "已印发"],
        &["被巡察单位主管领导审核意见", "", "同意\n审核日期:2026-06-01\n姓名:王五"],
    ];

    #[test]
    fn labels_down_the_side_make_one_record() {
        let mut kept = Kept::default();
        assert!(read(&rows(&FORM), &[], &mut kept));
        assert_eq!(
            kept.0,
            [
                "problem_id@A2=2-3 resp_person@D2=工程科(张三); problem@C3=招标不规范 cause@C4=制度不健全 measure@C5=修订办法 progress@C6=已印发 accept_date@C7=2026-06-01 accept_opinion@C7=同意\n审核日期:2026-06-01\n姓名:王五"
            ]
        );
    }

    #[test]
    fn forms_one_under_another_are_told_apart_by_their_titles() {
        let mut kept = Kept::default();
        let two: Vec<&[&str]> = FORM.iter().chain(&FORM).copied().collect();
        assert!(read(&rows(&two), &[], &mut kept));
        assert_eq!(kept.0.len(), 2);
    }

    #[test]
    fn a_ledger_is_no_form() {
        let mut kept = Kept::default();
        let ledger: [&[&str]; 3] =
            [&["序号", "反馈问题", "整改措施", "整改时限"], &["1", "甲", "乙", "2026.6"], &["2", "丙", "丁", "2026.7"]];
        assert!(!read(&rows(&ledger), &[], &mut kept));
    }
}
