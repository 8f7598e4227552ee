//! The registry, and whole letters on small ledgers.

use std::io::{Cursor, Read};

use chrono::NaiveDate;

use super::LETTERS;
use crate::letter::{Case, Templates, write};
use crate::model::assessment::{Assessment, Light, PolicyStamp, Standing};
use crate::model::cells::{Cells, FieldCell};
use crate::model::directory::{Department, Directory, Unit};
use crate::model::field::Field;
use crate::model::ledger::{Deadline, Ledger, Precision, Rectification, Status, Table, TableKind};
use crate::model::letter::{Letter, LetterKind, Numbers};
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
}

impl Kit {
    fn new() -> Self {
        let kit = Self {
            ledger: Ledger::default(),
            standings: Vec::new(),
            departments: Vec::new(),
            policy: DEFAULT_TOML.to_owned(),
            templates: Templates::default(),
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
        self.standings.push(Standing {
            void: matches!(status, Status::Cancelled | Status::Referred),
            finished: status.is_finished(),
            overdue,
            on_time: false,
            days_late: date.filter(|_| overdue).map(|date| (as_of() - date).num_days()),
            days_left: None,
            light: if overdue { Light::Red } else { Light::Off },
        });
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
        };
        let case = Case {
            ledger: &self.ledger,
            assessment: &assessment,
            directory: &directory,
            office: &office,
            policy: &policy,
            templates: &self.templates,
            month: Month::of(as_of()),
            numbers: &Numbers::default(),
        };
        write(&case).expect("letters")
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
    Kit::new().row("县教育局", "党建", "2026-10-01", Status::InProgress, &[(Field::Problem, problem)])
}

fn shared() -> Kit {
    Kit::new()
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
    ] {
        assert!(text.contains(words), "「{words}」 in\n{text}");
    }
    assert!(!text.contains("今天到期") && !text.contains("早已销号"), "{text}");
}

#[test]
fn clue_sheets_and_void_records_feed_no_letter() {
    let fields = &[(Field::Problem, "甲问题")];
    let clue = Kit::new().table("问题线索.xlsx", "Sheet1").row("县教育局", "", "2026-01-01", Status::InProgress, fields);
    assert!(clue.write().is_empty());
    let clue = Kit::new().table("a.xlsx", "举报件").row("县教育局", "", "2026-01-01", Status::InProgress, fields);
    assert!(clue.write().is_empty());
    let void = Kit::new().row("县教育局", "", "2026-01-01", Status::Referred, fields);
    assert!(void.write().is_empty());
}

#[test]
fn measures_of_one_problem_are_one_problem_where_the_policy_counts_so() {
    let id = (Field::ProblemId, "1");
    let mut kit = Kit::new()
        .row("县教育局", "", "2026-09-01", Status::Done, &[id, (Field::Problem, "甲")])
        .row("县教育局", "", "2026-10-01", Status::InProgress, &[id, (Field::Problem, "甲")])
        .row("县教育局", "", "2026-09-11", Status::InProgress, &[id, (Field::Problem, "甲")]);
    kit.policy = DEFAULT_TOML.replace("count = \"row\"", "count = \"problem\"");
    let text = text(&kit.write()[0]);
    assert!(text.contains("仍有1个问题") && text.contains("整改时限为2026年10月1日，已超期30天"), "{text}");
}

#[test]
fn a_department_hears_of_problems_that_two_units_share() {
    let letters = shared().write();
    let letter = &letters[0];
    assert_eq!((letter.kind, letter.receiver.as_str()), (LetterKind::Recommendation, "县委组织部"));
    assert_eq!(letter.document.path, "巡察建议书/巡察建议书-县委组织部.docx");
    assert_eq!(letter.mails.len(), 1);
    let text = text(letter);
    for words in [
        "涉及2家单位、共2个",
        "（一）基层党组织建设。涉及2家单位2个问题。主要表现为：有关单位党组会议记录不规范，议题审核不严。\n",
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
fn one_unit_alone_is_no_common_problem() {
    let one = Kit::new()
        .row("县教育局", "工程建设", "", Status::InProgress, &[(Field::Problem, "甲问题描述")])
        .row("县教育局", "工程建设", "", Status::InProgress, &[(Field::Problem, "乙问题描述")])
        .department("县住建局", "工程建设");
    assert!(one.write().is_empty());
}

#[test]
fn without_causes_the_letter_says_so() {
    let fields = &[(Field::Problem, "甲问题描述")];
    let kit = Kit::new()
        .row("县教育局", "工程建设", "", Status::InProgress, fields)
        .row("县水利局", "工程建设", "", Status::InProgress, fields)
        .department("县住建局", "工程建设");
    let text = text(&kit.write()[0]);
    assert!(text.contains("未填写原因分析，本建议书不作推断"), "{text}");
    assert_eq!(text.matches("主要表现为：甲问题描述。").count(), 1, "{text}");
}

#[test]
fn secrecy_is_marked_and_keeps_the_letter_from_the_mail() {
    let fields = &[(Field::Problem, "甲"), (Field::Secret, "秘密★1年")];
    let letters = Kit::new().row("县教育局", "", "2026-01-01", Status::InProgress, fields).write();
    assert!(text(&letters[0]).starts_with("秘密★1年稿\n"));
    let withheld = &letters[0].withheld;
    assert_eq!(withheld[0].reason, "所涉问题标有密级「秘密★1年」");
    assert!(withheld[0].place.cell.is_some(), "{}", withheld[0].place);
    assert_eq!((withheld.len(), letters[0].rests_on.len()), (1, 1));
    assert!(overdue("甲").write()[0].withheld.is_empty());
}

#[test]
fn hostile_ledger_text_stays_text() {
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
    let kit = Kit::new().row("甲/乙", "", "2026-01-01", Status::InProgress, fields).row(
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
