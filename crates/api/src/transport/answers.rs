//! What goes back: coded errors, one body, and the status that the media type asks for.

use std::{collections::BTreeMap, time::Duration};

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use super::{negotiation::MediaType, trace::TraceId};

/// The closed set of codes the transport itself puts into `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Unauthenticated,
    Forbidden,
    InvalidInput,
    ParseFailed,
    ValidationFailed,
    LimitExceeded,
    RateLimited,
    Timeout,
    Internal,
    MethodNotAllowed,
    NotAcceptable,
    UnsupportedMediaType,
    KeyReused,
    KeyInProgress,
}

impl Code {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::InvalidInput => "INVALID_INPUT",
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::RateLimited => "RATE_LIMITED",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::KeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::KeyInProgress => "IDEMPOTENCY_IN_PROGRESS",
        }
    }
}

/// What a request costs in objects, as `extensions.cost` shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) requested: u64,
    pub(super) limit: u64,
    /// What the identity may still spend; `None` where nothing is rationed.
    pub(super) remaining: Option<u64>,
}

impl Cost {
    pub(super) fn into_value(self) -> Value {
        async_graphql::value!({
            "requested": self.requested,
            "limit": self.limit,
            "remaining": self.remaining,
        })
    }
}

/// A request that no resolver saw to its end.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) code: Code,
    message: String,
    locations: Vec<Pos>,
    status: StatusCode,
    /// Whether `application/json` answers with 200: so the specification has it for well-formed requests, because a
    /// client of that media type cannot tell our 4xx from a proxy's.
    well_formed: bool,
    allow: Option<&'static str>,
    retry_after: Option<Duration>,
    cost: Option<Cost>,
}

impl Refused {
    /// Refused by the rules of HTTP, with the same status in every media type.
    pub(super) fn http(status: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            locations: Vec::new(),
            status,
            well_formed: false,
            allow: None,
            retry_after: None,
            cost: None,
        }
    }

    /// Not a GraphQL-over-HTTP request at all.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::http(StatusCode::BAD_REQUEST, Code::InvalidInput, message)
    }

    /// A well-formed request that is not executed.
    pub(super) fn request(code: Code, message: impl Into<String>) -> Self {
        Self {
            well_formed: true,
            ..Self::http(StatusCode::BAD_REQUEST, code, message)
        }
    }

    /// Over one of the limits; `found` is named where counting went on to the end.
    pub(super) fn limit(what: &str, limit: usize, found: Option<usize>) -> Self {
        let message = match found {
            Some(found) => {
                format!("too much of one thing: {what} {found}, at most {limit} are allowed")
            }
            None => format!("too much of one thing: {what}, at most {limit} are allowed"),
        };
        Self::request(Code::LimitExceeded, message)
    }

    /// Another method would have been right.
    pub(super) fn method(allow: &'static str, message: &str) -> Self {
        Self {
            allow: Some(allow),
            ..Self::http(
                StatusCode::METHOD_NOT_ALLOWED,
                Code::MethodNotAllowed,
                message,
            )
        }
    }

    /// The budget is spent.
    pub(super) fn rate(wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..Self::http(
                StatusCode::TOO_MANY_REQUESTS,
                Code::RateLimited,
                "the budget of this identity is spent for now",
            )
        }
    }

    /// As many as may be at once are.
    pub(super) fn busy(message: &str, wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..Self::http(StatusCode::TOO_MANY_REQUESTS, Code::RateLimited, message)
        }
    }

    /// Our fault; whoever makes one has logged the cause.
    pub(super) fn internal() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Self::request(Code::Internal, "internal error")
        }
    }

    /// Resolvers took too long.
    pub(super) fn timeout() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Self::request(Code::Timeout, "the request took too long and was given up")
        }
    }

    pub(super) fn at(mut self, locations: Vec<Pos>) -> Self {
        self.locations = locations;
        self
    }

    pub(super) fn costing(mut self, cost: Cost) -> Self {
        self.cost = Some(cost);
        self
    }

    /// The error alone, without a code yet.
    pub(super) fn into_server_error(self) -> ServerError {
        let mut error = ServerError::new(self.message, None);
        error.locations = self.locations;
        error
    }

    /// The answer for this media type.
    pub(super) fn into_answer(self, media_type: MediaType, trace: &TraceId) -> Answer {
        let mut error = ServerError::new(self.message, None);
        error.locations = self.locations;
        mark(&mut error, self.code, trace);
        let extensions = self
            .cost
            .map(|cost| (String::from("cost"), cost.into_value()))
            .into_iter()
            .collect();
        let status = match media_type {
            MediaType::Json if self.well_formed => StatusCode::OK,
            _ => self.status,
        };
        Answer {
            allow: self.allow,
            retry_after: self.retry_after,
            ..Answer::render(status, &[error], None, &extensions)
        }
    }
}

/// Gives an error its code and trace id, unless whoever raised it did.
pub(super) fn mark(error: &mut ServerError, code: Code, trace: &TraceId) {
    let extensions = error
        .extensions
        .get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        extensions.set("code", code.as_str());
    }
    if extensions.get("traceId").is_none() {
        extensions.set("traceId", trace.as_str());
    }
}

/// A rendered answer, before it has a media type.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
    pub(super) allow: Option<&'static str>,
    pub(super) retry_after: Option<Duration>,
    pub(super) replayed: bool,
}

#[derive(Serialize)]
struct Rendered<'a> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl Answer {
    /// Serialises once. Without `data` nothing was executed, and the entry is absent rather than null.
    pub(super) fn render(
        status: StatusCode,
        errors: &[ServerError],
        data: Option<&Value>,
        extensions: &BTreeMap<String, Value>,
    ) -> Self {
        let rendered = Rendered {
            errors,
            data,
            extensions,
        };
        let (status, body) = match serde_json::to_vec(&rendered) {
            Ok(body) => (status, Bytes::from(body)),
            // Values from resolvers are JSON already; should one ever not be, a client still gets a coded answer.
            Err(error) => {
                tracing::error!(%error, "an answer could not be serialised");
                let body =
                    r#"{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}"#;
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    Bytes::from_static(body.as_bytes()),
                )
            }
        };
        Self {
            status,
            body,
            allow: None,
            retry_after: None,
            replayed: false,
        }
    }

    /// The HTTP response, never to be cached or sniffed.
    pub(super) fn into_response(self, media_type: MediaType) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(media_type.content_type()),
        );
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.replayed {
            headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}
