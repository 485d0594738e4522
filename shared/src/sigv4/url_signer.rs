use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::credential_scope::CredentialScope;
use super::percent_encoding::{encode_query, push_path, push_query};
use super::primed_hmac::PrimedHmac;
use super::{BucketAddress, SessionCredentials};

/// Everything that the URLs of one bucket have in common, signed at one instant by one session:
/// rendered once, so that a URL costs the hash of its canonical request and little more.
///
/// A URL is written as aws-sdk-s3 writes it, byte for byte:
/// ```text
/// start key before_version [&versionId=…] after_version signature end
/// ```
#[derive(Clone)]
pub struct UrlSigner {
    /// Origin and base path, up to the slash of the key.
    start: String,
    before_version: String,
    after_version: String,
    end: String,
    /// Has taken in the canonical request up to the key.
    canonical_start: Sha256,
    /// The canonical request after the path, but for the version.
    canonical_end: String,
    /// Where in it the version stands.
    canonical_version_at: usize,
    /// Has taken in the string to sign up to the hash of the canonical request.
    string_to_sign: PrimedHmac,
}

/// When and for how long URLs are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presigning {
    /// `X-Amz-Date`.
    pub signed_at: Timestamp,
    /// `X-Amz-Expires`, in seconds, 1–604,800.
    pub expires_in: i64,
}

/// The parameters of a query beside `x-id` and those of the signature, as names and values in plain
/// text, in the order in which they stand in the URL.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parameters<'a> {
    /// Before `versionId`.
    pub before_version: &'a [(&'a str, &'a str)],
    /// After `versionId`.
    pub after_version: &'a [(&'a str, &'a str)],
}

/// A signature: 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u8; 64]);

const VERSION: &str = "versionId";

type Pair = (String, String);

impl UrlSigner {
    /// A signer of GETs below `address`.
    #[must_use]
    pub fn new(
        credentials: &SessionCredentials,
        presigning: Presigning,
        address: &BucketAddress,
        parameters: Parameters<'_>,
    ) -> Self {
        let scope = CredentialScope::at(presigning.signed_at, address.signing_region());
        let key = credentials.signing_key(&scope);
        let mut before = encoded(&[("x-id", "GetObject")]);
        before.extend(encoded(parameters.before_version));
        let mut after = encoded(parameters.after_version);
        after.extend(authentication(credentials, &scope, presigning.expires_in));
        let token = encoded(&[("X-Amz-Security-Token", &credentials.session_token)]);

        let mut signed = [&before[..], &after, &token].concat();
        signed.sort_unstable();
        let version_at = signed.partition_point(|(name, _)| name.as_str() < VERSION);
        let (signed_before, signed_after) = signed.split_at(version_at);
        let canonical_before_version = format!("\n{}", joined(signed_before));
        let path = format!("{}/", address.base_path());
        Self {
            start: format!("{}{path}", address.origin()),
            canonical_start: Sha256::new_with_prefix(format!("GET\n{path}")),
            before_version: format!("?{}", joined(&before)),
            after_version: format!("&{}&X-Amz-Signature=", joined(&after)),
            end: format!("&{}", joined(&token)),
            canonical_version_at: canonical_before_version.len(),
            canonical_end: format!(
                "{canonical_before_version}&{}\nhost:{}\n\nhost\nUNSIGNED-PAYLOAD",
                joined(signed_after),
                address.host()
            ),
            string_to_sign: key.string_to_sign(&scope),
        }
    }

    /// How long the URL of a key is, in bytes, if nothing of it has to be encoded.
    #[must_use]
    pub fn length(&self, key: &str) -> usize {
        let rendered: usize = self.parts().iter().map(|part| part.len()).sum();
        rendered + key.len() + size_of::<Signature>()
    }

    /// Writes the URL that GETs an object, at the end of `url`.
    pub fn write(&self, key: &str, version_id: Option<&str>, url: &mut String) {
        url.push_str(&self.start);
        let key_at = url.len();
        push_path(url, key);
        let key_to = url.len();
        url.push_str(&self.before_version);
        let version_at = url.len();
        push_version(url, version_id);
        let signature = self.signature(&url[key_at..key_to], &url[version_at..]);
        url.push_str(&self.after_version);
        url.push_str(signature.as_str());
        url.push_str(&self.end);
    }

    /// Writes what is a URL's own, each at the end of a text: the key and the version, as they stand
    /// in the URL, between the first and the second of [`Self::parts`], and the second and third.
    /// The signature stands between the third and the fourth.
    pub fn write_own(
        &self,
        key: &str,
        version_id: Option<&str>,
        in_path: &mut String,
        in_query: &mut String,
    ) -> Signature {
        let (key_at, version_at) = (in_path.len(), in_query.len());
        push_path(in_path, key);
        push_version(in_query, version_id);
        self.signature(&in_path[key_at..], &in_query[version_at..])
    }

    /// What all URLs have in common, in order.
    #[must_use]
    pub fn parts(&self) -> [&str; 4] {
        [
            &self.start,
            &self.before_version,
            &self.after_version,
            &self.end,
        ]
    }

    /// The signature for a key and a version as they stand in the URL.
    fn signature(&self, key: &str, version: &str) -> Signature {
        let mut canonical = self.canonical_start.clone();
        canonical.update(key);
        if version.is_empty() {
            // In one piece, which is faster than in three.
            canonical.update(&self.canonical_end);
        } else {
            let (before, after) = self.canonical_end.split_at(self.canonical_version_at);
            canonical.update(before);
            canonical.update(version);
            canonical.update(after);
        }
        let hash = digits(&canonical.finalize().into());
        Signature(digits(&self.string_to_sign.of(&hash)))
    }
}

fn push_version(text: &mut String, version_id: Option<&str>) {
    if let Some(version_id) = version_id {
        text.push_str("&versionId=");
        push_query(text, version_id);
    }
}

impl Signature {
    /// The digits.
    ///
    /// # Panics
    /// Never: digits are ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("digits are ASCII")
    }
}

fn digits(hash: &[u8; 32]) -> [u8; 64] {
    let mut digits = [0; 64];
    const_hex::encode_to_slice(hash, &mut digits).expect("two digits for each byte");
    digits
}

fn authentication(
    credentials: &SessionCredentials,
    scope: &CredentialScope<'_>,
    expires_in: i64,
) -> Vec<Pair> {
    let credential = format!("{}/{scope}", credentials.access_key_id);
    encoded(&[
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", &credential),
        ("X-Amz-Date", &scope.date_time),
        ("X-Amz-Expires", &expires_in.to_string()),
        ("X-Amz-SignedHeaders", "host"),
    ])
}

fn encoded(parameters: &[(&str, &str)]) -> Vec<Pair> {
    let encode = |(name, value): &(&str, &str)| (encode_query(name), encode_query(value));
    parameters.iter().map(encode).collect()
}

fn joined(pairs: &[Pair]) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
    pairs.join("&")
}
