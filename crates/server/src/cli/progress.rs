//! Progress of a long command: a bar on a terminal, a line in the log every ten seconds elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Pause between two lines of the log.
const PAUSE: Duration = Duration::from_secs(10);

/// How far a command is.
pub(super) struct Progress {
    what: &'static str,
    output: Output,
}

enum Output {
    Terminal(ProgressBar),
    /// When the last line was written, or the command began.
    Log(Mutex<Instant>),
}

impl Progress {
    /// The progress of something that begins now; `what` names what is counted.
    pub(super) fn new(what: &'static str) -> Self {
        let output = if std::io::stderr().is_terminal() {
            Output::Terminal(ProgressBar::new_spinner())
        } else {
            Output::Log(Mutex::new(Instant::now()))
        };
        Self { what, output }
    }

    /// Shows that so many are done, of so many where that is known.
    pub(super) fn set(&self, done: u64, all: Option<u64>) {
        match &self.output {
            Output::Terminal(bar) => draw(bar, self.what, done, all),
            Output::Log(last) => {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                if last.elapsed() >= PAUSE {
                    *last = Instant::now();
                    tracing::info!("{}", line(self.what, done, all));
                }
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn end(self) {
        if let Output::Terminal(bar) = self.output {
            bar.finish_and_clear();
        }
    }
}

fn draw(bar: &ProgressBar, what: &'static str, done: u64, all: Option<u64>) {
    if let Some(all) = all
        && bar.length() != Some(all.max(done))
    {
        bar.set_length(all.max(done));
        // A template that is written here is valid.
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} {per_sec} {eta}") {
            bar.set_style(style);
        }
    }
    bar.set_message(if all.is_some() { what.to_owned() } else { line(what, done, None) });
    bar.set_position(done);
}

fn line(what: &str, done: u64, all: Option<u64>) -> String {
    match all {
        Some(all) => format!("{done} of {} {what}", all.max(done)),
        None => format!("{done} {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_what_is_counted() {
        assert_eq!(line("documents", 3, Some(10)), "3 of 10 documents");
        assert_eq!(line("documents", 12, Some(10)), "12 of 12 documents", "more came while it ran");
        assert_eq!(line("objects", 3, None), "3 objects");
    }

    #[test]
    fn log_is_written_once_per_pause() {
        let long_ago = Instant::now().checked_sub(PAUSE).unwrap();
        let progress = Progress { what: "documents", output: Output::Log(Mutex::new(long_ago)) };
        progress.set(1, Some(2));
        let Output::Log(last) = &progress.output else { panic!("it logs") };
        let written = *last.lock().unwrap();
        assert!(written > long_ago);
        progress.set(2, Some(2));
        assert_eq!(*last.lock().unwrap(), written, "the second line waits");
    }
}
