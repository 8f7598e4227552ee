//! Looks over the records of an xls workbook and copies those that matter, before a library reads them.
//!
//! The library reserves memory for the size a sheet states, lays its cells out as one full rectangle, and writes out
//! every formula. So cells outside what the format allows are refused, and sheets whose rectangle would not fit;
//! stated sizes, names, drawings and the text of formulas are left out. Merged areas and hidden rows are read here.
//!
//! Source: Microsoft, [MS-XLS] §2.1.4 (records) and §2.4 (each record, at its constant).

use crate::error::Error;
use crate::model::place::{Area, CellRef};
use crate::read::biff_strings;
use crate::read::footprint::Footprint;
use crate::read::ole::{read_u16, read_u32};
use crate::read::sheet_xml::Extras;
use crate::read::{corrupt, encrypted, limits};

/// §2.4.21, the beginning of a sheet or chart.
const BOF: u16 = 0x0809;
/// §2.4.103, its end.
const EOF: u16 = 0x000A;
/// §2.4.117, says that the workbook is encrypted.
const FILE_PASS: u16 = 0x002F;
/// §2.4.58, more of the record before.
const CONTINUE: u16 = 0x003C;
/// §2.4.28, a sheet's name and where it begins.
const BOUND_SHEET: u16 = 0x0085;
/// §2.4.265, the texts that cells share.
const SST: u16 = 0x00FC;
/// §2.4.127, a formula with its result.
const FORMULA: u16 = 0x0006;
/// §2.4.268, a formula's result when it is text.
const STRING: u16 = 0x0207;
/// §2.4.149, a cell with a shared text.
const LABEL_SST: u16 = 0x00FD;
/// §2.4.148, a cell with its own text; and the same with runs of formats.
const LABEL: u16 = 0x0204;
const RSTRING: u16 = 0x00D6;
/// §2.4.175, several numbers side by side.
const MUL_RK: u16 = 0x00BD;
/// §2.4.180, §2.4.220, §2.4.24: cells with a number, a short number, a truth value or an error.
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const BOOL_ERR: u16 = 0x0205;
/// §2.4.168, merged areas.
const MERGE_CELLS: u16 = 0x00E5;
/// §2.4.221, a row's height and whether it is hidden.
const ROW: u16 = 0x0208;

/// Records of the workbook itself that matter: BOF, CodePage (§2.4.52), Date1904 (§2.4.77), Format (§2.4.126),
/// XF (§2.4.353) and SST.
const OF_WORKBOOK: [u16; 6] = [BOF, 0x0042, 0x0022, 0x041E, 0x00E0, SST];

/// Widest sheet of the format, in columns. Source: [MS-XLS] §2.5.53 (ColU).
const COLUMNS: u16 = 256;

/// Most records that may continue one; the library takes them from the front of a list one by one.
const CONTINUES: usize = 16_384;

/// A workbook that has been looked over.
pub(super) struct Vetted {
    /// The records that matter, in the same order; not a byte of it is unseen.
    pub(super) stream: Vec<u8>,
    /// Merged areas and hidden rows of every sheet, in workbook order.
    pub(super) extras: Vec<Extras>,
}

