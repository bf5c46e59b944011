//! The served API against its own document, by schemathesis.

use std::process::Stdio;
use std::time::Duration;
use tests::{Backend, Person, Server, backend};
use tokio::process::Command;

/// Longest time that the run may take in all.
const LIMIT: Duration = Duration::from_mins(14);

/// A run that signs itself out sees nothing but 401; it cannot make bodies of tus, and it waits for
/// the end of events. Other tests look at these.
const NOT_CALLED: [&str; 5] = ["logout", "logoutAll", "createUpload", "appendUpload", "processingEvents"];

/// Generated requests, good and bad, never get a 5xx, an undocumented status or an answer of
/// another shape than the document says.
#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_true() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    ana.draft("Borrador", "public").await;
    let program = backend::optional("CLAQUETA_SCHEMATHESIS").unwrap_or_else(|| "schemathesis".to_owned());
    let bearer = format!("Authorization: Bearer {}", ana.api.token());
    let mut run = Command::new(program);
    run.args(["run", &server.api().url("/api/openapi.json"), "--header", &bearer]);
    run.args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"]);
    run.args(["--phases", "examples,coverage,fuzzing", "--max-examples", "30", "--seed", "1", "--continue-on-failure"]);
    for operation in NOT_CALLED {
        run.args(["--exclude-operation-id", operation]);
    }
    run.args(["--suppress-health-check", "all", "--request-timeout", "20", "--no-color"]);
    run.current_dir(server.media()).stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(LIMIT, run.output()).await.expect("schemathesis comes to an end").expect("schemathesis is installed");
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
    server.api().get("/readyz").await.expect(200);
    assert!(!server.log().contains("panicked"), "a handler panicked");
    forget_uploads(&server);
}

/// What the run has begun to upload has no end; it is no fault of the server.
fn forget_uploads(server: &Server) {
    for path in server.scratch() {
        std::fs::remove_file(server.scratch_folder().join(path)).expect("an upload");
    }
}
