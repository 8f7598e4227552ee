//! Typed rows: rectification records (整改台账), risk points (廉政风险防控登记表), and the tables they came from.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::model::cells::Cells;
use crate::model::field::Field;
use crate::model::finding::Refusal;
use crate::model::person::refers_elsewhere;
use crate::model::place::{CellRef, Place};
use crate::model::remark::Remark;
use crate::model::standard::Form;
use crate::model::text::Text;

/// A table's position in `Ledger::tables`.
pub type TableId = u32;

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    /// Problems and how far they are put right, "整改台账".
    Rectification,
    /// Integrity risk points, "廉政风险防控登记表".
    Risk,
    /// The office's directory of inspected units, "单位名录".
    Units,
    /// Functional departments that receive letters, "职能部门".
    Departments,
    /// Who held which post when, "人员".
    People,
    /// Survey ballots, "满意度测评".
    Ballots,
    /// Figures for social-benefit indicators, "社会效益指标".
    Figures,
    /// Points taken off by people, "人工评分".
    ManualScores,
    /// Notices, returns, late reports, bonuses, "事件".
    Events,
    /// The unit's other annual score, "年度其他得分".
    OtherScores,
    /// Recommendation letters and their replies, "巡察建议办理".
    Recommendations,
    /// Findings that do not count, "豁免".
    Waivers,
}

/// Why a row holds no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// A title above the header.
    Title,
    /// An info, instruction or page line.
    Note,
    /// 小计, 合计, 共N项.
    Subtotal,
    /// Signatures and notes at the foot.
    Footer,
    /// 示例.
    Example,
    /// Nothing but a number.
    Blank,
    /// A heading that gives the rows below their category.
    Section,
    /// The header once more.
    RepeatedHeader,
    /// A record in a hidden row, where the office wants those left out.
    Hidden,
}

impl TableKind {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rectification => "整改台账",
            Self::Risk => "廉政风险登记表",
            Self::Units => "单位名录",
            Self::Departments => "职能部门名录",
            Self::People => "人员名录",
            Self::Ballots => "满意度测评",
            Self::Figures => "社会效益指标",
            Self::ManualScores => "人工评分",
            Self::Events => "事件",
            Self::OtherScores => "年度其他得分",
            Self::Recommendations => "巡察建议办理",
            Self::Waivers => "豁免",
        }
    }
}

impl SkipReason {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "标题行",
            Self::Note => "说明行",
            Self::Subtotal => "小计合计行",
            Self::Footer => "表尾",
            Self::Example => "示例行",
            Self::Blank => "空行",
            Self::Section => "分节标题行",
            Self::RepeatedHeader => "重复表头",
            Self::Hidden => "隐藏行",
        }
    }
}

/// One column of a table and what it was taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Position, 0-based.
    pub index: u16,
    /// The header path, parts joined by `▸`.
    pub header: Text,
    /// The field; `None` when the header is in no dictionary.
    pub field: Option<Field>,
    /// Why, in Chinese, for `xuncha layout`.
    pub why: String,
}

/// A table found on a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The file as shown to people.
    pub file: Text,
    /// The sheet.
    pub sheet: Text,
    /// What it lists.
    pub kind: TableKind,
    /// The title above it.
    pub title: Option<Text>,
    /// The unit the table as a whole speaks of, where no column has it.
    pub unit: Option<Text>,
    /// Header rows, 0-based; empty for a form, whose labels stand beside their values.
    pub header_rows: Vec<u32>,
    /// Why these rows are the header, for `xuncha layout`.
    pub cues: Vec<String>,
    /// First row that holds a record, 0-based.
    pub first_row: u32,
    /// Last row that holds a record, 0-based.
    pub last_row: u32,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// The row of each field, 0-based, where the table lies on its side and a record is a column; empty otherwise.
    pub field_rows: Vec<(Field, u32)>,
    /// How many records it gave.
    pub records: u32,
    /// Rows passed over, 0-based, with the reason.
    pub skipped: Vec<(u32, SkipReason)>,
    /// How many of the records stand in hidden rows.
    pub hidden_rows: u32,
    /// The standard form it was filled in on; `None` for an office's own table.
    pub form: Option<Form>,
}

