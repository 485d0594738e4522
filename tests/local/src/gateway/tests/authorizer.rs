use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::Method;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode,
    jwk::{AlgorithmParameters, JwkSet},
};
use serde_json::{Value, json};

use super::{client, clock, refused, request, seen, start};
use crate::gateway::{Claims, Gateway, Issuer};

async fn challenge(gateway: &Gateway, token: Option<&str>) -> (u16, String) {
    let mut request = client().get(format!("{}/echo", gateway.url()));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.unwrap();
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    (response.status().as_u16(), challenge.to_owned())
}

#[tokio::test]
async fn the_function_reads_the_claims_as_strings() {
    let gateway = start().await;
    let seen = seen(request(&gateway, Method::GET, "/echo")).await;
    let expected = json!({
        "iss": gateway.url(),
        "aud": "s3-integrations",
        "sub": "ada",
        "org_id": "acme",
        "roles": "[admin member]",
        "iat": "1767323045",
        "exp": "1767366245",
    });
    assert_eq!(seen["claims"], expected);
}

#[tokio::test]
async fn the_word_bearer_may_be_missing() {
    let gateway = start().await;
    let token = gateway.tokens().token("acme", "ada", &[]);
    for authorization in [token.clone(), format!("bearer {token}")] {
        let request = client().get(format!("{}/echo", gateway.url()));
        let seen = seen(request.header("authorization", authorization)).await;
        assert_eq!(seen["claims"]["sub"], "ada");
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_answered() {
    let gateway = start().await;
    let (status, challenge) = challenge(&gateway, None).await;
    assert_eq!((status, challenge.as_str()), (401, "Bearer"));
    let request = client().get(format!("{}/echo", gateway.url()));
    assert_eq!(refused(request).await, (401, "Unauthorized".to_owned()));
}

#[tokio::test]
async fn every_claim_that_is_wrong_is_refused() {
    let gateway = start().await;
    let now = clock()().as_second();
    let good = gateway.tokens().claims("acme", "ada", &["admin"]);
    let with = |change: fn(&mut Claims, i64)| {
        let mut claims = good.clone();
        change(&mut claims, now);
        gateway.tokens().sign(&claims)
    };
    for (expected, token) in [
        ("expired", with(|claims, now| claims.exp = now)),
        (
            "not valid yet",
            with(|claims, now| claims.nbf = Some(now + 1)),
        ),
        ("not valid yet", with(|claims, now| claims.iat = now + 1)),
        ("issuer", with(|claims, _| claims.iss.push('/'))),
        ("audience", with(|claims, _| claims.aud.push('/'))),
    ] {
        let (status, challenge) = challenge(&gateway, Some(&token)).await;
        assert_eq!(status, 401);
        let invalid = r#"Bearer scope="" error="invalid_token" error_description=""#;
        assert!(challenge.starts_with(invalid), "{challenge}");
        assert!(challenge.contains(expected), "{challenge}");
    }
}

#[tokio::test]
async fn a_token_is_good_to_its_last_second() {
    let gateway = start().await;
    let now = clock()().as_second();
    let mut claims = gateway.tokens().claims("acme", "ada", &["admin"]);
    (claims.nbf, claims.exp) = (Some(now), now + 1);
    let token = gateway.tokens().sign(&claims);
    let request = client().get(format!("{}/echo", gateway.url()));
    seen(request.bearer_auth(token)).await;
}

#[tokio::test]
async fn claims_that_are_missing_are_refused() {
    let gateway = start().await;
    for missing in ["iss", "aud", "exp"] {
        let claims = gateway.tokens().claims("acme", "ada", &["admin"]);
        let mut claims = serde_json::to_value(claims).unwrap();
        claims.as_object_mut().unwrap().remove(missing);
        let token = gateway.tokens().sign(&claims);
        assert_eq!(challenge(&gateway, Some(&token)).await.0, 401, "{missing}");
    }
}

#[tokio::test]
async fn only_the_issuers_own_key_signs() {
    let gateway = start().await;
    let claims = gateway.tokens().claims("acme", "ada", &["admin"]);
    let good = gateway.tokens().sign(&claims);
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("not a JWT");
    };

    let another_key = Issuer::new(&gateway.url(), clock()).unwrap().sign(&claims);
    let other_claims = gateway.tokens().token("umbrella", "ada", &["admin"]);
    let other_payload = other_claims.split('.').nth(1).unwrap();
    // {"alg":"none","typ":"JWT"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    // The public key taken for a shared secret.
    let AlgorithmParameters::RSA(rsa) = &gateway.tokens().public_key().algorithm else {
        panic!("not an RSA key");
    };
    let secret = EncodingKey::from_secret(&BASE64_URL_SAFE_NO_PAD.decode(&rsa.n).unwrap());
    let shared_secret =
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &secret).unwrap();

    for (token, expected) in [
        (another_key, "signature is invalid"),
        (
            format!("{header}.{other_payload}.{signature}"),
            "signature is invalid",
        ),
        (format!("{header}.{payload}."), "signature is invalid"),
        (shared_secret, "signing method is invalid"),
        (format!("{none}.{payload}."), "malformed"),
        (format!("{none}.{payload}.{signature}"), "malformed"),
        (format!("{header}.{payload}"), "malformed"),
        ("secret".to_owned(), "malformed"),
    ] {
        let (status, challenge) = challenge(&gateway, Some(&token)).await;
        assert_eq!(status, 401);
        assert!(challenge.contains(expected), "{challenge}");
    }
}

