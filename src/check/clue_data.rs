//! `clue-data`: a sheet looks like a list of disciplinary clues.
//!
//! Source: `domain.md` §1.1 L12, §8 item 12 and §9 `clue_sheet_words`: clue data never reaches a public list or a mail.

use crate::check::wording::containing;
use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;

/// Words of clue lists. Source: `domain.md` §9 `clue_sheet_words`.
const WORDS: [&str; 7] = ["被反映人", "问题线索", "线索台账", "初核", "立案", "谈话函询", "举报"];

/// The word that marks a clue list even in a header. Source: `domain.md` §1.1 L12.
const PERSON: [&str; 1] = ["被反映人"];

/// Finds tables whose sheet name, title or headers speak of persons reported or of clues.
#[derive(Debug)]
pub(crate) struct ClueData;

static ABOUT: About = About {
    id: "clue-data",
    title: "可能是问题线索数据",
    severity: Some(Severity::Warning),
    source: Clause::new("线索数据保护规则", "8 第 12 项"),
    why: "问题线索涉及被反映人，公开或邮寄会泄密",
    remedy: "请确认内容；确属线索的，请从报送的文件中移出，另行保管",
};

impl Check for ClueData {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for table in &case.ledger.tables {
            let names = [Some(&table.sheet), table.title.as_ref()];
            let named = names.into_iter().flatten().find_map(|name| containing(name, &WORDS));
            let headed = || table.columns.iter().find_map(|column| containing(&column.header, &PERSON));
            if let Some(word) = named.or_else(headed) {
                found.at_table(table, None, format!("表名、标题或表头里有「{word}」，疑似问题线索数据，不得公开、不得邮寄"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ClueData;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    fn named(sheet: &str, title: &str) -> Vec<String> {
        LedgerBuilder::new(&[Field::Unit]).named(sheet, title).row(&["县教育局"]).run(&ClueData)
    }

    #[test]
    fn finds_clues_by_the_sheet_or_the_title() {
        assert_eq!(named("线索台账", "一览表"), ["- clue-data"]);
        assert_eq!(named("表1", "巡察问题线索移交办理一览表"), ["- clue-data"]);
    }

    #[test]
    fn finds_clues_by_the_header_of_the_person_reported() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Remark]).header(Field::Remark, "被反映人姓名").row(&["县教育局"]);
        assert_eq!(ledger.run(&ClueData), ["- clue-data"]);
        assert!(ledger.header(Field::Remark, "问题线索性质").run(&ClueData).is_empty());
    }

    #[test]
    fn ordinary_ledgers_are_left_alone() {
        assert!(named("县教育局", "巡察反馈问题整改台账").is_empty());
    }
}
