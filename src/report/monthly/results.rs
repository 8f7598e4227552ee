//! 七、整改成果: rules made, money, people held to account, as far as the ledgers report them. What no column gives is said to
//! be not reported; it is never 0.

use rust_decimal::Decimal;

use crate::model::field::Field;
use crate::model::money::{in_yuan, unit_at_end};
use crate::model::number::Rounding;
use crate::report::monthly::facts::{Facts, Row};
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value};

/// What the ledgers report.
#[derive(Clone, Debug)]
pub(super) struct Results {
    rules: Reported<Rules>,
    found: Reported<Money>,
    settled: Reported<Money>,
    people: Reported<People>,
}

/// A column's figures, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reported<T> {
    NoColumn,
    Empty,
    Figures(T),
}

/// Rules made or revised, counted by their titles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rules {
    made: u64,
    revised: u64,
    unsaid: u64,
    records: u64,
}

/// Sums of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Money {
    yuan: Decimal,
    records: u64,
    /// Without a unit, unreadable, or too large to hold.
    unread: u64,
}

/// People held to account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct People {
    organisational: u64,
    party: u64,
    administrative: u64,
    records: u64,
    /// Written in words that give no number or no kind.
    unread: u64,
}

impl Results {
    /// Counts them.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let unit_of = |row: &Row<'_>| row.record.amount_unit.as_ref().map(ToString::to_string);
        let found = |money: &mut Money, row: &Row<'_>, text: &str| {
            let known = row.record.amount.zip(unit_of(row)).and_then(|(amount, unit)| in_yuan(amount, &unit));
            money.add(known.or_else(|| read_money(text, unit_of(row).as_deref())));
        };
        let settled = |money: &mut Money, row: &Row<'_>, text: &str| money.add(read_money(text, unit_of(row).as_deref()));
        Self {
            rules: gather(facts, Field::Mechanism, |rules: &mut Rules, _, text| rules.read(text)),
            found: gather(facts, Field::Amount, found),
            settled: gather(facts, Field::AmountDone, settled),
            people: gather(facts, Field::Accountability, |people: &mut People, _, text| people.read(text)),
        }
    }

    /// Says it.
    pub(super) fn part(&self) -> Part {
        let mut table = Table::new("整改成果统计", &[("项目", 24), ("数量", 16), ("说明", 60)]);
        let mut add =
            |name: &str, (value, note): (Value, String)| table.rows.push(vec![Value::text(name), value, Value::Text(note)]);
        add("新建制度（项）", self.rules.row("长效机制", |rules| (Value::Count(rules.made), String::new())));
        add("修订制度（项）", self.rules.row("长效机制", |rules| (Value::Count(rules.revised), rules.note())));
        add("问题金额（万元）", self.found.row("问题金额", Money::cell));
        add("整改金额（万元）", self.settled.row("整改金额", Money::cell));
        add("组织处理（人次）", self.people.row("追责问责", |people| (Value::Count(people.organisational), String::new())));
        add("党纪处分（人次）", self.people.row("追责问责", |people| (Value::Count(people.party), String::new())));
        add("政务处分（人次）", self.people.row("追责问责", |people| (Value::Count(people.administrative), people.note())));
        let items = vec![Item::Sentence(self.say()), Item::Table(table)];
        Part { title: "整改成果", items }
    }

    fn say(&self) -> String {
        let mut said = Vec::new();
        if let Reported::Figures(rules) = self.rules {
            said.push(format!("报告新建制度{}项、修订制度{}项", rules.made, rules.revised));
        }
        if let Reported::Figures(money) = self.settled {
            said.push(format!("整改金额{}万元", money.wan()));
        } else if let Reported::Figures(money) = self.found {
            said.push(format!("涉及问题金额{}万元，整改到位多少没有报来", money.wan()));
        }
        if let Reported::Figures(people) = self.people {
            said.push(format!(
                "组织处理{}人次、党纪处分{}人次、政务处分{}人次",
                people.organisational, people.party, people.administrative
            ));
        }
        if said.is_empty() {
            return "台账没有报来制度建设、金额和追责问责情况，本月整改成果为空；没有报来的不等于没有。".to_owned();
        }
        format!("各单位台账中，{}。以上为各单位自报数，没有报来的不等于没有。", said.join("；"))
    }
}

impl<T> Reported<T> {
    fn row(&self, column: &str, cell: impl Fn(&T) -> (Value, String)) -> (Value, String) {
        match self {
            Self::NoColumn => (Value::text(NOTHING), format!("没有报来：台账没有“{column}”一栏")),
            Self::Empty => (Value::text(NOTHING), format!("没有报来：“{column}”一栏没有填写")),
            Self::Figures(figures) => cell(figures),
        }
    }
}

/// Reads a column of every record that has something in it.
fn gather<T: Default>(facts: &Facts<'_>, field: Field, read: impl Fn(&mut T, &Row<'_>, &str)) -> Reported<T> {
    if !facts.has_column(field) {
        return Reported::NoColumn;
    }
    let mut figures = T::default();
    let mut is_empty = true;
    for row in facts.rows.iter().filter(|row| !row.standing.void && row.record.is_filled(field)) {
        let Some(text) = row.record.text(field) else { continue };
        read(&mut figures, row, text);
        is_empty = false;
    }
    if is_empty { Reported::Empty } else { Reported::Figures(figures) }
}

