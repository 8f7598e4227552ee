//! Links from a cell to another file, and to a cell in it, as Excel and WPS follow them.

/// The longest link Excel follows, in UTF-16 code units.
const LONGEST_UTF16: usize = 2_079;

/// Returns the target of a link to a file, and to a cell where its sheet and address are given.
///
/// `path` is relative to the workbook's own folder, parts joined by `/`, or absolute. `None` for what cannot be linked: a
/// path that is too long, and one with `#` but no other sign that is escaped, which the writer would escape twice.
pub fn target(path: &str, cell: Option<(&str, &str)>) -> Option<String> {
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            // Chinese stays as it is, as Excel itself writes it.
            ' ' | '%' | '"' | '`' | '<' | '>' | '[' | ']' | '^' | '{' | '}' | '#' => {
                escaped.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    if path.contains('#') && !path.contains([' ', '%', '"', '`', '<', '>', '[', ']', '^', '{', '}']) {
        return None;
    }
    let spot = cell.map(|(sheet, at)| format!("#'{}'!{at}", sheet.replace('\'', "''"))).unwrap_or_default();
    let fits = |text: &str| text.encode_utf16().count() <= LONGEST_UTF16;
    let root = if path.as_bytes().get(1) == Some(&b':') { "/" } else { "" };
    (fits(&escaped) && fits(&spot)).then(|| format!("file://{root}{escaped}{spot}"))
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn a_cell_of_a_file_is_led_to() {
        let led = |path| target(path, Some(("表 1", "D14")));
        assert_eq!(led("../台账/县教育局.xlsx").as_deref(), Some("file://../台账/县教育局.xlsx#'表 1'!D14"));
        assert_eq!(led("../a b%1#2.xlsx").as_deref(), Some("file://../a%20b%251%232.xlsx#'表 1'!D14"));
        assert_eq!(led("D:/台账/甲.xlsx").as_deref(), Some("file:///D:/台账/甲.xlsx#'表 1'!D14"));
        assert_eq!(target("甲.csv", None).as_deref(), Some("file://甲.csv"));
        assert_eq!(target("甲.xlsx", Some(("张三's", "A1"))).as_deref(), Some("file://甲.xlsx#'张三''s'!A1"));
    }

    #[test]
    fn what_no_program_would_follow_is_not_linked() {
        assert_eq!(target("3#楼.xlsx", None), None);
        assert_eq!(target(&"长".repeat(2_080), None), None);
        assert!(target(&"长".repeat(2_079), None).is_some());
    }
}
