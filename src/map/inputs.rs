//! Survey, figure, manual-score, event, other-score and recommendation workbooks (测评).

use rust_decimal::Decimal;

use crate::error::{Error, catch_panics};
use crate::map::body::Mapped;
use crate::map::date::{self, Year};
use crate::map::facts::Facts;
use crate::map::fold::{self, fold};
use crate::map::header::{Header, Sought};
use crate::map::sheet::{self, Found, Sink};
use crate::map::{Context, amount, record};
use crate::model::field::Field;
use crate::model::finding::RefusalReason;
use crate::model::inputs::{
    Ballots, Event, EventKind, EventWord, Figures, InputCell, Inputs, ManualDeduction, NoticeLevel, OtherScore, Recommendation,
    word,
};
use crate::model::ledger::{TableKind, is_placeholder};
use crate::model::place::{CellRef, Place};
use crate::model::remark::{Remark, RemarkKind};
use crate::model::text::Text;
use crate::model::workbook::{Book, Value};

/// The kinds of table in such workbooks, most specific first.
const KINDS: [TableKind; 6] = [
    TableKind::Ballots,
    TableKind::ManualScores,
    TableKind::Events,
    TableKind::OtherScores,
    TableKind::Recommendations,
    TableKind::Figures,
];

/// Reads one such workbook. A row that cannot be understood is left out and noted at its cell: a figure that moves points
/// is never passed over, and one slip does not void what others wrote.
///
/// # Errors
///
/// `ErrorKind::Input`: `NotATable` when nothing is recognised, `Corrupt` when a sheet breaks off.
pub fn inputs(book: &mut dyn Book, context: &Context<'_>) -> Result<Inputs, Error> {
    let file = book.file().clone();
    let mut all = Inputs::default();
    let mut tables = 0;
    for position in 0..book.sheets().len() {
        let info = book.sheets()[position].clone();
        if info.hidden {
            continue;
        }
        let place = Place::file(file.clone()).sheet(info.name);
        let mut reader = Reader {
            context,
            place,
            kind: TableKind::Figures,
            headers: Vec::new(),
            fields: Vec::new(),
            inputs: Inputs::default(),
            tables: 0,
        };
        catch_panics(|| {
            let mut rows = book.open(position)?;
            sheet::read(rows.as_mut(), Sought { kinds: &KINDS, layouts: &[], parts: false }, &mut reader)
        })?;
        tables += reader.tables;
        all.append(reader.inputs);
    }
    if tables == 0 {
        let error = Error::input(RefusalReason::NotATable, "没有找到测评、评分或事件的表头").at(Place::file(file));
        return Err(error.hint("表头要有「单位名称」，以及「满意」「扣分」「事件类型」「年度其他得分」之一"));
    }
    Ok(all)
}

struct Reader<'a, 'c> {
    context: &'a Context<'c>,
    place: Place,
    kind: TableKind,
    headers: Vec<(u16, Text)>,
    fields: Vec<(u16, Field)>,
    inputs: Inputs,
    tables: u32,
}

impl Sink for Reader<'_, '_> {
    fn begin(&mut self, header: &Header, _facts: &Facts) {
        self.kind = header.kind;
        self.tables += 1;
        self.fields = header.columns.iter().filter_map(|column| Some((column.index, column.field?))).collect();
        self.headers = header.columns.iter().map(|column| (column.index, column.header.clone())).collect();
    }

    fn record(&mut self, mapped: Mapped) {
        if let Err(slip) = self.read(&mapped) {
            self.note_slip(slip, &mapped);
        }
    }

    fn end(&mut self, found: Found) {
        let Some(row) = found.header_rows.last().filter(|_| found.header.kind == TableKind::Figures && found.records > 0) else {
            return;
        };
        for column in found.header.columns.iter().filter(|column| !fold(&column.header).is_empty()) {
            let at = CellRef::new(*row, column.index);
            self.note_figure(RemarkKind::FigureColumn, at, None, column.header.clone(), String::new());
        }
    }
}

/// What keeps a row from being used.
struct Slip {
    /// What is wrong, one Chinese sentence.
    message: String,
    /// What to do about it.
    hint: &'static str,
    /// In which column; `None` where the whole row is wrong.
    field: Option<Field>,
}

impl Slip {
    /// Makes a slip of a whole row.
    fn row(message: impl Into<String>, hint: &'static str) -> Self {
        Self { message: message.into(), hint, field: None }
    }

    /// Makes a slip of one cell of a row.
    fn cell(field: Field, message: impl Into<String>, hint: &'static str) -> Self {
        Self { message: message.into(), hint, field: Some(field) }
    }
}

