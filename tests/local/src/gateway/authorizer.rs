//! The HTTP API's JWT authorizer.
//!
//! What it checks, and in which order: "Control access to HTTP APIs with JWT authorizers in
//! API Gateway". Time is the gateway's clock, without leeway.

use std::collections::BTreeMap;

use http::{HeaderMap, header::AUTHORIZATION};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, errors::ErrorKind};
use serde_json::{Map, Value};

use super::{Clock, Issuer};

/// The claims of an accepted token, as `requestContext.authorizer.jwt.claims` spells them.
pub(super) type ClaimStrings = BTreeMap<String, String>;

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.challenge())]
pub(super) enum InvalidToken {
    /// There is no token.
    Missing,
    /// Not a JWT, or without the claims that are asked for.
    Malformed,
    /// Signed by an algorithm that is not RSA's: `none`, `HS256`.
    Algorithm,
    /// Signed by a key that the issuer does not publish, or publishes by another `kid`.
    Signature,
    /// Of another issuer.
    Issuer,
    /// For another audience.
    Audience,
    /// Past its `exp`.
    Expired,
    /// Before its `nbf` or `iat`.
    NotYetValid,
}

impl InvalidToken {
    /// The value of `www-authenticate`, in the form of "Troubleshooting issues with HTTP API
    /// JWT authorizers".
    pub(super) fn challenge(self) -> &'static str {
        macro_rules! invalid {
            ($description:literal) => {
                concat!(
                    r#"Bearer scope="" error="invalid_token" error_description=""#,
                    $description,
                    r#"""#
                )
            };
        }
        match self {
            Self::Missing => "Bearer",
            Self::Malformed => invalid!("the token is malformed"),
            Self::Algorithm => invalid!("the token's signing method is invalid"),
            Self::Signature => invalid!("the token's signature is invalid"),
            Self::Issuer => invalid!("the token does not have a valid issuer"),
            Self::Audience => invalid!("the token does not have a valid audience"),
            Self::Expired => invalid!("the token has expired"),
            Self::NotYetValid => invalid!("the token is not valid yet"),
        }
    }
}

/// Accepts the tokens of one issuer for one audience.
pub(super) struct Authorizer {
    /// By `kid`.
    keys: BTreeMap<String, DecodingKey>,
    validation: Validation,
    clock: Clock,
}

impl Authorizer {
    /// An authorizer configured with an issuer's URL, audience and published keys.
    ///
    /// # Errors
    /// When a published key is not a key.
    pub(super) fn new(issuer: &Issuer, clock: Clock) -> Result<Self, jsonwebtoken::errors::Error> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[issuer.url()]);
        validation.set_audience(&[issuer.audience()]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        // jsonwebtoken reads the system's clock; `check_time` reads ours.
        validation.validate_exp = false;
        let mut keys = BTreeMap::new();
        for key in issuer.key_set().keys {
            if let Some(id) = &key.common.key_id {
                keys.insert(id.clone(), DecodingKey::from_jwk(&key)?);
            }
        }
        Ok(Self {
            keys,
            validation,
            clock,
        })
    }

    /// The claims of the token in `authorization`, with or without the word `Bearer`.
    pub(super) fn authorize(&self, headers: &HeaderMap) -> Result<ClaimStrings, InvalidToken> {
        let header = headers.get(AUTHORIZATION).ok_or(InvalidToken::Missing)?;
        let header = header.to_str().map_err(|_| InvalidToken::Malformed)?;
        let token = match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => header,
        };

        let invalid = |error: jsonwebtoken::errors::Error| reason(error.kind());
        let key = self.key(&jsonwebtoken::decode_header(token).map_err(invalid)?)?;
        let token = jsonwebtoken::decode::<Map<String, Value>>(token, key, &self.validation)
            .map_err(invalid)?;
        self.check_time(&token.claims)?;
        Ok(token
            .claims
            .iter()
            .map(|(name, value)| (name.clone(), claim_string(value)))
            .collect())
    }

    /// "The token must have a header claim that matches the key in the `jwks_uri` that signed the
    /// token."
    fn key(&self, header: &Header) -> Result<&DecodingKey, InvalidToken> {
        if !self.validation.algorithms.contains(&header.alg) {
            return Err(InvalidToken::Algorithm);
        }
        let named = header.kid.as_ref().and_then(|id| self.keys.get(id));
        named.ok_or(InvalidToken::Signature)
    }

    fn check_time(&self, claims: &Map<String, Value>) -> Result<(), InvalidToken> {
        let now = (self.clock)().as_second();
        let time = |claim| match claims.get(claim) {
            None => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or(InvalidToken::Malformed),
        };
        if time("exp")?.is_none_or(|exp| exp <= now) {
            return Err(InvalidToken::Expired);
        }
        if time("nbf")?.is_some_and(|nbf| nbf > now) || time("iat")?.is_some_and(|iat| iat > now) {
            return Err(InvalidToken::NotYetValid);
        }
        Ok(())
    }
}

fn reason(kind: &ErrorKind) -> InvalidToken {
    match kind {
        ErrorKind::InvalidSignature => InvalidToken::Signature,
        ErrorKind::InvalidIssuer => InvalidToken::Issuer,
        ErrorKind::InvalidAudience => InvalidToken::Audience,
        _ => InvalidToken::Malformed,
    }
}

/// A claim as API Gateway hands it on: always a string, a list as `[a b]` (seen in
/// aws-solutions-library-samples/guidance-for-claude-code-with-amazon-bedrock#802), which is
/// how Go prints it; an object therefore as `map[name:value]`.
fn claim_string(claim: &Value) -> String {
    match claim {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value.clone(),
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(claim_string).collect();
            format!("[{}]", values.join(" "))
        }
        Value::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| format!("{name}:{}", claim_string(value)))
                .collect();
            format!("map[{}]", fields.join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_claim_becomes_a_string() {
        for (claim, expected) in [
            (json!("ada"), "ada"),
            (json!(1_700_000_000), "1700000000"),
            (json!(true), "true"),
            (json!(["admin", "member"]), "[admin member]"),
            (json!(["admin"]), "[admin]"),
            (json!([]), "[]"),
            (json!({"a": 1, "b": ["c"]}), "map[a:1 b:[c]]"),
        ] {
            assert_eq!(claim_string(&claim), expected);
        }
    }
}