impl Rules {
    /// Counts titles in 《》, each by the last word before it that says made or revised; a text without one counts as one.
    fn read(&mut self, text: &str) {
        self.records += 1;
        let mut verb = None;
        let mut rest = text;
        let mut titles = 0;
        while let Some(start) = rest.find('《') {
            verb = said(&rest[..start]).or(verb);
            self.count(verb);
            titles += 1;
            rest = match rest[start..].find('》') {
                Some(end) => &rest[start + end + '》'.len_utf8()..],
                None => "",
            };
        }
        if titles == 0 {
            self.count(said(text));
        }
    }

    fn count(&mut self, revised: Option<bool>) {
        match revised {
            Some(true) => self.revised += 1,
            Some(false) => self.made += 1,
            None => self.unsaid += 1,
        }
    }

    fn note(&self) -> String {
        let mut note = format!("{}条记录写有长效机制", self.records);
        if self.unsaid > 0 {
            note.push_str(&format!("；另有{}项没有写明是新建还是修订，没有计入", self.unsaid));
        }
        note
    }
}

/// Says whether a text speaks of revising; `None` when it speaks of neither.
fn said(text: &str) -> Option<bool> {
    let last = |words: &[&str]| words.iter().filter_map(|word| text.rfind(word)).max();
    let revised = last(&["修订", "修改", "完善", "修编"]);
    let made = last(&["制定", "新建", "出台", "建立", "印发", "新增"]);
    match (revised, made) {
        (None, None) => None,
        (revised, made) => Some(revised > made),
    }
}

impl Money {
    fn add(&mut self, yuan: Option<Decimal>) {
        match yuan.and_then(|yuan| self.yuan.checked_add(yuan)) {
            Some(sum) => {
                self.yuan = sum;
                self.records += 1;
            }
            None => self.unread += 1,
        }
    }

    /// Returns it in 万元.
    fn wan(&self) -> Decimal {
        Rounding::HalfUp.apply(self.yuan / Decimal::from(10_000), 2)
    }

    fn cell(&self) -> (Value, String) {
        let mut note = format!("{}条记录相加", self.records);
        if self.unread > 0 {
            note.push_str(&format!("；另有{}条没有写明单位或者不能读出，没有计入", self.unread));
        }
        (Value::Points(self.wan()), note)
    }
}

/// Reads an amount, its own unit before the record's, in 元.
fn read_money(text: &str, unit: Option<&str>) -> Option<Decimal> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).collect();
    let own = unit_at_end(&text);
    let amount = text.strip_suffix(own.unwrap_or_default())?.parse().ok()?;
    in_yuan(amount, own.or(unit)?)
}

impl People {
    /// Adds up what is written like 党纪处分2人、诫勉谈话3人.
    fn read(&mut self, text: &str) {
        self.records += 1;
        let mut understood = false;
        for piece in text.split(['、', '，', ',', '；', ';', '。', '\n']) {
            let Some(count) = count_before_people(piece) else { continue };
            let has = |words: &[&str]| words.iter().any(|word| piece.contains(word));
            let kind = if has(&["政务", "记过", "记大过", "降级", "撤职", "开除公职"]) {
                &mut self.administrative
            } else if has(&["党纪", "党内", "留党察看", "开除党籍"]) {
                &mut self.party
            } else if has(&["组织处理", "诫勉", "谈话", "批评", "约谈", "检查", "调整职务", "免职"]) {
                &mut self.organisational
            } else {
                continue;
            };
            *kind = kind.saturating_add(count);
            understood = true;
        }
        self.unread += u64::from(!understood);
    }

    fn note(&self) -> String {
        let mut note = format!("{}条记录写有追责问责", self.records);
        if self.unread > 0 {
            note.push_str(&format!("；其中{}条没有写明种类或者人数，没有计入", self.unread));
        }
        note
    }
}

/// Returns the number that stands before 人, 人次 or 名.
fn count_before_people(piece: &str) -> Option<u64> {
    let end = piece.rfind(['人', '名'])?;
    let digits: Vec<char> =
        piece[..end].chars().rev().skip_while(|c| c.is_whitespace()).take_while(char::is_ascii_digit).collect();
    digits.iter().rev().collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Money, People, Rules, read_money};

    #[test]
    fn rules_are_counted_by_title_and_by_the_word_before() {
        let mut rules = Rules::default();
        rules.read("制定《甲办法》《乙办法》，修订《丙规定》");
        rules.read("《丁制度》");
        rules.read("建立长效机制");
        assert_eq!((rules.made, rules.revised, rules.unsaid, rules.records), (3, 1, 1, 3));
    }

    #[test]
    fn people_are_counted_by_kind_and_what_gives_no_number_is_said() {
        let mut people = People::default();
        people.read("给予党纪处分2人、政务处分1人，诫勉谈话3人");
        people.read("已问责");
        assert_eq!((people.organisational, people.party, people.administrative, people.unread), (3, 2, 1, 1));
        assert_eq!(people.note(), "2条记录写有追责问责；其中1条没有写明种类或者人数，没有计入");
    }

    #[test]
    fn money_without_a_unit_is_not_added() {
        let mut money = Money::default();
        money.add(read_money("1,200.5万元", None));
        money.add(read_money("5000", Some("元")));
        money.add(read_money("12", None));
        money.add(read_money("若干", Some("元")));
        assert_eq!((money.wan().to_string().as_str(), money.records, money.unread), ("1201.00", 2, 2));
    }
}
