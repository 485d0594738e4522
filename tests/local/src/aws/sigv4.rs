//! Verifies AWS Signature Version 4 on requests of STS, IAM and DynamoDB.
//!
//! The steps are those of
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
//! Only the `Authorization` header is read: these services' presigned URLs are not served.
#[cfg(test)]
mod tests;

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, request::Parts};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// How far the time of a request may be from ours.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(15);

/// The value of an `Authorization` header, taken apart, with the time and token beside it.
#[derive(Debug)]
pub(super) struct Authorization<'a> {
    pub(super) access_key_id: &'a str,
    pub(super) region: &'a str,
    pub(super) session_token: Option<&'a str>,
    scope: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
    /// `20260131T235959Z`.
    date: &'a str,
}

/// What is wrong with a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignatureError {
    /// There is none.
    Missing,
    /// A part of it is.
    Incomplete(String),
    /// It is another request's, another key's, another service's or another time's.
    Mismatch(String),
}

impl<'a> Authorization<'a> {
    /// Reads who claims to have signed for `service`; nothing is proven yet.
    pub(super) fn read(headers: &'a HeaderMap, service: &str) -> Result<Self, SignatureError> {
        let value = header(headers, "authorization").ok_or(SignatureError::Missing)?;
        let parameters = value.strip_prefix("AWS4-HMAC-SHA256").ok_or_else(|| {
            incomplete("Authorization header must begin with 'AWS4-HMAC-SHA256'.")
        })?;
        let parameter = |name: &str| {
            let mut all = parameters
                .split(',')
                .filter_map(|part| part.trim().split_once('='));
            all.find(|(key, _)| *key == name)
                .map(|(_, value)| value)
                .ok_or_else(|| {
                    incomplete(&format!(
                        "Authorization header requires '{name}' parameter."
                    ))
                })
        };
        let (access_key_id, scope) = parameter("Credential")?.split_once('/').ok_or_else(|| {
            incomplete("Credential must have exactly 5 slash-delimited elements.")
        })?;
        let [day, region, signed_service, "aws4_request"] =
            scope.split('/').collect::<Vec<_>>()[..]
        else {
            return Err(incomplete(
                "Credential must have exactly 5 slash-delimited elements.",
            ));
        };
        let date = header(headers, "x-amz-date").ok_or_else(|| {
            incomplete("Authorization header requires existence of 'X-Amz-Date' header.")
        })?;
        let signed_headers = parameter("SignedHeaders")?;
        if !signed_headers.split(';').any(|name| name == "host") {
            return Err(mismatch(
                "'Host' must be a 'SignedHeader' in the AWS Authorization.",
            ));
        }
        if signed_service != service {
            return Err(mismatch(&format!(
                "Credential should be scoped to correct service: '{service}'."
            )));
        }
        if !date.starts_with(day) {
            return Err(mismatch(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.",
            ));
        }
        Ok(Self {
            access_key_id,
            region,
            session_token: header(headers, "x-amz-security-token"),
            scope,
            signed_headers,
            signature: parameter("Signature")?,
            date,
        })
    }

    /// Proves that the holder of `secret_key` signed this very request, and lately.
    pub(super) fn verify(
        &self,
        request: &Parts,
        body: &[u8],
        secret_key: &str,
        now: Timestamp,
    ) -> Result<(), SignatureError> {
        self.check_date(now)?;
        let canonical = canonical_request(request, self.signed_headers, body);
        let text = string_to_sign(self.date, self.scope, &canonical);
        let claimed = hex::decode(self.signature).unwrap_or_default();
        hmac(&signing_key(secret_key, self.scope)).chain_update(text).verify_slice(&claimed).map_err(|_| {
            mismatch(
                "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method. \
                 Consult the service documentation for details.",
            )
        })
    }

    fn check_date(&self, now: Timestamp) -> Result<(), SignatureError> {
        let signed_at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", self.date)
            .and_then(|time| time.to_zoned(jiff::tz::TimeZone::UTC))
            .map_err(|_| {
                incomplete(&format!(
                    "Date must be in ISO-8601 'basic format'. Got '{}'.",
                    self.date
                ))
            })?
            .timestamp();
        let basic = |time: Timestamp| time.strftime("%Y%m%dT%H%M%SZ").to_string();
        let (date, at) = (self.date, basic(now));
        if signed_at < now - TOLERANCE {
            let earliest = basic(now - TOLERANCE);
            return Err(mismatch(&format!(
                "Signature expired: {date} is now earlier than {earliest} ({at} - 15 min.)"
            )));
        }
        if signed_at > now + TOLERANCE {
            let latest = basic(now + TOLERANCE);
            return Err(mismatch(&format!(
                "Signature not yet current: {date} is still later than {latest} ({at} + 15 min.)"
            )));
        }
        Ok(())
    }
}

/// Method, path, query, the signed headers in their order, and the hash of the body.
fn canonical_request(request: &Parts, signed_headers: &str, body: &[u8]) -> String {
    let mut query: Vec<_> = request.uri.query().unwrap_or_default().split('&').collect();
    query.sort_unstable();
    let mut canonical = format!(
        "{}\n{}\n{}\n",
        request.method,
        request.uri.path(),
        query.join("&")
    );
    for name in signed_headers.split(';') {
        let values = request
            .headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let values: Vec<_> = values
            .map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let _ = writeln!(canonical, "{name}:{}", values.join(","));
    }
    canonical + "\n" + signed_headers + "\n" + &hex::encode(Sha256::digest(body))
}

fn string_to_sign(date: &str, scope: &str, canonical_request: &str) -> String {
    let hash = hex::encode(Sha256::digest(canonical_request));
    format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{hash}")
}

/// Derived from the secret through every element of the scope.
fn signing_key(secret_key: &str, scope: &str) -> Vec<u8> {
    let secret = format!("AWS4{secret_key}").into_bytes();
    scope.split('/').fold(secret, |key, element| {
        hmac(&key)
            .chain_update(element)
            .finalize()
            .into_bytes()
            .to_vec()
    })
}

fn hmac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn incomplete(message: &str) -> SignatureError {
    SignatureError::Incomplete(message.to_owned())
}

fn mismatch(message: &str) -> SignatureError {
    SignatureError::Mismatch(message.to_owned())
}
