//! Deciding on comments, votes, complaints and blocks over HTTP: what is answered, and to whom.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use domain::user::{Password, Register, Role};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use support::{Site, faults, outcome};

const NOBODYS: &str = "/api/comments/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e";

/// A site with the video of ana, and people who comment.
struct Talk {
    site: Site,
    video: String,
    ana: String,
    eve: String,
    kim: String,
    modesta: String,
}

impl Talk {
    async fn start() -> Self {
        let site = Site::start().await;
        let (ana, eve, kim) = (site.someone("ana").await, site.someone("eve").await, site.someone("kim").await);
        let (email, handle) = ("modesta@example.org".to_owned(), "modesta".to_owned());
        let form = Register { email, handle, password: Password::new("tres tristes tigres"), display_name: None, invitation: None };
        auth::accounts::create(&site.context.auth, form, Role::Moderator).await.unwrap();
        let modesta = site.login("modesta").await["access_token"].as_str().unwrap().to_owned();
        Self { video: site.publish(&ana).await, site, ana, eve, kim, modesta }
    }

    fn send(&self, method: Method, path: &str, who: Option<&String>) -> RequestBuilder {
        let request = self.site.request(method, path);
        if let Some(token) = who { request.bearer_auth(token) } else { request }
    }

    /// The status and the code of an answer to a request without a body.
    async fn outcome(&self, method: Method, path: &str, who: Option<&String>) -> (u16, String) {
        outcome(self.send(method, path, who).send().await.unwrap()).await
    }

