//! `cargo xtask seed`: demo data by the server's own hands, or a whole site's rows straight into PostgreSQL.

mod comments;
mod rows;
mod tables;
mod words;

use std::fmt::Display;
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
/// many accounts instead, with comments under them, invented here and copied into a migrated PostgreSQL: a million videos
/// with ten million comments in some minutes. Searching finds them after `claqueta reindex`.
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
    /// How many comments to invent under the videos, most of them under a few.
    #[arg(long, value_name = "M", default_value_t = 0, requires = "postgres")]
    comments: u32,
    /// Make the demo user and the demo video.
    #[arg(long)]
    demo: bool,
    /// Arguments for `claqueta seed`.
    #[arg(last = true)]
    rest: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if let (Some(url), Some(videos)) = (&args.postgres, args.videos) {
        return load(url, videos, args.comments);
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

/// Copies an invented site into a migrated database. The same numbers make the same rows, but once only.
pub(crate) fn load(url: &str, videos: u32, comments: u32) -> Result<()> {
    let spinner = Spinner::start(&format!("seed {videos} videos and {comments} comments"));
    let mut log = tempfile::tempfile().context("make a temporary file")?;
    let mut command = psql(url)?;
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log.try_clone().context("share a temporary file")?);
    let mut child = process::spawn(&mut command)?;
    let input = child.stdin.take().ok_or_else(|| Failure::new("psql has no standard input"))?;
    let written = fill(&mut Script(BufWriter::new(input)), &rows::Site::new(videos, comments), videos, comments);
    let status = child.wait().context("wait for psql")?;
    if !status.success() {
        return Err(Failure::new(format!("psql refused the rows ({status}):\n{}", process::tail(&mut log))));
    }
    written?;
    spinner.done();
    Ok(())
}

fn fill<W: Write>(script: &mut Script<W>, site: &rows::Site, videos: u32, comments: u32) -> Result<()> {
    script.line("BEGIN;")?;
    script.line(tables::BARE)?;
    script.copy("\"user\"", rows::ACCOUNT, (0..site.accounts()).map(rows::account))?;
    script.copy("video", rows::VIDEO, (0..videos).map(|number| site.video(number)))?;
    script.copy("video_tag", "video_id, tag", (0..videos).flat_map(|number| site.tags(number)))?;
    script.copy("view_hour", "video_id, hour, views, watch_ms", (0..videos).map(|number| site.views(number)))?;
    if comments > 0 {
        script.copy("comment", comments::COMMENT, (0..videos).flat_map(|number| site.thread(number)))?;
    }
    script.line(tables::WHOLE)?;
    script.line(tables::COUNTED)?;
    script.line("COMMIT;\nANALYZE;")?;
    script.0.flush().context(ATTEMPT)
}

const ATTEMPT: &str = "hand rows to psql";

/// What psql is told.
struct Script<W>(W);

impl<W: Write> Script<W> {
    fn line(&mut self, line: impl Display) -> Result<()> {
        writeln!(self.0, "{line}").context(ATTEMPT)
    }

    fn copy(&mut self, table: &str, columns: &str, rows: impl Iterator<Item = String>) -> Result<()> {
        self.line(format_args!("COPY {table} ({columns}) FROM STDIN;"))?;
        for row in rows {
            interrupt::check()?;
            self.line(row)?;
        }
        self.line("\\.")
    }
}

/// Runs one statement; what it gives, without heads.
pub(crate) fn sql(url: &str, statement: &str) -> Result<String> {
    process::read(psql(url)?.args(["--tuples-only", "--no-align", "--command", statement]))
}

fn psql(url: &str) -> Result<Command> {
    let mut command = Command::new(system::POSTGRES.path()?.join("psql"));
    command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url]);
    Ok(command)
}
