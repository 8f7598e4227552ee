//! The registry, and whole letters on small ledgers.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use chrono::NaiveDate;
use serde_json::Value;

use super::{LETTERS, Writer};
use crate::letter::fields::{COMMON, FieldAbout, FieldType};
use crate::letter::{Case, Templates, write};
use crate::model::assessment::{Assessment, Light, PolicyStamp, Standing};
use crate::model::calendar::{Calendar, Round};
use crate::model::cells::{Cells, FieldCell};
use crate::model::directory::{Department, Directory, Unit};
use crate::model::field::Field;
use crate::model::ledger::{Column, Cycle, Deadline, Ledger, Precision, Rectification, Status, Table, TableKind};
use crate::model::letter::{EarlierLetter, Letter, LetterKind, LetterPlan, Numbers};
use crate::model::office::{LetterStyle, Office};
use crate::model::period::Month;
use crate::model::place::CellRef;
use crate::policy::kit::known;
use crate::policy::{DEFAULT_TOML, Policy};

/// The reporting date of every test.
fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date")
}

/// A ledger with one row a call, its assessment by the plainest reading, and a directory of two units.
struct Kit {
    ledger: Ledger,
    standings: Vec<Standing>,
    departments: Vec<Department>,
    policy: String,
    templates: Templates,
    plan: LetterPlan,
    earlier: Vec<EarlierLetter>,
    month: Month,
}

impl Kit {
    fn new() -> Self {
        let kit = Self {
            ledger: Ledger::default(),
            standings: Vec::new(),
            departments: Vec::new(),
            policy: DEFAULT_TOML.to_owned(),
            templates: Templates::default(),
            plan: LetterPlan { kinds: LetterKind::ALL.to_vec(), ..LetterPlan::default() },
            earlier: Vec::new(),
            month: Month::of(as_of()),
        };
        kit.table("台账.xlsx", "整改台账")
    }

    fn table(mut self, file: &str, sheet: &str) -> Self {
        self.ledger.tables.push(Table {
            file: file.into(),
            sheet: sheet.into(),
            kind: TableKind::Rectification,
            title: None,
            unit: None,
            header_rows: vec![0],
            cues: Vec::new(),
            first_row: 1,
            last_row: 1,
            columns: Vec::new(),
            field_rows: Vec::new(),
            records: 0,
            skipped: Vec::new(),
            hidden_rows: 0,
            form: None,
        });
        self
    }

    /// Adds a record to the last table; `deadline` empty means none.
    fn row(mut self, unit: &str, category: &str, deadline: &str, status: Status, fields: &[(Field, &str)]) -> Self {
        let table = self.ledger.tables.len() as u32 - 1;
        let row = self.ledger.rectifications.len() as u32 + 1;
        let cells = fields.iter().enumerate().map(|(column, (field, text))| FieldCell {
            field: *field,
            table,
            at: CellRef::new(row, column as u16),
            text: (*text).into(),
        });
        let date: Option<NaiveDate> = deadline.parse().ok();
        let overdue = !status.is_finished() && date.is_some_and(|date| date < as_of());
        self.ledger.rectifications.push(Rectification {
            table,
            row,
            cells: Cells::new(cells.collect()),
            unit: Some(unit.into()),
            category: (!category.is_empty()).then(|| category.into()),
            deadline: Deadline { date, precision: if date.is_some() { Precision::Day } else { Precision::None } },
            status,
            ..Rectification::default()
        });
        let days_left = date.filter(|_| !status.is_finished() && !overdue).map(|date| (date - as_of()).num_days());
        let light = match days_left {
            _ if overdue => Light::Red,
            Some(0..=10) => Light::Yellow,
            Some(11..=20) => Light::Green,
            _ => Light::Off,
        };
        self.standings.push(Standing {
            void: matches!(status, Status::Cancelled | Status::Referred),
            finished: status.is_finished(),
            overdue,
            on_time: false,
            days_late: date.filter(|_| overdue).map(|date| (as_of() - date).num_days()),
            days_left,
            light,
        });
        self
    }

    /// Changes the last record.
    fn with(mut self, change: impl FnOnce(&mut Rectification)) -> Self {
        change(self.ledger.rectifications.last_mut().expect("a record"));
        self
    }

