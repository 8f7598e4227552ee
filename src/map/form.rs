//! One-page forms of a problem (整改归零表, 销号审批表) or of a person's risk point: labels down the side, values beside or
//! below them.
//!
//! Source: `domain.md` §1.1 L8 and §2.3, form C and reader rules. Forms with a list of risk points inside are read as tables
//! with labels around them.

use std::collections::HashSet;

use crate::map::body::{Filled, Mapped};
use crate::map::dictionary::{Dictionary, Meaning};
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

/// Labels of a risk form that name the unit; in a register they head the column of departments.
const UNIT_LABELS: [&str; 4] = ["单位", "单位名称", "所在单位", "填报单位"];

/// Labels of a risk form that tell nothing a risk point has.
const OTHER_LABELS: [&str; 9] =
    ["性别", "年龄", "政治面貌", "性别/政治面貌", "填表人", "审核人", "本人签字", "联系电话", "填表日期"];

/// Reads the forms of a small sheet; `false` when it holds none.
pub(super) fn read(rows: &[Row], merges: &[Area], sink: &mut dyn Sink) -> bool {
    [TableKind::Rectification, TableKind::Risk].into_iter().any(|kind| {
        let forms: Vec<Form> = pages(rows, kind).into_iter().filter_map(|page| Form::of(page, merges, kind)).collect();
        for form in &forms {
            form.hand_on(sink);
        }
        !forms.is_empty()
    })
}

/// Splits a sheet where a form begins: at its title, or where the label the first form began with comes again.
fn pages(rows: &[Row], kind: TableKind) -> Vec<&[Row]> {
    let titles: Vec<usize> = (0..rows.len()).filter(|at| is_title(&rows[*at])).collect();
    let first = rows.iter().find_map(|row| leading_label(row, kind));
    let labels = (0..rows.len()).filter(|at| first.is_some() && leading_label(&rows[*at], kind) == first);
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
    kind: TableKind,
    rows: &'r [Row],
    cells: Vec<Filled>,
    /// How usual the label of each cell is for its meaning.
    rarities: Vec<u16>,
    columns: Vec<Column>,
    labels: Vec<u32>,
}

