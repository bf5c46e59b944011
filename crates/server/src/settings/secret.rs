//! The master secret, from which every key is derived.

use domain::IdGen;
use serde::Deserialize;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// Bytes of the master secret.
const LENGTH: usize = 32;

/// The master secret.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecuritySettings {
    /// 64 hexadecimal digits; empty: made on the first start and kept in `<data_dir>/secret.key`.
    pub secret_key: String,
}

impl fmt::Debug for SecuritySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecuritySettings").field("secret_key", &"***").finish()
    }
}

impl SecuritySettings {
    /// Every fault, each naming its key; never shows the value.
    pub fn validate(&self) -> Vec<String> {
        if self.secret_key.is_empty() || parse(&self.secret_key).is_some() {
            return Vec::new();
        }
        vec!["security.secret_key: must be 64 hexadecimal digits (32 bytes); `openssl rand -hex 32` makes one".to_owned()]
    }

    /// The configured secret, or the one kept in the data folder, or a new one that is then kept there.
    ///
    /// # Errors
    /// When the file can be neither read nor made, or holds something else.
    pub fn master_secret(&self, data_dir: &Path, ids: &dyn IdGen) -> io::Result<[u8; LENGTH]> {
        if let Some(secret) = parse(&self.secret_key) {
            return Ok(secret);
        }
        let path = data_dir.join("secret.key");
        if !path.exists() {
            create(&path, &ids.secret())?;
        }
        let text = std::fs::read_to_string(&path)?;
        parse(text.trim())
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{} does not hold 64 hexadecimal digits", path.display())))
    }
}

/// Written aside and linked into place, so that of two processes that start at once one wins and
/// both then read the same complete file.
fn create(path: &Path, secret: &[u8; LENGTH]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    writeln!(file, "{}", hex(secret))?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, b| text + &format!("{b:02x}"))
}

fn parse(text: &str) -> Option<[u8; LENGTH]> {
    if text.len() != LENGTH * 2 || !text.is_ascii() {
        return None;
    }
    let mut secret = [0; LENGTH];
    for (i, byte) in secret.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(i * 2..i * 2 + 2)?, 16).ok()?;
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemIds;

    #[test]
    fn a_made_secret_is_kept_private_and_stays_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let settings = SecuritySettings { secret_key: String::new() };
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
        let settings = SecuritySettings { secret_key: "hunter2".to_owned() };
        let faults = settings.validate().join("\n");
        assert!(faults.contains("security.secret_key") && !faults.contains("hunter2"), "{faults}");
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(SecuritySettings { secret_key: "0".repeat(64) }.validate().is_empty());
    }
}
