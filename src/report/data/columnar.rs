//! Tables as Parquet, for tools that know the types of their columns. Behind the feature `parquet`.

use std::sync::Arc;

use chrono::NaiveDate;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use rust_decimal::Decimal;

use crate::error::{Error, ErrorKind};
use crate::report::data::table::{Heading, Kind, Table, Value};

/// How many rows are kept together.
const BLOCK: usize = 65_536;

/// The most digits Parquet's readers take in a decimal, and the bytes they fill.
const DIGITS: i32 = 38;
const BYTES: i32 = 16;

/// Writes a table.
///
/// # Errors
///
/// `ErrorKind::Output` when a value does not fit its column.
pub(super) fn write(table: &Table<'_>) -> Result<Vec<u8>, Error> {
    written(table).map_err(|cause| {
        let error = Error::new(ErrorKind::Output, format!("写不出 {}.parquet：{cause}", table.about.name));
        error.hint("请用同一文件夹的 csv")
    })
}

fn written(table: &Table<'_>) -> Result<Vec<u8>, ParquetError> {
    let fields = table.headings.iter().map(|heading| field(heading).map(Arc::new)).collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder(table.about.name).with_fields(fields).build()?;
    let maker = format!("xuncha {}", env!("CARGO_PKG_VERSION"));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by(maker).build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for rows in table.blocks(BLOCK) {
        let mut group = file.next_row_group()?;
        for (column, heading) in table.headings.iter().enumerate() {
            let mut writer = group.next_column()?.ok_or_else(|| ParquetError::General(format!("no column {}", heading.name)))?;
            let cells = rows.clone().map(|row| table.value(row, column));
            match heading.kind {
                Kind::Text | Kind::Word(_) | Kind::Number(None) => put::<ByteArrayType>(&mut writer, cells, text)?,
                Kind::Number(Some(places)) => put::<FixedLenByteArrayType>(&mut writer, cells, |value| fixed(value, places))?,
                Kind::Count => put::<Int64Type>(&mut writer, cells, count)?,
                Kind::Day => put::<Int32Type>(&mut writer, cells, day)?,
                Kind::Flag => put::<BoolType>(&mut writer, cells, flag)?,
            }
            writer.close()?;
        }
        group.close()?;
    }
    file.into_inner()
}

/// Returns a column's type: every one may be absent; a number without fixed places stays text.
fn field(heading: &Heading) -> Result<Type, ParquetError> {
    let (physical, logical) = match heading.kind {
        Kind::Text | Kind::Word(_) | Kind::Number(None) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number(Some(places)) => {
            let places = i32::try_from(places).unwrap_or(DIGITS);
            (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(places, DIGITS)))
        }
        Kind::Count => (Physical::INT64, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Flag => (Physical::BOOLEAN, None),
    };
    let builder = Type::primitive_type_builder(heading.name, physical).with_repetition(Repetition::OPTIONAL);
    let builder = builder.with_logical_type(logical);
    match heading.kind {
        Kind::Number(Some(places)) => {
            let places = i32::try_from(places).unwrap_or(DIGITS);
            builder.with_length(BYTES).with_precision(DIGITS).with_scale(places).build()
        }
        _ => builder.build(),
    }
}

/// Writes the cells of a column; `take` returns `None` for what is not of its type.
fn put<'v, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = Value<'v>>,
    take: impl Fn(&Value<'_>) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let is_there = cell != Value::Absent;
        levels.push(i16::from(is_there));
        if is_there {
            values.push(take(&cell).ok_or_else(|| ParquetError::General(format!("{cell:?} does not fit")))?);
        }
    }
    writer.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

fn text(value: &Value<'_>) -> Option<ByteArray> {
    match value {
        Value::Text(text) => Some(ByteArray::from(&**text)),
        Value::Number(number) => Some(ByteArray::from(&*number.to_string())),
        _ => None,
    }
}

fn fixed(value: &Value<'_>, places: u32) -> Option<FixedLenByteArray> {
    let Value::Number(number) = value else { return None };
    Some(scaled(*number, places)?.to_be_bytes().to_vec().into())
}

/// Returns how many of the last place there are; `None` where the number has more places or is beyond the digits.
fn scaled(number: Decimal, places: u32) -> Option<i128> {
    let number = if number.scale() > places { number.normalize() } else { number };
    let further = places.checked_sub(number.scale())?;
    let all = number.mantissa().checked_mul(10_i128.checked_pow(further)?)?;
    (all.unsigned_abs() < 10_u128.pow(DIGITS as u32)).then_some(all)
}

fn count(value: &Value<'_>) -> Option<i64> {
    if let Value::Count(count) = value { Some(*count) } else { None }
}

fn day(value: &Value<'_>) -> Option<i32> {
    let Value::Day(day) = value else { return None };
    i32::try_from(day.signed_duration_since(NaiveDate::from_ymd_opt(1970, 1, 1)?).num_days()).ok()
}

fn flag(value: &Value<'_>) -> Option<bool> {
    if let Value::Flag(flag) = value { Some(*flag) } else { None }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::{scaled, write};
    use crate::report::data::tables;
    use crate::report::data::tests::desk;
    use crate::report::kit::number;

    /// Reads a table back, each cell as the library prints it.
    fn read(content: &[u8]) -> Vec<Vec<(String, String)>> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(content).expect("written");
        let reader = SerializedFileReader::new(file).expect("Parquet");
        let rows = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row"));
        rows.map(|row| row.get_column_iter().map(|(name, value)| (name.clone(), value.to_string())).collect()).collect()
    }

    #[test]
    fn every_table_reads_back_with_its_types_and_its_text_as_it_was() {
        let desk = desk();
        let case = desk.case();
        for table in tables(&case) {
            let rows = read(&write(&table).expect("Parquet"));
            assert_eq!(rows.len(), table.len(), "{}", table.about.name);
            for row in rows {
                let names: Vec<&str> = row.iter().map(|(name, _)| name.as_str()).collect();
                assert_eq!(names, table.headings.iter().map(|heading| heading.name).collect::<Vec<_>>());
            }
        }
        let cell = |table: usize, row: usize, name: &str| {
            let rows = read(&write(&tables(&case)[table]).expect("Parquet"));
            rows[row].iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).expect("the column")
        };
        assert_eq!(cell(0, 0, "problem"), "\"=cmd|' /C calc'!A0\"", "no guard: nothing here is run");
        assert_eq!(cell(0, 0, "deadline"), "2026-09-20");
        assert_eq!(cell(0, 1, "deadline"), "null");
        assert_eq!(cell(0, 0, "overdue"), "true");
        assert_eq!(cell(0, 0, "days_late"), "41");
        assert_eq!(cell(2, 0, "score"), "58.33");
        assert_eq!(cell(2, 0, "annual"), "null");
        assert_eq!(cell(3, 0, "points"), "58.333333");
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let desk = desk();
        let case = desk.case();
        let bytes = || write(&tables(&case)[0]).expect("Parquet");
        assert_eq!(bytes(), bytes());
    }

    #[test]
    fn a_decimal_keeps_every_place_or_is_refused() {
        assert_eq!(scaled(number("-1.5"), 2), Some(-150));
        assert_eq!(scaled(number("1.500"), 2), Some(150));
        assert_eq!(scaled(number("1.505"), 2), None);
        assert_eq!(scaled(number("79228162514264337593543950335"), 6), Some(79_228_162_514_264_337_593_543_950_335_000_000));
        assert_eq!(scaled(number("79228162514264337593543950335"), 10), None);
    }
}
