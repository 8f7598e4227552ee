//! What each answer means, held against the directory and against the other answers. What is not clear is not used.

use std::collections::HashMap;

use crate::model::answers::{Answer, Reply, Verdict};
use crate::model::directory::{Directory, fold};
use crate::model::text::Text;
use crate::review::{ACCEPT, INSTEAD, NOT, UNSURE, WORDS};

/// Judges every reply, in the order given. The directory must be the office's own, without answers.
pub fn judge(replies: Vec<Reply>, directory: &Directory) -> Vec<Answer> {
    let verdict = |reply: &Reply| alone(reply, directory).unwrap_or_else(Verdict::Unusable);
    let mut answers: Vec<Answer> = replies
        .into_iter()
        .map(|reply| {
            let verdict = verdict(&reply);
            Answer { reply, verdict }
        })
        .collect();
    // Of each name the first row of each meaning: rows that say the same need not be compared with each other.
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, answer) in answers.iter().enumerate().filter(|(_, answer)| answer.reply.is_answered()) {
        let meanings = by_name.entry(fold(&answer.reply.written)).or_default();
        if !meanings.iter().any(|other| means_the_same(&answers[*other].verdict, &answer.verdict)) {
            meanings.push(at);
        }
    }
    let mut contradictions = Vec::new();
    for (at, answer) in answers.iter().enumerate().filter(|(_, answer)| answer.reply.is_answered()) {
        let meanings = by_name.get(&fold(&answer.reply.written)).map_or(&[][..], Vec::as_slice);
        let other = meanings.iter().find(|other| **other != at && !agree(answer, &answers[**other]));
        contradictions.extend(other.map(|other| (at, contradiction(&answer.reply, &answers[*other].reply))));
    }
    for (at, why) in contradictions {
        // What is wrong with a row itself is worth more than that another row differs.
        if !matches!(answers[at].verdict, Verdict::Unusable(_)) {
            answers[at].verdict = Verdict::Unusable(why);
        }
    }
    answers
}

/// Says what a reply means by itself; the error is why it cannot be used.
fn alone(reply: &Reply, directory: &Directory) -> Result<Verdict, String> {
    if reply.written.is_empty() {
        return Err("这一行有答复，却没有台账中的写法，请补上写法，或删去这一行".to_owned());
    }
    let known = |name: &Text, column: &str| {
        directory.known(name).ok_or_else(|| format!("「{column}」一栏的「{name}」不在名录里，请从下拉的单位里选"))
    };
    let verdict = match (reply.word.as_str(), &reply.instead) {
        ("", None) => Verdict::Open,
        ("", Some(unit)) => return Err(format!("填了改为「{unit}」，却没有答复，请在「答复」栏选「{INSTEAD}」")),
        (ACCEPT, instead) => {
            let Some(suggested) = &reply.suggested else {
                return Err(format!("「可能是」一栏是空的，没有可接受的名称，请选「{INSTEAD}」并在「改为」栏选出单位"));
            };
            let unit = known(suggested, "可能是")?;
            if let Some(instead) = instead
                && known(instead, "改为")? != unit
            {
                return Err(format!("答复是「{ACCEPT}」，「改为」栏又填了「{instead}」，请只留一个"));
            }
            Verdict::Is(unit)
        }
        (INSTEAD, None) => return Err(format!("答复是「{INSTEAD}」，却没有写改为哪个单位，请在「改为」栏选出单位")),
        (INSTEAD, Some(instead)) => Verdict::Is(known(instead, "改为")?),
        (NOT | UNSURE, Some(instead)) => {
            let word = &reply.word;
            return Err(format!("答复是「{word}」，「改为」栏又填了「{instead}」；是这个单位的，请把答复选成「{INSTEAD}」"));
        }
        // A unit that has left the directory meanwhile is not suggested any more anyhow.
        (NOT, None) => Verdict::IsNot(reply.suggested.as_ref().and_then(|name| directory.known(name))),
        (UNSURE, None) => Verdict::Open,
        (other, _) => return Err(format!("答复「{other}」不认识，请选{}", WORDS.map(|word| format!("「{word}」")).join("、"))),
    };
    against_directory(reply, &verdict, directory)?;
    Ok(verdict)
}

/// Refuses a verdict that contradicts what the directory says of the name by itself.
fn against_directory(reply: &Reply, verdict: &Verdict, directory: &Directory) -> Result<(), String> {
    let Some(own) = directory.known(&reply.written) else { return Ok(()) };
    let contradicts = match verdict {
        Verdict::Is(unit) => *unit != own,
        Verdict::IsNot(unit) => unit.as_ref().is_none_or(|unit| *unit == own),
        Verdict::Open | Verdict::Unusable(_) => false,
    };
    if !contradicts {
        return Ok(());
    }
    let written = &reply.written;
    Err(format!("名录里「{written}」已经是「{own}」，和答复不一致，以名录为准；请改名录的别名，或删去这一行"))
}

fn means_the_same(a: &Verdict, b: &Verdict) -> bool {
    a == b || matches!((a, b), (Verdict::Unusable(_), Verdict::Unusable(_)))
}

/// Says whether two answered rows of one name can both hold.
fn agree(a: &Answer, b: &Answer) -> bool {
    match (&a.verdict, &b.verdict) {
        (Verdict::Is(a), Verdict::Is(b)) => a == b,
        (Verdict::Is(unit), Verdict::IsNot(other)) | (Verdict::IsNot(other), Verdict::Is(unit)) => {
            other.as_ref().is_some_and(|other| other != unit)
        }
        (Verdict::IsNot(_), Verdict::IsNot(_)) | (Verdict::Open, Verdict::Open) => true,
        // Not used is not used: the others of that name wait until it is put right.
        _ => false,
    }
}

