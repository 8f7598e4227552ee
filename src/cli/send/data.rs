//! The JSON of `send`. Keys are only ever added; `docs/schema/send.json` names all there are.

use serde_json::{Value, json};

use crate::model::period::Month;
use crate::model::sending::{Sending, SentFile};
use crate::pipeline::send::{Ended, Item, Plan, Verdict};

/// What would go out.
pub(super) fn plan(plan: &Plan) -> String {
    print(&json!({
        "version": 1,
        "month": plan.month.to_string(),
        "trial": plan.trial,
        "outgoing": plan.outgoing().count(),
        "by_hand": plan.by_hand,
        "messages": plan.items.iter().map(item).collect::<Vec<_>>(),
    }))
}

/// What came of sending.
pub(super) fn ended(plan: &Plan, ended: &Ended, all: &[Sending]) -> String {
    print(&json!({
        "version": 1,
        "month": plan.month.to_string(),
        "trial": plan.trial,
        "tried": ended.attempts.len(),
        "stopped": ended.stopped.as_ref().map(|error| error.message.clone()),
        "register": all.iter().map(sending).collect::<Vec<_>>(),
    }))
}

/// The register.
pub(super) fn register(month: Month, all: &[Sending]) -> String {
    print(&json!({"version": 1, "month": month.to_string(), "register": all.iter().map(sending).collect::<Vec<_>>()}))
}

fn print(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a report is plain data")
}

fn item(item: &Item) -> Value {
    let barred = match &item.verdict {
        Verdict::Barred(barred) => Some(json!({
            "reason": barred.reason,
            "place": barred.place.as_ref().map(ToString::to_string),
        })),
        _ => None,
    };
    json!({
        "letter": &*item.letter,
        "receiver": &*item.receiver,
        "recipient": item.recipient.as_deref().filter(|recipient| !recipient.is_empty()),
        "number": item.number.as_deref(),
        "subject": item.subject,
        "files": item.files.iter().map(file).collect::<Vec<_>>(),
        "verdict": item.verdict.key(),
        "refused": barred,
        "record": item.record.as_ref().map(sending),
    })
}

fn file(file: &SentFile) -> Value {
    json!({"name": file.name, "size": file.size, "sha256": file.sha256})
}

fn sending(sending: &Sending) -> Value {
    let facts = &sending.facts;
    json!({
        "id": sending.id,
        "letter": &*facts.key.letter,
        "receiver": &*facts.receiver,
        "recipient": &*facts.key.recipient,
        "sha256": &*facts.key.sha256,
        "trial": facts.key.trial,
        "number": facts.number.as_deref(),
        "subject": facts.subject,
        "message_id": facts.message_id,
        "files": facts.files.iter().map(file).collect::<Vec<_>>(),
        "state": sending.state.key(),
        "tries": sending.tries,
        "at": sending.at,
        "answer": sending.answer,
        "prepared_by": sending.hands.prepared_by,
        "released_by": sending.hands.released_by,
        "resend_reason": facts.resend_reason,
        "settled": sending.settled.as_ref().map(|settled| json!({"by": settled.by, "reason": settled.reason, "at": settled.at})),
    })
}