    /// Has only some kinds written.
    fn only(mut self, kinds: &[LetterKind]) -> Self {
        self.plan.kinds = kinds.to_vec();
        self
    }

    /// Adds a letter an earlier month wrote.
    fn before(mut self, month: &str, kind: LetterKind, receiver: &str) -> Self {
        let month = Month::parse(month).expect("a month");
        self.earlier.push(EarlierLetter { month, kind, receiver: receiver.into() });
        self
    }

    fn department(mut self, name: &str, domain: &str) -> Self {
        self.departments.push(Department {
            name: name.into(),
            mails: vec!["office@county.gov.cn".into()],
            contact: None,
            domains: vec![domain.into()],
        });
        self
    }

    fn write(&self) -> Vec<Letter> {
        self.case(|case| write(case).expect("letters"))
    }

    /// Hands the case to `use_it`.
    fn case<T>(&self, use_it: impl FnOnce(&Case<'_>) -> T) -> T {
        let policy = Policy::load("policy.toml", &self.policy, &known()).expect("a policy");
        let assessment = Assessment {
            as_of: as_of(),
            policy: PolicyStamp { title: String::new(), version: String::new(), since: None, sha256: String::new() },
            standings: self.standings.clone(),
            ..Assessment::default()
        };
        let unit = |name: &str, alias: &str| Unit { name: name.into(), aliases: vec![alias.into()], group: None };
        let directory = Directory::new(
            vec![unit("县水利局", "水利局党组"), unit("县教育局", "教体局")],
            self.departments.clone(),
            Vec::new(),
        );
        let office = Office {
            name: "中共青川县委巡察工作领导小组办公室".to_owned(),
            short_name: "县委巡察办".to_owned(),
            committee: "十四届县委".to_owned(),
            code: "青巡办".to_owned(),
            contact: "李某".to_owned(),
            phone: "0839-7200000".to_owned(),
            round: "第三轮".to_owned(),
            letters: LetterStyle::default(),
            plan: self.plan.clone(),
        };
        let round = Round {
            name: "第三轮".into(),
            aliases: Vec::new(),
            feedback_date: NaiveDate::from_ymd_opt(2026, 10, 20).expect("a date"),
            concentrated_months: 6,
        };
        let calendar = Calendar { rounds: vec![round], current: Some(0), ..Calendar::default() };
        let case = Case {
            ledger: &self.ledger,
            assessment: &assessment,
            directory: &directory,
            office: &office,
            policy: &policy,
            templates: &self.templates,
            month: self.month,
            numbers: &Numbers::default(),
            calendar: &calendar,
            earlier: &self.earlier.iter().cloned().collect(),
            kinds: &office.plan.kinds,
        };
        use_it(&case)
    }
}

/// Returns a letter's text, paragraphs parted by `\n`.
fn text(letter: &Letter) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(&letter.document.content)).expect("a package");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("the part").read_to_string(&mut xml).expect("text");
    let mut out = String::new();
    for piece in xml.replace("</w:p>", "<\n>").split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag");
        if tag == "\n" {
            out.push('\n');
        }
        out.push_str(text);
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn overdue(problem: &str) -> Kit {
    Kit::new().only(&[LetterKind::Supervision]).row(
        "县教育局",
        "党建",
        "2026-10-01",
        Status::InProgress,
        &[(Field::Problem, problem)],
    )
}

fn shared() -> Kit {
    Kit::new()
        .only(&[LetterKind::Recommendation])
        .row(
            "县教育局",
            "一、聚焦基层党组织建设",
            "",
            Status::InProgress,
            &[
                (Field::Problem, "县教育局党组会议记录不规范，议题审核不严。另有其他"),
                (Field::LeadPerson, "张三丰"),
                (Field::Measure, "修订议事规则，完善制度"),
                (Field::Cause, "学习不深入。其他"),
            ],
        )
        .row(
            "县水利局",
            "基层党组织 建设",
            "",
            Status::Closed,
            &[(Field::Problem, "张三丰同志未按期组织换届"), (Field::LeadPerson, "张三丰，局长"), (Field::Measure, "开展培训")],
        )
        .department("县委组织部", "基层党组织")
}

