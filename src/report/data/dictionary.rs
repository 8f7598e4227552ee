//! `数据字典.md`: what every table and column holds, made from the very definitions the tables are written by.

use crate::report::data::csv::GUARDED;
use crate::report::data::table::{Heading, Kind, Table};

/// What the files are.
const FILES: &str = if cfg!(feature = "parquet") { "一个 csv 文件和一个 parquet 文件" } else { "一个 csv 文件" };

/// How Parquet differs.
const TYPED: &str = if cfg!(feature = "parquet") {
    "- parquet 里，文字是原文，不加 '；日期是 DATE，小数位数固定的数是 DECIMAL，位数不定的数存成文字，整数是 INT64，是否是 BOOLEAN。\n"
} else {
    ""
};

/// Writes the dictionary.
pub(super) fn write(tables: &[Table<'_>]) -> String {
    let mut text = format!(
        "# 数据字典\n\n每张表存成{FILES}。各表都有 month 列，几个月的同名表可以直接接在一起。\n\n\
         - csv 是带标记的 UTF-8，用 Excel、WPS 直接打开不会乱码；格式按 RFC 4180，每行以回车换行结束。\n\
         - 没有的值留空；空白不等于 0。\n\
         - 日期写成 2026-10-31；数是不带千分位的十进制数；是否写成 true、false。\n\
         - csv 里，{GUARDED}。\n{TYPED}"
    );
    for table in tables {
        let about = table.about;
        text.push_str(&format!("\n## {}　{}\n\n一行是{}。\n\n", about.name, about.title, about.row));
        text.push_str("| 列 | 中文名 | 类型 | 单位 | 取值 | 来源 |\n| --- | --- | --- | --- | --- | --- |\n");
        table.headings.iter().for_each(|heading| text.push_str(&row(heading)));
    }
    text
}

fn row(heading: &Heading) -> String {
    let Heading { name, title, unit, source, .. } = heading;
    let (kind, words) = described(&heading.kind);
    format!("| {name} | {title} | {kind} | {unit} | {words} | {source} |\n")
}

/// Returns the type and the words it may hold.
fn described(kind: &Kind) -> (String, String) {
    let kind_name = match kind {
        Kind::Text => "文字".to_owned(),
        Kind::Word(_) => "限定的词".to_owned(),
        Kind::Number(Some(places)) => format!("数，最多 {places} 位小数"),
        Kind::Number(None) => "数".to_owned(),
        Kind::Count => "整数".to_owned(),
        Kind::Day => "日期".to_owned(),
        Kind::Flag => "是否".to_owned(),
    };
    let words = match kind {
        Kind::Word(words) => words.iter().map(|(word, meaning)| format!("{word} {meaning}")).collect::<Vec<_>>().join("；"),
        Kind::Flag => "true 是；false 否".to_owned(),
        _ => String::new(),
    };
    (kind_name, words)
}
