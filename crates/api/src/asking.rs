//! What guests need, and what an event asks them.

mod inputs;
mod lists;
mod needs;
mod questions;
mod roots;

pub use inputs::{
    EventAnswerInput, EventQuestionInput, KeepNeedsInput, KeepQuestionsInput, NeedInput,
    QuestionConditionInput, QuestionOptionInput, RecordAnswersInput,
};
pub use lists::{Asked, Brought, Told, Wanted, of_events, of_rows};
pub use needs::{AttendeeNeed, KnownNeed, NeedTotal, shown as needs};
pub use questions::{
    EventAnswer, EventQuestion, EventQuestionTotal, QuestionCondition, QuestionOption,
    shown as answers,
};
pub use roots::{
    AskingMutations, AskingQueries, KeepNeedsPayload, KeepQuestionsPayload, RecordAnswersPayload,
};
