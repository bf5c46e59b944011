//! `claqueta keys`: the keys that sign access tokens.

use super::{Failure, context, say};
use crate::settings::Sources;
use auth::Ctx;
use auth::signing::{self, Cause, SigningKeyView};
use clap::{Args, Subcommand};
use std::fmt::Write as _;

/// See and change the keys that sign access tokens; nobody is logged out.
#[derive(Debug, Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the keys, the newest first.
    List,
    /// Make the next key. It is published now and signs ten minutes later; the present one goes on
    /// verifying until its last token has expired.
    Rotate {
        /// For keys that may have leaked: the new one signs at once and all others are removed. Access
        /// tokens of theirs are refused within seconds; clients refresh, and sessions go on.
        #[arg(long)]
        at_once: bool,
    },
}

impl Keys {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let context = context(sources).await?;
        say(&perform(&context.auth, self.action).await?)
    }
}

async fn perform(ctx: &Ctx, action: Action) -> Result<String, Failure> {
    match action {
        Action::List => Ok(listed(&signing::list(ctx).await?)),
        Action::Rotate { at_once: true } => {
            let key = signing::replace(ctx).await?;
            Ok(format!("{} signs from now on; all other keys are gone", key.kid))
        }
        Action::Rotate { at_once: false } => {
            let key = signing::rotate(ctx, Cause::Operator).await?;
            Ok(format!("{} signs from {} on", key.kid, key.signs_from))
        }
    }
}

/// A line for each key, in columns under their names.
fn listed(keys: &[SigningKeyView]) -> String {
    let until = |key: &SigningKeyView| key.until.map_or_else(|| "-".to_owned(), |until| until.to_string());
    let mut lines = vec![["KEY".to_owned(), "STATE".to_owned(), "SIGNS FROM".to_owned(), "TOKENS UNTIL".to_owned()]];
    lines.extend(keys.iter().map(|key| [key.kid.clone(), key.state.name().to_owned(), key.since.to_string(), until(key)]));
    let width = |of: fn(&[String; 4]) -> &String| lines.iter().map(|line| of(line).chars().count()).max().unwrap_or_default();
    let (kids, states, since) = (width(|[kid, ..]| kid), width(|[_, state, ..]| state), width(|[_, _, since, _]| since));
    let mut text = String::new();
    for [kid, state, from, until] in &lines {
        let _ = writeln!(text, "{kid:kids$}  {state:states$}  {from:since$}  {until}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::audit::EventView;

    async fn events(ctx: &Ctx) -> Vec<EventView> {
        let page = domain::page::PageRequest { limit: 10, after: None };
        persistence::audit::list(&ctx.db, &persistence::audit::Filter::default(), page).await.unwrap()
    }

    #[actix_web::test]
    async fn keys_are_listed_with_what_they_do_and_follow_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let context = crate::context::tests::context(folder.path(), "", &[]).await;
        let ctx = &context.auth;
        let words = async || {
            let text = perform(ctx, Action::List).await.unwrap();
            text.lines().skip(1).map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let first = words().await;
        assert_eq!((first.len(), first[0][1].as_str(), first[0][3].as_str()), (1, "current", "-"));

        let said = perform(ctx, Action::Rotate { at_once: false }).await.unwrap();
        let both = words().await;
        let states: Vec<_> = both.iter().map(|line| line[1].as_str()).collect();
        assert_eq!((states, &both[1][0]), (vec!["announced", "current"], &first[0][0]));
        assert_eq!(said, format!("{} signs from {} on", both[0][0], both[0][2]));
        assert!(both[1][3] > both[0][2], "the last token of the present key is made when the next one begins to sign");

        let said = perform(ctx, Action::Rotate { at_once: true }).await.unwrap();
        let only = words().await;
        assert_eq!((only.len(), only[0][1].as_str()), (1, "current"));
        assert_eq!(said, format!("{} signs from now on; all other keys are gone", only[0][0]));

        let told: Vec<_> = events(ctx).await.into_iter().map(|event| (event.action, event.detail)).collect();
        let by_operator = |action: &str, kid: &str| (action.to_owned(), serde_json::json!({ "kid": kid, "by": "operator" }));
        assert_eq!(told, [by_operator("signing-keys.replaced", &only[0][0]), by_operator("signing-key.announced", &both[0][0])]);
    }
}
