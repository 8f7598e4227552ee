//! What was handed in and is in no score: files that could not be used, rows of surveys, scores and events that could not.
//!
//! The sheets that are printed by themselves say it, so that nobody takes a score that lacks something for a whole one.

use std::collections::BTreeMap;

use crate::model::ledger::Ledger;
use crate::model::remark::RemarkKind;
use crate::model::text::Text;

/// How many files a sentence names; the sheet 核验问题 has them all.
const FEW: usize = 5;

/// Returns the sentences; none where everything was used.
pub(super) fn sentences(ledger: &Ledger) -> Vec<String> {
    let mut sentences = Vec::new();
    let files: Vec<String> = ledger.refused.iter().map(|refusal| format!("「{}」", refusal.file)).collect();
    if !files.is_empty() {
        sentences.push(format!("{}没有用上，得分里没有其中的内容，原因和办法见「核验问题」。", named(&files, "个文件")));
    }
    let mut rows: BTreeMap<&Text, usize> = BTreeMap::new();
    for remark in ledger.remarks.iter().filter(|remark| remark.kind == RemarkKind::InputRow) {
        *rows.entry(&remark.place.file).or_default() += 1;
    }
    if !rows.is_empty() {
        let count: usize = rows.values().sum();
        let files: Vec<String> = rows.iter().map(|(file, count)| format!("「{file}」{count} 行")).collect();
        sentences.push(format!(
            "测评、评分、事件等表有 {count} 行不能用，没有计分（{}），得分里没有这些行，见「核验问题」。",
            named(&files, "个文件")
        ));
    }
    sentences
}

/// Lists names, the first few where there are many.
fn named(names: &[String], counted: &str) -> String {
    let few = names.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join("、");
    if names.len() <= FEW { few } else { format!("{few}等 {} {counted}", names.len()) }
}

#[cfg(test)]
mod tests {
    use super::sentences;
    use crate::model::finding::{Refusal, RefusalReason};
    use crate::model::ledger::Ledger;

    fn refused(count: usize) -> Vec<String> {
        let refusal = |at| Refusal {
            file: format!("{at}.xlsx").into(),
            reason: RefusalReason::Corrupt,
            message: String::new(),
            hint: String::new(),
        };
        sentences(&Ledger { refused: (1..=count).map(refusal).collect(), ..Ledger::default() })
    }

    #[test]
    fn many_files_are_counted_and_the_first_named() {
        assert!(refused(0).is_empty());
        assert!(refused(5)[0].starts_with("「1.xlsx」、「2.xlsx」、「3.xlsx」、「4.xlsx」、「5.xlsx」没有用上"));
        assert!(refused(6)[0].starts_with("「1.xlsx」、「2.xlsx」、「3.xlsx」、「4.xlsx」、「5.xlsx」等 6 个文件没有用上"));
    }
}