impl Reader<'_, '_> {
    /// Returns the column that says whom a row is about.
    fn unit_field(&self) -> Field {
        if self.kind == TableKind::Recommendations { Field::TransferTo } else { Field::Unit }
    }

    fn read(&mut self, mapped: &Mapped) -> Result<(), Slip> {
        let place = self.place.clone().row(mapped.row);
        let unit_field = self.unit_field();
        let Some(written) = record::text(mapped, unit_field) else {
            return Err(Slip::row("这一行没有写单位", "请补上单位名称，或删去这一行"));
        };
        let unit = self.context.unit(&written);
        self.note_unit(mapped, unit_field, &written, &unit);
        match self.kind {
            TableKind::Ballots => {
                let ballots = Ballots {
                    unit,
                    stratum: record::text(mapped, Field::Stratum),
                    weight: self.number(mapped, Field::Weight)?,
                    satisfied: self.count(mapped, Field::Satisfied)?.unwrap_or(0),
                    mostly_satisfied: self.count(mapped, Field::MostlySatisfied)?.unwrap_or(0),
                    dissatisfied: self.count(mapped, Field::Dissatisfied)?.unwrap_or(0),
                    no_opinion: self.count(mapped, Field::NoOpinion)?.unwrap_or(0),
                    public_grade: record::text(mapped, Field::PublicGrade),
                    place: place.clone(),
                };
                self.inputs.ballots.push(ballots);
            }
            TableKind::ManualScores => {
                let points = self.required(mapped, Field::Points)?.abs();
                let item = record::text(mapped, Field::ScoreItem).unwrap_or_default();
                self.note_word(RemarkKind::ManualItem, Field::ScoreItem, mapped, &unit);
                self.inputs.manual.push(ManualDeduction {
                    unit,
                    item,
                    points,
                    reason: record::text(mapped, Field::Reason),
                    place: place.clone(),
                });
            }
            TableKind::Events => {
                let event = self.event(mapped, unit, place.clone())?;
                if matches!(event.kind, EventKind::Other(_)) {
                    self.note_word(RemarkKind::EventKind, Field::EventKind, mapped, &event.unit);
                }
                self.inputs.events.push(event);
            }
            TableKind::OtherScores => {
                let score = self.required(mapped, Field::OtherScore)?;
                if score > Decimal::ONE_HUNDRED {
                    let message = format!("「{}」应当在 0 到 100 之间，现在是「{score}」", Field::OtherScore.label());
                    return Err(Slip::cell(Field::OtherScore, message, "请改成百分制的得分"));
                }
                self.inputs.other_scores.push(OtherScore { unit, score, place: place.clone() });
            }
            TableKind::Recommendations => {
                let recommendation = Recommendation {
                    unit,
                    number: record::text(mapped, Field::DocumentNumber),
                    // Nothing is due by this day alone; one that cannot be read refuses no table.
                    sent: self.day(mapped, Field::TransferDate).unwrap_or_default(),
                    reply_due: self.day(mapped, Field::ReplyDue)?,
                    replied: self.day(mapped, Field::ReplyDate)?,
                    place: place.clone(),
                };
                self.inputs.recommendations.push(recommendation);
            }
            _ => {
                let figures = self.figures(mapped, unit, place.clone());
                self.inputs.figures.push(figures);
            }
        }
        self.inputs.cells.insert(place, self.cells(mapped));
        Ok(())
    }

    /// Notes a row that is left out, at the cell that keeps it from being used.
    fn note_slip(&mut self, slip: Slip, mapped: &Mapped) {
        let row = self.place.clone().row(mapped.row);
        let unit = record::text(mapped, self.unit_field()).map(|written| self.context.unit(&written));
        let filled = slip.field.and_then(|field| record::value(mapped, field)).map(|cell| cell.at);
        let at = filled.or_else(|| self.blank(mapped, slip.field?));
        let (place, field) = (at.map_or(row, |at| self.place.clone().cell(at)), slip.field);
        let value = field.and_then(|field| record::text(mapped, field));
        let detail = format!("{}，这一行没有计分；{}", slip.message, slip.hint);
        self.inputs.remarks.push(Remark { kind: RemarkKind::InputRow, place, field, unit, record: None, value, detail });
    }

    /// Returns where a column that a row leaves blank has its cell; where a table lies on its side, that is not known.
    fn blank(&self, mapped: &Mapped, field: Field) -> Option<CellRef> {
        let upright = mapped.column.is_none();
        let (column, _) = self.fields.iter().find(|(_, known)| upright && *known == field)?;
        Some(CellRef::new(mapped.row, *column))
    }

