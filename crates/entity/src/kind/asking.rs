//! What guests need, and what they are asked.

use sea_orm::prelude::*;

column_enums! {
    /// What sort of need a guest has.
    NeedKind {
        /// What they eat.
        Diet = "DIET",
        /// What they need to get in, to follow and to take part.
        Accessibility = "ACCESSIBILITY",
        /// Into which language they need it interpreted.
        Interpretation = "INTERPRETATION",
    }
    /// What sort of answer a question has.
    EventQuestionKind {
        /// Words.
        Text = "TEXT",
        /// One of its options.
        Choice = "CHOICE",
        /// Any of its options.
        Choices = "CHOICES",
        /// Yes or no.
        YesNo = "YES_NO",
        /// A number.
        Number = "NUMBER",
        /// A day.
        Date = "DATE",
    }
    /// Who told something of a guest.
    SaidBy {
        /// The guest, on their page.
        Guest = "GUEST",
        /// The office's staff.
        Staff = "STAFF",
    }
}
