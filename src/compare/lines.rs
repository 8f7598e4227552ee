//! Reads a month back from the lines `xuncha export` and `xuncha run` write.
//!
//! Source: `contract.md` §2. Keys this version does not know are passed over; risk points are left out.

use serde::Deserialize;

use crate::error::{Error, ErrorKind};
use crate::model::comparison::Entry;
use crate::model::place::Place;

#[derive(Deserialize)]
struct Kind {
    kind: String,
}

/// Reads the rectification records of a file of lines.
///
/// # Errors
///
/// `ErrorKind::Request` naming the first line that is no record.
pub fn entries(name: &str, text: &str) -> Result<Vec<Entry>, Error> {
    let wrong = |line: usize| {
        let place = Place::file(name).row(u32::try_from(line).unwrap_or(u32::MAX));
        let error = Error::new(ErrorKind::Request, "这一行不是 xuncha 导出的记录").at(place);
        error.hint("请用 xuncha export 重新导出，或直接写上那个月的台账文件夹")
    };
    let mut entries = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let kind: Kind = serde_json::from_str(line).map_err(|_| wrong(number))?;
        if kind.kind == "rectification" {
            let entry: Entry = serde_json::from_str(line).map_err(|_| wrong(number))?;
            entries.push(entry.without_placeholders());
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn records_are_read_and_the_rest_is_passed_over() {
        let text = "{\"kind\":\"risk\",\"source\":{\"file\":\"a\",\"sheet\":\"b\",\"row\":1}}\n\n\
                    {\"kind\":\"rectification\",\"source\":{\"file\":\"a\",\"sheet\":\"b\",\"row\":2},\"unit\":null,\
                    \"status\":\"pending_check\",\"deadline\":\"2026-06-30\",\"new_key\":[1]}\n";
        let read = entries("a.jsonl", text).expect("records");
        assert_eq!(
            (read.len(), read[0].source.row, read[0].deadline.map(|day| day.to_string())),
            (1, 2, Some("2026-06-30".into()))
        );
    }

    #[test]
    fn a_line_that_is_no_record_is_named() {
        for bad in [
            "{",
            "[]",
            "{\"kind\":\"rectification\"}",
            "{\"kind\":\"rectification\",\"source\":{\"file\":\"a\",\"sheet\":\"b\",\"row\":-1}}",
        ] {
            let text = entries("a.jsonl", &format!("\n{bad}\n")).expect_err("a fault").to_string();
            assert!(text.contains("第 2 行"), "{text}");
        }
    }
}
