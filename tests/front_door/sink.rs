//! The verifying sink, a real mail server in a process of its own, as a test holds it.
//!
//! It needs the python3 that `KUVEND_TEST_PYTHON` names; `tests/run` provides one. Without it those tests say that they
//! were left out.

use std::{path::PathBuf, process::Stdio, time::Duration};

use kuvend_domain::delivery::Carrier;
use kuvend_notify::{SmtpConfig, SmtpRelay, Timeouts, Tls, Transport};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::app::PUBLIC_URL;

/// A running sink and its record.
pub struct Sink {
    process: Option<Child>,
    python: String,
    options: Vec<String>,
    record: tempfile::TempDir,
    pub port: u16,
}

/// A message that the sink recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub to: String,
    pub message_id: String,
    pub connection: u64,
    /// `accepted`, or `dropped` where the sender got no answer.
    pub outcome: String,
    pub complaints: Vec<String>,
    pub bytes: Vec<u8>,
}

impl Sink {
    /// Starts a sink with further options, where a python3 is to be had.
    pub async fn start(options: &[&str]) -> Option<Self> {
        let Some(python) = python() else {
            left_out();
            return None;
        };
        let mut sink = Self {
            process: None,
            python,
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            record: tempfile::tempdir().unwrap(),
            port: 0,
        };
        sink.start_again().await;
        Some(sink)
    }

    /// Starts it again on its port and with its record, as a relay that was down.
    pub async fn start_again(&mut self) {
        let mut process = Command::new(&self.python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/sink/verifying_sink.py"
            ))
            .arg("--record")
            .arg(self.record.path())
            .args(["--until-stdin-closes", "--port", &self.port.to_string()])
            .args(&self.options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut said)
            .await
            .unwrap();
        self.port = said.trim_end().rsplit_once(':').unwrap().1.parse().unwrap();
        self.process = Some(process);
    }

    /// Stops it: the relay is down.
    pub async fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            drop(process.stdin.take());
            process.wait().await.unwrap();
        }
    }

    /// How to reach it.
    pub fn config(&self) -> SmtpConfig {
        relay_config(self.port)
    }

    /// A carrier to it over one connection.
    pub fn carrier(&self) -> Carrier {
        carrier(self.config())
    }

    /// How many messages it has recorded.
    pub fn count(&self) -> usize {
        self.lines().lines().count()
    }

    /// What it has recorded, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.lines()
            .lines()
            .map(|line| {
                let line: Value = serde_json::from_str(line).unwrap();
                let text = |name: &str| line[name].as_str().unwrap().to_owned();
                let list = |name: &str| -> Vec<String> {
                    serde_json::from_value(line[name].clone()).unwrap()
                };
                Taken {
                    to: list("to").join(" "),
                    message_id: text("message_id"),
                    connection: line["connection"].as_u64().unwrap(),
                    outcome: text("outcome"),
                    complaints: list("complaints"),
                    bytes: std::fs::read(self.record.path().join(text("eml"))).unwrap(),
                }
            })
            .collect()
    }

    /// The record's whole lines: one that is being written is not there yet.
    fn lines(&self) -> String {
        let path: PathBuf = self.record.path().join("messages.jsonl");
        let mut text = std::fs::read_to_string(path).unwrap_or_default();
        text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
        text
    }
}

/// How to reach a relay on this machine; patient, since the machine may be busy.
pub fn relay_config(port: u16) -> SmtpConfig {
    let patience = Duration::from_secs(30);
    SmtpConfig {
        tls: Tls::None,
        hello_name: Some("client.example.org".to_owned()),
        timeouts: Timeouts {
            connect: patience,
            greeting: patience,
            command: patience,
            data: patience,
            final_dot: patience,
        },
        ..SmtpConfig::new("127.0.0.1", port)
    }
}

/// A carrier to a relay over one connection.
pub fn carrier(config: SmtpConfig) -> Carrier {
    Carrier {
        connections: 1,
        ..Carrier::over(Transport::Smtp(SmtpRelay::new(config).unwrap()), PUBLIC_URL)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the machine's python3 is, only the environment says"
)]
fn python() -> Option<String> {
    std::env::var("KUVEND_TEST_PYTHON").ok()
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn left_out() {
    eprintln!("left out: KUVEND_TEST_PYTHON names no python3; tests/run provides one");
}
