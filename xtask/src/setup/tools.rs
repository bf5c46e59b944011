//! Cargo subcommands that the gate uses, in pinned versions.

use std::path::PathBuf;
use std::process::Command;

use crate::error::Result;
use crate::workspace::{cache, cargo, on_path};
use crate::{process, ui};

/// A program from the package index.
pub(crate) struct Tool {
    /// The package, which is also the program.
    pub(crate) name: &'static str,
    /// The version that is installed where there is none, and the oldest that will do where there is one.
    version: &'static str,
    purpose: &'static str,
}

pub(crate) const NEXTEST: Tool = Tool { name: "cargo-nextest", version: "0.9.143", purpose: "runs the tests" };
pub(crate) const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", purpose: "checks licences, sources and bans of dependencies" };
pub(crate) const FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2", purpose: "builds and runs the fuzz targets" };
pub(crate) const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2", purpose: "finds unused dependencies" };

impl Tool {
    /// Where the program is, after installing it if need be.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        if let Some(program) = on_path(self.name)
            && self.recent(&program)
        {
            return Ok(program);
        }
        let folder = cache()?.join("tools").join(format!("{}-{}", self.name, self.version));
        let program = folder.join("bin").join(self.name);
        if !program.is_file() {
            ui::note(&format!("{} {} is built once and kept in {} ({})", self.name, self.version, folder.display(), self.purpose));
            let mut install = cargo();
            install.args(["install", "--locked", "--root"]).arg(&folder).arg(format!("{}@{}", self.name, self.version));
            // A tool that runs for a second is not worth minutes of optimising.
            install.envs([
                ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
                ("CARGO_PROFILE_RELEASE_LTO", "off"),
                ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
                ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
            ]);
            process::quietly(&format!("build {}", self.name), &mut install)?;
        }
        Ok(program)
    }

    fn recent(&self, program: &std::path::Path) -> bool {
        // As cargo would call it: some of these insist on their own name as the first argument.
        let subcommand = self.name.trim_start_matches("cargo-");
        let answer = process::read(Command::new(program).args([subcommand, "--version"]));
        let answer = answer.or_else(|_| process::read(Command::new(program).arg("--version")));
        answer.is_ok_and(|text| version_in(&text) >= version_in(self.version))
    }
}

/// The first `1.2.3` of a text. `None` is less than any version.
fn version_in(text: &str) -> Option<Vec<u32>> {
    text.split_whitespace().find_map(|word| {
        let numbers: Option<Vec<u32>> = word.trim_start_matches('v').split('.').map(|part| part.parse().ok()).collect();
        numbers.filter(|numbers| numbers.len() == 3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_found_in_what_tools_print() {
        assert_eq!(version_in("cargo-nextest 0.9.143 (60fa45f63 2026-08-04)"), Some(vec![0, 9, 143]));
        assert_eq!(version_in("0.9.2"), Some(vec![0, 9, 2]));
        assert_eq!(version_in("error: unknown"), None);
        assert!(version_in("0.10.0") > version_in("0.9.143"));
        assert!(None < version_in("0.0.1"));
    }
}
