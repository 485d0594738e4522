use axum::http::header::RETRY_AFTER;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use problem_details::{JsonProblemDetails, ProblemDetails, ProblemType};
use serde::Serialize;

use super::fields::MAX_FIELDS;
use super::{Code, FieldError, InvalidFields};
use crate::domain::{IntegrationId, Objection};
use crate::ports::{StoreError, WriteError};

/// What a caller is told when a request is refused (RFC 9457): what is wrong, where, and what to
/// do about it. The one place that maps errors to answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    detail: String,
    action: String,
    errors: Vec<FieldError>,
    retry_after: Option<u32>,
    integration_id: Option<IntegrationId>,
    status: Option<StatusCode>,
}

/// What a problem says beyond RFC 9457.
#[derive(Clone, Debug, Serialize)]
struct Members {
    code: Code,
    action: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<IntegrationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Problem {
    /// A problem: `detail` says what is wrong with this request, `action` what to do.
    pub fn new(code: Code, detail: impl Into<String>, action: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            action: action.into(),
            errors: vec![],
            retry_after: None,
            integration_id: None,
            status: None,
        }
    }

    /// The caller's organisation has no integration of this id.
    #[must_use]
    pub fn no_such_integration() -> Self {
        Self::new(
            Code::NotFound,
            "your organisation has no such integration",
            "Check the id. GET /integrations lists what there is.",
        )
    }

    /// Says in how many seconds to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: Option<u32>) -> Self {
        self.retry_after = seconds;
        self
    }

    /// Names the integration that the problem is about.
    #[must_use]
    pub fn about(mut self, integration: Option<IntegrationId>) -> Self {
        self.integration_id = integration;
        self
    }

    /// Answers with another status than the code's own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// Why, for programs.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The answer, with the id under which the logs know the request.
    pub(super) fn answer(self, request_id: Option<String>) -> Response {
        let members = Members {
            code: self.code,
            action: self.action,
            errors: self.errors,
            retry_after: self.retry_after,
            integration_id: self.integration_id,
            request_id,
        };
        let name = format!("/problems/{}", self.code);
        let details = ProblemDetails::from_status_code(self.status.unwrap_or(self.code.status()))
            .with_type(
                Uri::try_from(name).map_or_else(|_| ProblemType::default(), ProblemType::from),
            )
            .with_title(self.code.title())
            .with_detail(self.detail)
            .with_extensions(members);
        let mut response = JsonProblemDetails::from(details).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl IntoResponse for Problem {
    /// Only left in the extensions: the outermost layer writes it, with the request's id.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<InvalidFields> for Problem {
    fn from(InvalidFields(mut errors): InvalidFields) -> Self {
        errors.truncate(MAX_FIELDS);
        let detail = match errors.len() {
            1 => "one field is not valid".to_owned(),
            many => format!("{many} fields are not valid"),
        };
        let mut problem = Self::new(
            Code::InvalidRequest,
            detail,
            "Correct the fields in errors.",
        );
        problem.errors = errors;
        problem
    }
}

impl From<Vec<Objection>> for InvalidFields {
    fn from(objections: Vec<Objection>) -> Self {
        let field = |objection: Objection| FieldError {
            pointer: objection.pointer.to_owned(),
            detail: objection.detail.to_owned(),
        };
        Self(objections.into_iter().map(field).collect())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let (action, seconds) = match error {
            StoreError::Unavailable | StoreError::Contention => (
                "Try again in a moment: nothing has been changed halfway.",
                1,
            ),
            StoreError::NewerSchema => (
                "Try again in a few minutes: a new release is being deployed.",
                60,
            ),
            StoreError::Damaged => ("Tell the operator, with the request_id.", 60),
        };
        Self::new(Code::StoreUnavailable, error.to_string(), action).retry_after(Some(seconds))
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ScopeConflict {
                bucket,
                other,
                other_name,
            } => Self::new(
                Code::ScopeConflict,
                format!("the integration \"{other_name}\" has the bucket {bucket} with this prefix already"),
                "Change that integration, or give one of the two another bucket or prefix.",
            )
            .about(Some(other)),
            WriteError::TooManyIntegrations => Self::new(
                Code::TooManyIntegrations,
                "your organisation has 1000 integrations, and can have no more",
                "Delete an integration, or put several buckets into one.",
            ),
            WriteError::IdempotencyKeyReused => Self::new(
                Code::IdempotencyKeyReused,
                "this Idempotency-Key was used with another request in the last 24 hours",
                "Send a new key with a new request, and the same key only with the same request.",
            ),
            WriteError::VersionMismatch => Self::new(
                Code::VersionMismatch,
                "someone changed the integration after you read it",
                "GET it again, apply your change, and send its ETag as If-Match.",
            ),
            WriteError::NotFound => Self::no_such_integration(),
            WriteError::Store(error) => error.into(),
        }
    }
}