    /// Returns the filled cells of a row.
    fn cells(&self, mapped: &Mapped) -> Vec<InputCell> {
        let known = mapped.cells.iter().map(|cell| (cell.at, Some(cell.field), &cell.value));
        let unknown = mapped.unknown.iter().map(|(column, value)| (CellRef::new(mapped.row, *column), None, value));
        let cells = known.chain(unknown).filter_map(|(at, field, value)| {
            // Where a table lies on its side, the columns are its records.
            let upright = mapped.column.is_none();
            let header = self.headers.iter().find(|(index, _)| upright && *index == at.column).map(|(_, header)| header.clone());
            let display = value.display();
            let text = fold::tidy(&display);
            let label = header.or_else(|| field.map(|field| field.label().into())).unwrap_or_default();
            (!text.is_empty()).then(|| InputCell { at, field, label, text: text.into() })
        });
        cells.collect()
    }

    /// Notes a unit that is not in the directory, or only there by an answer. Letters also go to functional departments.
    fn note_unit(&mut self, mapped: &Mapped, field: Field, written: &Text, unit: &Text) {
        let is_department = |written: &Text| self.context.directory.departments.iter().any(|known| known.name == *written);
        let Some(cell) = record::value(mapped, field).filter(|cell| cell.at.row == mapped.row) else { return };
        if field == Field::TransferTo && is_department(written) {
            return;
        }
        if let Some((kind, detail)) = self.context.unit_remark(written) {
            let place = self.place.clone().cell(cell.at);
            let (unit, value) = (Some(unit.clone()), Some(written.clone()));
            self.inputs.remarks.push(Remark { kind, place, field: Some(field), unit, record: None, value, detail });
        }
    }

    /// Notes a word that only a policy can know; whoever knows the policy drops the note.
    fn note_word(&mut self, kind: RemarkKind, field: Field, mapped: &Mapped, unit: &Text) {
        let cell = record::value(mapped, field);
        let place = cell.map_or_else(|| self.place.clone().row(mapped.row), |cell| self.place.clone().cell(cell.at));
        let value = Some(record::text(mapped, field).unwrap_or_default());
        let (unit, detail) = (Some(unit.clone()), String::new());
        self.inputs.remarks.push(Remark { kind, place, field: Some(field), unit, record: None, value, detail });
    }

    /// Reads the figures of a row; a policy may name any column, also one that means something elsewhere.
    fn figures(&mut self, mapped: &Mapped, unit: Text, place: Place) -> Figures {
        let own = mapped.cells.iter().filter(|cell| cell.field != Field::Unit && cell.at.row == mapped.row);
        let own = own.map(|cell| (cell.at.column, &cell.value));
        let mut values = Vec::new();
        for (column, value) in own.chain(mapped.unknown.iter().map(|(column, value)| (*column, value))) {
            let display = value.display();
            let Some((_, header)) = self.headers.iter().find(|(index, _)| *index == column) else { continue };
            let header = header.clone();
            if is_placeholder(fold::tidy(&display)) {
                continue;
            }
            match sensible(value) {
                Some(number) => values.push((header, number)),
                None => {
                    let (at, seen) = (CellRef::new(mapped.row, column), fold::tidy(&display).into());
                    self.note_figure(RemarkKind::UnreadableFigure, at, Some(unit.clone()), seen, header.to_string());
                }
            }
        }
        Figures { unit, values, place }
    }

    /// Notes a cell of the indicator workbook; whoever knows the policy drops the note.
    fn note_figure(&mut self, kind: RemarkKind, at: CellRef, unit: Option<Text>, seen: Text, detail: String) {
        let place = self.place.clone().cell(at);
        self.inputs.remarks.push(Remark { kind, place, field: None, unit, record: None, value: Some(seen), detail });
    }

