//! A mail's words as HTML: the text an office wrote, paragraph by paragraph, and nothing else.
//!
//! Everything is escaped and nothing is loaded, so that the two parts of a mail never say different things.

/// Returns the page of a text whose lines end with CR LF.
pub(super) fn page(title: &str, text: &str) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\r\n<html lang=\"zh-CN\">\r\n<head><meta charset=\"utf-8\"><title>{}</title></head>\r\n\
         <body style=\"font-family:'仿宋','FangSong','宋体','SimSun',serif;font-size:16px;line-height:1.75;color:#000\">\r\n",
        escaped(title)
    );
    for line in text.lines() {
        let line = line.trim_end();
        // Full-width spaces at the front are how official papers indent; HTML keeps them.
        let words = if line.is_empty() { "&nbsp;".to_owned() } else { escaped(line) };
        page.push_str(&format!("<p style=\"margin:0\">{words}</p>\r\n"));
    }
    page.push_str("</body>\r\n</html>\r\n");
    page
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn what_a_name_holds_stays_text() {
        let page = page("函</title><script>", "县教育局<img src=x onerror=alert(1)> & \"甲\"：\r\n\r\n　　正文\r\n");
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert!(page.contains("县教育局&lt;img src=x onerror=alert(1)&gt; &amp; &quot;甲&quot;："), "{page}");
        assert_eq!(page.matches("<p ").count(), 3);
    }
}
