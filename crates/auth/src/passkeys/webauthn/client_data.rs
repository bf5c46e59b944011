//! The client data: what the browser vouches for.

use super::Rejection;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origin: Option<String>,
}

/// Checks that a page of ours, not in somebody's frame, was given this challenge for this ceremony.
///
/// # Errors
/// The step that failed.
pub(super) fn check(json: &[u8], ceremony: &str, challenge: &[u8], origins: &[String]) -> Result<(), Rejection> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| "client data")?;
    if data.r#type != ceremony {
        return Err("another ceremony");
    }
    let answered = URL_SAFE_NO_PAD.decode(&data.challenge).map_err(|_| "challenge")?;
    verify_slices_are_equal(&answered, challenge).map_err(|_| "another challenge")?;
    if !origins.contains(&data.origin) {
        return Err("another origin");
    }
    if data.cross_origin || data.top_origin.is_some() {
        return Err("in a frame of another origin");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn outcome(change: impl FnOnce(&mut Value)) -> Result<(), Rejection> {
        let mut data =
            json!({ "type": "webauthn.get", "challenge": "AQID", "origin": "https://video.example", "crossOrigin": false, "other": 1 });
        change(&mut data);
        check(data.to_string().as_bytes(), "webauthn.get", &[1, 2, 3], &["https://video.example".into(), "https://www.example".into()])
    }

    #[test]
    fn every_member_counts() {
        assert_eq!(outcome(|_| ()), Ok(()));
        assert_eq!(outcome(|data| data["origin"] = json!("https://www.example")), Ok(()));
        assert_eq!(outcome(|data| drop(data.as_object_mut().unwrap().remove("crossOrigin"))), Ok(()));
        for (member, value, step) in [
            ("type", json!("webauthn.create"), "another ceremony"),
            ("type", json!("payment.get"), "another ceremony"),
            ("challenge", json!("AQIE"), "another challenge"),
            ("challenge", json!("AQI"), "another challenge"),
            ("challenge", json!(""), "another challenge"),
            ("challenge", json!("%"), "challenge"),
            ("origin", json!("https://video.example:8443"), "another origin"),
            ("origin", json!("http://video.example"), "another origin"),
            ("origin", json!("https://video.example/"), "another origin"),
            ("origin", json!("https://evil.video.example"), "another origin"),
            ("origin", json!(null), "client data"),
            ("crossOrigin", json!(true), "in a frame of another origin"),
            ("crossOrigin", json!("false"), "client data"),
            ("topOrigin", json!("https://evil.example"), "in a frame of another origin"),
        ] {
            assert_eq!(outcome(|data| data[member] = value.clone()), Err(step), "{member} = {value}");
        }
        assert_eq!(check(b"{", "webauthn.get", &[1], &[]), Err("client data"));
        let twice = br#"{"type":"webauthn.get","type":"webauthn.create","challenge":"AQID","origin":"https://video.example"}"#;
        assert_eq!(check(twice, "webauthn.get", &[1, 2, 3], &["https://video.example".into()]), Err("client data"));
    }
}
