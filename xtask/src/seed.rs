//! `cargo xtask seed`: demo data by the server's own hands, or a whole site's rows straight into PostgreSQL.

mod rows;
mod words;

use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};

use crate::dev::{Data, claqueta};
use crate::error::{Context as _, Failure, Result};
use crate::setup::system;
use crate::ui::Spinner;
use crate::{build, interrupt, process};

/// Fill the database with demo data.
///
/// Builds the server and runs `claqueta seed`; arguments after `--` go to it. With `--postgres` the videos are rows of
/// many accounts instead, invented here and copied into a migrated PostgreSQL, a million in about a minute.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    data: Data,
    /// How many videos to invent (rows without media).
    #[arg(long, value_name = "N")]
    videos: Option<u32>,
    /// Copy the videos into this migrated database.
    #[arg(long, value_name = "URL", requires = "videos", conflicts_with_all = ["demo", "rest"])]
    postgres: Option<String>,
    /// Make the demo user and the demo video.
    #[arg(long)]
    demo: bool,
    /// Arguments for `claqueta seed`.
    #[arg(last = true)]
    rest: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if let (Some(url), Some(videos)) = (&args.postgres, args.videos) {
        return load(url, videos);
    }
    let program = build::server()?;
    let mut command = claqueta(&program, &args.data.folder()?, &["seed"]);
    if args.demo {
        system::ensure(&[&system::FFMPEG])?;
        command.arg("--demo");
    }
    if let Some(videos) = args.videos {
        command.args(["--videos", &videos.to_string()]);
    }
    process::run(command.args(&args.rest))
}

/// Copies invented accounts and videos into a migrated database. The same number makes the same rows, but once only.
pub(crate) fn load(url: &str, videos: u32) -> Result<()> {
    let spinner = Spinner::start(&format!("seed {videos} videos"));
    let mut log = tempfile::tempfile().context("make a temporary file")?;
    let mut command = psql(url)?;
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log.try_clone().context("share a temporary file")?);
    let mut child = process::spawn(&mut command)?;
    let input = child.stdin.take().ok_or_else(|| Failure::new("psql has no standard input"))?;
    let written = copy(BufWriter::new(input), videos);
    let status = child.wait().context("wait for psql")?;
    if !status.success() {
        return Err(Failure::new(format!("psql refused the rows ({status}):\n{}", process::tail(&mut log))));
    }
    written?;
    spinner.done();
    Ok(())
}

fn copy(mut input: impl Write, videos: u32) -> Result<()> {
    let site = rows::Site::new(videos);
    let attempt = "hand rows to psql";
    writeln!(input, "BEGIN;\nCOPY \"user\" ({}) FROM STDIN;", rows::ACCOUNT).context(attempt)?;
    for number in 0..site.accounts() {
        writeln!(input, "{}", rows::account(number)).context(attempt)?;
    }
    writeln!(input, "\\.\nCOPY video ({}) FROM STDIN;", rows::VIDEO).context(attempt)?;
    for number in 0..videos {
        interrupt::check()?;
        writeln!(input, "{}", site.video(number)).context(attempt)?;
    }
    writeln!(input, "\\.\nCOPY video_tag (video_id, tag) FROM STDIN;").context(attempt)?;
    for number in 0..videos {
        for line in site.tags(number) {
            writeln!(input, "{line}").context(attempt)?;
        }
    }
    writeln!(input, "\\.\nCOMMIT;\nANALYZE;").context(attempt)?;
    input.flush().context(attempt)
}

/// Runs one statement.
pub(crate) fn sql(url: &str, statement: &str) -> Result<()> {
    process::read(psql(url)?.args(["--command", statement])).map(drop)
}

fn psql(url: &str) -> Result<Command> {
    let mut command = Command::new(system::POSTGRES.path()?.join("psql"));
    command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url]);
    Ok(command)
}