    fn event(&self, mapped: &Mapped, unit: Text, place: Place) -> Result<Event, Slip> {
        let kind = record::text(mapped, Field::EventKind).unwrap_or_default();
        let level = record::text(mapped, Field::EventLevel);
        let folded = fold(&kind).into_owned();
        let kind = match EventWord::of(&folded) {
            Some(EventWord::Notice) => match level.as_deref().map(fold).as_deref() {
                Some("县" | "县级" | "区" | "区级") => EventKind::Notice(NoticeLevel::County),
                Some("市" | "市级") => EventKind::Notice(NoticeLevel::City),
                Some("省" | "省级") => EventKind::Notice(NoticeLevel::Province),
                Some("中央" | "国家" | "中央级") => EventKind::Notice(NoticeLevel::Centre),
                other => {
                    let seen = other.unwrap_or("空");
                    let message = format!("通报级别「{seen}」不认识");
                    return Err(Slip::cell(Field::EventLevel, message, "级别请填：县、市、省、中央"));
                }
            },
            Some(EventWord::Returned) => EventKind::Returned,
            Some(EventWord::LateReport) => EventKind::LateReport,
            Some(EventWord::Bonus) => EventKind::Bonus,
            Some(EventWord::ConfirmedFalse) => EventKind::ConfirmedFalse,
            None if folded.is_empty() => {
                let hint = "请填：通报、退回、迟报、加分、核查不实";
                return Err(Slip::cell(Field::EventKind, "这一行没有写事件类型", hint));
            }
            None => EventKind::Other(word(&folded).into()),
        };
        Ok(Event {
            unit,
            date: self.day(mapped, Field::EventDate)?,
            kind,
            points: self.number(mapped, Field::EventPoints)?,
            count: self.count(mapped, Field::EventCount)?.unwrap_or(1),
            document: record::text(mapped, Field::DocumentNumber),
            note: record::text(mapped, Field::Remark),
            place,
        })
    }

    fn number(&self, mapped: &Mapped, field: Field) -> Result<Option<Decimal>, Slip> {
        let Some(cell) = record::value(mapped, field) else { return Ok(None) };
        let display = cell.value.display();
        if fold::tidy(&display).is_empty() {
            return Ok(None);
        }
        let not_negative = matches!(field, Field::Weight | Field::EventPoints | Field::OtherScore);
        sensible(&cell.value).filter(|n| !not_negative || !n.is_sign_negative()).map(Some).ok_or_else(|| {
            let message = format!("「{}」这一格应当是不小于 0 的普通数字，现在是「{display}」", field.label());
            Slip::cell(field, message, "请改成数字")
        })
    }

    fn required(&self, mapped: &Mapped, field: Field) -> Result<Decimal, Slip> {
        self.number(mapped, field)?.ok_or_else(|| {
            let message = format!("这一行没有填「{}」", field.label());
            Slip::cell(field, message, "请补上数字，或删去这一行")
        })
    }

    fn count(&self, mapped: &Mapped, field: Field) -> Result<Option<u32>, Slip> {
        let Some(number) = self.number(mapped, field)? else { return Ok(None) };
        u32::try_from(number).ok().filter(|count| Decimal::from(*count) == number).map(Some).ok_or_else(|| {
            let message = format!("「{}」应当是不小于 0 的整数，现在是「{number}」", field.label());
            Slip::cell(field, message, "请改成整数")
        })
    }

    fn day(&self, mapped: &Mapped, field: Field) -> Result<Option<chrono::NaiveDate>, Slip> {
        let Some(cell) = record::value(mapped, field) else { return Ok(None) };
        let display = cell.value.display();
        if is_placeholder(&display) {
            return Ok(None);
        }
        date::value(&cell.value, Year::UpTo(self.context.as_of)).map(|dated| Some(dated.date)).map_err(|_| {
            let message = format!("「{}」这一格的日期「{display}」无法识别", field.label());
            Slip::cell(field, message, "请写成 2026-06-30 这样的日期")
        })
    }
}

/// Reads a plain number or a percentage.
///
/// Nobody votes, deducts or counts beyond a billion; there arithmetic would overflow.
fn sensible(value: &Value) -> Option<Decimal> {
    let percent = || {
        let display = value.display();
        let number = fold(&display).strip_suffix('%').and_then(|digits| digits.parse::<Decimal>().ok());
        number.map(|number| number / Decimal::ONE_HUNDRED)
    };
    amount::number(value).or_else(percent).filter(|number| number.abs() <= Decimal::from(1_000_000_000u32))
}

#[cfg(test)]
mod tests {
    use super::sensible;
    use crate::model::workbook::Value;

    #[test]
    fn a_figure_is_a_plain_number_up_to_a_billion() {
        let read = |text: &str| sensible(&Value::Text(text.into())).map(|number| number.normalize().to_string());
        for (text, number) in [("1000000000", "1000000000"), ("-1000000000", "-1000000000"), ("95%", "0.95")] {
            assert_eq!(read(text).unwrap_or_default(), number, "{text}");
        }
        for text in ["1000000000.01", "-1000000000.01", "70000000000000000000000000000", "七十", ""] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(sensible(&Value::Number(1e300)), None);
    }
}
