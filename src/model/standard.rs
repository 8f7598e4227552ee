//! The standard forms, "统一表样", that an office hands out to its units: versions, and the words to choose from.
//!
//! Making the empty workbook is left to `blank`, knowing a filled one again to `map`, judging it to `check`.

use crate::model::field::Field;
use crate::model::ledger::{Cycle, RiskLevel, Status, TableKind};
use crate::model::place::CellRef;
use crate::model::text::Text;

/// What the visible line above a form begins with; its version follows.
pub const NAME: &str = "统一表样";

/// The sheet of a form that explains its columns.
pub const GUIDE: &str = "填写说明";

/// The sheet of a form that lists what can be chosen.
pub const LISTS: &str = "选项";

/// The stamp of the form a table was filled in on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The version as written.
    pub version: Text,
    /// The cell of the stamp.
    pub at: CellRef,
    /// The lists of the workbook's own sheet 选项; empty when that sheet is gone.
    pub lists: Vec<List>,
}

/// What could be chosen for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The field.
    pub field: Field,
    /// The choices, in the order they were offered.
    pub words: Vec<Text>,
}

/// A version of the forms, and what it changed in the one before.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// The version: the year, and its number in that year.
    pub version: &'a str,
    /// What it changed in the columns.
    pub changes: &'a [Change<'a>],
}

/// One change of a form's columns.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The form that changed.
    pub kind: TableKind,
    /// The heading as it was; `None` for a new column.
    pub was: Option<&'a str>,
    /// The heading as it is; `None` for a column that was dropped.
    pub is: Option<&'a str>,
}

/// Every version of the forms, the newest last. A change of a form's columns is a new entry here.
pub const REVISIONS: &[Revision<'static>] = &[Revision { version: "2026-1", changes: &[] }];

/// Returns the version of the forms that are made now.
pub fn version() -> &'static str {
    REVISIONS.last().map_or("", |revision| revision.version)
}

/// Returns the visible line of a form.
pub fn stamp() -> String {
    format!("{NAME} {}", version())
}

/// Says how a form's version differs from the newest one; `None` when it is the newest.
pub fn difference(version: &str, kind: TableKind, revisions: &[Revision<'_>]) -> Option<String> {
    let newest = revisions.last()?.version;
    if version == newest {
        return None;
    }
    let Some(known) = revisions.iter().position(|revision| revision.version == version) else {
        return Some(format!("表样版本「{version}」不是本程序认得的，本程序的表样是「{newest}」"));
    };
    let since = revisions.iter().skip(known + 1).flat_map(|revision| revision.changes);
    let changes: Vec<String> = since.filter(|change| change.kind == kind).filter_map(Change::told).collect();
    let changes = if changes.is_empty() { "各列没有变".to_owned() } else { changes.join("，") };
    Some(format!("表样版本「{version}」不是现行的「{newest}」，此后{changes}"))
}

impl Change<'_> {
    /// Tells the change; `None` for one that says nothing.
    fn told(&self) -> Option<String> {
        match (self.was, self.is) {
            (Some(was), Some(is)) => Some(format!("「{was}」改名为「{is}」")),
            (None, Some(is)) => Some(format!("新增「{is}」")),
            (Some(was), None) => Some(format!("删去「{was}」")),
            (None, None) => None,
        }
    }
}

/// Problem categories that an office begins with. Source: `domain.md` §9 `category_focus_2025`, 四个聚焦.
const CATEGORIES: [&str; 4] = [
    "党中央决策部署在基层落实情况",
    "群众身边不正之风和腐败问题",
    "基层党组织和党员队伍建设",
    "巡察审计等监督发现问题整改落实和成果运用",
];

/// Kinds of integrity risks. Source: `domain.md` §2.1, `risk_type`.
const RISK_TYPES: [&str; 5] = ["思想道德风险", "岗位职责风险", "业务流程风险", "制度机制风险", "外部环境风险"];

/// Degrees of likelihood and impact, from 1 up. Source: `domain.md` §2.2, by matrix.
pub const DEGREES: [&str; 4] = ["极小", "较小", "较大", "极大"];

/// Whether something is so.
const YES_OR_NO: [&str; 2] = ["是", "否"];

