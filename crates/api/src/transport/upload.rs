//! Files with a request: the GraphQL multipart request, on a path of its own. The parts come in one order (`operations`,
//! `map`, the file), so that everything about the request is judged before the first byte of the file is taken.
//!
//! **Invariant:** a form of a foreign page cannot send one: the header `GraphQL-Preflight` makes a browser ask first.
//! **Invariant:** what breaks off leaves nothing.

use std::{any::TypeId, io, sync::Arc, time::Duration};

use async_graphql::{Executor, Request};
use async_graphql_parser::types::ExecutableDocument;
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{self, HeaderMap, Method, Response, StatusCode, header},
};
use futures::{Stream, StreamExt as _, stream};
use kuvend_domain::{
    error::{Denied, Error},
    fault::{Code as FaultCode, Fault},
    files::{self, Limits as Room},
    imports::uploads,
    op::Op,
};
use kuvend_entity::{
    id::{FileId, OfficeId},
    value::Language,
};
use multer::{Field, Multipart};
use serde_json::Value;
use tracing::Instrument as _;

use super::{
    Transport,
    answers::{Answer, Code, Cost, Refused},
    envelope::{self, Envelope},
    execution::Frame,
    gatekeeper::{Admitted, Gatekeeper},
    idempotency,
    negotiation::MediaType,
    trace::TraceId,
};

/// The header that a browser does not send to a foreign host without asking it.
const PREFLIGHT: &str = "graphql-preflight";
/// Bytes of `map`.
const MAP: usize = 4 * 1024;
/// Bytes of a form beside its file, for the size that a request announces.
const AROUND: u64 = 16 * 1024;
/// When to come again where too many upload.
const LATER: Duration = Duration::from_secs(5);

pub(super) async fn respond<E: Executor, G: Gatekeeper>(
    State(transport): State<Arc<Transport<E, G>>>,
    request: http::Request<Body>,
) -> Response<Body> {
    let trace = TraceId::of(request.headers());
    let span = tracing::info_span!("upload", trace_id = %trace);
    let accepted = MediaType::accepted(request.headers());
    let media_type = *accepted.as_ref().unwrap_or(&MediaType::Json);
    let answered = match accepted {
        Ok(_) => {
            let own = trace.clone();
            // A task of its own: a client that hangs up must not leave half a file behind.
            let task = async move { answer(transport, request, media_type, &own).await };
            let ended = tokio::spawn(task.instrument(span)).await;
            ended.unwrap_or_else(|error| {
                tracing::error!(%error, "an upload ended badly");
                Err(Refused::internal())
            })
        }
        Err(refused) => Err(refused),
    };
    answered
        .unwrap_or_else(|refused| refused.into_answer(media_type, &trace))
        .into_response(media_type)
}

async fn answer<E: Executor, G: Gatekeeper>(
    transport: Arc<Transport<E, G>>,
    request: http::Request<Body>,
    media_type: MediaType,
    trace: &TraceId,
) -> Result<Answer, Refused> {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return Err(Refused::method("POST", "a file is sent by POST"));
    }
    let limits = &transport.limits;
    let boundary = boundary(&parts.headers)?;
    require_preflight(&parts.headers)?;
    let admitted = transport.gatekeeper.admit(&parts.headers).await;
    let Admitted { identity, mut data } = admitted.map_err(idempotency::refusal)?;
    let op = data.get(&TypeId::of::<Op>());
    let op = op.and_then(|op| op.downcast_ref::<Op>()).cloned();
    let op = op.ok_or_else(Refused::internal)?;
    uploads::may_send(&op).map_err(|error| refusal(&error))?;
    let remaining = transport.spend(&identity, 1)?;
    if announced(&parts.headers)
        .is_some_and(|length| length > limits.upload_bytes + AROUND + room(limits.body_bytes))
    {
        return Err(too_large(&Fault::too_large(["file"], limits.upload_bytes)));
    }
    let _place = transport
        .uploads
        .try_acquire()
        .map_err(|_| Refused::busy("as many files as may be are on their way", LATER))?;
    let id = FileId::new();
    let mut form = Multipart::new(paced(body, limits.upload_pause), boundary);
    let receiving = receive(&transport, &op, id, &mut form);
    let received = tokio::time::timeout(limits.upload_time, receiving)
        .await
        .unwrap_or_else(|_| Err(too_slow()));
    let ready = match received {
        Ok(ready) => ready,
        Err(refused) => {
            discard(&op, id).await;
            return Err(refused);
        }
    };
    let cost = Cost {
        requested: ready.cost,
        limit: limits.cost,
        remaining: match ready.cost {
            0 | 1 => remaining,
            more => transport.spend(&identity, more - 1)?,
        },
    };
    data.insert(trace.clone());
    let mut request = Request::new("").variables(ready.envelope.variables);
    request.set_parsed_query(ExecutableDocument::clone(&ready.document));
    request.operation_name = ready.envelope.operation_name;
    request.data = data;
    let frame = Frame {
        media_type,
        trace: trace.clone(),
        cost,
    };
    let answer = transport.run(request, &frame).await.into_answer();
    if let Err(error) = uploads::discard_unused(&op, id).await {
        tracing::error!(%error, "an upload that nothing uses could not be taken away");
    }
    Ok(answer)
}

