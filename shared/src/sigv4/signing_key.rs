use std::fmt;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::credential_scope::CredentialScope;
use super::primed_hmac::PrimedHmac;

/// The key that signs for one day (UTC), one region and S3.
///
/// Source: IAM User Guide, "Create a signed AWS API request", step 4.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct SigningKey([u8; 32]);

impl SigningKey {
    pub(super) fn derive(secret: &str, scope: &CredentialScope<'_>) -> Self {
        let date = hmac(format!("AWS4{secret}").as_bytes(), scope.date.as_bytes());
        let region = hmac(&date, scope.region.as_bytes());
        let service = hmac(&region, b"s3");
        Self(hmac(&service, b"aws4_request"))
    }

    /// What has taken in the part of the string to sign that comes before the hash.
    pub(super) fn string_to_sign(&self, scope: &CredentialScope<'_>) -> PrimedHmac {
        let start = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n", scope.date_time);
        PrimedHmac::new(&self.0, start.as_bytes())
    }
}

/// The key that a secret was last made into, for whoever signs next: a session lasts an hour, mostly
/// of one day, and signs for one region.
#[derive(Default)]
pub struct SigningKeys(Mutex<Option<(String, SigningKey)>>);

impl SigningKeys {
    pub(super) fn key(&self, secret: &str, scope: &CredentialScope<'_>) -> SigningKey {
        let scope_name = scope.to_string();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((name, key)) if *name == scope_name => *key,
            _ => {
                last.insert((scope_name, SigningKey::derive(secret, scope)))
                    .1
            }
        }
    }
}

impl Clone for SigningKeys {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What follows from a secret tells no two apart.
impl PartialEq for SigningKeys {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for SigningKeys {}

/// Shows nothing (invariant 4).
impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys")
    }
}

/// Shows nothing (invariant 4).
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.chain_update(message).finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use sha2::Digest;

    use super::*;

    /// AWS's own example, step by step.
    ///
    /// Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
    const CANONICAL: &str = "GET\n/test.txt\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\
        AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=\
        20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\n\
        host:examplebucket.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD";
    const HASH: &str = "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    fn scope(instant: &str) -> CredentialScope<'static> {
        CredentialScope::at(instant.parse().unwrap(), "us-east-1")
    }

    #[test]
    fn awss_example_is_signed_as_published() {
        assert_eq!(hex::encode(Sha256::digest(CANONICAL)), HASH);
        let scope = scope("2013-05-24T00:00:00Z");
        let mac = SigningKey::derive(SECRET, &scope).string_to_sign(&scope);
        assert_eq!(
            hex::encode(mac.of(HASH.as_bytes().try_into().unwrap())),
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        );
    }

    #[test]
    fn a_key_is_of_its_day_whichever_was_asked_for_before() {
        let keys = SigningKeys::default();
        for instant in [
            "2024-02-28T23:59:59Z",
            "2024-02-29T00:00:00Z",
            "2024-02-29T23:59:59Z",
            "2024-12-31T23:59:59Z",
            "2025-01-01T00:00:00Z",
        ] {
            let scope = scope(instant);
            let derived = SigningKey::derive(SECRET, &scope);
            assert_eq!(keys.key(SECRET, &scope).0, derived.0, "{instant}");
        }
    }
}
