//! From settings to an object store.

use super::settings::Place;
use super::{StorageError, StorageSettings};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::signer::Url;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What differs between the two places, besides the object store itself.
#[derive(Debug)]
pub(super) enum Backend {
    /// A folder, by its absolute path.
    Folder(PathBuf),
    /// A bucket, with the key prefix of the settings (empty, or without slashes at its ends).
    Bucket { signer: Arc<AmazonS3>, prefix: String },
}

/// Opens the place that the settings name; a missing folder is made.
pub(super) fn open(settings: &StorageSettings) -> Result<(Arc<dyn ObjectStore>, Backend), StorageError> {
    match settings.place()? {
        Place::Folder(folder) => {
            std::fs::create_dir_all(&folder)?;
            let root = std::fs::canonicalize(&folder)?;
            let store = LocalFileSystem::new_with_prefix(&root)?.with_fsync(true);
            Ok((Arc::new(store), Backend::Folder(root)))
        }
        Place::Bucket { bucket, prefix } => {
            let store = Arc::new(bucket_store(settings, &bucket)?);
            Ok((store.clone(), Backend::Bucket { signer: store, prefix }))
        }
    }
}

fn bucket_store(settings: &StorageSettings, bucket: &str) -> Result<AmazonS3, StorageError> {
    let client = ClientOptions::new()
        // A limit on the whole request would cut off every long download; silence is what is bounded.
        .with_timeout_disabled()
        .with_read_timeout(Duration::from_secs(settings.read_timeout_seconds))
        .with_connect_timeout(Duration::from_secs(settings.connect_timeout_seconds))
        .with_allow_http(settings.allow_http);
    let retry = RetryConfig {
        backoff: BackoffConfig::default(),
        max_retries: settings.retries,
        retry_timeout: Duration::from_secs(settings.retry_timeout_seconds),
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&settings.region)
        .with_virtual_hosted_style_request(!settings.path_style)
        .with_client_options(client)
        .with_retry(retry);
    if !settings.endpoint.is_empty() {
        builder = builder.with_endpoint(endpoint(settings, bucket)?);
    }
    if !settings.access_key_id.is_empty() {
        builder = builder.with_access_key_id(&settings.access_key_id).with_secret_access_key(&settings.secret_access_key);
    }
    Ok(builder.build()?)
}

/// The endpoint as `object_store` wants it: with the bucket as its first label unless path style.
fn endpoint(settings: &StorageSettings, bucket: &str) -> Result<String, StorageError> {
    let endpoint = settings.endpoint.trim_end_matches('/');
    if settings.path_style {
        return Ok(endpoint.to_owned());
    }
    let bad = || StorageError::Settings("storage.endpoint: not a URL with a host name".to_owned());
    let mut url = Url::parse(endpoint).map_err(|_| bad())?;
    let host = format!("{bucket}.{}", url.host_str().ok_or_else(bad)?);
    url.set_host(Some(&host)).map_err(|_| bad())?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_goes_into_the_host_unless_path_style() {
        let settings =
            |path_style| StorageSettings { endpoint: "https://s3.example:9000/".into(), path_style, ..StorageSettings::default() };
        assert_eq!(endpoint(&settings(true), "b").unwrap(), "https://s3.example:9000");
        assert_eq!(endpoint(&settings(false), "b").unwrap(), "https://b.s3.example:9000");
    }
}
