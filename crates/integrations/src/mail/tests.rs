use super::*;
use std::sync::Mutex;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

fn settings(transport: Transport) -> MailSettings {
    MailSettings {
        transport,
        from: "Cine <video@example.org>".into(),
        reply_to: "ayuda@example.org".into(),
        smtp_url: "smtp://127.0.0.1:1".into(),
        smtp_username: String::new(),
        smtp_password: String::new(),
        api_key: "llave".into(),
        base_url: String::new(),
        timeout_seconds: 60,
    }
}

fn message() -> Message {
    Message {
        id: "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e".into(),
        at: Timestamp::from_millis(1_800_000_000_000),
        to: "ana@example.org".into(),
        subject: "Señal".into(),
        text: "Hola\n.\nhttps://v.example/reset-password?token=abc".into(),
        html: "<p>Hola</p>".into(),
    }
}

/// A mail server that answers each command by `answers`, and keeps what it is sent.
async fn mail_server(answers: fn(&str) -> &'static str) -> (String, Arc<Mutex<String>>, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (seen, mut server) = (Arc::new(Mutex::new(String::new())), JoinSet::new());
    let kept = Arc::clone(&seen);
    server.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            talk(stream, answers, &kept).await;
        }
    });
    (url, seen, server)
}

async fn talk(stream: TcpStream, answers: fn(&str) -> &'static str, seen: &Mutex<String>) {
    let (read, mut write) = stream.into_split();
    let (mut lines, mut in_data) = (BufReader::new(read).lines(), false);
    write.write_all(b"220 sink\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        seen.lock().unwrap().extend([line.as_str(), "\n"]);
        in_data = if in_data { line != "." } else { line == "DATA" };
        if in_data && line != "DATA" {
            continue;
        }
        if write.write_all(format!("{}\r\n", answers(&line)).as_bytes()).await.is_err() {
            return;
        }
    }
}

fn friendly(line: &str) -> &'static str {
    if line == "DATA" { "354 go on" } else { "250 ok" }
}

async fn by_smtp(answers: fn(&str) -> &'static str) -> (Result<(), MailError>, String) {
    let (url, seen, _server) = mail_server(answers).await;
    let mailer = mailer(&MailSettings { smtp_url: url, ..settings(Transport::Smtp) }, Path::new("/nowhere")).unwrap();
    let result = mailer.send(&message()).await;
    let seen = seen.lock().unwrap().clone();
    (result, seen)
}

#[tokio::test]
async fn a_mail_server_gets_the_whole_mail() {
    let (result, seen) = by_smtp(friendly).await;
    result.unwrap();
    for part in [
        "MAIL FROM:<video@example.org>",
        "RCPT TO:<ana@example.org>",
        "Message-ID: <0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e@example.org>",
        "Reply-To: ayuda@example.org",
        "Auto-Submitted: auto-generated",
        "Date: Fri, 15 Jan 2027 08:00:00 +0000",
        "Content-Type: text/plain",
        "Content-Type: text/html",
    ] {
        assert!(seen.contains(part), "{part} is missing in {seen}");
    }
}

#[tokio::test]
async fn what_a_mail_server_refuses_for_good_is_not_tried_again() {
    let (result, _) = by_smtp(|line| if line.starts_with("RCPT") { "550 no such user" } else { friendly(line) }).await;
    assert!(matches!(result, Err(MailError::Refused(_))), "{result:?}");
    let (result, _) = by_smtp(|line| if line.starts_with("RCPT") { "451 later" } else { friendly(line) }).await;
    assert!(matches!(result, Err(MailError::Failed(_))), "{result:?}");
    let nobody = mailer(&settings(Transport::Smtp), Path::new("/nowhere")).unwrap();
    assert!(matches!(nobody.send(&message()).await, Err(MailError::Failed(_))), "nobody listens");
}

