//! The inspection office itself, as it signs its papers, and how its letters look.

use std::collections::BTreeMap;

use crate::model::letter::LetterKind;

/// Who writes, and how it is called. Office word: 巡察办.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Full name under a letter, "署名".
    pub name: String,
    /// Short name in running text.
    pub short_name: String,
    /// The committee in whose name is inspected, such as 十四届县委.
    pub committee: String,
    /// Code in letter numbers, "发文机关代字".
    pub code: String,
    /// Whom to ask.
    pub contact: String,
    /// Their telephone.
    pub phone: String,
    /// The current round's name, for running text.
    pub round: String,
    /// How its letters look.
    pub letters: LetterStyle,
}

impl Office {
    /// Returns the code in the numbers of a kind of letter: its own where the office gave it one, else the office's.
    pub fn code_of(&self, kind: LetterKind) -> &str {
        self.letters.codes.get(kind.label()).unwrap_or(&self.code)
    }
}

/// The form of a letter. Source: GB/T 9704—2012.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LetterForm {
    /// 信函格式: double red rules, the number at the right. Source: clause 10.1.
    #[default]
    Letter,
    /// 文件格式: one red rule below the centred number, an imprint with rules. Source: clause 7.
    Document,
}

/// How an office's letters look. Office words: 信函格式、文件格式, 盖章, 发文机关代字.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterStyle {
    /// Their form.
    pub form: LetterForm,
    /// Whether they get a seal: the signature leaves room for it.
    pub sealed: bool,
    /// What stands in red at the top, "发文机关标志"; `None` for the agency a template names.
    pub masthead: Option<String>,
    /// Codes in letter numbers by the label of a kind, where they are not the office's own.
    pub codes: BTreeMap<String, String>,
}

impl Default for LetterStyle {
    fn default() -> Self {
        Self { form: LetterForm::default(), sealed: true, masthead: None, codes: BTreeMap::new() }
    }
}

/// The office's mail identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailIdentity {
    /// Display name of the sender.
    pub from_name: String,
    /// Address of the sender.
    pub from_address: String,
    /// Domains mail may go to.
    pub allowed_domains: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::{LetterStyle, Office};
    use crate::model::letter::LetterKind;

    #[test]
    fn a_kind_without_a_code_of_its_own_has_the_offices() {
        let codes = [("督办函".to_owned(), "青巡办督".to_owned())].into();
        let office =
            Office {
                code: "青巡办".to_owned(), letters: LetterStyle { codes, ..LetterStyle::default() }, ..Office::default()
            };
        assert_eq!(office.code_of(LetterKind::Supervision), "青巡办督");
        assert_eq!(office.code_of(LetterKind::Recommendation), "青巡办");
    }
}
