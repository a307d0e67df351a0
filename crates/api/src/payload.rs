//! How an outcome of the domain reaches a client.

use std::str::FromStr;

use async_graphql::{Context, Enum, ErrorExtensions, ID, SimpleObject};
use kuvend_domain::{
    error::{Denied, Error},
    fault::{Code, Fault, Faults},
    op::Op,
};
use serde_json::Value as Json;

/// One thing that is wrong with an input.
#[derive(Debug, Clone, SimpleObject)]
pub struct UserError {
    /// The path in the input: `["title", "0", "language"]`.
    pub field: Vec<String>,
    /// What is wrong, for programs.
    pub code: UserErrorCode,
    /// What is wrong, for people, in the caller's language (`Accept-Language`).
    pub message: String,
}

/// What is wrong with an input.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Code")]
pub enum UserErrorCode {
    /// A value is needed and none is there.
    Required,
    /// A text has not the right form.
    Malformed,
    /// A text is too long.
    TooLong,
    /// A list is too long.
    TooMany,
    /// A number or date lies outside what is possible.
    OutOfRange,
    /// Two values contradict each other.
    Inconsistent,
    /// An id that names nothing one may see.
    NotFound,
    /// Something of that kind is there already.
    Taken,
    /// The version named is not the newest; the payload carries the object as it is now.
    Conflict,
    /// The thing's state does not allow it.
    WrongState,
    /// A wall time that a change of the clocks skips.
    NonexistentTime,
    /// It is too early.
    TooEarly,
    /// It is too late.
    TooLate,
    /// No places are left.
    Full,
    /// Perhaps the same person is registered already; the payload carries the candidates.
    PossibleDuplicate,
    /// The gate does not let a letter pass.
    MayNotContact,
    /// A file that cannot be read.
    Unreadable,
    /// What was asked for was begun again and again, and never came to its end.
    GivenUp,
    /// A reason is needed.
    ReasonRequired,
}

/// The operation that this request is.
///
/// # Errors
/// Where the server forgot to make one.
pub fn op<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Op> {
    ctx.data::<Op>()
}

/// What a mutation came to: its value, or the faults that refused it.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub fn settle<T>(
    op: &Op,
    outcome: Result<T, Error>,
) -> async_graphql::Result<(Option<T>, Vec<UserError>)> {
    match outcome {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(Error::Rejected(faults)) => Ok((None, user_errors(op, &faults))),
        Err(other) => Err(top_level(op, &other)),
    }
}

/// Faults in the caller's language.
#[must_use]
pub fn user_errors(op: &Op, faults: &Faults) -> Vec<UserError> {
    let one = |fault: &Fault| UserError {
        field: fault.field.clone(),
        code: fault.code.into(),
        message: fault.message(&op.language),
    };
    faults.list().iter().map(one).collect()
}

/// Whether a mutation was refused because the version that it named is not the newest.
#[must_use]
pub fn is_stale(errors: &[UserError]) -> bool {
    errors
        .iter()
        .any(|error| error.code == UserErrorCode::Conflict)
}

/// What a payload shows: what was changed; on a conflict, what the input names, as it is now.
pub fn subject<K: FromStr>(changed: Option<K>, id: &ID, errors: &[UserError]) -> Option<K> {
    changed.or_else(|| id.parse().ok().filter(|_| is_stale(errors)))
}

/// Faults that were kept with what failed in the background.
#[must_use]
pub fn problems(kept: Option<&Json>) -> Vec<UserError> {
    let one = |kept: &Json| {
        let code = kept.get("code")?.as_str()?;
        let code = Code::ALL.iter().find(|one| one.as_str() == code)?;
        Some(UserError {
            field: serde_json::from_value(kept.get("field")?.clone()).ok()?,
            code: (*code).into(),
            message: kept.get("message")?.as_str()?.to_owned(),
        })
    };
    let all = kept.and_then(Json::as_array).into_iter().flatten();
    all.filter_map(one).collect()
}

/// What a query came to: a value, or nothing where one may not see it.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub fn seen<T>(op: &Op, outcome: Result<Option<T>, Error>) -> async_graphql::Result<Option<T>> {
    match outcome {
        Err(Error::Denied(Denied::NotFound)) => Ok(None),
        other => other.map_err(|error| top_level(op, &error)),
    }
}

/// A coded top-level error. A failure is logged here, once, and tells a client nothing of its source.
#[must_use]
pub fn top_level(op: &Op, error: &Error) -> async_graphql::Error {
    let coded = |message: &str, code: &'static str| {
        async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
    };
    match error {
        Error::Denied(Denied::Unauthenticated) => {
            coded("sign in with a bearer token", "UNAUTHENTICATED")
        }
        Error::Denied(Denied::Forbidden(action)) => coded(
            &format!("this needs the permission {}", action.as_str()),
            "FORBIDDEN",
        ),
        Error::Denied(Denied::NotFound) => coded("there is nothing of this id", "NOT_FOUND"),
        Error::Rejected(faults) => {
            let text: Vec<String> = faults
                .list()
                .iter()
                .map(|fault| format!("{}: {}", fault.field.join("."), fault.message(&op.language)))
                .collect();
            coded(&text.join("; "), "INVALID_INPUT")
        }
        Error::Failed(failure) => {
            tracing::error!(%failure, "a request failed");
            coded("internal error", "INTERNAL")
        }
    }
}
