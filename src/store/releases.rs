//! Sets of messages one person prepared and another releases.

use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};

use crate::error::Error;
use crate::model::period::Month;
use crate::model::sending::{Prepared, SendingFacts, SendingKey};
use crate::model::text::Text;
use crate::store::Store;
use crate::store::fault::{Fault, at as fault_at};
use crate::store::months::text;
use crate::store::sendings::{files_json, files_of};

impl Store {
    /// Keeps a prepared set, in the place of the month's earlier one. Its number is given by the store.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`, as all here.
    pub fn prepare(&mut self, prepared: &Prepared) -> Result<(), Error> {
        let messages: Value = prepared.messages.iter().map(message_json).collect();
        self.write(|transaction| {
            transaction.execute(
                "UPDATE sending_sets SET void = '被新的一批取代' WHERE month = ?1 AND void IS NULL",
                params![&*prepared.month],
            )?;
            transaction.execute(
                "INSERT INTO sending_sets (month, prepared_by, prepared_at, settings, messages) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![&*prepared.month, prepared.by, prepared.at, prepared.settings, messages.to_string()],
            )?;
            Ok(())
        })
    }

    /// Returns the set that waits for its release; `None` when there is none.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn prepared(&self, month: Month) -> Result<Option<Prepared>, Error> {
        let sql = "SELECT id, month, prepared_by, prepared_at, settings, messages FROM sending_sets
                   WHERE month = ?1 AND void IS NULL ORDER BY id DESC LIMIT 1";
        let row = self.connection.query_row(sql, [month.to_string()], |row| {
            let set = Prepared {
                id: row.get(0)?,
                month: text(row, 1)?,
                by: row.get(2)?,
                at: row.get(3)?,
                settings: row.get(4)?,
                messages: Vec::new(),
            };
            Ok((set, row.get::<_, String>(5)?))
        });
        let Some((mut set, messages)) = row.optional().map_err(fault_at(&self.name))? else { return Ok(None) };
        let messages: Option<Vec<SendingFacts>> = serde_json::from_str::<Value>(&messages)
            .ok()
            .and_then(|value| value.as_array().map(|all| all.iter().map(message_of).collect()))
            .flatten();
        set.messages = messages.ok_or_else(|| Fault::Damaged.error(&self.name))?;
        Ok(Some(set))
    }

    /// Notes who released a set.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn released(&mut self, id: i64, by: &str, at: &str) -> Result<(), Error> {
        self.write(|transaction| {
            transaction
                .execute("UPDATE sending_sets SET released_by = ?2, released_at = ?3 WHERE id = ?1", params![id, by, at])?;
            Ok(())
        })
    }

    /// Takes a set back, with the reason.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn void(&mut self, id: i64, why: &str) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.execute("UPDATE sending_sets SET void = ?2 WHERE id = ?1", params![id, why])?;
            Ok(())
        })
    }
}

fn message_json(facts: &SendingFacts) -> Value {
    let key = &facts.key;
    json!({
        "letter": &*key.letter,
        "recipient": &*key.recipient,
        "sha256": &*key.sha256,
        "trial": key.trial,
        "month": &*facts.month,
        "receiver": &*facts.receiver,
        "number": facts.number.as_deref(),
        "subject": facts.subject,
        "message_id": facts.message_id,
        "files": files_json(&facts.files),
        "resend_reason": facts.resend_reason,
    })
}

fn message_of(value: &Value) -> Option<SendingFacts> {
    let word = |name: &str| value.get(name).and_then(Value::as_str);
    Some(SendingFacts {
        key: SendingKey {
            letter: word("letter")?.into(),
            recipient: word("recipient")?.into(),
            sha256: word("sha256")?.into(),
            trial: value.get("trial")?.as_bool()?,
        },
        month: word("month")?.into(),
        receiver: word("receiver")?.into(),
        number: word("number").map(Text::from),
        subject: word("subject")?.to_owned(),
        message_id: word("message_id")?.to_owned(),
        files: files_of(value.get("files")?)?,
        resend_reason: word("resend_reason").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::{Month, Prepared, SendingFacts, SendingKey, Store};
    use crate::model::sending::SentFile;

    #[test]
    fn a_set_comes_back_as_it_was_until_it_is_void_or_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path(), "xuncha.db").expect("a store");
        let month = Month::parse("2026-10").expect("a month");
        let key = SendingKey { letter: "函".into(), recipient: "a@b.cn".into(), sha256: "ab".into(), trial: false };
        let facts = SendingFacts {
            key,
            month: "2026-10".into(),
            receiver: "县财政局".into(),
            number: Some("青巡办函〔2026〕1号".into()),
            subject: "标题".into(),
            message_id: "<a@b>".into(),
            files: vec![SentFile { name: "函.docx".into(), size: 3, sha256: "cd".into() }],
            resend_reason: None,
        };
        let set = |id, by: &str| Prepared {
            id,
            month: "2026-10".into(),
            by: by.into(),
            at: "此时".into(),
            settings: "port=25".into(),
            messages: vec![facts.clone()],
        };
        store.prepare(&set(0, "张三")).expect("kept");
        assert_eq!(store.prepared(month).expect("an answer"), Some(set(1, "张三")));
        store.prepare(&set(0, "王五")).expect("kept");
        assert_eq!(store.prepared(month).expect("an answer"), Some(set(2, "王五")));
        store.void(2, "文件变了").expect("written");
        assert_eq!(store.prepared(month).expect("an answer"), None);
    }
}
