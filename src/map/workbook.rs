//! One workbook → its ledger: every sheet's tables, lists joined by problem number, summaries not counted twice.

use crate::error::{Error, catch_panics};
use crate::map::body::{Likeness, Mapped};
use crate::map::facts::Facts;
use crate::map::header::{Header, Nearest, Sought};
use crate::map::known::Known;
use crate::map::monthly::Series;
use crate::map::record::Standing;
use crate::map::rectification::{self, Frame};
use crate::map::sheet::{self, Found, Sink};
use crate::map::ticks::Ticks;
use crate::map::unit::{self, TableUnit};
use crate::map::{Context, amount, content, fill_down, join, pinned, risk, stamp, summary};
use crate::model::cells::{Cells, FieldCell};
use crate::model::field::Field;
use crate::model::finding::RefusalReason;
use crate::model::ledger::{Ledger, Rectification, Table, TableId, TableKind};
use crate::model::place::{CellRef, Place};
use crate::model::profile::{EVERY_FILE, Profile};
use crate::model::remark::{Remark, RemarkKind};
use crate::model::text::Text;
use crate::model::workbook::{Book, Row};

/// The kinds of table an office's ledgers and registers hold.
const LEDGER_KINDS: [TableKind; 2] = [TableKind::Rectification, TableKind::Risk];

/// Reads a workbook's rectification records and risk points.
///
/// # Errors
///
/// `ErrorKind::Input`: `NotATable` when no sheet holds a known table, `Corrupt` when a sheet breaks off.
pub fn ledger(book: &mut dyn Book, context: &Context<'_>) -> Result<Ledger, Error> {
    let file = book.file().clone();
    let profile = context.profiles.of(&file);
    let layouts = profile.map(|profile| profile.tables.as_slice()).unwrap_or_default();
    let sheets: Vec<_> = book.sheets().to_vec();
    let mut ledger = Ledger { files: vec![file.clone()], ..Ledger::default() };
    let mut units = Vec::new();
    let mut unit_cells = Vec::new();
    let mut parts_of_others: Vec<TableId> = Vec::new();
    let mut nearest: Option<(Place, Nearest)> = None;
    let knows_merges = book.knows_merges();
    let mut lists = Vec::new();
    for (position, info) in sheets.iter().enumerate() {
        let place = Place::file(file.clone()).sheet(info.name.clone());
        if info.hidden {
            let used = if context.hidden.sheets { "按 xuncha.toml 的设置照样计入" } else { "" };
            ledger.remarks.push(Remark { detail: used.to_owned(), ..bare_remark(RemarkKind::HiddenSheet, place.clone()) });
            if !context.hidden.sheets {
                continue;
            }
        }
        let before = ledger.tables.len();
        let explains = catch_panics(|| stamp::sheet(book, position))?;
        let mut missed = None;
        // A sheet without a table of its own may be a part of what the other sheets hold.
        for parts in [false, true] {
            if ledger.tables.len() > before || (parts && (sheets.len() < 2 || explains.is_some())) {
                break;
            }
            let mut builder = Builder {
                context,
                profile,
                units: &mut units,
                place: place.clone(),
                ledger: &mut ledger,
                unit_cells: &mut unit_cells,
                known: Default::default(),
                waiting: Vec::new(),
                frame: Frame::default(),
                kind: TableKind::Rectification,
                series: Series::default(),
                ticks: Ticks::default(),
                knows_merges,
                rectifications_from: 0,
                risks_from: 0,
                field_rows: Vec::new(),
                heading_noted: None,
                nearest: None,
            };
            catch_panics(|| {
                let mut rows = book.open(position)?;
                let sought = Sought { kinds: &LEDGER_KINDS, layouts, parts };
                match explains {
                    Some(_) => sheet::read_tables(rows.as_mut(), sought, &mut builder),
                    None => sheet::read(rows.as_mut(), sought, &mut builder),
                }
            })?;
            if !parts {
                missed = builder.nearest.take();
            } else {
                parts_of_others.extend(before as TableId..ledger.tables.len() as TableId);
            }
        }
        if ledger.tables.len() == before && explains.is_none() && holds_text(book, position)? {
            let detail = missed.as_ref().map(told).unwrap_or_default();
            ledger.remarks.push(Remark { detail, ..bare_remark(RemarkKind::NoTable, place.clone()) });
        }
        if let Some(missed) = missed
            && nearest.as_ref().is_none_or(|(_, best)| missed.known.len() > best.known.len())
        {
            nearest = Some((place, missed));
        }
        lists.extend(explains.into_iter().flatten());
    }
    for form in ledger.tables.iter_mut().filter_map(|table| table.form.as_mut()) {
        form.lists.clone_from(&lists);
    }
    if ledger.tables.len() == parts_of_others.len() {
        return Err(no_table(file, nearest.as_ref()));
    }
    let joined = join::lists(&mut ledger);
    parts_of_others.retain(|id| !joined.contains(id));
    if !parts_of_others.is_empty() {
        drop_parts(&mut ledger, &parts_of_others, &mut units, &mut unit_cells);
    }
    summary::drop_summary_sheets(&mut ledger);
    add_unit_cells(&mut ledger, &unit_cells);
    note_table_units(context, &units, &mut ledger);
    Ok(ledger)
}