/// Looks over a stream of records.
///
/// # Errors
///
/// `Encrypted` for a password; `Corrupt` for records that break off, overlap or hold cells outside the format's
/// sheet; `TooLarge` when the sheets would take more memory than `limits::SHEETS_BYTES`.
pub(super) fn vet(stream: &[u8]) -> Result<Vetted, Error> {
    let mut out = Vec::new();
    let mut footprint = Footprint::default();
    let (mut sheets, mut texts) = (Vec::new(), Vec::new());
    let mut records = Records { stream, at: 0 };
    while let Some(record) = records.next()? {
        match record.kind {
            FILE_PASS => return Err(encrypted()),
            BOUND_SHEET => {
                let start = read_u32(record.data, 0).ok_or_else(|| corrupt("表的位置"))? as usize;
                sheets.push((start, record.data.get(5).copied(), out.len() + 4));
                push(&mut out, BOUND_SHEET, record.data);
            }
            EOF => break,
            kind if OF_WORKBOOK.contains(&kind) => {
                if kind == SST {
                    texts = biff_strings::sizes(record.data, record.continued());
                    texts.iter().for_each(|size| footprint.shared_text((*size).into()));
                }
                out.extend_from_slice(record.whole);
            }
            _ => {}
        }
    }
    push(&mut out, EOF, &[]);
    let mut spans = vec![(0, records.at)];
    let mut extras = Vec::new();
    for (start, kind, at) in sheets {
        let position = u32::try_from(out.len()).map_err(corrupt)?;
        out[at..at + 4].copy_from_slice(&position.to_le_bytes());
        // Of a chart (2) or a module (6) there are no cells to read.
        if matches!(kind, Some(2 | 6)) {
            push(&mut out, EOF, &[]);
            extras.push(Extras::default());
            continue;
        }
        let mut sheet =
            Sheet { texts: &texts, out: &mut out, footprint: &mut footprint, extras: Extras::default(), after_formula: false };
        let end = sheet.read(stream, start)?;
        extras.push(sheet.extras);
        spans.push((start, end));
        footprint.end_sheet()?;
    }
    // Sheets that share records would cost their memory as often as they are named.
    spans.sort_unstable();
    if spans.is_sorted_by(|one, next| one.1 <= next.0) { Ok(Vetted { stream: out, extras }) } else { Err(corrupt("表重叠")) }
}

/// A sheet while it is read.
struct Sheet<'v> {
    texts: &'v [u32],
    out: &'v mut Vec<u8>,
    footprint: &'v mut Footprint,
    extras: Extras,
    /// Whether there was a formula that a text can be the result of.
    after_formula: bool,
}

impl Sheet<'_> {
    /// Reads the records from a position to the end of the sheet and returns where that is.
    fn read(&mut self, stream: &[u8], start: usize) -> Result<usize, Error> {
        let mut records = Records { stream, at: start };
        if start >= stream.len() {
            return Err(corrupt("表的位置越界"));
        }
        // Embedded charts hold records that look like cells.
        let mut depth = 0;
        while let Some(record) = records.next()? {
            match (record.kind, depth) {
                (BOF, _) => depth += 1,
                (EOF, 0 | 1) => break,
                (EOF, _) => depth -= 1,
                (_, 0 | 1) => self.take(&record)?,
                _ => {}
            }
        }
        push(self.out, EOF, &[]);
        self.extras.merges.sort_unstable();
        Ok(records.at)
    }

    fn take(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let data = record.data;
        match record.kind {
            NUMBER | RK | BOOL_ERR => drop(self.cell(data)?),
            LABEL | RSTRING => {
                self.cell(data)?;
                // A byte of text takes no more than three once it is UTF-8.
                self.footprint.text(3 * data.len() as u64, 1);
            }
            LABEL_SST => {
                self.cell(data)?;
                let text = read_u32(data, 6).and_then(|index| self.texts.get(index as usize));
                self.footprint.text(text.copied().unwrap_or_default().into(), 1);
            }
            MUL_RK => self.numbers(data)?,
            FORMULA => return self.formula(data),
            STRING => {
                if !self.after_formula {
                    return Ok(());
                }
                self.footprint.text(3 * data.len() as u64, 1);
            }
            MERGE_CELLS => {
                self.merges(data);
                return Ok(());
            }
            ROW => {
                self.row(data);
                return Ok(());
            }
            _ => return Ok(()),
        }
        push(self.out, record.kind, data);
        Ok(())
    }

    /// Returns where a cell stands.
    fn cell(&mut self, data: &[u8]) -> Result<(u64, u64), Error> {
        let (Some(row), Some(column)) = (read_u16(data, 0), read_u16(data, 2)) else { return Err(corrupt("单元格不完整")) };
        if column >= COLUMNS {
            return Err(corrupt("单元格在表外"));
        }
        self.footprint.cell(row.into(), column.into());
        Ok((row.into(), column.into()))
    }

    fn numbers(&mut self, data: &[u8]) -> Result<(), Error> {
        let (row, first) = self.cell(data)?;
        let last = data.len().checked_sub(2).and_then(|at| read_u16(data, at)).map(u64::from);
        match last {
            Some(last) if last >= first && last < u64::from(COLUMNS) && data.len() == 6 + 6 * (last - first + 1) as usize => {
                self.footprint.cell(row, last);
                Ok(())
            }
            _ => Err(corrupt("数字行不完整")),
        }
    }

    /// Keeps a formula's result and drops its text: whether there is a formula is all that is asked of it.
    fn formula(&mut self, data: &[u8]) -> Result<(), Error> {
        // A length of 3 and the number 0, [MS-XLS] §2.5.198 (PtgInt).
        const ZERO: [u8; 5] = [3, 0, 0x1E, 0, 0];
        let head = data.get(..20).ok_or_else(|| corrupt("公式不完整"))?;
        let (row, column) = self.cell(data)?;
        self.footprint.formula(row, column);
        self.after_formula = true;
        push(self.out, FORMULA, &[head, &ZERO].concat());
        Ok(())
    }

    fn merges(&mut self, data: &[u8]) {
        let areas = data.get(2..).unwrap_or_default().chunks_exact(8);
        for area in areas.take(read_u16(data, 0).unwrap_or_default().into()) {
            let number = |at| read_u16(area, at).unwrap_or_default();
            let (first, last) = (CellRef::new(number(0).into(), number(4)), CellRef::new(number(2).into(), number(6)));
            let is_area = last.column < COLUMNS && first.row <= last.row && first.column <= last.column && first != last;
            if is_area && self.extras.merges.len() < limits::MERGES {
                self.extras.merges.push(Area { first, last });
            }
        }
    }

    fn row(&mut self, data: &[u8]) {
        /// The row's height is zero.
        const HIDDEN: u16 = 0x20;
        if let (Some(row), Some(flags)) = (read_u16(data, 0), read_u16(data, 12))
            && flags & HIDDEN != 0
        {
            self.extras.hidden_rows.insert(row.into());
        }
    }
}

