//! The answers that API Gateway gives itself, in place of a function's.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE};
use serde_json::json;

use super::authorizer::InvalidToken;

/// Why no function's answer is given; displayed as API Gateway's `message`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// No route has this method and path.
    #[error("Not Found")]
    NotFound,
    /// The JWT authorizer did not accept the token.
    #[error("Unauthorized")]
    Unauthorized(#[from] InvalidToken),
    /// Request line and header values outgrow [`super::limits::HEAD`]. That API Gateway
    /// answers 431 is what the status is for; its documentation names only the size.
    #[error("Request Header Fields Too Large")]
    HeadTooLarge,
    /// The body outgrows [`super::limits::BODY`].
    #[error("Request Entity Too Large")]
    BodyTooLarge,
    /// The client broke off, or what it sent is not in the encoding that it announced.
    #[error("Bad Request")]
    BodyIncomplete,
    /// Lambda refused the event (`RequestEntityTooLargeException`). Seen of API Gateway in
    /// koki-develop/lgtm-generator#10: 413 `{"message": "Request Too Long"}`.
    #[error("Request Too Long")]
    EventTooLarge,
    /// The function failed, or its answer was refused by Lambda or not understood.
    #[error("Internal Server Error")]
    FunctionFailed,
    /// The function took longer than [`super::limits::INTEGRATION_TIMEOUT`]. 503 where a
    /// REST API says 504: serverless/serverless#11222.
    #[error("Service Unavailable")]
    TimedOut,
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BodyTooLarge | Self::EventTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyIncomplete => StatusCode::BAD_REQUEST,
            Self::FunctionFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Json(json!({"message": self.to_string()}));
        let mut response = (self.status(), body).into_response();
        if let Self::Unauthorized(reason) = self {
            response.headers_mut().insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static(reason.challenge()),
            );
        }
        response
    }
}
