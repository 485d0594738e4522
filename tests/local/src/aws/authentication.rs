//! From a signed request to its caller.
use http::{StatusCode, request::Parts};
use jiff::Timestamp;

use super::{
    error::AwsError,
    identity::{AuthenticationError, Caller, Identities},
    sigv4::{Authorization, SignatureError},
};

/// Why a request has no caller.
#[derive(Clone, Debug)]
pub(super) enum Unauthenticated {
    Signature(SignatureError),
    Identity(AuthenticationError),
}

/// The caller of `service`, and the region it signed for.
pub(super) fn authenticate(
    identities: &Identities,
    service: &str,
    request: &Parts,
    body: &[u8],
    now: Timestamp,
) -> Result<(Caller, String), Unauthenticated> {
    let authorization = Authorization::read(&request.headers, service)?;
    let caller =
        identities.authenticate(authorization.access_key_id, authorization.session_token)?;
    let secret_key = identities
        .secret_key(authorization.access_key_id)
        .ok_or(AuthenticationError::UnknownAccessKey)?;
    authorization.verify(request, body, &secret_key, now)?;
    Ok((caller, authorization.region.to_owned()))
}

impl Unauthenticated {
    /// As STS and IAM say it.
    pub(super) fn of_query_protocol(self) -> AwsError {
        let (status, code) = match self {
            Self::Signature(SignatureError::Missing) => {
                (StatusCode::FORBIDDEN, "MissingAuthenticationToken")
            }
            Self::Signature(SignatureError::Incomplete(_)) => {
                (StatusCode::BAD_REQUEST, "IncompleteSignature")
            }
            Self::Signature(SignatureError::Mismatch(_)) => {
                (StatusCode::FORBIDDEN, "SignatureDoesNotMatch")
            }
            Self::Identity(AuthenticationError::ExpiredToken) => {
                (StatusCode::FORBIDDEN, "ExpiredToken")
            }
            Self::Identity(_) => (StatusCode::FORBIDDEN, "InvalidClientTokenId"),
        };
        AwsError::new(status, code, self.message())
    }

    /// As DynamoDB says it.
    pub(super) fn of_json_protocol(self) -> AwsError {
        let code = match self {
            Self::Signature(SignatureError::Missing) => "MissingAuthenticationTokenException",
            Self::Signature(SignatureError::Incomplete(_)) => "IncompleteSignatureException",
            Self::Signature(SignatureError::Mismatch(_)) => "InvalidSignatureException",
            Self::Identity(AuthenticationError::ExpiredToken) => "ExpiredTokenException",
            Self::Identity(_) => "UnrecognizedClientException",
        };
        AwsError::new(StatusCode::BAD_REQUEST, code, self.message())
    }

    fn message(self) -> String {
        match self {
            Self::Signature(SignatureError::Missing) => {
                "Request is missing Authentication Token".to_owned()
            }
            Self::Signature(
                SignatureError::Incomplete(message) | SignatureError::Mismatch(message),
            ) => message,
            Self::Identity(AuthenticationError::ExpiredToken) => {
                "The security token included in the request is expired".to_owned()
            }
            Self::Identity(_) => {
                "The security token included in the request is invalid.".to_owned()
            }
        }
    }
}

impl From<SignatureError> for Unauthenticated {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}

impl From<AuthenticationError> for Unauthenticated {
    fn from(error: AuthenticationError) -> Self {
        Self::Identity(error)
    }
}