#[test]
fn every_file_of_a_kind_is_registered_and_has_a_template() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/letter/kind");
    let files = std::fs::read_dir(folder).expect("the folder").count();
    // mod.rs and tests.rs are no kinds.
    assert_eq!(files - 2, LETTERS.len());
    for name in Templates::names() {
        let text = Templates::built_in(name).expect("a template");
        Templates::default().set(name, text).expect("a template that parses");
    }
}

#[test]
fn a_unit_gets_one_letter_with_its_overdue_problems_the_longest_first() {
    let kit = overdue("甲问题")
        .row("县教育局", "", "2026-06-30", Status::NotStarted, &[(Field::Problem, "乙问题"), (Field::ProblemId, "2026-007")])
        .row("县教育局", "", "2026-10-31", Status::InProgress, &[(Field::Problem, "今天到期")])
        .row("县教育局", "", "2026-01-01", Status::Closed, &[(Field::Problem, "早已销号")])
        .row("县水利局", "", "2026-10-30", Status::InProgress, &[(Field::Problem, "昨天到期")]);
    let letters = kit.write();
    let paths: Vec<&str> = letters.iter().map(|letter| letter.document.path.as_str()).collect();
    assert_eq!(paths, ["督办函/督办函-县水利局.docx", "督办函/督办函-县教育局.docx"]);
    assert_eq!(letters[1].title, "关于限期完成巡察整改逾期问题的督办函");
    assert!(letters[1].mails.is_empty());
    let text = text(&letters[1]);
    for words in [
        "县教育局：\n",
        "十四届县委第三轮巡察反馈问题",
        "截至2026年10月31日，你单位仍有2个问题",
        "最早的为2026年6月30日，超期最长的已达123天",
        "于2026年11月15日前完成整改",
        "附件：逾期未完成整改问题清单\n",
        "（联系人：李某；联系电话：0839-7200000）",
        "抄送：县纪委监委，县委组织部。",
        "1\n2026-007\n乙问题\n2026.6.30\n123\n\n未启动\n2\n",
        "请你单位党组织主要负责人牵头",
    ] {
        assert!(text.contains(words), "「{words}」 in\n{text}");
    }
    assert!(!text.contains("今天到期") && !text.contains("早已销号"), "{text}");
}

/// A ledger that feeds every kind of letter; `text` stands in every field.
fn everything(kit: Kit, text: &str) -> Kit {
    let fields = |id: &'static str| {
        let told = [Field::Problem, Field::Cause, Field::Measure, Field::LeadPerson, Field::RespPerson, Field::Progress];
        told.into_iter().map(|field| (field, text)).chain([(Field::ProblemId, id)]).collect::<Vec<_>>()
    };
    let fed_back = |record: &mut Rectification| {
        record.feedback_date = NaiveDate::from_ymd_opt(2026, 10, 20);
        record.cycle = Some(Cycle::Immediate);
    };
    let mut kit = kit;
    for (unit, ids) in [("县教育局", ["1", "2", "3", "4"]), ("县水利局", ["5", "6", "7", "8"])] {
        kit = kit
            .row(unit, text, "2026-09-01", Status::InProgress, &fields(ids[0]))
            .row(unit, text, "2026-11-05", Status::InProgress, &fields(ids[1]))
            .row(unit, text, "2026-11-15", Status::InProgress, &fields(ids[2]))
            .row(unit, text, "2026-12-31", Status::InProgress, &fields(ids[3]))
            .with(fed_back)
            .before("2026-09", LetterKind::Supervision, unit);
    }
    kit.department("县委组织部", text)
}

#[test]
fn every_kind_is_written_from_the_records_it_is_for_and_has_the_fields_it_names() {
    let kit = everything(Kit::new(), "基层党建");
    let letters = kit.write();
    let written: BTreeSet<LetterKind> = letters.iter().map(|letter| letter.kind).collect();
    let expected = LetterKind::ALL.iter().copied().filter(|kind| *kind != LetterKind::Reply);
    assert_eq!(written, expected.collect());
    for writer in LETTERS.iter().filter(|writer| writer.kind() != LetterKind::Reply) {
        kit.case(|case| {
            for facts in writer.compose(case) {
                let mut values = facts.values.clone();
                values["编号"] = serde_json::json!("");
                let about: Vec<FieldAbout> = COMMON.iter().chain(writer.fields()).copied().collect();
                assert_fields(writer.kind(), &values, &about);
                let answer = super::reply::answer(&values, writer.kind(), "", &["甲".to_owned()]);
                let reply = super::reply::Reply.fields();
                assert_fields(LetterKind::Reply, &answer, &about.iter().chain(reply).copied().collect::<Vec<_>>());
            }
        });
    }
    for letter in &letters {
        assert_eq!(letter.key.split('/').nth(1), Some(letter.kind.label()));
        assert!(letter.kind == LetterKind::Circular || !letter.rests_on.is_empty(), "{}", letter.key);
    }
}

