//! Tools from the Python index, each in an environment of its own under the cache.
//!
//! The lists in `xtask/python/` pin every package, also the indirect ones. To move a tool to a newer version, install
//! it in an empty environment and keep what `pip freeze` prints.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Context as _, Result};
use crate::process;
use crate::setup::system;
use crate::workspace::{cache, root};

/// A tool and the list that pins it.
pub(crate) struct Tool {
    /// The name of its environment and of its list.
    pub(crate) name: &'static str,
    purpose: &'static str,
}

pub(crate) const MOTO: Tool = Tool { name: "moto", purpose: "an S3 server for the storage tests" };
pub(crate) const SCHEMATHESIS: Tool = Tool { name: "schemathesis", purpose: "calls the API as its own document says" };
pub(crate) const FFMPEG: Tool = Tool { name: "ffmpeg", purpose: "the newest ffmpeg, which the tests run beside the system's" };
pub(crate) const NODE: Tool = Tool { name: "node", purpose: "Node.js, because there is no recent one on PATH" };

impl Tool {
    /// Makes sure that the tool is installed in exactly the pinned versions, and says in which folder its programs are.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        let list = root().join("xtask/python").join(format!("{}.txt", self.name));
        let pinned = std::fs::read_to_string(&list).context(format!("read {}", list.display()))?;
        let folder = cache()?.join("python").join(self.name);
        // Written last: an environment without it was interrupted, one with other contents is out of date.
        let stamp = folder.join("installed.txt");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
            return Ok(folder.join("bin"));
        }
        self.install(&folder, &list)?;
        std::fs::write(&stamp, pinned).context(format!("write {}", stamp.display()))?;
        Ok(folder.join("bin"))
    }

    /// What the tool's own Python prints for a line of code.
    pub(crate) fn eval(&self, code: &str) -> Result<String> {
        let bin = self.ensure()?;
        Ok(process::read(Command::new(bin.join("python")).args(["-c", code]))?.trim().to_owned())
    }

    fn install(&self, folder: &Path, list: &Path) -> Result<()> {
        system::ensure(&[&system::PYTHON])?;
        let label = format!("install {} ({})", self.name, self.purpose);
        process::quietly(
            &format!("make a Python environment for {}", self.name),
            Command::new(system::PYTHON.path()?).args(["-m", "venv", "--clear"]).arg(folder),
        )?;
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--requirement"]).arg(list);
        process::quietly(&label, &mut pip)
    }
}
