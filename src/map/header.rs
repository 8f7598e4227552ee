//! Finds the header of a table by its words, flattens it to one path a column, and names each column's field.
//!
//! A header may stand anywhere and be one to four rows deep, its parents merged across and its single-level
//! cells merged down. What each column means is settled in `columns`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::RangeInclusive;

use crate::map::columns::{Candidate, settle_by_values, settle_conflicts, suggest};
use crate::map::dictionary::{Dictionary, Strength, is_part, suffices};
use crate::map::facts;
use crate::map::fold;
use crate::map::pinned;
use crate::map::ticks;
use crate::model::field::Field;
use crate::model::ledger::{Column, TableKind};
use crate::model::place::{Area, CellRef};
use crate::model::profile::PinnedTable;
use crate::model::workbook::{Row, Value};

/// Deepest header, in rows.
const DEEPEST: usize = 4;

/// What cutting through a merged header cell costs: more than a few columns recognised by chance.
const CUT_MERGE: i64 = 40;

/// Longest header text, in characters; longer ones are data.
const LONGEST: usize = 40;

/// What is looked for on a sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sought<'a> {
    /// The kinds of table, in the order they are tried.
    pub(super) kinds: &'a [TableKind],
    /// The layouts an office pinned for the file.
    pub(super) layouts: &'a [PinnedTable],
    /// Whether a part of a ledger that other sheets complete is a table too.
    pub(super) parts: bool,
}

/// A header found in a window of rows.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Position of its first row in the window.
    pub(super) start: usize,
    /// How many rows of the window it takes.
    pub(super) depth: usize,
    /// What the table lists.
    pub(super) kind: TableKind,
    /// Its columns, left to right.
    pub(super) columns: Vec<Column>,
    /// The folded texts of each column at every level, to know a repeated header by.
    pub(super) parts: BTreeMap<u16, Vec<String>>,
}

impl Header {
    /// Returns the field of a column.
    pub(super) fn field(&self, column: u16) -> Option<Field> {
        self.columns.iter().find(|known| known.index == column).and_then(|known| known.field)
    }

    /// Names the nearest known header for each column that was not recognised.
    pub(super) fn suggest(&mut self) {
        suggest(self.kind, &mut self.columns);
    }

    /// Says whether a row is this header once more.
    pub(super) fn repeats(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().filter(|(_, value)| !value.is_blank());
        let is_same = |(column, value): &(u16, Value)| {
            self.parts.get(column).is_some_and(|parts| parts.contains(&fold::header(&value.display())))
        };
        // Almost every row fails at its first cell, and costs no more than that.
        if !filled.next().is_some_and(is_same) {
            return false;
        }
        let (mut all, mut same) = (1, 1);
        for cell in filled {
            all += 1;
            same += usize::from(is_same(cell));
        }
        same >= 2 && same * 10 >= all * 6
    }
}

/// Finds the best header in a window, trying the kinds in order.
pub(super) fn find(window: &[Row], merges: &[Area], sought: Sought<'_>) -> Option<Header> {
    let mut best: Option<(i64, Header)> = None;
    for start in 0..window.len() {
        // A header far below a better one belongs to the next table.
        if best.as_ref().is_some_and(|(_, found)| {
            let end = found.start + found.depth;
            start > found.start + DEEPEST || (start > end && window[end..start].iter().any(holds_a_number))
        }) {
            break;
        }
        for depth in 1..=DEEPEST.min(window.len() - start) {
            let rows = &window[start..start + depth];
            // A row with a single text above others is a title, however wide it is merged.
            let titled = depth > 1 && rows[0].cells.iter().filter(|(_, value)| !value.is_blank()).count() < 2;
            if titled || !joined(rows, merges) {
                break;
            }
            // A row of a header may hold nothing but what is merged into it from above.
            let empty = !rows[depth - 1].cells.iter().any(|(_, value)| !value.is_blank());
            if empty && depth > 1 && reaching(rows, merges, rows[depth - 1].index) >= 2 {
                continue;
            }
            if !looks_like_header(rows) {
                break;
            }
            let flat = flatten(rows, merges);
            // Parents over every column tell nothing new to the dictionary, but belong to the header.
            let grouped = if depth > 1 && is_group_row(&rows[0], merges) { 3 } else { 0 };
            let cut = if cuts_a_merge(rows, merges, first_filled(&window[start + depth..])) { CUT_MERGE } else { 0 };
            for kind in sought.kinds {
                if let Some((score, columns)) =
                    judge(*kind, &flat, depth, sought).map(|(score, columns)| (score - cut + grouped, columns))
                {
                    let better = best.as_ref().is_none_or(|(known, _)| score > *known);
                    if better {
                        let parts =
                            flat.iter().map(|(column, parts)| (*column, parts.iter().map(|part| fold::header(part)).collect()));
                        best = Some((score, Header { start, depth, kind: *kind, columns, parts: parts.collect() }));
                    }
                }
            }
        }
    }
    let (_, mut header) = best?;
    let below = &window[(header.start + header.depth).min(window.len())..];
    // What an office confirmed is not overruled by values.
    if pinned::fitting(sought.layouts, header.kind, &header.parts).is_none() {
        settle_by_values(&mut header.columns, below);
    }
    Some(header)
}

