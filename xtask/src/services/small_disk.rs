//! A file system that is full after 16 MiB, for the tests of a full disk.
//!
//! It lives in a mount namespace that only the tests are in, so it is gone with them, however they end.

use std::path::Path;
use std::process::Command;

use crate::process;

/// Mounts the file system at the first argument and becomes the rest.
const SCRIPT: &str = r#"mount -t tmpfs -o size=16m,mode=1777 claqueta-small-disk "$0" && exec "$@""#;

/// The command, with a small disk at `folder` that only it and its children see. `None` where we may not mount.
pub(super) fn wrap(folder: &Path, command: &Command) -> Option<Command> {
    let in_namespace = |program: &Command| {
        let mut wrapped = Command::new("unshare");
        wrapped.args(["--mount", "--", "sh", "-c", SCRIPT]).arg(folder).arg(program.get_program()).args(program.get_args());
        wrapped
    };
    // Root is not enough: containers often may not mount.
    if !process::works(&mut in_namespace(&Command::new("true"))) {
        return None;
    }
    let mut wrapped = in_namespace(command);
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(key, value),
            None => wrapped.env_remove(key),
        };
    }
    Some(wrapped)
}
