//! What a failed attempt means for the letter, the address and the relay.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::reply;

/// The step of the dialogue that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    /// Finding and reaching the relay.
    Connect,
    /// Its greeting and its answer to EHLO.
    Greeting,
    /// Encrypting the line.
    Tls,
    /// Logging in.
    Auth,
    /// Naming the sender.
    MailFrom,
    /// Naming the recipient.
    RcptTo,
    /// Asking to send the body.
    Data,
    /// Sending the body and waiting for the last word.
    FinalDot,
}

impl Phase {
    /// The name by which the phase is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "CONNECT",
            Self::Greeting => "GREETING",
            Self::Tls => "TLS",
            Self::Auth => "AUTH",
            Self::MailFrom => "MAIL_FROM",
            Self::RcptTo => "RCPT_TO",
            Self::Data => "DATA",
            Self::FinalDot => "FINAL_DOT",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a step failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The other side answered with this code.
    Code(u16),
    /// No answer: the line was lost, the answer was no answer, or the deadline passed.
    Lost,
    /// We did not even ask, because what the letter needs the relay does not offer, or it is not an address.
    Unsupported,
}

/// What follows from a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureClass {
    /// This address is refused for good; other letters are not concerned.
    RecipientRefused,
    /// Not now: try again later.
    Transient {
        /// How long the server asks to wait.
        hint: Option<Duration>,
    },
    /// The relay is not usable: pause it, and spend no attempt of any letter.
    RelayDown,
    /// This letter is refused for good.
    MessageRefused,
    /// The relay may or may not have taken the letter.
    Uncertain,
}

/// A failed attempt. `Display` names neither addresses nor the reply, so it may be logged; the fields may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendFailure {
    /// Where the dialogue failed.
    pub phase: Phase,
    /// What follows from it.
    pub outcome: FailureClass,
    /// The reply code, if the other side answered.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463), such as `5.1.1`.
    pub enhanced: Option<String>,
    /// The reply, its code included, or what we saw instead; without line breaks. It may quote an address.
    pub reply: String,
}

impl SendFailure {
    pub(super) fn replied(phase: Phase, code: u16, text: &str) -> Self {
        let hint = reply::hint(text);
        Self {
            phase,
            outcome: classify(phase, Refusal::Code(code), hint),
            code: Some(code),
            enhanced: reply::enhanced(text).map(str::to_owned),
            reply: reply::tidied(&format!("{code} {text}")),
        }
    }

    pub(super) fn lost(phase: Phase, what: &str) -> Self {
        Self::without_reply(phase, Refusal::Lost, what)
    }

    pub(super) fn unsupported(phase: Phase, what: &str) -> Self {
        Self::without_reply(phase, Refusal::Unsupported, what)
    }

    fn without_reply(phase: Phase, refusal: Refusal, what: &str) -> Self {
        Self {
            phase,
            outcome: classify(phase, refusal, None),
            code: None,
            enhanced: None,
            reply: reply::tidied(what),
        }
    }
}

