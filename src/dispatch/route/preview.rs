//! `preview`: every mail as a draft file to open, check and send by hand. Nothing leaves the machine.

use crate::dispatch::mail::Mail;
use crate::dispatch::{Route, Sent};
use crate::error::Error;
use crate::model::delivery::DeliveryState;
use crate::model::document::Document;

/// The route.
pub(crate) struct Preview;

impl Route for Preview {
    fn id(&self) -> &'static str {
        "preview"
    }

    fn title(&self) -> &'static str {
        "邮件预览"
    }

    fn deliver(&self, mail: &Mail) -> Result<Sent, Error> {
        let document = Document {
            path: format!("{}/{}.eml", self.title(), mail.stem()),
            title: self.title().to_owned(),
            content: mail.bytes(true)?,
        };
        Ok(Sent { state: DeliveryState::Previewed, document: Some(document) })
    }
}
