//! What stands in a tag: a name, a text, or a helper with what it is given.

/// A way to say what is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// A name, or a name of what lies around.
    Name(Name),
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Flag,
    /// A helper with what it is given.
    Call(String, Vec<Expression>),
}

/// A name as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// How many lists outwards, `../`.
    pub(super) ups: usize,
    /// Whether it begins at what every letter has, `@root`.
    pub(super) root: bool,
    /// The words, `this` left out.
    pub(super) steps: Vec<String>,
    /// As it is written.
    pub(super) written: String,
}

/// Deepest brackets in a tag.
const DEEPEST: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text,
    Open,
    Close,
}

/// Reads what stands in a tag, `#if` and its like taken off. The first of several is a helper.
///
/// # Errors
///
/// One sentence on what is wrong, and what to do.
pub(super) fn parse(text: &str) -> Result<Vec<Expression>, (String, String)> {
    let tokens = tokens(text)?;
    let mut at = 0;
    let all = several(&tokens, &mut at, 0)?;
    if at < tokens.len() {
        return Err(("有多出的右括号".to_owned(), "请删去，或补上左括号".to_owned()));
    }
    Ok(all)
}

fn tokens(text: &str) -> Result<Vec<Token>, (String, String)> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            '（' | '）' => return Err(("用了全角括号".to_owned(), "请改成半角的 ( 和 )".to_owned())),
            '\\' => return Err(("里面有反斜线".to_owned(), "请删去反斜线".to_owned())),
            '"' | '\'' => {
                let mut closed = false;
                for inner in chars.by_ref() {
                    if inner == '\\' {
                        return Err(("里面有反斜线".to_owned(), "请删去反斜线".to_owned()));
                    }
                    if inner == c {
                        closed = true;
                        break;
                    }
                }
                if !closed {
                    return Err(("引号没有成对".to_owned(), "请补上另一个引号".to_owned()));
                }
                tokens.push(Token::Text);
            }
            c => {
                let mut word = String::from(c);
                while let Some(next) = chars.next_if(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '\'' | '\\')) {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}

fn several(tokens: &[Token], at: &mut usize, depth: usize) -> Result<Vec<Expression>, (String, String)> {
    if depth > DEEPEST {
        return Err(("括号套得太深".to_owned(), "请拆成几个 {{#if}}".to_owned()));
    }
    let mut all = Vec::new();
    while let Some(token) = tokens.get(*at) {
        match token {
            Token::Close => break,
            Token::Text => all.push(Expression::Text),
            Token::Word(written) => all.push(word(written)?),
            Token::Open => {
                *at += 1;
                let inner = several(tokens, at, depth + 1)?;
                if tokens.get(*at) != Some(&Token::Close) {
                    return Err(("括号没有成对".to_owned(), "请补上右括号".to_owned()));
                }
                all.push(call(inner)?);
            }
        }
        *at += 1;
    }
    Ok(all)
}

/// Makes a call of a helper's name and what follows it.
pub(super) fn call(mut all: Vec<Expression>) -> Result<Expression, (String, String)> {
    if all.is_empty() {
        return Err(("括号里是空的".to_owned(), "请写成 (eq 名称 \"文字\") 的样子".to_owned()));
    }
    let rest = all.split_off(1);
    match all.remove(0) {
        Expression::Name(name) if name.ups == 0 && name.steps.len() == 1 => Ok(Expression::Call(name.written, rest)),
        only if rest.is_empty() => Ok(only),
        _ => Err(("括号里的第一个词不是用法".to_owned(), "请写成 (eq 名称 \"文字\") 的样子".to_owned())),
    }
}

fn word(written: &str) -> Result<Expression, (String, String)> {
    if matches!(written, "true" | "false" | "null") {
        return Ok(Expression::Flag);
    }
    if written.trim_start_matches('-').chars().all(|c| c.is_ascii_digit() || c == '.')
        && written.contains(|c: char| c.is_ascii_digit())
    {
        return Ok(Expression::Number);
    }
    if written.chars().all(|c| "<>=!&|＜＞＝+-*×÷＋－".contains(c)) {
        let what = format!("不能用「{written}」来比较或计算");
        return Err((what, "比较是否相同写成 {{#if (eq 名称 \"文字\")}}".to_owned()));
    }
    if written == "as" || written.starts_with('|') {
        return Err(("不支持 as |…| 的写法".to_owned(), "请删去它，直接写每一条里的名称".to_owned()));
    }
    if written.contains('=') {
        return Err((format!("「{written}」写法不对"), "这里只写名称，不写等号".to_owned()));
    }
    let mut name = Name { written: written.to_owned(), ..Name::default() };
    for (at, step) in
        written.split('/').flat_map(|part| if part == ".." { vec![part] } else { part.split('.').collect() }).enumerate()
    {
        match step {
            ".." if name.steps.is_empty() => name.ups += 1,
            "" | "this" => {}
            "@root" if at == 0 => name.root = true,
            step => name.steps.push(step.trim_matches(['[', ']']).to_owned()),
        }
    }
    Ok(Expression::Name(name))
}

#[cfg(test)]
mod tests {
    use super::{Expression, Name, parse};

    fn names(text: &str) -> Vec<(usize, Vec<String>)> {
        let all = parse(text).expect("an expression");
        let name = |expression: Expression| match expression {
            Expression::Name(Name { ups, steps, .. }) => (ups, steps),
            other => panic!("{other:?}"),
        };
        all.into_iter().map(name).collect()
    }

    #[test]
    fn names_lead_outwards_and_inwards() {
        let steps = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(names("主送"), [(0, steps(&["主送"]))]);
        assert_eq!(names("../类别名 this.名称 this"), [(1, steps(&["类别名"])), (0, steps(&["名称"])), (0, vec![])]);
        assert_eq!(names("../../甲.乙"), [(2, steps(&["甲", "乙"]))]);
    }

    #[test]
    fn helpers_nest_in_brackets() {
        let all = parse("(eq 主题 \"责任\")").expect("an expression");
        assert!(matches!(&all[..], [Expression::Call(name, given)] if name == "eq" && given.len() == 2));
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        for (text, word) in [
            ("问题数 > 1", "比较"),
            ("(eq 甲", "括号没有成对"),
            ("甲)", "右括号"),
            ("（eq 甲 乙）", "全角括号"),
            ("连接 列 \"；", "引号"),
            ("列 as |x|", "as"),
            ("甲=乙", "写法不对"),
            ("a\\b", "反斜线"),
        ] {
            assert!(parse(text).is_err_and(|(what, _)| what.contains(word)), "{text}");
        }
        assert!(parse(&"(".repeat(100)).is_err());
    }
}
