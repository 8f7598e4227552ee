//! An office's own .docx as a letter: its tags filled by the same helpers as texts, everything else left as it is.

use std::io::Write;

use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::letter::fields::FieldAbout;
use crate::letter::fill::Filled;
use crate::letter::helpers;
use crate::letter::lint::{self, Fault, Lint, Spot};
use crate::letter::template::without_controls;
use crate::office::patch::docx::{Form, Region};

/// The most bytes of words a letter's part may be filled with.
const MOST_BYTES: usize = 16 << 20;

/// A document ready to take facts.
#[derive(Clone, Debug)]
pub(super) struct Own {
    form: Form,
}

impl Own {
    /// Looks a document over; it comes back only without faults.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` when the file is no .docx that can be filled.
    pub(super) fn open(bytes: Vec<u8>, fields: &[FieldAbout]) -> Result<(Option<Self>, Lint), Error> {
        let own = Self { form: Form::open(bytes)? };
        let mut lint = lint::document(&own.form, fields);
        if lint.faults.is_empty()
            && let Err(error) = own.content(&lint::sample(fields))
        {
            let remedy = error.hints.join("；");
            lint.faults.push(Fault { spot: Spot::File, message: error.message, remedy });
        }
        Ok((lint.faults.is_empty().then_some(own), lint))
    }

    /// Fills a copy.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` when a fact is missing or the letter would be too large.
    pub(super) fn fill(&self, facts: &Value, kind: &str) -> Result<Filled, Error> {
        let content = self.content(facts)?;
        let title = title(&Form::open(content.clone())?, kind);
        Ok(Filled { title, content })
    }

    fn content(&self, facts: &Value) -> Result<Vec<u8>, Error> {
        let registry = helpers::registry();
        let facts = without_controls(facts);
        self.form.fill(&mut |source| {
            let mut out = Bounded(Vec::new());
            registry.render_template_to_write(source, &facts, &mut out).map_err(|cause| {
                let what = if out.0.len() >= MOST_BYTES {
                    "填写后过大".to_owned()
                } else {
                    format!("填写内容时出错（{}）", cause.reason())
                };
                Error::new(ErrorKind::Template, what)
                    .hint("请运行 xuncha letter lint 查看，或与 xuncha letter template 写出的模板对照")
            })?;
            String::from_utf8(out.0).map_err(|_| Error::new(ErrorKind::Template, "填写内容时出错"))
        })
    }
}

/// Takes no more than a letter's words may be.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            self.0.resize(MOST_BYTES, b' ');
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Returns a letter's title: the paragraph that begins with 关于, with the next where it is broken in two; otherwise its kind.
fn title(form: &Form, kind: &str) -> String {
    let body = form.parts.iter().flat_map(|part| &part.paragraphs);
    let mut lines = body.filter(|(spot, _)| spot.region == Region::Body && spot.cells.is_empty()).map(|(_, text)| text);
    let clean = |text: &String| text.replace(['\n', '\t'], "").trim().to_owned();
    while let Some(line) = lines.next() {
        let line = clean(line);
        if line.starts_with("关于") && line.chars().count() <= 60 && !line.ends_with('。') {
            return match lines.next().map(clean) {
                Some(next) if !line.ends_with(kind) && next.ends_with(kind) => line + &next,
                _ => line,
            };
        }
    }
    kind.to_owned()
}

#[cfg(test)]
mod tests;
