//! The door: lists and gates, tickets, and the log of everything that gates saw.
//!
//! **Invariant:** a scan is added under its event's lock and never changed; what is taken back is a scan more.
//! **Invariant:** a scan of a device counts once, however often it is sent.
//! **Invariant:** where a party stands is what its scans add up to ([`log`]), and is kept nowhere else.
//! **Invariant:** who comes by a gate's link reaches the event of the gate and nothing else.
//! **Invariant:** what a gate takes along is signed ([`signature`]); the page believes no list that is not.

pub mod announced;
pub mod batch;
pub mod conflicts;
pub mod gates;
pub(crate) mod hand;
pub mod link;
pub mod lists;
pub mod log;
pub mod reads;
pub mod receive;
pub mod signature;
mod sitting;
pub mod snapshot;
pub mod squares;
pub mod tickets;
pub mod undo;

pub use announced::announce;
pub use batch::{Batch, Kept, Refused, Scanned, Taken, WalkIn, Whom};
pub use conflicts::{Resolve, resolve};
pub use gates::{CreateGate, Opened, create_gate, renew_gate_link, revoke_gate};
pub use lists::{CreateList, UpdateList, create_list, update_list};
pub use log::{Standing, standing};
pub use receive::receive;
pub use tickets::{Ticket, revoke_ticket};
pub use undo::{Undo, undo};
