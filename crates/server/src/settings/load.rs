//! Lays the sources over each other: embedded defaults, profile, file, environment, secret files.
//!
//! The complete default file doubles as the schema: a key that it does not have is unknown, and
//! a value must have the type of its default. So all faults can be listed at once, each with the
//! source that it came from, and an environment variable needs no guess about its type.

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Num, Tag, Value};
use figment::{Figment, Metadata, Profile, Provider};
use serde::de::DeserializeOwned;
use std::path::PathBuf;

/// The reference: every key with its default.
const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const PROFILES: [(&str, &str); 2] =
    [("production", include_str!("../../../../config/production.toml")), ("test", include_str!("../../../../config/test.toml"))];
const PREFIX: &str = "CLAQUETA__";
const PROFILE_VARIABLE: &str = "CLAQUETA_PROFILE";
/// Keys whose value may be read from a file that `<KEY>_FILE` names, and which are never shown.
const SECRETS: [&str; 11] = [
    "security.secret_key",
    "security.former_secret_keys",
    "database.url",
    "redis.url",
    "storage.access_key_id",
    "storage.secret_access_key",
    "mail.smtp_url",
    "mail.smtp_password",
    "mail.api_key",
    "search.opensearch.password",
    "search.opensearch.api_key",
];

/// Sections that the operator names himself: each has the keys of this one.
const NAMED: (&str, &str) = ("auth.providers.", include_str!("../../../../config/provider.toml"));
const NAMED_SECRET: &str = ".client_secret";

/// Where the configuration comes from, apart from the embedded defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Name of a profile: `config/<profile>.toml` here, else the one that is embedded.
    pub profile: Option<String>,
    /// A file named on the command line.
    pub file: Option<PathBuf>,
    /// The environment, as pairs.
    pub environment: Vec<(String, String)>,
}

