//! The register of mail: one row a message, by letter, recipient and content, and every step of it in order.
//!
//! What may go out is decided here once more, in the transaction that writes it down: whoever asks second is told no.

use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind};
use crate::model::period::Month;
use crate::model::sending::{Attempt, Hands, Sending, SendingFacts, SendingKey, SendingState, SentFile, Settled};
use crate::model::text::Text;
use crate::store::Store;
use crate::store::fault::at as fault_at;
use crate::store::months::{text, word};

const COLUMNS: &str = "id, letter, recipient, sha256, trial, month, receiver, number, subject, message_id, files, resend_reason,
    state, tries, at, answer, prepared_by, released_by, settled_by, settle_reason, settled_at";

impl Store {
    /// Lists the messages of a month, or all, in the order they first went out.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`, as all here.
    pub fn sendings(&self, month: Option<Month>) -> Result<Vec<Sending>, Error> {
        let month = month.map(|month| month.to_string());
        self.all(&format!("SELECT {COLUMNS} FROM sendings WHERE ?1 IS NULL OR month = ?1 ORDER BY id"), [month], sending)
    }

    /// Says whether a message ever went out in earnest, or may have.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn has_sent(&self) -> Result<bool, Error> {
        let sql = "SELECT count(*) > 0 FROM sendings WHERE trial = 0 AND state IN ('sending', 'sent', 'in_doubt')";
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(fault_at(&self.name))
    }

    /// Puts in doubt what a run that ended early was about to send. Nobody else may be sending.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn doubt_unanswered(&mut self, at: &str) -> Result<usize, Error> {
        let why = "程序在发送途中中断，没有记下服务器的答复";
        self.write(|transaction| {
            let ids: Vec<i64> = {
                let mut statement = transaction.prepare_cached("SELECT id FROM sendings WHERE state = 'sending' ORDER BY id")?;
                statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
            };
            for id in &ids {
                transaction.execute(
                    "UPDATE sendings SET state = 'in_doubt', answer = ?2, at = ?3 WHERE id = ?1",
                    params![id, why, at],
                )?;
                event(transaction, *id, at, SendingState::InDoubt, Some(why), None)?;
            }
            Ok(ids.len())
        })
    }

    /// Writes down that a message is about to be handed over. Returns whether it may be: not when the register has it, or
    /// another content of the same letter for the same recipient without a reason to send again.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`; the message must not be sent then.
    pub fn about_to_send(&mut self, facts: &SendingFacts, hands: &Hands, at: &str) -> Result<bool, Error> {
        self.write(|transaction| {
            if !is_free(transaction, facts)? {
                return Ok(false);
            }
            put(transaction, facts, hands, at, &Attempt { state: SendingState::Sending, answer: String::new() })?;
            Ok(true)
        })
    }

    /// Writes down what came of a message that was handed over, or could not be.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn answered(&mut self, facts: &SendingFacts, hands: &Hands, at: &str, attempt: &Attempt) -> Result<(), Error> {
        self.write(|transaction| {
            // What is known to have arrived, or may have, stays so whatever comes of another attempt.
            let mut statement = transaction.prepare_cached(
                "SELECT state IN ('sent', 'in_doubt') FROM sendings
                 WHERE letter = ?1 AND recipient = ?2 AND sha256 = ?3 AND trial = ?4",
            )?;
            let key = &facts.key;
            let is_settled = statement
                .query_row(params![&*key.letter, &*key.recipient, &*key.sha256, key.trial], |row| row.get::<_, bool>(0))
                .optional()?;
            drop(statement);
            if is_settled == Some(true) { Ok(()) } else { put(transaction, facts, hands, at, attempt) }
        })
    }

    /// Writes down what a person found out about a message in doubt.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when it is in no doubt; `ErrorKind::Store`.
    pub fn settle(&mut self, id: i64, is_sent: bool, settled: &Settled) -> Result<(), Error> {
        let state = if is_sent { SendingState::Sent } else { SendingState::Unsent };
        let done = self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE sendings SET state = ?2, settled_by = ?3, settle_reason = ?4, settled_at = ?5, at = ?5
                 WHERE id = ?1 AND state = 'in_doubt'",
                params![id, state.key(), settled.by, settled.reason, settled.at],
            )?;
            if changed == 1 {
                event(transaction, id, &settled.at, state, Some(&settled.reason), Some(&settled.by))?;
            }
            Ok(changed == 1)
        })?;
        let not_in_doubt = || Error::new(ErrorKind::Request, format!("登记里第 {id} 号邮件不在存疑之列"));
        if done { Ok(()) } else { Err(not_in_doubt().hint("运行 xuncha send --status 查看哪些存疑")) }
    }

    /// Does some writing, all of it or nothing; it is on the disk when this returns.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, Error> {
        let name = self.name.clone();
        let failed = fault_at(&name);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
        let result = work(&transaction).map_err(&failed)?;
        transaction.commit().map_err(&failed)?;
        Ok(result)
    }
}

