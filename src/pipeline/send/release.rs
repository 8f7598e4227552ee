//! Two people: what one prepared is what the other releases, to the byte.

use crate::error::{Error, ErrorKind};
use crate::model::sending::{Prepared, SendingFacts};
use crate::pipeline::send::plan::{Plan, Verdict};

/// Returns what a plan lets go out, now or later, for another person to release.
pub(super) fn prepared(plan: &Plan, by: &str, at: &str) -> Prepared {
    Prepared {
        id: 0,
        month: plan.month.to_string().into(),
        by: by.to_owned(),
        at: at.to_owned(),
        settings: plan.settings.clone(),
        messages: plan.possible().map(|post| post.facts.clone()).collect(),
    }
}

/// Refuses a release by the one who prepared it.
///
/// # Errors
///
/// `ErrorKind::Request`.
pub(super) fn other_person(prepared: &Prepared, by: &str) -> Result<(), Error> {
    if folded(by) != folded(&prepared.by) {
        return Ok(());
    }
    let error = Error::new(ErrorKind::Request, format!("这一批是「{}」准备的，不能由本人放行", prepared.by));
    Err(error.hint("请由另一个人运行 xuncha send --release --by 姓名"))
}

/// Folds a name, so that one person is not two by a space or a capital.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '\u{3000}').flat_map(char::to_lowercase).collect()
}

/// Says what changed since a set was prepared; empty when nothing did. What went out since is no change.
pub(super) fn changes(prepared: &Prepared, plan: &Plan) -> Vec<String> {
    let mut changes = Vec::new();
    for (then, now) in prepared.settings.lines().zip(plan.settings.lines()).filter(|(then, now)| then != now) {
        let name = now.split('=').next().unwrap_or_default();
        changes.push(format!("设置 {name} 变了：原来是「{}」，现在是「{}」", value(then), value(now)));
    }
    for facts in &prepared.messages {
        changes.extend(change(facts, plan));
    }
    for post in plan.possible() {
        if !prepared.messages.iter().any(|facts| same_way(facts, &post.facts)) {
            changes.push(format!("多出给{}（{}）的一封", post.facts.receiver, post.facts.key.recipient));
        }
    }
    changes
}

fn value(line: &str) -> &str {
    line.split_once('=').map_or(line, |(_, value)| value)
}

/// Says whether two are the same letter on the way to the same recipient.
fn same_way(a: &SendingFacts, b: &SendingFacts) -> bool {
    (&a.key.letter, &a.key.recipient, a.key.trial) == (&b.key.letter, &b.key.recipient, b.key.trial)
}

/// Says how one message changed.
fn change(then: &SendingFacts, plan: &Plan) -> Option<String> {
    let name = format!("给{}（{}）的一封", then.receiver, then.key.recipient);
    let found = plan.items.iter().find_map(|item| {
        let facts = item.facts()?;
        same_way(then, facts).then_some((item, facts))
    });
    let Some((item, now)) = found else { return Some(format!("{name}没有了，或不能再发")) };
    if now.key.sha256 == then.key.sha256 {
        return match &item.verdict {
            Verdict::Ready | Verdict::Beyond | Verdict::Sent | Verdict::InDoubt | Verdict::FailedBefore => None,
            Verdict::Differs | Verdict::Barred(_) => Some(format!("{name}不能再发")),
        };
    }
    let files: Vec<&str> =
        then.files.iter().filter(|file| !now.files.iter().any(|other| other == *file)).map(|file| file.name.as_str()).collect();
    Some(match files[..] {
        [] => format!("{name}的文字或所附文件变了"),
        _ => format!("{name}的「{}」变了", files.join("」「")),
    })
}

#[cfg(test)]
mod tests {
    use super::{Prepared, other_person};

    #[test]
    fn one_person_is_not_two_by_a_space_or_a_capital() {
        let prepared = Prepared {
            id: 1,
            month: "2026-10".into(),
            by: "张 三 Zhang".into(),
            at: String::new(),
            settings: String::new(),
            messages: Vec::new(),
        };
        for same in ["张三zhang", "张　三 ZHANG", " 张 三 Zhang "] {
            assert!(other_person(&prepared, same).is_err(), "{same}");
        }
        assert!(other_person(&prepared, "李四").is_ok());
    }
}
