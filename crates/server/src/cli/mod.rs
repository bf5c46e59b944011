//! The command line.

mod admin;
mod config;
mod doctor;
mod errors;
mod jobs;
mod keys;
mod policy;
mod progress;
mod reindex;
mod seed;
mod serve;
mod worker;

use crate::context::{Context, open_database};
use crate::settings::{Settings, Sources};
use crate::telemetry;
use clap::{Parser, Subcommand};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

/// What a command ends with when it fails; shown to the person who typed it.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Claqueta: a self-hosted video platform in one binary.
///
/// Started without any configuration, `claqueta serve` keeps everything below ./data (SQLite and a
/// local folder) and works on uploads by itself; it needs only ffmpeg. Settings come from the
/// embedded defaults, a profile, a file and `CLAQUETA__SECTION__KEY` variables, in this order:
/// `claqueta config show` prints what holds.
#[derive(Debug, Parser)]
#[command(name = "claqueta", version)]
pub struct Cli {
    /// Profile that is laid over the defaults: `config/PROFILE.toml` here, or the embedded
    /// `production` or `test`. Also by the variable `CLAQUETA_PROFILE`.
    #[arg(long, global = true)]
    profile: Option<String>,
    /// TOML file that is laid over the profile.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, the web app and the media, with a worker inside.
    Serve(serve::Serve),
    /// Work on uploads without serving requests; any number of these may run.
    Worker(worker::Work),
    /// Bring the database up to date and end.
    Migrate,
    /// Make demonstration data.
    Seed(seed::Seed),
    /// Make administrators and help people who can't sign in.
    Admin(admin::Admin),
    /// See and change the keys that sign access tokens.
    Keys(keys::Keys),
    /// See background work, and try again what was given up.
    Jobs(jobs::Jobs),
    /// Check everything that Claqueta needs, and say what is wrong.
    Doctor(doctor::Doctor),
    /// Make the search index anew, while servers go on with the old one.
    Reindex,
    /// Print the OpenAPI 3.1 document of this API.
    Openapi,
    /// Print the table of problem codes as Markdown.
    Errors,
    /// Print who may use which address, as Markdown.
    Policy,
    /// Check or show the configuration.
    Config(config::Config),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Whatever keeps the command from being done.
    pub async fn run(self) -> Result<(), Failure> {
        let sources = Sources::of_process(self.profile, self.config);
        match self.command {
            Command::Serve(serve) => Box::pin(serve.run(&sources)).await,
            Command::Worker(work) => Box::pin(work.run(&sources)).await,
            Command::Migrate => migrate(&sources).await,
            Command::Seed(seed) => Box::pin(seed.run(&sources)).await,
            Command::Admin(admin) => Box::pin(admin.run(&sources)).await,
            Command::Keys(keys) => keys.run(&sources).await,
            Command::Jobs(jobs) => Box::pin(jobs.run(&sources)).await,
            Command::Doctor(doctor) => Box::pin(doctor.run(&sources)).await,
            Command::Reindex => reindex::run(&sources).await,
            Command::Openapi => say(&crate::openapi::document().to_pretty_json()?),
            Command::Errors => say(&errors::table()),
            Command::Policy => say(&policy::table()),
            Command::Config(config) => config.run(&sources),
        }
    }
}

async fn migrate(sources: &Sources) -> Result<(), Failure> {
    let settings = Settings::load(sources)?;
    telemetry::init_command(&settings.log);
    let db = open_database(&settings).await?;
    db.close().await?;
    say("the database is up to date")
}

/// The composed application without a listener, for commands that use its use cases.
async fn context(sources: &Sources) -> Result<Context, Failure> {
    let settings = Settings::load(sources)?;
    telemetry::init_command(&settings.log);
    let public_url = settings.http.public_url.clone();
    Ok(Context::compose(settings, public_url).await?)
}

/// One line (or text) on standard output. A reader that went away has seen enough.
fn say(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{}", text.trim_end()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
