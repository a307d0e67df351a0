use std::time::Duration;

use super::relay::{Manners, Relay};
use crate::transport::{
    Connection, FailureClass, Phase, Receipt, SendFailure, SmtpRelay, Transport,
};

const FROM: &str = "bounces@example.org";
const BODY: &[u8] =
    b"Message-ID: <a@example.org>\r\nSubject: x\r\n\r\nfirst\r\n.hidden dot\r\n..\r\nlast\r\n";

async fn send(connection: &mut Connection, to: &str) -> Result<Receipt, SendFailure> {
    connection.envelope(FROM, to).await?;
    connection.data(BODY).await
}

async fn fails(to: &str) -> (SendFailure, Connection, Relay) {
    let relay = Relay::start(Manners::default()).await;
    let mut connection = relay.transport().connect().await.unwrap();
    let failure = send(&mut connection, to).await.unwrap_err();
    assert!(!connection.is_reusable());
    (failure, connection, relay)
}

#[tokio::test]
async fn an_accepted_letter_arrives_whole_and_the_dialogue_carries_the_next() {
    let relay = Relay::start(Manners::default()).await;
    let mut connection = relay.transport().connect().await.unwrap();
    for _ in 0..2 {
        let receipt = send(&mut connection, "ana@example.org").await.unwrap();
        assert_eq!(receipt.reply, "250 2.0.0 Ok: queued as 4Xy1Zk3Q9z");
        assert_eq!(receipt.queue_id.as_deref(), Some("4Xy1Zk3Q9z"));
        assert!(connection.is_reusable());
    }
    connection.quit().await;
    let body = String::from_utf8(BODY.to_vec()).unwrap();
    assert_eq!(relay.bodies(), [body.clone(), body]);
    assert_eq!(relay.connections(), 1);
    assert_eq!(relay.lines().last().unwrap(), "QUIT");
}

#[tokio::test]
async fn the_envelope_alone_sends_no_byte_of_the_letter() {
    let relay = Relay::start(Manners::default()).await;
    let mut connection = relay.transport().connect().await.unwrap();
    connection.envelope(FROM, "ana@example.org").await.unwrap();
    assert!(!connection.is_reusable());
    assert_eq!(
        relay.lines(),
        [
            "EHLO client.example.org",
            "MAIL FROM:<bounces@example.org>",
            "RCPT TO:<ana@example.org>"
        ]
    );
    connection.reset().await.unwrap();
    assert!(connection.is_reusable());
}

#[tokio::test]
async fn a_refused_recipient_is_final_for_that_address_and_the_dialogue_goes_on() {
    let (failure, mut connection, relay) = fails("refused@example.org").await;
    assert_eq!(failure.outcome, FailureClass::RecipientRefused);
    assert_eq!((failure.phase, failure.code), (Phase::RcptTo, Some(550)));
    assert_eq!(failure.enhanced.as_deref(), Some("5.1.1"));
    assert!(failure.reply.starts_with("550 5.1.1 no such user"));
    connection.reset().await.unwrap();
    assert!(connection.is_reusable());
    send(&mut connection, "ana@example.org").await.unwrap();
    assert_eq!(relay.connections(), 1);
}

#[tokio::test]
async fn greylisting_asks_to_come_back_when_the_server_says() {
    let (failure, ..) = fails("grey@example.org").await;
    let hint = Some(Duration::from_mins(5));
    assert_eq!(failure.outcome, FailureClass::Transient { hint });
    assert_eq!((failure.phase, failure.code), (Phase::RcptTo, Some(450)));
}

#[tokio::test]
async fn silence_after_the_final_dot_is_uncertain_and_the_dialogue_is_over() {
    for to in ["dropped@example.org", "slow@example.org", "odd@example.org"] {
        let (failure, mut connection, relay) = fails(to).await;
        assert_eq!(failure.outcome, FailureClass::Uncertain, "{to}");
        assert_eq!((failure.phase, failure.code), (Phase::FinalDot, None));
        assert_eq!(relay.bodies().len(), 1);
        assert!(connection.reset().await.is_err());
        assert!(send(&mut connection, "ana@example.org").await.is_err());
        connection.quit().await;
        assert_eq!(relay.bodies().len(), 1);
    }
}

#[tokio::test]
async fn a_no_after_the_final_dot_is_a_clear_answer() {
    let (failure, mut connection, _relay) = fails("spam@example.org").await;
    assert_eq!(failure.outcome, FailureClass::MessageRefused);
    connection.reset().await.unwrap();
    let (failure, ..) = fails("full@example.org").await;
    assert_eq!(failure.outcome, FailureClass::Transient { hint: None });
    assert_eq!((failure.phase, failure.code), (Phase::FinalDot, Some(452)));
}

#[tokio::test]
async fn a_relay_that_shuts_down_is_down_and_no_letter_is_to_blame() {
    let (failure, mut connection, _relay) = fails("closing@example.org").await;
    assert_eq!(failure.outcome, FailureClass::RelayDown);
    assert!(connection.reset().await.is_err());
}

