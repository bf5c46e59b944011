//! The one error of the tasks: a sentence for the person at the terminal, or their ctrl-c.

use std::fmt::Display;

/// Why a task ended without doing what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What went wrong and, where known, how to put it right.
    Message(String),
    /// The task has told everything itself, and how it told it matters to its readers.
    Told,
    /// SIGINT, SIGTERM or SIGHUP arrived. Nothing more is to be said: the user asked for it.
    Interrupted,
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Message(message.into())
    }
}

/// Says what was being attempted, in front of what the system answered.
pub(crate) trait Context<T> {
    fn context(self, attempt: impl Display) -> Result<T>;
}

impl<T, E: Display> Context<T> for std::result::Result<T, E> {
    fn context(self, attempt: impl Display) -> Result<T> {
        self.map_err(|error| Failure::Message(format!("{attempt}: {error}")))
    }
}
