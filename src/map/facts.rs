//! What the rows above a table say of it: title, reporting unit, cut-off date, unit of money, labels of a form.
//!
//! Source: `domain.md` §1.2 (title and info rows), §2.3 (form layouts), §9 `info_row`, `title_words`.

use chrono::NaiveDate;

use crate::map::date::{self, Year};
use crate::map::fold::{self, fold};
use crate::map::stamp;
use crate::model::field::Field;
use crate::model::ledger::is_placeholder;
use crate::model::place::CellRef;
use crate::model::standard::Form;
use crate::model::text::Text;
use crate::model::workbook::{Row, Value};

/// Words a table's title ends with.
const TITLE_WORDS: [&str; 13] = [
    "台账",
    "清单",
    "一览表",
    "登记表",
    "统计表",
    "汇总表",
    "情况表",
    "任务分解表",
    "验收单",
    "归零表",
    "自查表",
    "排查表",
    "防控表",
];

/// Labels of info rows and forms, folded, and the field whose value follows. `None`: known, but of no use here.
const LABELS: &[(&str, Option<Field>)] = &[
    ("填报单位", Some(Field::Unit)),
    ("报送单位", Some(Field::Unit)),
    ("被巡察单位", Some(Field::Unit)),
    ("被巡察党组织", Some(Field::Unit)),
    ("单位名称", Some(Field::Unit)),
    ("单位", Some(Field::Unit)),
    ("填报时间", Some(Field::ReportDate)),
    ("填表日期", Some(Field::ReportDate)),
    ("填表时间", Some(Field::ReportDate)),
    ("报送时间", Some(Field::ReportDate)),
    ("截至", Some(Field::ReportDate)),
    ("截止日期", Some(Field::ReportDate)),
    ("密级", Some(Field::Secret)),
    ("姓名", Some(Field::Holder)),
    ("部门", Some(Field::Dept)),
    ("科室", Some(Field::Dept)),
    ("单位/科室", Some(Field::Dept)),
    ("职务(岗位)", Some(Field::Post)),
    ("岗位", Some(Field::Post)),
    ("职务", Some(Field::Post)),
    ("岗位名称", Some(Field::Post)),
    ("岗位职责", Some(Field::Power)),
    ("负责人", Some(Field::RespPerson)),
    ("防控措施", Some(Field::Measure)),
    ("风险等级自评", None),
    ("性别/政治面貌", None),
    ("政治面貌", None),
    ("性别", None),
    ("填表人", None),
    ("审核人", None),
    ("联系电话", None),
];

/// How the labels of sign-off rows end.
const SIGN_OFF: [&str; 6] = ["意见", "签字", "签名", "承诺", "盖章", "审批"];

/// A label with its value and the value's cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Labelled {
    /// What the label means.
    pub(super) field: Option<Field>,
    /// Where the value stands.
    pub(super) at: CellRef,
    /// The value.
    pub(super) text: Text,
}

/// What the rows above a table say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// The title.
    pub(super) title: Option<Text>,
    /// The reporting unit as written.
    pub(super) unit: Option<Text>,
    /// The cut-off or filling date.
    pub(super) date: Option<NaiveDate>,
    /// 元 or 万元.
    pub(super) money_unit: Option<Text>,
    /// Labels of a form.
    pub(super) labels: Vec<Labelled>,
    /// The stamp of a standard form.
    pub(super) form: Option<Form>,
}

impl Facts {
    /// Gathers the facts of the rows above a header.
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut facts = Self::default();
        for row in rows {
            facts.form = facts.form.or_else(|| stamp::of(row));
            let texts: Vec<String> =
                row.cells.iter().filter(|(_, value)| !value.is_blank()).map(|(_, value)| value.display().into_owned()).collect();
            if facts.title.is_none() && texts.len() == 1 && is_title(&texts[0]) {
                facts.title = Some(fold::tidy(&texts[0]).into());
                continue;
            }
            let line = fold_line(&texts.join(" "));
            facts.money_unit = facts.money_unit.or_else(|| money_unit(&line));
            facts.date = facts.date.or_else(|| cut_off(&line));
            for labelled in labels(row) {
                facts.learn(&labelled);
                facts.labels.push(labelled);
            }
        }
        if facts.title.is_none() {
            let first = rows.iter().flat_map(|row| row.cells.first()).find_map(|(_, value)| match value {
                Value::Text(text) if fold(text).chars().count() > 4 && !text.contains(['：', ':']) => {
                    Some(fold::tidy(text).into())
                }
                _ => None,
            });
            facts.title = first;
        }
        facts
    }

    fn learn(&mut self, labelled: &Labelled) {
        match labelled.field {
            Some(Field::Unit) if self.unit.is_none() && money_unit(&format!("单位:{}", labelled.text)).is_none() => {
                self.unit = Some(labelled.text.clone());
            }
            Some(Field::ReportDate) if self.date.is_none() => {
                self.date = date::text(&date::normalise(&labelled.text), Year::Unknown).ok().map(|dated| dated.date);
            }
            _ => {}
        }
    }
}

