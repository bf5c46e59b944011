//! The Node programs in `tests/browser`, which drive real clients.

use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// Longest time that one program may take.
const LIMIT: Duration = Duration::from_mins(14);

/// Runs a program and gives the line of JSON that it prints.
///
/// # Panics
/// If it says that what it is for did not work.
pub async fn run(script: &str, arguments: &[&str]) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    assert!(folder.join("node_modules").is_dir(), "the Node packages are not installed: run the tests by `cargo xtask test`");
    let mut command = Command::new("node");
    command.arg(script).args(arguments).current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(LIMIT, command.output()).await.unwrap_or_else(|_| panic!("{script} takes more than {LIMIT:?}"));
    let output = output.expect("Node.js");
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let result: Value = serde_json::from_str(text.trim()).unwrap_or_else(|e| panic!("{script}: {e}\n{text}\n{errors}"));
    assert!(output.status.success() && result["ok"] == true, "{script} {arguments:?}: {result:#}\n{errors}");
    result
}