/// Drops what looked like parts of other sheets and belongs to none: nobody could tell what it speaks of.
fn drop_parts(ledger: &mut Ledger, parts: &[TableId], units: &mut Vec<Option<TableUnit>>, unit_cells: &mut Vec<FieldCell>) {
    let places: Vec<Place> = parts.iter().map(|id| ledger.table(*id).place()).collect();
    let numbers = join::take_out(ledger, parts);
    units.truncate(numbers.len());
    let mut stays = numbers.iter().map(Option::is_some);
    units.retain(|_| stays.next().unwrap_or(false));
    unit_cells.retain_mut(|cell| {
        let new = numbers.get(cell.table as usize).copied().flatten();
        cell.table = new.unwrap_or(cell.table);
        new.is_some()
    });
    for place in places {
        let remark = bare_remark(RemarkKind::NoTable, place);
        if !ledger.remarks.contains(&remark) {
            ledger.remarks.push(remark);
        }
    }
}

/// Refuses a workbook without a table, and says how near it came to one.
fn no_table(file: Text, nearest: Option<&(Place, Nearest)>) -> Error {
    const NO_HEADER: &str = "没有找到整改台账或廉政风险登记表的表头";
    let Some((place, nearest)) = nearest else {
        return Error::input(RefusalReason::NotATable, NO_HEADER)
            .at(Place::file(file))
            .hint("表头要有「反馈问题」「整改措施」「整改时限」这样的列名；表头在第一列、一列一条的，请复制后用「选择性粘贴—转置」改成一行一条；若本不是台账，请移出台账文件夹");
    };
    let sheet = place.sheet.clone().unwrap_or_default();
    let open = if nearest.unknown.is_empty() {
        String::new()
    } else {
        format!("（没有认出的列名有{}）", quoted(&nearest.unknown))
    };
    Error::input(RefusalReason::NotATable, format!("{NO_HEADER}：表「{sheet}」{}", told(nearest)))
        .at(Place::file(file))
        .hint(format!("请把缺的列改用这样的列名{open}；若本不是台账，请移出台账文件夹"))
}

/// Says which row comes nearest to a header, what was recognised in it and what it lacks.
fn told(nearest: &Nearest) -> String {
    format!("最像表头的是第 {} 行，认出了{}，还缺{}", nearest.row + 1, quoted(&nearest.known), nearest.missing)
}

/// Names the first few words.
fn quoted(words: &[String]) -> String {
    const FEW: usize = 6;
    let named: String = words.iter().take(FEW).map(|word| format!("「{word}」")).collect();
    if words.len() > FEW { format!("{named}等 {} 个", words.len()) } else { named }
}

