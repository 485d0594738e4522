//! The identity provider of one machine: signs the tokens that the gateway's authorizer checks.

use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{Jwk, JwkSet, ThumbprintHash},
};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey, rand_core::OsRng};
use serde::Serialize;

use super::Clock;

/// The audience that the authorizer asks for.
const AUDIENCE: &str = "s3-integrations";

/// How long a token lives, in seconds: a working day, so that a tour is not cut short.
const LIFETIME: i64 = 12 * 60 * 60;

/// The key pair that signs tokens could not be made.
#[derive(Debug, thiserror::Error)]
pub enum InvalidKey {
    /// The key could not be generated.
    #[error("the key pair of the local issuer cannot be generated")]
    Generate(#[from] rsa::Error),
    /// The key could not be encoded for signing.
    #[error("the key pair of the local issuer cannot be encoded")]
    Encode(#[from] rsa::pkcs1::Error),
    /// The public half could not be taken from the key.
    #[error("the public key of the local issuer cannot be published")]
    Publish(#[from] jsonwebtoken::errors::Error),
}

/// What a token says. Tests change what they want refused, then [`Issuer::sign`] it.
#[derive(Clone, Debug, Serialize)]
pub struct Claims {
    /// Who issued the token: the gateway's URL.
    pub iss: String,
    /// Whom the token is for.
    pub aud: String,
    /// The user.
    pub sub: String,
    /// The user's organisation.
    pub org_id: String,
    /// What the user may do: `admin`, `member`.
    pub roles: Vec<String>,
    /// When the token was issued, in seconds since 1970.
    pub iat: i64,
    /// When the token starts to be valid, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// When the token ends, in seconds since 1970.
    pub exp: i64,
}

/// Signs tokens with RS256, by a key pair that lives as long as the gateway.
pub struct Issuer {
    url: String,
    /// The private half of its key.
    pub(super) key: EncodingKey,
    public_key: Jwk,
    clock: Clock,
}

impl Issuer {
    /// An issuer with a key pair of its own, at `url`.
    ///
    /// # Errors
    /// When the key pair cannot be made.
    pub fn new(url: &str, clock: Clock) -> Result<Self, InvalidKey> {
        let private_key = RsaPrivateKey::new(&mut OsRng, 2048)?.to_pkcs1_der()?;
        let key = EncodingKey::from_rsa_der(private_key.as_bytes());
        let mut public_key = Jwk::from_encoding_key(&key, Algorithm::RS256)?;
        public_key.common.key_id = Some(public_key.thumbprint(ThumbprintHash::SHA256)?);
        Ok(Self {
            url: url.to_owned(),
            key,
            public_key,
            clock,
        })
    }

    /// The claims of a token that the authorizer accepts from now on for [`Self::lifetime`].
    #[must_use]
    pub fn claims(&self, organization: &str, user: &str, roles: &[&str]) -> Claims {
        let now = (self.clock)().as_second();
        Claims {
            iss: self.url.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user.to_owned(),
            org_id: organization.to_owned(),
            roles: roles.iter().map(|&role| role.to_owned()).collect(),
            iat: now,
            nbf: None,
            exp: now + LIFETIME,
        }
    }

    /// A signed token with these claims, right or wrong.
    ///
    /// # Panics
    /// When `claims` is not what JSON can say.
    #[must_use]
    pub fn sign(&self, claims: &impl Serialize) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.kid.clone_from(&self.public_key.common.key_id);
        jsonwebtoken::encode(&header, claims, &self.key).expect("an RSA key signs any JSON")
    }

    /// A signed token that the authorizer accepts.
    #[must_use]
    pub fn token(&self, organization: &str, user: &str, roles: &[&str]) -> String {
        self.sign(&self.claims(organization, user, roles))
    }

    /// How long a token lives, in seconds.
    #[must_use]
    pub fn lifetime(&self) -> i64 {
        LIFETIME
    }

    /// The issuer's URL, which its tokens name as `iss`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The audience of its tokens.
    #[must_use]
    pub fn audience(&self) -> &str {
        AUDIENCE
    }

    /// The public half of its key.
    #[must_use]
    pub fn public_key(&self) -> &Jwk {
        &self.public_key
    }

    /// The key set that the issuer publishes as its `jwks_uri`.
    #[must_use]
    pub fn key_set(&self) -> JwkSet {
        JwkSet {
            keys: vec![self.public_key.clone()],
        }
    }
}
