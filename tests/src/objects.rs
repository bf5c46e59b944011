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
