//! Beside the flow: one month's records and another's → what became of each.
//!
//! `pair` finds which records are the same one, `classify` says what became of it, `lines` reads a month back from the
//! lines `export` writes. Whether a change is a fault is left to `check`.

mod classify;
mod lines;
mod pair;

use chrono::NaiveDate;

use crate::model::calendar::same_round;
use crate::model::comparison::{Change, ChangeKind, Comparison, Entry, Repeat};
use crate::model::text::Text;

pub use lines::entries;

/// The earlier month.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// What it is called.
    pub name: Text,
    /// Its records.
    pub entries: Vec<Entry>,
    /// When it was reported; `None` when nobody knows, then nothing is called back-dated for it.
    pub as_of: Option<NaiveDate>,
}

/// Compares two months. Every record of both is in exactly one change, repeated ones too.
pub fn compare(earlier: Earlier, new: Vec<Entry>) -> Comparison {
    let old = earlier.entries;
    let partner = pair::partners(&old, &new);
    let mut seen = vec![false; old.len()];
    let mut changes = Vec::with_capacity(new.len());
    for (position, entry) in new.iter().enumerate() {
        let kinds = match partner[position] {
            Some(before) => {
                seen[before] = true;
                classify::kinds(&old[before], entry, earlier.as_of)
            }
            None => vec![ChangeKind::New],
        };
        changes.push(Change { old: partner[position], new: Some(position), kinds });
    }
    let gone = seen.iter().enumerate().filter(|(_, seen)| !**seen);
    changes.extend(gone.map(|(old, _)| Change { old: Some(old), new: None, kinds: vec![ChangeKind::Vanished] }));
    Comparison { old, new, changes, old_name: earlier.name, old_as_of: earlier.as_of }
}

/// Least likeness, 0–1, of two problems of different rounds for one to be the other again.
const BACK_AGAIN: f64 = 0.8;

/// Finds problems that an earlier round had already found at the same unit: in the archive, or in the ledger itself
/// where it holds several rounds.
///
/// Records without a round are of this round; archived ones are of an earlier one, whatever they say.
pub fn repeats(archive: &[Entry], new: &[Entry]) -> Vec<Repeat> {
    let old: Vec<Entry> = archive.iter().chain(new).cloned().collect();
    let earlier = |before: usize, now: usize| {
        before < archive.len() || {
            let (before, now) = (before - archive.len(), now);
            // Of two rounds in one ledger the one that stands above is the earlier.
            let rounds = new[before].round.as_deref().zip(new[now].round.as_deref());
            before < now && rounds.is_some_and(|(before, now)| !same_round(before, now))
        }
    };
    let found = pair::likest(&old, new, BACK_AGAIN, earlier);
    found.into_iter().map(|(before, now)| Repeat { new: now, earlier: old[before].clone() }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{ChangeKind, Earlier, Entry, compare};
    use crate::model::ledger::Status;

    const PROBLEMS: [&str; 8] = [
        "党组理论学习中心组学习计划落实不到位",
        "财务报销审批把关不严，存在超标准列支",
        "干部选拔任用纪实材料不完整",
        "政府采购程序不规范，化整为零",
        "民生实事项目推进缓慢，群众反映强烈",
        "固定资产账实不符，长期未盘点",
        "意识形态责任制落实有差距",
        "公务接待清单填写不规范",
    ];

    const DETAILS: [&str; 5] = [
        "抽查三年会议记录发现七处缺失",
        "两个乡镇至今没有完成验收",
        "专项资金滞留账上超过一年",
        "班子成员分工调整后责任无人承接",
        "群众来信反映后仍未及时答复",
    ];

    /// Returns a problem no other number has, though two may share a part.
    fn entry(number: usize) -> Entry {
        let (kind, detail) = (number % 8, number / 8);
        let problem = format!("{}，{}", PROBLEMS[kind], DETAILS[detail]);
        Entry {
            unit: Some(["县教育局", "县民政局"][number / 8 % 2].into()),
            problem_id: Some(format!("{number:03}").into()),
            problem: Some(problem.into()),
            measure: Some(format!("针对{}，逐条整改", PROBLEMS[(kind + 3 * detail) % 8]).into()),
            status: Status::InProgress,
            ..Entry::default()
        }
    }

    proptest! {
        /// Whatever order the rows come in and whichever numbers are lost, each record finds itself, the reworded too.
        #[test]
        fn every_record_is_found_again_and_counted_once(
            order in Just((0..40usize).collect::<Vec<_>>()).prop_shuffle(),
            numbered in prop::collection::vec(any::<bool>(), 40),
            fate in prop::collection::vec(0..6u8, 40),
            repeats in 0..3usize,
        ) {
            let mut old: Vec<Entry> = (0..32).map(entry).collect();
            // 32 to 39 are new; some of the old are gone, done or reworded.
            let mut new: Vec<(usize, Entry)> = order.iter().map(|number| (*number, entry(*number))).collect();
            new.retain(|(number, _)| *number >= 32 || fate[*number] != 0);
            for (number, entry) in &mut new {
                if !numbered[*number] { entry.problem_id = None; }
                match fate[*number] {
                    1 => entry.status = Status::Done,
                    2 => entry.problem = entry.problem.as_ref().map(|text| format!("反馈指出：{text}").into()),
                    _ => {}
                }
            }
            // A record handed in twice in both months stays twice.
            let twice = Entry { problem: Some("会议记录缺失".into()), ..Entry::default() };
            old.extend(std::iter::repeat_n(twice.clone(), repeats));
            let known = new.len();
            let mut entries: Vec<Entry> = new.iter().map(|(_, entry)| entry.clone()).collect();
            entries.extend(std::iter::repeat_n(twice, repeats));
            let comparison = compare(Earlier { name: "上月".into(), entries: old.clone(), as_of: None }, entries.clone());

            let olds: Vec<usize> = comparison.changes.iter().filter_map(|change| change.old).collect();
            let news: Vec<usize> = comparison.changes.iter().filter_map(|change| change.new).collect();
            prop_assert_eq!((olds.len(), olds.iter().collect::<BTreeSet<_>>().len()), (old.len(), old.len()));
            prop_assert_eq!((news.len(), news.iter().collect::<BTreeSet<_>>().len()), (entries.len(), entries.len()));
            for (position, (number, _)) in new.iter().enumerate().take(known) {
                let change = &comparison.changes[position];
                let expected = match (*number, fate[*number]) {
                    (32.., _) => (None, ChangeKind::New),
                    (number, 1) => (Some(number), ChangeKind::Finished),
                    (number, 2) => (Some(number), ChangeKind::Rewritten),
                    (number, _) => (Some(number), ChangeKind::Kept),
                };
                prop_assert_eq!((change.old, change.kind()), expected, "number {}", number);
            }
            let gone = (0..32).filter(|number| fate[*number] == 0).count();
            let vanished = comparison.changes.iter().filter(|change| change.kind() == ChangeKind::Vanished).count();
            prop_assert_eq!(vanished, gone);
        }
    }

    #[test]
    fn a_problem_back_again_is_found_though_many_measures_share_its_text() {
        let of = |problem: &str| Entry { unit: Some("县教育局".into()), problem: Some(problem.into()), ..Entry::default() };
        let archive = [of("财务报销审批把关不够严格，存在白条入账问题")];
        let mut new = vec![of("财务报销审批把关不严格，存在白条入账的问题"); 30];
        new.push(of("干部选拔任用程序不规范，档案不齐全"));
        assert_eq!(super::repeats(&archive, &new).len(), 30);
    }
}
