//! Comments over HTTP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::Method;
use reqwest::header::{ETAG, IF_MATCH, IF_NONE_MATCH, LINK, LOCATION};
use serde_json::{Value, json};
use support::{Site, body_of, faults, outcome};

async fn json(request: reqwest::RequestBuilder) -> Value {
    body_of(request.send().await.unwrap()).await
}

async fn say(site: &Site, token: &str, body: Value) -> Value {
    json(site.post("/api/comments", &body).bearer_auth(token)).await
}

#[actix_web::test]
async fn a_comment_is_written_read_changed_and_deleted() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let video = site.publish(&ana).await;
    let answer =
        site.post("/api/comments", &json!({ "video_id": video, "body": "Hola *@ANA*, 1:23" })).bearer_auth(&eve).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let url = answer.headers()[LOCATION].to_str().unwrap().to_owned();
    let made: Value = answer.json().await.unwrap();
    assert_eq!(made["body_html"], "<p>Hola <em><a href=\"/@ana\">@ana</a></em>, <a href=\"?t=83\">1:23</a></p>");
    assert_eq!((&made["state"], &made["author"]["handle"], &made["depth"]), (&json!("visible"), &json!("eve"), &json!(0)));

    let read = site.get(&url).send().await.unwrap();
    let tag = read.headers()[ETAG].clone();
    assert_eq!(read.headers()["cache-control"], "public, no-cache");
    assert_eq!(read.json::<Value>().await.unwrap(), made);
    assert_eq!(site.get(&url).header(IF_NONE_MATCH, &tag).send().await.unwrap().status(), 304);

    let edit = |token: &str| site.request(Method::PUT, &url).bearer_auth(token).header(IF_MATCH, &tag).json(&json!({ "body": "Adiós" }));
    assert_eq!(outcome(edit(&ana).send().await.unwrap()).await, (403, "forbidden".to_owned()));
    let edited = json(edit(&eve)).await;
    assert_eq!((&edited["body"], edited["edited_at"].is_string()), (&json!("Adiós"), true));
    assert_eq!(outcome(edit(&eve).send().await.unwrap()).await, (412, "stale".to_owned()));

    let reply = say(&site, &ana, json!({ "video_id": video, "body": "¡Vuelve!", "parent_id": made["id"] })).await;
    assert_eq!((&reply["depth"], &reply["parent_id"]), (&json!(1), &made["id"]));
    let list = json(site.get(&format!("/api/comments/video/{video}"))).await;
    assert_eq!((&list["items"][0]["counts"]["replies"], &list["items"][0]["replies"]["items"][0]["id"]), (&json!(1), &reply["id"]));
    assert_eq!(json(site.get(&format!("/api/videos/{video}"))).await["counts"]["comments"], 2);

    assert_eq!(site.request(Method::DELETE, &url).bearer_auth(&eve).send().await.unwrap().status(), 204);
    let stone = json(site.get(&url)).await;
    assert_eq!((&stone["deleted"], &stone["body"], &stone["author"]), (&json!(true), &json!(""), &Value::Null));
    let late = site.post("/api/comments", &json!({ "video_id": video, "body": "x", "parent_id": made["id"] })).bearer_auth(&ana);
    assert_eq!(outcome(late.send().await.unwrap()).await, (409, "comment-not-living".to_owned()));
    let gone = format!("/api/comments/{}", reply["id"].as_str().unwrap());
    assert_eq!(site.request(Method::DELETE, &gone).bearer_auth(&ana).send().await.unwrap().status(), 204);
    assert_eq!(outcome(site.get(&url).send().await.unwrap()).await, (404, "comment-not-found".to_owned()));
    assert_eq!(json(site.get(&format!("/api/comments/video/{video}"))).await, json!({ "items": [], "next_cursor": null }));
    assert_eq!(json(site.get(&format!("/api/videos/{video}"))).await["counts"]["comments"], 0);
}

