//! What the client sends and what it makes of answers, with the stand-in on the other side.

use super::peer::Peer;
use super::*;

/// An index with a word and a number, behind an alias.
fn index(alias: &str) -> Value {
    json!({
        "settings": { "index": { "gc_deletes": "10m" } },
        "mappings": { "dynamic": "strict", "properties": {
            "id": { "type": "keyword" }, "word": { "type": "text", "analyzer": "whitespace", "norms": false }, "size": { "type": "long" },
        } },
        "aliases": { alias: {} },
    })
}

fn write(id: &str, version: i64, size: i64) -> Write {
    Write { id: id.to_owned(), version, document: Some(json!({ "id": id, "word": "mar azul", "size": size })) }
}

fn gone(id: &str, version: i64) -> Write {
    Write { id: id.to_owned(), version, document: None }
}

fn status(error: &OpenSearchError) -> u16 {
    match error {
        OpenSearchError::Refused { status, .. } => *status,
        _ => 0,
    }
}

async fn client(peer: &Peer) -> OpenSearch {
    let client = OpenSearch::new(&peer.settings()).unwrap();
    client.create("claqueta-1", &index("claqueta")).await.unwrap();
    client
}

async fn found(client: &OpenSearch, query: Value) -> Result<Vec<String>, OpenSearchError> {
    let asked = json!({ "size": 10, "query": query, "_source": ["size"], "sort": [{ "size": "desc" }, { "id": "desc" }] });
    Ok(client.search("claqueta", &asked).await?.into_iter().map(|hit| hit.id).collect())
}

#[tokio::test]
async fn what_was_written_is_found_after_a_refresh() {
    let peer = Peer::start().await;
    let client = client(&peer).await;
    let word = json!({ "term": { "word": "azul" } });
    assert_eq!(client.bulk("claqueta", &[write("a", 1, 5), write("b", 1, 7)]).await.unwrap(), []);
    assert_eq!(found(&client, word.clone()).await.unwrap(), Vec::<String>::new());
    client.refresh("claqueta").await.unwrap();
    assert_eq!(found(&client, word.clone()).await.unwrap(), ["b", "a"]);
    client.bulk("claqueta", &[gone("b", 2), gone("never there", 2)]).await.unwrap();
    client.refresh("claqueta").await.unwrap();
    assert_eq!(found(&client, word).await.unwrap(), ["a"]);
}

#[tokio::test]
async fn what_is_older_changes_nothing_and_what_was_deleted_stays_so() {
    let peer = Peer::start().await;
    let client = client(&peer).await;
    client.bulk("claqueta", &[write("a", 5, 5), gone("b", 5)]).await.unwrap();
    assert_eq!(client.bulk("claqueta", &[write("a", 4, 4), write("b", 0, 0), write("a", 5, 6)]).await.unwrap(), []);
    let kept: Vec<_> =
        peer.documents("claqueta").into_iter().map(|(id, version, document)| (id, version, document["size"].clone())).collect();
    assert_eq!(kept, [("a".to_owned(), 5, json!(5))]);
}

#[tokio::test]
async fn who_is_too_busy_is_asked_again_and_only_for_what_is_left() {
    let peer = Peer::start().await;
    let client = client(&peer).await;
    peer.asked();
    peer.be_busy(2);
    assert_eq!(client.bulk("claqueta", &[write("a", 1, 1), write("b", 1, 1), write("c", 1, 1)]).await.unwrap(), []);
    assert_eq!((peer.documents("claqueta").len(), peer.asked().len()), (3, 2));
    peer.refuse(1, 429);
    assert_eq!(client.bulk("claqueta", &[write("d", 1, 1)]).await.unwrap(), []);
    peer.be_busy(100);
    let refused = client.bulk("claqueta", &[write("e", 1, 1)]).await.unwrap();
    assert_eq!((refused.len(), refused[0].id.as_str(), status(&refused[0].error)), (1, "e", 429));
}

#[tokio::test]
async fn one_bad_document_keeps_no_other_out() {
    let peer = Peer::start().await;
    let client = client(&peer).await;
    let bad = Write { document: Some(json!({ "id": "x", "size": "large" })), ..write("x", 1, 1) };
    let strange = Write { document: Some(json!({ "id": "y", "colour": "red" })), ..write("y", 1, 1) };
    let refused = client.bulk("claqueta", &[bad, write("a", 1, 1), strange]).await.unwrap();
    assert_eq!(refused.iter().map(|refusal| (refusal.id.as_str(), status(&refusal.error))).collect::<Vec<_>>(), [("x", 400), ("y", 400)]);
    assert_eq!(peer.documents("claqueta").len(), 1);
}

#[tokio::test]
async fn an_index_that_is_gone_does_not_come_back_by_being_written_to() {
    let peer = Peer::start().await;
    let client = client(&peer).await;
    let refused = client.bulk("elsewhere", &[write("a", 1, 1)]).await.unwrap();
    assert_eq!((status(&refused[0].error), peer.indexes()), (404, vec!["claqueta-1".to_owned()]));
}

