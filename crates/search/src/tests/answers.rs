//! What is found, and in which order.

use super::{Bench, request};
use crate::suggest;
use domain::search::{Field, Highlight, Kind, SuggestionKind};
use domain::user::Role;
use serde_json::json;

super::on_every_index! {
    async fn spellings_find_each_other_and_their_own_first(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.titled("Canción de cuna", "es").await;
        bench.titled("ano", "es").await;
        bench.titled("año", "es").await;
        bench.titled("Aprender a correr", "es").await;
        bench.titled("Running shoes", "en").await;
        for q in ["cancion", "canción", "CANCIO\u{301}N", "ｃａｎｃｉóｎ", "canciones"] {
            assert_eq!(bench.titles(q).await, ["Canción de cuna"], "{q}");
        }
        assert_eq!(bench.titles("año").await, ["año", "ano"]);
        assert_eq!(bench.titles("ano").await, ["ano", "año"]);
        assert_eq!(bench.titles("corriendo").await, ["Aprender a correr"]);
        assert_eq!(bench.titles("run").await, ["Running shoes"]);
        assert!(bench.titles("\"run\"").await.is_empty(), "within quotes words are as they are");
    }

    async fn what_was_written_in_another_form_is_found(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.titled("Ｆｕｌｌ width and ﬁgs", "en").await;
        bench.titled("an\u{303}o nuevo", "es").await;
        assert_eq!(bench.titles("full figs").await.len(), 1);
        assert_eq!(bench.titles("año").await, ["año nuevo"]);
    }

    async fn titles_come_before_tags_before_authors_before_the_rest(test: TestDb) {
        let bench = Bench::new(test).await;
        let spoken = bench.titled("five", "en").await;
        bench.video(json!({ "title": "four", "description": "all about the harbour" })).await;
        let kim = bench.world.account("harbour", Role::Creator).await;
        bench.world.publish(&kim, "three").await;
        bench.video(json!({ "title": "two", "tags": ["harbour"] })).await;
        bench.video(json!({ "title": "one harbour" })).await;
        let tx = bench.world.db.begin_write().await.unwrap();
        persistence::search::set_captions_text(&tx, spoken, "we sail to the harbour").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(bench.titles("harbour").await, ["one harbour", "two", "three", "four", "five"]);
        assert_eq!(bench.titles("sail").await, ["five"]);
        let tx = bench.world.db.begin_write().await.unwrap();
        persistence::search::set_captions_text(&tx, spoken, "").await.unwrap();
        tx.commit().await.unwrap();
        assert!(bench.titles("sail").await.is_empty());
    }

    async fn quotes_and_minus_are_understood(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.titled("the quick brown fox", "en").await;
        bench.titled("brown and quick", "en").await;
        bench.titled("quick brown bread", "en").await;
        assert_eq!(bench.titles("quick brown").await.len(), 3);
        assert_eq!(bench.titles("\"quick brown\" -bread").await, ["the quick brown fox"]);
        assert_eq!(bench.titles("brown -\"quick brown\"").await, ["brown and quick"]);
        assert_eq!(bench.titles("-bread").await.len(), 2);
        assert_eq!(bench.titles("\"fox brown\"").await.len(), 0);
        let tagged = bench.video(json!({ "title": "ends with red", "tags": ["wine"] })).await;
        assert!(bench.titles("\"red wine\"").await.is_empty(), "no phrase reaches from a title into a tag: {tagged}");
    }

    async fn nothing_that_can_be_typed_is_an_error(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.titled("don't panic: multi-agent 20.04 100% a_b C:\\ 401 (k)", "en").await;
        let hostile = [
            "", " ", "don't", "multi-agent", "20.04", "\"", "\"\"", "*", "AND", "a OR", "NEAR(", "(", "col:foo", "hello!", "401 (k)", "team:x",
            "a & | b", "'", "\\", "<->", "100%", "a_b", "%", "_", "-", "--", "-\"", "'; DROP TABLE video; --", "words:*", "title^2",
            "{words} : x", "!a", "a:*", "\u{202E}abc", "x\u{301}\u{301}\u{301}", "𝕬𝖇𝖈", "🎬", "東京", "_k766964656f", "\u{FFFF}",
        ];
        for q in hostile {
            crate::search(&bench.ctx, &request(q)).await.unwrap_or_else(|e| panic!("{q:?}: {e}"));
            for kind in [Kind::User, Kind::Playlist] {
                crate::search(&bench.ctx, &super::SearchRequest { kind, ..request(q) }).await.unwrap();
            }
            suggest(&bench.ctx, q).await.unwrap_or_else(|e| panic!("{q:?}: {e}"));
        }
        for q in ["don't", "multi-agent", "20.04", "100%", "a_b", "\"401 (k)\"", "C:\\"] {
            assert_eq!(bench.titles(q).await.len(), 1, "{q}");
        }
        for q in ["_k766964656f", "10%1", "col:foo"] {
            assert_eq!(bench.titles(q).await.len(), 0, "{q}");
        }
        assert_eq!(bench.titles("").await.len(), 1, "nothing asked, everything found");
        crate::search(&bench.ctx, &request(&format!("a{}", "\u{301}".repeat(10_000)))).await.unwrap();
    }

    async fn answers_tell_where_the_words_are(test: TestDb) {
        let bench = Bench::new(test).await;
        let long = format!("{} Una canción corriendo.", "Relleno. ".repeat(40));
        bench.video(json!({ "title": "¡Gran canción!", "language": "es", "tags": ["canciones", "mar"], "description": long })).await;
        let page = bench.ask(request("cancion")).await;
        let hit = &page.items[0];
        assert_eq!(hit.highlights[0], Highlight { field: Field::Title, start: 6, end: 13 });
        assert_eq!(hit.tags, ["canciones"]);
        let excerpt: Vec<char> = hit.excerpt.as_ref().unwrap().chars().collect();
        let marked = hit.highlights.iter().find(|h| h.field == Field::Excerpt).unwrap();
        assert_eq!(excerpt[marked.start..marked.end].iter().collect::<String>(), "canción");
        assert!(excerpt.len() <= 200);
    }

    async fn people_are_found_by_both_names(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.world.account("marta_cine", Role::Viewer).await;
        bench.settled().await;
        for q in ["marta", "cine", "marta_cine"] {
            let page = bench.ask(super::SearchRequest { kind: Kind::User, ..request(q) }).await;
            let handles: Vec<&str> = page.items.iter().map(|hit| hit.user.as_ref().unwrap().handle.as_str()).collect();
            assert_eq!(handles, ["marta_cine"], "{q}");
        }
        assert!(bench.titles("marta").await.is_empty(), "no video is hers");
    }

    async fn who_mistypes_is_understood(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.titled("Running in the rain", "en").await;
        bench.titled("Canción", "es").await;
        bench.settled().await;
        let meant = |q: &'static str| {
            let bench = &bench;
            async move { bench.ask(request(q)).await.did_you_mean }
        };
        assert_eq!(meant("runing").await.as_deref(), Some("running"));
        assert_eq!(meant("runing -rain").await.as_deref(), Some("running -rain"));
        assert_eq!(meant("cancoin").await.as_deref(), Some("canción"));
        assert_eq!(meant("running").await, None);
        assert_eq!(meant("qwertyuiop").await, None);
    }

    async fn suggestions_follow_the_typing(test: TestDb) {
        let bench = Bench::new(test).await;
        bench.video(json!({ "title": "Running in the rain", "language": "en", "tags": ["runners"] })).await;
        bench.video(json!({ "title": "Rain cooking 100%", "language": "en" })).await;
        bench.world.account("runa", Role::Viewer).await;
        bench.settled().await;
        let told = |q: &'static str| {
            let bench = &bench;
            async move { suggest(&bench.ctx, q).await.unwrap().items.into_iter().map(|s| (s.kind, s.text)).collect::<Vec<_>>() }
        };
        let run = told("run").await;
        for wanted in [
            (SuggestionKind::Words, "running"),
            (SuggestionKind::Tag, "runners"),
            (SuggestionKind::Author, "runa"),
            (SuggestionKind::Title, "Running in the rain"),
        ] {
            assert!(run.contains(&(wanted.0, wanted.1.to_owned())), "{wanted:?} in {run:?}");
        }
        assert!(told("in the ra").await.contains(&(SuggestionKind::Words, "in the rain".to_owned())));
        assert!(told("runing").await.contains(&(SuggestionKind::Title, "Running in the rain".to_owned())), "typos too");
        assert_eq!(told("100%").await, [(SuggestionKind::Title, "Rain cooking 100%".to_owned())]);
        assert!(told("").await.is_empty() && told("%").await.is_empty() && told("_").await.is_empty());
    }
}