/// One record; its continuations come with it.
struct Record<'s> {
    kind: u16,
    data: &'s [u8],
    /// Everything, with heads and continuations.
    whole: &'s [u8],
}

impl<'s> Record<'s> {
    /// Returns the data of the records that continue this one.
    fn continued(&self) -> Vec<&'s [u8]> {
        let mut rest = Records { stream: self.whole, at: 4 + self.data.len() };
        std::iter::from_fn(|| rest.piece().ok().flatten().map(|(_, data)| data)).collect()
    }
}

/// The records from a position on.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    fn next(&mut self) -> Result<Option<Record<'s>>, Error> {
        let start = self.at;
        let Some((kind, data)) = self.piece()? else { return Ok(None) };
        let mut continues = 0;
        while read_u16(self.stream, self.at) == Some(CONTINUE) && self.stream.len() > self.at + 4 {
            continues += 1;
            if continues > CONTINUES {
                return Err(corrupt("接续记录过多"));
            }
            self.piece()?;
        }
        Ok(Some(Record { kind, data, whole: &self.stream[start..self.at] }))
    }

    /// Returns the kind and data of the next record, whether or not it continues another; `None` at the end.
    fn piece(&mut self) -> Result<Option<(u16, &'s [u8])>, Error> {
        if self.at >= self.stream.len() {
            return Ok(None);
        }
        let head = read_u16(self.stream, self.at).zip(read_u16(self.stream, self.at + 2));
        let (kind, length) = head.ok_or_else(|| corrupt("记录头不完整"))?;
        let start = self.at + 4;
        self.at = start + usize::from(length);
        let data = self.stream.get(start..self.at).ok_or_else(|| corrupt("记录不完整"))?;
        Ok(Some((kind, data)))
    }
}

/// Appends a record.
fn push(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    out.extend_from_slice(&kind.to_le_bytes());
    // Data comes from records, whose length is a number of two bytes.
    out.extend_from_slice(&(data.len() as u16).to_le_bytes());
    out.extend_from_slice(data);
}

