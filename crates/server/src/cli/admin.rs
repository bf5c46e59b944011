//! `claqueta admin create`.

use super::{Failure, context, say};
use crate::settings::Sources;
use clap::{Args, Subcommand};
use domain::Fault;
use domain::user::{Password, Register};
use garde::Validate;
use std::io::BufRead;

/// Make accounts that sign-up does not make.
#[derive(Debug, Args)]
pub(super) struct Admin {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make an administrator; the password is read from standard input, one line.
    Create {
        /// Mail address; counts as verified.
        #[arg(long)]
        email: String,
        /// Public name.
        #[arg(long)]
        handle: String,
        /// Name as it is written; the handle without it.
        #[arg(long)]
        display_name: Option<String>,
    },
}

impl Admin {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let Action::Create { email, handle, display_name } = self.action;
        let context = context(sources).await?;
        let mut password = String::new();
        std::io::stdin().lock().read_line(&mut password)?;
        let command = Register { email, handle, display_name, password: Password::new(password.trim_end_matches(['\r', '\n'])) };
        command.validate()?;
        let made = auth::accounts::create_admin(&context.auth, command).await;
        let user = made.map_err(|error| match error.fields() {
            [field, ..] => format!("{error}: {} {}", field.pointer.as_deref().unwrap_or_default().trim_start_matches('/'), field.detail),
            [] => error.to_string(),
        })?;
        say(&format!("made the administrator {}", user.handle))
    }
}
