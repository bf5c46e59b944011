//! Indexes, their aliases and their documents.

use super::mapping::{Mapping, known};
use super::{Answer, illegal, refusal};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// All indexes.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pub(super) indexes: BTreeMap<String, Index>,
}

/// One index.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) mapping: Mapping,
    pub(super) aliases: BTreeSet<String>,
    pub(super) documents: BTreeMap<String, Document>,
    /// What searches see.
    pub(super) seen: BTreeMap<String, Document>,
}

/// A document, or the version that a deleted one had.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) version: i64,
    pub(super) source: Option<Value>,
}

pub(super) fn no_such_index(name: &str) -> Answer {
    refusal(404, "index_not_found_exception", format!("no such index [{name}]"))
}

fn acknowledged() -> Value {
    json!({ "acknowledged": true })
}

impl Store {
    pub(super) fn is_alias(&self, name: &str) -> bool {
        self.indexes.values().any(|index| index.aliases.contains(name))
    }

    pub(super) fn create(&mut self, name: &str, body: &Value) -> Result<Value, Answer> {
        let legal = |c: char| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        if name.starts_with(['-', '_', '+']) || !name.chars().all(legal) {
            return Err(refusal(400, "invalid_index_name_exception", format!("Invalid index name [{name}]")));
        }
        if self.indexes.contains_key(name) {
            return Err(refusal(400, "resource_already_exists_exception", format!("index [{name}] already exists")));
        }
        if self.is_alias(name) {
            return Err(refusal(400, "invalid_index_name_exception", format!("Invalid index name [{name}], already exists as alias")));
        }
        known(body, &["settings", "mappings", "aliases"])?;
        let aliases: BTreeSet<String> = body["aliases"].as_object().into_iter().flatten().map(|(alias, _)| alias.clone()).collect();
        if let Some(alias) = aliases.iter().find(|alias| self.indexes.contains_key(*alias)) {
            return Err(invalid_alias(alias));
        }
        self.indexes.insert(name.to_owned(), Index { mapping: Mapping::of(body)?, aliases, ..Index::default() });
        Ok(acknowledged())
    }

    /// The one index that is written to by this name. One that isn't there is made, with any mapping.
    pub(super) fn written(&mut self, name: &str, require_alias: bool) -> Result<&mut Index, Answer> {
        if require_alias && !self.is_alias(name) {
            let reason = format!("no such index [{name}] and [require_alias] request flag is [true] and [{name}] is not an alias");
            return Err(refusal(404, "index_not_found_exception", reason));
        }
        if !self.is_alias(name) {
            return Ok(self.indexes.entry(name.to_owned()).or_default());
        }
        let mut behind = self.indexes.values_mut().filter(|index| index.aliases.contains(name));
        match (behind.next(), behind.next()) {
            (Some(index), None) => Ok(index),
            _ => Err(illegal(format!("no write index is defined for alias [{name}]"))),
        }
    }

    /// The indexes that are searched by this name.
    pub(super) fn searched(&self, name: &str) -> Result<Vec<(&String, &Index)>, Answer> {
        let found: Vec<_> = self.indexes.iter().filter(|(index, kept)| *index == name || kept.aliases.contains(name)).collect();
        if found.is_empty() { Err(no_such_index(name)) } else { Ok(found) }
    }

    pub(super) fn aliases(&self, pattern: &str) -> Result<Value, Answer> {
        let fits = |name: &str| pattern.strip_suffix('*').map_or(name == pattern, |start| name.starts_with(start));
        let found: BTreeMap<&String, Value> = self
            .indexes
            .iter()
            .filter(|(name, _)| fits(name))
            .map(|(name, index)| {
                (name, json!({ "aliases": index.aliases.iter().map(|alias| (alias, json!({}))).collect::<BTreeMap<_, _>>() }))
            })
            .collect();
        if found.is_empty() && !pattern.ends_with('*') {
            return Err(no_such_index(pattern));
        }
        Ok(json!(found))
    }

    /// All of it or nothing. Indexes are removed before anything else is done, wherever that stands.
    pub(super) fn change_aliases(&mut self, body: &Value) -> Result<Value, Answer> {
        let mut draft = self.clone();
        let actions = known(body, &["actions"])?.get("actions").and_then(Value::as_array).filter(|all| !all.is_empty());
        let actions = actions.ok_or_else(|| refusal(400, "action_request_validation_exception", "Must specify at least one action"))?;
        for removes in [true, false] {
            for (kind, target) in actions.iter().filter_map(Value::as_object).flatten() {
                if (kind == "remove_index") == removes {
                    draft.change_alias(kind, target)?;
                }
            }
        }
        *self = draft;
        Ok(acknowledged())
    }

    fn change_alias(&mut self, kind: &str, target: &Value) -> Result<(), Answer> {
        let text = |key: &str| target[key].as_str().unwrap_or_default();
        let (name, alias) = (text("index"), text("alias"));
        if kind == "remove_index" {
            known(target, &["index"])?;
            if self.is_alias(name) {
                return Err(illegal(format!(
                    "The provided expression [{name}] matches an alias, specify the corresponding concrete indices instead."
                )));
            }
            return self.indexes.remove(name).map(drop).ok_or_else(|| no_such_index(name));
        }
        known(target, &["index", "alias"])?;
        if self.indexes.contains_key(alias) {
            return Err(invalid_alias(alias));
        }
        let index = self.indexes.get_mut(name).ok_or_else(|| no_such_index(name))?;
        match kind {
            "add" => {
                index.aliases.insert(alias.to_owned());
                Ok(())
            }
            "remove" if index.aliases.remove(alias) => Ok(()),
            "remove" => Err(refusal(404, "aliases_not_found_exception", format!("aliases [{alias}] missing"))),
            _ => Err(refusal(400, "x_content_parse_exception", format!("[aliases] unknown field [{kind}]"))),
        }
    }

    pub(super) fn refresh(&mut self, name: &str) -> Result<Value, Answer> {
        self.searched(name)?;
        for (index, kept) in &mut self.indexes {
            if index == name || kept.aliases.contains(name) {
                kept.refresh();
            }
        }
        Ok(json!({ "_shards": { "total": 1, "successful": 1, "failed": 0 } }))
    }

    pub(super) fn refresh_all(&mut self) {
        self.indexes.values_mut().for_each(Index::refresh);
    }
}

fn invalid_alias(alias: &str) -> Answer {
    refusal(
        400,
        "invalid_alias_name_exception",
        format!("Invalid alias name [{alias}]: an index or data stream exists with the same name as the alias"),
    )
}

impl Index {
    fn refresh(&mut self) {
        self.seen =
            self.documents.iter().filter(|(_, document)| document.source.is_some()).map(|(id, d)| (id.clone(), d.clone())).collect();
    }

    /// Whether this version may be written; what was deleted has one too.
    pub(super) fn admits(&self, id: &str, version: i64) -> Result<(), Answer> {
        match self.documents.get(id) {
            Some(known) if known.version >= version => {
                let reason = format!(
                    "[{id}]: version conflict, current version [{}] is higher or equal to the one provided [{version}]",
                    known.version
                );
                Err(refusal(409, "version_conflict_engine_exception", reason))
            }
            _ => Ok(()),
        }
    }
}
