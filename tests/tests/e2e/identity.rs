//! The pages about accounts, as people use them: in Chromium, with an authenticator, two providers and a mailbox.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;
use tests::{Backend, Peer, Server, browser};

/// Everything that a browser is needed for; the script says what it does.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_up_and_in_in_every_way() {
    let (corp, hub) = (Peer::start("oidc").await, Peer::start("github").await);
    // Passkeys belong to a name, so the address must be known before the start.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let (bind, origin) = (format!("127.0.0.1:{port}"), format!("http://localhost:{port}"));
    let mut settings = vec![
        ("HTTP__BIND".to_owned(), bind),
        ("HTTP__PUBLIC_URL".to_owned(), origin.clone()),
        ("AUTH__MAILS_FROM_ADDRESS".to_owned(), "1000".to_owned()),
        ("AUTH__SIGN_UPS_PER_ADDRESS".to_owned(), "1000".to_owned()),
        ("RATE_LIMITS__ENABLED".to_owned(), "false".to_owned()),
    ];
    for (provider, name, kind, place, url) in
        [("CORP", "Corp ID", "oidc", "ISSUER", corp.url.as_str()), ("HUB", "Hub", "github", "BASE_URL", hub.url.as_str())]
    {
        let words = [
            ("NAME", name),
            ("KIND", kind),
            (place, url),
            ("CLIENT_ID", "claqueta"),
            ("CLIENT_SECRET", "s3cret"),
            ("ALLOW_HTTP_LOOPBACK", "true"),
        ];
        settings.extend(words.map(|(key, value)| (format!("AUTH__PROVIDERS__{provider}__{key}"), value.to_owned())));
    }
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let server = Server::with(Backend::Local, &settings).await;
    let password = "many keys on one ring";
    server.make_administrator("root_admin", "root@example.test", password);
    let old = server.media().join("old");
    let admin = format!("root_admin:{password}");
    let arguments = ["--origin", &origin, "--admin", &admin, "--old", &old.display().to_string()];
    let walked = tokio::select! {
        walked = browser::run("identity.mjs", &arguments) => walked,
        () = make_sign_ins_old(&server, &old) => unreachable!("the walk ends first"),
    };
    assert!(walked["pages"].as_array().is_some_and(|pages| pages.len() > 20), "{walked:#}");
}

/// Whenever the walk asks for it by a file, makes all sign-ins so far old ones, and takes the file away.
async fn make_sign_ins_old(server: &Server, asked: &Path) {
    loop {
        if asked.exists() {
            let db = server.database().await;
            persistence::testing::make_sign_ins_old(&db).await;
            db.close().await.expect("closed");
            std::fs::remove_file(asked).expect("the walk's file");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