/// Facts hold what is said of them, and nothing else.
#[track_caller]
fn assert_fields(kind: LetterKind, values: &Value, about: &[FieldAbout]) {
    let map = values.as_object().expect("facts");
    let names: BTreeSet<&str> = about.iter().map(|field| field.name).collect();
    assert_eq!(map.keys().map(String::as_str).collect::<BTreeSet<_>>(), names, "{kind:?}");
    for field in about {
        let value = &map[field.name];
        let fits = match field.holds {
            FieldType::Text => value.is_string(),
            FieldType::Date => value.as_str().is_some_and(|text| text.is_empty() || text.parse::<NaiveDate>().is_ok()),
            FieldType::Number => value.is_u64() || value.is_i64(),
            FieldType::Condition => value.is_boolean(),
            FieldType::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            FieldType::Rows(_) => value.is_array(),
        };
        assert!(fits, "{kind:?} {}: {value}", field.name);
        if let (FieldType::Rows(inner), Some(rows)) = (field.holds, value.as_array()) {
            rows.iter().for_each(|row| assert_fields(kind, row, inner));
        }
    }
}

#[test]
fn rows_of_clue_sheets_feed_no_letter_of_any_kind() {
    for (file, sheet) in [("问题线索.xlsx", "Sheet1"), ("a.xlsx", "举报件")] {
        let letters = everything(Kit::new().table(file, sheet), "基层党建").write();
        assert!(letters.is_empty(), "{}", letters[0].key);
    }
}

#[test]
fn void_records_feed_no_letter() {
    let fields = &[(Field::Problem, "甲问题")];
    let void = Kit::new().row("县教育局", "", "2026-01-01", Status::Referred, fields);
    assert!(void.write().is_empty());
}

#[test]
fn hostile_text_comes_out_as_plain_text_in_every_kind() {
    let long = "长".repeat(3_000);
    let word = "a".repeat(3_000);
    for text in [
        "{{主送}} {{#each 问题}} {{> 督办函}} {{{密级}}}",
        "</w:t><w:p/>&amp;<script>",
        "【标题】假 【另页】|甲|乙",
        "\n【标题】假\n// 甲",
        "甲\u{1E}3 1\u{1F}乙\u{1D}丙\u{0}\u{1}\u{FFFE}",
        "甲\u{202E}乙\u{2066}丙\u{200B}",
        "=1+1",
        "../../甲",
        &long,
        &word,
    ] {
        let letters = everything(Kit::new(), text).write();
        assert!(letters.len() >= 7, "{text:.40}: {}", letters.len());
        for letter in &letters {
            let title = letter.title.as_str();
            assert!(!title.contains("假") || letter.kind == LetterKind::Recommendation, "{title}");
            for document in std::iter::once(&letter.document).chain(&letter.attachments) {
                assert_eq!(document.path.split('/').count(), 2, "{}", document.path);
                assert!(!document.path.starts_with('.') && !document.path.contains('\\'), "{}", document.path);
                assert_well_formed(&document.content, &document.path);
            }
        }
        let supervision = letters.iter().find(|letter| letter.kind == LetterKind::Supervision).expect("a letter");
        let printed = self::text(supervision);
        let start: String = text.chars().filter(|c| !c.is_control()).take(20).collect();
        let start = start.trim().split(['\u{202E}', '\u{FFFE}']).next().unwrap_or_default().to_owned();
        assert!(printed.contains(&start), "{start}\n{printed:.2000}");
    }
}