#[tokio::test]
async fn the_key_is_picked_by_its_id() {
    let gateway = start().await;
    let issuer = gateway.tokens();
    let claims = issuer.claims("acme", "ada", &["admin"]);
    let another = Issuer::new(&gateway.url(), clock()).unwrap();
    let published = issuer.public_key().common.key_id.as_deref();
    for (kid, key, accepted) in [
        (published, &issuer.key, true),
        (published, &another.key, false),
        (Some("unknown"), &issuer.key, false),
        (None, &issuer.key, false),
    ] {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = kid.map(str::to_owned);
        let token = jsonwebtoken::encode(&header, &claims, key).unwrap();
        if accepted {
            let request = client().get(format!("{}/echo", gateway.url()));
            seen(request.bearer_auth(token)).await;
        } else {
            let (status, challenge) = challenge(&gateway, Some(&token)).await;
            assert_eq!(status, 401, "{kid:?}");
            assert!(challenge.contains("signature is invalid"), "{challenge}");
        }
    }
}

#[tokio::test]
async fn the_local_issuer_gives_a_token_to_whoever_asks() {
    let gateway = start().await;
    for (query, org, user, roles) in [
        ("", "acme", "ada", "[admin]"),
        (
            "?org=umbrella&user=bob&roles=member",
            "umbrella",
            "bob",
            "[member]",
        ),
        ("?roles=admin,member", "acme", "ada", "[admin member]"),
        ("?roles=admin+member", "acme", "ada", "[admin member]"),
        ("?roles=", "acme", "ada", "[]"),
    ] {
        let url = format!("{}/local/token{query}", gateway.url());
        let answer: Value = client()
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(answer["token_type"], "Bearer");
        assert_eq!(answer["expires_in"], 43_200);

        let token = answer["access_token"].as_str().unwrap();
        let request = client().get(format!("{}/echo", gateway.url()));
        let claims = &seen(request.bearer_auth(token)).await["claims"];
        assert_eq!(claims["org_id"], org, "{query}");
        assert_eq!(claims["sub"], user, "{query}");
        assert_eq!(claims["roles"], roles, "{query}");
    }
}

#[tokio::test]
async fn the_published_key_verifies_the_tokens() {
    let gateway = start().await;
    let get = async |url: &str| client().get(url).send().await.unwrap();
    let discovery = format!("{}/.well-known/openid-configuration", gateway.url());
    let discovery: Value = get(&discovery).await.json().await.unwrap();
    assert_eq!(discovery["issuer"], gateway.url());

    let keys = get(discovery["jwks_uri"].as_str().unwrap()).await;
    let keys: JwkSet = keys.json().await.unwrap();
    let token = gateway.tokens().token("acme", "ada", &["admin"]);
    let key_id = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&key_id).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["s3-integrations"]);
    validation.validate_exp = false;
    let claims = decode::<Value>(&token, &key, &validation).unwrap().claims;
    assert_eq!(claims["sub"], "ada");
}