#[tokio::test]
async fn a_relay_that_refuses_us_or_is_not_there_is_down() {
    let refusing = |manners| async move {
        let relay = Relay::start(manners).await;
        let mut connection = relay.transport().connect().await?;
        send(&mut connection, "ana@example.org").await
    };
    let greeting = refusing(Manners {
        greeting: Some("554 5.3.2 not today"),
        ..Manners::default()
    });
    let failure = greeting.await.unwrap_err();
    assert_eq!((failure.phase, failure.code), (Phase::Greeting, Some(554)));
    assert_eq!(failure.outcome, FailureClass::RelayDown);
    let mail = refusing(Manners {
        mail: Some("550 5.7.1 who are you?"),
        ..Manners::default()
    });
    let failure = mail.await.unwrap_err();
    assert_eq!((failure.phase, failure.code), (Phase::MailFrom, Some(550)));
    assert_eq!(failure.outcome, FailureClass::RelayDown);

    let gone = Relay::start(Manners::default()).await;
    let mut config = gone.config();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    config.port = listener.local_addr().unwrap().port();
    drop(listener);
    let transport = Transport::Smtp(SmtpRelay::new(config).unwrap());
    let failure = transport.connect().await.unwrap_err();
    assert_eq!(failure.phase, Phase::Connect);
    assert_eq!(failure.outcome, FailureClass::RelayDown);
}

#[tokio::test]
async fn a_dialogue_the_relay_closed_while_idle_is_opened_again() {
    let relay = Relay::start(Manners {
        leaves_after_a_letter: true,
        ..Manners::default()
    })
    .await;
    let mut connection = relay.transport().connect().await.unwrap();
    send(&mut connection, "ana@example.org").await.unwrap();
    send(&mut connection, "ben@example.org").await.unwrap();
    assert_eq!(relay.connections(), 2);
    assert_eq!(relay.bodies().len(), 2);
}

#[tokio::test]
async fn a_cancelled_dialogue_is_never_used_again() {
    let relay = Relay::start(Manners::default()).await;
    let mut config = relay.config();
    config.timeouts.final_dot = Duration::from_mins(1);
    let transport = Transport::Smtp(SmtpRelay::new(config).unwrap());
    let mut connection = transport.connect().await.unwrap();
    let sending = send(&mut connection, "slow@example.org");
    let cancelled = tokio::time::timeout(Duration::from_millis(200), sending).await;
    assert!(cancelled.is_err());
    assert!(!connection.is_reusable());
    assert!(connection.reset().await.is_err());
}

#[tokio::test]
async fn a_dialogue_retires_after_its_share_of_letters() {
    let relay = Relay::start(Manners::default()).await;
    let mut config = relay.config();
    config.max_messages_per_connection = 1;
    let transport = Transport::Smtp(SmtpRelay::new(config.clone()).unwrap());
    let mut connection = transport.connect().await.unwrap();
    assert!(connection.is_reusable());
    send(&mut connection, "ana@example.org").await.unwrap();
    assert!(!connection.is_reusable());

    config.max_connection_age = Duration::ZERO;
    let transport = Transport::Smtp(SmtpRelay::new(config).unwrap());
    assert!(!transport.connect().await.unwrap().is_reusable());
}

#[tokio::test]
async fn what_is_no_address_never_reaches_the_relay() {
    let relay = Relay::start(Manners::default()).await;
    let mut connection = relay.transport().connect().await.unwrap();
    for to in [
        "ana@example.org>\r\nDATA\r\n",
        "nobody",
        "",
        "ανα@example.org",
    ] {
        let failure = connection.envelope(FROM, to).await.unwrap_err();
        assert_eq!(failure.outcome, FailureClass::RecipientRefused);
        assert!(connection.is_reusable());
    }
    assert_eq!(relay.lines().len(), 1);
}

#[tokio::test]
async fn a_login_is_tried_and_a_wrong_one_pauses_the_relay() {
    let relay = Relay::start(Manners {
        offers_auth: true,
        ..Manners::default()
    })
    .await;
    let mut config = relay.config();
    config.username = Some("user".to_owned());
    config.password = Some("right".to_owned());
    let report = SmtpRelay::new(config.clone())
        .unwrap()
        .probe()
        .await
        .unwrap();
    assert_eq!(report.name, "relay.example.org");
    assert!(report.is_authenticated && !report.is_encrypted);

    config.password = Some("wrong".to_owned());
    let failure = SmtpRelay::new(config.clone())
        .unwrap()
        .probe()
        .await
        .unwrap_err();
    assert_eq!((failure.phase, failure.code), (Phase::Auth, Some(535)));
    assert_eq!(failure.outcome, FailureClass::RelayDown);

    let silent = Relay::start(Manners::default()).await;
    config.port = silent.address.port();
    let failure = SmtpRelay::new(config).unwrap().probe().await.unwrap_err();
    assert_eq!((failure.phase, failure.code), (Phase::Auth, None));
}