/// Says whether a text is a table's title.
pub(super) fn is_title(text: &str) -> bool {
    let folded = fold::without_brackets(&fold::header(text));
    let length = folded.chars().count();
    (3..=60).contains(&length) && TITLE_WORDS.iter().any(|word| folded.ends_with(word))
}

fn fold_line(line: &str) -> String {
    line.replace('：', ":").replace('（', "(").replace('）', ")")
}

/// Returns 元 or 万元 where a line says 单位：万元.
fn money_unit(line: &str) -> Option<Text> {
    let compact: String = fold(line).into_owned();
    ["万元", "千元", "元", "亿元"]
        .into_iter()
        .find(|unit| {
            compact
                .match_indices(&format!("单位:{unit}"))
                .any(|(at, found)| !compact[at + found.len()..].starts_with(|c: char| c.is_alphabetic() && c != '填'))
        })
        .map(Text::from)
}

/// Returns the date of 截至2026年10月31日.
fn cut_off(line: &str) -> Option<NaiveDate> {
    let (_, rest) = line.split_once("截至").or_else(|| line.split_once("截止"))?;
    let end = rest.find('日').map_or(rest.len(), |at| at + '日'.len_utf8());
    let written = rest[..end].trim_start_matches([':', ' ']);
    date::text(&date::normalise(written), Year::Unknown).ok().map(|dated| dated.date)
}

/// Returns the label-and-value pairs of a row: in one cell behind a colon, or in the next cell.
///
/// Source: `domain.md` §2.3, reader rules 1–4.
pub(super) fn labels(row: &Row) -> Vec<Labelled> {
    let filled: Vec<(u16, String)> =
        row.cells.iter().filter(|(_, v)| !v.is_blank()).map(|(c, v)| (*c, v.display().into_owned())).collect();
    let mut found = Vec::new();
    let mut position = 0;
    while position < filled.len() {
        let (column, text) = &filled[position];
        let at = CellRef::new(row.index, *column);
        let line = fold_line(text);
        // 填报单位（盖章）： in a cell of its own has its value in the next one, as a label without a colon has.
        let alone = line.trim_end().strip_suffix(':').filter(|name| !name.contains(':')).unwrap_or(&line);
        if alone.contains(':') {
            found.extend(inline_labels(&line, at));
        } else if let Some(field) = label(alone)
            && let Some((next, value)) = filled.get(position + 1)
            && label(&fold_line(value)).is_none()
            && !value.contains(['：', ':'])
        {
            if !is_unfilled(value) {
                let text = fold::tidy(value).into();
                found.push(Labelled { field, at: CellRef::new(row.index, *next), text });
            }
            position += 1;
        }
        position += 1;
    }
    found
}

/// Splits `填报单位（盖章）：县教育局   填报时间：2026年10月18日` into its pairs.
fn inline_labels(line: &str, at: CellRef) -> Vec<Labelled> {
    let mut pairs: Vec<(Option<Field>, String)> = Vec::new();
    for word in line.split([' ', '\u{3000}', '\t', '\n']).filter(|word| !word.is_empty()) {
        match word.split_once(':') {
            Some((name, value)) => match label(name) {
                Some(field) => pairs.push((field, value.to_owned())),
                None => pairs.push((None, String::new())),
            },
            None => {
                if let Some((_, value)) = pairs.last_mut() {
                    value.push_str(word);
                }
            }
        }
    }
    let useful = pairs.into_iter().filter(|(field, value)| field.is_some() && !is_unfilled(value));
    useful.map(|(field, value)| Labelled { field, at, text: value.as_str().into() }).collect()
}

