//! People's rights over their data.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What a person may ask for by right.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::RightsRequestKind")]
pub enum RightsRequestKind {
    /// A copy of everything that is known of them.
    Access,
    /// That something wrong be put right.
    Rectification,
    /// That they be erased.
    Erasure,
    /// That nothing be done with their data for now.
    Restriction,
    /// That they be left alone.
    Objection,
    /// Their data in a form that another program reads.
    Portability,
}

/// Where a request by right stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::RightsRequestState")]
pub enum RightsRequestState {
    /// Not answered yet.
    Open,
    /// Done as asked.
    Fulfilled,
    /// Refused, with a reason.
    Refused,
    /// Taken back by who asked.
    Withdrawn,
}

/// What an office does about people whose data it has no ground to keep any more.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::Retention")]
pub enum Retention {
    /// Nothing by itself.
    Off,
    /// They are proposed, and erased once somebody agrees.
    Propose,
    /// They are proposed, and erased after some days unless somebody prevents it.
    Run,
}
