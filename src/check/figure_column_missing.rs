//! `figure-column-missing`: a table of the indicator workbook lacks a column that an indicator of the policy counts.
//!
//! Source: `scoring.md` §2, social-benefit indicators. What moves points is never passed over in silence.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::inputs::word;
use crate::model::remark::{Remark, RemarkKind};
use crate::policy::reader::nearest;

/// Finds columns that the policy names and no table has.
#[derive(Debug)]
pub(crate) struct FigureColumnMissing;

static ABOUT: About = About {
    id: "figure-column-missing",
    title: "指标表缺少办法要用的列",
    severity: Some(Severity::Error),
    source: Clause::new("巡察整改成效考核办法（默认）", "社会效益指标"),
    why: "办法里的指标按这一列计算，表里没有这一列，这项指标按没有数据处理",
    remedy: "请把表里的列名和办法里的 numerator、denominator 写成一样，或补上这一列",
};

impl Check for FigureColumnMissing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut tables: BTreeMap<_, Vec<(String, &Remark)>> = BTreeMap::new();
        for remark in case.remarks(RemarkKind::FigureColumn) {
            let place = &remark.place;
            let row = place.cell.map(|cell| cell.row);
            tables.entry((&place.file, &place.sheet, row)).or_default().push((word(remark.seen()), remark));
        }
        let mut told = BTreeSet::new();
        for rule in &case.policy.indicators {
            let Some(figure) = &rule.figure else { continue };
            let columns = [&figure.numerator, &figure.denominator];
            let has = |table: &[(String, &Remark)], column: &str| table.iter().any(|(header, _)| *header == word(column));
            let somewhere = tables.values().any(|table| columns.iter().all(|column| has(table, column)));
            for (at, table) in &tables {
                for column in columns.iter().filter(|column| !has(table, column)) {
                    let free = table.iter().filter(|(header, _)| !case.policy.names_column(header));
                    let near = nearest(&word(column), free.map(|(header, _)| header.as_str()));
                    let near = near.and_then(|near| table.iter().find(|(header, _)| header == near));
                    // One table may hold the columns of one indicator and the next those of another.
                    if (somewhere && near.is_none()) || !told.insert((*at, word(column))) {
                        continue;
                    }
                    let title = rule.title.as_deref().unwrap_or(&rule.id);
                    let message = format!("指标「{title}」要用的「{column}」这一列没有找到");
                    match (near, table.first()) {
                        (Some((_, near)), _) => {
                            found.at_remark(near, format!("{message}，最接近的列名是「{}」", near.seen()));
                        }
                        (None, Some((_, first))) => found.at_remark(&Remark { value: None, ..(*first).clone() }, message),
                        (None, None) => {}
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FigureColumnMissing;
    use crate::check::kit::{LedgerBuilder, SETTLED};
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    /// A ledger with tables of the indicator workbook; the header of each stands in its own row.
    fn tables(headers: &[&[&str]]) -> LedgerBuilder {
        let fields = [Field::Unit, Field::Problem, Field::Measure];
        let ledger = headers.iter().fold(LedgerBuilder::new(&fields), |ledger, _| ledger.row(&["县教育局", "甲", "乙"]));
        let cells = headers.iter().zip(0..).flat_map(|(headers, row)| headers.iter().zip(fields).map(move |cell| (row, cell)));
        let noted =
            cells.fold(ledger, |ledger, (row, (header, field))| ledger.remark(RemarkKind::FigureColumn, row, field, header));
        noted.policy(SETTLED)
    }

    #[test]
    fn a_column_that_the_policy_names_and_no_table_has_is_told() {
        let told = |headers: &[&[&str]]| tables(headers).messages(&FigureColumnMissing);
        assert!(told(&[&["单位名称", "受 理", "按期办结件数"]]).is_empty(), "headers are compared folded");
        assert!(told(&[]).is_empty(), "no such workbook");
        let near = "指标「办结率」要用的「按期办结件数」这一列没有找到，最接近的列名是「按期办结数」";
        assert_eq!(told(&[&["单位名称", "受理", "按期办结数"]]), [near]);
        assert_eq!(tables(&[&["单位名称", "受理", "按期办结数"]]).run(&FigureColumnMissing), ["C2 figure-column-missing"]);
        assert_eq!(told(&[&["单位名称", "受理"]]), ["指标「办结率」要用的「按期办结件数」这一列没有找到"]);
    }

    #[test]
    fn another_table_may_have_the_columns_unless_a_header_is_nearly_right() {
        let told =
            |second: &[&str]| tables(&[&["单位名称", "受理", "按期办结件数"], second]).messages(&FigureColumnMissing).len();
        assert_eq!(told(&["单位名称", "高标准农田"]), 0);
        assert_eq!(told(&["单位名称", "受理", "按期办结数"]), 1);
    }
}
