//! Mutations that may be sent twice and happen once.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};

use super::{
    answers::{Answer, Code, Refused},
    envelope::Envelope,
    execution::Outcome,
    gatekeeper::{Denied, Gatekeeper, Recalled, Repeatable, Stored},
};

/// The header's name.
const HEADER: &str = "idempotency-key";

/// What to do with a mutation that carries a key.
pub(super) enum Turn {
    /// It runs; the key is claimed.
    Run,
    /// It ran before.
    Replay(Answer),
}

/// Reads the key, if there is one.
pub(super) fn repeatable(
    headers: &HeaderMap,
    identity: &Arc<str>,
    envelope: &Envelope,
) -> Result<Option<Repeatable>, Refused> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    let is_key = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_key || values.next().is_some() {
        return Err(Refused::malformed(
            "an Idempotency-Key is 1 to 255 visible ASCII characters",
        ));
    }
    Ok(Some(Repeatable {
        identity: Arc::clone(identity),
        key: key.to_owned(),
        body_hash: envelope.hash(),
    }))
}

/// Claims the key, or finds what it was used for.
pub(super) async fn claim<G: Gatekeeper>(
    gatekeeper: &G,
    repeatable: &Repeatable,
) -> Result<Turn, Refused> {
    match gatekeeper.recall(repeatable).await {
        Ok(Recalled::Fresh) => Ok(Turn::Run),
        Ok(Recalled::Replay(stored)) => Ok(Turn::Replay(replay(stored))),
        Ok(Recalled::Mismatch) => Err(Refused::http(
            StatusCode::UNPROCESSABLE_ENTITY,
            Code::KeyReused,
            "this Idempotency-Key was used for another request",
        )),
        Ok(Recalled::InProgress) => Err(Refused::http(
            StatusCode::CONFLICT,
            Code::KeyInProgress,
            "the request with this Idempotency-Key is still running",
        )),
        Err(denied) => Err(refusal(denied)),
    }
}

/// Keeps the answer, or releases the key where nothing ran.
pub(super) async fn conclude<G: Gatekeeper>(
    gatekeeper: &G,
    repeatable: &Repeatable,
    outcome: Outcome,
) -> Answer {
    match outcome {
        Outcome::Executed(answer) => {
            let stored = Stored {
                status: answer.status.as_u16(),
                body: answer.body.clone(),
            };
            gatekeeper.remember(repeatable, &stored).await;
            answer
        }
        Outcome::Invalid(answer) => {
            gatekeeper.forget(repeatable).await;
            answer
        }
    }
}

fn replay(stored: Stored) -> Answer {
    Answer {
        status: StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK),
        body: stored.body,
        allow: None,
        retry_after: None,
        replayed: true,
    }
}

/// What a gatekeeper's refusal is to the client.
pub(super) fn refusal(denied: Denied) -> Refused {
    match denied {
        Denied::Unauthenticated => Refused::http(
            StatusCode::UNAUTHORIZED,
            Code::Unauthenticated,
            "credentials are missing or not valid",
        ),
        Denied::Failed => Refused::internal(),
    }
}
