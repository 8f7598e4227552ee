//! A workspace: the folder of an office with its `xuncha.toml`, and where in it things are.

mod letters;

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::model::answers;
use crate::model::calendar::{Calendar, Round};
use crate::model::hidden::Hidden;
use crate::model::letter::LetterPlan;
use crate::model::letter_register;
use crate::model::mail_server::MailServer;
use crate::model::office::{LetterStyle, MailIdentity, Office};
use crate::model::place::Place;
use crate::model::workdays::WorkingDays;
use crate::policy::reader::{self, Section};

mod mail;

/// The name of the workspace file.
pub const FILE_NAME: &str = "xuncha.toml";

/// The usual name of the waiver table.
const WAIVERS: &str = "豁免.xlsx";

/// The usual name of the store.
const STORE: &str = "xuncha.db";

/// A loaded workspace.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder.
    pub root: PathBuf,
    /// Who the office is.
    pub office: Office,
    /// The office's mail identity.
    pub mail: MailIdentity,
    /// Its mail server, and the rules of sending.
    pub server: MailServer,
    /// Its rounds.
    pub calendar: Calendar,
    /// Where things are.
    pub paths: Paths,
    /// What is done with hidden rows and sheets.
    pub hidden: Hidden,
    /// The workspace file as it was read.
    pub source: String,
}

/// Paths below the workspace's root, parts joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The directory workbook (名录).
    pub directory: Option<String>,
    /// The office's answers about unit names (名称确认); there need be no such file.
    pub names: String,
    /// Rectification ledgers: a folder or a file (台账).
    pub ledgers: String,
    /// Risk registers (风险登记).
    pub risks: Option<String>,
    /// Surveys, events and the like (测评).
    pub surveys: Option<String>,
    /// The policy; the default policy where there is none.
    pub policy: Option<String>,
    /// Findings that do not count (豁免).
    pub waivers: Option<String>,
    /// The office's own plan of public holidays (节假日).
    pub holidays: Option<String>,
    /// The inspection office's own ledger of all problems (总台账).
    pub master: Option<String>,
    /// Ledgers of earlier rounds (往轮台账).
    pub archive: Option<String>,
    /// Evidence, a folder a unit (佐证材料).
    pub evidence: Option<String>,
    /// Pinned layouts, a file a ledger (版式).
    pub profiles: String,
    /// Reply forms that came back (反馈); there need be no such folder.
    pub replies: String,
    /// The office's own table of letters handed over (移交台账); there need be no such file.
    pub register: String,
    /// The office's own templates (模板).
    pub templates: String,
    /// Where outputs go, a folder a month.
    pub output: String,
    /// Where published months are kept (xuncha.db).
    pub store: String,
}

impl Workspace {
    /// Says whether a folder is a workspace.
    pub fn is_at(folder: &Path) -> bool {
        folder.join(FILE_NAME).is_file()
    }

    /// Loads the workspace of a folder.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` when `xuncha.toml` is missing, unreadable or wrong, naming every fault.
    pub fn load(root: &Path) -> Result<Self, Error> {
        let source = read_text(&root.join(FILE_NAME), FILE_NAME, ErrorKind::Policy)?;
        Self::parse(root, source, |name| root.join(name).is_file())
    }

    /// Loads the workspace of a folder from the text of its `xuncha.toml`; `has` says which files there are beside it.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` naming every fault.
    pub fn parse(root: &Path, source: String, has: impl Fn(&str) -> bool) -> Result<Self, Error> {
        let mut workspace = reader::parse(FILE_NAME, source.trim_start_matches(BYTE_ORDER_MARK), |top| read(root, top))?;
        workspace.source = source;
        // Offices put the table beside the workspace file; a path of their own is taken as written, there or not.
        let usual = has(WAIVERS).then(|| WAIVERS.to_owned());
        workspace.paths.waivers = workspace.paths.waivers.or(usual);
        Ok(workspace)
    }

    /// Returns the full path of something named relative to the root.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Returns the folders whose every file is read: ledgers, registers, surveys, the master ledger,
    /// archives, evidence, replies.
    pub fn read_folders(&self) -> impl Iterator<Item = PathBuf> {
        let paths = &self.paths;
        let others = [&paths.risks, &paths.surveys, &paths.master, &paths.archive, &paths.evidence];
        others.into_iter().flatten().chain([&paths.ledgers, &paths.replies]).map(|name| self.path(name))
    }
}