/// Every XML part of a package parses.
#[track_caller]
fn assert_well_formed(content: &[u8], path: &str) {
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).expect("a package");
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if name.ends_with(".xml") {
            let mut xml = String::new();
            part.read_to_string(&mut xml).expect("text");
            let mut reader = quick_xml::Reader::from_str(&xml);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{path} {name}: {error}"),
                }
            }
            assert!(xml.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')), "{path}");
        }
    }
}

#[test]
fn a_reminder_is_green_a_warning_yellow() {
    let kinds = |deadline: &str| -> Vec<LetterKind> {
        let kit = Kit::new().only(LetterPlan::USUAL);
        let kit = kit.row("县教育局", "", deadline, Status::InProgress, &[(Field::Problem, "甲问题")]);
        kit.write().iter().map(|letter| letter.kind).collect()
    };
    // Boundary: 10-30 overdue | 10-31 due today; 11-10 ten days | 11-11; 11-20 twenty days | 11-21.
    assert_eq!(kinds("2026-10-30"), [LetterKind::Supervision]);
    assert_eq!(kinds("2026-10-31"), [LetterKind::Warning]);
    assert_eq!(kinds("2026-11-10"), [LetterKind::Warning]);
    assert_eq!(kinds("2026-11-11"), [LetterKind::Reminder]);
    assert_eq!(kinds("2026-11-20"), [LetterKind::Reminder]);
    assert!(kinds("2026-11-21").is_empty());
}

#[test]
fn reminders_name_days_handlers_and_what_went_before() {
    let row = |kit: Kit, deadline: &str, person: &str| {
        kit.row("县教育局", "", deadline, Status::InProgress, &[(Field::Problem, "甲问题"), (Field::RespPerson, person)])
    };
    let kit = || Kit::new().only(&[LetterKind::Reminder, LetterKind::Warning]);
    let one = row(kit(), "2026-11-15", "张三、李四").before("2026-09", LetterKind::Reminder, "县教育局");
    let printed = text(&one.write()[0]);
    for words in
        ["有1个问题", "：将于2026年11月15日到期，距今15天（", "此前，我办已印发2026年9月提醒函。", "请承办人（张三、李四）对照"]
    {
        assert!(printed.contains(words), "{words}\n{printed}");
    }
    let printed = text(&row(row(kit(), "2026-11-05", ""), "2026-10-31", "").write()[0]);
    let words =
        "有2个问题尚未完成整改，剩余时间已经不多：最早的于2026年10月31日到期，即当日到期，最晚的于2026年11月5日到期，距今5天（";
    assert!(printed.contains(words), "{printed}");
    let printed = text(&row(row(kit(), "2026-11-05", ""), "2026-11-05", "").write()[0]);
    assert!(printed.contains("均于2026年11月5日到期，距今5天（"), "{printed}");
}

#[test]
fn an_interview_is_for_what_stays_long_overdue_after_a_letter() {
    let kit = |deadline: &str| {
        let kit = Kit::new().only(&[LetterKind::Interview]);
        kit.row("县教育局", "", deadline, Status::InProgress, &[(Field::Problem, "甲问题")])
    };
    let supervised = |deadline: &str| kit(deadline).before("2026-09", LetterKind::Supervision, "县教育局").write();
    assert!(kit("2026-09-30").write().is_empty(), "nobody has asked in writing");
    // Boundary: thirty-one days overdue | thirty.
    assert!(supervised("2026-10-01").is_empty());
    let letters = supervised("2026-09-30");
    let printed = text(&letters[0]);
    assert!(printed.contains("已超期31天") && printed.contains("此前，我办已印发2026年9月督办函"), "{printed}");
    assert!(printed.contains("年　　月　　日　　时"), "{printed}");
    assert_eq!(letters[0].reply_due, None);
}

#[test]
fn a_second_supervision_says_so() {
    let first = text(&overdue("甲问题").write()[0]);
    assert!(first.contains("现予督办") && !first.contains("此前"), "{first}");
    let again = text(&overdue("甲问题").before("2026-09", LetterKind::Supervision, "县教育局").write()[0]);
    assert!(again.contains("此前，我办已印发2026年9月督办函。") && again.contains("现再次予以督办"), "{again}");
}

