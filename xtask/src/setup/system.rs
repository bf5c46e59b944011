//! Programs of the operating system.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::Command;

use crate::error::{Failure, Result};
use crate::workspace::on_path;
use crate::{process, ui};

/// A program that a task needs.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    /// What it is for, for a reader who is about to let us install it.
    purpose: &'static str,
    apt: &'static [&'static str],
    /// Where it is, if it is there and usable.
    find: fn() -> Option<PathBuf>,
}

pub(crate) const FFMPEG: Program = Program {
    name: "ffmpeg",
    purpose: "inspects and encodes every video",
    apt: &["ffmpeg"],
    find: || on_path("ffprobe").and(on_path("ffmpeg")),
};

pub(crate) const POSTGRES: Program =
    Program { name: "PostgreSQL server", purpose: "a private instance runs the database tests", apt: &["postgresql"], find: postgres_bin };

pub(crate) const REDIS: Program = Program {
    name: "redis-server",
    purpose: "a private instance runs the cache and rate limit tests",
    apt: &["redis-server"],
    find: || on_path("redis-server"),
};

pub(crate) const NGINX: Program = Program {
    name: "nginx",
    purpose: "runs the shipped proxy configuration in the tests",
    apt: &["nginx-light"],
    find: || on_path("nginx").or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| path.is_file())),
};

pub(crate) const CHROMIUM: Program = Program {
    name: "Chromium",
    purpose: "plays the videos in the browser tests",
    apt: &["chromium"],
    find: || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path),
};

pub(crate) const PYTHON: Program = Program {
    name: "Python 3 with venv",
    purpose: "holds test tools that come as Python packages",
    apt: &["python3", "python3-venv"],
    find: || {
        let python = on_path("python3")?;
        process::works(Command::new(&python).args(["-c", "import venv, ensurepip"])).then_some(python)
    },
};

/// Ends a service with us, however we end, and drops root for servers that refuse it.
pub(crate) const SETPRIV: Program = Program {
    name: "setpriv",
    purpose: "ties test services to the life of the test run",
    apt: &["util-linux"],
    find: || on_path("setpriv"),
};

impl Program {
    /// Where the program is.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        (self.find)().ok_or_else(|| Failure::new(format!("{} is not installed (Debian: apt-get install {})", self.name, self.packages())))
    }

    /// What to say after `apt-get install` here.
    fn packages(&self) -> String {
        let release = release();
        self.apt.iter().map(|package| local_name(package, &release)).collect::<Vec<_>>().join(" ")
    }

    fn missing(&self) -> bool {
        (self.find)().is_none()
    }
}

/// The folder of PostgreSQL's own programs: Debian keeps them off `PATH`, one folder per major version.
fn postgres_bin() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin).or_else(|| on_path("initdb")?.parent().map(PathBuf::from))
}

/// Which distribution this is, in the words of `os-release`.
fn release() -> String {
    std::fs::read_to_string("/etc/os-release").unwrap_or_default()
}

/// The name of a Debian package in the distribution at hand.
fn local_name<'a>(package: &'a str, release: &str) -> &'a str {
    let ubuntu = release.lines().any(|line| line == "ID=ubuntu");
    if ubuntu && package == "chromium" { "chromium-browser" } else { package }
}

/// Makes sure that the programs are there, installing what is missing.
pub(crate) fn ensure(programs: &[&Program]) -> Result<()> {
    let missing: Vec<&Program> = programs.iter().copied().filter(|program| program.missing()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    ui::heading("Install missing system packages");
    for program in &missing {
        ui::note(&format!("{}: {} (apt: {})", program.name, program.purpose, program.packages()));
    }
    let Some(rights) = Rights::find() else {
        return Err(unavailable(&missing, "this machine has no apt-get, or you are not root and there is no sudo"));
    };
    if !agreed() {
        return Err(unavailable(&missing, "you declined"));
    }
    process::run(rights.apt_get().arg("update"))?;
    let packages = missing.iter().flat_map(|program| program.apt).map(|package| local_name(package, &release()));
    process::run(rights.apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))?;

    let still: Vec<&Program> = missing.into_iter().filter(|program| program.missing()).collect();
    if still.is_empty() { Ok(()) } else { Err(unavailable(&still, "apt-get ended well, yet they are not usable")) }
}

/// How we may install: as root, or by sudo.
enum Rights {
    Root,
    Sudo,
}

impl Rights {
    fn find() -> Option<Self> {
        on_path("apt-get")?;
        if rustix::process::geteuid().is_root() { Some(Self::Root) } else { on_path("sudo").map(|_| Self::Sudo) }
    }

    fn apt_get(&self) -> Command {
        let mut command = match self {
            Self::Root => Command::new("apt-get"),
            Self::Sudo => {
                let mut command = Command::new("sudo");
                // Without a terminal sudo must fail at once rather than wait for a password that nobody types.
                if !std::io::stdin().is_terminal() {
                    command.arg("-n");
                }
                command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
                command
            }
        };
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}

/// Asks a person; a script agreed by calling us.
fn agreed() -> bool {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return true;
    }
    eprint!("    Install them with apt-get now? [Y/n] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && !answer.trim().to_lowercase().starts_with('n')
}

fn unavailable(missing: &[&Program], why: &str) -> Failure {
    let mut text = format!("these are needed and cannot be installed from here ({why}):");
    for program in missing {
        let _ = write!(text, "\n  - {} ({}). Debian and Ubuntu: apt-get install {}", program.name, program.purpose, program.packages());
        let _ = write!(text, "; elsewhere: your package manager's {}, on PATH", program.name);
    }
    Failure::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GHOST: Program = Program { name: "ghostd", purpose: "haunts", apt: &["ghost-server"], find: || None };

    #[test]
    fn what_cannot_be_installed_is_named_with_the_way_to_get_it() {
        let Failure::Message(text) = unavailable(&[&GHOST], "no apt-get") else { panic!("it is a message") };
        assert!(text.contains("ghostd (haunts)") && text.contains("apt-get install ghost-server"), "{text}");
    }

    #[test]
    fn ubuntu_has_its_own_name_for_chromium() {
        assert_eq!(local_name("chromium", "NAME=\"Ubuntu\"\nID=ubuntu\n"), "chromium-browser");
        assert_eq!(local_name("chromium", "ID=debian\n"), "chromium");
        assert_eq!(local_name("ffmpeg", "ID=ubuntu\n"), "ffmpeg");
    }

    #[test]
    fn a_missing_program_has_no_path() {
        assert!(GHOST.path().is_err());
    }
}
