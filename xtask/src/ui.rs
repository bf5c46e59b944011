//! What the user sees between the commands' own output: headings, and spinners on quiet long steps.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Starts a part of the task. Written to stderr, so that stdout stays the product of the command.
pub(crate) fn heading(text: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("\n\x1b[1;36m==>\x1b[0m \x1b[1m{text}\x1b[0m");
    } else {
        eprintln!("\n==> {text}");
    }
}

/// One line of news.
pub(crate) fn note(text: &str) {
    eprintln!("    {text}");
}

/// A step that prints nothing by itself: a spinner with its age on a terminal, two plain lines in a log.
pub(crate) struct Spinner {
    bar: Option<ProgressBar>,
    label: String,
    started: Instant,
}

impl Spinner {
    pub(crate) fn start(label: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner().with_message(label.to_owned());
            if let Ok(style) = ProgressStyle::with_template("    {spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        if bar.is_none() {
            note(&format!("{label} ..."));
        }
        Self { bar, label: label.to_owned(), started: Instant::now() }
    }

    /// Replaces the text, for instance by how far the step has come.
    pub(crate) fn update(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{}: {text}", self.label));
        }
    }

    /// Ends the step; dropping the spinner without this leaves its line to the error that follows.
    pub(crate) fn done(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        note(&format!("{}: done in {}", self.label, seconds(self.started.elapsed())));
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// `75.2 s`, `4 min 05 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 120 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} min {:02} s", whole / 60, whole % 60) }
}