impl Sources {
    /// The sources of a real process: the given profile and file, and the process's environment.
    pub fn of_process(profile: Option<String>, file: Option<PathBuf>) -> Self {
        // Variables that are not UTF-8 cannot be ours.
        let environment = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect();
        Self { profile, file, environment }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.environment.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Every fault that was found, each naming its key.
    #[error("the configuration has {} fault(s):\n  {}", .0.len(), .0.join("\n  "))]
    Invalid(Vec<String>),
    /// A source cannot be read.
    #[error("cannot read the configuration: {0}")]
    Unreadable(String),
}

/// All sources merged and turned into `T`.
pub(super) fn merged<T: DeserializeOwned>(sources: &Sources) -> Result<T, SettingsError> {
    let (figment, faults) = layers(sources)?;
    if !faults.is_empty() {
        return Err(SettingsError::Invalid(faults));
    }
    figment.extract().map_err(|errors| SettingsError::Invalid(errors.into_iter().map(|e| e.to_string()).collect()))
}

/// The merged configuration as TOML lines `key = value`, secrets masked.
///
/// # Errors
/// [`SettingsError`] as on start.
pub fn shown(sources: &Sources) -> Result<String, SettingsError> {
    let (figment, faults) = layers(sources)?;
    if !faults.is_empty() {
        return Err(SettingsError::Invalid(faults));
    }
    let lines = leaves(&root(&figment)?).into_iter().map(|(key, value)| {
        let text = if is_secret(&key) { masked(&value) } else { rendered(&value) };
        format!("{key} = {text}\n")
    });
    Ok(lines.collect())
}

fn layers(sources: &Sources) -> Result<(Figment, Vec<String>), SettingsError> {
    let defaults = Figment::from(Toml::string(DEFAULTS));
    let schema = root(&defaults)?;
    let mut figment = defaults;
    if let Some(name) = sources.profile.as_deref().or_else(|| sources.variable(PROFILE_VARIABLE)) {
        figment = with_profile(figment, name)?;
    }
    if let Some(file) = &sources.file {
        if !file.is_file() {
            return Err(SettingsError::Unreadable(format!("{} is not a file", file.display())));
        }
        figment = figment.merge(Toml::file_exact(file));
    }
    let (environment, mut faults) = Environment::read(sources, &schema);
    figment = figment.merge(environment);
    faults.extend(differences(&figment, &schema)?);
    Ok((figment, faults))
}

fn with_profile(figment: Figment, name: &str) -> Result<Figment, SettingsError> {
    let path = PathBuf::from("config").join(format!("{name}.toml"));
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && path.is_file() {
        return Ok(figment.merge(Toml::file_exact(path)));
    }
    let embedded = PROFILES.iter().find(|(known, _)| *known == name);
    let (_, text) =
        embedded.ok_or_else(|| SettingsError::Unreadable(format!("there is no profile {name:?} ({} not found)", path.display())))?;
    Ok(figment.merge(Toml::string(text)))
}

fn root(figment: &Figment) -> Result<Value, SettingsError> {
    figment.find_value("").map_err(|error| SettingsError::Unreadable(error.to_string()))
}

/// Unknown keys and wrong types of the merged configuration.
fn differences(figment: &Figment, schema: &Value) -> Result<Vec<String>, SettingsError> {
    let faults = leaves(&root(figment)?).into_iter().filter_map(|(key, value)| {
        let source = figment
            .find_metadata(&key)
            .map_or_else(String::new, |m| m.source.as_ref().map_or_else(|| m.name.to_string(), ToString::to_string));
        let Some(default) = default_of(schema, &key) else { return Some(format!("{key}: unknown key (in {source})")) };
        let wanted = type_name(&default);
        let fits = type_name(&value) == wanted || (wanted == "a number" && type_name(&value) == "an integer");
        (!fits).then(|| format!("{key}: must be {wanted}, not {} (in {source})", type_name(&value)))
    });
    Ok(faults.collect())
}

/// The default of a key; nothing for an unknown one.
fn default_of(schema: &Value, key: &str) -> Option<Value> {
    let (section, shape) = NAMED;
    match key.strip_prefix(section) {
        Some(rest) => root(&Figment::from(Toml::string(shape))).ok()?.find(rest.split_once('.')?.1),
        None => schema.clone().find(key),
    }
}

/// Every value that is not a table, with its dotted key.
fn leaves(value: &Value) -> Vec<(String, Value)> {
    fn walk(prefix: &str, value: &Value, found: &mut Vec<(String, Value)>) {
        match value {
            Value::Dict(_, dict) if !dict.is_empty() => {
                for (key, value) in dict {
                    walk(&if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") }, value, found);
                }
            }
            other => found.push((prefix.to_owned(), other.clone())),
        }
    }
    let mut found = Vec::new();
    walk("", value, &mut found);
    found
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::String(..) | Value::Char(..) => "a string",
        Value::Bool(..) => "true or false",
        Value::Num(_, Num::F32(_) | Num::F64(_)) => "a number",
        Value::Num(..) => "an integer",
        Value::Empty(..) => "empty",
        Value::Dict(..) => "a table",
        Value::Array(..) => "a list",
    }
}

fn is_secret(key: &str) -> bool {
    SECRETS.contains(&key) || (key.starts_with(NAMED.0) && key.ends_with(NAMED_SECRET))
}

/// A database URL keeps all but its password; other secrets show only whether they are set.
fn masked(value: &Value) -> String {
    if let Value::Array(_, items) = value {
        return format!("[{}]", items.iter().map(masked).collect::<Vec<_>>().join(", "));
    }
    let text = value.as_str().unwrap_or_default();
    let Some((scheme, rest)) = text.split_once("://") else {
        return if text.is_empty() { "\"\"".to_owned() } else { "\"***\"".to_owned() };
    };
    match rest.rsplit_once('@') {
        Some((credentials, host)) => {
            let user = credentials.split(':').next().unwrap_or_default();
            format!("{:?}", format!("{scheme}://{user}:***@{host}"))
        }
        None => format!("{text:?}"),
    }
}

fn rendered(value: &Value) -> String {
    match value {
        Value::Array(_, items) => format!("[{}]", items.iter().map(rendered).collect::<Vec<_>>().join(", ")),
        Value::Dict(_, dict) => {
            format!("{{ {} }}", dict.iter().map(|(k, v)| format!("{k} = {}", rendered(v))).collect::<Vec<_>>().join(", "))
        }
        Value::String(_, text) => format!("{text:?}"),
        Value::Bool(_, flag) => flag.to_string(),
        Value::Num(_, num) => num.to_i128().map(|n| n.to_string()).or_else(|| num.to_f64().map(|n| n.to_string())).unwrap_or_default(),
        _ => String::new(),
    }
}

/// `CLAQUETA__SECTION__KEY` and `CLAQUETA__SECTION__KEY_FILE` as one more layer.
struct Environment(Dict);

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named("the environment")
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}