/// What a provider that answers with this status was sent, and what came of it.
async fn by_http(transport: Transport, status: u16) -> (Result<(), MailError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let mailer = mailer(&MailSettings { base_url, ..settings(transport) }, Path::new("/nowhere")).unwrap();
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = Vec::new();
        let mut buffer = [0; 4096];
        while !ended(&seen) {
            let count = stream.read(&mut buffer).await.unwrap();
            assert!(count > 0, "it hung up");
            seen.extend_from_slice(&buffer[..count]);
        }
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\nconnection: close\r\nlocation: /elsewhere\r\n\r\n{{}}");
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(seen).unwrap()
    };
    let message = message();
    tokio::join!(mailer.send(&message), serve)
}

fn ended(seen: &[u8]) -> bool {
    let text = String::from_utf8_lossy(seen);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    length.is_some_and(|length| body.len() >= length)
}

#[tokio::test]
async fn resend_gets_a_mail_that_it_will_not_send_twice() {
    let (result, seen) = by_http(Transport::Resend, 200).await;
    result.unwrap();
    assert!(seen.starts_with("POST /emails HTTP/1.1"));
    let (head, body) = seen.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("authorization: Bearer llave") && head.contains(&format!("idempotency-key: {}", message().id)), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        (&body["from"], &body["to"][0], &body["subject"]),
        (&"Cine <video@example.org>".into(), &"ana@example.org".into(), &"Señal".into())
    );
}

#[tokio::test]
async fn sendgrid_counts_no_clicks() {
    let (result, seen) = by_http(Transport::Sendgrid, 202).await;
    result.unwrap();
    assert!(seen.starts_with("POST /v3/mail/send HTTP/1.1"));
    let body: serde_json::Value = serde_json::from_str(seen.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body["personalizations"][0]["to"][0]["email"], "ana@example.org");
    assert_eq!((&body["from"]["name"], &body["reply_to"]["email"]), (&"Cine".into(), &"ayuda@example.org".into()));
    assert_eq!(body["tracking_settings"]["click_tracking"]["enable"], false);
}

#[tokio::test]
async fn only_what_a_provider_says_of_the_mail_itself_is_final() {
    for (status, is_final) in [(400, true), (422, true), (401, false), (403, false), (429, false), (500, false), (307, false)] {
        let (result, _) = by_http(Transport::Resend, status).await;
        assert_eq!(matches!(result, Err(MailError::Refused(_))), is_final, "{status}: {result:?}");
        assert!(result.is_err() && !format!("{result:?}").contains("llave"));
    }
}

#[tokio::test]
async fn a_folder_keeps_each_mail_once_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("mail");
    let mailer = mailer(&settings(Transport::Folder), &place).unwrap();
    for _ in 0..2 {
        mailer.send(&message()).await.unwrap();
    }
    let names: Vec<_> = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, [format!("2027-01-15T080000.000Z-{}.eml", message().id)]);
    assert!(std::fs::read_to_string(place.join(&names[0])).unwrap().contains("To: ana@example.org"));
}

#[tokio::test]
async fn a_mail_that_cannot_be_written_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = mailer(&settings(Transport::Folder), folder.path()).unwrap();
    let result = mailer.send(&Message { to: "a@b\r\nBcc: all@example.org".into(), ..message() }).await;
    assert!(matches!(result, Err(MailError::Refused(_))), "{result:?}");
}

#[test]
fn settings_name_every_fault() {
    assert_eq!(settings(Transport::Folder).validate(), Vec::<String>::new());
    let broken = MailSettings {
        from: "nobody".into(),
        smtp_url: "http://x".into(),
        smtp_username: "a".into(),
        base_url: "x".into(),
        timeout_seconds: 0,
        ..settings(Transport::Smtp)
    };
    assert_eq!(broken.validate().len(), 5, "{:?}", broken.validate());
    assert_eq!(MailSettings { api_key: String::new(), ..settings(Transport::Resend) }.validate().len(), 1);
    assert!(!format!("{:?}", settings(Transport::Resend)).contains("llave"));
}
