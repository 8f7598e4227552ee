//! What holds for letters of every kind: their fields, what keeps them back, and that text stays text.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use chrono::NaiveDate;
use serde_json::Value;

use crate::letter::Templates;
use crate::letter::fields::{COMMON, FieldAbout, FieldType};
use crate::letter::kind::{LETTERS, Writer, reply};
use crate::letter::kit::{Kit, everything, overdue, shared, text};
use crate::model::field::Field;
use crate::model::ledger::{Column, Status};
use crate::model::letter::LetterKind;
use crate::policy::DEFAULT_TOML;

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
                values["草稿"] = serde_json::json!(true);
                let about: Vec<FieldAbout> = COMMON.iter().chain(writer.fields()).copied().collect();
                assert_fields(writer.kind(), &values, &about);
                let answer = reply::answer(&values, writer.kind(), "", &["甲".to_owned()]);
                let reply = reply::Reply.fields();
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
    for hostile in [
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
        let letters = everything(Kit::new(), hostile).write();
        assert!(letters.len() >= 7, "{hostile:.40}: {}", letters.len());
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
        let printed = text(supervision);
        let start: String = hostile.chars().filter(|c| !c.is_control()).take(20).collect();
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
    assert!(text(&letters[0]).starts_with("\n机密"), "marked");
}

#[test]
fn an_answer_about_publication_keeps_the_letter_from_the_mail() {
    let kit = |word: &str| {
        let fields = &[(Field::Problem, "甲"), (Field::Publication, word)];
        let mut kit = Kit::new().only(&[LetterKind::Supervision]).row("县教育局", "", "2026-01-01", Status::InProgress, fields);
        kit.ledger.tables[0].columns.push(Column {
            index: 1,
            header: "是否公开".into(),
            field: Some(Field::Publication),
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
fn secrecy_is_marked_and_keeps_the_letter_from_the_mail() {
    let fields = &[(Field::Problem, "甲"), (Field::Secret, "秘密★1年")];
    let letters =
        Kit::new().only(&[LetterKind::Supervision]).row("县教育局", "", "2026-01-01", Status::InProgress, fields).write();
    assert!(text(&letters[0]).starts_with("\n秘密★1年青巡办〔2026〕\u{3000}号\n"));
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