#[tokio::test]
async fn aliases_change_at_once_or_not_at_all() {
    let peer = Peer::start().await;
    let client = client(&peer).await;
    client.create("claqueta-2", &index("next")).await.unwrap();
    let add = json!({ "add": { "index": "claqueta-2", "alias": "claqueta" } });
    let faulty = client.change_aliases(&[add.clone(), json!({ "remove": { "index": "claqueta-2", "alias": "unknown" } })]).await;
    assert_eq!(status(&faulty.unwrap_err()), 404);
    client.change_aliases(&[add, json!({ "remove_index": { "index": "claqueta-1" } })]).await.unwrap();
    let left = client.indexes("claqueta-*").await.unwrap();
    assert_eq!(left, BTreeMap::from([("claqueta-2".to_owned(), BTreeSet::from(["claqueta".to_owned(), "next".to_owned()]))]));
}

#[tokio::test]
async fn every_failure_is_told_as_what_it_is() {
    let peer = Peer::start().await;
    let client = client(&peer).await;
    for (query, wanted) in [(json!({ "magic": { "word": "a" } }), 400), (json!({ "term": { "word": "a" } }), 0)] {
        let answer = found(&client, query).await;
        assert_eq!(answer.err().map_or(0, |error| status(&error)), wanted);
    }
    let unsorted = client.search("claqueta", &json!({ "query": { "term": { "word": "a" } }, "sort": [{ "colour": "desc" }] })).await;
    assert!(
        matches!(&unsorted, Err(OpenSearchError::Refused { status: 400, reason }) if reason.contains("No mapping found")),
        "{unsorted:?}"
    );
    for refused in [401, 404, 429, 503] {
        peer.refuse(1, refused);
        assert_eq!(status(&found(&client, json!({ "term": { "word": "a" } })).await.unwrap_err()), refused);
    }
    peer.set_down(true);
    assert!(matches!(client.refresh("claqueta").await, Err(OpenSearchError::Silent(_))));
    assert!(matches!(client.bulk("claqueta", &[write("a", 1, 1)]).await, Err(OpenSearchError::Silent(_))));
}

#[tokio::test]
async fn what_is_not_as_it_must_be_is_refused_by_the_stand_in_too() {
    let peer = Peer::start().await;
    client(&peer).await;
    let bulk = |kind: &str, body: &str| {
        let request = Client::new().post(format!("{}/claqueta/_bulk?require_alias=true", peer.url())).header(CONTENT_TYPE, kind);
        let request = request.body(body.to_owned());
        async { request.send().await.unwrap().status().as_u16() }
    };
    let about = r#"{"index":{"_id":"a","version":1,"version_type":"external"}}"#;
    assert_eq!(bulk("application/x-ndjson", &format!("{about}\n{{}}\n")).await, 200);
    assert_eq!(bulk("application/x-ndjson", &format!("{about}\n{{}}")).await, 400, "no newline at its end");
    assert_eq!(bulk("text/plain", &format!("{about}\n{{}}\n")).await, 406);
    for malformed in ["{\n", "{}\n", "{\"index\":{\"_id\":\"a\"}}\n{}\n", "{\"index\":{\"_id\":\"a\",\"colour\":1}}\n{}\n", "", "\n"] {
        assert_eq!(bulk("application/x-ndjson", malformed).await, 400, "{malformed:?}");
    }
}

#[tokio::test]
async fn credentials_go_with_every_request_and_into_no_text() {
    let peer = Peer::start().await;
    peer.demand("Basic YW5hOmxsYXZl");
    let named = OpenSearchSettings { username: "ana".to_owned(), password: "llave".to_owned(), ..peer.settings() };
    let client = OpenSearch::new(&named).unwrap();
    client.create("claqueta-1", &index("claqueta")).await.unwrap();
    peer.demand("ApiKey bGxhdmU=");
    let error = client.refresh("claqueta").await.unwrap_err();
    assert_eq!(status(&error), 401);
    let keyed = OpenSearch::new(&OpenSearchSettings { api_key: "bGxhdmU=".to_owned(), ..peer.settings() }).unwrap();
    keyed.refresh("claqueta").await.unwrap();
    peer.set_down(true);
    let silent = keyed.refresh("claqueta").await.unwrap_err();
    for text in [format!("{client:?} {keyed:?} {named:?}"), format!("{error} {error:?} {silent} {silent:?}")] {
        assert!(!text.contains("llave") && !text.contains("YW5h") && !text.contains("bGxh"), "{text}");
    }
}

#[test]
fn settings_name_every_fault() {
    let good = OpenSearchSettings {
        url: "https://search.example:9200".to_owned(),
        username: String::new(),
        password: String::new(),
        api_key: "bGxhdmU=".to_owned(),
        index: "claqueta".to_owned(),
        search_timeout_milliseconds: 2000,
        write_timeout_seconds: 30,
    };
    assert_eq!(good.validate(), Vec::<String>::new());
    let broken = OpenSearchSettings {
        url: "https://ana:llave@search.example/".to_owned(),
        username: "ana".to_owned(),
        index: "Claqueta*".to_owned(),
        search_timeout_milliseconds: 0,
        write_timeout_seconds: 0,
        ..good
    };
    assert_eq!(broken.validate().len(), 6, "{:?}", broken.validate());
    assert!(!broken.validate().join("").contains("llave"));
}
