//! Somebody with an account, who makes videos.

use crate::api::{Answer, Api};
use crate::server::Server;
use crate::tus;
use crate::wait;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Longest time that a short clip may take on a busy machine.
pub const ENCODE: Duration = Duration::from_mins(10);
/// Everybody's password.
pub const PASSWORD: &str = "una claqueta de madera";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// A client with the account's token.
    pub api: Api,
}

impl Person {
    /// Makes an account and signs in.
    pub async fn register(server: &Server, handle: &str) -> Self {
        let api = server.api();
        let email = format!("{handle}@example.test");
        let body = json!({ "email": email, "password": PASSWORD, "handle": handle });
        api.post("/api/auth/register", &body).await.expect(201);
        Self::sign_in(server, handle).await
    }

    /// Signs in again.
    pub async fn sign_in(server: &Server, handle: &str) -> Self {
        let api = server.api();
        let body = json!({ "email_or_handle": handle, "password": PASSWORD });
        let tokens = api.post("/api/auth/login?delivery=body", &body).await.expect(200).json();
        let token = tokens["access_token"].as_str().expect("an access token");
        Self { api: api.with_token(token) }
    }

    /// Makes a draft and gives its id.
    pub async fn draft(&self, title: &str, visibility: &str) -> String {
        let body = json!({ "title": title, "visibility": visibility });
        text(&self.api.post("/api/videos", &body).await.expect(201).json()["id"])
    }

    /// Sends a file to a video by tus; gives the address of the upload.
    pub async fn upload(&self, video: &str, file: &Path) -> String {
        let bytes = tokio::fs::read(file).await.expect("a file");
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let upload = tus::create(&self.api, bytes.len() as u64, &[("video_id", video), ("filename", name)]).await;
        tus::patch(&self.api, &upload, 0, bytes).await.expect(204);
        upload
    }

    /// Makes a video of a file; gives its id without waiting for the encode.
    pub async fn send(&self, title: &str, visibility: &str, file: &Path) -> String {
        let video = self.draft(title, visibility).await;
        self.upload(&video, file).await;
        video
    }

    /// Makes a video of a file, and waits until it is ready.
    pub async fn publish(&self, title: &str, visibility: &str, file: &Path) -> String {
        let video = self.send(title, visibility, file).await;
        self.until_ready(&video).await;
        video
    }

    /// How far the work on a video is.
    pub async fn processing(&self, video: &str) -> Value {
        self.api.get(&format!("/api/videos/{video}/processing")).await.expect(200).json()
    }

    /// Waits for one of two ends: `ready` or `failed`.
    pub async fn until_done(&self, video: &str) -> Value {
        wait::until(ENCODE, &format!("the end of the work on {video}"), async || {
            let view = self.processing(video).await;
            matches!(view["state"].as_str(), Some("ready" | "failed")).then_some(view)
        })
        .await
    }

    /// Waits until a video is ready.
    pub async fn until_ready(&self, video: &str) -> Value {
        let view = self.until_done(video).await;
        assert_eq!(view["state"], "ready", "{view}");
        view
    }

    /// Waits until a player could begin.
    pub async fn until_playable(&self, video: &str) -> Value {
        wait::until(ENCODE, &format!("{video} is playable"), async || {
            let view = self.processing(video).await;
            assert_ne!(view["state"], "failed", "{view}");
            (view["playable"] == true).then_some(view)
        })
        .await
    }

    /// The video, as its owner sees it.
    pub async fn video(&self, video: &str) -> Answer {
        self.api.get(&format!("/api/videos/{video}")).await.expect(200)
    }

    /// The addresses for players.
    pub async fn playback(&self, video: &str) -> Value {
        self.api.get(&format!("/api/videos/{video}/playback")).await.expect(200).json()
    }

    /// The address of the master playlist, with its host.
    pub async fn master(&self, video: &str) -> String {
        self.api.url(self.playback(video).await["hls_url"].as_str().expect("an address"))
    }
}

/// A member that must be text.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}
