//! The transports that need no relay, and what configurations are refused.

use crate::transport::{SmtpConfig, SmtpConfigError, SmtpRelay, Tls, Transport};

#[tokio::test]
async fn the_inbox_takes_everything() {
    let mut connection = Transport::Inbox.connect().await.unwrap();
    connection
        .envelope("a@example.org", "b@example.org")
        .await
        .unwrap();
    let receipt = connection.data(b"x").await.unwrap();
    assert!(receipt.reply.starts_with("250 ") && receipt.queue_id.is_none());
    assert!(connection.is_reusable());
    connection.quit().await;
}

#[tokio::test]
async fn the_folder_holds_each_letter_once_and_no_halves() {
    let folder = std::env::temp_dir().join(format!("kuvend-notify-{}", std::process::id()));
    let transport = Transport::Folder(folder.join("deep"));
    let bytes = b"Message-ID: <a-1@example.org>\r\n\r\nhello\r\n";
    for _ in 0..2 {
        let mut connection = transport.connect().await.unwrap();
        connection
            .envelope("a@example.org", "b@example.org")
            .await
            .unwrap();
        let receipt = connection.data(bytes).await.unwrap();
        assert_eq!(receipt.queue_id.as_deref(), Some("a-1@example.org.eml"));
        assert!(connection.data(b"no id\r\n\r\n").await.is_err());
    }
    let names: Vec<_> = std::fs::read_dir(folder.join("deep"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["a-1@example.org.eml"]);
    let stored = std::fs::read(folder.join("deep/a-1@example.org.eml")).unwrap();
    assert_eq!(stored, bytes);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn only_a_relay_on_this_machine_may_be_spoken_to_in_the_clear() {
    for tls in [Tls::None, Tls::Opportunistic] {
        for (host, is_fine) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("::1", true),
            ("[::1]", true),
            ("mail.example.org", false),
            ("localhost.example.org", false),
            ("192.0.2.1", false),
        ] {
            let mut config = SmtpConfig::new(host, 25);
            config.tls = tls;
            assert_eq!(SmtpRelay::new(config).is_ok(), is_fine, "{host}");
        }
    }
    assert_eq!(SmtpConfig::new("mail.example.org", 465).tls, Tls::Implicit);
    assert_eq!(SmtpConfig::new("mail.example.org", 587).tls, Tls::Required);
}

#[test]
fn a_broken_configuration_is_refused_before_anything_is_sent() {
    let refused = |change: fn(&mut SmtpConfig)| {
        let mut config = SmtpConfig::new("mail.example.org", 587);
        change(&mut config);
        SmtpRelay::new(config).unwrap_err()
    };
    let name_alone = refused(|config| config.username = Some("user".to_owned()));
    assert_eq!(name_alone, SmtpConfigError::HalfALogin);
    let hello = refused(|config| config.hello_name = Some("x\r\nMAIL".to_owned()));
    assert_eq!(hello, SmtpConfigError::HelloName);
    assert_eq!(refused(|config| config.host.clear()), SmtpConfigError::Host);
    let none = refused(|config| config.max_messages_per_connection = 0);
    assert_eq!(none, SmtpConfigError::NoMessages);
    let pem = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let root = SmtpConfig {
        extra_root_pem: Some(pem.to_vec()),
        ..SmtpConfig::new("mail.example.org", 587)
    };
    assert_eq!(
        SmtpRelay::new(root).unwrap_err(),
        SmtpConfigError::Certificate
    );
}

#[test]
fn a_password_is_not_in_any_debug_text() {
    let mut config = SmtpConfig::new("mail.example.org", 587);
    config.username = Some("secret-user".to_owned());
    config.password = Some("secret-word".to_owned());
    let transport = Transport::Smtp(SmtpRelay::new(config.clone()).unwrap());
    for text in [format!("{config:?}"), format!("{transport:?}")] {
        assert!(!text.contains("secret"), "{text}");
        assert!(text.contains("mail.example.org"));
    }
}
