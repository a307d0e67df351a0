//! One open dialogue and the letters it carries.

use std::fmt;

use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::time::Instant;

use super::super::{Receipt, reply};
use super::{Parts, Phase, ProbeReport, SendFailure, SmtpRelay, handshake, within};

/// Where the dialogue stands. It is `Busy` while anything is awaited, so that whoever drops a step midway leaves a
/// dialogue that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Busy,
    Addressed,
    Refused,
    Broken,
}

pub(in crate::transport) struct SmtpConnection {
    relay: SmtpRelay,
    dialogue: AsyncSmtpConnection,
    state: State,
    carried: u32,
    opened_at: Instant,
}

impl SmtpConnection {
    pub(in crate::transport) async fn open(relay: &SmtpRelay) -> Result<Self, SendFailure> {
        Ok(Self {
            dialogue: handshake::open(&relay.0).await?,
            relay: relay.clone(),
            state: State::Idle,
            carried: 0,
            opened_at: Instant::now(),
        })
    }

    pub(in crate::transport) fn is_reusable(&self) -> bool {
        let config = &self.parts().config;
        self.state == State::Idle
            && self.carried < config.max_messages_per_connection
            && self.opened_at.elapsed() < config.max_connection_age
    }

    pub(super) fn report(&self) -> ProbeReport {
        let info = self.dialogue.server_info();
        ProbeReport {
            name: info.name().to_owned(),
            is_encrypted: self.dialogue.is_encrypted(),
            is_authenticated: self.parts().login.is_some(),
            takes_utf8_addresses: info.supports_feature(Extension::SmtpUtfEight),
        }
    }

    pub(in crate::transport) async fn envelope(
        &mut self,
        from: &str,
        to: &str,
    ) -> Result<(), SendFailure> {
        if self.state != State::Idle {
            let why = "the dialogue is not ready for another letter";
            return Err(SendFailure::lost(Phase::MailFrom, why));
        }
        let parse = |phase, address: &str| {
            address
                .parse::<Address>()
                .map_err(|_| SendFailure::unsupported(phase, "the address is not valid"))
        };
        let from = match from {
            "" => None,
            from => Some(parse(Phase::MailFrom, from)?),
        };
        let to = parse(Phase::RcptTo, to)?;
        let mail = Mail::new(from.clone(), self.parameters(from.as_ref(), &to)?);
        if let Err(failure) = self.mail(mail.clone()).await {
            // An idle dialogue may have been closed by the relay meanwhile. That says nothing about the relay, and no
            // letter has been named in the new one.
            if self.carried == 0 || !is_closed(&failure) {
                return Err(failure);
            }
            *self = Self::open(&self.relay).await?;
            self.mail(mail).await?;
        }
        let deadline = self.parts().config.timeouts.command;
        self.step(
            Phase::RcptTo,
            deadline,
            State::Addressed,
            Rcpt::new(to, Vec::new()),
        )
        .await?;
        Ok(())
    }

    pub(in crate::transport) async fn data(
        &mut self,
        bytes: &[u8],
    ) -> Result<Receipt, SendFailure> {
        if self.state != State::Addressed {
            let why = "the dialogue has no envelope for this letter";
            return Err(SendFailure::lost(Phase::Data, why));
        }
        let timeouts = self.parts().config.timeouts;
        let go_ahead = self
            .step(Phase::Data, timeouts.data, State::Busy, Data)
            .await?;
        if !go_ahead.has_code(354) {
            // The relay would take the body for commands.
            self.state = State::Broken;
            let why = "the relay did not ask for the body";
            return Err(SendFailure::lost(Phase::Data, why));
        }
        // The final dot brings its own line end.
        let body = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let message = self.dialogue.message(body);
        let taken = within(Phase::FinalDot, timeouts.final_dot, message).await;
        let response = self.settle(taken, State::Idle)?;
        if !(200..300).contains(&u16::from(response.code())) {
            self.state = State::Broken;
            let why = "the relay's last word is neither yes nor no";
            return Err(SendFailure::lost(Phase::FinalDot, why));
        }
        self.carried += 1;
        let text = response.message().collect::<Vec<_>>().join(" ");
        Ok(Receipt {
            reply: reply::tidied(&format!("{} {text}", response.code())),
            queue_id: reply::queue_id(&text),
        })
    }

    pub(in crate::transport) async fn reset(&mut self) -> Result<(), SendFailure> {
        match self.state {
            State::Idle => return Ok(()),
            State::Addressed | State::Refused => {}
            State::Busy | State::Broken => {
                let why = "the dialogue was cancelled or lost";
                return Err(SendFailure::lost(Phase::MailFrom, why));
            }
        }
        let deadline = self.parts().config.timeouts.command;
        self.step(Phase::MailFrom, deadline, State::Idle, Rset)
            .await?;
        Ok(())
    }

    pub(in crate::transport) async fn quit(mut self) {
        if matches!(self.state, State::Idle | State::Addressed | State::Refused) {
            let deadline = self.parts().config.timeouts.command;
            // Nothing hangs on the answer.
            let _ = tokio::time::timeout(deadline, self.dialogue.quit()).await;
        }
    }

    async fn mail(&mut self, mail: Mail) -> Result<(), SendFailure> {
        let deadline = self.parts().config.timeouts.command;
        self.step(Phase::MailFrom, deadline, State::Refused, mail)
            .await?;
        Ok(())
    }

    /// Says one command and waits; `next` is where a positive answer leads.
    async fn step(
        &mut self,
        phase: Phase,
        deadline: std::time::Duration,
        next: State,
        command: impl fmt::Display,
    ) -> Result<Response, SendFailure> {
        self.state = State::Busy;
        let answer = within(phase, deadline, self.dialogue.command(command)).await;
        self.settle(answer, next)
    }

    fn settle(
        &mut self,
        answer: Result<Response, SendFailure>,
        next: State,
    ) -> Result<Response, SendFailure> {
        self.state = match &answer {
            Ok(_) => next,
            Err(failure) if is_closed(failure) => State::Broken,
            Err(_) => State::Refused,
        };
        answer
    }

    fn parameters(
        &self,
        from: Option<&Address>,
        to: &Address,
    ) -> Result<Vec<MailParameter>, SendFailure> {
        let is_ascii = |address: &Address| {
            let text: &str = address.as_ref();
            text.is_ascii()
        };
        let phase = match (from.is_none_or(is_ascii), is_ascii(to)) {
            (true, true) => return Ok(Vec::new()),
            (false, _) => Phase::MailFrom,
            (true, false) => Phase::RcptTo,
        };
        let info = self.dialogue.server_info();
        if info.supports_feature(Extension::SmtpUtfEight) {
            Ok(vec![MailParameter::SmtpUtfEight])
        } else {
            let why = "the relay does not take addresses outside ASCII";
            Err(SendFailure::unsupported(phase, why))
        }
    }

    fn parts(&self) -> &Parts {
        &self.relay.0
    }
}

/// Whether the other side is gone or says that it is going.
fn is_closed(failure: &SendFailure) -> bool {
    matches!(failure.code, None | Some(421))
}

impl fmt::Debug for SmtpConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpConnection")
            .field("state", &self.state)
            .field("carried", &self.carried)
            .finish_non_exhaustive()
    }
}
