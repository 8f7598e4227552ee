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
        if best.as_ref().is_some_and(|(_, found)| start > found.start + DEEPEST) {
            break;
        }
        for depth in 1..=DEEPEST.min(window.len() - start) {
            let rows = &window[start..start + depth];
            // A row with a single text above others is a title, however wide it is merged.
            let titled = depth > 1 && rows[0].cells.iter().filter(|(_, value)| !value.is_blank()).count() < 2;
            if titled || !contiguous(rows) || !looks_like_header(rows) {
                break;
            }
            let flat = flatten(rows, merges);
            // Parents over every column tell nothing new to the dictionary, but belong to the header.
            let grouped = if depth > 1 && is_group_row(&rows[0], merges) { 3 } else { 0 };
            let cut = if cuts_a_merge(rows, merges) { CUT_MERGE } else { 0 };
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
pub(super) fn cues(header: &Header, head: &[Row], below: Option<&Row>, above: &[Row], merges: &[Area]) -> Vec<String> {
    let known = header.columns.iter().filter(|column| column.field.is_some()).count();
    let mut cues = vec![format!("{} 个列名里有 {known} 个是{}的用词", header.columns.len(), header.kind.label())];
    let merged = merges.iter().filter(|area| head.iter().any(|row| row.index == area.first.row)).count();
    if merged > 0 {
        let ends = if cuts_a_merge(head, merges) { "" } else { "，正好到表头末行为止" };
        cues.push(format!("这几行里有 {merged} 处合并单元格{ends}"));
    }
    let serial = header.columns.iter().find(|column| column.field == Some(Field::Seq));
    if let (Some(serial), Some(below)) = (serial, below)
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

/// Says whether a merge that begins in a block of rows reaches below it: the header is then deeper.
fn cuts_a_merge(rows: &[Row], merges: &[Area]) -> bool {
    let (first, last) = (rows[0].index, rows[rows.len() - 1].index);
    // One cell alone may be a form's label beside its list.
    merges.iter().filter(|area| (first..=last).contains(&area.first.row) && area.last.row > last).count() >= 2
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

fn contiguous(rows: &[Row]) -> bool {
    rows.windows(2).all(|pair| pair[1].index == pair[0].index + 1)
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

#[cfg(test)]
mod tests {
    use super::{Header, Sought, find};
    use crate::model::field::Field;
    use crate::model::ledger::TableKind;
    use crate::model::place::{Area, CellRef};
    use crate::model::workbook::{Row, Value};

    fn rows(table: &[&[&str]]) -> Vec<Row> {
        let cells = |texts: &[&str]| {
            (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect()
        };
        (0u32..).zip(table).map(|(index, texts)| Row { index, hidden: false, cells: cells(texts) }).collect()
    }

    fn area(first: (u32, u16), last: (u32, u16)) -> Area {
        Area { first: CellRef::new(first.0, first.1), last: CellRef::new(last.0, last.1) }
    }

    fn fields(header: &Header) -> Vec<&'static str> {
        header.columns.iter().map(|column| column.field.map_or("-", Field::key)).collect()
    }

    const SOUGHT: Sought<'_> = Sought { kinds: &[TableKind::Rectification, TableKind::Risk], layouts: &[], parts: false };

    #[test]
    fn a_header_is_found_below_title_and_info_rows() {
        let rows = rows(&[
            &["县教育局巡察整改台账"],
            &["填报单位：县教育局", "", "", "单位：万元"],
            &["序 号", "反馈问题", "整改措施", "责任领导", "整改时限", "整改状态", "内部编码"],
            &["1", "党建弱化", "加强学习", "张三", "2026-06-30", "已完成", "X1"],
        ]);
        let header = find(&rows, &[], SOUGHT).expect("a header");
        assert_eq!((header.start, header.depth, header.kind), (2, 1, TableKind::Rectification));
        assert_eq!(fields(&header), ["seq", "problem", "measure", "lead_person", "deadline", "status", "-"]);
    }

    #[test]
    fn parents_tell_equal_leaves_apart() {
        let rows = rows(&[
            &["序号", "单位名称", "", "整改责任清单", "", "整改时限"],
            &["", "一级单位", "具体责任单位", "具体责任单位", "具体问题表述", ""],
            &["1", "教育局", "基教科", "人事科", "党建弱化", "2026.6.30"],
        ]);
        let merges = [area((0, 0), (1, 0)), area((0, 1), (0, 2)), area((0, 3), (0, 4)), area((0, 5), (1, 5))];
        let header = find(&rows, &merges, SOUGHT).expect("a header");
        assert_eq!(header.depth, 2);
        assert_eq!(fields(&header), ["seq", "unit", "sub_unit", "resp_unit", "problem", "deadline"]);
        assert_eq!(header.columns[3].header, "整改责任清单▸具体责任单位");
        // The same without merges, as csv gives it.
        let header = find(&rows, &[], SOUGHT).expect("a header");
        assert_eq!(fields(&header), ["seq", "unit", "sub_unit", "resp_unit", "problem", "deadline"]);
    }

    #[test]
    fn a_lone_completion_time_is_the_deadline() {
        let alone = rows(&[&["问题", "整改措施", "完成时间"]]);
        assert_eq!(fields(&find(&alone, &[], SOUGHT).expect("a header")), ["problem", "measure", "deadline"]);
        let both = rows(&[&["问题", "预计完成时间", "完成时间"]]);
        assert_eq!(fields(&find(&both, &[], SOUGHT).expect("a header")), ["problem", "deadline", "done_date"]);
    }

    #[test]
    fn values_decide_whether_completion_is_a_status() {
        let words = rows(&[&["反馈问题", "整改措施", "整改完成情况"], &["a", "b", "已完成"], &["a", "b", "整改中"]]);
        assert_eq!(fields(&find(&words, &[], SOUGHT).expect("a header")), ["problem", "measure", "status"]);
        let text =
            rows(&[&["反馈问题", "整改措施", "整改完成情况"], &["a", "b", "已召开党组会专题研究，制定方案并印发全县执行"]]);
        assert_eq!(fields(&find(&text, &[], SOUGHT).expect("a header")), ["problem", "measure", "progress"]);
    }

    #[test]
    fn difficulties_beside_findings_are_no_findings() {
        let both = rows(&[&["问题线索概要", "具体问题", "整改时限", "存在问题", "下步措施"]]);
        let header = find(&both, &[], SOUGHT).expect("a header");
        assert_eq!(&fields(&header)[1..], ["problem", "deadline", "difficulty", "next_step"]);
    }

    #[test]
    fn clue_data_is_no_ledger() {
        let clues = rows(&[&["届次", "被巡察单位", "被反映人姓名", "具体问题", "移交时间", "处理结果", "是否办结"]]);
        assert!(find(&clues, &[], SOUGHT).is_none());
    }
}
