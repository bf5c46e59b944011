//! `cargo xtask test`: every test, with everything that tests need.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::build::{self, EVERYTHING};
use crate::error::Result;
use crate::services::{self, Services};
use crate::setup::{node::Node, python, system, tools};
use crate::ui;
use crate::workspace::{cargo, path_with, root};
use crate::{interrupt, process};

/// Node packages of the browser tests, which the Rust tests in `tests/` spawn.
const BROWSER_TESTS: &str = "tests/browser";

/// Run every test, on every database and store.
///
/// Installs what is missing (ffmpeg, PostgreSQL, Redis, nginx, Chromium, Node packages, an S3 server), builds the web app and
/// the server, starts private services on free ports, runs all tests with cargo-nextest and then the documentation's
/// examples, and stops what it started. It neither needs nor touches a service that runs on this machine already.
///
/// A second run takes the tests of media that decode or encode with the newest ffmpeg there is, beside the system's.
///
/// What follows `--` goes to `cargo nextest run`, for instance `cargo xtask test -- -p media` or
/// `cargo xtask test -- -E 'test(upload)'`. With such a filter the second run and the documentation's examples are left out.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only start the services, print the variables that lead to them, and wait for ctrl-c. For running tests by hand.
    #[arg(long)]
    services: bool,
    /// Arguments for `cargo nextest run`.
    #[arg(last = true)]
    nextest: Vec<String>,
}

impl Args {
    #[cfg(test)]
    pub(crate) fn filters(&self) -> &[String] {
        &self.nextest
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if args.services {
        return keep_services();
    }
    run_tests("default", &args.nextest)
}

/// The tests of the gate: the same ones, under the profile that keeps going after a failure.
pub(crate) fn run_in_gate() -> Result<()> {
    run_tests("ci", &[])
}

fn keep_services() -> Result<()> {
    system::ensure(&services::NEEDS)?;
    let services = Services::start()?;
    for (name, url) in services.env() {
        println!("export {name}={url}");
    }
    ui::note("ctrl-c stops them");
    while !interrupt::raised() {
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// What the machine was made to have.
struct Tools {
    nextest: PathBuf,
    schemathesis: PathBuf,
    newest_ffmpeg: PathBuf,
    node: Node,
}

impl Tools {
    fn ensure() -> Result<Self> {
        let mut programs = vec![&system::FFMPEG, &system::CHROMIUM, &system::NGINX];
        programs.extend(&services::NEEDS);
        system::ensure(&programs)?;
        let node = Node::ensure()?;
        node.install(&root().join(BROWSER_TESTS))?;
        Ok(Self {
            nextest: tools::NEXTEST.ensure()?,
            schemathesis: python::SCHEMATHESIS.ensure()?.join("schemathesis"),
            newest_ffmpeg: python::FFMPEG.eval("import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())")?.into(),
            node,
        })
    }
}

fn run_tests(profile: &str, filters: &[String]) -> Result<()> {
    let tools = Tools::ensure()?;
    let claqueta = if needs_server(filters) {
        build::web(&tools.node)?;
        build::with_tests()?
    } else {
        build::binary()?
    };
    let services = Services::start()?;

    ui::heading("Run the tests");
    let mut nextest = nextest(&tools, profile, filters);
    with_env(&mut nextest, &tools, &claqueta, &services)?;
    process::run(&mut services.with_small_disk(nextest)?)?;

    if !filters.is_empty() {
        ui::note("the newest ffmpeg and the documentation's examples were left out, because tests were selected");
        return Ok(());
    }
    run_with_newest_ffmpeg(&tools, profile, &claqueta, &services)?;
    ui::heading("Run the examples of the documentation");
    process::run(with_env(cargo().args(["test", "--doc"]).args(EVERYTHING), &tools, &claqueta, &services)?)
}

/// The tests that run with the newest ffmpeg too: those of `crates/media/tests/encode` that read or make media. What
/// the server does with the result is the same, and how programs are started and refused is tested with one.
const DEPENDS_ON_FFMPEG: &str = "binary_id(media::encode) & not test(/^(rejects|runner)::/)";

/// Runs the tests that depend on ffmpeg's version with the newest one, whose package has no ffprobe: that stays the system's.
fn run_with_newest_ffmpeg(tools: &Tools, profile: &str, claqueta: &Path, services: &Services) -> Result<()> {
    let version = process::read(Command::new(&tools.newest_ffmpeg).arg("-version"))?;
    let version = version.split_whitespace().nth(2).unwrap_or("of unknown version");
    ui::heading(&format!("Run the tests of media with ffmpeg {version}"));
    let mut nextest = nextest(tools, profile, &["-E".to_owned(), DEPENDS_ON_FFMPEG.to_owned()]);
    process::run(with_env(&mut nextest, tools, claqueta, services)?.env("CLAQUETA_TEST_FFMPEG", &tools.newest_ffmpeg))
}

fn nextest(tools: &Tools, profile: &str, filters: &[String]) -> Command {
    let mut nextest = Command::new(&tools.nextest);
    nextest.current_dir(root()).args(["nextest", "run", "--profile", profile]);
    // cargo takes `--workspace` for more than `-p`, so it may only be there when no package is named.
    nextest.args(EVERYTHING.into_iter().filter(|flag| *flag != "--workspace" || !names_package(filters))).args(filters);
    nextest
}

/// Tells the tests where everything is. They skip nothing when these are set, and run on SQLite and folders without.
fn with_env<'a>(command: &'a mut Command, tools: &Tools, claqueta: &Path, services: &Services) -> Result<&'a mut Command> {
    command.envs(services.env().iter().map(|(name, url)| (name, url)));
    command.env("CLAQUETA_BIN", claqueta).env("CLAQUETA_SCHEMATHESIS", &tools.schemathesis);
    // The browser tests are Node programs: they look for `node` on PATH, and for the browser where this says.
    command.env("PATH", path_with(tools.node.bin())?).env("CHROMIUM", system::CHROMIUM.path()?);
    // Real films that are too big for the repository, where somebody put them beside it.
    if let Some(suite) = root().parent().map(|beside| beside.join("shared/media")).filter(|suite| suite.is_dir()) {
        command.env("CLAQUETA_MEDIA_SUITE", suite);
    }
    Ok(command)
}

/// Whether tests that start the real server can be among the selected ones: then it must be built first.
fn needs_server(filters: &[String]) -> bool {
    !names_package(filters) || filters.iter().any(|word| word.ends_with("tests"))
}

fn names_package(filters: &[String]) -> bool {
    filters.iter().any(|word| word == "-p" || word.starts_with("--package") || (word.starts_with("-p") && !word.starts_with("--")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_to_end_package_needs_a_built_server() {
        let needs = |words: &[&str]| needs_server(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert!(needs(&[]) && needs(&["-p", "tests"]) && needs(&["--package=tests"]) && needs(&["-E", "test(upload)"]));
        assert!(!needs(&["-p", "media"]));
    }

    #[test]
    fn packages_are_noticed_in_every_spelling() {
        let named = |words: &[&str]| names_package(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert!(named(&["-p", "media"]) && named(&["-pmedia"]) && named(&["--package=media"]) && named(&["--package", "media"]));
        assert!(!named(&["--profile", "ci"]) && !named(&["-E", "test(upload)"]) && !named(&[]));
    }
}
