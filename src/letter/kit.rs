//! What the tests of letters stand on: a small ledger with its standings, and the text of a letter.

use std::io::{Cursor, Read};

use chrono::NaiveDate;

use crate::letter::{Case, Templates, write};
use crate::model::assessment::{Assessment, Light, PolicyStamp, Standing};
use crate::model::calendar::{Calendar, Round};
use crate::model::cells::{Cells, FieldCell};
use crate::model::directory::{Department, Directory, Unit};
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Deadline, Ledger, Precision, Rectification, Status, Table, TableKind};
use crate::model::letter::{EarlierLetter, Letter, LetterKind, LetterPlan, Numbers};
use crate::model::office::{LetterStyle, Office};
use crate::model::period::Month;
use crate::model::place::CellRef;
use crate::policy::kit::known;
use crate::policy::{DEFAULT_TOML, Policy};

/// The reporting date of every test.
pub(super) fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date")
}

/// A ledger with one row a call, its assessment by the plainest reading, and a directory of two units.
pub(super) struct Kit {
    pub(super) ledger: Ledger,
    pub(super) standings: Vec<Standing>,
    pub(super) departments: Vec<Department>,
    pub(super) policy: String,
    pub(super) templates: Templates,
    pub(super) plan: LetterPlan,
    pub(super) earlier: Vec<EarlierLetter>,
    pub(super) month: Month,
}

impl Kit {
    pub(super) fn new() -> Self {
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

    pub(super) fn table(mut self, file: &str, sheet: &str) -> Self {
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
    pub(super) fn row(mut self, unit: &str, category: &str, deadline: &str, status: Status, fields: &[(Field, &str)]) -> Self {
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
    pub(super) fn with(mut self, change: impl FnOnce(&mut Rectification)) -> Self {
        change(self.ledger.rectifications.last_mut().expect("a record"));
        self
    }

    /// Has only some kinds written.
    pub(super) fn only(mut self, kinds: &[LetterKind]) -> Self {
        self.plan.kinds = kinds.to_vec();
        self
    }

    /// Adds a letter an earlier month wrote.
    pub(super) fn before(mut self, month: &str, kind: LetterKind, receiver: &str) -> Self {
        let month = Month::parse(month).expect("a month");
        self.earlier.push(EarlierLetter { month, kind, receiver: receiver.into() });
        self
    }

    pub(super) fn department(mut self, name: &str, domain: &str) -> Self {
        self.departments.push(Department {
            name: name.into(),
            mails: vec!["office@county.gov.cn".into()],
            contact: None,
            domains: vec![domain.into()],
        });
        self
    }

    pub(super) fn write(&self) -> Vec<Letter> {
        self.case(|case| write(case).expect("letters"))
    }

    /// Hands the case to `use_it`.
    pub(super) fn case<T>(&self, use_it: impl FnOnce(&Case<'_>) -> T) -> T {
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
pub(super) fn text(letter: &Letter) -> String {
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

pub(super) fn overdue(problem: &str) -> Kit {
    Kit::new().only(&[LetterKind::Supervision]).row(
        "县教育局",
        "党建",
        "2026-10-01",
        Status::InProgress,
        &[(Field::Problem, problem)],
    )
}

pub(super) fn shared() -> Kit {
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

/// A ledger that feeds every kind of letter; `text` stands in every field.
pub(super) fn everything(kit: Kit, text: &str) -> Kit {
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