impl Table {
    /// Says whether the table has a column for the field.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// Returns the cell of a field in a record's row, or in its column where the table lies on its side.
    pub fn cell(&self, row: u32, field: Field) -> Option<CellRef> {
        let column = self.columns.iter().find(|column| column.field == Some(field))?;
        let on_its_side = self.field_rows.iter().find(|(known, _)| *known == field).map(|(_, row)| *row);
        Some(CellRef::new(on_its_side.unwrap_or(row), column.index))
    }

    /// Returns the place of a row in this table.
    pub fn place(&self) -> Place {
        Place::file(self.file.clone()).sheet(self.sheet.clone())
    }
}

/// How a problem is to be put right, "整改类型".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// 立行立改.
    Immediate,
    /// 限期整改.
    Limited,
    /// 长期坚持.
    Continuing,
}

impl Cycle {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Immediate => "立行立改",
            Self::Limited => "限期整改",
            Self::Continuing => "长期坚持",
        }
    }
}

/// How far a problem is put right, "整改状态".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 未启动.
    NotStarted,
    /// 整改中.
    InProgress,
    /// 基本完成, 阶段性完成. Not done.
    Stage,
    /// 已完成待验收.
    PendingCheck,
    /// 已完成. Not yet struck off.
    Done,
    /// 已销号.
    Closed,
    /// 持续整改.
    Continuing,
    /// 已取消, 作废.
    Cancelled,
    /// 移送, 转办.
    Referred,
    /// A word in no dictionary, or none.
    #[default]
    Unknown,
}

impl Status {
    /// Every status, in the order reports show them.
    pub const ALL: [Self; 10] = [
        Self::Closed,
        Self::Done,
        Self::PendingCheck,
        Self::Stage,
        Self::Continuing,
        Self::InProgress,
        Self::NotStarted,
        Self::Cancelled,
        Self::Referred,
        Self::Unknown,
    ];

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotStarted => "未启动",
            Self::InProgress => "整改中",
            Self::Stage => "阶段性完成",
            Self::PendingCheck => "待验收",
            Self::Done => "已完成",
            Self::Closed => "已销号",
            Self::Continuing => "持续整改",
            Self::Cancelled => "已取消",
            Self::Referred => "已移送",
            Self::Unknown => "状态不明",
        }
    }

    /// Returns the key used in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Stage => "stage",
            Self::PendingCheck => "pending_check",
            Self::Done => "done",
            Self::Closed => "closed",
            Self::Continuing => "continuing",
            Self::Cancelled => "cancelled",
            Self::Referred => "referred",
            Self::Unknown => "unknown",
        }
    }

    /// Says whether the work is finished: 已完成 or 已销号. Source: `scoring.md` §1.
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Closed)
    }
}

/// How exact a deadline is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A day.
    Day,
    /// A month; stands for its last day.
    Month,
    /// A quarter or half year; stands for its last day.
    Quarter,
    /// A year; stands for its last day.
    Year,
    /// Counted from the feedback date.
    Relative,
    /// No usable deadline.
    #[default]
    None,
}

/// A deadline as understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on time; `None` exactly when the precision is `None`.
    pub date: Option<NaiveDate>,
    /// How exact it is.
    pub precision: Precision,
}

/// One rectification record: a problem, or a measure of a problem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rectification {
    /// The table it stands in.
    pub table: TableId,
    /// Its row, 0-based.
    pub row: u32,
    /// Whether the row is hidden.
    pub hidden: bool,
    /// The mapped cells with their text.
    pub cells: Cells,
    /// The inspected unit, canonical where the directory knows it.
    pub unit: Option<Text>,
    /// The category, from its column or the section row above.
    pub category: Option<Text>,
    /// The rectification class.
    pub cycle: Option<Cycle>,
    /// Day 0 of every clock: the record's own, or its round's.
    pub feedback_date: Option<NaiveDate>,
    /// The deadline in force (the extended one where there is one).
    pub deadline: Deadline,
    /// How far it is.
    pub status: Status,
    /// When the work was done.
    pub done_date: Option<NaiveDate>,
    /// When it was accepted.
    pub accept_date: Option<NaiveDate>,
    /// When it was struck off.
    pub closed_date: Option<NaiveDate>,
    /// The money concerned, in `amount_unit`.
    pub amount: Option<Decimal>,
    /// 元, 千元, 万元 or 亿元, where the header, the info row or the cell says so.
    pub amount_unit: Option<Text>,
}

