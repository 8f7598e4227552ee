//! What is to be asked, and what has been answered: the names of the ledgers held against the directory and its answers.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::model::answers::{Names, Question, Reply, State, Verdict};
use crate::model::directory::{Directory, fold};
use crate::model::ledger::Ledger;
use crate::model::place::Place;
use crate::model::remark::RemarkKind;
use crate::model::text::Text;
use crate::review::UNSURE;

/// What is known of names.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The ledgers, with what mapping noticed.
    pub ledger: &'a Ledger,
    /// The directory, with the answers in force.
    pub directory: &'a Directory,
    /// Answers that stand in the written workbook and have not been handed in.
    pub drafts: &'a [Reply],
}

/// A name as the ledgers have it: how often, and where first.
struct Sighting<'a> {
    written: &'a Text,
    count: usize,
    first: &'a Place,
}

/// Puts together every question: the answers given, in their order, and the names nobody has answered yet.
pub fn names(case: &Case<'_>) -> Names {
    let sightings = sightings(case);
    let by_name: HashMap<String, usize> =
        sightings.iter().enumerate().map(|(at, seen)| (key(case.directory, seen.written), at)).collect();
    let (kept, differing) = given(case);
    let asked: HashSet<String> = kept.iter().map(|(reply, _)| fold(&reply.written)).collect();
    let new = sightings.iter().filter(|seen| !asked.contains(&key(case.directory, seen.written)));
    let new = new.map(|seen| (Reply { written: seen.written.clone(), ..Reply::default() }, State::Open));
    let mut questions: Vec<(usize, Question)> = kept
        .into_iter()
        .chain(new)
        .map(|(reply, state)| {
            let at = by_name.get(&fold(&reply.written)).copied();
            (at.unwrap_or(usize::MAX), question(case.directory, reply, state, at.map(|at| &sightings[at])))
        })
        .collect();
    // The sort is stable: what is settled stays in the order of the answers.
    questions.sort_by_key(|(at, question)| (!question.is_pending(), if question.is_pending() { *at } else { 0 }));
    Names { questions: questions.into_iter().map(|(_, question)| question).collect(), differing }
}

fn question(directory: &Directory, mut reply: Reply, state: State, seen: Option<&Sighting<'_>>) -> Question {
    let near = directory.near(&reply.written, usize::MAX);
    if !reply.is_answered() {
        reply.suggested = near.first().map(|near| near.unit.clone());
    }
    let near = near.into_iter().find(|near| reply.suggested.as_ref() == Some(&near.unit));
    Question { reply, count: seen.map_or(0, |seen| seen.count), first: seen.map(|seen| seen.first.clone()), near, state }
}

/// Returns the answers worth keeping, those in force and those only drafted, and how many drafts differ from one in force.
fn given(case: &Case<'_>) -> (Vec<(Reply, State)>, usize) {
    let mut decided: HashMap<String, Vec<(&Text, Option<&Text>)>> = HashMap::new();
    for reply in case.directory.answers().iter().map(|answer| &answer.reply).filter(|reply| is_decided(reply)) {
        decided.entry(fold(&reply.written)).or_default().push((&reply.word, reply.instead.as_ref()));
    }
    let mut differing = 0;
    let mut drafts = Vec::new();
    for draft in case.drafts.iter().filter(|draft| draft.is_touched()) {
        match decided.get(&fold(&draft.written)) {
            Some(said) => {
                differing += usize::from(is_decided(draft) && !said.contains(&(&draft.word, draft.instead.as_ref())));
            }
            None => drafts.push((draft.clone(), if is_decided(draft) { State::Draft } else { State::Open })),
        }
    }
    let drafted: HashSet<String> = drafts.iter().map(|(draft, _)| fold(&draft.written)).collect();
    let in_force = case.directory.answers().iter().filter(|answer| answer.reply.is_touched());
    let in_force = in_force.filter(|answer| is_decided(&answer.reply) || !drafted.contains(&fold(&answer.reply.written)));
    let mut kept: Vec<(Reply, State)> = Vec::new();
    let mut seen: HashSet<[Option<Text>; 6]> = HashSet::new();
    for (reply, state) in in_force.map(|answer| (answer.reply.clone(), state(&answer.verdict))).chain(drafts) {
        // The same row twice is one answer.
        let Reply { written, suggested, word, instead, by, note, .. } = &reply;
        if seen.insert([Some(written.clone()), suggested.clone(), Some(word.clone()), instead.clone(), by.clone(), note.clone()])
        {
            kept.push((reply, state));
        }
    }
    (kept, differing)
}

/// Says whether a row is answered with more than 不知道.
fn is_decided(reply: &Reply) -> bool {
    reply.is_answered() && reply.word != UNSURE
}

fn state(verdict: &Verdict) -> State {
    match verdict {
        Verdict::Open => State::Open,
        Verdict::Is(unit) => State::Is(unit.clone()),
        Verdict::IsNot(unit) => State::IsNot(unit.clone()),
        Verdict::Unusable(why) => State::Unusable(why.clone()),
    }
}

/// What makes two names one: a name taken by an answer is the name answered, 县教体居党组 is 县教体居.
fn key(directory: &Directory, written: &str) -> String {
    directory.answer_for(written).map_or_else(|| fold(written), |answer| fold(&answer.reply.written))
}

/// Returns the names the directory does not know by itself, in the order they were first seen.
fn sightings<'a>(case: &Case<'a>) -> Vec<Sighting<'a>> {
    let mut sightings: Vec<Sighting<'a>> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    for remark in &case.ledger.remarks {
        let Some(written) = remark.value.as_ref().filter(|_| is_about_a_name(remark.kind)) else { continue };
        match by_name.entry(key(case.directory, written)) {
            Entry::Occupied(known) => sightings[*known.get()].count += 1,
            Entry::Vacant(new) => {
                new.insert(sightings.len());
                sightings.push(Sighting { written, count: 1, first: &remark.place });
            }
        }
    }
    sightings
}

