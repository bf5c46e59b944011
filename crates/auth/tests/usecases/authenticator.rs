//! An authenticator and the browser before it, in software: written from Web Authentication Level 3 from
//! the side that we verify. What it does can be bent, to see that it is refused.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::{Value as Cbor, cbor};
use domain::passkey::{AssertedCredential, CreatedCredential, CreationOptions, RequestOptions};
use serde_json::{Value, json};

pub(crate) const PRESENT: u8 = 1;
pub(crate) const VERIFIED: u8 = 1 << 2;
pub(crate) const ELIGIBLE: u8 = 1 << 3;
pub(crate) const BACKED_UP: u8 = 1 << 4;

pub(crate) enum Key {
    Es256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

impl Key {
    pub(crate) fn es256() -> Self {
        Self::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub(crate) fn ed25519() -> Self {
        Self::Ed25519(Ed25519KeyPair::generate().unwrap())
    }

    pub(crate) fn rs256() -> Self {
        Self::Rs256(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    fn cose(&self) -> Vec<u8> {
        let bytes = |slice: &[u8]| Cbor::Bytes(slice.to_vec());
        let map = match self {
            Self::Es256(pair) => {
                let point = pair.public_key().as_ref();
                cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => bytes(&point[1..33]), -3 => bytes(&point[33..]) })
            }
            Self::Ed25519(pair) => cbor!({ 1 => 1, 3 => -8, -1 => 6, -2 => bytes(pair.public_key().as_ref()) }),
            Self::Rs256(pair) => {
                // A sequence of two integers: 256 bytes of modulus behind a zero, and 65,537.
                let der = pair.public_key().as_ref();
                assert_eq!((&der[..9], &der[265..]), ([0x30, 0x82, 1, 10, 2, 0x82, 1, 1, 0].as_slice(), [2, 3, 1, 0, 1].as_slice()));
                cbor!({ 1 => 3, 3 => -257, -1 => bytes(&der[9..265]), -2 => bytes(&[1, 0, 1]) })
            }
        };
        written(&map.unwrap())
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Es256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// One credential, and how its authenticator and browser behave.
pub(crate) struct Authenticator {
    pub(crate) key: Key,
    pub(crate) credential_id: Vec<u8>,
    /// The account that it was made for.
    pub(crate) user_handle: Option<String>,
    /// Goes up by `step` with each use.
    pub(crate) counter: u32,
    pub(crate) step: u32,
    pub(crate) flags: u8,
    pub(crate) origin: String,
    /// Instead of the domain that the site asks for.
    pub(crate) domain: Option<&'static str>,
    /// Members of the client data that are different.
    pub(crate) client_data: Value,
}

impl Authenticator {
    pub(crate) fn new(key: Key) -> Self {
        let mut credential_id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut credential_id).unwrap();
        Self {
            key,
            credential_id,
            user_handle: None,
            counter: 0,
            step: 1,
            flags: PRESENT | VERIFIED,
            origin: "https://video.example".into(),
            domain: None,
            client_data: json!({}),
        }
    }

    /// `navigator.credentials.create`.
    pub(crate) fn create(&mut self, options: &CreationOptions) -> CreatedCredential {
        serde_json::from_value(self.create_json(&options.challenge, &options.rp.id, &options.user.id)).unwrap()
    }

    /// The same as the browser's `toJSON()` gives it.
    pub(crate) fn create_json(&mut self, challenge: &str, domain: &str, user: &str) -> Value {
        self.user_handle = Some(user.to_owned());
        let client_data = self.client_data_of("webauthn.create", challenge);
        let length = u16::try_from(self.credential_id.len()).unwrap().to_be_bytes();
        let attested = [&[0; 16], length.as_slice(), &self.credential_id, &self.key.cose()].concat();
        let data = self.data(domain, 1 << 6, &attested);
        let object = cbor!({ "fmt" => "none", "attStmt" => Cbor::Map(Vec::new()), "authData" => Cbor::Bytes(data) }).unwrap();
        json!({
            "id": encoded(&self.credential_id), "rawId": encoded(&self.credential_id), "type": "public-key", "clientExtensionResults": {},
            "response": { "clientDataJSON": encoded(&client_data), "attestationObject": encoded(&written(&object)), "transports": ["internal"] }
        })
    }

    /// `navigator.credentials.get`.
    pub(crate) fn get(&mut self, options: &RequestOptions) -> AssertedCredential {
        serde_json::from_value(self.get_json(&options.challenge, &options.rp_id)).unwrap()
    }

    /// The same as the browser's `toJSON()` gives it.
    pub(crate) fn get_json(&mut self, challenge: &str, domain: &str) -> Value {
        let client_data = self.client_data_of("webauthn.get", challenge);
        let data = self.data(domain, 0, &[]);
        let signature = self.key.sign(&[data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat());
        json!({
            "id": encoded(&self.credential_id), "rawId": encoded(&self.credential_id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encoded(&client_data), "authenticatorData": encoded(&data), "signature": encoded(&signature),
                "userHandle": self.user_handle
            }
        })
    }

    fn client_data_of(&self, ceremony: &str, challenge: &str) -> Vec<u8> {
        let mut data = json!({ "type": ceremony, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        data.as_object_mut().unwrap().extend(self.client_data.as_object().unwrap().clone());
        data.to_string().into_bytes()
    }

    fn data(&mut self, domain: &str, further_flags: u8, tail: &[u8]) -> Vec<u8> {
        self.counter += self.step;
        let domain = digest(&SHA256, self.domain.unwrap_or(domain).as_bytes());
        [domain.as_ref(), &[self.flags | further_flags], &self.counter.to_be_bytes(), tail].concat()
    }
}

fn written(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