/// Says whether anything stands on a sheet; an empty one is not worth a word.
fn holds_text(book: &mut dyn Book, position: usize) -> Result<bool, Error> {
    catch_panics(|| {
        let mut rows = book.open(position)?;
        while let Some(row) = rows.next_row()? {
            if row.cells.iter().any(|(_, value)| !value.is_blank()) {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Gives records whose unit the info row told the address of that cell. Source: `contract.md` §2, `cells`.
///
/// This comes after lists are joined: a unit in a record's own row, or in a list's, goes before the info row's.
fn add_unit_cells(ledger: &mut Ledger, units: &[FieldCell]) {
    for record in ledger.rectifications.iter_mut().filter(|record| record.unit.is_some()) {
        if record.cells.get(Field::Unit).is_none()
            && let Ok(known) = units.binary_search_by_key(&record.table, |cell| cell.table)
        {
            record.cells.fill_from(&Cells::new(vec![units[known].clone()]));
        }
    }
}

fn bare_remark(kind: RemarkKind, place: Place) -> Remark {
    Remark { kind, place, field: None, unit: None, record: None, value: None, detail: String::new() }
}

/// Notes tables whose unit, taken from a sheet's or file's name, is not in the directory, or only there by an answer.
fn note_table_units(context: &Context<'_>, units: &[Option<TableUnit>], ledger: &mut Ledger) {
    let mut remarks: Vec<Remark> = Vec::new();
    for (table, unit) in ledger.tables.iter().zip(units).filter(|(table, _)| table.records > 0 && !table.has(Field::Unit)) {
        let Some(unit) = unit else { continue };
        let Some((kind, detail)) = context.unit_remark(&unit.written) else { continue };
        // A register's unit moves no figure; what an answer did to it is still said.
        if table.kind == TableKind::Rectification || kind == RemarkKind::AnsweredUnit {
            let (unit, value) = (Some(unit.name.clone()), Some(unit.written.clone()));
            let remark = Remark { field: Some(Field::Unit), unit, value, detail, ..bare_remark(kind, table.place()) };
            // Several tables of a sheet may name one unit; it is told once.
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
    }
    ledger.remarks.append(&mut remarks);
}

/// How many rows are built into records together.
const BATCH: usize = 512;

/// Turns the rows of a sheet's tables into records.
struct Builder<'a, 'c> {
    context: &'a Context<'c>,
    profile: Option<&'a Profile>,
    /// The unit of each table, the one being read last.
    units: &'a mut Vec<Option<TableUnit>>,
    place: Place,
    ledger: &'a mut Ledger,
    /// The unit cells of info rows, by table.
    unit_cells: &'a mut Vec<FieldCell>,
    /// One for each half of the rows that are built together.
    known: [Known; 2],
    /// Rows of the table that began last whose records are not built yet.
    waiting: Vec<Mapped>,
    frame: Frame,
    kind: TableKind,
    series: Series,
    ticks: Ticks,
    /// Whether the format can say which cells are merged.
    knows_merges: bool,
    rectifications_from: usize,
    risks_from: usize,
    /// The row of each field, of a table on its side.
    field_rows: Vec<(Field, u32)>,
    /// The heading whose unit was looked at last.
    heading_noted: Option<CellRef>,
    /// The row that came nearest to a header where none was found.
    nearest: Option<Nearest>,
}

impl Builder<'_, '_> {
    /// Tells of columns whose header did not say what they are.
    fn note_columns_by_content(&mut self, standing: &Standing, header: &Header, header_rows: &[u32]) {
        let Some(row) = header_rows.last() else { return };
        for column in header.columns.iter().filter(|column| content::is_by_content(column)) {
            let at = CellRef::new(*row, column.index);
            let remark = standing.remark(RemarkKind::ColumnByContent, column.field, at, &column.header, column.why.clone());
            self.ledger.remarks.push(remark);
        }
    }

    /// Notes the unit a heading names where the directory does not know it, once a heading.
    fn note_heading(&mut self, standing: &Standing, mapped: &Mapped) {
        let Some((at, written)) = mapped.unit.as_ref().filter(|_| !self.frame.has_units) else { return };
        if self.heading_noted == Some(*at) {
            return;
        }
        self.heading_noted = Some(*at);
        if let Some((kind, detail)) = self.context.unit_remark(written) {
            let remark = standing.remark(kind, Some(Field::Unit), *at, written, detail);
            self.ledger.remarks.push(Remark { unit: Some(self.context.unit(written)), ..remark });
        }
    }

    /// Says whether every record of the table that ends has its unit from a heading; the table then has none of its own.
    fn has_units_in_headings(&self) -> bool {
        let records = &self.ledger.rectifications[self.rectifications_from..];
        let told = |record: &Rectification| record.cells.get(Field::Unit).is_some();
        self.heading_noted.is_some() && !self.frame.has_units && !records.is_empty() && records.iter().all(told)
    }

    /// Notes a table of which nothing but the header was read.
    fn note_empty(&mut self, found: &Found) {
        let header = found.header_rows.last().copied();
        let below = found.skipped.iter().filter(|(row, _)| header.is_none_or(|header| *row > header)).count();
        let detail = match (header, below) {
            (Some(header), 0) => format!("表头在第 {} 行，下面没有内容", header + 1),
            (Some(header), below) => format!("表头在第 {} 行，下面有内容的 {below} 行都没有计入", header + 1),
            (None, _) => String::new(),
        };
        let remark = bare_remark(RemarkKind::NoRecords, self.place.clone());
        self.ledger.remarks.push(Remark { detail, unit: self.frame.unit.clone(), ..remark });
    }

    /// Builds the records of the rows that wait, one half beside the other where there are many.
    fn build_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let standing = self.standing();
        let (context, frame) = (self.context, &self.frame);
        let build = |rows: &[Mapped], known: &mut Known| -> Vec<(Rectification, Vec<Remark>)> {
            let one = |mapped: &Mapped| {
                let mut remarks = Vec::new();
                (rectification::build(context, &standing, frame, mapped, known, &mut remarks), remarks)
            };
            rows.iter().map(one).collect()
        };
        let [known, other] = &mut self.known;
        let half = if waiting.len() == BATCH { BATCH / 2 } else { waiting.len() };
        let (first, second) = waiting.split_at(half);
        let (first, second) = rayon::join(|| build(first, known), || build(second, other));
        for (mapped, (record, mut remarks)) in waiting.iter().zip(first.into_iter().chain(second)) {
            self.note_heading(&standing, mapped);
            self.ledger.remarks.append(&mut remarks);
            self.ledger.rectifications.push(record);
        }
    }

    /// Returns where the table stands. It is pushed when it ends; its records already carry the number it will have.
    fn standing(&self) -> Standing {
        Standing { table: self.ledger.tables.len() as TableId, place: self.place.clone() }
    }

    /// Notes a table that does not fit the layout pinned for its own file; one pinned for all may not concern it.
    fn note_other_layout(&mut self, header: &Header) {
        let Some(profile) = self.profile.filter(|profile| *profile.file != *EVERY_FILE) else { return };
        let of_kind = profile.tables.iter().any(|table| table.kind == header.kind);
        if of_kind && pinned::fitting(&profile.tables, header.kind, &header.parts).is_none() {
            let remark = bare_remark(RemarkKind::LayoutChanged, self.place.clone());
            self.ledger.remarks.push(Remark { value: Some(profile.name.clone()), unit: self.frame.unit.clone(), ..remark });
        }
    }
}

impl Sink for Builder<'_, '_> {
    fn uses_hidden_rows(&self) -> bool {
        self.context.hidden.rows
    }

    fn settle(&self, header: &mut Header, below: &[Row]) {
        if header.kind == TableKind::Rectification {
            content::recognise(&mut header.columns, below, &|name| self.context.directory.known(name).is_some());
        }
    }

    fn missed(&mut self, nearest: Option<Nearest>) {
        if let Some(nearest) = nearest
            && self.nearest.as_ref().is_none_or(|best| nearest.known.len() > best.known.len())
        {
            self.nearest = Some(nearest);
        }
    }

    fn reads_as_unit(&self, heading: &str) -> Likeness {
        let directory = self.context.directory;
        if self.frame.has_units || self.kind != TableKind::Rectification {
            return Likeness::No;
        }
        match (directory.known(heading).is_some(), unit::looks_like_one(heading)) {
            (true, _) => Likeness::Yes,
            (false, true) if directory.is_empty() => Likeness::Yes,
            (false, true) => Likeness::Maybe,
            (false, false) => Likeness::No,
        }
    }

    fn lies_on_its_side(&mut self, field_rows: Vec<(Field, u32)>) {
        self.field_rows = field_rows;
    }

    fn begin(&mut self, header: &Header, facts: &Facts) {
        (self.field_rows, self.heading_noted) = (Vec::new(), None);
        let sheet = self.place.sheet.clone().unwrap_or_default();
        let amount_header = header.columns.iter().find(|column| column.field == Some(Field::Amount)).map(|column| &column.header);
        let has_units = header.columns.iter().any(|column| column.field == Some(Field::Unit));
        let unit = unit::of_table(self.context, facts, &sheet, &self.place.file);
        self.frame = Frame {
            has_units,
            unit: unit.as_ref().map(|unit| unit.name.clone()),
            sheet_date: facts.date,
            money_unit: amount_header.and_then(|header| amount::unit(header)).or_else(|| facts.money_unit.clone()),
        };
        self.waiting.clear();
        // A table that began and never ended left its unit here.
        self.units.truncate(self.ledger.tables.len());
        self.units.push(unit);
        self.kind = header.kind;
        self.series = Series::of(&header.columns, self.context.as_of);
        self.ticks = Ticks::of(&header.columns);
        self.rectifications_from = self.ledger.rectifications.len();
        self.risks_from = self.ledger.risks.len();
    }

    fn record(&mut self, mut mapped: Mapped) {
        self.series.choose(&mut mapped);
        self.ticks.choose(&mut mapped);
        if self.kind == TableKind::Risk {
            let standing = self.standing();
            self.note_heading(&standing, &mapped);
            let of_table = self.frame.unit.as_ref();
            let risk = risk::build(self.context, &standing, of_table, &mapped, &mut self.known[0], &mut self.ledger.remarks);
            self.ledger.risks.push(risk);
        } else {
            self.waiting.push(mapped);
            if self.waiting.len() == BATCH {
                self.build_waiting();
            }
        }
    }

    fn end(&mut self, found: Found) {
        self.build_waiting();
        let standing = self.standing();
        self.note_other_layout(&found.header);
        if found.records == 0 {
            self.note_empty(&found);
        }
        self.ledger.remarks.extend(standing.remarks(found.notices));
        self.note_columns_by_content(&standing, &found.header, &found.header_rows);
        if self.has_units_in_headings() {
            self.frame.unit = None;
            self.units.pop();
            self.units.push(None);
        }
        if !self.knows_merges && found.header.kind == TableKind::Rectification {
            let records = &mut self.ledger.rectifications[self.rectifications_from..];
            self.ledger.remarks.extend(fill_down::fill(self.context, &self.place, records));
        }
        let unit_label = found
            .facts
            .labels
            .iter()
            .find(|label| label.field == Some(Field::Unit) && Some(&label.text) == found.facts.unit.as_ref());
        if let (Some(label), false) = (unit_label, self.frame.has_units) {
            self.unit_cells.push(FieldCell { field: Field::Unit, table: standing.table, at: label.at, text: label.text.clone() });
        }
        let labels: Vec<_> = found.facts.labels.iter().chain(&found.trailer).cloned().collect();
        if found.header.kind == TableKind::Rectification {
            // A degree of secrecy above the table is that of every row without one of its own.
            let degree = labels.iter().find(|label| label.field == Some(Field::Secret));
            for record in &mut self.ledger.rectifications[self.rectifications_from..] {
                let cell = |label: &crate::map::facts::Labelled| FieldCell {
                    field: Field::Secret,
                    table: record.table,
                    at: label.at,
                    text: label.text.clone(),
                };
                if let Some(cell) = degree.filter(|_| record.text(Field::Secret).is_none()).map(cell) {
                    record.cells.fill_from(&Cells::new(vec![cell]));
                }
            }
        }
        if found.header.kind == TableKind::Risk {
            for risk in &mut self.ledger.risks[self.risks_from..] {
                risk::add_labels(risk, &labels);
            }
        }
        let first_below = found.header_rows.last().map_or(0, |row| row + 1);
        let (first_row, last_row) = found.span.unwrap_or((first_below, first_below));
        self.ledger.tables.push(Table {
            file: self.place.file.clone(),
            sheet: self.place.sheet.clone().unwrap_or_default(),
            kind: found.header.kind,
            title: found.facts.title,
            unit: self.frame.unit.clone(),
            header_rows: found.header_rows,
            cues: found.cues,
            first_row,
            last_row,
            columns: found.header.columns,
            field_rows: std::mem::take(&mut self.field_rows),
            records: found.records,
            skipped: found.skipped,
            hidden_rows: found.hidden,
            form: found.facts.form,
        });
    }
}
