//! Lays a plan out as a sheet, and says of every cell what must be read from it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::plan::{Between, CATEGORIES, Column, Plan, Record, UNITS};
use super::sheet::{Sheet, Written};
use super::switches;
use super::words::{self, Clock, HEADERS, OTHERS, STATUSES};

/// A record that must be read: for every exported key the values that are right, and its cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// 1-based.
    pub(super) row: usize,
    pub(super) values: BTreeMap<&'static str, Vec<Value>>,
    pub(super) cells: BTreeMap<&'static str, String>,
}

/// A sheet with all that must be read from it.
#[derive(Clone, Default)]
pub(super) struct Laid {
    pub(super) sheet: Sheet,
    pub(super) records: Vec<Expected>,
    /// 1-based rows that are no records, with the reasons that are right.
    pub(super) skipped: Vec<(usize, &'static [&'static str])>,
    pub(super) header_rows: Vec<usize>,
    pub(super) title: Option<String>,
    pub(super) hidden: usize,
    /// The exported field of every column with a heading; `None` for the others.
    pub(super) columns: Vec<(String, Option<&'static str>)>,
}

pub(super) const AS_OF: (i32, u32, u32) = (2026, 10, 31);

/// The unit of the info row.
const REPORTING: &str = "县民政局";

const SECTIONS: [&str; 4] =
    ["一、聚焦党中央决策部署", "二、聚焦群众身边不正之风", "（三）基层党组织建设方面", "四、巡察整改落实方面"];
const SUBTOTALS: [&str; 5] = ["小计", "合计", "总计", "共3项", "小 计"];

/// Footers, one row each; the cells stand three columns apart.
const TAILS: [(&[&str], Reasons); 11] = [
    (&["填表人：张三", "审核人：李四", "联系电话：0000-1234567"], FOOTER),
    (&["主要负责人签字："], FOOTER),
    (&["注：本表一式两份，于每月5日前报送"], FOOTER),
    (&["说明：整改时限以方案为准"], FOOTER),
    (&["备注：1.金额单位为万元；2.长期坚持的不填时限"], FOOTER),
    (&["填表说明：按反馈意见逐条填写"], FOOTER),
    (&["第 2 页,共 9 页"], FOOTER),
    (&["合计"], &["subtotal"]),
    (&["总计"], &["subtotal"]),
    (&["审核人：", "填表日期：2026年10月18日"], FOOTER),
    (&["共3项"], &["subtotal"]),
];

type Reasons = &'static [&'static str];

const FOOTER: Reasons = &["footer", "note"];

/// Returns a cell's A1 address.
pub(super) fn address(row: usize, column: usize) -> String {
    format!("{}{}", letters(column), row + 1)
}

fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

/// Lays a plan out.
pub(super) fn lay(plan: &Plan) -> Laid {
    let mut layout =
        Layout { plan, laid: Laid::default(), row: plan.offset.0, section: None, owners: BTreeMap::new(), serial: 0 };
    layout.above();
    layout.header();
    layout.name_columns();
    for record in &plan.records {
        let adjoining = layout.between(record);
        layout.record(record, adjoining);
    }
    layout.tail();
    layout.laid.sheet.phantom = plan.phantom.map(|(row, column)| (layout.row + row, column));
    layout.laid
}

struct Layout<'p> {
    plan: &'p Plan,
    laid: Laid,
    row: usize,
    section: Option<(&'static str, String)>,
    /// By key: the record that a merged cell began with, as typed, and where.
    owners: BTreeMap<&'static str, (usize, usize, Vec<Value>)>,
    serial: usize,
}

