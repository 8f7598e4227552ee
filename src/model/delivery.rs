//! What became of one mail.

use crate::model::text::Text;

/// What happened to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Written as an `.eml` preview; nothing was sent.
    Previewed,
    /// No mail was made, because the letter must not go by mail.
    Withheld,
}

/// One message's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The receiver's full name.
    pub receiver: Text,
    /// Addresses, empty when the clerk has to fill them in.
    pub addresses: Vec<Text>,
    /// The subject line.
    pub subject: String,
    /// What happened.
    pub state: DeliveryState,
    /// What a person has to do before it can go out, if anything.
    pub note: Option<String>,
}
