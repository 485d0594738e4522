//! The HTTP API's CORS configuration.
//!
//! "Configure CORS for HTTP APIs in API Gateway": once configured, API Gateway answers
//! preflight requests itself, and ignores the CORS headers of the functions.

use axum::response::{IntoResponse, Response};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
        ACCESS_CONTROL_MAX_AGE,
    },
};

/// `AllowMethods` of the API's CORS configuration, comma-separated as the header spells them.
pub const ALLOW_METHODS: &str = "GET,POST,PUT,DELETE";

/// `AllowHeaders` of the API's CORS configuration, comma-separated as the header spells them.
pub const ALLOW_HEADERS: &str = "authorization,content-type,if-match,idempotency-key";

/// `ExposeHeaders` of the API's CORS configuration, comma-separated as the header spells them.
pub const EXPOSE_HEADERS: &str = "etag,location,retry-after,x-request-id";

/// `MaxAge` of the API's CORS configuration: seconds that a preflight's answer is good for.
pub const MAX_AGE_SECONDS: &str = "3600";

const ALL: [HeaderName; 6] = [
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE,
];

/// Which origins may read the API's answers.
pub(super) struct Cors {
    allow_origins: Vec<String>,
}

impl Cors {
    /// Allows these origins; with none the API has no CORS configuration.
    pub(super) fn new(allow_origins: Vec<String>) -> Self {
        Self { allow_origins }
    }

    /// Whether the API has a CORS configuration, and so answers `OPTIONS` itself.
    pub(super) fn is_configured(&self) -> bool {
        !self.allow_origins.is_empty()
    }

    /// The answer to a preflight request.
    pub(super) fn preflight(&self, origin: Option<&HeaderValue>) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        if self.allowed(origin).is_some() {
            for (name, value) in [
                (ACCESS_CONTROL_ALLOW_METHODS, ALLOW_METHODS),
                (ACCESS_CONTROL_ALLOW_HEADERS, ALLOW_HEADERS),
                (ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS),
            ] {
                response
                    .headers_mut()
                    .insert(name, HeaderValue::from_static(value));
            }
        }
        self.allow(origin, response.headers_mut());
        response
    }

    /// Puts the configured CORS headers in place of a function's.
    pub(super) fn answer(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        if !self.is_configured() {
            return;
        }
        for name in ALL {
            headers.remove(name);
        }
        self.allow(origin, headers);
    }

    fn allow(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        if let Some(allowed) = self.allowed(origin) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            headers.insert(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static(EXPOSE_HEADERS),
            );
        }
    }

    /// What `access-control-allow-origin` says to `origin`.
    fn allowed(&self, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
        let origin = origin?;
        if self.allow_origins.iter().any(|allowed| allowed == "*") {
            return Some(HeaderValue::from_static("*"));
        }
        let listed = self
            .allow_origins
            .iter()
            .any(|allowed| *origin == **allowed);
        listed.then(|| origin.clone())
    }
}
