//! Inputs of what moves a guest list, read into commands.

mod answers;
mod approvals;
mod guests;
mod invitations;
mod presence;
mod updates;

use kuvend_domain::fault::Code;
use kuvend_entity::kind;

pub use answers::{DeputyInput, RecordResponseInput, RegisterAttendeeInput};
pub use approvals::{ApproveAttendeeInput, RefuseAttendeeInput, SetQueuePriorityInput};
pub use guests::{AddGuestsInput, GuestInput};
pub use invitations::{
    AudienceInput, CancelAttendeeInput, FollowUpOutcome, InviteContactsInput, LetterInput,
    RecordInvitationInput, ResendInvitationInput, SendFollowUpInput, WithdrawInvitationInput,
};
pub use presence::{
    CheckInInput, CloseAttendanceInput, PresenceMarkInput, RecordHeadcountInput,
    RecordPresenceInput, ReopenAttendanceInput,
};

pub use updates::{NameSeatInput, UpdateAttendeeInput};

use crate::{
    enums::AttendeeRole,
    input::{LINE, Reader},
};

/// Guests of one `addGuests` or `inviteContacts` at most.
const GUESTS: usize = 1_000;
/// Places of one party at most.
pub(super) const PARTY: i32 = 100;

/// Why somebody is let in beyond the places that there are.
fn overbooking(reader: &mut Reader, reason: Option<&String>) -> Option<Option<String>> {
    reader.optional(reason, |reader, text| {
        reader.prose("overbookReason", text, LINE * 10)
    })
}

fn roles(
    reader: &mut Reader,
    given: Option<&Vec<AttendeeRole>>,
) -> Option<Option<Vec<kind::AttendeeRole>>> {
    reader.optional(given, |reader, roles| {
        if roles.is_empty() {
            return reader.wrong("roles", Code::Required, &[]);
        }
        let mut distinct: Vec<kind::AttendeeRole> = Vec::new();
        for role in roles {
            let role = (*role).into();
            if !distinct.contains(&role) {
                distinct.push(role);
            }
        }
        Some(distinct)
    })
}
