//! docs/letters.md: every kind of letter, and what a template may hold; made from the program itself.

use std::fmt::Write;

use crate::letter::Templates;
use crate::letter::fields::{COMMON, FieldAbout, FieldType};
use crate::letter::helpers::EXAMPLES;
use crate::letter::kind::LETTERS;
use crate::model::letter::LetterPlan;

/// What a template's marks are, for people.
const MARKS: &str = "\
| 标记 | 印成什么 |
| --- | --- |
| 【密级】【发文机关】【文号】 | 版头；密级为空时不印 |
| 【标题】 | 标题；连续几行合成一个，各占一行；只写一行时过长自动回行 |
| 【主送】 | 主送机关，自动补冒号 |
| 【一级】【二级】【三级】【四级】 | 各级小标题；“小标题\\|后文”表示后文接排在同一段 |
| 【正文】 | 正文段落，可省略不写 |
| 【附件说明】 | 每个附件一行，两个以上自动编号 |
| 【署名】机关\\|日期 | 署名和成文日期 |
| 【附注】 | 日期下一行，自动加括号 |
| 【抄送】　【印发】机关\\|日期 | 版记；为空时不印 |
| 【附件】附件1 | 另起一页，印附件序号；其后写【标题】 |
| 【表头】甲\\|乙　【表行】1\\|2 | 表格，单元格之间用“\\|”隔开 |
| 【列宽】1\\|3 | 各列宽度比，写在【表头】之前 |
| 【另页】 | 换页 |
";

/// Writes the page.
pub(crate) fn page() -> String {
    let mut page = String::from(
        "# 函件\n\n由 `xuncha explain --all letters` 生成，与程序里的说法一字不差。\n\n## 有哪些函\n\n\
         一种函一个模板，模板与函同名，例如 `督办函.txt`；发文代字默认为工作区的 `code`，可在 `[letters]` 的 `codes` 里另定。\n\
         “每月写”的随 `xuncha run` 和 `xuncha letter` 生成，可用 `[letters]` 的 `kinds` 改；其余的用 `xuncha letter --only 函种` 生成。\n\
         涉及问题线索的表一律不进函件；标有密级、写明不宜公开的行进了哪份函，哪份函就不能用邮件发。\n\n\
         | 函种 | 每月写 | 发给谁 | 什么时候写 | 根据哪些记录 | 要求反馈 |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for writer in LETTERS {
        let (about, kind) = (writer.about(), writer.kind());
        let usual = if LetterPlan::USUAL.contains(&kind) { "是" } else { "" };
        let _ =
            writeln!(page, "| {} | {usual} | {} | {} | {} | {} |", kind.label(), about.to, about.when, about.from, about.reply);
    }
    page.push_str(
        "\n反馈天数可在 `[letters]` 的 `reply_days` 里改。约谈通知按“超期 30 天以上、此前已督办”生成，时间、地点留空。\n\
         函里“此前已印发”一句按存档的月份写，没有实际发出的请删去。\n\n## 模板怎么写\n\n\
         改文字直接改句子，版面由程序排定。改坏了，删掉自己的模板，程序就用自带的；改好后用 `xuncha letter lint 模板文件` 查一遍。\n\
         “//”开头的行和空行不印。标记写在行首，一行一个；没有标记的行就是正文段落。\n\n",
    );
    page.push_str(MARKS);
    page.push_str(
        "\n花括号：`{{名称}}` 换成内容；`{{#if 名称}} … {{else}} … {{/if}}` 有内容才印；`{{#each 名称}} … {{/each}}` 逐条重复，\
         里面用 `../名称` 取外层的内容；`{{#if (eq 主题 \"制度\")}}` 比较文字。跨行使用时，这几个标记单独占一行。\n\n\
         | 用法 | 说明 | 印成 |\n| --- | --- | --- |\n",
    );
    for (source, about, result) in EXAMPLES {
        let _ = writeln!(page, "| `{source}` | {about} | {result} |");
    }
    page.push_str("\n## 可用的名称\n\n各种函都有：\n\n");
    table(&mut page, COMMON);
    for writer in LETTERS {
        let label = writer.kind().label();
        let _ = write!(page, "\n### {label}\n\n");
        let fields = Templates::fields(label).unwrap_or_default();
        table(&mut page, &fields[COMMON.len().min(fields.len())..]);
    }
    page
}

fn table(page: &mut String, fields: &[FieldAbout]) {
    page.push_str("| 名称 | 内容 | 说明 |\n| --- | --- | --- |\n");
    for field in fields {
        line(page, "", field);
    }
}

fn line(page: &mut String, within: &str, field: &FieldAbout) {
    let _ = writeln!(page, "| {within}{} | {} | {} |", field.name, field.holds.label(), field.about);
    if let FieldType::Rows(fields) = field.holds {
        for inner in fields {
            line(page, &format!("{}▸", field.name), inner);
        }
    }
}
