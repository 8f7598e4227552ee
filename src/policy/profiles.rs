//! The files of pinned layouts (版式): plain TOML an office can read and change.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::error::Error;
use crate::model::field::Field;
use crate::model::ledger::TableKind;
use crate::model::place::{column_index, column_letters};
use crate::model::profile::{PinnedColumn, PinnedTable, Profile};
use crate::policy::reader::{self, Section};

/// The kinds of table that can be pinned.
const KINDS: [(&str, TableKind); 2] = [("整改台账", TableKind::Rectification), ("廉政风险登记表", TableKind::Risk)];

/// Loads the layout of one ledger.
///
/// # Errors
///
/// `ErrorKind::Policy` naming every fault with line and column.
pub fn load(name: &str, source: &str) -> Result<Profile, Error> {
    reader::parse(name, source, |top| {
        let file = top.required_text("file");
        let tables = top.sections("tables", table);
        Some(Profile { name: name.into(), file: file?.into(), tables })
    })
}

fn table(section: &Section<'_, '_>) -> Option<PinnedTable> {
    let sheet = section.text("sheet").unwrap_or_default();
    let kind = section.choice("kind", &KINDS).unwrap_or(TableKind::Rectification);
    let mut taken = BTreeSet::new();
    let columns: Vec<PinnedColumn> = section.sections("columns", |section| {
        let column = column(section)?;
        if let Some(field) = column.field.filter(|field| !taken.insert(*field)) {
            section.fault("field", format!("有两列都当作「{}」", field.label()), Some("请只留一列".to_owned()));
        }
        Some(column)
    });
    Some(PinnedTable { sheet: sheet.into(), kind, columns })
}

fn column(section: &Section<'_, '_>) -> Option<PinnedColumn> {
    let (letters, header) = (section.required_text("column"), section.required_text("header"));
    let index = letters.as_deref().and_then(column_index);
    if let (Some(letters), None) = (&letters, index) {
        section.fault("column", format!("「{letters}」不是列号"), Some("写成 \"A\"、\"AB\" 这样".to_owned()));
    }
    let field = section.text("field").and_then(|name| field(section, &name));
    Some(PinnedColumn { index: index?, header: header?.into(), field })
}

/// Finds a field by the office's word or its key.
fn field(section: &Section<'_, '_>, name: &str) -> Option<Field> {
    let found = Field::ALL.iter().copied().find(|field| field.label() == name || field.key() == name);
    if found.is_none() {
        let hint = match reader::nearest(name, Field::ALL.iter().map(|field| field.label())) {
            Some(near) => format!("是不是「{near}」"),
            None => "可以写的名称见 xuncha layout 的「当作」一栏".to_owned(),
        };
        section.fault("field", format!("没有「{name}」这种列"), Some(hint));
    }
    found
}

/// Writes a layout the way `load` reads it.
pub fn write(profile: &Profile) -> String {
    let mut text = String::from(
        "# 版式：这份台账每一列是什么。由 xuncha layout --pin 记下，可以用记事本修改。\n\
         # field 是这一列当作什么，不写就是不用这一列；列名换了说法或换了位置，核验时会提示。\n\n",
    );
    line(&mut text, "file", &profile.file);
    for table in &profile.tables {
        text.push_str("\n[[tables]]\n");
        line(&mut text, "sheet", &table.sheet);
        line(&mut text, "kind", KINDS.iter().find(|(_, kind)| *kind == table.kind).map_or("整改台账", |(name, _)| name));
        text.push_str("columns = [\n");
        for column in &table.columns {
            let field = column.field.map(|field| format!(", field = {}", quoted(field.label()))).unwrap_or_default();
            let (letters, header) = (column_letters(column.index), quoted(&column.header));
            writeln!(text, "    {{ column = \"{letters}\", header = {header}{field} }},").expect("a String takes everything");
        }
        text.push_str("]\n");
    }
    text
}

fn line(text: &mut String, key: &str, value: &str) {
    writeln!(text, "{key} = {}", quoted(value)).expect("a String takes everything");
}

/// Writes a text as TOML on one line, whatever is in it.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{load, write};
    use crate::model::field::Field;
    use crate::model::ledger::TableKind;
    use crate::model::profile::{PinnedColumn, PinnedTable, Profile};

    fn column(index: u16, header: &str, field: Option<Field>) -> PinnedColumn {
        PinnedColumn { index, header: header.into(), field }
    }

    #[test]
    fn what_is_written_is_read_back_whatever_a_header_holds() {
        let headers = ["序号", "业务主管\n部门会签", "引\"号\"'与\\反斜", "A\tB\u{7}"];
        let columns = headers.iter().zip(0..).map(|(header, index)| column(index, header, None));
        let columns = columns.chain([column(27, "整改时限", Some(Field::Deadline))]).collect();
        let table = PinnedTable { sheet: "表'一'".into(), kind: TableKind::Risk, columns };
        let profile = Profile { name: "版式/甲.toml".into(), file: "台账/甲.xlsx".into(), tables: vec![table] };
        assert_eq!(load("版式/甲.toml", &write(&profile)).expect("a profile"), profile);
    }

    #[test]
    fn faults_are_named_together_with_the_nearest_word() {
        let source = "file = \"甲.xlsx\"\n[[tables]]\nkind = \"台账\"\ncolumns = [\n\
                      { column = \"1\", header = \"时限\", field = \"整改时间限\" },\n\
                      { column = \"B\", header = \"状态\", field = \"status\" },\n\
                      { column = \"C\", header = \"结果\", field = \"整改状态\" },\n]\n";
        let text = load("甲.toml", source).expect_err("faults").to_string();
        for part in ["没有 \"台账\" 这个选项", "「1」不是列号", "没有「整改时间限」这种列", "有两列都当作「整改状态」"]
        {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