/// Returns what can be chosen for a field of a form; `None` when it is written freely. Units are the directory's.
pub fn choices(kind: TableKind, field: Field) -> Option<Vec<&'static str>> {
    let words = match (kind, field) {
        (TableKind::Rectification, Field::Category) => CATEGORIES.to_vec(),
        (TableKind::Rectification, Field::Cycle) => {
            [Cycle::Immediate, Cycle::Limited, Cycle::Continuing].map(Cycle::label).to_vec()
        }
        (TableKind::Rectification, Field::Status) => {
            // The order of the work: not started first, what is not counted last.
            let known = |status: &Status| *status != Status::Unknown;
            let mut statuses: Vec<Status> = Status::ALL.into_iter().filter(known).collect();
            statuses.sort();
            statuses.into_iter().map(Status::label).collect()
        }
        (TableKind::Rectification, Field::ClosedFlag) => YES_OR_NO.to_vec(),
        (TableKind::Risk, Field::RiskType) => RISK_TYPES.to_vec(),
        (TableKind::Risk, Field::Likelihood | Field::Impact) => DEGREES.to_vec(),
        (TableKind::Risk, Field::Level) => [RiskLevel::High, RiskLevel::Medium, RiskLevel::Low].map(RiskLevel::label).to_vec(),
        _ => return None,
    };
    Some(words)
}

/// Says whether an office decides itself what can be chosen for a field, on the sheet 选项 of the form it hands out.
pub fn is_offices_own(field: Field) -> bool {
    matches!(field, Field::Unit | Field::Category | Field::RiskType)
}

#[cfg(test)]
mod tests {
    use super::{Change, REVISIONS, Revision, choices, difference, version};
    use crate::model::field::Field;
    use crate::model::ledger::TableKind;

    /// Versions that never were: what matters is how they are told.
    const MADE_UP: &[Revision<'static>] = &[
        Revision { version: "1-1", changes: &[] },
        Revision {
            version: "1-2",
            changes: &[
                Change { kind: TableKind::Rectification, was: None, is: Some("甲") },
                Change { kind: TableKind::Rectification, was: Some("乙"), is: Some("丙") },
                Change { kind: TableKind::Risk, was: Some("戊"), is: None },
            ],
        },
        Revision { version: "2-1", changes: &[Change { kind: TableKind::Rectification, was: Some("丁"), is: None }] },
    ];

    fn told(version: &str, kind: TableKind) -> Option<String> {
        difference(version, kind, MADE_UP)
    }

    #[test]
    fn the_newest_version_differs_in_nothing() {
        assert_eq!(told("2-1", TableKind::Rectification), None);
        assert_eq!(difference(version(), TableKind::Risk, REVISIONS), None);
    }

    #[test]
    fn an_old_version_is_told_with_every_column_that_changed_since() {
        let expected = "表样版本「1-1」不是现行的「2-1」，此后新增「甲」，「乙」改名为「丙」，删去「丁」";
        assert_eq!(told("1-1", TableKind::Rectification).as_deref(), Some(expected));
        let later = "表样版本「1-2」不是现行的「2-1」，此后删去「丁」";
        assert_eq!(told("1-2", TableKind::Rectification).as_deref(), Some(later));
        let register = "表样版本「1-2」不是现行的「2-1」，此后各列没有变";
        assert_eq!(told("1-2", TableKind::Risk).as_deref(), Some(register));
    }

    #[test]
    fn a_version_nobody_knows_is_told_as_such() {
        let unknown = "表样版本「9-9」不是本程序认得的，本程序的表样是「2-1」";
        assert_eq!(told("9-9", TableKind::Risk).as_deref(), Some(unknown));
    }

    #[test]
    fn what_is_chosen_are_the_words_of_the_model() {
        let statuses = choices(TableKind::Rectification, Field::Status).expect("a list");
        assert_eq!((statuses.len(), statuses[0], statuses[8]), (9, "未启动", "已移送"));
        assert_eq!(choices(TableKind::Risk, Field::Level).expect("a list"), ["高", "中", "低"]);
        assert_eq!(choices(TableKind::Rectification, Field::Problem), None);
    }
}