#[cfg(test)]
mod tests {
    use super::{
        BOF, BOUND_SHEET, CONTINUE, EOF, FORMULA, LABEL_SST, MERGE_CELLS, MUL_RK, NUMBER, ROW, SST, STRING, Vetted, push, vet,
    };
    use crate::error::{Error, ErrorKind};
    use crate::model::finding::RefusalReason;

    /// A workbook of sheets with the records.
    fn workbook(globals: &[(u16, Vec<u8>)], sheets: &[Vec<(u16, Vec<u8>)>]) -> Vec<u8> {
        let mut stream = Vec::new();
        push(&mut stream, BOF, &[0, 6, 5, 0]);
        globals.iter().for_each(|(kind, data)| push(&mut stream, *kind, data));
        let heads = stream.len();
        for _ in sheets {
            push(&mut stream, BOUND_SHEET, &[0, 0, 0, 0, 0, 0, 1, 0, b'S']);
        }
        push(&mut stream, EOF, &[]);
        for (index, records) in sheets.iter().enumerate() {
            let start = stream.len() as u32;
            stream[heads + 13 * index + 4..][..4].copy_from_slice(&start.to_le_bytes());
            push(&mut stream, BOF, &[0, 6, 16, 0]);
            records.iter().for_each(|(kind, data)| push(&mut stream, *kind, data));
            push(&mut stream, EOF, &[]);
        }
        stream
    }

    fn one_sheet(records: &[(u16, Vec<u8>)]) -> Result<Vetted, Error> {
        vet(&workbook(&[], &[records.to_vec()]))
    }

    fn number(row: u16, column: u16) -> (u16, Vec<u8>) {
        (NUMBER, [row.to_le_bytes(), column.to_le_bytes()].concat().into_iter().chain([0; 10]).collect())
    }

    fn reason(result: Result<Vetted, Error>) -> Option<RefusalReason> {
        match result.err()?.kind {
            ErrorKind::Input(reason) => Some(reason),
            other => panic!("not a refusal: {other:?}"),
        }
    }

    #[test]
    fn cells_outside_the_sheet_are_refused() {
        assert_eq!(reason(one_sheet(&[number(65_535, 255)])), None);
        assert_eq!(reason(one_sheet(&[number(0, 256)])), Some(RefusalReason::Corrupt));
        let numbers = |first: u16, last: u16, count: usize| {
            let data = [vec![0, 0], first.to_le_bytes().to_vec(), vec![0; 6 * count], last.to_le_bytes().to_vec()].concat();
            reason(one_sheet(&[(MUL_RK, data)]))
        };
        assert_eq!(numbers(254, 255, 2), None);
        assert_eq!(numbers(255, 256, 2), Some(RefusalReason::Corrupt));
        assert_eq!(numbers(5, 4, 1), Some(RefusalReason::Corrupt));
        assert_eq!(numbers(1, 2, 1), Some(RefusalReason::Corrupt));
    }

    #[test]
    fn a_sheet_whose_rectangle_is_too_large_is_refused() {
        assert_eq!(reason(one_sheet(&[number(0, 0), number(65_535, 49)])), None);
        assert_eq!(reason(one_sheet(&[number(0, 0), number(65_535, 255)])), Some(RefusalReason::TooLarge));
        // Formulas are laid out beside the values.
        let formula = |row: u16, column: u8| (FORMULA, [&row.to_le_bytes()[..], &[column], &[0; 20]].concat());
        assert_eq!(reason(one_sheet(&[formula(0, 0), formula(65_535, 49)])), Some(RefusalReason::TooLarge));
        let many = vec![vec![number(0, 0), number(65_535, 9)]; 30];
        assert_eq!(reason(vet(&workbook(&[], &many))), Some(RefusalReason::TooLarge));
    }

    #[test]
    fn a_long_text_in_many_cells_is_too_large() {
        let text = [vec![1, 0, 0, 0, 1, 0, 0, 0, 0x40, 0x1F, 0], vec![b'x'; 8000]].concat();
        let cell = |row: u16| (LABEL_SST, [&row.to_le_bytes()[..], &[0; 8]].concat());
        let with = |cells| reason(vet(&workbook(&[(SST, text.clone())], &[(0..cells).map(cell).collect()])));
        assert_eq!(with(1_000), None);
        assert_eq!(with(60_000), Some(RefusalReason::TooLarge));
    }

