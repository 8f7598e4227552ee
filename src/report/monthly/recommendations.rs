//! 六、巡察建议和移交: letters handed over and how they were answered, and what was handed on to others.

use chrono::NaiveDate;

use crate::model::assessment::Ratio;
use crate::model::field::Field;
use crate::model::ledger::Status;
use crate::report::monthly::facts::Facts;
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value};

/// Letters, receiver by receiver, and what was handed on.
#[derive(Clone, Debug)]
pub(super) struct Replies {
    receivers: Vec<Receiver>,
    overdue: Vec<Unanswered>,
    referred: u64,
    /// Records that name whom something was handed to.
    handed_on: u64,
    has_transfers: bool,
    /// Letters written for this workspace in earlier months, by kind.
    written: Vec<(String, usize)>,
}

/// One receiver. A letter counts once it was handed over; it is due once its reply date has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Receiver {
    name: String,
    letters: u64,
    answered: u64,
    due: u64,
    in_time: u64,
    late: u64,
    unanswered: u64,
}

/// A letter that nobody answered in time.
#[derive(Clone, Debug)]
struct Unanswered {
    receiver: String,
    number: Option<String>,
    due: NaiveDate,
    days: i64,
}

impl Replies {
    /// Counts them as of the reporting date.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let as_of = facts.case.assessment.as_of;
        let mut receivers: Vec<Receiver> = Vec::new();
        let mut overdue = Vec::new();
        for letter in facts.case.recommendations.iter().filter(|letter| letter.sent.is_none_or(|sent| sent <= as_of)) {
            let at = receivers.iter().position(|receiver| receiver.name == *letter.unit).unwrap_or_else(|| {
                receivers.push(Receiver { name: letter.unit.to_string(), ..Receiver::default() });
                receivers.len() - 1
            });
            let Some(receiver) = receivers.get_mut(at) else { continue };
            let replied = letter.replied.filter(|replied| *replied <= as_of);
            receiver.letters += 1;
            receiver.answered += u64::from(replied.is_some());
            let Some(due) = letter.reply_due.filter(|due| *due <= as_of) else { continue };
            receiver.due += 1;
            match replied {
                Some(replied) if replied <= due => receiver.in_time += 1,
                Some(_) => receiver.late += 1,
                None => {
                    receiver.unanswered += 1;
                    // On the day itself an answer is still in time.
                    let days = (as_of - due).num_days();
                    let number = letter.number.as_ref().map(ToString::to_string);
                    overdue.push(Unanswered { receiver: letter.unit.to_string(), number, due, days });
                }
            }
        }
        overdue.sort_by_key(|letter| std::cmp::Reverse(letter.days));
        let mut written: Vec<(String, usize)> = Vec::new();
        for letter in facts.case.past.iter().filter(|past| past.kept.month < facts.case.month).flat_map(|past| &past.letters) {
            match written.iter_mut().find(|(kind, _)| *kind == *letter.kind) {
                Some((_, count)) => *count += 1,
                None => written.push((letter.kind.to_string(), 1)),
            }
        }
        Self {
            receivers,
            overdue,
            referred: facts.rows.iter().filter(|row| row.record.status == Status::Referred).count() as u64,
            handed_on: facts.rows.iter().filter(|row| row.record.is_filled(Field::TransferTo)).count() as u64,
            has_transfers: facts.has_column(Field::TransferTo),
            written,
        }
    }

    /// Says it.
    pub(super) fn part(&self, facts: &Facts<'_>) -> Part {
        let mut items = vec![Item::Heading("巡察建议办理"), Item::Sentence(self.say_letters(facts))];
        if !self.receivers.is_empty() {
            let columns = [
                ("接收单位", 24),
                ("建议书", 8),
                ("已答复", 8),
                ("落实率", 10),
                ("应答复", 8),
                ("按期", 8),
                ("逾期答复", 8),
                ("逾期未复", 8),
            ];
            let mut table = Table::new("巡察建议办理情况", &columns);
            table.rows = self.receivers.iter().map(|receiver| receiver.cells(facts)).collect();
            let total = self.total();
            if self.receivers.len() > 1 {
                table.rows.push(total.cells(facts));
                table.summed = true;
            }
            items.push(Item::Table(table));
        }
        if !self.overdue.is_empty() {
            let columns = [("接收单位", 30), ("文号", 24), ("要求答复日期", 16), ("逾期天数", 8)];
            let mut table = Table::new("逾期没有答复的建议", &columns);
            table.rows = self
                .overdue
                .iter()
                .map(|letter| {
                    vec![
                        Value::text(letter.receiver.as_str()),
                        Value::maybe(letter.number.as_deref()),
                        Value::Day(Some(letter.due)),
                        Value::Count(letter.days.unsigned_abs()),
                    ]
                })
                .collect();
            items.push(Item::Table(table));
        }
        items.push(Item::Heading("问题移交和函件"));
        items.push(Item::Sentence(self.say_transfers()));
        Part { title: "巡察建议和移交情况", items }
    }

    fn total(&self) -> Receiver {
        let mut total = Receiver { name: "合计".to_owned(), ..Receiver::default() };
        for receiver in &self.receivers {
            total.letters += receiver.letters;
            total.answered += receiver.answered;
            total.due += receiver.due;
            total.in_time += receiver.in_time;
            total.late += receiver.late;
            total.unanswered += receiver.unanswered;
        }
        total
    }

    fn say_letters(&self, facts: &Facts<'_>) -> String {
        let total = self.total();
        if total.letters == 0 {
            return "没有登记巡察建议的办理情况，不作统计。".to_owned();
        }
        let rate = facts.percent(Ratio { numerator: total.answered, denominator: total.letters }).unwrap_or_default();
        let head = format!(
            "截至报告日共发出巡察建议{}件，应落实{}件，已答复落实{}件，落实率{rate}%。",
            total.letters, total.letters, total.answered
        );
        let tail = match (total.due, total.unanswered, total.late) {
            (0, ..) => "答复期限都还没有到。".to_owned(),
            (due, 0, 0) => format!("已到答复期限的{due}件全部按期答复。"),
            (due, 0, late) => format!("已到答复期限的{due}件都已答复，其中逾期答复{late}件。"),
            (due, open, late) => {
                format!("已到答复期限的{due}件中，按期答复{}件，逾期答复{late}件，到期没有答复{open}件。", total.in_time)
            }
        };
        head + &tail
    }

    fn say_transfers(&self) -> String {
        let mut text = match (self.referred, self.has_transfers, self.handed_on) {
            (0, false, _) => "台账没有“移交单位”一栏，也没有状态为已移送的记录，移交情况没有报来，不作统计。".to_owned(),
            (0, true, 0) => "本月台账没有移交记录。".to_owned(),
            (0, true, count) => format!("写明移交单位的问题{count}个。"),
            (referred, false, _) => format!("状态为已移送的问题{referred}个；台账没有“移交单位”一栏，移交去向没有报来。"),
            (referred, true, count) => format!("状态为已移送的问题{referred}个，写明移交单位的{count}个。"),
        };
        if self.written.is_empty() {
            text.push_str("存档中没有以往月份的函件。");
        } else {
            let written: Vec<String> = self.written.iter().map(|(kind, count)| format!("{kind}{count}份")).collect();
            text.push_str(&format!("以往各存档月份拟制{}；是否发出、是否回复以收发文登记为准。", written.join("、")));
        }
        text
    }
}

impl Receiver {
    fn cells(&self, facts: &Facts<'_>) -> Vec<Value> {
        let rate = facts.percent(Ratio { numerator: self.answered, denominator: self.letters });
        let of_due = |count: u64| if self.due == 0 { Value::text(NOTHING) } else { Value::Count(count) };
        vec![
            Value::text(self.name.as_str()),
            Value::Count(self.letters),
            Value::Count(self.answered),
            Value::Percent(rate),
            Value::Count(self.due),
            of_due(self.in_time),
            of_due(self.late),
            if self.due == 0 { Value::text(NOTHING) } else { Value::Alarm(self.unanswered) },
        ]
    }
}
