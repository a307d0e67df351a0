//! Delegations: whom an organisation sends to an event, within a quota and under a head, named by the organisation's focal point.
//!
//! **Invariant:** quota, head and members are judged under the event's lock; a member who declined or does not come counts until they
//! are replaced or withdrawn, so that a quota is never exceeded by who comes back.
//! **Invariant:** a focal point reaches the members of its own delegation and nothing else. Whatever id it brings, the row is read again
//! under the lock and belongs to its delegation, or it is not there ([`sitting`]).
//! **Invariant:** a focal point is told no more of a member than it told itself, and where their place stands: it learns of nobody
//! whether the office knew them ([`people`]).

pub mod focal;
mod invite;
mod manage;
mod members;
mod people;
pub mod reads;
mod sitting;

pub(crate) use invite::DELEGATION;
pub use invite::{InviteFocalPoint, Invited, invite_focal_point, path, revoke_focal_link};
pub use manage::{
    CloseDelegation, CreateDelegation, UpdateDelegation, close, create, reopen, update,
};
pub use members::{Named, Nominate, Replace, Withdraw, head, nominate, replace, withdraw};
pub(crate) use reads::has_left;
pub(crate) use sitting::deadline;

/// Members of a delegation at most.
pub const LARGEST_QUOTA: i32 = 500;
/// Letters of a note at most.
pub const NOTE: usize = 2000;
