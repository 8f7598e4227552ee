//! Long sheets on a second thread: rows are read while those before them are being used.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

use crate::error::{Error, catch_panics};
use crate::model::place::Area;
use crate::model::workbook::{Row, Rows};
use crate::read::corrupt;

/// What inflates to more than this is worth a thread, in bytes.
pub(super) const WORTH_A_THREAD: u64 = 1 << 20;

/// How many rows are handed over together.
const BATCH: usize = 256;

/// How many batches may wait to be used.
const WAITING: usize = 4;

/// Something that gives the rows of a sheet and can be lent to a thread.
pub(super) trait Source: Send + 'static {
    /// Opens a sheet.
    fn rows(&mut self, sheet: &str, merges: Arc<[Area]>) -> Result<Box<dyn Rows + '_>, Error>;
}

/// Does two things at once where they are worth it, one after the other otherwise.
pub(super) fn both<A, B: Send>(worth_it: bool, first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    if !worth_it {
        return (first(), second());
    }
    thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        match second.join() {
            Ok(second) => (first, second),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The rows of a sheet, read by a thread that has borrowed their source.
pub(super) struct AheadRows<'b, S: Source> {
    merges: Arc<[Area]>,
    rows: std::vec::IntoIter<Row>,
    batches: Option<Receiver<Result<Vec<Row>, Error>>>,
    thread: Option<JoinHandle<S>>,
    home: &'b mut Option<S>,
}

impl<'b, S: Source> AheadRows<'b, S> {
    /// Starts to read a sheet; the source is back at home once the rows are dropped.
    ///
    /// # Errors
    ///
    /// `Corrupt` when an earlier thread did not give the source back.
    pub(super) fn start(home: &'b mut Option<S>, sheet: &str, merges: Arc<[Area]>) -> Result<Self, Error> {
        let mut source = home.take().ok_or_else(|| corrupt("the source was lost"))?;
        let (sender, batches) = sync_channel(WAITING);
        let (sheet, known) = (sheet.to_owned(), merges.clone());
        let thread = thread::spawn(move || {
            let read = catch_panics(|| {
                let mut rows = source.rows(&sheet, known)?;
                let mut batch = Vec::with_capacity(BATCH);
                while let Some(row) = rows.next_row()? {
                    batch.push(row);
                    if batch.len() == BATCH && sender.send(Ok(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))).is_err()
                    {
                        break;
                    }
                }
                Ok(batch)
            });
            // Nobody may be listening any more; then nothing is missed.
            let _ = sender.send(read);
            source
        });
        Ok(Self { merges, rows: Vec::new().into_iter(), batches: Some(batches), thread: Some(thread), home })
    }
}

impl<S: Source> Rows for AheadRows<'_, S> {
    fn merges(&self) -> &[Area] {
        &self.merges
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        loop {
            if let Some(row) = self.rows.next() {
                return Ok(Some(row));
            }
            match self.batches.as_ref().map(Receiver::recv) {
                Some(Ok(batch)) => self.rows = batch?.into_iter(),
                Some(Err(_)) | None => return Ok(None),
            }
        }
    }
}

impl<S: Source> Drop for AheadRows<'_, S> {
    fn drop(&mut self) {
        // A thread that waits to hand over a batch ends when nobody can take it.
        self.batches = None;
        *self.home = self.thread.take().and_then(|thread| thread.join().ok());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{AheadRows, BATCH, Source, WAITING};
    use crate::error::Error;
    use crate::model::place::Area;
    use crate::model::workbook::{Row, Rows};
    use crate::read::corrupt;

    /// Gives so many rows, and then ends, fails or panics as its name says.
    struct Counter(u32);

    struct Counting<'c>(&'c mut Counter, String, u32);

    impl Source for Counter {
        fn rows(&mut self, sheet: &str, _: Arc<[Area]>) -> Result<Box<dyn Rows + '_>, Error> {
            Ok(Box::new(Counting(self, sheet.to_owned(), 0)))
        }
    }

    impl Rows for Counting<'_> {
        fn merges(&self) -> &[Area] {
            &[]
        }

        fn next_row(&mut self) -> Result<Option<Row>, Error> {
            self.2 += 1;
            match &*self.1 {
                _ if self.2 <= self.0.0 => Ok(Some(Row { index: self.2, ..Row::default() })),
                "fails" => Err(corrupt("on purpose")),
                "panics" => panic!("on purpose"),
                _ => Ok(None),
            }
        }
    }

    fn read(home: &mut Option<Counter>, sheet: &str) -> Result<Vec<u32>, Error> {
        let mut rows = AheadRows::start(home, sheet, Arc::new([]))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next_row()? {
            all.push(row.index);
        }
        Ok(all)
    }

    #[test]
    fn every_row_comes_once_and_in_order() {
        for count in [0, 1, BATCH as u32, BATCH as u32 * (WAITING as u32 + 3) + 1] {
            let mut home = Some(Counter(count));
            assert_eq!(read(&mut home, "ends").expect("rows"), (1..=count).collect::<Vec<_>>());
            assert!(home.is_some(), "the source comes back");
        }
    }

    #[test]
    fn rows_may_be_left_unread() {
        let mut home = Some(Counter(u32::MAX - 1));
        let mut rows = AheadRows::start(&mut home, "ends", Arc::new([])).expect("rows");
        assert_eq!(rows.next_row().expect("a row").map(|row| row.index), Some(1));
        drop(rows);
        assert!(home.is_some());
    }

    #[test]
    fn an_error_and_a_panic_arrive_as_errors() {
        for sheet in ["fails", "panics"] {
            let error = read(&mut Some(Counter(700)), sheet).expect_err("no end");
            assert!(matches!(error.kind, crate::error::ErrorKind::Input(_)), "{sheet}");
        }
    }
}
