//! Where braces stand in a line of words, and what each pair is.

/// What a tag is to the structure of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// `{{名称}}`: something to be printed.
    Value,
    /// `{{#each …}}`, by its word.
    Open(String),
    /// `{{else}}`.
    Else,
    /// `{{/each}}`, by its word.
    Close(String),
    /// `{{! …}}`.
    Comment,
}

/// Something with braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Braces {
    /// A whole tag: its characters from and to, its kind, and what stands in it, tidied.
    Tag(usize, usize, TagKind, String),
    /// `{{` without `}}`, at this character.
    Unclosed(usize),
    /// `}}` without `{{`.
    Stray(usize),
    /// Braces of full width, from and to.
    Wide(usize, usize),
}

/// Finds the braces of a line.
pub fn find(chars: &[char]) -> Vec<Braces> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let pair = |a: char, b: char| chars[at..].starts_with(&[a, b]);
        if pair('{', '{') {
            match tag(&chars[at..]) {
                Some(length) => {
                    let (kind, inner) = read(&chars[at..at + length]);
                    found.push(Braces::Tag(at, at + length, kind, inner));
                    at += length;
                }
                None => {
                    found.push(Braces::Unclosed(at));
                    at += 2;
                }
            }
        } else if pair('}', '}') {
            found.push(Braces::Stray(at));
            at += 2;
        } else if matches!(chars[at], '｛' | '｝') {
            let end = wide(&chars[at..]);
            found.push(Braces::Wide(at, at + end));
            at += end;
        } else if chars[at] == '{' && chars.get(at + 1) == Some(&'｛') {
            found.push(Braces::Wide(at, at + 2));
            at += 2;
        } else {
            at += 1;
        }
    }
    found
}

/// Returns how many characters braces of full width have that begin here, with what stands between them.
fn wide(chars: &[char]) -> usize {
    let opening = chars.iter().take_while(|c| matches!(c, '｛' | '{')).count();
    let between = chars[opening..].iter().take_while(|c| !matches!(c, '｛' | '{' | '｝' | '}')).count();
    let closing = chars[opening + between..].iter().take_while(|c| matches!(c, '｝' | '}')).count();
    if closing > 0 { opening + between + closing } else { opening }
}

/// Returns how many characters the tag has that begins here; `None` when another begins before it ends.
fn tag(chars: &[char]) -> Option<usize> {
    let is = |at: usize, word: &str| chars[at..].iter().copied().take(word.chars().count()).eq(word.chars());
    let (opening, closing) = match () {
        () if is(0, "{{!--") => (5, "--}}"),
        () if is(0, "{{{") => (3, "}}}"),
        () => (2, "}}"),
    };
    let end = (opening..chars.len()).find(|at| is(*at, closing) || (closing != "--}}" && is(*at, "{{")))?;
    is(end, closing).then(|| end + closing.len())
}

/// Reads a tag, braces included.
fn read(tag: &[char]) -> (TagKind, String) {
    let inner: String = tag.iter().collect();
    let inner = inner.trim_start_matches('{').trim_end_matches('}');
    let inner = tidy(inner);
    let plain = inner.trim_start_matches('~').trim_end_matches('~').trim();
    let word = |rest: &str| rest.split_whitespace().next().unwrap_or_default().to_owned();
    let kind = match plain.chars().next() {
        Some('#') => TagKind::Open(word(&plain[1..])),
        Some('^') if plain.len() == 1 => TagKind::Else,
        Some('^') => TagKind::Open(word(&plain[1..])),
        Some('/') => TagKind::Close(word(&plain[1..])),
        Some('!') => TagKind::Comment,
        _ if plain == "else" || plain.starts_with("else ") => TagKind::Else,
        _ => TagKind::Value,
    };
    (kind, plain.to_owned())
}

/// Takes back what a word processor makes of plain quotes and blanks.
fn tidy(inner: &str) -> String {
    let plain = |c: char| match c {
        '“' | '”' | '„' | '‟' | '″' | '＂' => Some('"'),
        '‘' | '’' => Some('\''),
        '\u{A0}' | '\u{3000}' | '\t' | '\n' | '\r' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' => None,
        c if c.is_control() => None,
        c => Some(c),
    };
    inner.chars().filter_map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::{Braces, TagKind, find};

    fn all(text: &str) -> Vec<Braces> {
        find(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn tags_are_told_apart_and_tidied() {
        let found = all("甲{{ 主送 }}{{#if 抄送}}{{else}}{{/if}}{{! 记 }}{{连接\u{A0}列 “；”}}{{{乙}}}{{!-- }} --}}");
        let kinds: Vec<_> = found
            .iter()
            .map(|braces| match braces {
                Braces::Tag(_, _, kind, inner) => (kind.clone(), inner.as_str()),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = [
            (TagKind::Value, "主送"),
            (TagKind::Open("if".to_owned()), "#if 抄送"),
            (TagKind::Else, "else"),
            (TagKind::Close("if".to_owned()), "/if"),
            (TagKind::Comment, "! 记"),
            (TagKind::Value, "连接 列 \"；\""),
            (TagKind::Value, "乙"),
            (TagKind::Comment, "!-- }} --"),
        ];
        assert_eq!(kinds, expected);
        assert_eq!(found[0], Braces::Tag(1, 9, TagKind::Value, "主送".to_owned()));
    }

    #[test]
    fn braces_without_their_fellows_are_found_and_the_next_tag_is_not_swallowed() {
        assert!(matches!(&all("{{甲 {{乙}} 丙}}")[..], [Braces::Unclosed(0), Braces::Tag(4, 9, ..), Braces::Stray(11)]));
        assert!(matches!(&all("｛｛甲｝｝{｛")[..], [Braces::Wide(0, 5), Braces::Wide(5, 7)]));
        assert!(all("{甲} 一{ 二 }").is_empty());
    }
}
