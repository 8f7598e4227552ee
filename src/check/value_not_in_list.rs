//! `value-not-in-list`: a cell of a standard form holds what its drop-down does not offer, pasted or typed elsewhere.
//!
//! Source: `domain.md` §7.1, definitions that drift between units. What the office decides itself is held against the
//! list in the workbook; without that sheet it is left alone. Status words in no dictionary are left to
//! `unknown-status`, units to `unit-not-in-directory` where there is a directory.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::cells::Cells;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{Status, Table, TableId, is_placeholder};
use crate::model::standard::{choices, is_offices_own};

/// Finds values outside the lists of the form they stand in.
#[derive(Debug)]
pub(crate) struct ValueNotInList;

static ABOUT: About = About {
    id: "value-not-in-list",
    title: "填的不是下拉选项里的",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 填报标准不统一"),
    why: "从别处粘贴会盖掉下拉框，各单位写法不一，分类统计就对不上",
    remedy: "请点这一格，从下拉框里选；下拉框已被盖掉的，照「选项」表里的写法填",
};

impl Check for ValueNotInList {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::StandardForm]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let lists: Vec<Vec<(Field, Vec<&str>)>> = case.ledger.tables.iter().map(|table| lists(case, table)).collect();
        for record in &case.ledger.rectifications {
            for (field, value, words) in strange(&record.cells, record.table, record.row, &lists) {
                if field != Field::Status || record.status != Status::Unknown {
                    found.at_field(record, field, told(field, value, words));
                }
            }
        }
        for risk in &case.ledger.risks {
            for (field, value, words) in strange(&risk.cells, risk.table, risk.row, &lists) {
                found.at_risk(risk, field, told(field, value, words));
            }
        }
    }
}

/// Returns what could be chosen in a table; nothing for a table on no form.
fn lists<'a>(case: &Case<'a>, table: &'a Table) -> Vec<(Field, Vec<&'a str>)> {
    let Some(form) = &table.form else { return Vec::new() };
    let own = |field| form.lists.iter().find(|list| list.field == field).map(|list| list.words.iter().map(|word| &**word));
    let fields = table.columns.iter().filter_map(|column| column.field);
    let list = |field: Field| match is_offices_own(field) {
        true if field == Field::Unit && !case.directory.is_empty() => None,
        true => own(field).map(Iterator::collect),
        false => choices(table.kind, field),
    };
    fields.filter_map(|field| Some((field, list(field)?))).filter(|(_, words)| !words.is_empty()).collect()
}

/// Returns the cells of a row that hold none of the words of their list.
fn strange<'a>(
    cells: &'a Cells,
    table: TableId,
    row: u32,
    lists: &'a [Vec<(Field, Vec<&'a str>)>],
) -> impl Iterator<Item = (Field, &'a str, &'a [&'a str])> {
    lists[table as usize].iter().filter_map(move |(field, words)| {
        // A merged value is told once, at the row it stands in.
        let cell = cells.get(*field).filter(|cell| cell.table == table && cell.at.row == row)?;
        let value = cell.text.trim();
        (!is_placeholder(value) && !words.contains(&value)).then_some((*field, value, words.as_slice()))
    })
}

/// Most choices that are named in a message.
const FEW: usize = 9;

fn told(field: Field, value: &str, words: &[&str]) -> String {
    let few = words.iter().take(FEW).map(|word| format!("「{word}」")).collect::<Vec<_>>().join("、");
    let more = if words.len() > FEW { "等" } else { "" };
    format!("{}的选项里没有「{value}」，可选{few}{more}", field.label())
}

#[cfg(test)]
mod tests {
    use super::ValueNotInList;
    use crate::check::kit::{LedgerBuilder, directory};
    use crate::model::field::Field;
    use crate::model::standard::version;

    const FIELDS: [Field; 4] = [Field::Unit, Field::Category, Field::Cycle, Field::Status];

    #[test]
    fn what_no_list_offers_is_found_at_its_cell() {
        let ledger = LedgerBuilder::new(&FIELDS)
            .form(version(), &[(Field::Unit, &["县教育局"]), (Field::Category, &["财务管理", "作风建设"])])
            .row(&["县教育局", "财务管理", "限期整改", "整改中"])
            .row(&["教育局", "财务", "限时整改", "已完成"]);
        let expected = ["A3 value-not-in-list", "B3 value-not-in-list", "C3 value-not-in-list"];
        assert_eq!(ledger.run(&ValueNotInList), expected);
        let category = "问题类别的选项里没有「财务」，可选「财务管理」、「作风建设」";
        assert_eq!(ledger.messages(&ValueNotInList)[1], category);
    }

    /// Boundary: nine choices, all named | ten, of which nine are.
    #[test]
    fn a_long_list_is_not_named_whole() {
        let words = ["甲一", "甲二", "甲三", "甲四", "甲五", "甲六", "甲七", "甲八", "甲九", "甲十"];
        let message = |count: usize| {
            let ledger = LedgerBuilder::new(&FIELDS).form(version(), &[(Field::Category, &words[..count])]);
            ledger.row(&["", "财务", "", "整改中"]).messages(&ValueNotInList).remove(0)
        };
        assert!(message(9).ends_with("「甲九」"));
        assert!(message(10).ends_with("「甲九」等"));
    }

    #[test]
    fn blanks_placeholders_and_unknown_statuses_are_left_to_other_checks() {
        let ledger = LedgerBuilder::new(&FIELDS).form(version(), &[]).row(&["", "", "无", "差不多了"]);
        assert!(ledger.run(&ValueNotInList).is_empty());
    }

    #[test]
    fn without_the_sheet_of_lists_what_the_office_decides_is_left_alone() {
        let ledger = LedgerBuilder::new(&FIELDS).form(version(), &[]).row(&["教育局", "财务", "限时整改", "整改中"]);
        assert_eq!(ledger.run(&ValueNotInList), ["C2 value-not-in-list"]);
    }

    #[test]
    fn units_are_left_to_the_directory_where_there_is_one() {
        let ledger = LedgerBuilder::new(&FIELDS)
            .form(version(), &[(Field::Unit, &["县教育局"])])
            .directory(directory(&["县教育局"]))
            .row(&["教育局", "", "", ""]);
        assert!(ledger.run(&ValueNotInList).is_empty());
    }

    #[test]
    fn a_merged_value_is_told_once() {
        let ledger =
            LedgerBuilder::new(&[Field::Cycle, Field::Problem]).form(version(), &[]).row(&["限时整改", "甲"]).row(&["↑", "乙"]);
        assert_eq!(ledger.run(&ValueNotInList), ["A2 value-not-in-list"]);
    }

    #[test]
    fn registers_have_lists_too() {
        let register = LedgerBuilder::risks(&[Field::RiskPoint, Field::Level])
            .form(version(), &[])
            .row(&["采购", "高"])
            .row(&["用车", "一级"]);
        assert_eq!(register.run(&ValueNotInList), ["B3 value-not-in-list"]);
    }

    #[test]
    fn an_offices_own_table_may_use_its_own_words() {
        let ledger = LedgerBuilder::new(&FIELDS).row(&["教育局", "财务", "限时整改", "整改到位"]);
        assert!(ledger.run(&ValueNotInList).is_empty());
    }
}
