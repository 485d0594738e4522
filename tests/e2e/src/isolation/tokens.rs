//! Tokens that open nothing: every route against every one of them.
use std::iter;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::AlgorithmParameters;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use local::gateway::Claims;
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::rand_core::OsRng;
use serde_json::json;

use super::acme::Acme;
use super::routes::{Caller, ROUTES};
use crate::world::world;

/// What is wrong with a token, and the token: of an admin, but for that.
type Unacceptable = (&'static str, Option<String>);

/// Every kind of token that API Gateway's JWT authorizer refuses.
fn unacceptable(claims: &Claims) -> Vec<Unacceptable> {
    let valid = world().gateway.tokens().sign(claims);
    let wrong = wrong_claims(claims).into_iter().chain(wrong_keys(claims));
    let wrong = wrong.map(|(name, token)| (name, Some(token)));
    let texts = [
        ("empty", String::new()),
        ("no JWT", "secret".to_owned()),
        ("cut off", valid[..valid.len() - 1].to_owned()),
        ("without signature", without_signature(&valid)),
    ];
    let texts = texts.map(|(name, token)| (name, Some(token)));
    iter::once(("missing", None))
        .chain(texts)
        .chain(wrong)
        .collect()
}

fn without_signature(token: &str) -> String {
    let (signed, _) = token.rsplit_once('.').unwrap();
    format!("{signed}.")
}

/// Signed by the issuer itself, for another time, or another service.
fn wrong_claims(claims: &Claims) -> Vec<(&'static str, String)> {
    let day = 24 * 60 * 60;
    let with = |change: fn(&mut Claims, i64)| {
        let mut claims = claims.clone();
        change(&mut claims, day);
        world().gateway.tokens().sign(&claims)
    };
    vec![
        ("expired", with(|claims, day| claims.exp -= day)),
        (
            "not yet valid",
            with(|claims, day| claims.nbf = Some(claims.iat + day)),
        ),
        ("issued tomorrow", with(|claims, day| claims.iat += day)),
        ("wrong issuer", with(|claims, _| claims.iss.push('/'))),
        (
            "wrong audience",
            with(|claims, _| claims.aud = "another-service".to_owned()),
        ),
    ]
}

/// The right claims, and the `kid` of the issuer's key, but not signed by it.
fn wrong_keys(claims: &Claims) -> Vec<(&'static str, String)> {
    let published = world().gateway.tokens().public_key();
    let AlgorithmParameters::RSA(public_key) = &published.algorithm else {
        panic!("{published:?} is no RSA key");
    };
    let kid = &published.common.key_id;
    let sign = |algorithm, key: &EncodingKey| {
        let mut header = Header::new(algorithm);
        header.kid.clone_from(kid);
        jsonwebtoken::encode(&header, claims, key).unwrap()
    };
    let another = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
    let another = EncodingKey::from_rsa_der(another.to_pkcs1_der().unwrap().as_bytes());
    let modulus = URL_SAFE_NO_PAD.decode(&public_key.n).unwrap();
    let (modulus, text) = (
        EncodingKey::from_secret(&modulus),
        EncodingKey::from_secret(public_key.n.as_bytes()),
    );
    let header = json!({"alg": "none", "typ": "JWT", "kid": kid});
    let [header, claims] = [header, json!(claims)].map(|part| part.to_string());
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    vec![
        ("alg none", format!("{header}.{claims}.")),
        ("another key", sign(Algorithm::RS256, &another)),
        ("public key as secret", sign(Algorithm::HS256, &modulus)),
        ("its text as secret", sign(Algorithm::HS256, &text)),
    ]
}

#[tokio::test]
async fn no_route_opens_without_a_valid_token() {
    let acme = Acme::new().await;
    let tokens = world().gateway.tokens();
    let claims = tokens.claims(&acme.organization.name, "ada", &["admin"]);
    for (name, token) in unacceptable(&claims) {
        let caller = Caller::new(token);
        for row in &ROUTES {
            let answer = caller.ask(row, &acme.things()).await;
            assert_eq!(answer.status, 401, "{} with token {name}", row.route);
            assert_eq!(answer.json, json!({"message": "Unauthorized"}));
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    acme.assert_untouched().await;
}
