//! `claqueta policy`: who may use which address, for docs/POLICY.md.

use crate::policy::{self, Rule};
use std::fmt::Write as _;

/// Every operation as a row of a Markdown table, in the order of the policy.
pub(super) fn table() -> String {
    let mut text = String::from("| method | address | who | API keys | recent sign-in |\n|---|---|---|---|---|\n");
    for (method, path, rule) in policy::rows() {
        let (who, keys, recent) = row(*rule);
        let _ = writeln!(text, "| {method} | `{path}` | {who} | {keys} | {recent} |");
    }
    text
}

fn row(rule: Rule) -> (&'static str, String, &'static str) {
    let keys = |scope: Option<domain::access::Scope>| scope.map_or_else(|| "no".to_owned(), |scope| format!("`{}`", scope.name()));
    match rule {
        Rule::Open => ("anybody", String::new(), ""),
        Rule::Viewer(scope) => ("anybody; an account is known", keys(scope), ""),
        Rule::Account { role, scope, recent } => (role.name(), keys(scope), if recent { "yes" } else { "" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_a_row_and_tells_what_it_needs() {
        let table = table();
        assert_eq!(table.lines().count(), policy::rows().count() + 2);
        for row in [
            "| POST | `/api/auth/login` | anybody |  |  |",
            "| GET | `/api/videos/{id}` | anybody; an account is known | `videos:read` |  |",
            "| POST | `/api/videos` | creator | `videos:write` |  |",
            "| POST | `/api/auth/keys` | viewer | no | yes |",
        ] {
            assert!(table.lines().any(|line| line == row), "{row}");
        }
    }
}
