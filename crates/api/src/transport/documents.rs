//! Documents that passed the guards, parsed.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql_parser::{Error, Pos, parse_query, types::ExecutableDocument};

use super::{
    answers::{Code, Refused},
    generations::Generations,
    lexer,
    limits::Limits,
    measures,
};

/// The tokens of a middling document, by which [`Limits::documents_cached`] is turned into room.
const TOKENS: usize = 200;

/// The bytes of text that weigh as much as a token's part of the parsed document.
const BYTES: usize = 16;

/// Parsed documents by their text.
///
/// **Invariant:** whatever is in here passed every guard that does not depend on variables; nothing else gets in, so that
/// refused documents cannot push out good ones.
pub(super) struct Documents {
    kept: Mutex<Generations<Box<str>, Arc<ExecutableDocument>>>,
}

impl Documents {
    pub(super) fn new(limits: &Limits) -> Self {
        let capacity = limits.documents_cached.saturating_mul(TOKENS);
        Self {
            kept: Mutex::new(Generations::new(capacity)),
        }
    }

    /// Parses and measures a document, unless it is known.
    pub(super) fn open(
        &self,
        text: &str,
        limits: &Limits,
    ) -> Result<Arc<ExecutableDocument>, Refused> {
        if text.len() > limits.document_bytes {
            return Err(Refused::limit(
                "bytes of the document",
                limits.document_bytes,
                Some(text.len()),
            ));
        }
        if let Some(known) = self.lock().get_mut(text) {
            return Ok(Arc::clone(known));
        }
        let tokens = lexer::survey(text, limits)?;
        let document = parse_query(text).map_err(|error| unparsable(&error))?;
        measures::check(&document, limits)?;
        let document = Arc::new(document);
        // By text too, or documents of one field and 32 KiB of comment would fill the memory.
        let weight = tokens + text.len() / BYTES;
        self.lock()
            .insert(text.into(), Arc::clone(&document), weight);
        Ok(document)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Generations<Box<str>, Arc<ExecutableDocument>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The parser's own message of a syntax error quotes the document's line, which may hold a person's data.
fn unparsable(error: &Error) -> Refused {
    let message = match error {
        Error::Syntax {
            start: Pos { line, column },
            ..
        } => format!("syntax error at line {line}, column {column}"),
        other => other.to_string(),
    };
    Refused::request(Code::ParseFailed, message).at(error.positions().collect())
}

#[cfg(test)]
mod tests {
    use super::{Documents, TOKENS};
    use crate::transport::Limits;

    #[test]
    fn documents_of_nothing_but_comment_do_not_fill_the_memory() {
        let limits = Limits {
            documents_cached: 50,
            ..Limits::default()
        };
        let documents = Documents::new(&limits);
        for number in 0..200 {
            let text = format!("{{ a }} # {number:032000}");
            assert!(documents.open(&text, &limits).is_ok());
        }
        let kept = documents.lock().len();
        assert!(kept <= 2 * 50 * TOKENS / 2_000, "keeps {kept}");
    }
}
