//! `claqueta admin`: accounts, for whoever can run commands on the server.

use super::{Failure, context, say};
use crate::problem::{Language, words};
use crate::settings::Sources;
use auth::Ctx;
use auth::administration::operator;
use clap::{Args, Subcommand};
use domain::user::{AdminUserView, Password, Register, Role};
use domain::{Fault, FieldError, rule};
use std::fmt::Write as _;
use std::io::BufRead;

/// Make administrators and help people who can't sign in.
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
    /// Give an account a role.
    Grant {
        /// Its handle or mail address.
        account: String,
        /// viewer, creator, moderator or admin.
        #[arg(long, default_value = "admin", value_parser = role)]
        role: Role,
    },
    /// Take an account's role away; it may still upload. The last administrator stays one.
    Revoke {
        /// Its handle or mail address.
        account: String,
    },
    /// Set an account's password and end all its sessions; the password is read from standard input, one line.
    ResetPassword {
        /// Its handle or mail address.
        account: String,
        /// Print a link by which the owner sets it himself, once, instead of reading one.
        #[arg(long)]
        link: bool,
    },
    /// Turn off the second factor of somebody who lost his app and his recovery codes.
    RemoveSecondFactor {
        /// Its handle or mail address.
        account: String,
    },
    /// List the accounts with a role.
    List {
        /// viewer, creator, moderator or admin.
        #[arg(long, default_value = "admin", value_parser = role)]
        role: Role,
    },
}

impl Admin {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let context = context(sources).await?;
        if matches!(self.action, Action::ResetPassword { link: true, .. }) && context.settings.http.public_url.is_empty() {
            return Err("there is no address that a link could lead to: set http.public_url (CLAQUETA__HTTP__PUBLIC_URL)".into());
        }
        say(&perform(&context.auth, self.action).await?)
    }
}

async fn perform(ctx: &Ctx, action: Action) -> Result<String, Failure> {
    match action {
        Action::Create { email, handle, display_name } => {
            let command = Register { email, handle, display_name, password: password_from_input()?, invitation: None };
            rule::check(&command).map_err(|fields| fields.iter().map(explain).collect::<Vec<_>>().join("\n"))?;
            let user = auth::accounts::create_admin(ctx, command).await.map_err(told)?;
            Ok(format!("made the administrator {}", user.handle))
        }
        Action::Grant { account, role } => given(ctx, &account, role).await,
        Action::Revoke { account } => given(ctx, &account, Role::Creator).await,
        Action::ResetPassword { account, link: true } => Ok(operator::reset_link(ctx, &account).await.map_err(about(&account))?),
        Action::ResetPassword { account, link: false } => {
            let view = operator::set_password(ctx, &account, password_from_input()?).await.map_err(about(&account))?;
            Ok(format!("{} has a new password, and all its sessions have ended", view.user.handle))
        }
        Action::RemoveSecondFactor { account } => {
            let removed = operator::remove_second_factor(ctx, &account).await.map_err(about(&account))?;
            Ok(format!("{account} {}", if removed { "signs in without a second factor now" } else { "has no second factor" }))
        }
        Action::List { role } => Ok(listed(&operator::list(ctx, role).await.map_err(told)?)),
    }
}

async fn given(ctx: &Ctx, account: &str, role: Role) -> Result<String, Failure> {
    let view = operator::change_role(ctx, account, role).await.map_err(about(account))?;
    Ok(format!("{} is {}", view.user.handle, view.user.role.name()))
}

fn password_from_input() -> Result<Password, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(Password::new(line.trim_end_matches(['\r', '\n'])))
}

/// An error with the field that it is about.
fn told(error: auth::Error) -> Failure {
    match error.fields() {
        [field, ..] => format!("{error}: {}", explain(field)).into(),
        [] => error.into(),
    }
}

/// The name of a field and the rule that its value breaks.
fn explain(field: &FieldError) -> String {
    let name = field.pointer.as_deref().unwrap_or_default().trim_start_matches('/');
    format!("{name} {}", words(&field.rule, Language::English))
}

/// The same, saying about whom.
fn about(account: &str) -> impl FnOnce(auth::Error) -> Failure {
    move |error| format!("{account}: {}", told(error)).into()
}

/// A line for each account, in columns.
fn listed(accounts: &[AdminUserView]) -> String {
    let width = |of: fn(&AdminUserView) -> &str| accounts.iter().map(|view| of(view).chars().count()).max().unwrap_or_default();
    let (handles, emails) = (width(|view| &view.user.handle), width(|view| &view.user.email));
    let mut text = String::new();
    for AdminUserView { user, created_at, suspension, .. } in accounts {
        let note = if suspension.is_some() { "  suspended" } else { "" };
        let _ = writeln!(text, "{:handles$}  {:emails$}  {created_at}{note}", user.handle, user.email);
    }
    if text.is_empty() { "nobody".to_owned() } else { text }
}

fn role(name: &str) -> Result<Role, String> {
    Role::from_name(name).ok_or_else(|| "must be viewer, creator, moderator or admin".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn roles_are_given_and_taken_and_listed_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let context = crate::context::tests::context(folder.path(), "", &[]).await;
        for handle in ["jefa", "otra_jefa"] {
            let password = Password::new("tres tristes tigres");
            let form = Register {
                email: format!("{handle}@example.org"),
                handle: handle.to_owned(),
                display_name: None,
                password,
                invitation: None,
            };
            auth::accounts::create_admin(&context.auth, form).await.unwrap();
        }
        let said = async |action| perform(&context.auth, action).await.map_err(|failure| failure.to_string());
        assert_eq!(said(Action::Revoke { account: "JEFA@example.org".into() }).await.unwrap(), "jefa is creator");
        assert_eq!(said(Action::Revoke { account: "otra_jefa".into() }).await.unwrap_err(), "otra_jefa: this is the last administrator");
        assert_eq!(said(Action::Grant { account: "nadie".into(), role: Role::Admin }).await.unwrap_err(), "nadie: there is no such thing");
        let listed = said(Action::List { role: Role::Admin }).await.unwrap();
        assert!(listed.starts_with("otra_jefa  otra_jefa@example.org  ") && listed.lines().count() == 1, "{listed}");
        assert_eq!(said(Action::List { role: Role::Viewer }).await.unwrap(), "nobody");
        let removed = said(Action::RemoveSecondFactor { account: "jefa".into() }).await.unwrap();
        assert_eq!(removed, "jefa has no second factor");
        let given = Action::Grant { account: "jefa".into(), role: Role::Moderator };
        assert_eq!(said(given).await.unwrap(), "jefa is moderator");
    }
}
