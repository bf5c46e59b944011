//! `cargo xtask ci`: the gate. A list of steps; all of them run, and all failures are told at the end.

use std::process::Command;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::build::{self, EVERYTHING};
use crate::error::{Failure, Result};
use crate::setup::{node::Node, tools};
use crate::workspace::{cargo, metadata, root};
use crate::{codegen, fuzz, process, test, tidy, ui};

/// Run the full gate: formatting, house rules, lints, documentation, every test, fuzzing, generated files, dependencies.
///
/// Installs what is missing, like `cargo xtask test`. A step that fails does not stop the others; the failures are
/// listed at the end.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run only these steps.
    #[arg(long, value_delimiter = ',', value_name = "STEPS")]
    only: Vec<Step>,
    /// Leave these steps out.
    #[arg(long, value_delimiter = ',', value_name = "STEPS")]
    skip: Vec<Step>,
}

/// A step, in the order in which they run: what fails quickly comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Cargo.lock and fuzz/Cargo.lock match the manifests
    Lock,
    /// rustfmt
    Fmt,
    /// The rules of the house (cargo xtask tidy)
    Tidy,
    /// Type-check, tests and build of the web app
    Web,
    /// Lints, all targets and features, warnings refused
    Clippy,
    /// Documentation, warnings refused
    Doc,
    /// Every test (cargo xtask test)
    Test,
    /// Every fuzz target, for ten seconds each
    Fuzz,
    /// Generated files are what the code says
    Codegen,
    /// Licences, sources and bans of dependencies
    Deny,
    /// Unused dependencies
    Machete,
    /// Known vulnerabilities of dependencies; not a default step, because it downloads a database
    Advisories,
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Lock => metadata().and_then(|_| fuzz::check_lock()),
            Self::Fmt => process::run(cargo().args(["fmt", "--all", "--check"])).and_then(|()| fuzz::check_format()),
            Self::Tidy => tidy::check(),
            Self::Web => web(),
            Self::Clippy => process::run(cargo().arg("clippy").args(EVERYTHING).args(["--all-targets", "--", "--deny=warnings"])),
            Self::Doc => process::run(
                cargo().arg("doc").args(EVERYTHING).args(["--no-deps", "--document-private-items"]).env("RUSTDOCFLAGS", "--deny=warnings"),
            ),
            Self::Test => test::run_in_gate(),
            Self::Fuzz => fuzz::run_in_gate(),
            Self::Codegen => codegen::check_in_gate(),
            Self::Deny => deny(&["bans", "licenses", "sources"]),
            Self::Machete => process::run(Command::new(tools::MACHETE.ensure()?).current_dir(root())),
            Self::Advisories => deny(&["advisories"]),
        }
    }
}

fn web() -> Result<()> {
    let node = Node::ensure()?;
    let folder = root().join(build::WEB);
    node.install(&folder)?;
    process::run(&mut node.npm(&folder, &["run", "check"])?)?;
    process::run(&mut node.npm(&folder, &["test"])?)?;
    build::web(&node)
}

fn deny(checks: &[&str]) -> Result<()> {
    process::run(Command::new(tools::DENY.ensure()?).current_dir(root()).args(["--all-features", "check"]).args(checks))
}

struct Outcome {
    step: Step,
    time: Duration,
    failure: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut outcomes = Vec::new();
    for step in selected(args) {
        ui::heading(&format!("Step {}", step.name()));
        let started = Instant::now();
        let failure = match step.run() {
            Ok(()) => None,
            Err(Failure::Interrupted) => return Err(Failure::Interrupted),
            Err(Failure::Message(message)) => {
                eprintln!("error: {message}");
                Some(message)
            }
            Err(Failure::Told) => Some("see above".to_owned()),
        };
        outcomes.push(Outcome { step, time: started.elapsed(), failure });
    }
    report(&outcomes)
}

fn selected(args: &Args) -> Vec<Step> {
    let wanted = |step: &Step| if args.only.is_empty() { *step != Step::Advisories } else { args.only.contains(step) };
    Step::value_variants().iter().copied().filter(|step| wanted(step) && !args.skip.contains(step)).collect()
}

/// The table of steps, the failures, and as last line the count that other programs read.
fn report(outcomes: &[Outcome]) -> Result<()> {
    ui::heading("Steps");
    for Outcome { step, time, failure } in outcomes {
        let verdict = if failure.is_some() { "FAILED" } else { "ok" };
        println!("  {:<12} {verdict:<8} {}", step.name(), ui::seconds(*time));
    }
    for Outcome { step, failure, .. } in outcomes {
        if let Some(message) = failure {
            println!("\n{} failed: {message}", step.name());
        }
    }
    let failed = outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
    println!("\n{} passed, {failed} failed", outcomes.len() - failed);
    if failed == 0 { Ok(()) } else { Err(Failure::Told) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(only: &[Step], skip: &[Step]) -> Args {
        Args { only: only.to_vec(), skip: skip.to_vec() }
    }

    #[test]
    fn advisories_run_only_when_asked_for() {
        assert!(!selected(&args(&[], &[])).contains(&Step::Advisories));
        assert_eq!(selected(&args(&[Step::Advisories], &[])), [Step::Advisories]);
    }

    #[test]
    fn steps_keep_their_order_and_can_be_left_out() {
        assert_eq!(selected(&args(&[Step::Clippy, Step::Fmt], &[])), [Step::Fmt, Step::Clippy]);
        assert!(!selected(&args(&[], &[Step::Test])).contains(&Step::Test));
    }

    #[test]
    fn one_failure_fails_the_gate() {
        let outcome = |failure: Option<&str>| Outcome { step: Step::Fmt, time: Duration::ZERO, failure: failure.map(str::to_owned) };
        assert!(report(&[outcome(None), outcome(None)]).is_ok());
        assert!(report(&[outcome(None), outcome(Some("bad"))]).is_err());
    }
}