    async fn read(&self, path: &str, who: Option<&String>) -> Value {
        let answer = self.send(Method::GET, path, who).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    async fn say(&self, who: &str, body: &str, parent: Option<&str>) -> Value {
        let body = json!({ "video_id": self.video, "body": body, "parent_id": parent });
        let answer = self.site.post("/api/comments", &body).bearer_auth(who).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.json().await.unwrap()
    }

    /// The address of a new comment.
    async fn said(&self, who: &str, body: &str, parent: Option<&str>) -> String {
        address(&self.say(who, body, parent).await)
    }

    async fn set_mode(&self, mode: &str) {
        let patch = self.send(Method::PATCH, &format!("/api/videos/{}", self.video), Some(&self.ana)).json(&json!({ "comments": mode }));
        assert_eq!(patch.send().await.unwrap().status(), 200);
    }

    async fn list(&self) -> Vec<Value> {
        let page = self.read(&format!("/api/comments/video/{}", self.video), None).await;
        page["items"].as_array().unwrap().clone()
    }
}

fn address(comment: &Value) -> String {
    format!("/api/comments/{}", comment["id"].as_str().unwrap())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn done() -> (u16, String) {
    refused(204, "")
}

#[actix_web::test]
async fn what_waits_is_seen_and_decided_by_those_concerned() {
    let talk = Talk::start().await;
    talk.set_mode("approval").await;
    let waits = talk.say(&talk.eve, "waits", None).await;
    assert_eq!((&waits["state"], &waits["author"]["handle"]), (&json!("held"), &json!("eve")));
    let path = address(&waits);
    for (who, seen) in
        [(None, false), (Some(&talk.kim), false), (Some(&talk.eve), true), (Some(&talk.ana), true), (Some(&talk.modesta), true)]
    {
        let answer = talk.send(Method::GET, &path, who).send().await.unwrap();
        if seen {
            assert_eq!(answer.headers()["cache-control"], "private, no-store", "a cache would show it to others");
        }
        assert_eq!(answer.status(), if seen { 200 } else { 404 });
    }
    assert!(talk.list().await.is_empty());

    let under = format!("/api/comments/held?video_id={}", talk.video);
    let mut expected = waits.clone();
    expected["video_title"] = json!("Playa");
    for (who, list) in [(&talk.ana, "/api/comments/held"), (&talk.ana, under.as_str()), (&talk.modesta, under.as_str())] {
        assert_eq!(talk.read(list, Some(who)).await, json!({ "items": [expected], "next_cursor": null }), "{list}");
    }
    assert_eq!(talk.read("/api/comments/held", Some(&talk.eve)).await["items"], json!([]), "hers are others' to decide on");
    assert_eq!(talk.outcome(Method::GET, &under, Some(&talk.eve)).await, refused(403, "forbidden"));
    assert_eq!(talk.outcome(Method::GET, &under, None).await, refused(401, "unauthenticated"));
    let nowhere = "/api/comments/held?video_id=0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e";
    assert_eq!(talk.outcome(Method::GET, nowhere, Some(&talk.ana)).await, refused(404, "video-not-found"));
    for bad in ["limit=0", "limit=101", "video_id=7", "page=2"] {
        let answer = talk.send(Method::GET, &format!("/api/comments/held?{bad}"), Some(&talk.ana)).send().await.unwrap();
        assert_eq!(faults(answer).await[0].0, bad.split('=').next().unwrap(), "{bad}");
    }

    let approval = format!("{path}/approval");
    assert_eq!(talk.outcome(Method::PUT, &approval, None).await, refused(401, "unauthenticated"));
    assert_eq!(talk.outcome(Method::PUT, &approval, Some(&talk.kim)).await, refused(404, "comment-not-found"));
    assert_eq!(talk.outcome(Method::PUT, &approval, Some(&talk.eve)).await, refused(403, "forbidden"));
    for _ in 0..2 {
        assert_eq!(talk.outcome(Method::PUT, &approval, Some(&talk.ana)).await, done());
    }
    assert_eq!(talk.list().await[0]["id"], waits["id"]);
    assert_eq!(talk.read("/api/comments/held", Some(&talk.ana)).await["items"], json!([]));

    assert_eq!(talk.outcome(Method::DELETE, &approval, Some(&talk.kim)).await, refused(403, "forbidden"));
    for _ in 0..2 {
        assert_eq!(talk.outcome(Method::DELETE, &approval, Some(&talk.modesta)).await, done());
    }
    assert_eq!(talk.read(&path, Some(&talk.eve)).await["state"], "rejected");
    assert_eq!(talk.outcome(Method::GET, &path, None).await, refused(404, "comment-not-found"));
    talk.set_mode("closed").await;
    let late = json!({ "video_id": talk.video, "body": "late" });
    let late = talk.send(Method::POST, "/api/comments", Some(&talk.eve)).json(&late).send().await.unwrap();
    assert_eq!(outcome(late).await, refused(409, "comments-closed"));
}

#[actix_web::test]
async fn the_owner_pins_one_and_gives_hearts() {
    let talk = Talk::start().await;
    let first = talk.say(&talk.eve, "first", None).await;
    let second = talk.said(&talk.kim, "second", None).await;
    let reply = talk.said(&talk.kim, "reply", first["id"].as_str()).await;
    let first = address(&first);
    for mark in ["pin", "heart"] {
        let path = format!("{first}/{mark}");
        for method in [Method::PUT, Method::DELETE] {
            assert_eq!(talk.outcome(method.clone(), &path, None).await, refused(401, "unauthenticated"), "{method} {mark}");
            for who in [&talk.eve, &talk.modesta] {
                assert_eq!(talk.outcome(method.clone(), &path, Some(who)).await, refused(403, "forbidden"), "{method} {mark}");
            }
            let nobodys = format!("{NOBODYS}/{mark}");
            assert_eq!(talk.outcome(method.clone(), &nobodys, Some(&talk.ana)).await, refused(404, "comment-not-found"), "{method} {mark}");
            for _ in 0..2 {
                assert_eq!(talk.outcome(method.clone(), &path, Some(&talk.ana)).await, done(), "{method} {mark}");
            }
            let shown = talk.read(&first, None).await;
            assert_eq!(shown[if mark == "pin" { "pinned" } else { "hearted" }], method == Method::PUT, "{method} {mark}");
        }
    }
    for path in [&first, &second] {
        assert_eq!(talk.outcome(Method::PUT, &format!("{path}/pin"), Some(&talk.ana)).await, done());
    }
    let list = talk.list().await;
    assert_eq!(
        list.iter().map(|c| (c["body"].as_str().unwrap(), c["pinned"].as_bool().unwrap())).collect::<Vec<_>>(),
        [("second", true), ("first", false)]
    );
    assert_eq!(talk.outcome(Method::PUT, &format!("{reply}/pin"), Some(&talk.ana)).await, refused(409, "comment-not-top-level"));
    assert_eq!(talk.outcome(Method::DELETE, &first, Some(&talk.eve)).await, done());
    for mark in ["pin", "heart"] {
        let path = format!("{first}/{mark}");
        assert_eq!(talk.outcome(Method::PUT, &path, Some(&talk.ana)).await, refused(404, "comment-not-found"), "{mark}");
    }
    assert_eq!(talk.outcome(Method::DELETE, &format!("{second}/approval"), Some(&talk.ana)).await, done());
    for mark in ["pin", "heart"] {
        let path = format!("{second}/{mark}");
        assert_eq!(talk.outcome(Method::PUT, &path, Some(&talk.ana)).await, refused(409, "comment-not-living"), "{mark}");
    }
    let told = talk.read("/api/users/notifications", Some(&talk.eve)).await;
    let kinds: Vec<&str> = told["items"].as_array().unwrap().iter().map(|word| word["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["reply"], "word of the heart went with the comment");
}

#[actix_web::test]
async fn votes_are_counted_for_all_and_told_to_each() {
    let talk = Talk::start().await;
    let comment = talk.say(&talk.eve, "a", None).await;
    let path = address(&comment);
    let vote = async |who: &String, value: Value| {
        let request = talk.send(Method::PUT, &format!("{path}/reaction"), Some(who)).json(&json!({ "value": value }));
        request.send().await.unwrap()
    };
    let of = async |answer: reqwest::Response| answer.json::<Value>().await.unwrap();
    for _ in 0..2 {
        assert_eq!(of(vote(&talk.kim, json!("like")).await).await, json!({ "value": "like", "counts": { "likes": 1, "dislikes": 0 } }));
    }
    let disliked = json!({ "value": "dislike", "counts": { "likes": 1, "dislikes": 1 } });
    assert_eq!(of(vote(&talk.ana, json!("dislike")).await).await, disliked);
    for bad in [json!("love"), json!(null), json!(1)] {
        assert_eq!(faults(vote(&talk.kim, bad.clone()).await).await[0].0, "/value", "{bad}");
    }
    assert_eq!(talk.read(&path, None).await["counts"], json!({ "likes": 1, "dislikes": 1, "replies": 0 }));

    let me = |ids: &str| format!("/api/comments/video/{}/me?ids={ids}", talk.video);
    let asked = me(comment["id"].as_str().unwrap());
    let mine = json!({ "may_comment": true, "may_moderate": false, "reactions": [{ "comment_id": comment["id"], "value": "like" }] });
    assert_eq!(talk.read(&asked, Some(&talk.kim)).await, mine);
    assert_eq!(talk.read(&asked, Some(&talk.ana)).await["may_moderate"], true);
    assert_eq!(talk.outcome(Method::GET, &asked, None).await, refused(401, "unauthenticated"));
    assert_eq!(talk.outcome(Method::GET, &me("7"), Some(&talk.kim)).await, refused(422, "validation-failed"));

    assert_eq!(of(vote(&talk.ana, json!("none")).await).await["counts"], json!({ "likes": 1, "dislikes": 0 }));
    talk.say(&talk.kim, "reply", comment["id"].as_str()).await;
    assert_eq!(talk.outcome(Method::DELETE, &path, Some(&talk.eve)).await, done());
    assert_eq!(outcome(vote(&talk.kim, json!("like")).await).await, refused(409, "comment-not-living"));
    let nobodys = talk.send(Method::PUT, &format!("{NOBODYS}/reaction"), Some(&talk.kim)).json(&json!({ "value": "like" }));
    assert_eq!(outcome(nobodys.send().await.unwrap()).await, refused(404, "comment-not-found"));
}

#[actix_web::test]
async fn complaints_reach_moderators_who_also_see_what_was_said_before() {
    let talk = Talk::start().await;
    let comment = talk.say(&talk.eve, "cheap watches", None).await;
    let path = address(&comment);
    let complain = async |path: &str, body: Value| {
        let request = talk.send(Method::POST, &format!("{path}/report"), Some(&talk.kim)).json(&body);
        outcome(request.send().await.unwrap()).await
    };
    for _ in 0..2 {
        assert_eq!(complain(&path, json!({ "reason": "spam", "detail": "again" })).await, refused(202, ""));
    }
    assert_eq!(complain(&path, json!({ "reason": "boring" })).await, refused(422, "validation-failed"));
    assert_eq!(complain(NOBODYS, json!({ "reason": "spam" })).await, refused(404, "comment-not-found"));
    let listed = talk.read("/api/admin/reports?kind=comment", Some(&talk.modesta)).await;
    let reports = listed["items"].as_array().unwrap();
    assert_eq!((reports.len(), &reports[0]["reason"], &reports[0]["detail"]), (1, &json!("spam"), &json!("again")));

    let edit = talk.send(Method::PUT, &path, Some(&talk.eve)).json(&json!({ "body": "fine watches" })).send().await.unwrap();
    assert_eq!(edit.status(), 200);
    let history = format!("{path}/history");
    let wordings = talk.read(&history, Some(&talk.modesta)).await;
    assert_eq!((wordings["items"].as_array().unwrap().len(), &wordings["items"][0]["body"]), (1, &json!("cheap watches")));
    assert!(wordings["items"][0]["replaced_at"].is_string());
    for who in [&talk.ana, &talk.eve] {
        assert_eq!(talk.outcome(Method::GET, &history, Some(who)).await, refused(403, "forbidden"));
    }
    let nobodys = format!("{NOBODYS}/history");
    assert_eq!(talk.outcome(Method::GET, &nobodys, Some(&talk.modesta)).await, refused(404, "comment-not-found"));
}

#[actix_web::test]
async fn who_is_blocked_is_told_so_until_the_block_is_taken_back() {
    let talk = Talk::start().await;
    let block = |handle: &str| format!("/api/users/{handle}/block");
    for _ in 0..2 {
        assert_eq!(talk.outcome(Method::PUT, &block("EVE"), Some(&talk.ana)).await, done());
    }
    let blocks = talk.read("/api/users/blocks", Some(&talk.ana)).await;
    assert_eq!((blocks["items"].as_array().unwrap().len(), &blocks["items"][0]["user"]["handle"]), (1, &json!("eve")));
    assert!(blocks["items"][0]["created_at"].is_string() && blocks["next_cursor"].is_null());
    assert_eq!(talk.read("/api/users/blocks", Some(&talk.eve)).await["items"], json!([]), "nobody learns who blocks him");
    assert_eq!(talk.outcome(Method::GET, "/api/users/blocks", None).await, refused(401, "unauthenticated"));

    let say = json!({ "video_id": talk.video, "body": "hello" });
    let say = async || outcome(talk.send(Method::POST, "/api/comments", Some(&talk.eve)).json(&say).send().await.unwrap()).await;
    assert_eq!(say().await, refused(403, "blocked"));
    let me = format!("/api/comments/video/{}/me", talk.video);
    assert_eq!(talk.read(&me, Some(&talk.eve)).await["may_comment"], false);
    assert_eq!(talk.outcome(Method::PUT, &block("ana"), Some(&talk.ana)).await, refused(422, "own-block"));
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(talk.outcome(method.clone(), &block("nobody"), Some(&talk.ana)).await, refused(404, "user-not-found"));
        assert_eq!(talk.outcome(method, &block("eve"), None).await, refused(401, "unauthenticated"));
    }
    for _ in 0..2 {
        assert_eq!(talk.outcome(Method::DELETE, &block("eve"), Some(&talk.ana)).await, done());
    }
    assert_eq!(say().await.0, 201);
}
