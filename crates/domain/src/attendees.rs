//! The guest list: everything that moves a row along its four axes.
//!
//! Every use case here opens the event's [`desk`], which holds the event's lock, and closes it with the rows' history,
//! the tally, the audit and the letters in one transaction.

mod alike;
pub mod announcements;
pub mod answers;
pub mod approvals;
pub mod closing;
pub mod companions;
pub(crate) mod deputies;
pub mod desk;
mod filter;
pub mod guests;
mod headcounts;
pub mod holds;
pub mod invitations;
pub(crate) mod modes;
pub mod moves;
pub(crate) mod oneself;
pub mod places;
pub mod pools;
pub mod presence;
mod quality;
pub mod reads;
pub mod removal;
pub mod rooms;
pub mod transitions;
pub mod updates;

pub use answers::{ANSWERS, Cancel, Register, Respond, answering_row, cancel, register, respond};
pub use approvals::{
    Approve, HIGHEST_PRIORITY, Refuse, SetPriority, approve, refuse, set_priority,
};
pub use closing::{
    CloseAttendance, Closing, ReopenAttendance, close_attendance, reopen_attendance,
};
pub use companions::{NewCompanion, SetCompanions};
pub use deputies::Deputy;
pub use guests::{AddGuests, Added, NewGuest, add_contributors, add_guests};
pub use headcounts::{RecordHeadcount, record_headcount};
pub use invitations::{
    RecordInvitation, record_invitation, resend_invitation, withdraw_invitation,
};
pub use moves::{Move, legal_moves};
pub use places::{expire_offers, release_pools};
pub use presence::{CheckIn, Mark, RecordPresence, Who, check_in, record_presence};
pub(crate) use updates::touched;
pub use updates::{NameSeat, UpdateGuest, name_seat, update_guest};