impl Environment {
    fn read(sources: &Sources, schema: &Value) -> (Self, Vec<String>) {
        let (mut dict, mut faults) = (Dict::new(), Vec::new());
        for (name, raw) in &sources.environment {
            let Some(rest) = name.strip_prefix(PREFIX) else { continue };
            let key = rest.to_ascii_lowercase().replace("__", ".");
            let of_file = key.strip_suffix("_file").filter(|base| is_secret(base));
            let result = match of_file {
                Some(base) => std::fs::read_to_string(raw)
                    .map(|text| (base, text.trim().to_owned()))
                    .map_err(|e| format!("{name}: cannot read {raw}: {e}")),
                None => Ok((key.as_str(), raw.clone())),
            };
            match result.and_then(|(key, text)| Ok((key, typed(name, &text, default_of(schema, key).as_ref())?))) {
                Ok((key, value)) => insert(&mut dict, key, value),
                Err(fault) => faults.push(fault),
            }
        }
        (Self(dict), faults)
    }
}

/// The text as a value of its default's type. Lists are separated by commas.
fn typed(name: &str, text: &str, default: Option<&Value>) -> Result<Value, String> {
    let Some(default) = default else { return Err(format!("{name}: unknown key")) };
    let wrong = || format!("{name}: must be {}", type_name(default));
    match default {
        Value::Bool(..) => text.parse::<bool>().map(Value::from).map_err(|_| wrong()),
        Value::Num(..) if type_name(default) == "a number" => text.parse::<f64>().map(Value::from).map_err(|_| wrong()),
        Value::Num(..) => text.parse::<i64>().map(Value::from).map_err(|_| wrong()),
        Value::Array(..) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Ok(Value::Array(Tag::Default, items.map(Value::from).collect()))
        }
        Value::Dict(..) => Err(format!("{name}: is a section, not a key")),
        _ => Ok(Value::from(text)),
    }
}

