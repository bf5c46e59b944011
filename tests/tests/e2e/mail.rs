//! Mail that was promised is sent, whatever happens to the server (A01, A13).

use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Server, wait};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const PATIENCE: Duration = Duration::from_mins(2);

/// A mail server. While it is frozen it takes a mail's text and never says that it has it.
struct Sink {
    url: String,
    frozen: Arc<AtomicBool>,
    /// Every text that came, whether or not it was acknowledged.
    texts: Arc<Mutex<Vec<String>>>,
    acknowledged: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
}

impl Sink {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let frozen = Arc::new(AtomicBool::new(true));
        let (texts, acknowledged) = (Arc::new(Mutex::default()), Arc::new(Mutex::default()));
        let mut tasks = JoinSet::new();
        let (freeze, all, good) = (Arc::clone(&frozen), Arc::clone(&texts), Arc::clone(&acknowledged));
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(talk(stream, Arc::clone(&freeze), Arc::clone(&all), Arc::clone(&good)));
            }
        });
        Self { url, frozen, texts, acknowledged, _tasks: tasks }
    }
}

async fn talk(stream: TcpStream, frozen: Arc<AtomicBool>, texts: Arc<Mutex<Vec<String>>>, acknowledged: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut text: Option<String> = None;
    let _ = write.write_all(b"220 sink\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        match &mut text {
            Some(body) if line == "." => {
                texts.lock().unwrap().push(body.clone());
                if frozen.load(Ordering::SeqCst) {
                    continue;
                }
                acknowledged.lock().unwrap().extend(text.take());
            }
            Some(body) => {
                body.push_str(&line);
                body.push('\n');
                continue;
            }
            None if line == "DATA" => {
                text = Some(String::new());
                let _ = write.write_all(b"354 go on\r\n").await;
                continue;
            }
            None => {}
        }
        let _ = write.write_all(b"250 ok\r\n").await;
    }
}

fn id_of(text: &str) -> String {
    text.lines().find(|line| line.starts_with("Message-ID:")).expect("an id").to_owned()
}

tests::on_both_backends! {
    /// Killed after the account was made and before the mail server had acknowledged its mail: the mail is
    /// sent after the restart, and it is the same mail.
    async fn a_server_that_is_killed_loses_no_mail(backend: Backend) {
        let sink = Sink::start().await;
        let settings = [("MAIL__TRANSPORT", "smtp"), ("MAIL__SMTP_URL", sink.url.as_str()), ("MAIL__FROM", "v@example.org")];
        let mut server = Server::with(backend, &settings).await;
        let form = json!({ "email": "ana@example.org", "password": "tres tristes tigres", "handle": "ana" });
        server.api().post("/api/auth/register", &form).await.expect(201);
        let taken = async || sink.texts.lock().unwrap().first().cloned();
        let first = wait::until(PATIENCE, "the mail is on its way", taken).await;
        server.kill();
        sink.frozen.store(false, Ordering::SeqCst);
        server.launch().await;
        let arrived = async || sink.acknowledged.lock().unwrap().first().cloned();
        let second = wait::until(PATIENCE, "the mail arrives", arrived).await;
        assert_eq!(id_of(&first), id_of(&second), "whoever got both keeps one");
        assert!(second.contains("To: ana@example.org") && second.contains("verify-email?token=3D"), "{second}");

        wait::until(PATIENCE, "the first is settled", async || server.open_jobs_of("mail").await.is_empty().then_some(())).await;
        sink.frozen.store(true, Ordering::SeqCst);
        server.api().post("/api/auth/password/forgot", &json!({ "email": "ana@example.org" })).await.expect(202);
        server.kill();
        sink.frozen.store(false, Ordering::SeqCst);
        server.launch().await;
        let both = async || sink.acknowledged.lock().unwrap().iter().find(|text| text.contains("reset-password?token=3D")).cloned();
        wait::until(PATIENCE, "what was promised before the kill", both).await;
        assert_eq!(sink.acknowledged.lock().unwrap().len(), 2, "each once");
    }
}