/// A request whose file has come.
struct Ready {
    envelope: Envelope,
    document: Arc<ExecutableDocument>,
    cost: u64,
}

/// Reads the form: the request is judged before its file is taken.
async fn receive<E: Executor, G: Gatekeeper>(
    transport: &Transport<E, G>,
    op: &Op,
    id: FileId,
    form: &mut Multipart<'_>,
) -> Result<Ready, Refused> {
    let limits = &transport.limits;
    let operations = part(form, "operations", limits.body_bytes).await?;
    let map = part(form, "map", MAP).await?;
    let (name, operations, office) = joined(&operations, &map, &id.to_string())?;
    let envelope = Envelope::from_body(operations.to_string().as_bytes())?;
    let appraised = transport.appraise(&envelope, Some(&Method::POST))?;
    let mut file = next(form).await?.ok_or_else(|| missing("file"))?;
    if file.name() != Some(name.as_str()) {
        return Err(missing(&name));
    }
    let called = file.file_name().unwrap_or_default().to_owned();
    let failed = |error: Error| refusal(&error);
    let limits = Room {
        file: limits.upload_bytes,
        ..Room::default()
    };
    let begun = uploads::begin(op, id, (office, &called), limits);
    let mut writer = begun.await.map_err(failed)?;
    while let Some(bytes) = file.chunk().await.map_err(|error| broken(&error))? {
        writer.append(&bytes).await.map_err(failed)?;
    }
    drop(file);
    if next(form).await?.is_some() {
        return Err(Refused::malformed(
            "the form has one file and nothing after it",
        ));
    }
    writer.finish().await.map_err(failed)?;
    Ok(Ready {
        envelope,
        document: appraised.document,
        cost: appraised.cost,
    })
}

/// Puts the file's id where `map` says that the file belongs: the name of its part, the request, and the office that stands
/// beside the file, if one does.
fn joined(
    operations: &[u8],
    map: &[u8],
    id: &str,
) -> Result<(String, Value, Option<OfficeId>), Refused> {
    let read = |bytes: &[u8], what: &str| {
        serde_json::from_slice::<Value>(bytes)
            .map_err(|_| Refused::malformed(format!("`{what}` is not JSON")))
    };
    let mut operations = read(operations, "operations")?;
    let map = read(map, "map")?;
    let one = || {
        Refused::malformed(
            "`map` names one file and one place: {\"0\": [\"variables.input.file\"]}",
        )
    };
    let mut entries = map.as_object().ok_or_else(one)?.iter();
    let ((name, places), None) = (entries.next().ok_or_else(one)?, entries.next()) else {
        return Err(one());
    };
    let [Value::String(place)] = places.as_array().ok_or_else(one)?.as_slice() else {
        return Err(one());
    };
    if !place.starts_with("variables.") {
        return Err(one());
    }
    let pointer = format!("/{}", place.replace('.', "/"));
    let beside = pointer
        .rsplit_once('/')
        .map(|(input, _)| format!("{input}/officeId"));
    let office = beside.and_then(|place| operations.pointer(&place)?.as_str()?.parse().ok());
    match operations.pointer_mut(&pointer) {
        Some(there @ Value::Null) => *there = Value::String(id.to_owned()),
        _ => {
            return Err(Refused::malformed(
                "the place that `map` names is not null in `operations`",
            ));
        }
    }
    Ok((name.clone(), operations, office))
}

async fn next<'a>(form: &mut Multipart<'a>) -> Result<Option<Field<'a>>, Refused> {
    form.next_field().await.map_err(|error| broken(&error))
}

