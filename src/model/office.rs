//! The inspection office itself, as it signs its papers.

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
