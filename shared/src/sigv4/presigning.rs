use jiff::Timestamp;

use super::canonical_request::canonical_request;
use super::credential_scope::CredentialScope;
use super::signature::signature;
use super::{BucketAddress, SessionCredentials, encode_query};

/// What is the same for every URL that is signed at one instant with one session.
#[derive(Clone, Copy, Debug)]
pub struct Presigning<'a> {
    /// Who signs.
    pub credentials: &'a SessionCredentials,
    /// `X-Amz-Date`.
    pub signed_at: Timestamp,
    /// `X-Amz-Expires`, in seconds, 1–604,800.
    pub expires_in: i64,
}

impl Presigning<'_> {
    /// The URL that GETs `path` below `address`.
    ///
    /// `path` is percent-encoded by [`super::encode_path`] and starts with `/`; the names and
    /// values of `query` are plain text, and stand in the URL in this order. The rest of the query
    /// stands as aws-sdk-s3 writes it, so that both make the same URL byte for byte.
    #[must_use]
    pub fn url(&self, address: &BucketAddress, path: &str, query: &[(&str, &str)]) -> String {
        let scope = CredentialScope::at(self.signed_at, address.signing_region());
        let token = encode_query(&self.credentials.session_token);
        let mut query = self.signed_query(&scope, query);
        let path = format!("{}{path}", address.base_path());
        let canonical = {
            let mut signed = query.clone();
            signed.push(("X-Amz-Security-Token".into(), token.clone()));
            canonical_request(address.host(), &path, &signed)
        };
        let signature = signature(&self.credentials.secret_access_key, &scope, &canonical);
        query.push(("X-Amz-Signature".into(), signature));
        query.push(("X-Amz-Security-Token".into(), token));
        let query: Vec<_> = query.iter().map(|(n, v)| format!("{n}={v}")).collect();
        format!("{}{path}?{}", address.origin(), query.join("&"))
    }

    fn signed_query(
        &self,
        scope: &CredentialScope<'_>,
        query: &[(&str, &str)],
    ) -> Vec<(String, String)> {
        let credential = format!("{}/{scope}", self.credentials.access_key_id);
        let expires_in = self.expires_in.to_string();
        let authentication = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", &credential),
            ("X-Amz-Date", &scope.date_time),
            ("X-Amz-Expires", &expires_in),
            ("X-Amz-SignedHeaders", "host"),
        ];
        query
            .iter()
            .chain(&authentication)
            .map(|(name, value)| (encode_query(name), encode_query(value)))
            .collect()
    }
}