impl Rectification {
    /// Returns the text of a field as written.
    pub fn text(&self, field: Field) -> Option<&Text> {
        self.cells.text(field)
    }

    /// Returns the problem's number, or the row's serial where there is none.
    pub fn label(&self) -> Option<&Text> {
        self.text(Field::ProblemId).or_else(|| self.text(Field::Seq))
    }

    /// Says whether evidence is named. 无, `/` and dashes name nothing.
    pub fn has_evidence(&self) -> bool {
        self.is_filled(Field::Evidence)
    }

    /// Says whether a field holds more than a placeholder; a person's is not filled by 见上 or 同第1条.
    pub fn is_filled(&self, field: Field) -> bool {
        let is_person = matches!(field, Field::LeadPerson | Field::RespPerson);
        self.cells.is_filled(field) && !(is_person && self.text(field).is_some_and(|text| refers_elsewhere(text)))
    }
}

/// Says whether a text only stands for "nothing": 无, 暂无, `/`, dashes.
///
/// Source: `domain.md` §1.4, row `unknown`.
pub fn is_placeholder(text: &str) -> bool {
    matches!(
        text.trim(),
        "" | "无" | "暂无" | "没有" | "/" | "\\" | "-" | "--" | "—" | "——" | "－" | "／" | "〇" | "空" | "N/A" | "n/a"
    )
}

/// A risk's level, "风险等级".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RiskLevel {
    /// 低.
    Low,
    /// 中.
    Medium,
    /// 高.
    High,
}

impl RiskLevel {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Low => "低",
            Self::Medium => "中",
            Self::High => "高",
        }
    }
}

/// One risk point of a register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Risk {
    /// The table or form it stands in.
    pub table: TableId,
    /// Its row, 0-based.
    pub row: u32,
    /// The mapped cells with their text.
    pub cells: Cells,
    /// The unit the register belongs to.
    pub unit: Option<Text>,
    /// The declared level; the policy has its word on the direction of a series.
    pub level: Option<RiskLevel>,
    /// Whether the level is told by its place in a series, such as 一级、二级、三级.
    pub in_series: bool,
}

impl Risk {
    /// Returns the text of a field as written.
    pub fn text(&self, field: Field) -> Option<&Text> {
        self.cells.text(field)
    }
}

/// Everything read from the office's files.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Tables, in source order.
    pub tables: Vec<Table>,
    /// Rectification records, in source order.
    pub rectifications: Vec<Rectification>,
    /// Risk points, in source order.
    pub risks: Vec<Risk>,
    /// What mapping noticed, in source order.
    pub remarks: Vec<Remark>,
    /// Files that could not be used.
    pub refused: Vec<Refusal>,
    /// Files that were read, as shown to people.
    pub files: Vec<Text>,
}

impl Ledger {
    /// Returns the table of a record.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id as usize]
    }

    /// Returns the place of a row in a table.
    pub fn row_place(&self, table: TableId, row: u32) -> Place {
        self.table(table).place().row(row)
    }

    /// Returns the place of a record's field: its cell, or where the empty cell stands, or the row.
    pub fn field_place(&self, table: TableId, row: u32, cells: &Cells, field: Field) -> Place {
        if let Some(cell) = cells.get(field) {
            return self.table(cell.table).place().cell(cell.at);
        }
        let own = self.table(table);
        match own.cell(row, field) {
            Some(cell) => own.place().cell(cell),
            None => own.place().row(row),
        }
    }

    /// Moves another ledger's contents behind this one's, with table numbers shifted.
    pub fn append(&mut self, mut other: Self) {
        let shift = self.tables.len() as TableId;
        other.shift_tables(shift);
        // The first list is taken as it is: copying a hundred thousand records would need their room twice.
        if self.rectifications.is_empty() {
            std::mem::swap(&mut self.rectifications, &mut other.rectifications);
        }
        self.tables.append(&mut other.tables);
        self.rectifications.append(&mut other.rectifications);
        self.risks.append(&mut other.risks);
        self.remarks.append(&mut other.remarks);
        self.refused.append(&mut other.refused);
        self.files.append(&mut other.files);
    }

    fn shift_tables(&mut self, shift: TableId) {
        for record in &mut self.rectifications {
            record.table += shift;
            record.cells.shift_tables(shift);
        }
        for risk in &mut self.risks {
            risk.table += shift;
            risk.cells.shift_tables(shift);
        }
    }
}