fn insert(dict: &mut Dict, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            dict.insert(key.to_owned(), value);
        }
        Some((section, rest)) => {
            let entry = dict.entry(section.to_owned()).or_insert_with(|| Value::from(Dict::new()));
            if let Value::Dict(_, inner) = entry {
                insert(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn with(pairs: &[(&str, &str)]) -> Sources {
        Sources { environment: pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(), ..Sources::default() }
    }

    #[test]
    fn the_defaults_and_every_profile_are_valid() {
        Settings::load(&Sources::default()).unwrap();
        for (name, _) in PROFILES {
            Settings::load(&Sources { profile: Some(name.to_owned()), ..Sources::default() }).unwrap();
        }
    }

    /// A key that the file lacks would silently have the default of its crate, and could not be
    /// set by the environment.
    #[test]
    fn the_default_file_has_every_key_with_the_default_of_its_crate() {
        let settings = Settings::load(&Sources::default()).unwrap();
        assert_eq!(settings.auth, auth::Settings::default());
        assert_eq!(settings.ladder, media::plan::LadderSettings::default());
        let schema = root(&Figment::from(Toml::string(DEFAULTS))).unwrap();
        for (section, value) in [("auth", serde_json::to_value(&settings.auth)), ("ladder", serde_json::to_value(&settings.ladder))] {
            for key in value.unwrap().as_object().unwrap().keys() {
                assert!(schema.find_ref(&format!("{section}.{key}")).is_some(), "{section}.{key} is missing in default.toml");
            }
        }
    }

    #[test]
    fn environment_wins_over_the_file_and_takes_the_type_of_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("c.toml");
        std::fs::write(&file, "data_dir = \"/from/file\"\n[http]\nbind = \"127.0.0.1:1\"\n").unwrap();
        let mut sources = with(&[
            ("CLAQUETA__HTTP__BIND", "127.0.0.1:0"),
            ("CLAQUETA__HTTP__CORS__ALLOWED_ORIGINS", "https://a.example, https://b.example"),
            ("CLAQUETA__HTTP__LIMITS__JSON_BYTES", "4096"),
        ]);
        sources.file = Some(file);
        let settings = Settings::load(&sources).unwrap();
        assert_eq!(settings.http.bind, "127.0.0.1:0");
        assert_eq!(settings.data_dir.to_str(), Some("/from/file"));
        assert_eq!(settings.http.limits.json_bytes, 4096);
        assert_eq!(settings.http.cors.allowed_origins, ["https://a.example", "https://b.example"]);
    }

    #[test]
    fn every_fault_is_listed_at_once_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("c.toml");
        std::fs::write(&file, "colour = 1\n[http]\nbindd = \"x\"\nworkers = \"two\"\n").unwrap();
        let mut sources = with(&[("CLAQUETA__HTTP__LIMITS__JSON_BYTES", "many"), ("CLAQUETA__NO__SUCH", "1")]);
        sources.file = Some(file);
        let text = Settings::load(&sources).unwrap_err().to_string();
        for part in [
            "colour: unknown",
            "http.bindd: unknown",
            "http.workers: must be an integer",
            "JSON_BYTES: must be",
            "CLAQUETA__NO__SUCH: unknown",
        ] {
            assert!(text.contains(part), "{part} is missing in: {text}");
        }
    }

    #[test]
    fn secrets_come_from_files_and_are_masked() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, format!("{}\n", "ab".repeat(32))).unwrap();
        let sources = with(&[("CLAQUETA__SECURITY__SECRET_KEY_FILE", file.to_str().unwrap())]);
        assert_eq!(Settings::load(&sources).unwrap().security.secret_key, "ab".repeat(32));
        let shown = shown(&sources).unwrap();
        assert!(shown.contains("security.secret_key = \"***\"") && !shown.contains("abab"), "{shown}");
    }

    #[test]
    fn sections_with_names_of_the_operators_choice_have_their_own_keys() {
        assert_eq!(
            toml_of(NAMED.1),
            serde_json::to_value(auth::providers::ProviderSettings::default()).unwrap(),
            "provider.toml has every key with its default"
        );
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, "hunter2\n").unwrap();
        let mut sources = with(&[
            ("CLAQUETA__AUTH__PROVIDERS__CORP__ISSUER", "https://id.example"),
            ("CLAQUETA__AUTH__PROVIDERS__CORP__CLIENT_ID", "claqueta"),
            ("CLAQUETA__AUTH__PROVIDERS__CORP__CLIENT_SECRET_FILE", secret.to_str().unwrap()),
            ("CLAQUETA__AUTH__PROVIDERS__CORP__SCOPES", "openid, email"),
        ]);
        let corp = Settings::load(&sources).unwrap().auth.providers["corp"].clone();
        assert_eq!((corp.issuer.as_str(), corp.client_secret.as_str(), corp.scopes.len()), ("https://id.example", "hunter2", 2));
        let shown = shown(&sources).unwrap();
        assert!(shown.contains("auth.providers.corp.client_secret = \"***\"") && !shown.contains("hunter2"), "{shown}");
        sources.environment.push(("CLAQUETA__AUTH__PROVIDERS__CORP__COLOUR".into(), "red".into()));
        assert!(Settings::load(&sources).unwrap_err().to_string().contains("COLOUR: unknown key"));
    }

    fn toml_of(text: &str) -> serde_json::Value {
        serde_json::to_value(Figment::from(Toml::string(text)).extract::<serde_json::Value>().unwrap()).unwrap()
    }

    #[test]
    fn a_database_password_is_masked_and_the_rest_is_shown() {
        assert_eq!(masked(&Value::from("postgres://u:p@ss@db/x")), "\"postgres://u:***@db/x\"");
        assert_eq!(masked(&Value::from("sqlite:///d/x.db")), "\"sqlite:///d/x.db\"");
    }
}
