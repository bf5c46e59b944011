//! Running commands. Every wait watches for ctrl-c, and no child has our standard input.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::error::{Context as _, Failure, Result};
use crate::interrupt;
use crate::ui::Spinner;

const POLL: Duration = Duration::from_millis(25);
/// How long a child that shares our terminal may take to end by the ctrl-c that it got as well.
const OWN_EXIT: Duration = Duration::from_secs(2);
/// How long a child may take to end after a polite signal.
const POLITE_EXIT: Duration = Duration::from_secs(15);

/// The command as a user would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Runs a command whose output the user sees as it comes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    eprintln!("    $ {}", shown(command));
    let mut child = spawn(command.stdin(Stdio::null()))?;
    succeeded(command, wait(&mut child)?)
}

/// Runs a command behind a spinner; its output is shown only when it fails.
pub(crate) fn quietly(label: &str, command: &mut Command) -> Result<()> {
    let spinner = Spinner::start(label);
    let mut log = tempfile::tempfile().context("make a temporary file")?;
    let writer = || log.try_clone().context("share a temporary file");
    let mut child = spawn(command.stdin(Stdio::null()).stdout(writer()?).stderr(writer()?))?;
    let status = wait(&mut child)?;
    if !status.success() {
        drop(spinner);
        eprintln!("{}", tail(&mut log));
        return succeeded(command, status);
    }
    spinner.done();
    Ok(())
}

/// Runs a short command for its standard output; what it said on stderr joins the error.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().context(format!("run `{}`", shown(command)))?;
    if output.status.success() {
        return String::from_utf8(output.stdout).context(format!("read the output of `{}`", shown(command)));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("`{}` failed: {}", shown(command), said.trim())))
}

/// Whether a short, silent command ends well. A missing program is a no.
pub(crate) fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

pub(crate) fn spawn(command: &mut Command) -> Result<Child> {
    command.spawn().context(format!("start `{}`", shown(command)))
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{}` failed ({status})", shown(command)))) }
}

/// Waits for a child of our own process group.
///
/// After ctrl-c the terminal has told the child too, so it gets a moment to end by itself before it is told again:
/// test runners and cargo take a second signal for impatience.
fn wait(child: &mut Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait().context("wait for a command")? {
            interrupt::check()?;
            return Ok(status);
        }
        if interrupt::raised() {
            if !ends_within(child, OWN_EXIT) {
                stop(child, Signal::TERM);
            }
            return Err(Failure::Interrupted);
        }
        std::thread::sleep(POLL);
    }
}

/// Asks a child to end, and after a while makes it end. Only this child: by the id that we were given for it.
pub(crate) fn stop(child: &mut Child, polite: Signal) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    let pid = pid(child);
    if let Some(pid) = pid {
        let _ = kill_process(pid, polite);
    }
    if !ends_within(child, POLITE_EXIT) {
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Like [`stop`], for a child that leads its own process group; whatever it left in the group is ended too.
pub(crate) fn stop_group(child: &mut Child, polite: Signal) {
    let group = pid(child);
    stop(child, polite);
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

fn pid(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}

fn ends_within(child: &mut Child, patience: Duration) -> bool {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        std::thread::sleep(POLL);
    }
    false
}

/// The last lines of a log, enough to see why something failed.
pub(crate) fn tail(log: &mut File) -> String {
    use std::io::{Seek as _, SeekFrom};
    let mut text = Vec::new();
    if log.seek(SeekFrom::Start(0)).and_then(|_| log.read_to_end(&mut text)).is_err() {
        return String::new();
    }
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(60);
    lines.iter().skip(from).map(|line| format!("    | {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_command_names_itself_and_what_it_said() {
        let Err(Failure::Message(message)) = read(Command::new("sh").args(["-c", "echo no luck >&2; exit 3"])) else {
            panic!("it failed, so it must be an error");
        };
        assert!(message.contains("sh -c") && message.contains("no luck"), "{message}");
    }

    #[test]
    fn a_missing_program_does_not_work() {
        assert!(!works(&mut Command::new("no-such-program-anywhere")));
    }

    #[test]
    fn a_deaf_child_group_is_ended() {
        use std::os::unix::process::CommandExt as _;
        let mut child = spawn(Command::new("sleep").arg("60").process_group(0)).unwrap();
        stop_group(&mut child, Signal::TERM);
        assert!(matches!(child.try_wait(), Ok(Some(_))));
    }
}
