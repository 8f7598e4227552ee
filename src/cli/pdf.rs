//! `--pdf`: letters as PDF beside their Word files, and what is said of it.

use chrono::NaiveDate;

use crate::cli::exit::Exit;
use crate::cli::screen::{Screen, clean};
use crate::error::{Error, ErrorKind};
use crate::model::document::Document;
use crate::office::docx;
use crate::render::{LibreOffice, fonts};

/// What the output folder knows the PDFs by.
pub(super) const STAGE: &str = "pdf";

/// What it knows the PDFs of letters of some kinds only by.
pub(super) const STAGE_ONLY: &str = "pdf-only";

/// PDFs, and what there is to say of them.
#[derive(Debug, Default)]
pub(super) struct Pdfs {
    /// The PDFs.
    pub(super) documents: Vec<Document>,
    notes: Vec<String>,
    failed: Option<Error>,
}

impl Pdfs {
    /// Converts the papers among some documents, where that is asked for.
    pub(super) fn of(documents: &[Document], as_of: NaiveDate, asked: bool) -> Self {
        let papers: Vec<&Document> = documents.iter().filter(|document| asked && document.path.ends_with(".docx")).collect();
        if papers.is_empty() {
            return Self::default();
        }
        convert(&papers, as_of).unwrap_or_else(|error| Self { failed: Some(error), ..Self::default() })
    }

    /// Says what there is to say. Where a paper gave no PDF, its Word file is there all the same.
    pub(super) fn tell(&self, screen: &Screen) -> Exit {
        self.notes.iter().for_each(|note| screen.note(note));
        if let Some(error) = &self.failed {
            screen.error(error);
        }
        if self.failed.is_some() { Exit::Incomplete } else { Exit::Done }
    }
}

fn convert(papers: &[&Document], as_of: NaiveDate) -> Result<Pdfs, Error> {
    let contents: Vec<&[u8]> = papers.iter().map(|paper| paper.content.as_slice()).collect();
    let made = LibreOffice::find()?.pdf(&contents, as_of)?;
    let mut pdfs = Pdfs::default();
    let mut lacking = Vec::new();
    for (paper, content) in papers.iter().zip(made) {
        let stem = paper.path.trim_end_matches(".docx");
        match content {
            Some(content) => pdfs.documents.push(Document { path: format!("{stem}.pdf"), title: paper.title.clone(), content }),
            None => lacking.push(clean(stem.to_owned())),
        }
    }
    if !lacking.is_empty() {
        let message = format!("{} 份函没有转成 PDF：{}", lacking.len(), lacking.join("、"));
        let error = Error::new(ErrorKind::Output, message);
        pdfs.failed = Some(error.hint("docx 已经写出；可以用 Word、WPS 打开它另存为 PDF"));
    }
    let contents: Vec<&[u8]> = pdfs.documents.iter().map(|pdf| pdf.content.as_slice()).collect();
    let (missing, others) = fonts::missing(&docx::FONTS, &contents);
    if !missing.is_empty() && !contents.is_empty() {
        let others = if others.is_empty() { "别的字体".to_owned() } else { others.join("、") };
        pdfs.notes.push(clean(format!(
            "本机没有公文字体 {}，PDF 里用 {others} 代替；docx 里仍是原来的字体，请在装有这些字体的电脑上打印",
            missing.join("、")
        )));
    }
    Ok(pdfs)
}
