use super::{HeaderText, Validity};
use crate::domain::Locator;
use crate::sigv4::{BucketAddress, Presigning, SessionCredentials, encode_path};

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

/// The presigned URL of the object that `locator` names.
///
/// The signed path names exactly the locator's bucket and key (invariant 2). Everything the
/// request needs is in the query, nothing in a header, so that a bare `<img src>` works.
#[must_use]
pub fn object_url(
    locator: &Locator,
    address: &BucketAddress,
    credentials: &SessionCredentials,
    validity: &Validity,
    overrides: &ResponseOverrides,
    requester_pays: bool,
) -> String {
    let path = format!("/{}", encode_path(locator.key().as_str()));
    let text = |text: &'_ Option<HeaderText>| text.as_ref().map(HeaderText::to_string);
    let overrides = [
        ("response-cache-control", text(&overrides.cache_control)),
        (
            "response-content-disposition",
            text(&overrides.content_disposition),
        ),
        ("response-content-type", text(&overrides.content_type)),
        ("versionId", locator.version_id().map(ToString::to_string)),
        (
            "x-amz-request-payer",
            requester_pays.then(|| "requester".to_owned()),
        ),
    ];
    let mut query = vec![("x-id", "GetObject")];
    query.extend(
        overrides
            .iter()
            .filter_map(|(n, v)| Some((*n, v.as_deref()?))),
    );
    let presigning = Presigning {
        credentials,
        signed_at: validity.signed_at,
        expires_in: validity.expires_in,
    };
    presigning.url(address, &path, &query)
}