impl fmt::Display for SendFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {}", self.outcome, self.phase)?;
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        if let Some(enhanced) = &self.enhanced {
            write!(f, " {enhanced}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SendFailure {}

/// What a failure at a step means. `hint` is the wait the server asked for.
///
/// Until the sender is accepted it is the relay that is at fault, except where we never asked it. From there on a 421 says that the relay is
/// closing, and 530, 535 and 538 that it wants other credentials. Only silence after the body has begun is uncertain.
#[must_use]
pub const fn classify(phase: Phase, refusal: Refusal, hint: Option<Duration>) -> FailureClass {
    match phase {
        Phase::Connect | Phase::Greeting | Phase::Tls | Phase::Auth => FailureClass::RelayDown,
        Phase::MailFrom => match refusal {
            Refusal::Unsupported => FailureClass::MessageRefused,
            Refusal::Code(_) | Refusal::Lost => FailureClass::RelayDown,
        },
        Phase::RcptTo => match refusal {
            Refusal::Code(421 | 530 | 535 | 538) => FailureClass::RelayDown,
            Refusal::Code(500..=599) | Refusal::Unsupported => FailureClass::RecipientRefused,
            Refusal::Code(_) | Refusal::Lost => FailureClass::Transient { hint },
        },
        Phase::Data => match refusal {
            Refusal::Code(421 | 530 | 535 | 538) => FailureClass::RelayDown,
            Refusal::Code(500..=599) | Refusal::Unsupported => FailureClass::MessageRefused,
            Refusal::Code(_) | Refusal::Lost => FailureClass::Transient { hint },
        },
        Phase::FinalDot => match refusal {
            Refusal::Lost => FailureClass::Uncertain,
            Refusal::Code(530 | 535 | 538) => FailureClass::RelayDown,
            Refusal::Code(500..=599) | Refusal::Unsupported => FailureClass::MessageRefused,
            Refusal::Code(_) => FailureClass::Transient { hint },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phase_and_answer_has_its_consequence() {
        use FailureClass::{MessageRefused, RecipientRefused, RelayDown, Uncertain};
        use Refusal::{Code, Lost, Unsupported};
        const LATER: FailureClass = FailureClass::Transient { hint: None };
        let table = [
            (Phase::Connect, Lost, RelayDown),
            (Phase::Greeting, Code(554), RelayDown),
            (Phase::Greeting, Code(421), RelayDown),
            (Phase::Greeting, Lost, RelayDown),
            (Phase::Tls, Lost, RelayDown),
            (Phase::Tls, Unsupported, RelayDown),
            (Phase::Auth, Code(535), RelayDown),
            (Phase::Auth, Code(454), RelayDown),
            (Phase::Auth, Unsupported, RelayDown),
            (Phase::MailFrom, Code(451), RelayDown),
            (Phase::MailFrom, Code(550), RelayDown),
            (Phase::MailFrom, Lost, RelayDown),
            (Phase::MailFrom, Unsupported, MessageRefused),
            (Phase::RcptTo, Code(421), RelayDown),
            (Phase::RcptTo, Code(450), LATER),
            (Phase::RcptTo, Code(451), LATER),
            (Phase::RcptTo, Code(452), LATER),
            (Phase::RcptTo, Code(530), RelayDown),
            (Phase::RcptTo, Code(550), RecipientRefused),
            (Phase::RcptTo, Code(551), RecipientRefused),
            (Phase::RcptTo, Code(553), RecipientRefused),
            (Phase::RcptTo, Lost, LATER),
            (Phase::RcptTo, Unsupported, RecipientRefused),
            (Phase::Data, Code(421), RelayDown),
            (Phase::Data, Code(451), LATER),
            (Phase::Data, Code(554), MessageRefused),
            (Phase::Data, Lost, LATER),
            (Phase::FinalDot, Code(421), LATER),
            (Phase::FinalDot, Code(451), LATER),
            (Phase::FinalDot, Code(550), MessageRefused),
            (Phase::FinalDot, Code(552), MessageRefused),
            (Phase::FinalDot, Lost, Uncertain),
        ];
        for (phase, refusal, expected) in table {
            assert_eq!(
                classify(phase, refusal, None),
                expected,
                "{phase} {refusal:?}"
            );
        }
    }

    #[test]
    fn a_failure_carries_the_servers_hint_and_its_enhanced_code() {
        let failure = SendFailure::replied(
            Phase::RcptTo,
            450,
            "4.2.0 <ana@example.org>: greylisted, see you in 300 seconds",
        );
        let hint = Some(Duration::from_mins(5));
        assert_eq!(failure.outcome, FailureClass::Transient { hint });
        assert_eq!(failure.enhanced.as_deref(), Some("4.2.0"));
        assert!(failure.reply.starts_with("450 4.2.0 <ana@example.org>"));
        assert!(!failure.to_string().contains("ana@"));
    }
}
