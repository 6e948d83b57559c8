//! Mail as the rest of the server sees it, against a small SMTP server on loopback.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::time::Duration;

use chinwag_outside::mail::{Mail, MailCertificates, MailError, MailSecurity, MailSettings, Mailer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

fn letter() -> Mail {
    Mail {
        to: "anna@example.org".into(),
        subject: "Grüße aus town-square".into(),
        text: "Hello Anna\n.\nbye".into(),
        html: "<p>Hello Anna</p>".into(),
    }
}

fn settings(port: u16) -> MailSettings {
    MailSettings {
        server: "127.0.0.1".into(),
        port,
        security: MailSecurity::None,
        certificates: MailCertificates::Valid,
        login: None,
        from_name: "Chinwag".into(),
        from_address: "chat@example.org".into(),
        reply_to: Some("help@example.org".into()),
        hello_name: "chat.example.org".into(),
        timeout: Duration::from_millis(500),
    }
}

/// Takes one letter and gives back the whole conversation of the client's side.
async fn smtp_server(listener: TcpListener, offers: &'static str, receiver_answer: &'static str) -> String {
    let (socket, _) = listener.accept().await.unwrap();
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 test ESMTP\r\n").await.unwrap();
    let (mut heard, mut in_data) = (String::new(), false);
    while let Ok(Some(line)) = lines.next_line().await {
        heard.push_str(&line);
        heard.push('\n');
        let answer = match line.as_str() {
            "." if in_data => {
                in_data = false;
                "250 taken\r\n"
            }
            _ if in_data => continue,
            "DATA" => {
                in_data = true;
                "354 go on\r\n"
            }
            "QUIT" => "221 bye\r\n",
            line if line.starts_with("EHLO") => offers,
            line if line.starts_with("RCPT") => receiver_answer,
            _ => "250 ok\r\n",
        };
        writer.write_all(answer.as_bytes()).await.unwrap();
    }
    heard
}

#[tokio::test]
async fn a_letter_reaches_the_mail_server_in_both_forms() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(smtp_server(listener, "250 test\r\n", "250 ok\r\n"));
    let mailer = Mailer::smtp(settings(port)).unwrap();
    mailer.send(letter()).await.unwrap();
    drop(mailer);
    let heard = server.await.unwrap();
    for part in [
        "EHLO chat.example.org",
        "MAIL FROM:<chat@example.org>",
        "RCPT TO:<anna@example.org>",
        "From: Chinwag <chat@example.org>",
        "Reply-To: help@example.org",
        "Subject: =?utf-8?b?",
        "text/plain",
        "text/html",
        "@chat.example.org>",
    ] {
        assert!(heard.contains(part), "{part} in {heard}");
    }
}

#[tokio::test]
async fn a_refusing_missing_or_unencrypted_server_is_told_with_its_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(smtp_server(listener, "250 test\r\n", "550 no such box\r\n"));
    let error = Mailer::smtp(settings(port)).unwrap().send(letter()).await.unwrap_err().to_string();
    assert!(error.contains("no such box") && error.contains(&port.to_string()), "{error}");
    server.abort();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(smtp_server(listener, "250 test\r\n", "250 ok\r\n"));
    let strict = MailSettings { security: MailSecurity::StartTls, ..settings(port) };
    let error = Mailer::smtp(strict).unwrap().send(letter()).await.unwrap_err();
    assert!(matches!(error, MailError::NotTaken { .. }), "{error}");
    server.abort();

    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = Mailer::smtp(settings(free)).unwrap().send(letter()).await.unwrap_err().to_string();
    assert!(error.contains("EmailSettings"), "{error}");
}

#[tokio::test]
async fn a_silent_mail_server_does_not_hold_the_sender_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mailer = Mailer::smtp(MailSettings { timeout: Duration::from_millis(50), ..settings(port) }).unwrap();
    assert!(matches!(mailer.send(letter()).await, Err(MailError::NotTaken { .. })));
}

#[tokio::test]
async fn tests_can_read_what_was_sent() {
    let (mailer, outbox) = Mailer::fake();
    mailer.send(letter()).await.unwrap();
    assert_eq!(outbox.letters_to("anna@example.org"), [letter()]);
    assert!(outbox.letters_to("ben@example.org").is_empty());
}

#[tokio::test]
async fn forged_headers_and_bad_addresses_are_refused() {
    let (mailer, outbox) = Mailer::fake();
    for subject in ["Hi\r\nBcc: all@example.org", "Hi\nX: y", "Hi\0"] {
        let error = mailer.send(Mail { subject: subject.into(), ..letter() }).await.unwrap_err();
        assert!(matches!(error, MailError::ForgedHeader { field: "subject", .. }), "{error}");
    }
    let error =
        mailer.send(Mail { to: "a@example.org\r\nBcc: b@example.org".into(), ..letter() }).await.unwrap_err();
    assert!(matches!(error, MailError::ForgedHeader { .. }), "{error}");
    for to in ["", "anna", "a@b@c", "anna@example.org, ben@example.org"] {
        let error = mailer.send(Mail { to: to.into(), ..letter() }).await.unwrap_err();
        assert!(matches!(error, MailError::BadAddress { .. }), "{to}: {error}");
    }
    let error = mailer.send(Mail { subject: "s".repeat(501), ..letter() }).await.unwrap_err();
    assert!(matches!(error, MailError::SubjectTooLong { chars: 501 }));
    assert!(outbox.letters().is_empty());
    let bad = MailSettings { from_name: "x\r\ny".into(), ..settings(25) };
    assert!(matches!(Mailer::smtp(bad), Err(MailError::ForgedHeader { .. })));
}

#[tokio::test]
async fn a_disabled_mailer_says_how_to_switch_mail_on() {
    let mailer = Mailer::disabled();
    assert!(!mailer.is_enabled());
    assert!(mailer.send(letter()).await.unwrap_err().to_string().contains("SMTPServer"));
}
