//! The page itself: its five places filled, and the hashes by which the browser runs its own style and script alone.

use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("../../../templates/dashboard/page.html");
const STYLE: &str = include_str!("../../../templates/dashboard/style.css");
const SCRIPT: &str = include_str!("../../../templates/dashboard/script.js");

/// Fills the page. `data` is JSON that `escaped` has gone over.
pub(super) fn page(title: &str, data: &str) -> String {
    let (page, style, script) = (unix(PAGE), unix(STYLE), unix(SCRIPT));
    let csp = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script)
    );
    let title = escaped_text(title);
    let values: [(&str, &str); 5] =
        [("{{{csp}}}", &csp), ("{{{style}}}", &style), ("{{{data}}}", data), ("{{{script}}}", &script), ("{{title}}", &title)];
    let template = page.split_once("--}}").map_or(page.as_str(), |(_, behind)| behind);
    let mut filled = String::with_capacity(template.len() + style.len() + script.len() + data.len());
    let mut rest = template;
    // From mark to mark, so that nothing a value holds is taken for a mark.
    while let Some(at) = rest.find("{{") {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = values.iter().find(|(mark, _)| rest.starts_with(mark));
        let (taken, value) = known.map_or(("{{", "{{"), |(mark, value)| (mark, value));
        filled.push_str(value);
        rest = &rest[taken.len()..];
    }
    filled.push_str(rest);
    filled
}

/// Returns JSON in which nothing can end the element it stands in: `<` and the line ends of scripts are written as escapes.
pub(super) fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => safe.push_str("\\u003c"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    safe
}

/// Browsers read CRLF as LF before they hash; a checkout may have either.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn escaped_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn hash(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

/// Source: RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().enumerate().fold(0u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{SCRIPT, STYLE, base64, escaped, hash, page, unix};

    #[test]
    fn base64_is_that_of_the_standard() {
        let examples = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in examples {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn the_hashes_are_those_of_the_very_content_between_the_tags() {
        let page = page("题", "{}");
        let between = |open: &str, close: &str| {
            let (_, behind) = page.rsplit_once(open).expect("the tag");
            behind.split_once(close).expect("its end").0.to_owned()
        };
        let (style, script) = (between("<style>", "</style>"), between("<script>", "</script>"));
        assert!(style.len() > 1000 && script.len() > 10_000);
        assert!(page.contains(&format!("style-src 'sha256-{}'; script-src 'sha256-{}';", hash(&style), hash(&script))));
        assert!(page.contains("default-src 'none'"), "nothing else is allowed");
        assert!(!page.contains('\r'));
    }

    #[test]
    fn neither_style_nor_script_can_end_its_element_or_asks_for_anything_from_elsewhere() {
        for text in [unix(STYLE), unix(SCRIPT)] {
            let lower = text.to_ascii_lowercase();
            for end in ["</style", "</script", "<!--", "http://", "https://", "@import", "url("] {
                let allowed = lower.matches("http://www.w3.org/2000/svg").count();
                let found = lower.matches(end).count() - if end == "http://" { allowed } else { 0 };
                assert_eq!(found, 0, "{end}");
            }
        }
    }

    #[test]
    fn five_places_are_filled_and_what_a_value_holds_is_no_place() {
        let page = page("<b>{{{script}}}", &escaped("{\"a\":\"</script><!--{{title}}\u{2028}\"}"));
        assert!(page.starts_with("<!DOCTYPE html>"), "the note at the head of the template is not written");
        assert!(page.contains("<title>&lt;b&gt;{{{script}}}</title>"));
        assert!(page.contains("{\"a\":\"\\u003c/script>\\u003c!--{{title}}\\u2028\"}"));
        assert_eq!(page.matches("</script>").count(), 2);
        let without = page.replace("{{{script}}}", "").replace("{{title}}", "");
        assert!(!without.contains("{{"), "no place is left empty");
    }
}