impl<'r> Form<'r> {
    fn of(rows: &'r [Row], merges: &[Area], kind: TableKind) -> Option<Self> {
        let beside: HashSet<Field> = rows.iter().filter_map(|row| leading_label(row, kind)).collect();
        let is_risk = kind == TableKind::Risk;
        // Labels one behind another are the header of a list.
        let lists = if is_risk {
            rows.iter().any(|row| labels_together(row, kind) >= 3)
        } else {
            rows.iter().any(|row| labels_in(row, kind) > 3)
        };
        // Several values beside one label are a ledger turned on its side; its records would be lost but for the first.
        let of_content = |field: Field| matches!(field, Field::RiskPoint | Field::RiskDesc | Field::Level | Field::Measure);
        let beside_one = |row: &&Row| leading_label(row, kind).is_some_and(|field| !is_risk || of_content(field));
        let on_its_side = rows.iter().filter(beside_one).filter(|row| values_beside(row, kind) > 1).count() > 1;
        let subject: &[Field] = if is_risk { &[Field::RiskPoint, Field::RiskDesc] } else { &[Field::Problem] };
        let has_subject = subject.iter().any(|field| beside.contains(field));
        if beside.len() < LEAST_LABELS || lists || on_its_side || !has_subject {
            return None;
        }
        let mut form = Self { kind, rows, cells: Vec::new(), rarities: Vec::new(), columns: Vec::new(), labels: Vec::new() };
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
            if let Some((meaning, text)) = inline(value, self.kind) {
                self.add(here, meaning, here, Value::Text(text));
                continue;
            }
            let Some(meaning) = meaning(value, self.kind) else { continue };
            let is_value = |next: &Value| !is_label(next, self.kind);
            let beside = filled.get(index).filter(|(_, next)| is_value(next));
            if let Some((next, value)) = beside {
                self.add(here, meaning, CellRef::new(row.index, *next), (*value).clone());
                index += 1;
            } else if let Some((at, value)) = below(self.rows, position, *column, merges, self.kind) {
                self.add(here, meaning, at, value);
            } else {
                self.columns.push(column_of(here, meaning.field));
            }
        }
    }

    fn add(&mut self, label: CellRef, Meaning { field, rarity }: Meaning, at: CellRef, value: Value) {
        if let Some(known) = self.cells.iter().position(|cell| cell.field == field) {
            // 岗位 says what the post is, 职务 only the rank.
            if self.kind == TableKind::Risk && self.rarities[known] > rarity {
                self.cells[known] = Filled { field, at, value };
                self.rarities[known] = rarity;
            }
            return;
        }
        if field == Field::AcceptOpinion
            && let Some(date) = dated(&value)
        {
            self.cells.push(Filled { field: Field::AcceptDate, at, value: date });
            self.rarities.push(0);
        }
        self.labels.push(label.row);
        // The unit of a person's form is the unit of the page, as in a register.
        if self.kind != TableKind::Risk || field != Field::Unit {
            self.columns.push(column_of(at, field));
        }
        self.cells.push(Filled { field, at, value });
        self.rarities.push(rarity);
    }

    fn hand_on(&self, sink: &mut dyn Sink) {
        let first_label = self.labels.first().copied().unwrap_or(0);
        let above: Vec<Row> = self.rows.iter().take_while(|row| row.index < first_label).cloned().collect();
        let is_risk = self.kind == TableKind::Risk;
        let unit_row = self.cells.iter().find(|cell| is_risk && cell.field == Field::Unit).map(|cell| cell.at.row);
        let telling = |row: &&Row| row.index < first_label || Some(row.index) == unit_row;
        let facts = Facts::of(&self.rows.iter().filter(telling).cloned().collect::<Vec<_>>());
        let header = Header { start: 0, depth: 0, kind: self.kind, columns: self.columns.clone(), parts: Default::default() };
        sink.begin(&header, &facts);
        let is_subject = |cell: &&Filled| matches!(cell.field, Field::Problem | Field::RiskPoint | Field::RiskDesc);
        let row = self.cells.iter().find(is_subject).map_or(first_label, |cell| cell.at.row);
        sink.record(Mapped { row, cells: self.cells.clone(), ..Mapped::default() });
        let skipped = above.iter().map(|row| (row.index, crate::model::ledger::SkipReason::Title)).collect();
        sink.end(Found {
            header,
            header_rows: Vec::new(),
            cues: vec![
                format!("左侧有 {} 个标签是{}的用词", self.cells.len(), self.kind.label()),
                "标签右边或下边就是内容".to_owned(),
            ],
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

/// Returns what a label of a problem's form means.
pub(super) fn label(value: &Value) -> Option<Field> {
    meaning(value, TableKind::Rectification).map(|meaning| meaning.field)
}

fn meaning(value: &Value, kind: TableKind) -> Option<Meaning> {
    let Value::Text(text) = value else { return None };
    let folded = fold::header(text);
    let bare = fold::without_brackets(&folded);
    if bare.chars().count() > LONGEST_LABEL {
        return None;
    }
    let is_risk = kind == TableKind::Risk;
    if !is_risk && (folded.ends_with("审核意见") || folded.ends_with("验收意见")) {
        return Some(Meaning { field: Field::AcceptOpinion, rarity: 0 });
    }
    if is_risk && UNIT_LABELS.contains(&bare.as_str()) {
        return Some(Meaning { field: Field::Unit, rarity: 0 });
    }
    Dictionary::of(kind).whole(&folded)
}

/// Returns the pair of `问题序号:2-3`.
fn inline(value: &Value, kind: TableKind) -> Option<(Meaning, Text)> {
    let Value::Text(text) = value else { return None };
    let (name, rest) = text.split_once(['：', ':'])?;
    let meaning = meaning(&Value::Text(name.into()), kind)?;
    let rest = fold::tidy(rest);
    (!rest.is_empty()).then(|| (meaning, rest.into()))
}

/// Says whether a cell is a label, or holds one with its value.
fn is_label(value: &Value, kind: TableKind) -> bool {
    let is_other = || OTHER_LABELS.contains(&fold::header(&value.display()).as_str());
    meaning(value, kind).is_some() || inline(value, kind).is_some() || (kind == TableKind::Risk && is_other())
}

/// Returns the label a row begins with.
fn leading_label(row: &Row, kind: TableKind) -> Option<Field> {
    let (_, value) = row.cells.iter().find(|(_, value)| !value.is_blank())?;
    let meaning = meaning(value, kind).or_else(|| inline(value, kind).map(|(meaning, _)| meaning));
    meaning.map(|meaning| meaning.field)
}

/// Counts the cells behind a row's first label that are neither labels nor carry one.
fn values_beside(row: &Row, kind: TableKind) -> usize {
    let filled = row.cells.iter().filter(|(_, value)| !value.is_blank());
    filled.skip(1).filter(|(_, value)| !is_label(value, kind)).count()
}

fn labels_in(row: &Row, kind: TableKind) -> usize {
    row.cells.iter().filter(|(_, value)| meaning(value, kind).is_some()).count()
}

/// Counts the most labels of a row that stand one behind another, no value between them.
fn labels_together(row: &Row, kind: TableKind) -> usize {
    let filled: Vec<&Value> = row.cells.iter().map(|(_, value)| value).filter(|value| !value.is_blank()).collect();
    filled.split(|value| meaning(value, kind).is_none()).map(<[_]>::len).max().unwrap_or(0)
}

/// Returns the value below a label whose right-hand neighbours are empty, unless that is a label too.
fn below(rows: &[Row], position: usize, column: u16, merges: &[Area], kind: TableKind) -> Option<(CellRef, Value)> {
    let row = rows.get(position + 1)?;
    let value = row.get(column).filter(|value| !value.is_blank() && !is_label(value, kind))?;
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
    fn a_person_s_risk_form_is_one_risk_point() {
        let mut kept = Kept::default();
        let form: [&[&str]; 9] = [
            &["个人岗位廉政风险防控登记表"],
            &["单位：县民政局"],
            &["姓名", "钱进", "性别", "男", "职务", "股长"],
            &["科室", "低保股", "岗位", "低保审核", "政治面貌", "党员"],
            &["岗位职责", "负责低保审核"],
            &["风险点", "优亲厚友违规审批"],
            &["风险等级", "□高 ☑中 □低"],
            &["防控措施", "1.集体会审；2.公示"],
            &["本人签字", "", "审核人"],
        ];
        assert!(read(&rows(&form), &[], &mut kept));
        assert_eq!(
            kept.0,
            [
                "unit@A2=县民政局 holder@B3=钱进 post@D4=低保审核 dept@B4=低保股 power@B5=负责低保审核 risk_point@B6=优亲厚友违规审批 level@B7=□高 ☑中 □低 measure@B8=1.集体会审；2.公示"
            ]
        );
        // A list inside the form is read as a table.
        let listed: [&[&str]; 6] = [
            &["姓名", "钱进", "岗位", "低保审核"],
            &["科室", "低保股"],
            &["岗位职责", "负责低保审核"],
            &["风险点", "风险等级", "防控措施"],
            &["优亲厚友", "高", "公示"],
            &["截留资金", "高", "会审"],
        ];
        assert!(!read(&rows(&listed), &[], &mut Kept::default()));
    }

    #[test]
    fn a_ledger_is_no_form() {
        let mut kept = Kept::default();
        let ledger: [&[&str]; 3] =
            [&["序号", "反馈问题", "整改措施", "整改时限"], &["1", "甲", "乙", "2026.6"], &["2", "丙", "丁", "2026.7"]];
        assert!(!read(&rows(&ledger), &[], &mut kept));
    }
}
