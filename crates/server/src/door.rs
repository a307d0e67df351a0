//! Who gets in, and what was answered to them before.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use kuvend_api::transport::{Admitted, Denied, Gatekeeper, Recalled, Repeatable, Stored};
use kuvend_domain::{
    actor::Actor,
    audit::reads::Notebook,
    clock::Clock,
    engine::Db,
    op::Op,
    repeats::{self, Recall},
    tokens::Memory,
};
use kuvend_entity::{id::AccountId, kind::Route, value::Language};

/// The door of the API: bearer tokens, and the answers of repeatable requests.
#[derive(Debug)]
pub(crate) struct Door {
    db: Db,
    clock: Clock,
    memory: Memory,
    reads: Notebook,
}

impl Door {
    /// A door to a database, which notes who reads what.
    #[must_use]
    pub(crate) fn new(db: Db, clock: Clock, reads: Notebook) -> Self {
        Self {
            db,
            clock,
            memory: Memory::default(),
            reads,
        }
    }

    fn op(&self) -> Op {
        Op::system(self.db.clone(), self.clock.clone(), Route::Api)
    }
}

/// The first language of `Accept-Language` that Kuvend speaks; English where there is none.
fn spoken(headers: &HeaderMap) -> Language {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut tags = wanted.unwrap_or_default().split(',').filter_map(|part| {
        let tag = part.split(';').next().unwrap_or_default();
        tag.parse().ok()
    });
    tags.next().unwrap_or_else(Language::english)
}

fn account(identity: &str) -> Option<AccountId> {
    identity.parse().ok()
}

impl Gatekeeper for Door {
    async fn admit(&self, headers: &HeaderMap) -> Result<Admitted, Denied> {
        let actor = match headers.get(header::AUTHORIZATION) {
            None => Actor::Anonymous,
            Some(value) => {
                let secret = value.to_str().ok().and_then(|text| text.split_once(' '));
                let secret = secret.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
                let (_, secret) = secret.ok_or(Denied::Unauthenticated)?;
                let known = self
                    .memory
                    .authenticate(&self.db, &self.clock, secret.trim())
                    .await;
                let known = known.map_err(|error| {
                    tracing::error!(%error, "a token could not be looked up");
                    Denied::Failed
                })?;
                known.ok_or(Denied::Unauthenticated)?
            }
        };
        let identity: Arc<str> = match actor.account() {
            Some(id) => id.to_string().into(),
            None => "anonymous".into(),
        };
        let mut op = Op {
            actor,
            language: spoken(headers),
            ..self.op()
        };
        op.reads = self.reads.reading(&op);
        let mut data = kuvend_api::transport::Data::default();
        data.insert(op);
        Ok(Admitted { identity, data })
    }

    async fn recall(&self, repeatable: &Repeatable) -> Result<Recalled, Denied> {
        let account = account(&repeatable.identity).ok_or(Denied::Unauthenticated)?;
        let known =
            repeats::recall(&self.op(), account, &repeatable.key, &repeatable.body_hash).await;
        match known {
            Ok(Recall::Fresh) => Ok(Recalled::Fresh),
            Ok(Recall::Answered(status, body)) => Ok(Recalled::Replay(Stored {
                status: u16::try_from(status).unwrap_or(200),
                body: body.into(),
            })),
            Ok(Recall::OtherBody) => Ok(Recalled::Mismatch),
            Ok(Recall::Underway) => Ok(Recalled::InProgress),
            Err(error) => {
                tracing::error!(%error, "a repeatable request could not be looked up");
                Err(Denied::Failed)
            }
        }
    }

    async fn remember(&self, repeatable: &Repeatable, answer: &Stored) {
        let Some(account) = account(&repeatable.identity) else {
            return;
        };
        let answer = (i32::from(answer.status), &answer.body[..]);
        if let Err(error) = repeats::remember(&self.op(), account, &repeatable.key, answer).await {
            tracing::error!(%error, "the answer of a repeatable request could not be kept");
        }
    }

    async fn forget(&self, repeatable: &Repeatable) {
        let Some(account) = account(&repeatable.identity) else {
            return;
        };
        if let Err(error) = repeats::forget(&self.op(), account, &repeatable.key).await {
            tracing::error!(%error, "the key of a refused request could not be given back");
        }
    }
}
