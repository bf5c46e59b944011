//! The command line: one variant per task.

use clap::{Parser, Subcommand};

use crate::error::Result;
use crate::{bench, ci, codegen, dev, seed, test, tidy};

/// Everything that is done to the repository of Claqueta.
///
/// On a fresh machine start with `cargo xtask dev`: it installs what is missing, builds, and ends with a running server.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Dev(dev::Args),
    Test(test::Args),
    Ci(ci::Args),
    Migrate(dev::MigrateArgs),
    Seed(seed::Args),
    Bench(bench::Args),
    Codegen(codegen::Args),
    Tidy(tidy::Args),
}

impl Cli {
    pub(crate) fn run(self) -> Result<()> {
        match self.task {
            Task::Dev(args) => dev::run(&args),
            Task::Test(args) => test::run(&args),
            Task::Ci(args) => ci::run(&args),
            Task::Migrate(args) => dev::migrate(&args),
            Task::Seed(args) => seed::run(&args),
            Task::Bench(args) => bench::run(&args),
            Task::Codegen(args) => codegen::run(&args),
            Task::Tidy(args) => tidy::run(&args),
        }
    }
}

/// The names of the tasks, for the check that the README names none that is not there.
pub(crate) fn task_names() -> Vec<String> {
    use clap::CommandFactory as _;
    Cli::command().get_subcommands().map(|task| task.get_name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn test_filters_pass_through_untouched() {
        let Task::Test(args) = Cli::parse_from(["cargo xtask", "test", "--", "-p", "media", "--no-capture"]).task else {
            panic!("it is the test task");
        };
        assert_eq!(args.filters(), ["-p", "media", "--no-capture"]);
    }
}
