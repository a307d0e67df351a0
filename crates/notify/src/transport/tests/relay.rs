//! A relay small enough to misbehave on demand. What it does with a letter hangs on the recipient's local part.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::TcpListener;

use crate::transport::{SmtpConfig, SmtpRelay, Timeouts, Tls, Transport};

/// How the relay behaves towards everyone.
#[derive(Clone, Copy, Default)]
pub(super) struct Manners {
    pub(super) greeting: Option<&'static str>,
    pub(super) mail: Option<&'static str>,
    pub(super) offers_auth: bool,
    /// Hangs up after a letter, as if the dialogue had been idle too long.
    pub(super) leaves_after_a_letter: bool,
}

#[derive(Clone)]
pub(super) struct Relay {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    lines: Vec<String>,
    bodies: Vec<String>,
    connections: usize,
}

impl Relay {
    pub(super) async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
        };
        let serving = relay.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move {
                    serving.seen.lock().unwrap().connections += 1;
                    serving.serve(stream, manners).await.ok();
                });
            }
        });
        relay
    }

    pub(super) fn config(&self) -> SmtpConfig {
        let short = std::time::Duration::from_millis(400);
        let mut config = SmtpConfig::new("127.0.0.1", self.address.port());
        config.tls = Tls::None;
        config.hello_name = Some("client.example.org".to_owned());
        config.timeouts = Timeouts {
            connect: short * 5,
            greeting: short * 5,
            command: short * 5,
            data: short * 5,
            final_dot: short,
        };
        config
    }

    pub(super) fn transport(&self) -> Transport {
        Transport::Smtp(SmtpRelay::new(self.config()).unwrap())
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.seen.lock().unwrap().lines.clone()
    }

    pub(super) fn bodies(&self) -> Vec<String> {
        self.seen.lock().unwrap().bodies.clone()
    }

    pub(super) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub(super) async fn serve(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        manners: Manners,
    ) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let greeting = manners.greeting.unwrap_or("220 relay.example.org ESMTP");
        say(&mut stream, greeting).await?;
        self.talk(&mut stream, manners).await
    }

    pub(super) async fn talk(
        &self,
        stream: &mut (impl AsyncBufRead + AsyncWrite + Unpin),
        manners: Manners,
    ) -> std::io::Result<()> {
        let mut recipient = String::new();
        while let Some(line) = hear(stream).await? {
            self.seen.lock().unwrap().lines.push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default();
            let answer = match verb {
                "EHLO" if manners.offers_auth => {
                    "250-relay.example.org\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"
                }
                "EHLO" => "250-relay.example.org\r\n250 8BITMIME",
                "AUTH" if line.ends_with("AHVzZXIAcmlnaHQ=") => "235 2.7.0 welcome",
                "AUTH" => "535 5.7.8 wrong password",
                "MAIL" => manners.mail.unwrap_or("250 2.1.0 Ok"),
                "RCPT" => {
                    recipient = line.replace("RCPT TO:<", "");
                    to(&recipient)
                }
                "DATA" => "354 go ahead",
                "RSET" => "250 2.0.0 Ok",
                "QUIT" => {
                    return say(stream, "221 2.0.0 bye").await;
                }
                _ => "502 5.5.2 what?",
            };
            say(stream, answer).await?;
            if verb != "DATA" {
                continue;
            }
            let mut body = String::new();
            while let Some(line) = hear(stream).await?.filter(|line| line != ".") {
                body.push_str(line.strip_prefix('.').unwrap_or(&line));
                body.push_str("\r\n");
            }
            self.seen.lock().unwrap().bodies.push(body);
            match after(&recipient) {
                Some(answer) => say(stream, answer).await?,
                None if recipient.starts_with("slow@") => std::future::pending().await,
                None => return Ok(()),
            }
            if manners.leaves_after_a_letter {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn to(recipient: &str) -> &'static str {
    match recipient.split('@').next().unwrap_or_default() {
        "refused" => "550-5.1.1 no such user\r\n550 5.1.1 here",
        "grey" => "450 4.2.0 greylisted, try again in 300 seconds",
        "closing" => "421 4.3.2 shutting down",
        _ => "250 2.1.5 Ok",
    }
}

fn after(recipient: &str) -> Option<&'static str> {
    match recipient.split('@').next().unwrap_or_default() {
        "dropped" | "slow" => None,
        "spam" => Some("554 5.7.1 rejected as spam"),
        "full" => Some("452 4.3.1 out of space"),
        "odd" => Some("354 more?"),
        _ => Some("250 2.0.0 Ok: queued as 4Xy1Zk3Q9z"),
    }
}

pub(super) async fn hear(
    stream: &mut (impl AsyncBufRead + Unpin),
) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await?;
    Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}

pub(super) async fn say(
    stream: &mut (impl AsyncWrite + Unpin),
    answer: &str,
) -> std::io::Result<()> {
    stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    stream.flush().await
}