#[actix_web::test]
async fn bad_values_are_named_on_both_databases() {
    let url = persistence::testing::postgres_url().await;
    for site in [Site::start().await, Site::start_with(|settings| settings.database.url = url).await] {
        let ana = site.someone("ana").await;
        let video = site.publish(&ana).await;
        let marks = format!("a{}", "\u{301}".repeat(10_000));
        for bad in ["", "  ", "a\u{0}b", "a\u{202e}b", &marks, &"x".repeat(10_001)] {
            let answer = site.post("/api/comments", &json!({ "video_id": video, "body": bad })).bearer_auth(&ana).send().await.unwrap();
            assert_eq!(answer.status(), 422, "{bad:?}");
            assert_eq!(faults(answer).await.first().map(|(place, _)| place.as_str()), Some("/body"), "{bad:?}");
        }
        let raw = format!(r#"{{"video_id":"{video}","body":"\ud800"}}"#);
        let lone = site.request(Method::POST, "/api/comments").bearer_auth(&ana).header("content-type", "application/json").body(raw);
        assert!(lone.send().await.unwrap().status().is_client_error());
        for body in [json!({ "video_id": "7", "body": "a" }), json!({ "body": "a" }), json!({ "video_id": video, "body": "a", "depth": 1 })]
        {
            assert_eq!(site.post("/api/comments", &body).bearer_auth(&ana).send().await.unwrap().status(), 422, "{body}");
        }
        for (query, place) in [("limit=0", "limit"), ("sort=best", "sort"), ("page=2", "page"), ("cursor=a%00", "cursor")] {
            let answer = site.get(&format!("/api/comments/video/{video}?{query}")).send().await.unwrap();
            assert_eq!(answer.status(), 422, "{query}");
            assert_eq!(faults(answer).await.first().map(|(place, _)| place.as_str()), Some(place), "{query}");
        }
        let foreign = site.get(&format!("/api/comments/video/{video}?cursor=AAAA")).send().await.unwrap();
        assert_eq!(outcome(foreign).await, (400, "bad-cursor".to_owned()));
    }
}

#[actix_web::test]
async fn pages_lead_through_all_comments_and_their_replies() {
    let site = Site::start().await;
    let ana = site.someone("ana").await;
    let video = site.publish(&ana).await;
    let mut tops = Vec::new();
    for n in 0..5 {
        tops.push(say(&site, &ana, json!({ "video_id": video, "body": format!("c{n}") })).await["id"].clone());
    }
    for n in 0..5 {
        say(&site, &ana, json!({ "video_id": video, "body": format!("r{n}"), "parent_id": tops[0] })).await;
    }
    for (sort, order) in [("oldest", [0, 1, 2, 3, 4]), ("newest", [4, 3, 2, 1, 0]), ("top", [4, 3, 2, 1, 0])] {
        let mut path = format!("/api/comments/video/{video}?limit=2&sort={sort}");
        let mut seen = Vec::new();
        loop {
            let answer = site.get(&path).send().await.unwrap();
            let next = answer.headers().get(LINK).map(|link| link.to_str().unwrap().to_owned());
            let page: Value = answer.json().await.unwrap();
            seen.extend(page["items"].as_array().unwrap().iter().map(|c| c["id"].clone()));
            let Some(next) = next else { break };
            path = next.split(['<', '>']).nth(1).unwrap().to_owned();
        }
        assert_eq!(seen, order.map(|n: usize| tops[n].clone()), "{sort}");
    }
    let list = json(site.get(&format!("/api/comments/video/{video}?sort=oldest"))).await;
    let first = &list["items"][0]["replies"];
    let bodies =
        |page: &Value| page["items"].as_array().unwrap().iter().map(|c| c["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(bodies(first), ["r0", "r1", "r2"]);
    let more = format!("/api/comments/{}/replies?cursor={}", tops[0].as_str().unwrap(), first["next_cursor"].as_str().unwrap());
    let more = json(site.get(&more)).await;
    assert_eq!((bodies(&more), &more["next_cursor"]), (vec!["r3".to_owned(), "r4".to_owned()], &Value::Null));
    let mine = json(site.get("/api/comments/mine?limit=100").bearer_auth(&ana)).await;
    assert_eq!(mine["items"].as_array().unwrap().len(), 10);
}