/// A part that is read whole.
async fn part(form: &mut Multipart<'_>, name: &str, limit: usize) -> Result<Vec<u8>, Refused> {
    let mut field = next(form).await?.ok_or_else(|| missing(name))?;
    if field.name() != Some(name) {
        return Err(missing(name));
    }
    let mut whole = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(|error| broken(&error))? {
        if whole.len().saturating_add(bytes.len()) > limit {
            return Err(envelope::too_large(limit));
        }
        whole.extend_from_slice(&bytes);
    }
    Ok(whole)
}

/// A body in chunks, each within a pause. It yields before each chunk: the form's reader takes all that is ready at once, and
/// a fast client would have its whole file in memory.
fn paced(body: Body, pause: Duration) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::unfold(body.into_data_stream(), move |mut chunks| async move {
        tokio::task::yield_now().await;
        let chunk = match tokio::time::timeout(pause, chunks.next()).await {
            Ok(chunk) => chunk?.map_err(io::Error::other),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        };
        Some((chunk, chunks))
    })
}

fn boundary(headers: &HeaderMap) -> Result<String, Refused> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    multer::parse_boundary(content_type).map_err(|_| {
        Refused::http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::UnsupportedMediaType,
            "send multipart/form-data with a boundary",
        )
    })
}

fn require_preflight(headers: &HeaderMap) -> Result<(), Refused> {
    if headers
        .get(PREFLIGHT)
        .is_some_and(|value| !value.is_empty())
    {
        return Ok(());
    }
    Err(Refused::malformed("send the header `GraphQL-Preflight: 1`"))
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

fn room(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn missing(part: &str) -> Refused {
    Refused::malformed(format!(
        "the next part of the form is not `{part}`: the order is operations, map, file"
    ))
}

fn too_slow() -> Refused {
    Refused::http(
        StatusCode::REQUEST_TIMEOUT,
        Code::Timeout,
        "the file did not arrive in time",
    )
}

fn broken(error: &multer::Error) -> Refused {
    let is_late = match error {
        multer::Error::StreamReadFailed(why) => why
            .downcast_ref::<io::Error>()
            .is_some_and(|why| why.kind() == io::ErrorKind::TimedOut),
        _ => false,
    };
    if is_late {
        too_slow()
    } else {
        Refused::malformed("the form broke off or is none")
    }
}

fn refusal(error: &Error) -> Refused {
    match error {
        Error::Denied(Denied::Unauthenticated) => Refused::http(
            StatusCode::UNAUTHORIZED,
            Code::Unauthenticated,
            "sign in with a bearer token",
        ),
        Error::Denied(_) => Refused::http(
            StatusCode::FORBIDDEN,
            Code::Forbidden,
            "this needs the permission to bring people in",
        ),
        Error::Rejected(faults) => {
            let mut faults = faults.list().iter();
            match faults.find(|one| one.code == FaultCode::TooLong) {
                Some(large) => too_large(large),
                None => Refused::malformed(
                    "name the office that the file is for, beside the file: `officeId`",
                ),
            }
        }
        other @ Error::Failed(_) => {
            tracing::error!(error = %other, "an upload failed");
            Refused::internal()
        }
    }
}

/// The answer to a file that has no room.
fn too_large(fault: &Fault) -> Refused {
    Refused::http(
        StatusCode::PAYLOAD_TOO_LARGE,
        Code::LimitExceeded,
        fault.message(&Language::english()),
    )
}

async fn discard(op: &Op, id: FileId) {
    if let Err(error) = files::remove(&op.db, id).await {
        tracing::error!(%error, "what came of an upload could not be taken away");
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_file_is_put_where_the_map_says() {
        let operations = br#"{"query":"q","variables":{"input":{"file":null}}}"#;
        let read = joined(operations, br#"{"0":["variables.input.file"]}"#, "upload_1");
        let (name, operations, office) = read.unwrap();
        assert_eq!((name.as_str(), office), ("0", None));
        assert_eq!(operations["variables"]["input"]["file"], "upload_1");
    }

    #[test]
    fn a_map_that_names_another_place_is_refused() {
        let operations = br#"{"query":null,"variables":{"input":{"file":"x"}}}"#;
        for map in [
            "[]",
            "{}",
            r#"{"0":[]}"#,
            r#"{"0":["query"]}"#,
            r#"{"0":["variables.input.file"]}"#,
            r#"{"0":["variables.none"]}"#,
            r#"{"0":["variables.a","variables.b"]}"#,
            r#"{"0":["variables.a"],"1":["variables.b"]}"#,
            r#"{"0":[1]}"#,
            "{",
        ] {
            assert!(joined(operations, map.as_bytes(), "id").is_err(), "{map}");
        }
    }
}