/// Returns what a label means; the outer `None` for a text that is no label.
pub(super) fn label(text: &str) -> Option<Option<Field>> {
    let folded = fold::header(text);
    let length = folded.chars().count();
    if SIGN_OFF.iter().any(|end| folded.ends_with(end)) && length <= 16 {
        return Some(None);
    }
    if folded.is_empty() || length > 12 {
        return None;
    }
    let bare = folded.replace("(盖章)", "").replace("(签字)", "").replace("(公章)", "");
    LABELS.iter().find(|(known, _)| *known == folded || *known == bare).map(|(_, field)| *field)
}

/// Says whether a value is only a line to write on.
fn is_unfilled(value: &str) -> bool {
    let rest: String = value.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '年' | '月' | '日' | '＿')).collect();
    is_placeholder(&rest)
}

#[cfg(test)]
mod tests {
    use super::{Facts, is_title};
    use crate::model::field::Field;
    use crate::model::workbook::{Row, Value};

    fn row(index: u32, texts: &[&str]) -> Row {
        let cells = (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect();
        Row { index, hidden: false, cells }
    }

    #[test]
    fn title_and_info_rows_are_understood() {
        let facts = Facts::of(&[
            row(0, &["县教育局巡察反馈问题整改台账"]),
            row(1, &["填报单位（盖章）：县教育局   填报时间：2026年10月18日   单位：万元"]),
        ]);
        assert_eq!(facts.title.as_deref(), Some("县教育局巡察反馈问题整改台账"));
        assert_eq!(facts.unit.as_deref(), Some("县教育局"));
        assert_eq!(facts.date.map(|d| d.to_string()).as_deref(), Some("2026-10-18"));
        assert_eq!(facts.money_unit.as_deref(), Some("万元"));
    }

    #[test]
    fn a_cut_off_date_may_stand_alone() {
        let facts = Facts::of(&[row(0, &["整改清单"]), row(1, &["截至2026年10月31日"])]);
        assert_eq!(facts.date.map(|d| d.to_string()).as_deref(), Some("2026-10-31"));
    }

    #[test]
    fn form_labels_have_their_value_beside_them() {
        let facts = Facts::of(&[
            row(0, &["姓　　名", "周某", "部门", "工程科", "职务(岗位)", "科长"]),
            row(1, &["岗位职责", "负责招标"]),
        ]);
        let pairs: Vec<_> = facts.labels.iter().map(|l| (l.field, l.text.as_str())).collect();
        let expected = [(Field::Holder, "周某"), (Field::Dept, "工程科"), (Field::Post, "科长"), (Field::Power, "负责招标")];
        assert_eq!(pairs, expected.map(|(field, text)| (Some(field), text)));
    }

    #[test]
    fn a_label_may_keep_its_colon_and_have_its_value_in_the_next_cell() {
        let facts = Facts::of(&[row(0, &["填报单位（盖章）：", "县教育局", "填报时间：", "2026年10月18日"])]);
        assert_eq!(facts.unit.as_deref(), Some("县教育局"));
        assert_eq!(facts.date.map(|d| d.to_string()).as_deref(), Some("2026-10-18"));
        assert!(Facts::of(&[row(0, &["填报单位：", "填报时间：", "审核人："])]).labels.is_empty());
    }

    #[test]
    fn the_stamp_of_a_standard_form_is_kept() {
        let facts = Facts::of(&[row(0, &["统一表样 2026-1"]), row(1, &["整改台账"])]);
        assert_eq!(facts.form.map(|form| (form.version.to_string(), form.at.to_string())), Some(("2026-1".into(), "A1".into())));
        assert_eq!(facts.title.as_deref(), Some("整改台账"));
    }

    #[test]
    fn blanks_to_write_on_are_no_values() {
        assert!(Facts::of(&[row(0, &["填表日期：    年  月  日"]), row(1, &["姓名", "____"])]).labels.is_empty());
    }

    #[test]
    fn titles_end_with_their_word() {
        assert!(is_title("县教育局巡察整改台账"));
        assert!(is_title("附件2 廉政风险防控登记表（2026年）"));
        assert!(!is_title("一、台账建立不及时"));
    }
}