/// Says why these rows are the header: their words, and what stands above and below.
pub(super) fn cues(header: &Header, head: &[Row], below: &[Row], above: &[Row], merges: &[Area]) -> Vec<String> {
    let known = header.columns.iter().filter(|column| column.field.is_some()).count();
    let mut cues = vec![format!("{} 个列名里有 {known} 个是{}的用词", header.columns.len(), header.kind.label())];
    let merged = merges.iter().filter(|area| head.iter().any(|row| row.index == area.first.row)).count();
    if merged > 0 {
        let ends = if cuts_a_merge(head, merges, first_filled(below)) { "" } else { "，正好到表头末行为止" };
        cues.push(format!("这几行里有 {merged} 处合并单元格{ends}"));
    }
    let serial = header.columns.iter().find(|column| column.field == Some(Field::Seq));
    if let (Some(serial), Some(below)) = (serial, below.first())
        && let Some(value) = below.get(serial.index)
        && value.display().trim().parse::<u32>().is_ok()
    {
        cues.push(format!("下一行的序号是 {}", value.display().trim()));
    }
    if !above.is_empty() {
        cues.push(format!("上面 {} 行是标题或说明", above.len()));
    }
    if cues.len() < 2 {
        cues.push("这几行都是短文字，没有数字和日期".to_owned());
    }
    cues
}

/// Returns the columns of each table where a header is that of several tables beside each other; empty for one table.
///
/// Blocks are split at empty columns, and where the first column's heading comes again; a sheet-wide title
/// belongs to the first.
pub(super) fn side_by_side(rows: &[Row], merges: &[Area], header: &Header, sought: Sought<'_>) -> Vec<RangeInclusive<u16>> {
    let flat = flatten(rows, merges);
    let inside: Vec<&Area> = merges.iter().filter(|area| rows.iter().any(|row| row.index == area.first.row)).collect();
    let leaf = |column: &u16| flat[column].last().map(|part| fold::header(part));
    let Some(first) = flat.keys().next() else { return Vec::new() };
    let mut blocks: Vec<Vec<u16>> = Vec::new();
    for column in flat.keys() {
        let covered = |between: u16| is_covered(between, rows[rows.len() - 1].index, &inside);
        let continues = blocks.last().and_then(|block| block.last()).is_some_and(|last| (last + 1..*column).all(covered));
        if !continues || (column != first && leaf(column) == leaf(first)) {
            blocks.push(Vec::new());
        }
        blocks.last_mut().expect("one was just pushed").push(*column);
    }
    let is_table = |block: &Vec<u16>| {
        let part: BTreeMap<u16, Vec<String>> =
            flat.iter().filter(|(column, _)| block.contains(column)).map(|(c, p)| (*c, p.clone())).collect();
        judge(header.kind, &part, header.depth, sought).is_some()
    };
    // Tables beside each other repeat their headings; an empty column alone parts nothing.
    let headings = |block: &Vec<u16>| -> HashSet<String> { block.iter().filter_map(leaf).collect() };
    let repeats = blocks.windows(2).all(|pair| headings(&pair[0]).intersection(&headings(&pair[1])).count() >= 2);
    if blocks.len() < 2 || !repeats || !blocks.iter().all(is_table) {
        return Vec::new();
    }
    // Each block reaches to the next, so that cells without a heading stay with the table on their left.
    let starts: Vec<u16> = blocks.iter().map(|block| block[0]).collect();
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([u16::MAX]);
    let from = |index: usize, start: u16| if index == 0 { 0 } else { start };
    starts.iter().zip(ends).enumerate().map(|(index, (start, end))| from(index, *start)..=end).collect()
}

