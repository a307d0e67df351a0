//! A relay behind TLS, with a certificate made on the spot.

use std::sync::Arc;

use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::relay::{Manners, Relay, hear, say};
use crate::transport::{
    FailureClass, Phase, ProbeReport, SendFailure, SmtpConfig, SmtpRelay, Tls, Transport,
};

/// What the relay says to STARTTLS; empty for TLS from the first byte.
const READY: &str = "220 2.0.0 ready";

struct Encrypted {
    relay: Relay,
    config: SmtpConfig,
    pem: Vec<u8>,
}

async fn start(answer: &'static str) -> Encrypted {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = Relay::start(Manners::default()).await;
    let mut config = relay.config();
    "localhost".clone_into(&mut config.host);
    config.port = listener.local_addr().unwrap().port();
    config.tls = if answer.is_empty() {
        Tls::Implicit
    } else {
        Tls::Required
    };
    let serving = relay.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (serving, acceptor) = (serving.clone(), acceptor.clone());
            tokio::spawn(async move { serve(&serving, &acceptor, stream, answer).await.ok() });
        }
    });
    Encrypted {
        relay,
        config,
        pem: made.cert.pem().into_bytes(),
    }
}

async fn serve(
    relay: &Relay,
    acceptor: &TlsAcceptor,
    stream: TcpStream,
    answer: &str,
) -> std::io::Result<()> {
    if answer.is_empty() {
        return relay
            .serve(acceptor.accept(stream).await?, Manners::default())
            .await;
    }
    let mut clear = BufReader::new(stream);
    say(&mut clear, "220 relay.example.org ESMTP").await?;
    hear(&mut clear).await?;
    say(&mut clear, "250-relay.example.org\r\n250 STARTTLS").await?;
    hear(&mut clear).await?;
    say(&mut clear, answer).await?;
    let mut secret = BufReader::new(acceptor.accept(clear.into_inner()).await?);
    relay.talk(&mut secret, Manners::default()).await
}

async fn probe(config: SmtpConfig) -> Result<ProbeReport, SendFailure> {
    SmtpRelay::new(config).unwrap().probe().await
}

#[tokio::test]
async fn a_letter_travels_encrypted_either_way() {
    for answer in [READY, ""] {
        let Encrypted {
            relay,
            mut config,
            pem,
        } = start(answer).await;
        config.extra_root_pem = Some(pem);
        assert!(probe(config.clone()).await.unwrap().is_encrypted);
        let transport = Transport::Smtp(SmtpRelay::new(config).unwrap());
        let mut connection = transport.connect().await.unwrap();
        connection
            .envelope("a@example.org", "b@example.org")
            .await
            .unwrap();
        connection.data(b"Subject: x\r\n\r\nx\r\n").await.unwrap();
        assert_eq!(relay.bodies(), ["Subject: x\r\n\r\nx\r\n"]);
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    for answer in [READY, ""] {
        let Encrypted { relay, config, .. } = start(answer).await;
        let failure = probe(config).await.unwrap_err();
        assert_eq!(failure.outcome, FailureClass::RelayDown);
        assert_eq!(failure.phase, Phase::Tls, "{}", failure.reply);
        assert!(relay.lines().is_empty());
    }
}

#[tokio::test]
async fn a_relay_without_encryption_is_not_spoken_to_where_it_is_required() {
    let relay = Relay::start(Manners::default()).await;
    let mut config = relay.config();
    config.tls = Tls::Required;
    let failure = probe(config.clone()).await.unwrap_err();
    assert_eq!((failure.phase, failure.code), (Phase::Tls, None));
    assert_eq!(failure.outcome, FailureClass::RelayDown);
    assert_eq!(relay.lines(), ["EHLO client.example.org"]);

    config.tls = Tls::Opportunistic;
    assert!(!probe(config).await.unwrap().is_encrypted);
    let Encrypted { mut config, .. } = start(READY).await;
    config.tls = Tls::Opportunistic;
    assert!(probe(config).await.unwrap().is_encrypted);
}

#[tokio::test]
async fn an_answer_slipped_in_before_encryption_is_not_taken_for_one_after_it() {
    let slipped = "220 2.0.0 ready\r\n250-evil.example.org\r\n250 AUTH PLAIN";
    let Encrypted {
        mut config, pem, ..
    } = start(slipped).await;
    config.extra_root_pem = Some(pem);
    let failure = probe(config).await.unwrap_err();
    assert_eq!(failure.outcome, FailureClass::RelayDown);
    assert_eq!(failure.phase, Phase::Tls);
}
