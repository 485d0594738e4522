use axum::http::StatusCode;
use serde::Serialize;

/// Why a request, or one locator of it, was refused: stable, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the titles below say what each means")]
pub enum Code {
    InvalidRequest,
    InvalidLocator,
    Unauthenticated,
    Forbidden,
    NotFound,
    DocumentIsSplit,
    NoIntegration,
    BucketNotPermitted,
    MethodNotAllowed,
    ScopeConflict,
    TooManyIntegrations,
    IntegrationDisabled,
    FileVersioningDisabled,
    RoleIgnoresExternalId,
    VersionMismatch,
    ResponseTooLarge,
    UnsupportedMediaType,
    IdempotencyKeyReused,
    TooManyBuckets,
    AddressUnknown,
    PreconditionRequired,
    RoleUnavailable,
    StoreUnavailable,
}

impl Code {
    /// The status that a problem with this code has, unless it says otherwise.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.meaning().0
    }

    /// A few words for people, the same for every problem with this code.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.meaning().1
    }

    const fn meaning(self) -> (StatusCode, &'static str) {
        use StatusCode as Status;
        match self {
            Self::InvalidRequest => (Status::BAD_REQUEST, "The request is not valid"),
            Self::InvalidLocator => (Status::BAD_REQUEST, "The locator is not valid"),
            Self::Unauthenticated => (Status::UNAUTHORIZED, "Nobody is signed in"),
            Self::Forbidden => (Status::FORBIDDEN, "The caller may not do this"),
            Self::NotFound => (Status::NOT_FOUND, "There is no such thing"),
            Self::DocumentIsSplit => (Status::NOT_FOUND, "The document is split"),
            Self::NoIntegration => (Status::NOT_FOUND, "No integration serves the locator"),
            Self::BucketNotPermitted => (Status::NOT_FOUND, "No integration permits the object"),
            Self::MethodNotAllowed => (Status::METHOD_NOT_ALLOWED, "The method is not allowed"),
            Self::ScopeConflict => (Status::CONFLICT, "Another integration has this scope"),
            Self::TooManyIntegrations => (Status::CONFLICT, "There are too many integrations"),
            Self::IntegrationDisabled => (Status::CONFLICT, "The integration is disabled"),
            Self::FileVersioningDisabled => (Status::CONFLICT, "File versioning is disabled"),
            Self::RoleIgnoresExternalId => (Status::CONFLICT, "The role ignores the external id"),
            Self::VersionMismatch => (Status::PRECONDITION_FAILED, "The integration has changed"),
            Self::ResponseTooLarge => (Status::PAYLOAD_TOO_LARGE, "The answer is too large"),
            Self::UnsupportedMediaType => (Status::UNSUPPORTED_MEDIA_TYPE, "The body is not JSON"),
            Self::IdempotencyKeyReused => (
                Status::UNPROCESSABLE_ENTITY,
                "The idempotency key was used before",
            ),
            Self::TooManyBuckets => (
                Status::UNPROCESSABLE_ENTITY,
                "The request names too many buckets",
            ),
            Self::AddressUnknown => (Status::UNPROCESSABLE_ENTITY, "The bucket has no address"),
            Self::PreconditionRequired => {
                (Status::PRECONDITION_REQUIRED, "The request needs If-Match")
            }
            Self::RoleUnavailable => (Status::SERVICE_UNAVAILABLE, "The role cannot be used now"),
            Self::StoreUnavailable => {
                (Status::SERVICE_UNAVAILABLE, "The service cannot answer now")
            }
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.serialize(f)
    }
}