/// What some editors put before a text; not part of it.
pub const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Reads a text file the office edits by hand: settings, the policy, a template.
///
/// # Errors
///
/// An error of the kind given, when the file cannot be read or is not UTF-8.
pub fn read_text(path: &Path, name: &str, kind: ErrorKind) -> Result<String, Error> {
    let bytes = std::fs::read(path).map_err(|cause| Error::io(kind, "读取文件", path, &cause))?;
    String::from_utf8(bytes).map_err(|_| {
        let error = Error::new(kind, "文件不是 UTF-8 编码").at(Place::file(name));
        error.hint("请用记事本打开，另存为时编码选 UTF-8")
    })
}

fn read(root: &Path, top: &Section<'_, '_>) -> Option<Workspace> {
    let current_name = top.text("current_round");
    let rounds = top.sections("rounds", round);
    let current = match &current_name {
        Some(name) => rounds.iter().position(|round| *round.name == **name),
        None if rounds.len() == 1 => Some(0),
        None => None,
    };
    // A round that does not load has its own fault already.
    if let (Some(name), None, false) = (&current_name, current, rounds.is_empty()) {
        let known: Vec<_> = rounds.iter().map(|round| round.name.as_str()).collect();
        top.fault("current_round", format!("[[rounds]] 里没有「{name}」这一轮"), Some(format!("可选：{}", known.join("、"))));
    }
    let immediate_days = top.count("immediate_days").unwrap_or(Calendar::default().immediate_days);
    let round_name = current.map(|index| rounds[index].name.to_string()).unwrap_or_default();
    // Asked for even where there is no office, so that the faults of both are told together.
    let letters = top.section("letters", |section| Some((letters::read(section), letters::plan(section)))).unwrap_or_default();
    let office = top.section("office", |section| office(section, &round_name, letters));
    let paths = top.section("paths", paths).unwrap_or_else(default_paths);
    let hidden = top.section("reading", |section| Some(hidden(section))).unwrap_or_default();
    let mail = top.section("mail", |section| Some((mail::identity(section), mail::server(section))));
    let (mail, server) = mail.unwrap_or_default();
    if office.is_none() {
        top.fault(
            "office",
            "缺少 [office] 一节，或其中有必填项没写",
            Some("要写明 name、short_name、committee、code".to_owned()),
        );
    }
    Some(Workspace {
        root: root.to_owned(),
        office: office?,
        mail,
        server,
        calendar: Calendar { rounds, current, immediate_days, working_days: WorkingDays::default() },
        paths,
        hidden,
        source: String::new(),
    })
}

/// What stands in a new workspace file where the office has to write its own words.
const PLACEHOLDER: char = '×';

/// Refuses a text nobody has filled in yet: letters would be signed with it.
fn refuse_placeholder(section: &Section<'_, '_>, key: &'static str) {
    if section.text(key).is_some_and(|text| text.contains(PLACEHOLDER)) {
        section.fault(key, "这一项还没有填写", Some("请把 × 改成本单位的实际内容".to_owned()));
    }
}

fn office(section: &Section<'_, '_>, round: &str, (letters, plan): (LetterStyle, LetterPlan)) -> Option<Office> {
    for key in ["name", "short_name", "committee", "code"] {
        refuse_placeholder(section, key);
    }
    // Everything is asked for before anything is missed, so that one fault does not make others.
    let (name, short_name) = (section.required_text("name"), section.required_text("short_name"));
    let (committee, code) = (section.required_text("committee"), section.required_text("code"));
    let (contact, phone) = (section.text("contact"), section.text("phone"));
    Some(Office {
        name: name?,
        short_name: short_name?,
        committee: committee?,
        code: code?,
        contact: contact.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
        round: round.to_owned(),
        letters,
        plan,
    })
}

fn round(section: &Section<'_, '_>) -> Option<Round> {
    refuse_placeholder(section, "name");
    let months = section.count("concentrated_months").unwrap_or(6);
    if !(1..=24).contains(&months) {
        section.fault("concentrated_months", "集中整改期的月数不对", Some("通常是 2、3 或 6".to_owned()));
    }
    let (name, feedback_date) = (section.required_text("name"), section.required_date("feedback_date"));
    let aliases = section.texts("aliases").into_iter().map(Into::into).collect();
    Some(Round { name: name?.into(), aliases, feedback_date: feedback_date?, concentrated_months: months })
}

fn default_paths() -> Paths {
    Paths {
        directory: None,
        names: answers::FILE.to_owned(),
        ledgers: "台账".to_owned(),
        risks: None,
        surveys: None,
        policy: None,
        waivers: None,
        holidays: None,
        master: None,
        archive: None,
        evidence: None,
        profiles: "版式".to_owned(),
        replies: "反馈".to_owned(),
        register: letter_register::FILE.to_owned(),
        templates: "模板".to_owned(),
        output: "输出".to_owned(),
        store: STORE.to_owned(),
    }
}