/// Says whether a row by itself holds at least three different whole words of a kind: the start of another table.
pub(super) fn starts_another(row: &Row, kinds: &[TableKind]) -> bool {
    let short = |value: &Value| matches!(value, Value::Text(text) if text.chars().count() <= LONGEST);
    if row.cells.len() < 3 || !row.cells.iter().take(4).all(|(_, value)| short(value)) {
        return false;
    }
    kinds.iter().any(|kind| {
        let dictionary = Dictionary::of(*kind);
        // A header has a known word among its first cells; data rows are dismissed here.
        let begins = row.cells.iter().take(3).any(|(_, value)| dictionary.whole(&fold::header(&value.display())).is_some());
        if !begins {
            return false;
        }
        let whole = |value: &Value| dictionary.whole(&fold::header(&value.display())).map(|meaning| meaning.field);
        let fields: HashSet<_> = row.cells.iter().filter_map(|(_, value)| whole(value)).collect();
        fields.len() >= 3 && fields.len() * 2 >= row.cells.len()
    })
}

/// Says whether merges that begin in a block of rows reach to the next row with contents: the header is then deeper.
fn cuts_a_merge(rows: &[Row], merges: &[Area], next: Option<u32>) -> bool {
    // One cell alone may be a form's label beside its list.
    reaching(rows, merges, next.unwrap_or(rows[rows.len() - 1].index + 1)) >= 2
}

/// Counts the merges that begin in a block of rows and reach down to a row below it.
fn reaching(rows: &[Row], merges: &[Area], row: u32) -> usize {
    let (first, last) = (rows[0].index, rows[rows.len() - 1].index);
    merges.iter().filter(|area| (first..=last).contains(&area.first.row) && area.last.row >= row.max(area.first.row + 1)).count()
}

/// Returns the first row with contents.
fn first_filled(rows: &[Row]) -> Option<u32> {
    rows.iter().find(|row| row.cells.iter().any(|(_, value)| !value.is_blank())).map(|row| row.index)
}

/// Says whether a row holds only parents, each merged over several columns.
fn is_group_row(row: &Row, merges: &[Area]) -> bool {
    let mut texts = row.cells.iter().filter(|(_, value)| !value.is_blank()).peekable();
    let parent = |column: u16| {
        let cell = CellRef::new(row.index, column);
        merges.iter().any(|area| area.first == cell && area.last.row == row.index && area.width() > 1)
    };
    let labelled = |value: &Value| value.display().contains(['：', ':']) || facts::label(&value.display()).is_some();
    texts.peek().is_some() && texts.clone().count() >= 2 && texts.all(|(column, value)| parent(*column) && !labelled(value))
}

/// Says whether rows follow each other; a row that is not there is bridged by merges that reach over it.
fn joined(rows: &[Row], merges: &[Area]) -> bool {
    (1..rows.len()).all(|at| {
        let next = rows[at].index;
        next == rows[at - 1].index + 1 || reaching(&rows[..at], merges, next) >= 2
    })
}

/// Says whether a row holds a number or a date, as a header never does.
fn holds_a_number(row: &Row) -> bool {
    row.cells.iter().any(|(_, value)| matches!(value, Value::Number(_) | Value::Date(_)))
}

/// Says whether the last row of a block can belong to a header: texts only, none long.
fn looks_like_header(rows: &[Row]) -> bool {
    let Some(row) = rows.last() else { return false };
    let texts = row.cells.iter().filter(|(_, value)| !value.is_blank());
    texts.clone().next().is_some()
        && texts.clone().all(|(_, value)| match value {
            Value::Text(text) => text.chars().count() <= LONGEST || rows.len() == 1,
            _ => false,
        })
}

