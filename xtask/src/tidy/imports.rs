//! Who may import whom, from `cargo metadata`. ARCHITECTURE.md describes each crate.

use serde_json::Value;

use super::Findings;

/// Crates of ours that a crate may import. Whoever is not listed may import all of ours but `xtask` and `tests`.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("migration", &[]),
    ("xtask", &[]),
    ("persistence", &["domain", "migration"]),
    ("jobs", &["domain", "persistence"]),
    ("media", &["domain"]),
    ("cache", &["domain"]),
    ("integrations", &["domain"]),
    ("catalog", &["domain", "persistence", "jobs"]),
    ("library", &["domain", "persistence", "jobs"]),
    ("comments", &["domain", "persistence", "jobs"]),
    // The one thing that is read from another service while somebody waits: where documents are found.
    ("search", &["domain", "persistence", "jobs", "integrations"]),
    ("auth", &["domain", "persistence", "jobs", "media"]),
    ("pipeline", &["domain", "persistence", "jobs", "media"]),
];

/// Programs of their own, which nobody imports.
const NEVER_IMPORTED: &[&str] = &["xtask", "tests"];

/// Dependencies, by the start of their names, that stay behind one wall.
const WALLS: &[(&str, &[&str])] = &[
    ("sea-orm", &["persistence", "migration"]),
    // The tests hold the bare handler that the benchmark compares with.
    ("sqlx", &["persistence", "migration", "tests"]),
    ("actix", &["server", "tests"]),
    ("object_store", &["media"]),
    ("redis", &["cache"]),
    ("deadpool-redis", &["cache"]),
    ("figment", &["server"]),
];

/// What the rules of the domain must do without: time, tasks and the outside world come in as arguments.
const NOT_IN_DOMAIN: &[&str] = &["tokio", "reqwest", "futures", "tracing"];

pub(super) fn check(metadata: &Value) -> Findings {
    let packages = array(metadata, "packages");
    let ours: Vec<&str> = packages.iter().map(|package| text(package, "name")).collect();
    let mut findings = Findings::new();
    for package in packages {
        let name = text(package, "name");
        for dependency in array(package, "dependencies") {
            findings.extend(fault(name, text(dependency, "name"), &ours));
        }
    }
    findings
}

fn fault(importer: &str, imported: &str, ours: &[&str]) -> Option<String> {
    if ours.contains(&imported) {
        let allowed = MAY_IMPORT.iter().find(|(name, _)| *name == importer).map(|(_, allowed)| *allowed);
        // A crate may name itself among its dev-dependencies, to switch on a feature for its own tests.
        let fine =
            importer == imported || (!NEVER_IMPORTED.contains(&imported) && allowed.is_none_or(|allowed| allowed.contains(&imported)));
        return (!fine).then(|| format!("{importer} must not import {imported} (see \"who may import whom\")"));
    }
    if importer == "domain" && NOT_IN_DOMAIN.iter().any(|start| imported.starts_with(start)) {
        return Some(format!("domain must not import {imported}: it holds rules, and no input or output"));
    }
    let (_, allowed) = WALLS.iter().find(|(start, _)| imported.starts_with(start))?;
    (!allowed.contains(&importer)).then(|| format!("{importer} must not import {imported}: only {} may", allowed.join(" and ")))
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &[&str] = &["auth", "catalog", "domain", "media", "persistence", "server", "tests", "xtask"];

    fn refused(importer: &str, imported: &str) -> bool {
        fault(importer, imported, OURS).is_some()
    }

    #[test]
    fn the_layers_point_one_way() {
        assert!(!refused("catalog", "persistence"));
        assert!(refused("persistence", "catalog"));
        assert!(refused("domain", "persistence"));
        assert!(refused("media", "persistence"));
    }

    #[test]
    fn use_cases_do_not_import_each_other_and_the_server_sees_all() {
        assert!(refused("catalog", "auth"));
        assert!(refused("catalog", "media"));
        assert!(!refused("auth", "media"));
        assert!(!refused("server", "catalog") && !refused("server", "media"));
        assert!(refused("server", "xtask") && refused("xtask", "domain"));
    }

    #[test]
    fn outside_crates_stay_behind_their_walls() {
        assert!(!refused("persistence", "sea-orm") && refused("server", "sea-orm"));
        assert!(!refused("server", "actix-multipart") && refused("media", "actix-web"));
        assert!(!refused("media", "object_store") && refused("pipeline", "object_store"));
        assert!(refused("domain", "tokio") && !refused("domain", "serde"));
    }

    #[test]
    fn a_crate_may_switch_on_its_own_features_for_its_tests() {
        assert!(!refused("persistence", "persistence"));
    }

    #[test]
    fn metadata_is_read() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "domain", "dependencies": [{ "name": "serde" }, { "name": "catalog" }] },
            { "name": "catalog", "dependencies": [{ "name": "domain" }] },
        ] });
        let findings = check(&metadata);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].starts_with("domain must not import catalog"));
    }
}