#[test]
fn notices_go_in_the_month_of_the_feedback_only() {
    let kit = |month: &str| {
        let mut kit = everything(Kit::new(), "基层党建").only(&[LetterKind::Immediate, LetterKind::Notice]);
        kit.month = Month::parse(month).expect("a month");
        kit.write()
    };
    assert_eq!(kit("2026-10").len(), 4);
    let printed = text(&kit("2026-10")[2]);
    for words in
        ["于2026年10月20日向你单位反馈，共1个问题，其中立行立改1个", "于2026年11月20日前报送我办", "集中整改期至2027年4月20日止"]
    {
        assert!(printed.contains(words), "{words}\n{printed}");
    }
    // Before the feedback only what is fixed on the spot is handed over; afterwards the ladder has it.
    assert_eq!(kit("2026-09").iter().map(|letter| letter.kind).collect::<Vec<_>>(), [LetterKind::Immediate; 2]);
    assert!(kit("2026-11").is_empty());
}

#[test]
fn the_circular_counts_and_names_no_person() {
    let kit = everything(Kit::new(), "张三丰").only(&[LetterKind::Circular]);
    let letters = kit.write();
    let printed = text(&letters[0]);
    assert!(printed.contains("2家单位应整改问题8个，已完成整改0个，完成率0.00%；尚未完成8个。"), "{printed}");
    assert!(printed.contains("有2家单位的2个问题超过整改时限仍未完成。另有2个问题即将到期。"), "{printed}");
    assert!(!printed.contains("张三丰"), "{printed}");
    assert_eq!((letters.len(), &*letters[0].receiver), (1, "各被巡察单位党组织"));
}

#[test]
fn what_another_measure_keeps_back_keeps_the_letter_back() {
    let id = (Field::ProblemId, "1");
    let mut kit = Kit::new()
        .only(&[LetterKind::Supervision])
        .row("县教育局", "", "2026-09-01", Status::InProgress, &[id, (Field::Problem, "甲")])
        .row("县教育局", "", "2026-10-01", Status::Done, &[id, (Field::Problem, "甲"), (Field::Secret, "机密")]);
    kit.policy = DEFAULT_TOML.replace("count = \"row\"", "count = \"problem\"");
    let letters = kit.write();
    assert_eq!(letters[0].rests_on.len(), 2, "{:?}", letters[0].rests_on);
    assert_eq!(letters[0].withheld.len(), 1);
    assert!(letters[0].withheld[0].place.to_string().contains('3'), "{}", letters[0].withheld[0].place);
    assert!(text(&letters[0]).starts_with("机密"), "marked");
}

#[test]
fn an_answer_about_publication_keeps_the_letter_from_the_mail() {
    let kit = |word: &str| {
        let fields = &[(Field::Problem, "甲"), (Field::Secret, word)];
        let mut kit = Kit::new().only(&[LetterKind::Supervision]).row("县教育局", "", "2026-01-01", Status::InProgress, fields);
        kit.ledger.tables[0].columns.push(Column {
            index: 1,
            header: "是否公开".into(),
            field: Some(Field::Secret),
            why: String::new(),
        });
        kit.write().remove(0).withheld
    };
    assert!(kit("是").is_empty());
    let withheld = kit("否");
    assert_eq!(withheld[0].reason, "所涉问题「是否公开」一栏写着「否」");
    assert!(withheld[0].place.cell.is_some());
}

#[test]
fn measures_of_one_problem_are_one_problem_where_the_policy_counts_so() {
    let id = (Field::ProblemId, "1");
    let mut kit = Kit::new()
        .row("县教育局", "", "2026-09-01", Status::Done, &[id, (Field::Problem, "甲")])
        .row("县教育局", "", "2026-10-01", Status::InProgress, &[id, (Field::Problem, "甲")])
        .row("县教育局", "", "2026-09-11", Status::InProgress, &[id, (Field::Problem, "甲")]);
    kit.policy = DEFAULT_TOML.replace("count = \"row\"", "count = \"problem\"");
    kit.plan.kinds = vec![LetterKind::Supervision];
    let text = text(&kit.write()[0]);
    assert!(text.contains("仍有1个问题") && text.contains("整改时限为2026年10月1日，已超期30天"), "{text}");
}