/// Returns the texts above each column, from the top, repeated ones once.
fn flatten(rows: &[Row], merges: &[Area]) -> BTreeMap<u16, Vec<String>> {
    let (first, last) = (rows[0].index, rows[rows.len() - 1].index);
    let inside: Vec<&Area> = merges.iter().filter(|area| area.first.row >= first && area.first.row <= last).collect();
    let text = |row: &Row, column: u16| {
        row.get(column).filter(|value| !value.is_blank()).map(|value| fold::tidy(&value.display()).to_owned())
    };
    let mut columns: BTreeSet<u16> =
        rows.iter().flat_map(|row| row.cells.iter().filter(|(_, v)| !v.is_blank()).map(|(c, _)| *c)).collect();
    columns.extend(inside.iter().flat_map(|area| area.first.column..=area.last.column.min(area.first.column + 500)));
    let mut flat = BTreeMap::new();
    for column in columns.into_iter().filter(|column| !is_covered(*column, last, &inside)) {
        let mut parts: Vec<String> = Vec::new();
        for (level, row) in rows.iter().enumerate() {
            let own = text(row, column);
            let merged = || {
                let area = inside.iter().find(|area| area.contains(CellRef::new(row.index, column)))?;
                let origin = rows.iter().find(|row| row.index == area.first.row)?;
                text(origin, area.first.column)
            };
            let below = rows[level + 1..].iter().any(|row| text(row, column).is_some());
            let part =
                own.or_else(merged).or_else(|| if below { parent_to_the_left(rows, level, column, &inside) } else { None });
            if let Some(part) = part
                && parts.last() != Some(&part)
            {
                parts.push(part);
            }
        }
        if !parts.is_empty() {
            flat.insert(column, parts);
        }
    }
    flat
}

/// Says whether a column only continues a cell of the header's last row that is merged across.
fn is_covered(column: u16, last_row: u32, merges: &[&Area]) -> bool {
    let cell = CellRef::new(last_row, column);
    merges.iter().any(|area| area.first.column < column && area.contains(cell))
}

/// Returns the text to the left that spans this column although no merge says so: its own column has text below too.
fn parent_to_the_left(rows: &[Row], level: usize, column: u16, merges: &[&Area]) -> Option<String> {
    let row = &rows[level];
    let (left, value) = row.cells.iter().rev().find(|(c, value)| *c < column && !value.is_blank())?;
    let merged = merges.iter().any(|area| area.first == CellRef::new(row.index, *left));
    let has_child = rows[level + 1..].iter().any(|below| below.get(*left).is_some_and(|value| !value.is_blank()));
    (!merged && has_child).then(|| fold::tidy(&value.display()).to_owned())
}

/// Scores a flattened header for a kind; `None` when it cannot be one.
fn judge(kind: TableKind, flat: &BTreeMap<u16, Vec<String>>, depth: usize, sought: Sought<'_>) -> Option<(i64, Vec<Column>)> {
    if kind == TableKind::Rectification && flat.values().flatten().any(|part| part.contains("被反映人")) {
        return None;
    }
    let layout = pinned::fitting(sought.layouts, kind, flat);
    let mut candidates: Vec<Candidate> =
        flat.iter().map(|(column, parts)| Candidate::new(kind, *column, parts, layout)).collect();
    inherit(kind, flat, &mut candidates);
    if kind == TableKind::Rectification {
        guess_subject(flat, &mut candidates);
    }
    settle_conflicts(kind, &mut candidates);
    let fields: HashSet<Field> = candidates.iter().filter_map(|candidate| candidate.field).collect();
    let whole: HashSet<Field> =
        candidates.iter().filter(|c| c.strength == Some(Strength::Whole)).filter_map(|c| c.field).collect();
    let least = if matches!(kind, TableKind::Units | TableKind::Figures) { 1 } else { 2 };
    let is_table = suffices(kind, &fields) || (sought.parts && is_part(kind, &fields));
    if !is_table || whole.len() < least {
        return None;
    }
    let unknown = candidates.iter().filter(|candidate| candidate.field.is_none()).count();
    let long = flat.values().filter_map(|parts| parts.last()).filter(|part| part.chars().count() > LONGEST).count();
    let part = fields.len() - whole.len().min(fields.len());
    let score = 10 * whole.len() as i64 + 3 * part as i64 - unknown as i64 - depth as i64 - 10 * long as i64;
    if kind == TableKind::Figures && unknown == 0 {
        return None;
    }
    Some((score, candidates.into_iter().map(Candidate::into_column).collect()))
}

