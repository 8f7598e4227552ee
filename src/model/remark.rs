//! What reading and mapping noticed without judging it.

use crate::model::field::Field;
use crate::model::place::Place;
use crate::model::text::Text;

/// What reading and mapping noticed without judging it; `check` turns each kind into findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkKind {
    /// A mapped cell holds an error value.
    ErrorCell,
    /// A mapped cell holds a formula without a saved result.
    FormulaWithoutValue,
    /// A deadline is a number such as 2026.1 that may have been 2026.10.
    AmbiguousMonth,
    /// A date cell could not be read.
    UnreadableDate,
    /// A deadline could not be read.
    UnreadableDeadline,
    /// A date had no year, or one of two digits; what it lacks was assumed.
    YearAssumed,
    /// Words stand behind a date: an extension, or something that was not used.
    DateNote,
    /// A deadline counts from a feedback date that nobody gave.
    NoFeedbackDate,
    /// Working days of a year without a holiday plan were counted from Monday to Friday.
    HolidaysUnknown,
    /// A date column holds a status word.
    StatusInDateColumn,
    /// A number column holds a date.
    DateInIdColumn,
    /// A total differs from the rows above it.
    TotalMismatch,
    /// An amount could not be read.
    UnreadableAmount,
    /// A sheet is hidden; the detail says so where it was used all the same.
    HiddenSheet,
    /// A sheet repeats what other sheets hold and was not counted.
    SummarySheet,
    /// A sheet held no known table.
    NoTable,
    /// A table has a header and no record.
    NoRecords,
    /// A unit is not in the directory.
    UnknownUnit,
    /// A unit was recognised by what the office answered about its name.
    AnsweredUnit,
    /// A value was taken from the row above: 同上.
    Ditto,
    /// A record is listed in one of the joined lists only.
    JoinMissing,
    /// A column of the pinned layout has another name.
    ColumnRenamed,
    /// A column of the pinned layout is not there.
    ColumnGone,
    /// A column of the pinned layout stands elsewhere.
    ColumnMoved,
    /// A column that is used is not in the pinned layout.
    ColumnAdded,
    /// A table does not fit the layout pinned for its file.
    LayoutChanged,
    /// A column was recognised by its values alone.
    ColumnByContent,
    /// Blank cells of a csv were filled from the record above.
    FilledDown,
    /// A round is not among those the office set down.
    UnknownRound,
    /// An event is of a kind that only a policy can know.
    EventKind,
    /// A row of the manual-scores workbook names an item that only a policy can know.
    ManualItem,
    /// A row of a survey, manual-score, event, other-score or recommendation table could not be used; the detail says why
    /// and what to do.
    InputRow,
    /// The weights of a unit's strata in the surveys are not whole; the detail names them.
    SurveyWeights,
    /// A filled cell of the indicator workbook is no plain number; the detail is its column.
    UnreadableFigure,
    /// A column of a table of the indicator workbook, by which only a policy can tell what is missing.
    FigureColumn,
}

/// One such notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// What was noticed.
    pub kind: RemarkKind,
    /// Where.
    pub place: Place,
    /// In which column.
    pub field: Option<Field>,
    /// The unit concerned.
    pub unit: Option<Text>,
    /// The problem's number.
    pub record: Option<Text>,
    /// The value seen.
    pub value: Option<Text>,
    /// What was expected or assumed, for people.
    pub detail: String,
}

impl Remark {
    /// Returns the value seen, empty when there is none.
    pub fn seen(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }
}
