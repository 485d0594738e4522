use super::{HeaderText, Validity};
use crate::domain::{Locator, VersionId};
use crate::sigv4::{
    BucketAddress, Parameters, Presigning, SessionCredentials, Signature, UrlSigner,
};

/// Response headers that S3 sends instead of the stored ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseOverrides {
    /// `Content-Type`.
    pub content_type: Option<HeaderText>,
    /// `Content-Disposition`.
    pub content_disposition: Option<HeaderText>,
    /// `Cache-Control`.
    pub cache_control: Option<HeaderText>,
}

/// Presigns GETs of the objects of one bucket, for as long as `validity` says.
#[derive(Clone)]
pub struct ObjectSigner(UrlSigner);

impl ObjectSigner {
    /// A signer for the bucket at `address`.
    ///
    /// Everything that a request needs is in the query, nothing in a header, so that a bare
    /// `<img src>` works.
    #[must_use]
    pub fn new(
        address: &BucketAddress,
        credentials: &SessionCredentials,
        validity: &Validity,
        overrides: &ResponseOverrides,
        requester_pays: bool,
    ) -> Self {
        let overrides = [
            ("response-cache-control", &overrides.cache_control),
            (
                "response-content-disposition",
                &overrides.content_disposition,
            ),
            ("response-content-type", &overrides.content_type),
        ];
        let overrides = overrides.map(|(name, text)| Some((name, text.as_ref()?.to_string())));
        let overrides: Vec<_> = overrides.iter().flatten().collect();
        let overrides: Vec<_> = overrides.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let payer = [("x-amz-request-payer", "requester")];
        let presigning = Presigning {
            signed_at: validity.signed_at,
            expires_in: validity.expires_in,
        };
        let parameters = Parameters {
            before_version: &overrides,
            after_version: if requester_pays { &payer } else { &[] },
        };
        Self(UrlSigner::new(credentials, presigning, address, parameters))
    }

    /// The presigned URL of the object that `locator` names: the signed path is exactly its key
    /// (invariant 2). The bucket is the signer's.
    #[must_use]
    pub fn url(&self, locator: &Locator) -> String {
        let mut url = String::with_capacity(self.0.length(locator.key().as_str()));
        self.write_url(locator, &mut url);
        url
    }

    /// Writes the presigned URL of an object, at the end of `text`; allocates nothing when there is
    /// room.
    pub fn write_url(&self, locator: &Locator, text: &mut String) {
        let version_id = locator.version_id().map(VersionId::as_str);
        self.0.write(locator.key().as_str(), version_id, text);
    }

    /// What the URLs of all objects have in common, as [`UrlSigner::parts`] says.
    #[must_use]
    pub fn parts(&self) -> [&str; 4] {
        self.0.parts()
    }

    /// Writes what is one URL's own, as [`UrlSigner::write_own`] says.
    pub fn write_own(
        &self,
        locator: &Locator,
        in_path: &mut String,
        in_query: &mut String,
    ) -> Signature {
        let version_id = locator.version_id().map(VersionId::as_str);
        let key = locator.key().as_str();
        self.0.write_own(key, version_id, in_path, in_query)
    }
}