fn paths(section: &Section<'_, '_>) -> Option<Paths> {
    let default = default_paths();
    let inside = |key: &'static str| {
        let path = section.text(key)?;
        let leaves = Path::new(&path).is_absolute() || path.split(['/', '\\']).any(|part| part == "..") || path.contains(':');
        if leaves {
            section.fault(
                key,
                format!("路径「{path}」跑到工作区外面去了"),
                Some("请写工作区里的相对路径，例如 \"台账\"".to_owned()),
            );
        }
        Some(path.replace('\\', "/"))
    };
    let store = inside("store");
    // By this ending it is never taken for a ledger, wherever the ledgers are.
    if store.as_ref().is_some_and(|name| !name.ends_with(".db")) {
        section.fault("store", "存档文件的名字要以 .db 结尾", Some("例如 store = \"存档/xuncha.db\"".to_owned()));
    }
    Some(Paths {
        directory: inside("directory"),
        names: inside("names").unwrap_or(default.names),
        ledgers: inside("ledgers").unwrap_or(default.ledgers),
        risks: inside("risks"),
        surveys: inside("surveys"),
        policy: inside("policy"),
        waivers: inside("waivers"),
        holidays: inside("holidays"),
        master: inside("master"),
        archive: inside("archive"),
        evidence: inside("evidence"),
        profiles: inside("profiles").unwrap_or(default.profiles),
        replies: inside("replies").unwrap_or(default.replies),
        register: inside("register").unwrap_or(default.register),
        templates: inside("templates").unwrap_or(default.templates),
        output: inside("output").unwrap_or(default.output),
        store: store.unwrap_or(default.store),
    })
}

fn hidden(section: &Section<'_, '_>) -> Hidden {
    let default = Hidden::default();
    Hidden {
        rows: section.flag("hidden_rows").unwrap_or(default.rows),
        sheets: section.flag("hidden_sheets").unwrap_or(default.sheets),
    }
}

#[cfg(test)]
mod tests {
    use super::Workspace;
    use crate::model::hidden::Hidden;

    fn load(source: &str) -> Result<Workspace, String> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("xuncha.toml"), source).expect("the file");
        Workspace::load(folder.path()).map_err(|error| error.to_string())
    }

    const OFFICE: &str = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n";
    const ROUND: &str = "[[rounds]]\nname = \"七轮\"\nfeedback_date = 2026-03-20\nconcentrated_months = 6\n";

    #[test]
    fn a_single_round_is_the_current_one() {
        let workspace = load(&format!("{OFFICE}{ROUND}")).expect("a workspace");
        let round = workspace.calendar.round(None).expect("the round");
        assert_eq!(round.concentrated_end().to_string(), "2026-09-20");
        assert_eq!(workspace.office.round, "七轮");
    }

    #[test]
    fn hidden_rows_count_and_hidden_sheets_do_not_unless_changed() {
        let hidden = |reading: &str| load(&format!("{OFFICE}{ROUND}{reading}")).map(|workspace| workspace.hidden);
        assert_eq!(hidden(""), Ok(Hidden { rows: true, sheets: false }));
        assert_eq!(hidden("[reading]\nhidden_rows = false\n"), Ok(Hidden { rows: false, sheets: false }));
        assert_eq!(hidden("[reading]\nhidden_sheets = true\n"), Ok(Hidden { rows: true, sheets: true }));
        let fault = hidden("[reading]\nhidden_row = true\n").expect_err("a fault");
        assert!(fault.contains("hidden_rows"), "{fault}");
    }

    #[test]
    fn the_store_may_be_renamed_but_stays_a_db_inside() {
        let store = |paths: &str| load(&format!("{OFFICE}{ROUND}{paths}")).map(|workspace| workspace.paths.store);
        assert_eq!(store("").as_deref(), Ok("xuncha.db"));
        assert_eq!(store("[paths]\nstore = \"存档/a.db\"\n").as_deref(), Ok("存档/a.db"));
        assert!(store("[paths]\nstore = \"存档.xlsx\"\n").is_err_and(|fault| fault.contains("以 .db 结尾")));
        assert!(store("[paths]\nstore = \"../a.db\"\n").is_err_and(|fault| fault.contains("跑到工作区外面")));
    }

    #[test]
    fn faults_are_named_together() {
        let text = load(&format!("current_round = \"八轮\"\n{OFFICE}{ROUND}[paths]\nledgers = \"../别处\"\nledger = \"台账\"\n"))
            .expect_err("faults");
        assert!(
            text.contains("没有「八轮」这一轮") && text.contains("跑到工作区外面") && text.contains("是不是「ledgers」"),
            "{text}"
        );
    }
}
