//! The binary as whoever runs the site uses it, beside a server on the same data.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use domain::audit::EventView;
use domain::page::PageRequest;
use integrations::opensearch::peer::Peer;
use persistence::audit::Filter;
use serde_json::json;
use std::path::Path;
use std::process::{Command, Output};
use support::{Site, outcome};

/// Runs a command on this data folder with these further variables.
fn claqueta(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claqueta"));
    command.args(arguments).env_clear().env("CLAQUETA__DATA_DIR", folder).envs(variables.iter().copied());
    command.current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[actix_web::test]
async fn what_a_command_says_is_all_that_is_on_its_output() {
    let folder = tempfile::tempdir().unwrap();
    let quiet = claqueta(folder.path(), &["migrate"], &[]);
    assert_eq!((text(&quiet.stdout), text(&quiet.stderr)), ("the database is up to date\n", ""));
    let keys = claqueta(folder.path(), &["keys", "rotate", "--at-once"], &[]);
    assert!(keys.status.success() && text(&keys.stderr).is_empty(), "{}", text(&keys.stderr));
    assert!(text(&keys.stdout).ends_with(" signs from now on; all other keys are gone\n") && text(&keys.stdout).lines().count() == 1);

    let talkative = claqueta(folder.path(), &["keys", "rotate"], &[("CLAQUETA__LOG__FILTER", "info,auth=info")]);
    assert!(text(&talkative.stderr).contains("a new key for access tokens"), "{}", text(&talkative.stderr));
    assert_eq!(text(&talkative.stdout).lines().count(), 1, "{}", text(&talkative.stdout));
    let faulty = claqueta(folder.path(), &["migrate"], &[("CLAQUETA__NO__SUCH", "1")]);
    assert!(!faulty.status.success() && faulty.stdout.is_empty() && text(&faulty.stderr).starts_with("claqueta: "));
}

#[actix_web::test]
async fn a_link_from_the_command_line_sets_a_password_once_and_proves_no_address() {
    let site = Site::start().await;
    let token = site.someone("ana_cine").await;
    let reset = |name: &str, url: &str| {
        let variables: &[_] = if url.is_empty() { &[] } else { &[("CLAQUETA__HTTP__PUBLIC_URL", url)] };
        claqueta(site.folder(), &["admin", "reset-password", name, "--link"], variables)
    };
    let nowhere = reset("ana_cine", "");
    assert!(!nowhere.status.success() && nowhere.stdout.is_empty() && text(&nowhere.stderr).contains("set http.public_url"));
    let nobody = reset("nadie", "https://v.example");
    assert_eq!((nobody.status.success(), text(&nobody.stderr)), (false, "claqueta: nadie: there is no such thing\n"));

    let made = reset("ANA@cine", "https://v.example");
    assert!(!made.status.success(), "neither a handle nor an address");
    let made = reset("ana_cine@example.org", "https://v.example/tube");
    let link = text(&made.stdout).trim_end();
    let secret = link.strip_prefix("https://v.example/tube/reset-password?token=").unwrap_or_else(|| panic!("{link}"));
    assert_eq!(text(&made.stderr), "");

    let set = |password: &str| site.post("/api/auth/password/reset", &json!({ "token": secret, "password": password })).send();
    let done = set("cuatro tristes tigres").await.unwrap();
    assert!(done.status().is_success(), "{}", done.status());
    assert_eq!(outcome(set("cinco tristes tigres").await.unwrap()).await.1, "link-used");
    let old = site.get("/api/auth/session").bearer_auth(&token).send().await.unwrap();
    assert_eq!(outcome(old).await, (401, "session-revoked".to_owned()), "sessions of before have ended");
    let form = json!({ "email_or_handle": "ana_cine", "password": "cuatro tristes tigres" });
    assert_eq!(site.post("/api/auth/login", &form).send().await.unwrap().status(), 200);

    let user = persistence::user::find_by_handle_key(&site.context.db, "ana_cine").await.unwrap().unwrap();
    assert_eq!(user.email_verified_at, None, "the operator read no mail of hers");
    let page = PageRequest { limit: 10, after: None };
    let filter = Filter { action: Some("password.reset-link-made".to_owned()), ..Filter::default() };
    let events: Vec<EventView> = persistence::audit::list(&site.context.db, &filter, page).await.unwrap();
    assert_eq!((events.len(), events[0].actor_id, &events[0].target.as_ref().unwrap().id), (1, None, &user.id.to_string()));
}

#[actix_web::test]
async fn an_index_elsewhere_is_made_by_reindex_and_its_password_is_told_to_it_alone() {
    let (site, peer) = (Site::start().await, Peer::start().await);
    site.register("ana").await;
    peer.demand("Basic YW5hOnRpZ3Jlcw==");
    let (folder, url) = (site.stop().await, peer.url());
    let variables = |password| {
        [
            ("CLAQUETA__SEARCH__ENGINE", "opensearch"),
            ("CLAQUETA__SEARCH__OPENSEARCH__URL", url.as_str()),
            ("CLAQUETA__SEARCH__OPENSEARCH__USERNAME", "ana"),
            ("CLAQUETA__SEARCH__OPENSEARCH__PASSWORD", password),
            ("CLAQUETA__LOG__FILTER", "trace"),
        ]
    };
    let run = async |command: &'static [&'static str], password: &'static str| {
        let (folder, variables) = (folder.path().to_owned(), variables(password).map(|(key, value)| (key.to_owned(), value.to_owned())));
        let run = move || {
            let variables: Vec<(&str, &str)> = variables.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            claqueta(&folder, command, &variables)
        };
        let output = actix_web::web::block(run).await.unwrap();
        let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(!told.contains("tigres") && !told.contains("YW5h"), "{told}");
        (output.status.success(), told)
    };
    let (done, told) = run(&["reindex"], "leones").await;
    assert!(!done && told.contains("OpenSearch answered 401"), "{told}");
    let (healthy, told) = run(&["doctor"], "tigres").await;
    assert!(!healthy && told.contains("FAULT  opensearch"), "{told}");
    let (done, told) = run(&["reindex"], "tigres").await;
    assert!(done && told.contains("1 videos, accounts and playlists were indexed"), "{told}");
    assert_eq!(peer.documents("claqueta").len(), 1);
    assert!(run(&["doctor"], "tigres").await.1.contains("ok     opensearch"));
    assert!(run(&["config", "show"], "tigres").await.1.contains("search.opensearch.password = \"***\""));
    peer.set_down(true);
    let (done, told) = run(&["reindex"], "tigres").await;
    assert!(!done && told.contains("OpenSearch does not answer"), "{told}");
}
