//! Parts that several pages share: who is the host, what is wrong, a page that only says something.

use axum::{extract::ConnectInfo, http::StatusCode, response::Response};
use kuvend_domain::guest_page::{Host, Said};
use serde::Serialize;
use std::net::SocketAddr;

use crate::{Web, words::Words};

/// Where a connection comes from, as the server notes it.
pub(crate) type Peer = Option<axum::Extension<ConnectInfo<SocketAddr>>>;

/// The address of a connection.
pub(crate) fn address(peer: Peer) -> Option<SocketAddr> {
    peer.map(|axum::Extension(ConnectInfo(address))| address)
}

/// A text that may be in another language than the page.
#[derive(Debug, Serialize)]
pub(crate) struct Text {
    text: String,
    lang: String,
}

impl From<&Said> for Text {
    fn from(said: &Said) -> Self {
        Self {
            text: said.text.clone(),
            lang: said.language.to_string(),
        }
    }
}

/// Who keeps the register.
#[derive(Debug, Serialize)]
pub(crate) struct HostView {
    name: Text,
    address: String,
    postal_address: Option<String>,
}

impl From<&Host> for HostView {
    fn from(host: &Host) -> Self {
        Self {
            name: (&host.name).into(),
            address: host.address.to_string(),
            postal_address: host.postal_address.clone(),
        }
    }
}

/// One thing that is wrong; without a field it is the page as a whole.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ErrorView {
    pub(crate) field: Option<String>,
    pub(crate) text: String,
}

impl ErrorView {
    /// Of the page as a whole.
    pub(crate) fn of_page(words: &Words, key: &str) -> Self {
        Self {
            field: None,
            text: words.say(key, &[]),
        }
    }
}

#[derive(Debug, Serialize)]
struct Notice {
    title: String,
    paragraphs: Vec<String>,
}

impl Web {
    /// A page that only says something.
    pub(crate) fn notice(
        &self,
        status: StatusCode,
        words: &Words,
        (title, paragraphs): (&str, &[&str]),
    ) -> Response {
        let paragraphs = paragraphs.iter().map(|key| words.say(key, &[]));
        let view = Notice {
            title: words.say(title, &[]),
            paragraphs: paragraphs.collect(),
        };
        self.page(status, "notice.html", words, &view)
    }
}