fn contradiction(own: &Reply, other: &Reply) -> String {
    let said = |reply: &Reply| match &reply.instead {
        Some(unit) => format!("「{}」「{unit}」", reply.word),
        None => format!("「{}」", reply.word),
    };
    let there = other.place.inside().unwrap_or_default();
    format!("「{}」答复了两次，这里是{}，{there}是{}，都没有用上，请只留一个", own.written, said(own), said(other))
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::model::answers::{Reply, Verdict};
    use crate::model::directory::{Directory, Unit};
    use crate::model::place::{CellRef, Place};

    fn directory() -> Directory {
        let unit = |name: &str, alias: &str| Unit { name: name.into(), aliases: vec![alias.into()], group: None };
        Directory::new(vec![unit("县教育局", "教体局"), unit("县司法局", "司法局")], Vec::new(), Vec::new())
    }

    /// `写法|可能是|答复|改为` a row; the first stands in row 2.
    fn verdicts(rows: &[&str]) -> Vec<Verdict> {
        let reply = |(row, at): (&&str, u32)| {
            let mut cells = row.split('|');
            let mut next = || cells.next().filter(|text| !text.is_empty()).map(|text| text.into());
            let (written, suggested) = (next().unwrap_or_default(), next());
            let (word, instead) = (next().unwrap_or_default(), next());
            let place = Place::file("名称确认.xlsx").cell(CellRef::new(at, 6));
            Reply { written, suggested, word, instead, place, ..Reply::default() }
        };
        judge(rows.iter().zip(1..).map(reply).collect(), &directory()).into_iter().map(|answer| answer.verdict).collect()
    }

    fn why(row: &str) -> String {
        match verdicts(&[row]).remove(0) {
            Verdict::Unusable(why) => why,
            other => panic!("{row}: {other:?}"),
        }
    }

    fn is(unit: &str) -> Verdict {
        Verdict::Is(unit.into())
    }

    #[test]
    fn each_word_has_its_meaning() {
        assert_eq!(verdicts(&["县教体居|县教育局|接受|"]), [is("县教育局")]);
        assert_eq!(verdicts(&["县教体居|县教育局|改为|司法局"]), [is("县司法局")], "an alias names its unit");
        assert_eq!(verdicts(&["县教体居|县教育局|不是|"]), [Verdict::IsNot(Some("县教育局".into()))]);
        assert_eq!(verdicts(&["石桥镇||不是|"]), [Verdict::IsNot(None)]);
        assert_eq!(verdicts(&["县教体居|县教育局|不知道|", "甲|县教育局||"]), [Verdict::Open, Verdict::Open]);
    }

    #[test]
    fn what_is_not_clear_is_not_used_and_says_what_to_do() {
        for (row, words) in [
            ("|县教育局|接受|", "没有台账中的写法"),
            ("甲||接受|", "没有可接受的名称"),
            ("甲|县民政局|接受|", "「县民政局」不在名录里"),
            ("甲|县教育局|改为|", "没有写改为哪个单位"),
            ("甲|县教育局|改为|县民政局", "「县民政局」不在名录里"),
            ("甲|县教育局||县司法局", "却没有答复"),
            ("甲|县教育局|接受|县司法局", "请只留一个"),
            ("甲|县教育局|不是|县司法局", "请把答复选成「改为」"),
            ("甲|县教育局|好的|", "答复「好的」不认识，请选「接受」、「改为」、「不是」、「不知道」"),
            ("教体局|县教育局|改为|县司法局", "名录里「教体局」已经是「县教育局」"),
            ("教体局|县教育局|不是|", "以名录为准"),
        ] {
            assert!(why(row).contains(words), "{row}: {}", why(row));
        }
    }

    #[test]
    fn an_answer_the_directory_has_learnt_meanwhile_is_no_fault() {
        assert_eq!(verdicts(&["教体局|县教育局|接受|"]), [is("县教育局")]);
    }

    #[test]
    fn two_different_answers_are_both_unused_and_name_each_other() {
        let both = verdicts(&["甲|县教育局|接受|", " 甲 |县教育局|不是|"]);
        let Verdict::Unusable(first) = &both[0] else { panic!("{both:?}") };
        assert_eq!(first, "「甲」答复了两次，这里是「接受」，G3是「不是」，都没有用上，请只留一个");
        assert!(matches!(both[1], Verdict::Unusable(_)));
        let unsure = verdicts(&["甲|县教育局|接受|", "甲|县教育局|不知道|"]);
        assert!(unsure.iter().all(|verdict| matches!(verdict, Verdict::Unusable(_))));
        let broken = verdicts(&["甲|县教育局|接受|", "甲|县教育局|改为|"]);
        assert!(broken.iter().all(|verdict| matches!(verdict, Verdict::Unusable(_))));
    }

    #[test]
    fn answers_that_can_both_hold_are_used() {
        assert_eq!(verdicts(&["甲|县教育局|接受|", "甲||改为|县教育局"]), [is("县教育局"), is("县教育局")]);
        assert_eq!(verdicts(&["甲|县教育局|接受|", "甲|县教育局||"]), [is("县教育局"), Verdict::Open]);
        let not_then_is = verdicts(&["甲|县教育局|不是|", "甲|县司法局|接受|"]);
        assert_eq!(not_then_is, [Verdict::IsNot(Some("县教育局".into())), is("县司法局")]);
    }
}