fn is_about_a_name(kind: RemarkKind) -> bool {
    matches!(kind, RemarkKind::UnknownUnit | RemarkKind::AnsweredUnit)
}

#[cfg(test)]
mod tests {
    use super::{Case, names};
    use crate::model::answers::{Names, Question, Reply, State};
    use crate::model::directory::{Directory, Unit};
    use crate::model::field::Field;
    use crate::model::ledger::Ledger;
    use crate::model::place::{CellRef, Place};
    use crate::model::remark::{Remark, RemarkKind};
    use crate::review::judge;

    fn directory() -> Directory {
        let unit = |name: &str| Unit { name: name.into(), ..Unit::default() };
        Directory::new(vec![unit("县教育局"), unit("县司法局"), unit("县民政局")], Vec::new(), Vec::new())
    }

    /// `写法|可能是|答复|改为|备注` a row.
    fn replies(rows: &[&str]) -> Vec<Reply> {
        let reply = |row: &&str| {
            let mut cells = row.split('|');
            let mut next = || cells.next().filter(|text| !text.is_empty()).map(|text| text.into());
            let (written, suggested) = (next().unwrap_or_default(), next());
            let (word, instead, note) = (next().unwrap_or_default(), next(), next());
            Reply { written, suggested, word, instead, note, ..Reply::default() }
        };
        rows.iter().map(reply).collect()
    }

    fn ask(seen: &[&str], in_force: &[&str], drafts: &[&str]) -> Names {
        let directory = directory();
        let answers = judge(replies(in_force), &directory);
        let directory = directory.with_answers(answers);
        let remark = |(written, row): (&&str, u32)| Remark {
            kind: if directory.known(written).is_some() { RemarkKind::AnsweredUnit } else { RemarkKind::UnknownUnit },
            place: Place::file("a.xlsx").sheet("表").cell(CellRef::new(row, 1)),
            field: Some(Field::Unit),
            unit: None,
            record: None,
            value: Some((*written).into()),
            detail: String::new(),
        };
        let ledger = Ledger { remarks: seen.iter().zip(1..).map(remark).collect(), ..Ledger::default() };
        names(&Case { ledger: &ledger, directory: &directory, drafts: &replies(drafts) })
    }

    /// Returns `写法|可能是|答复|次数|状态` of each question.
    fn lines(names: &Names) -> Vec<String> {
        let line = |question: &Question| {
            let state = match &question.state {
                State::Open => "待",
                State::Draft => "未生效",
                State::Unusable(_) => "无效",
                State::Is(_) => "是",
                State::IsNot(_) => "不是",
            };
            let suggested = question.reply.suggested.as_deref().unwrap_or_default();
            format!("{}|{suggested}|{}|{}|{state}", question.reply.written, question.reply.word, question.count)
        };
        names.questions.iter().map(line).collect()
    }

    #[test]
    fn a_name_is_asked_once_with_its_first_place_and_the_nearest_unit() {
        let names = ask(&["县教育居", "水务集团", "县教育居", "县 教育居"], &[], &[]);
        assert_eq!(lines(&names), ["县教育居|县教育局||3|待", "水务集团|||1|待"]);
        assert_eq!(names.questions[0].first.as_ref().map(ToString::to_string).as_deref(), Some("a.xlsx，表「表」，B2"));
        assert_eq!(names.questions[0].near.as_ref().map(|near| near.reason.as_str()), Some("一字之差：「居」与「局」"));
        assert_eq!(names.pending().count(), 2);
    }

    #[test]
    fn answers_in_force_are_kept_below_what_is_still_open() {
        let in_force = ["县教育居|县教育局|接受", "石桥镇||不是", "旧写法|县民政局|接受"];
        let names = ask(&["县教育居", "县教育居党组", "石桥镇", "县司法居"], &in_force, &[]);
        let wanted =
            ["县司法居|县司法局||1|待", "县教育居|县教育局|接受|2|是", "石桥镇||不是|1|不是", "旧写法|县民政局|接受|0|是"];
        assert_eq!(lines(&names), wanted);
        assert_eq!(names.pending().count(), 1);
    }

    #[test]
    fn unsure_and_unusable_answers_wait_on_and_keep_what_was_written() {
        let names = ask(&["县教育居", "县司法居"], &["县司法居|县司法局|好", "县教育居|县教育局|不知道||问过"], &[]);
        assert_eq!(lines(&names), ["县教育居|县教育局|不知道|1|待", "县司法居|县司法局|好|1|无效"]);
        assert_eq!(names.questions[0].reply.note.as_deref(), Some("问过"));
        assert_eq!(names.pending().count(), 2);
    }

    #[test]
    fn drafts_are_kept_but_not_in_force() {
        let names = ask(&["县教育居"], &["县教育居|县教育局|不知道"], &["县教育居|县教育局|接受", "县司法居|县司法局|"]);
        assert_eq!(lines(&names), ["县教育居|县教育局|接受|1|未生效"]);
        assert_eq!((names.drafts(), names.differing), (1, 0));
    }

    #[test]
    fn an_answer_in_force_outlasts_a_draft_that_differs() {
        let names = ask(&["县教育居"], &["县教育居|县教育局|接受"], &["县教育居|县教育局|不是"]);
        assert_eq!(lines(&names), ["县教育居|县教育局|接受|1|是"]);
        assert_eq!((names.drafts(), names.differing), (0, 1));
        let same = ask(&["县教育居"], &["县教育居|县教育局|接受"], &["县教育居|县教育局|接受"]);
        assert_eq!(same.differing, 0);
    }
}