impl Layout<'_> {
    fn first_column(&self) -> usize {
        self.plan.offset.1
    }

    fn last_column(&self) -> usize {
        self.first_column() + self.plan.columns.len() - 1
    }

    /// Returns the first column that is no gap.
    fn leading(&self) -> usize {
        let first = self.plan.columns.iter().position(|column| *column != Column::Gap).expect("a column");
        self.first_column() + first
    }

    fn skip(&mut self, reasons: Reasons) {
        self.laid.skipped.push((self.row + 1, reasons));
        self.row += 1;
    }

    fn line(&mut self, text: &str, reasons: Reasons) {
        let careful = self.plan.columns.contains(&Column::Gap) && !switches::INFO_ROWS_OVER_EMPTY_COLUMNS;
        let first = if careful { self.leading() } else { self.first_column() };
        let last = if self.plan.above.merged && !careful { self.last_column() } else { first };
        self.laid.sheet.spread((self.row, first, self.row, last), text);
        self.skip(reasons);
    }

    fn above(&mut self) {
        let above = self.plan.above;
        if above.annex {
            self.line("附件1", &["note", "title"]);
        }
        if above.title {
            let title = "青山县2026年巡察反馈问题整改台账";
            self.laid.title = Some(title.to_owned());
            self.line(title, &["title"]);
        }
        if self.has_info() {
            let money = if above.money { "    单位：万元" } else { "" };
            self.line(&format!("填报单位（盖章）：{REPORTING}    填报时间：2026年10月18日{money}"), &["note", "title"]);
        }
        if above.cut_off {
            self.line("截至2026年10月31日", &["note", "title"]);
        }
    }

    /// A table without a unit column needs its unit from the info row.
    fn has_info(&self) -> bool {
        self.plan.above.info || !self.plan.has("unit")
    }

    fn heading(&self, column: Column) -> Option<String> {
        match column {
            Column::Gap => None,
            Column::Other(other) => Some(OTHERS[other].to_owned()),
            Column::Field(field) => Some(ornamented(self.plan.word(field), self.plan.words[field].1)),
        }
    }

    fn header(&mut self) {
        let depth = self.depth();
        self.laid.header_rows = (self.row..self.row + depth).map(|row| row + 1).collect();
        self.write_header(depth);
        self.row += depth;
    }

    /// Returns the runs of neighbouring columns that have a common parent, as positions.
    fn runs(&self, level: usize) -> Vec<(usize, usize)> {
        let joins = |at: usize| {
            let (group, one, two) = self.plan.groups[at];
            let gap = self.plan.columns[at] == Column::Gap || self.plan.columns[at - 1] == Column::Gap;
            !gap && group && (level == 0 || (one && two))
        };
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in 1..self.plan.columns.len() {
            if !joins(at) {
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.1 == at - 1 => run.1 = at,
                _ => runs.push((at - 1, at)),
            }
        }
        runs
    }

    /// The planned depth, as far as there are groups to fill it.
    fn depth(&self) -> usize {
        let inner = self
            .runs(1)
            .iter()
            .any(|run| self.runs(0).iter().any(|outer| outer.0 <= run.0 && run.1 <= outer.1 && *run != *outer));
        let runs = self.runs(0);
        let alone = |at: usize| !runs.iter().any(|run| (run.0..=run.1).contains(&at));
        let all = !(0..self.plan.columns.len()).any(|at| matches!(self.plan.columns[at], Column::Field(_)) && alone(at));
        match self.plan.depth {
            _ if all && !switches::EVERY_COLUMN_BELOW_A_PARENT => 1,
            3 if inner => 3,
            2.. if !runs.is_empty() => 2,
            _ => 1,
        }
    }

    fn write_header(&mut self, depth: usize) {
        let parents = ["问题情况", "整改责任", "整改落实", "基本信息", "其他情况", "整改清单", "有关情况"];
        let (top, left) = (self.row, self.first_column());
        let outer = if depth > 1 { self.runs(0) } else { Vec::new() };
        let inner: Vec<_> =
            if depth > 2 { self.runs(1).into_iter().filter(|run| !outer.contains(run)).collect() } else { Vec::new() };
        for (run, name) in outer.iter().zip(parents) {
            self.laid.sheet.spread((top, left + run.0, top, left + run.1), name);
        }
        for (run, name) in inner.iter().zip(["人员", "进度", "结果", "要点", "材料", "概况", "时间安排"]) {
            self.laid.sheet.spread((top + 1, left + run.0, top + 1, left + run.1), name);
        }
        for (at, column) in self.plan.columns.iter().enumerate() {
            let Some(heading) = self.heading(*column) else { continue };
            let within = |runs: &[(usize, usize)], most: usize| runs.iter().take(most).any(|run| (run.0..=run.1).contains(&at));
            let own = usize::from(within(&outer, 7)) + usize::from(within(&inner, 7));
            self.laid.sheet.spread((top + own, left + at, top + depth - 1, left + at), heading);
        }
    }

    fn name_columns(&mut self) {
        for (at, column) in self.plan.columns.iter().enumerate() {
            let key = match column {
                Column::Gap => continue,
                Column::Other(_) => None,
                Column::Field(field) => Some(HEADERS[*field].0),
            };
            self.laid.columns.push((letters(self.first_column() + at), key));
        }
    }

    /// Writes the rows before a record; says whether the record stands right below another one.
    fn between(&mut self, record: &Record) -> bool {
        let mut adjoining = self.row > *self.laid.header_rows.last().expect("a header");
        for between in &record.before {
            let first = self.laid.records.is_empty();
            let wide = self.plan.columns.len() >= 3;
            match between {
                Between::Empty => self.row += 1,
                Between::Section(at) if wide && !self.plan.has("category") => {
                    let text = SECTIONS[*at];
                    self.laid.sheet.spread((self.row, self.first_column(), self.row, self.last_column()), text);
                    self.section = Some((text, address(self.row, self.first_column())));
                    self.skip(&["section"]);
                }
                Between::Subtotal(at) if !first => {
                    self.laid.sheet.put(self.row, self.leading(), SUBTOTALS[*at]);
                    self.skip(&["subtotal"]);
                }
                Between::Header if !first => {
                    let depth = self.depth();
                    self.write_header(depth);
                    for _ in 0..depth {
                        self.skip(&["repeated-header"]);
                    }
                }
                Between::Numbered if self.plan.has("seq") => {
                    self.serial += 1;
                    let written = serial(self.plan.numbering.1, self.serial);
                    let column = self.column("seq");
                    self.laid.sheet.write(self.row, column, written);
                    self.skip(&["blank"]);
                }
                Between::Page => {
                    self.laid.sheet.put(self.row, self.leading(), "第 2 页,共 9 页");
                    self.skip(FOOTER);
                }
                Between::Example => {
                    self.example();
                    self.skip(&["example"]);
                }
                _ => continue,
            }
            adjoining = false;
        }
        adjoining && !self.laid.records.is_empty()
    }

    fn column(&self, key: &str) -> usize {
        let is_it = |column: &Column| matches!(column, Column::Field(field) if HEADERS[*field].0 == key);
        self.first_column() + self.plan.columns.iter().position(is_it).expect("the column is planned")
    }

    /// A filled line of a template: 示例 in its first cell.
    fn example(&mut self) {
        let (problem, measure) = (self.column("problem"), self.column("measure"));
        let row = self.row;
        self.laid.sheet.put(row, problem, "某项工作不到位");
        self.laid.sheet.put(row, measure, "填写具体措施");
        self.laid.sheet.put(row, self.leading(), "示例");
    }

    fn record(&mut self, record: &Record, adjoining: bool) {
        self.serial += 1;
        let mut expected = Expected { row: self.row + 1, ..Expected::default() };
        let number = self.laid.records.len() + 1;
        for (at, column) in self.plan.columns.iter().enumerate() {
            let column_at = self.first_column() + at;
            match column {
                Column::Gap => {}
                Column::Other(other) if number.is_multiple_of(3) => {
                    self.laid.sheet.put(self.row, column_at, OTHERS[*other].to_owned() + "X")
                }
                Column::Other(other) if number % 3 == 1 => {
                    self.laid.sheet.write(self.row, column_at, Written::Number(*other as f64))
                }
                Column::Other(_) => {}
                Column::Field(field) => self.field(record, *field, column_at, number, adjoining, &mut expected),
            }
        }
        self.derived(record, &mut expected);
        if record.hidden {
            self.laid.sheet.hidden.insert(self.row);
            self.laid.hidden += 1;
        }
        self.laid.records.push(expected);
        self.row += 1;
    }

    fn field(&mut self, record: &Record, field: usize, column: usize, number: usize, adjoining: bool, expected: &mut Expected) {
        let key = HEADERS[field].0;
        let same = match key {
            "unit" => record.same.unit,
            "category" => record.same.category,
            "problem_id" => record.same.problem_id,
            "problem" => record.same.problem,
            _ => false,
        };
        if same
            && adjoining
            && let Some((first, _, values)) = self.owners.get(key).cloned()
        {
            self.stretch(first, column);
            expected.values.insert(key, values);
            expected.cells.insert(key, address(first, column));
            return;
        }
        let Some((written, values)) = self.typed(record, key, field, number) else {
            if key != "seq" {
                expected.values.insert(key, vec![Value::Null]);
            }
            return;
        };
        self.owners.insert(key, (self.row, column, values.clone()));
        self.laid.sheet.write(self.row, column, written);
        expected.values.insert(key, values);
        expected.cells.insert(key, address(self.row, column));
    }

    /// Lets a cell above reach down to this row.
    fn stretch(&mut self, first: usize, column: usize) {
        let row = self.row;
        match self.laid.sheet.merges.iter_mut().find(|area| (area.0, area.1) == (first, column)) {
            Some(area) => area.2 = row,
            None => self.laid.sheet.merges.push((first, column, row, column)),
        }
    }

    /// Returns what is typed for a field, and what must be exported.
    fn typed(&self, record: &Record, key: &str, field: usize, number: usize) -> Option<(Written, Vec<Value>)> {
        let plain = |text: &str| (Written::Text(text.to_owned()), vec![json!(text)]);
        let day = |dated: &Option<(usize, NaiveDate)>| {
            dated.map(|(form, date)| (words::written_day(form, date), vec![json!(date.to_string())]))
        };
        match key {
            "seq" => Some((serial(self.plan.numbering.1, self.serial), Vec::new())),
            "problem_id" => {
                let written = problem_id(self.plan.numbering.0, number);
                let shown = written.shown();
                Some((written, vec![json!(shown)]))
            }
            // Units are exported without the spaces and line breaks around them.
            "unit" if number % 4 == 2 => {
                Some((Written::Text(format!("{}\n", UNITS[record.unit])), vec![json!(UNITS[record.unit])]))
            }
            "unit" => Some(plain(UNITS[record.unit])),
            "category" => Some(plain(CATEGORIES[record.category])),
            "problem" => Some(plain(&format!("{}（{number}）", record.problem()))),
            "measure" => Some(plain(record.measure())),
            "lead_person" => record.lead().map(plain),
            "resp_person" => record.person().map(plain),
            "round" => record.free[0].map(|_| plain("十二届三轮")),
            "progress" => record.free(0).map(plain),
            "evidence" => record.free(1).map(plain),
            "mechanism" => record.free(2).map(plain),
            "remark" => record.free(3).map(plain),
            "amount" => record.amount().map(|(written, decimal)| (written, vec![json!(decimal)])),
            "feedback_date" => day(&record.feedback),
            "done_date" => day(&record.done),
            "closed_date" => day(&record.closed),
            "deadline" => {
                let deadline = self.deadline(record);
                let dates = deadline.dates.iter().map(|date| json!(date.map(|date| date.to_string()))).collect();
                Some((deadline.written, dates))
            }
            "status" => {
                let asks = self.plan.word(field).starts_with("是否");
                let word = record.status.map(|at| if asks { &words::ANSWERS[at % 2] } else { &STATUSES[at] });
                word.map(|word| {
                    (Written::Text(word.word.to_owned()), word.meanings.iter().map(|meaning| json!(meaning)).collect())
                })
            }
            "cycle" => record.cycle.map(|at| (Written::Text(words::CYCLES[at].0.to_owned()), vec![json!(words::CYCLES[at].1)])),
            other => unreachable!("{other} has no words"),
        }
    }

    fn deadline(&self, record: &Record) -> words::Deadline {
        let (y, m, d) = AS_OF;
        let as_of = NaiveDate::from_ymd_opt(y, m, d).expect("a date");
        let feedback = record.feedback.filter(|_| self.plan.has("feedback_date")).map(|(_, date)| date);
        let stated = self.has_info() || self.plan.above.cut_off;
        words::deadline(record.deadline.0, record.deadline.1, Clock { feedback, stated, as_of })
    }

    /// What several cells, or the rows above, say together.
    fn derived(&self, record: &Record, expected: &mut Expected) {
        let null = || vec![Value::Null];
        let own_cycle = expected.values.remove("cycle").filter(|values| *values != null());
        let mut cycles = Vec::new();
        if self.plan.has("deadline") {
            let deadline = self.deadline(record);
            expected.values.insert("deadline_precision", deadline.precisions.iter().map(|precision| json!(precision)).collect());
            expected.values.insert("deadline_text", vec![json!(deadline.written.shown())]);
            cycles.extend(deadline.cycle.map(|cycle| json!(cycle)));
        }
        // §1.5: a status word in a date column fills an empty status.
        let misplaced = self.plan.has("deadline") && self.deadline(record).written.shown() == "已完成";
        if !expected.cells.contains_key("status") && misplaced {
            expected.values.insert("status", vec![json!("done")]);
            expected.values.insert("status_text", vec![json!("已完成")]);
            expected.cells.insert("status", expected.cells["deadline"].clone());
        } else if !expected.cells.contains_key("status") {
            expected.values.insert("status", vec![json!("unknown")]);
        } else {
            let field = HEADERS.iter().position(|(key, _)| *key == "status").expect("status has words");
            let written = self.typed(record, "status", field, 0).map(|(written, _)| written.shown()).unwrap_or_default();
            // §1.4: 已完成并长期坚持 is done, and goes on; whether 长期坚持 as a status is also a class is not said.
            if written == "已完成并长期坚持" && cycles.is_empty() {
                cycles.push(json!("continuing"));
            } else if written.contains("长期") || written.contains("持续") {
                cycles.push(json!("continuing"));
                cycles.push(Value::Null);
            }
            expected.values.insert("status_text", vec![json!(written)]);
        }
        match own_cycle {
            // The class column and the deadline may contradict each other: then both are right.
            Some(own) => cycles.extend(own),
            None if cycles.is_empty() => cycles.push(Value::Null),
            None => {}
        }
        expected.values.insert("cycle", cycles);
        if let Some((section, at)) = &self.section {
            expected
                .values
                .insert("category", vec![json!(section), json!(section.split_once(['、', '）']).map(|(_, name)| name))]);
            expected.cells.insert("category", at.clone());
        }
        if !self.plan.has("unit") {
            expected.values.insert("unit", vec![json!(REPORTING)]);
            let info = self
                .laid
                .skipped
                .iter()
                .map(|(row, _)| *row)
                .nth(usize::from(self.plan.above.annex) + usize::from(self.plan.above.title));
            let column = self.laid.sheet.cells.range((info.expect("an info row") - 1, 0)..).next().expect("its cell").0.1;
            expected.cells.insert("unit", address(info.expect("an info row") - 1, column));
        }
        if expected.cells.contains_key("amount") {
            let field = HEADERS.iter().position(|(key, _)| *key == "amount").expect("amount has words");
            let written = expected.values["amount"].clone();
            let in_cell = ["8", "3"].iter().any(|amount| written == [json!(amount)]);
            let named = self.plan.word(field).contains("万元") || (self.has_info() && self.plan.above.money);
            let units = if named {
                vec![json!("万元")]
            } else if in_cell {
                vec![json!("万元"), Value::Null]
            } else {
                null()
            };
            expected.values.insert("amount_unit", units);
        } else {
            expected.values.insert("amount_unit", null());
        }
    }

    fn tail(&mut self) {
        for at in &self.plan.tail {
            let (cells, reasons) = TAILS[*at];
            let shown = if switches::FOOTERS_BELOW_ANY_COLUMNS { cells.len() } else { 1 };
            for (index, text) in cells.iter().take(shown).enumerate() {
                let column = if index == 0 { self.leading() } else { self.leading() + 3 * index };
                self.laid.sheet.put(self.row, column, *text);
            }
            self.skip(reasons);
        }
    }
}

/// Returns a header as offices distort it: line breaks, inner and trailing spaces, brackets, colons. §1.2.
fn ornamented(word: &str, ornament: usize) -> String {
    let half = word.chars().count() / 2;
    let split = |with: &str| word.chars().take(half).chain(with.chars()).chain(word.chars().skip(half)).collect::<String>();
    match ornament {
        1 => split("\n"),
        2 => split(" "),
        3 => split("　"),
        4 => format!("{word}\n"),
        5 => word.replace('（', "(").replace('）', ")"),
        6 => format!("{word}："),
        7 => split("\u{200B}"),
        _ => word.to_owned(),
    }
}

fn problem_id(style: usize, number: usize) -> Written {
    Written::Text(match style {
        0 => format!("2026-{number:03}"),
        1 => return Written::Number(number as f64),
        2 => format!("（{number}）"),
        3 => format!("一-{number}-(2)"),
        4 => format!("{number:03}"),
        _ => format!("（一）{number}"),
    })
}

fn serial(style: usize, number: usize) -> Written {
    match style {
        0 => Written::Number(number as f64),
        1 => Written::Text(number.to_string()),
        2 => Written::Text(format!("{number}.")),
        _ => Written::Text(format!("（{number}）")),
    }
}
