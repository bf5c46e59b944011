//! Node.js, and the packages of a folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Context as _, Failure, Result};
use crate::process;
use crate::setup::python;
use crate::workspace::{on_path, path_with};

/// The oldest Node.js that the build tools of the clients run on. Debian 12's own is older.
const OLDEST: (u32, u32) = (20, 19);

/// A usable Node.js.
pub(crate) struct Node {
    bin: PathBuf,
}

impl Node {
    /// The one on `PATH` if it is recent, otherwise a private one.
    pub(crate) fn ensure() -> Result<Self> {
        if let (Some(node), Some(_)) = (on_path("node"), on_path("npm"))
            && let Ok(version) = process::read(Command::new(&node).arg("--version"))
            && parse(&version).is_some_and(|version| version >= OLDEST)
            && let Some(bin) = node.parent()
        {
            return Ok(Self { bin: bin.to_owned() });
        }
        Ok(Self { bin: python::NODE.ensure()? })
    }

    /// The folder that holds `node`.
    pub(crate) fn bin(&self) -> &Path {
        &self.bin
    }

    /// An `npm` command in a folder.
    pub(crate) fn npm(&self, folder: &Path, args: &[&str]) -> Result<Command> {
        // Scripts of packages look for `node` on PATH, so it must be the same one there.
        let mut command =
            Command::new(on_path("npm").filter(|npm| npm.parent() == Some(&self.bin)).unwrap_or_else(|| self.bin.join("npm")));
        command.args(args).current_dir(folder).env("PATH", path_with(&self.bin)?);
        Ok(command)
    }

    /// `npm ci` in a folder, unless that was done for the same lock file.
    pub(crate) fn install(&self, folder: &Path) -> Result<()> {
        let lock = folder.join("package-lock.json");
        let wanted = std::fs::read_to_string(&lock).map_err(|error| Failure::new(format!("read {}: {error}", lock.display())))?;
        let stamp = folder.join("node_modules/.installed-lock.json");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        let name = folder.strip_prefix(crate::workspace::root()).unwrap_or(folder).display();
        process::quietly(&format!("npm ci in {name}"), &mut self.npm(folder, &["ci", "--no-audit", "--no-fund"])?)?;
        std::fs::write(&stamp, wanted).context(format!("write {}", stamp.display()))
    }
}

/// `v20.19.4` as (20, 19).
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(parse("v20.19.0\n").unwrap() >= OLDEST);
        assert!(parse("v100.0.0").unwrap() >= OLDEST);
        assert!(parse("v20.9.1").unwrap() < OLDEST);
        assert!(parse("v18.20.4").unwrap() < OLDEST);
        assert_eq!(parse("nonsense"), None);
    }
}