#[test]
fn a_department_hears_of_problems_that_two_units_share() {
    let letters = shared().write();
    let letter = &letters[0];
    assert_eq!((letter.kind, letter.receiver.as_str()), (LetterKind::Recommendation, "县委组织部"));
    assert_eq!(letter.document.path, "巡察建议书/巡察建议书-县委组织部-基层党组织建设.docx");
    assert_eq!(letter.mails.len(), 1);
    let text = text(letter);
    for words in [
        "涉及2家单位、共2个",
        "上述问题主要表现在以下方面：\n1.有关单位党组会议记录不规范，议题审核不严。\n",
        "1.学习不深入。",
        "1.压实行业主管责任。",
        "2.健全制度机制。",
        "3.加强教育培训。",
        "4.做好举一反三。",
        "于2026年11月30日前",
        "附件：1.问题清单\n2.办理情况反馈表\n",
        "1\n县教育局\n基层党组织建设\n",
        "张某同志未按期组织换届\n已销号\n",
    ] {
        assert!(text.contains(words), "「{words}」 in\n{text}");
    }
    assert!(!text.contains("张三丰"), "{text}");
    let body = &text[..text.find("附件：1.").expect("the note")];
    assert!(!body.contains("县教育局") && !body.contains("县水利局"), "{body}");
}

#[test]
fn attachments_say_which_letter_they_belong_to_and_hide_persons() {
    let letters = shared().write();
    let paths: Vec<&str> = letters[0].attachments.iter().map(|file| file.path.as_str()).collect();
    let stem = "巡察建议书/巡察建议书-县委组织部-基层党组织建设";
    let expected = ["附件1问题清单.xlsx", "附件2办理情况反馈表.xlsx", "回复函.docx"].map(|name| format!("{stem}-{name}"));
    assert_eq!(paths, expected);
    let part = |at: usize, name: &str| {
        let mut archive = zip::ZipArchive::new(Cursor::new(&letters[0].attachments[at].content)).expect("a package");
        let mut xml = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut xml).expect("text");
        xml
    };
    for at in [0, 1] {
        assert!(part(at, "docProps/custom.xml").contains("2026-10/巡察建议书/县委组织部/基层党组织建设"));
        let texts = part(at, "xl/sharedStrings.xml");
        assert!(texts.contains("编号：2026-10/巡察建议书/县委组织部/基层党组织建设"), "{texts}");
        assert!(!texts.contains("张三丰"), "{texts}");
    }
    assert!(part(0, "xl/sharedStrings.xml").contains("县教育局"));
    let form = part(1, "xl/sharedStrings.xml");
    for words in ["巡察建议", "办理措施", "责任人", "完成时限", "办理结果", "制度成果", "备注", "压实行业主管责任"]
    {
        assert!(form.contains(words), "{words}");
    }
    assert!(part(2, "word/document.xml").contains("关于巡察建议书办理情况的回复函"));
}

#[test]
fn units_are_not_named_where_the_office_says_so() {
    let mut kit = shared();
    kit.plan.name_units = false;
    let letters = kit.write();
    let printed = text(&letters[0]);
    assert!(printed.contains("1\n单位1\n") && !printed.contains("县教育局") && !printed.contains("县水利局"), "{printed}");
}

#[test]
fn a_department_gets_a_letter_for_each_field() {
    let row = |kit: Kit, unit: &str, category: &str, finer: &str, text: &str| {
        kit.row(unit, category, "", Status::InProgress, &[(Field::Problem, text), (Field::Category2, finer)])
    };
    let mut kit = Kit::new().only(&[LetterKind::Recommendation]);
    for unit in ["县教育局", "县水利局"] {
        kit = row(kit, unit, "工程建设", "招标投标", "招标程序不规范");
        kit = row(kit, unit, "工程建设", "质量安全", "质量监管不到位");
        kit = row(kit, unit, "物业管理", "", "物业服务监管缺位");
    }
    let mut kit = row(kit, "县水利局", "房产交易", "", "只有一家").department("县住建局", "工程建设");
    kit.departments[0].domains.extend(["物业管理".into(), "房产交易".into()]);
    let letters = kit.write();
    let keys: Vec<&str> = letters.iter().map(|letter| letter.key.as_str()).collect();
    assert_eq!(keys, ["2026-10/巡察建议书/县住建局/工程建设", "2026-10/巡察建议书/县住建局/物业管理"]);
    let printed = text(&letters[0]);
    assert!(printed.contains("（一）招标投标。涉及2家单位2个问题。主要表现为：招标程序不规范。"), "{printed}");
    assert!(printed.contains("（二）质量安全。") && !printed.contains("物业"), "{printed}");
}

