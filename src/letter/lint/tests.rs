//! Thirty broken documents and their like in text: each fault with its place and the way out.

use super::{Lint, document, text};
use crate::letter::Templates;
use crate::office::patch::docx::Form;
use crate::office::patch::docx::kit::{W, p, package, table};

fn linted(bytes: Vec<u8>) -> Lint {
    document(&Form::open(bytes).expect("a document"), &Templates::fields("督办函").expect("a kind"))
}

fn faults(lint: &Lint) -> Vec<String> {
    lint.faults.iter().map(|fault| format!("{}：{}；{}", fault.spot, fault.message, fault.remedy)).collect()
}

#[test]
fn thirty_broken_documents_are_told_each_with_its_place() {
    let first = |text: &str| p(&["标题"]) + &p(&[text]);
    let cases: Vec<(String, &[&str])> = vec![
        (first("{{最早期限}}"), &["第 2 段「{{最早期限}}」", "没有对应的内容", "是不是 {{最早时限}}"]),
        (first("{{主 送}}"), &["第 2 段", "没有「主」这个用法", "是不是 {{主送}}"]),
        (first("{{内容}}"), &["第 2 段", "没有对应的内容", "它是「问题」每一条里的"]),
        (first("{{#each 问题}}{{轮次}}{{/each}}"), &["{{轮次}} 没有对应的内容", "请写 ../轮次"]),
        (first("{{../轮次}}"), &["「../轮次」的 ../ 多了"]),
        (first("{{#each 问题}}{{../内容}}{{/each}}"), &["{{../内容}} 没有对应的内容", "请去掉 ../"]),
        (first("{{主送"), &["第 2 段「{{主送」", "有 {{ 没有 }}"]),
        (first("主送}}"), &["有 }} 没有 {{", "请补上 {{"]),
        (first("｛｛主送｝｝"), &["用了全角花括号"]),
        (first("{主送}"), &["「{主送}」只有一层花括号", "请写成 {{主送}}"]),
        (first("{{}}"), &["里是空的"]),
        (first("{{#if 多个}}甲"), &["{{#if 多个}} 没有 {{/if}}"]),
        (first("甲{{/if}}"), &["{{/if}} 前面没有 {{#if}}"]),
        (first("{{else}}"), &["{{else}} 不在 {{#if}} 里"]),
        (first("{{#if 多个}}甲{{else}}乙{{else}}丙{{/if}}"), &["有两个 {{else}}"]),
        (first("{{#each 问题}}{{#if 内容}}甲{{/each}}"), &["{{#if 内容}} 没有 {{/if}}"]),
        (first("{{#each 主送}}甲{{/each}}"), &["{{#each}} 只能用于逐条的内容，「主送」是文字", "逐条的有：此前、此前督办、问题"]),
        (first("{{日期 问题数}}"), &["「日期」只能用于日期，「问题数」是数", "日期有：截止日、成文日期、反馈期限、最早时限"]),
        (first("{{问题}}"), &["「问题」是逐条的，不能直接写", "{{#each 问题}}"]),
        (first("{{多个}}"), &["「多个」是条件，不能直接写", "{{#if 多个}}"]),
        (first("{{天干 问题数}}"), &["没有「天干」这个用法"]),
        (first("{{日其 截止日}}"), &["没有「日其」这个用法", "是不是「日期」"]),
        (first("{{日期}}"), &["{{日期}} 后面没有写名称"]),
        (first("{{#ech 问题}}甲{{/ech}}"), &["没有 {{#ech}} 这个用法", "{{#each …}}"]),
        (first("{{#if 问题数 > 1}}甲{{/if}}"), &["不能用「>」来比较", "(eq 名称"]),
        (first("{{#if}}甲{{/if}}"), &["后面没有写名称"]),
        (first("{{序号 @index}}"), &["「@index」不在 {{#each}} 里"]),
        (first("{{> 别的}}"), &["引用了别的模板"]),
        (first("{{连接 问题}}"), &["「连接」只能用于多项文字，「问题」是逐条", "请用 {{#each}}"]),
        (first("{{#if (eq 主送 \"甲\"}}乙{{/if}}"), &["括号没有成对"]),
        (first("{{＃if 多个}}甲"), &["「＃」是全角的", "半角的 #"]),
        (
            table(&[&["号", "文"], &["{{#each 问题}}甲", "乙"], &["丙{{/each}}丁", "戊"]]),
            &["表 1 第 2 行第 1 列「{{#each 问题}}甲」", "交错：后者在表 1 第 3 行第 1 列", "各占一行"],
        ),
        (table(&[&["{{#each 问题}}{{内容}}", "{{超期天树}}{{/each}}"]]), &["表 1 第 1 行第 2 列", "{{超期天数}}"]),
        (first("前{{#if 多个}}后") + &p(&["{{/if}}"]), &["第 2 段", "交错", "各自单独占一段"]),
        (
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>REF {{主送}}</w:instrText></w:r></w:p>"
                .to_owned(),
            &["第 1 段", "写在域代码里"],
        ),
        (
            "<w:p><w:r><w:t>甲</w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>{{电话}}</w:delText></w:r></w:del></w:p>".to_owned(),
            &["第 1 段「甲」", "修订里删去的文字", "接受全部修订"],
        ),
        (
            format!(
                "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
                p(&["{{主宋}}"])
            ),
            &["文本框「{{主宋}}」", "是不是 {{主送}}"],
        ),
    ];
    let mut missed = Vec::new();
    for (body, said) in &cases {
        let all = faults(&linted(package(body, &[])));
        if all.len() != 1 || !said.iter().all(|words| all[0].contains(words)) {
            missed.push(format!("{body}\n  {said:?}\n  {all:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn all_faults_are_told_at_once_in_every_part() {
    let header = format!("<w:hdr xmlns:w=\"{W}\">{}</w:hdr>", p(&["{{发文基关}}"]));
    let footnotes = format!("<w:footnotes xmlns:w=\"{W}\"><w:footnote>{}</w:footnote></w:footnotes>", p(&["{{多个}}"]));
    let body = p(&["{{主宋}}与{{电画}}"]) + &p(&["{{#if 多个}}"]);
    let all = faults(&linted(package(&body, &[("header1.xml", &header), ("footnotes.xml", &footnotes)])));
    assert_eq!(all.len(), 5, "{all:#?}");
    assert!(all.iter().any(|fault| fault.starts_with("页眉第 1 段「{{发文基关}}」")), "{all:#?}");
    assert!(all.iter().any(|fault| fault.starts_with("脚注第 1 段「{{多个}}」")), "{all:#?}");
}

#[test]
fn advice_names_what_is_never_used_and_what_looks_odd() {
    let body = p(&["{{主送}}{{截止日}}"]) + &p(&["{{#each 问题}}{{内容}}{{/each}}"]);
    let lint = linted(package(&body, &[]));
    assert_eq!((lint.faults.len(), lint.tags), (0, 5));
    assert!(lint.advice[0].contains("通常写 {{日期 截止日}}"), "{:?}", lint.advice);
    assert!(lint.advice[1].starts_with("没有用到的名称：发文机关、简称"), "{:?}", lint.advice);
    assert_eq!(lint.advice[2], "「问题」里没有用到的名称：编号、时限、天数、超期天数、责任领导、责任人、措施、进展");
    let plain = linted(package(&p(&["甲"]), &[]));
    assert!(plain.advice.iter().any(|advice| advice.contains("没有 {{ }} 标签")));
}

#[test]
fn every_built_in_wording_is_without_fault() {
    for kind in Templates::names() {
        let lint = text(kind, Templates::built_in(kind).expect("a wording"), &Templates::fields(kind).expect("a kind"));
        assert_eq!(faults(&lint), Vec::<String>::new(), "{kind}");
    }
}

#[test]
fn all_faults_of_a_text_are_told_with_their_lines() {
    let source =
        "// {{说明}}\n【标体】甲\n{{主宋}}{{#each 主送}}\n\n{{/each}}{主送}\n{{> 别的}}\n{{#if 多个}}\n【正文】甲{{日期 问题数}}";
    let lint = text("督办函.txt", source, &Templates::fields("督办函").expect("a kind"));
    let all = faults(&lint);
    let lines: Vec<&str> = all.iter().filter_map(|fault| fault.split('：').next()).collect();
    assert_eq!(lines, ["第 2 行", "第 3 行", "第 3 行", "第 5 行", "第 6 行", "第 7 行", "第 8 行"], "{all:#?}");
}