/// Says whether the register lets a message go out.
fn is_free(transaction: &Transaction<'_>, facts: &SendingFacts) -> rusqlite::Result<bool> {
    let key = &facts.key;
    let mut statement =
        transaction.prepare_cached("SELECT sha256, state FROM sendings WHERE letter = ?1 AND recipient = ?2 AND trial = ?3")?;
    let known = statement.query_map(params![&*key.letter, &*key.recipient, key.trial], |row| {
        Ok((row.get::<_, String>(0)?, word(row, 1, &SendingState::ALL, SendingState::key)?))
    })?;
    for known in known {
        let (sha256, state) = known?;
        let is_same = sha256 == *key.sha256;
        let stops = match state {
            SendingState::Sending | SendingState::InDoubt => true,
            SendingState::Sent => is_same || facts.resend_reason.is_none(),
            SendingState::Failed => is_same && facts.resend_reason.is_none(),
            SendingState::Deferred | SendingState::Unsent => false,
        };
        if stops {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes a message's state, and the step that led to it.
fn put(transaction: &Transaction<'_>, facts: &SendingFacts, hands: &Hands, at: &str, attempt: &Attempt) -> rusqlite::Result<()> {
    let key = &facts.key;
    let known: Option<(i64, String)> = transaction
        .prepare_cached("SELECT id, state FROM sendings WHERE letter = ?1 AND recipient = ?2 AND sha256 = ?3 AND trial = ?4")?
        .query_row(params![&*key.letter, &*key.recipient, &*key.sha256, key.trial], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let answer = (!attempt.answer.is_empty()).then_some(attempt.answer.as_str());
    let id = match known {
        Some((id, before)) => {
            // The end of an attempt that was written down already is no further attempt.
            let further = before != SendingState::Sending.key();
            transaction
                .prepare_cached(
                    "UPDATE sendings SET state = ?2, tries = tries + ?3, at = ?4, answer = ?5, prepared_by = ?6, released_by = ?7,
                     resend_reason = coalesce(?8, resend_reason), settled_by = NULL, settle_reason = NULL, settled_at = NULL
                     WHERE id = ?1",
                )?
                .execute(params![
                    id,
                    attempt.state.key(),
                    further,
                    at,
                    answer,
                    hands.prepared_by,
                    hands.released_by,
                    facts.resend_reason
                ])?;
            id
        }
        None => {
            transaction
                .prepare_cached(
                    "INSERT INTO sendings (letter, recipient, sha256, trial, month, receiver, number, subject, message_id, files,
                     resend_reason, state, tries, at, answer, prepared_by, released_by)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14, ?15, ?16)",
                )?
                .execute(params![
                    &*key.letter,
                    &*key.recipient,
                    &*key.sha256,
                    key.trial,
                    &*facts.month,
                    &*facts.receiver,
                    facts.number.as_deref(),
                    facts.subject,
                    facts.message_id,
                    files_json(&facts.files).to_string(),
                    facts.resend_reason,
                    attempt.state.key(),
                    at,
                    answer,
                    hands.prepared_by,
                    hands.released_by
                ])?;
            transaction.last_insert_rowid()
        }
    };
    event(transaction, id, at, attempt.state, answer, Some(&hands.released_by))
}

fn event(
    transaction: &Transaction<'_>,
    sending: i64,
    at: &str,
    state: SendingState,
    words: Option<&str>,
    hand: Option<&str>,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO sending_events (sending, at, state, words, hand) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![sending, at, state.key(), words, hand])?;
    Ok(())
}

/// Returns files as they are kept.
pub(super) fn files_json(files: &[SentFile]) -> Value {
    files.iter().map(|file| json!({"name": file.name, "size": file.size, "sha256": file.sha256})).collect()
}

/// Reads files as they are kept; `None` when they are anything else.
pub(super) fn files_of(value: &Value) -> Option<Vec<SentFile>> {
    let one = |file: &Value| {
        let word = |name: &str| file.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(SentFile { name: word("name")?, size: file.get("size")?.as_u64()?, sha256: word("sha256")? })
    };
    value.as_array()?.iter().map(one).collect()
}

fn sending(row: &Row<'_>) -> rusqlite::Result<Sending> {
    let maybe = |column: usize| row.get::<_, Option<String>>(column);
    let files = serde_json::from_str(&row.get::<_, String>(10)?).ok().and_then(|value| files_of(&value));
    let senseless = || rusqlite::Error::InvalidColumnType(10, String::new(), rusqlite::types::Type::Text);
    let settled = match (maybe(18)?, maybe(19)?, maybe(20)?) {
        (Some(by), Some(reason), Some(at)) => Some(Settled { by, reason, at }),
        _ => None,
    };
    Ok(Sending {
        id: row.get(0)?,
        facts: SendingFacts {
            key: SendingKey { letter: text(row, 1)?, recipient: text(row, 2)?, sha256: text(row, 3)?, trial: row.get(4)? },
            month: text(row, 5)?,
            receiver: text(row, 6)?,
            number: maybe(7)?.map(Text::from),
            subject: row.get(8)?,
            message_id: row.get(9)?,
            files: files.ok_or_else(senseless)?,
            resend_reason: maybe(11)?,
        },
        state: word(row, 12, &SendingState::ALL, SendingState::key)?,
        tries: row.get(13)?,
        at: row.get(14)?,
        answer: maybe(15)?,
        hands: Hands { prepared_by: maybe(16)?, released_by: row.get(17)? },
        settled,
    })
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Hands, SendingFacts, SendingKey, SendingState, Settled, Store};

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), "xuncha.db").expect("a store");
        (folder, store)
    }

    fn facts(content: &str, reason: Option<&str>) -> SendingFacts {
        SendingFacts {
            key: SendingKey {
                letter: "2026-10/巡察建议书/县财政局".into(),
                recipient: "czj@county.gov.cn".into(),
                sha256: content.into(),
                trial: false,
            },
            month: "2026-10".into(),
            receiver: "县财政局".into(),
            number: None,
            subject: "巡察建议书".into(),
            message_id: "<a@b>".into(),
            files: Vec::new(),
            resend_reason: reason.map(str::to_owned),
        }
    }

    fn hands() -> Hands {
        Hands { prepared_by: None, released_by: "张三".into() }
    }

    fn end(store: &mut Store, facts: &SendingFacts, state: SendingState) {
        store.answered(facts, &hands(), "后", &Attempt { state, answer: "250 ok".into() }).expect("written");
    }

    fn may(store: &mut Store, content: &str, reason: Option<&str>) -> bool {
        store.about_to_send(&facts(content, reason), &hands(), "先").expect("an answer")
    }

    #[test]
    fn what_was_sent_never_goes_out_again_and_other_content_only_with_a_reason() {
        let (_folder, mut store) = store();
        assert!(!store.has_sent().expect("an answer"));
        assert!(may(&mut store, "甲", None));
        assert!(!may(&mut store, "甲", None), "it is on its way");
        assert!(!may(&mut store, "乙", Some("改了")), "the first may have arrived or not");
        end(&mut store, &facts("甲", None), SendingState::Sent);
        assert!(store.has_sent().expect("an answer"));
        assert!(!may(&mut store, "甲", Some("再发")), "the same content never");
        assert!(!may(&mut store, "乙", None));
        assert!(may(&mut store, "乙", Some("改了错字")));
        let all = store.sendings(None).expect("the register");
        assert_eq!(
            all.iter().map(|sending| (sending.state, sending.tries)).collect::<Vec<_>>(),
            [(SendingState::Sent, 1), (SendingState::Sending, 1)]
        );
    }

    #[test]
    fn an_interrupted_message_is_in_doubt_until_a_person_settles_it() {
        let (_folder, mut store) = store();
        assert!(may(&mut store, "甲", None));
        assert_eq!(store.doubt_unanswered("现在").expect("written"), 1);
        assert_eq!(store.doubt_unanswered("现在").expect("written"), 0);
        assert!(!may(&mut store, "甲", Some("急")));
        let settled = Settled { by: "李四".into(), reason: "对方没有收到".into(), at: "后来".into() };
        store.settle(1, false, &settled).expect("settled");
        assert!(store.settle(1, true, &settled).is_err(), "there is no doubt any more");
        assert!(may(&mut store, "甲", None));
        let sending = store.sendings(None).expect("the register").remove(0);
        assert_eq!((sending.state, sending.tries, sending.settled), (SendingState::Sending, 2, None));
    }

    #[test]
    fn a_refusal_for_the_time_being_may_be_tried_again_and_one_for_good_needs_a_reason() {
        let (_folder, mut store) = store();
        end(&mut store, &facts("甲", None), SendingState::Deferred);
        assert!(may(&mut store, "甲", None));
        end(&mut store, &facts("甲", None), SendingState::Failed);
        assert!(!may(&mut store, "甲", None));
        assert!(may(&mut store, "甲", Some("对方清理了邮箱")));
        let events: i64 =
            store.connection.query_row("SELECT count(*) FROM sending_events", [], |row| row.get(0)).expect("a count");
        assert_eq!(events, 4, "every step is on record");
    }
}
