//! Conditional reads.
use http::header::{ETAG, LAST_MODIFIED};
use http::{HeaderMap, HeaderValue};
use s3s::dto::{ETag, ETagCondition, Timestamp, TimestampFormat};
use s3s::{S3Error, S3ErrorCode, S3Result};

/// The conditions of a read; see RFC 9110, section 13.
pub(super) struct Conditions {
    pub(super) matches: Option<ETagCondition>,
    pub(super) none_matches: Option<ETagCondition>,
    pub(super) modified_since: Option<Timestamp>,
    pub(super) unmodified_since: Option<Timestamp>,
}

impl Conditions {
    /// Whether the object may be sent; entity tags outweigh dates.
    pub(super) fn check(self, etag: &ETag, last_modified: &Timestamp) -> S3Result {
        let is = |condition: &ETagCondition| condition.as_etag().is_none_or(|it| it.weak_cmp(etag));
        let fails = match (&self.matches, &self.unmodified_since) {
            (Some(condition), _) => !is(condition),
            (None, Some(date)) => last_modified > date,
            (None, None) => false,
        };
        if fails {
            return Err(S3ErrorCode::PreconditionFailed.into());
        }
        let unchanged = match (&self.none_matches, &self.modified_since) {
            (Some(condition), _) => is(condition),
            (None, Some(date)) => last_modified <= date,
            (None, None) => false,
        };
        if unchanged {
            Err(not_modified(etag, last_modified))
        } else {
            Ok(())
        }
    }
}

/// 304, with the headers that a cache needs.
fn not_modified(etag: &ETag, last_modified: &Timestamp) -> S3Error {
    let mut headers = HeaderMap::new();
    if let Ok(etag) = etag.to_http_header() {
        headers.insert(ETAG, etag);
    }
    let mut date = Vec::new();
    if last_modified
        .format(TimestampFormat::HttpDate, &mut date)
        .is_ok()
        && let Ok(date) = HeaderValue::from_bytes(&date)
    {
        headers.insert(LAST_MODIFIED, date);
    }
    let mut error = S3Error::new(S3ErrorCode::NotModified);
    error.set_headers(headers);
    error
}