/// Gives a leaf in no dictionary the meaning of its nearest known parent, where no other column has it:
/// 反馈问题▸具体问题▸问题表述 is the problem.
fn inherit(kind: TableKind, flat: &BTreeMap<u16, Vec<String>>, candidates: &mut [Candidate]) {
    let dictionary = Dictionary::of(kind);
    let mut taken: HashSet<Field> = candidates.iter().filter_map(|candidate| candidate.field).collect();
    for (candidate, parts) in candidates.iter_mut().zip(flat.values()) {
        let parents = &parts[..parts.len().saturating_sub(1)];
        let nearest =
            parents.iter().rev().find_map(|part| dictionary.whole(&fold::header(part)).map(|meaning| (part, meaning.field)));
        // 整改状态▸已完成 is one of several columns that are ticked.
        let ticked = parts.last().is_some_and(|leaf| ticks::is_heading(&fold::header(leaf)));
        if let (None, Some((part, field))) = (candidate.field, nearest)
            && !ticked
            && taken.insert(field)
        {
            candidate.take(field, format!("上级表头「{part}」是「{}」的用词", field.label()));
            candidate.strength = candidate.field.map(|_| Strength::Part);
        }
    }
}

/// Words that tell what an unknown column of a ledger holds when the other columns leave no doubt that it is one.
const SUBJECTS: [(Field, &[&str]); 2] =
    [(Field::Problem, &["问题", "不足", "短板"]), (Field::Measure, &["措施", "举措", "整改内容", "整改任务", "做法"])];

/// Fewest different fields of a ledger, recognised by whole words, that leave no doubt.
const LEAST_KNOWN: usize = 4;

/// Names the columns of problem and measure by a word in them where most other columns are a ledger's.
fn guess_subject(flat: &BTreeMap<u16, Vec<String>>, candidates: &mut [Candidate]) {
    let whole = candidates.iter().filter(|candidate| candidate.strength == Some(Strength::Whole));
    let known: HashSet<Field> = whole.filter_map(|candidate| candidate.field).collect();
    let tracks = [Field::Deadline, Field::Status, Field::ClosedFlag, Field::RespPerson, Field::Evidence];
    if known.len() < LEAST_KNOWN || tracks.iter().filter(|field| known.contains(field)).count() < 2 {
        return;
    }
    for (field, words) in SUBJECTS {
        if candidates.iter().any(|candidate| candidate.field == Some(field)) {
            continue;
        }
        let counted = |leaf: &str| leaf.ends_with(['数', '率', '号']);
        let tells = |parts: &Vec<String>| {
            words.iter().copied().find(|word| parts.last().is_some_and(|leaf| leaf.contains(word) && !counted(leaf)))
        };
        let mut open = candidates.iter_mut().zip(flat.values()).filter(|(candidate, _)| candidate.field.is_none());
        if let Some((candidate, word)) = open.find_map(|(candidate, parts)| Some((candidate, tells(parts)?))) {
            candidate.take(field, format!("表头里有「{word}」，其他各列是台账用词，按「{}」理解", field.label()));
            candidate.strength = candidate.field.map(|_| Strength::Part);
        }
    }
}

/// The row that comes nearest to a header, where none was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Nearest {
    /// Its position, 0-based.
    pub(super) row: u32,
    /// Its words that are a ledger's.
    pub(super) known: Vec<String>,
    /// Its other words.
    pub(super) unknown: Vec<String>,
    /// What the table cannot do without and does not have.
    pub(super) missing: &'static str,
}

/// Finds the row with the most words of a ledger; `None` when no row has two.
pub(super) fn nearest(window: &[Row]) -> Option<Nearest> {
    let dictionary = Dictionary::of(TableKind::Rectification);
    let mut best: Option<Nearest> = None;
    for row in window {
        let texts = row.cells.iter().filter_map(|(_, value)| match value {
            Value::Text(text) if !value.is_blank() && text.chars().count() <= LONGEST => Some(fold::tidy(text).to_owned()),
            _ => None,
        });
        let meaning = |text: &String| dictionary.recognise(&fold::header(text)).map(|(meaning, _)| meaning.field);
        let (known, unknown): (Vec<String>, Vec<String>) = texts.partition(|text| meaning(text).is_some());
        if known.len() < 2 || best.as_ref().is_some_and(|best| best.known.len() >= known.len()) {
            continue;
        }
        let fields: HashSet<Field> = known.iter().filter_map(meaning).collect();
        let subject = fields.contains(&Field::Problem) || fields.contains(&Field::Measure);
        let missing = if subject {
            "「整改时限」「整改状态」「责任人」中的一列"
        } else {
            "「反馈问题」或「整改措施」"
        };
        best = Some(Nearest { row: row.index, known, unknown, missing });
    }
    best
}

#[cfg(test)]
mod tests;
