//! Issuers that rotate, stumble, drift or lie.

use crate::corp::{Corp, NOW, outcome};
use crate::issuer::{CLIENT, Person, ana, person};
use auth::providers::ProviderSettings;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

fn claiming(claims: &Value) -> Person {
    let mut ana = ana();
    for (name, value) in claims.as_object().unwrap() {
        ana.claims[name] = value.clone();
    }
    ana
}

fn headed(header: Value) -> Person {
    Person { header, ..ana() }
}

persistence::on_both_databases! {
    async fn keys_rotate_and_sign_in_goes_on(test: TestDb) {
        let corp = Corp::new(test).await;
        assert_eq!(corp.outcome(ana()).await, "ok");
        corp.issuer.rotate("k2");
        assert_eq!(corp.outcome(ana()).await, "ok");
        assert_eq!(corp.outcome(ana()).await, "ok");
        assert_eq!((corp.issuer.hits("/jwks"), corp.issuer.hits("/.well-known/openid-configuration")), (2, 1));
        // The same name for another key.
        corp.world.pass(Duration::from_secs(10));
        corp.issuer.rotate("k2");
        assert_eq!(corp.outcome(ana()).await, "ok");
    }

    async fn unknown_keys_do_not_make_us_ask_on_and_on(test: TestDb) {
        let corp = Corp::new(test).await;
        for _ in 0..5 {
            assert_eq!(corp.outcome(headed(json!({ "kid": "nobody's" }))).await, "provider-answer-invalid");
        }
        assert_eq!(corp.issuer.hits("/jwks"), 2, "once for the keys, once for newer ones");
        corp.world.pass(Duration::from_secs(10));
        assert_eq!(corp.outcome(headed(json!({ "kid": "nobody's" }))).await, "provider-answer-invalid");
        assert_eq!(corp.issuer.hits("/jwks"), 3);
        assert_eq!(corp.outcome(ana()).await, "ok");
    }

    async fn one_stumble_is_survived_everywhere(test: TestDb) {
        let corp = Corp::new(test).await;
        for path in ["/.well-known/openid-configuration", "/jwks"] {
            corp.issuer.fail_once(path, 503, "<html>busy</html>");
        }
        assert_eq!(corp.outcome(ana()).await, "ok");
        corp.issuer.rotate("k2");
        corp.issuer.fail_once("/jwks", 503, "<html>busy</html>");
        assert_eq!(corp.outcome(ana()).await, "ok");
        corp.issuer.fail_once("/token", 503, "");
        assert_eq!(corp.outcome(ana()).await, "provider-unavailable", "a code is sent once");
        assert_eq!(corp.outcome(ana()).await, "ok");
        // Time is over for what is kept, and the issuer is down: the last word serves on.
        corp.world.pass(Duration::from_hours(2));
        corp.issuer.state().now += 7200;
        for _ in 0..2 {
            corp.issuer.fail_once("/.well-known/openid-configuration", 503, "");
            corp.issuer.fail_once("/jwks", 503, "");
        }
        assert_eq!(corp.outcome(ana()).await, "ok");
    }

    async fn failures_are_not_remembered(test: TestDb) {
        let corp = Corp::new(test).await;
        let begin = || auth::providers::sign_in::begin(&corp.world.ctx, "corp", "/".into(), true);
        for (status, body, wanted) in [(503, "", "provider-unavailable"), (200, "<html>", "provider-answer-invalid"), (404, "{}", "provider-answer-invalid")] {
            corp.issuer.fail_once("/.well-known/openid-configuration", status, body);
            corp.issuer.fail_once("/.well-known/openid-configuration", status, body);
            let mut begun = begin().await;
            while begun.is_ok() {
                begun = begin().await;
            }
            assert_eq!(crate::world::code(begun), wanted, "{body}");
            corp.issuer.state().failures.clear();
        }
        assert_eq!(corp.outcome(ana()).await, "ok");
        assert_eq!(corp.outcome(ana()).await, "ok");
    }

    async fn clocks_may_differ_by_a_minute(test: TestDb) {
        let corp = Corp::new(test).await;
        for (drift, wanted) in [(30, "ok"), (-30, "ok"), (60, "ok"), (61, "provider-answer-invalid"), (-359, "ok"), (-360, "provider-answer-invalid")] {
            corp.issuer.state().now = NOW + drift;
            assert_eq!(corp.outcome(ana()).await, wanted, "{drift} s");
        }
        corp.issuer.state().now = NOW;
        for (claims, wanted) in [
            (json!({ "nbf": NOW + 60 }), "ok"),
            (json!({ "nbf": NOW + 61 }), "provider-answer-invalid"),
            (json!({ "exp": 1_800_000_000.5 }), "ok"),
            (json!({ "exp": "tomorrow" }), "provider-answer-invalid"),
            (json!({ "exp": null }), "provider-answer-invalid"),
            (json!({ "iat": null }), "provider-answer-invalid"),
        ] {
            assert_eq!(corp.outcome(claiming(&claims)).await, wanted, "{claims}");
        }
    }

    async fn a_drift_of_seconds_passes_and_one_of_ten_minutes_does_not(test: TestDb) {
        let corp = Corp::new(test).await;
        // Good for an hour, so that it is the time of issue that decides.
        for (drift, wanted) in [(15, "ok"), (-15, "ok"), (600, "provider-answer-invalid"), (-600, "provider-answer-invalid")] {
            corp.issuer.state().now = NOW + drift;
            assert_eq!(corp.outcome(claiming(&json!({ "exp": NOW + drift + 3_600 }))).await, wanted, "{drift} s");
        }
    }

    async fn an_issuer_keeps_its_name_with_or_without_a_slash(test: TestDb) {
        let corp = Corp::with(test, |settings| {
            let plain = settings.providers["corp"].clone();
            let slashed = ProviderSettings { issuer: format!("{}/", plain.issuer), ..plain };
            settings.providers.insert("slashed".into(), slashed);
        })
        .await;
        let (plain, slashed) = (corp.issuer.url.clone(), format!("{}/", corp.issuer.url));
        for (name, provider, other) in [(&plain, "corp", "slashed"), (&slashed, "slashed", "corp")] {
            corp.issuer.state().name.clone_from(name);
            corp.world.pass(Duration::from_hours(25));
            corp.issuer.state().now += 25 * 3_600;
            let ben = person(json!({ "sub": "ben" }));
            assert_eq!(outcome(&corp.walk(provider, ben).await), "incomplete", "{name} proves who it is and tells no address");
            let begun = auth::providers::sign_in::begin(&corp.world.ctx, other, "/".into(), true).await;
            assert_eq!(crate::world::code(begun), "provider-answer-invalid", "{name} is not what `{other}` is called");
            let wrong = if name == &plain { &slashed } else { &plain };
            assert_eq!(outcome(&corp.walk(provider, claiming(&json!({ "sub": "b", "iss": wrong }))).await), "provider-answer-invalid");
        }
    }

    async fn an_access_token_that_no_header_can_hold_is_refused(test: TestDb) {
        let corp = Corp::new(test).await;
        for token in ["t\nx: y", "ñ", ""] {
            corp.issuer.state().access_token = token.into();
            assert_eq!(corp.outcome(person(json!({ "sub": "ben" }))).await, "provider-answer-invalid", "{token:?}");
        }
    }

    async fn tokens_that_are_not_for_us_prove_nothing(test: TestDb) {
        let corp = Corp::new(test).await;
        let url = corp.issuer.url.clone();
        for claims in [
            json!({ "iss": "https://evil.example" }),
            json!({ "iss": format!("{url}/") }),
            json!({ "iss": null }),
            json!({ "aud": "another" }),
            json!({ "aud": [] }),
            json!({ "aud": null }),
            json!({ "aud": [CLIENT, "another"] }),
            json!({ "aud": [CLIENT, "another"], "azp": "another" }),
            json!({ "azp": "another" }),
            json!({ "nonce": "another" }),
            json!({ "nonce": null }),
            json!({ "sub": "" }),
            json!({ "sub": null }),
            json!({ "sub": "x".repeat(256) }),
            json!({ "sub": "ana\n1" }),
            json!({ "sub": 7 }),
        ] {
            assert_eq!(corp.outcome(claiming(&claims)).await, "provider-answer-invalid", "{claims}");
        }
        for claims in [json!({ "aud": [CLIENT] }), json!({ "aud": [CLIENT, "another"], "azp": CLIENT }), json!({ "azp": CLIENT })] {
            assert_eq!(corp.outcome(claiming(&claims)).await, "ok", "{claims}");
        }
    }

    async fn only_the_issuers_own_signature_counts(test: TestDb) {
        let corp = Corp::new(test).await;
        assert_eq!(corp.outcome(headed(json!({ "kid": null }))).await, "ok", "one key needs no name");
        for header in [
            json!({ "alg": "none" }),
            json!({ "alg": "HS256" }),
            json!({ "alg": "HS256", "kid": "hmac" }),
            json!({ "alg": "RS256" }),
            json!({ "typ": "at+jwt" }),
            json!({ "crit": ["x"], "x": 1 }),
        ] {
            assert_eq!(corp.outcome(headed(header.clone())).await, "provider-answer-invalid", "{header}");
        }
        corp.issuer.state().forge = Some(Arc::new(|_, _| String::new()));
        for header in [json!({}), json!({ "alg": "none", "kid": null }), json!({ "alg": "None" })] {
            assert_eq!(corp.outcome(headed(header.clone())).await, "provider-answer-invalid", "unsigned {header}");
        }
        // Signed by HMAC with what is public, or with the secret that lies in the key set by mistake.
        corp.issuer.state().forge = Some(Arc::new(|message, state| {
            hmac_of(state.jwks()["keys"].as_array().unwrap().last().unwrap().to_string().as_bytes(), message)
        }));
        assert_eq!(corp.outcome(headed(json!({ "alg": "HS256" }))).await, "provider-answer-invalid");
        corp.issuer.state().forge = Some(Arc::new(|message, _| hmac_of(b"secret", message)));
        assert_eq!(corp.outcome(headed(json!({ "alg": "HS256", "kid": "hmac" }))).await, "provider-answer-invalid");
        corp.issuer.state().forge = None;
        assert_eq!(corp.outcome(ana()).await, "ok");
    }

    async fn answers_are_bounded_and_lead_nowhere_else(test: TestDb) {
        let corp = Corp::new(test).await;
        let huge = format!("{{\"x\":\"{}\"}}", "a".repeat(1 << 20));
        let elsewhere = format!("{}/jwks", corp.issuer.url);
        for (status, body) in [(200, huge.as_str()), (302, elsewhere.as_str()), (200, "[]"), (200, "{}"), (400, "{\"error\":\"invalid_grant\"}")] {
            corp.issuer.fail_once("/token", status, body);
            assert_eq!(corp.outcome(ana()).await, "provider-answer-invalid", "{status} {body:.40}");
        }
        assert_eq!(corp.issuer.hits("/jwks"), 0, "no redirect was followed");
        let long = claiming(&json!({ "padding": "a".repeat(64 * 1024) }));
        assert_eq!(corp.outcome(long).await, "provider-answer-invalid");
    }

    async fn an_issuer_speaks_for_itself_only(test: TestDb) {
        let corp = Corp::new(test).await;
        let url = &corp.issuer.url;
        let document = |issuer: &str, keys: &str| json!({
            "issuer": issuer, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"), "jwks_uri": keys,
        }).to_string();
        for text in [document("https://evil.example", &format!("{url}/jwks")), document(url, "http://169.254.169.254/"), document(url, "http://127.0.0.1:1/")] {
            corp.issuer.fail_once("/.well-known/openid-configuration", 200, &text);
            let begun = auth::providers::sign_in::begin(&corp.world.ctx, "corp", "/".into(), true).await;
            assert_eq!(crate::world::code(begun), "provider-answer-invalid", "{text}");
        }
        for (issuer, wanted) in [("https://evil.example", "provider-answer-invalid"), (url.as_str(), "ok")] {
            let walk = corp.begin("corp").await;
            let mut answer = corp.issuer.agree(&walk.url, ana());
            answer.insert("iss".into(), issuer.into());
            assert_eq!(outcome(&corp.finish("corp", &answer, &walk.cookies).await), wanted, "{issuer}");
        }
    }

    async fn the_user_endpoint_counts_for_the_same_subject_only(test: TestDb) {
        let corp = Corp::new(test).await;
        let bare = || person(json!({ "sub": "ben" }));
        corp.issuer.state().userinfo = Some(json!({ "sub": "eve", "email": "eve@example.org", "email_verified": true }));
        assert_eq!(corp.outcome(bare()).await, "provider-answer-invalid");
        corp.issuer.state().userinfo = Some(json!({ "sub": "ben", "email": "ben@example.org", "email_verified": true }));
        assert_eq!(corp.sign_in(bare()).await.user.email, "ben@example.org");
    }
}

fn hmac_of(key: &[u8], message: &str) -> String {
    URL_SAFE_NO_PAD.encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes()))
}
