//! The master secret, from which every key is derived.

use auth::keys::MasterSecret;
use domain::IdGen;
use serde::Deserialize;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// The master secret, and those before it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecuritySettings {
    /// 32 bytes as 64 hexadecimal digits or base64; empty: made on the first start and kept in
    /// `<data_dir>/secret.key`.
    pub secret_key: String,
    /// Secrets that were used before, newest first: what they signed stays valid.
    pub former_secret_keys: Vec<String>,
}

impl fmt::Debug for SecuritySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecuritySettings").finish_non_exhaustive()
    }
}

impl SecuritySettings {
    /// Every fault, each naming its key; never shows the value.
    pub fn validate(&self) -> Vec<String> {
        let bad = |text: &str| MasterSecret::parse(text).is_none();
        let mut faults = Vec::new();
        if !self.secret_key.is_empty() && bad(&self.secret_key) {
            faults.push("security.secret_key: must be 32 bytes in hexadecimal or base64; `openssl rand -hex 32` makes them".to_owned());
        }
        if self.former_secret_keys.iter().any(|text| bad(text)) {
            faults.push("security.former_secret_keys: each must be 32 bytes in hexadecimal or base64".to_owned());
        }
        faults
    }

    /// The configured secret, or the one kept in the data folder, or a new one that is then kept there.
    ///
    /// # Errors
    /// When the file can be neither read nor made, or holds something else.
    pub fn master_secret(&self, data_dir: &Path, ids: &dyn IdGen) -> io::Result<MasterSecret> {
        if let Some(secret) = MasterSecret::parse(&self.secret_key).filter(|_| !self.secret_key.is_empty()) {
            return Ok(secret);
        }
        let path = data_dir.join("secret.key");
        if !path.exists() {
            create(&path, &MasterSecret::new(ids.secret()))?;
        }
        let text = std::fs::read_to_string(&path)?;
        MasterSecret::parse(&text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{} holds no secret", path.display())))
    }

    /// The former secrets, newest first.
    pub fn former_secrets(&self) -> Vec<MasterSecret> {
        self.former_secret_keys.iter().filter_map(|text| MasterSecret::parse(text)).collect()
    }
}

/// Written aside and linked into place, so that of two processes that start at once one wins and
/// both then read the same complete file.
fn create(path: &Path, secret: &MasterSecret) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    writeln!(file, "{}", secret.to_text())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemIds;

    #[test]
    fn a_made_secret_is_kept_private_and_stays_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let settings = SecuritySettings { secret_key: String::new(), former_secret_keys: Vec::new() };
        let first = settings.master_secret(folder.path(), &SystemIds::default()).unwrap();
        assert_eq!(settings.master_secret(folder.path(), &SystemIds::default()).unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join("secret.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn the_value_is_checked_but_never_shown() {
        let settings = SecuritySettings { secret_key: "hunter2".to_owned(), former_secret_keys: Vec::new() };
        let faults = settings.validate().join("\n");
        assert!(faults.contains("security.secret_key") && !faults.contains("hunter2"), "{faults}");
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(SecuritySettings { secret_key: "0".repeat(64), ..settings }.validate().is_empty());
    }
}