    #[test]
    fn sheets_that_overlap_or_lie_outside_are_refused() {
        let mut stream = workbook(&[], &[vec![number(0, 0)], vec![number(1, 1)]]);
        assert_eq!(vet(&stream).expect("two sheets").extras.len(), 2);
        let heads = 8 + 4;
        let second: [u8; 4] = stream[heads + 13..][..4].try_into().expect("a position");
        stream[heads..][..4].copy_from_slice(&second);
        assert_eq!(reason(vet(&stream)), Some(RefusalReason::Corrupt), "one position twice");
        stream[heads..][..4].copy_from_slice(&[0; 4]);
        assert_eq!(reason(vet(&stream)), Some(RefusalReason::Corrupt), "the workbook itself");
        stream[heads..][..4].fill(0xFF);
        assert_eq!(reason(vet(&stream)), Some(RefusalReason::Corrupt), "outside");
    }

    #[test]
    fn records_that_break_off_are_refused() {
        let stream = workbook(&[], &[vec![number(0, 0)]]);
        // Without its end a sheet ends with the stream.
        assert_eq!(reason(vet(&stream[..stream.len() - 4])), None);
        assert_eq!(reason(vet(&stream[..stream.len() - 5])), Some(RefusalReason::Corrupt));
        assert_eq!(reason(vet(&stream[..stream.len() - 1])), Some(RefusalReason::Corrupt));
    }

    #[test]
    fn only_records_that_matter_are_kept_and_formulas_lose_their_text() {
        let formula = (FORMULA, [vec![0; 12], vec![0xFF, 0xFF], vec![7; 300]].concat());
        let text = (STRING, vec![1, 0, 0, b'x']);
        let chart = [(BOF, vec![0, 6, 32, 0]), number(9, 9), (EOF, vec![])];
        let dimensions = (0x0200, vec![0xFF; 14]);
        let kept = |records: &[(u16, Vec<u8>)]| one_sheet(records).expect("a sheet").stream.len();
        let nothing = kept(&[]);
        assert_eq!(kept(&[dimensions, text.clone()]), nothing);
        assert_eq!(kept(&chart), nothing);
        assert_eq!(kept(&[formula, text]), nothing + 29 + 8);
    }

    #[test]
    fn merged_areas_are_read_and_nonsense_is_not() {
        let areas: [[u16; 4]; 3] = [[4, 5, 0, 2], [0, 0, 0, 3], [9, 3, 0, 0]];
        let data: Vec<u8> = [3].into_iter().chain(areas.into_iter().flatten()).flat_map(u16::to_le_bytes).collect();
        let vetted = one_sheet(&[(MERGE_CELLS, data)]).expect("a sheet");
        let read: Vec<String> = vetted.extras[0].merges.iter().map(|area| format!("{}:{}", area.first, area.last)).collect();
        assert_eq!(read, ["A1:D1", "A5:C6"]);
    }

    #[test]
    fn hidden_rows_are_read_and_collapsed_groups_are_none() {
        let row = |row: u8, flags: u8| (ROW, [vec![row], vec![0; 11], vec![flags, 1, 0, 0]].concat());
        let vetted = one_sheet(&[row(3, 0), row(4, 0x20), row(5, 0x10), row(6, 0x61)]).expect("a sheet");
        let mut hidden: Vec<u32> = vetted.extras[0].hidden_rows.iter().copied().collect();
        hidden.sort_unstable();
        assert_eq!(hidden, [4, 6]);
    }

    #[test]
    fn texts_go_on_in_the_next_record() {
        let globals = [(SST, vec![1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, b'a', b'b']), (CONTINUE, vec![0, b'c', b'd'])];
        let vetted = vet(&workbook(&globals, &[])).expect("a workbook");
        assert!(vetted.stream.windows(7).any(|bytes| bytes == [0x3C, 0, 3, 0, 0, b'c', b'd']));
    }
}