#[test]
fn one_unit_alone_is_no_common_problem() {
    let one = Kit::new()
        .only(&[LetterKind::Recommendation])
        .row("县教育局", "工程建设", "", Status::InProgress, &[(Field::Problem, "甲问题描述")])
        .row("县教育局", "工程建设", "", Status::InProgress, &[(Field::Problem, "乙问题描述")])
        .department("县住建局", "工程建设");
    assert!(one.write().is_empty());
}

#[test]
fn without_causes_the_letter_says_so() {
    let fields = &[(Field::Problem, "甲问题描述")];
    let kit = Kit::new()
        .only(&[LetterKind::Recommendation])
        .row("县教育局", "工程建设", "", Status::InProgress, fields)
        .row("县水利局", "工程建设", "", Status::InProgress, fields)
        .department("县住建局", "工程建设");
    let text = text(&kit.write()[0]);
    assert!(text.contains("未填写原因分析，本建议书不作推断"), "{text}");
    assert_eq!(text.matches("\n1.甲问题描述。").count(), 1, "{text}");
}

#[test]
fn secrecy_is_marked_and_keeps_the_letter_from_the_mail() {
    let fields = &[(Field::Problem, "甲"), (Field::Secret, "秘密★1年")];
    let letters =
        Kit::new().only(&[LetterKind::Supervision]).row("县教育局", "", "2026-01-01", Status::InProgress, fields).write();
    assert!(text(&letters[0]).starts_with("秘密★1年稿\n"));
    let withheld = &letters[0].withheld;
    assert_eq!(withheld[0].reason, "所涉问题标有密级「秘密★1年」");
    assert!(withheld[0].place.cell.is_some(), "{}", withheld[0].place);
    assert_eq!((withheld.len(), letters[0].rests_on.len()), (1, 1));
    assert!(overdue("甲").write()[0].withheld.is_empty());
}

#[test]
fn a_hostile_unit_gets_a_harmless_name() {
    let hostile = "{{x}}<w:p>\n【标题】假\n# 标题|甲|乙 {{#each 问题}}\u{202E}\u{1}";
    let kit = overdue(hostile).row("../..", "", "2026-01-01", Status::InProgress, &[(Field::Problem, hostile)]);
    let letters = kit.write();
    assert_eq!(letters[1].document.path, "督办函/督办函-.._.docx");
    let text = text(&letters[0]);
    assert!(text.contains("{{x}}<w:p>【标题】假# 标题|甲|乙 {{#each 问题}}\n"), "{text}");
    assert_eq!(letters[0].title, "关于限期完成巡察整改逾期问题的督办函");
}

#[test]
fn names_that_differ_only_in_forbidden_characters_get_different_files() {
    let fields = &[(Field::Problem, "甲")];
    let kit = Kit::new().only(&[LetterKind::Supervision]).row("甲/乙", "", "2026-01-01", Status::InProgress, fields).row(
        "甲:乙",
        "",
        "2026-01-01",
        Status::InProgress,
        fields,
    );
    let paths: Vec<String> = kit.write().into_iter().map(|letter| letter.document.path).collect();
    assert_eq!(paths, ["督办函/督办函-甲_乙.docx", "督办函/督办函-甲_乙（2）.docx"]);
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let bytes = |kit: Kit| kit.write().into_iter().map(|letter| letter.document.content).collect::<Vec<_>>();
    assert_eq!(bytes(shared()), bytes(shared()));
}

#[test]
fn an_offices_own_wording_is_used_and_checked() {
    let mut kit = overdue("甲问题");
    kit.templates.set("督办函.txt", "【标题】关于{{主送}}的函\n{{问题数}}个").expect("a template");
    assert_eq!(kit.write()[0].title, "关于县教育局的函");
    assert!(kit.templates.set("督查函", "").is_err());
    assert!(kit.templates.set("督办函", "【标】").is_err());
}
