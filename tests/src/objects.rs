//! What lies in the store, seen without the server.

use std::path::{Path, PathBuf};

/// The store of a server.
#[derive(Clone, Debug)]
pub enum Objects {
    /// A folder.
    Folder(PathBuf),
    /// A bucket, by its URL.
    Bucket {
        /// Endpoint and name.
        url: String,
    },
}

impl Objects {
    /// The keys of all objects, sorted. In a folder that is every file, whatever it is called.
    pub async fn keys(&self) -> Vec<String> {
        let mut keys = match self {
            Self::Folder(folder) => files(folder),
            Self::Bucket { url } => in_bucket(url).await,
        };
        keys.sort();
        keys
    }

    /// The bytes of an object.
    pub async fn read(&self, key: &str) -> Vec<u8> {
        match self {
            Self::Folder(folder) => std::fs::read(folder.join(key)).expect("an object"),
            Self::Bucket { url } => {
                // The test server looks whether a request is signed, not by whom.
                let request = reqwest::Client::new().get(format!("{url}/{key}"));
                let signed = request.header("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request");
                let answer = signed.send().await.expect("the S3 server");
                assert!(answer.status().is_success(), "{key}: {}", answer.status());
                answer.bytes().await.expect("an object").to_vec()
            }
        }
    }

    /// The uploaded file of a video, of which there must be exactly one.
    pub async fn source(&self, video: &str) -> Vec<u8> {
        let keys = self.keys().await;
        let found: Vec<&String> = keys.iter().filter(|key| key.starts_with(&format!("videos/{video}/source/"))).collect();
        let [key] = found.as_slice() else { panic!("not one source of {video}: {keys:?}") };
        self.read(key).await
    }

    /// Multipart uploads to the store that were begun and neither finished nor aborted.
    pub async fn unfinished(&self) -> usize {
        match self {
            Self::Folder(_) => 0,
            Self::Bucket { url } => fetch(&format!("{url}?uploads")).await.matches("<Upload>").count(),
        }
    }
}

/// Every file below a folder, by its path from there; none if there is no folder.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

async fn in_bucket(url: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    loop {
        let after = keys.last().map(|last| format!("&start-after={last}")).unwrap_or_default();
        let page = fetch(&format!("{url}?list-type=2{after}")).await;
        let before = keys.len();
        keys.extend(page.split("<Key>").skip(1).filter_map(|rest| Some(rest.split_once("</Key>")?.0.to_owned())));
        if keys.len() == before || !page.contains("<IsTruncated>true</IsTruncated>") {
            return keys;
        }
    }
}

async fn fetch(url: &str) -> String {
    let answer = reqwest::get(url).await.expect("the S3 server");
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    answer.text().await.expect("a listing")
}
