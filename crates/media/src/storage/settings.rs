//! Where objects are kept: a local folder or an S3-compatible bucket.

use super::StorageError;
use object_store::signer::Url;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The `[storage]` section of the settings.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StorageSettings {
    /// `file:///absolute/folder` or `s3://bucket[/prefix]`. The server fills an empty one with a
    /// folder under its data directory.
    pub url: String,
    /// URL of an S3-compatible service; empty for Amazon's own.
    pub endpoint: String,
    /// Region for the signature.
    pub region: String,
    /// Access key; empty takes credentials from the instance or container metadata service.
    pub access_key_id: String,
    /// Secret of the access key.
    pub secret_access_key: String,
    /// `endpoint/bucket/key` instead of `bucket.endpoint/key`; most self-hosted stores need it.
    pub path_style: bool,
    /// Allows an `http://` endpoint.
    pub allow_http: bool,
    /// Longest wait for a connection.
    pub connect_timeout_seconds: u64,
    /// Longest silence in a request; also the longest time that sending one part may take.
    pub read_timeout_seconds: u64,
    /// Retries of a failed request, with exponential back-off; 0 for none.
    pub retries: usize,
    /// No retry begins later than this after the first attempt.
    pub retry_timeout_seconds: u64,
    /// Longest time that the readiness check may take.
    pub check_timeout_seconds: u64,
    /// How long a presigned URL for ffmpeg is good. It must outlast the longest job on one source.
    pub presign_seconds: u64,
    /// Size of the parts of a multipart upload; memory use per upload is three times this.
    pub part_bytes: u64,
}

impl Default for StorageSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            endpoint: String::new(),
            region: "us-east-1".to_owned(),
            access_key_id: String::new(),
            secret_access_key: String::new(),
            path_style: true,
            allow_http: false,
            connect_timeout_seconds: 5,
            read_timeout_seconds: 60,
            retries: 5,
            retry_timeout_seconds: 120,
            check_timeout_seconds: 3,
            presign_seconds: 21_600,
            part_bytes: 8 << 20,
        }
    }
}

/// What the URL of the settings means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Folder(PathBuf),
    Bucket { bucket: String, prefix: String },
}

impl StorageSettings {
    /// A local folder, everything else by default.
    pub fn local(folder: &Path) -> Self {
        Self { url: format!("file://{}", folder.display()), ..Self::default() }
    }

    /// Every fault of the section, in words for the operator; empty if it is good.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        match self.place() {
            Err(fault) => faults.push(fault.to_string()),
            Ok(Place::Folder(_)) => {}
            Ok(Place::Bucket { .. }) => self.validate_bucket(&mut faults),
        }
        for (name, value, least, most) in [
            ("connect_timeout_seconds", self.connect_timeout_seconds, 1, 300),
            ("read_timeout_seconds", self.read_timeout_seconds, 1, 3600),
            ("retry_timeout_seconds", self.retry_timeout_seconds, 1, 280),
            ("check_timeout_seconds", self.check_timeout_seconds, 1, 60),
            ("presign_seconds", self.presign_seconds, 60, 604_800),
            ("part_bytes", self.part_bytes, 5 << 20, 512 << 20),
        ] {
            if !(least..=most).contains(&value) {
                faults.push(format!("storage.{name}: {value} is not between {least} and {most}"));
            }
        }
        faults
    }

    fn validate_bucket(&self, faults: &mut Vec<String>) {
        if self.access_key_id.is_empty() != self.secret_access_key.is_empty() {
            faults.push("storage.access_key_id and storage.secret_access_key: give both or none".to_owned());
        }
        if self.region.is_empty() {
            faults.push("storage.region: must not be empty".to_owned());
        }
        match Url::parse(&self.endpoint).map(|url| url.scheme().to_owned()).as_deref() {
            _ if self.endpoint.is_empty() => {}
            Ok("https") => {}
            Ok("http") if self.allow_http => {}
            Ok("http") => faults.push("storage.endpoint: http needs storage.allow_http = true".to_owned()),
            _ => faults.push("storage.endpoint: not an http or https URL".to_owned()),
        }
    }

    pub(super) fn place(&self) -> Result<Place, StorageError> {
        let bad = |what: &str| StorageError::Settings(format!("storage.url: {what}"));
        let url = Url::parse(&self.url).map_err(|_| bad("must be file:///folder or s3://bucket[/prefix]"))?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(bad("must have no query and no fragment"));
        }
        match url.scheme() {
            "file" => url.to_file_path().map(Place::Folder).map_err(|()| bad("file:// needs an absolute path")),
            "s3" => {
                let bucket = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| bad("s3:// needs a bucket"))?;
                let prefix = url.path().trim_matches('/');
                if !prefix.is_empty() {
                    super::Key::parse(prefix).map_err(|_| bad("the prefix may hold A-Z a-z 0-9 . _ - and /"))?;
                }
                Ok(Place::Bucket { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
            }
            _ => Err(bad("must be file:///folder or s3://bucket[/prefix]")),
        }
    }
}

impl std::fmt::Debug for StorageSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Secrets must not reach a log, so this lists what may be seen.
        f.debug_struct("StorageSettings")
            .field("url", &self.url)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("path_style", &self.path_style)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_url(url: &str) -> StorageSettings {
        StorageSettings { url: url.to_owned(), ..StorageSettings::default() }
    }

    #[test]
    fn the_url_names_a_folder_or_a_bucket() {
        assert_eq!(with_url("file:///var/media").place().unwrap(), Place::Folder("/var/media".into()));
        assert_eq!(with_url("s3://b").place().unwrap(), Place::Bucket { bucket: "b".into(), prefix: String::new() });
        assert_eq!(with_url("s3://b/x/y/").place().unwrap(), Place::Bucket { bucket: "b".into(), prefix: "x/y".into() });
        for bad in ["", "/var/media", "file://host/x", "s3://", "s3:///x", "s3://b/../c%20d", "ftp://x", "s3://b?x=1"] {
            assert_eq!(with_url(bad).validate().len(), 1, "{bad}");
        }
    }

    #[test]
    fn every_fault_is_listed_at_once() {
        let settings = StorageSettings {
            endpoint: "http://127.0.0.1:9000".into(),
            access_key_id: "k".into(),
            region: String::new(),
            part_bytes: 1,
            ..with_url("s3://b")
        };
        assert_eq!(settings.validate().len(), 4);
        assert!(StorageSettings::local(Path::new("/x")).validate().is_empty());
    }

    #[test]
    fn secrets_are_not_shown() {
        let settings = StorageSettings { secret_access_key: "hush".into(), ..with_url("s3://b") };
        assert!(!format!("{settings:?}").contains("hush"));
    }
}
