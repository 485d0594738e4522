//! One port for all services: which of them a request is for.
use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header::CONTENT_TYPE, request::Parts};
use tower::ServiceExt;

use super::{
    authentication::{Unauthenticated, authenticate},
    dynamodb::DynamoDb,
    error::AwsError,
    identity::{Caller, Identities},
    query::{Form, respond},
};
use crate::{clock::Clock, random};

/// DynamoDB takes 16 MB; nobody here takes more, but S3.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// What answers.
pub(super) struct Services {
    pub(super) identities: Arc<Identities>,
    pub(super) dynamodb: DynamoDb,
    /// Takes whatever is for no other service.
    pub(super) s3: Router,
    pub(super) clock: Clock,
}

/// Everything behind the port.
pub(super) fn router(services: Services) -> Router {
    Router::new()
        .fallback(dispatch)
        .with_state(Arc::new(services))
}

async fn dispatch(State(services): State<Arc<Services>>, request: Request) -> Response {
    let request_id = random::uuid();
    let mut response = if is_for_dynamodb(&request) {
        match read(request).await {
            Ok((parts, body)) => {
                let now = (services.clock)();
                services
                    .dynamodb
                    .answer(&services.identities, parts, body, now)
                    .await
            }
            Err(too_large) => too_large,
        }
    } else if is_form(&request) {
        match read(request).await {
            Ok((parts, body)) => services.answer_form(&parts, &body, &request_id),
            Err(too_large) => too_large,
        }
    } else {
        match services.s3.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    };
    name_request(&mut response, &request_id);
    response
}

impl Services {
    /// STS and IAM tell each other apart by the version of their API.
    fn answer_form(&self, request: &Parts, body: &[u8], request_id: &str) -> Response {
        let form = Form::parse(body);
        let action = form.optional("Action").unwrap_or_default();
        let caller = |service| self.caller(service, request, body);
        let (namespace, outcome) = match form.optional("Version") {
            Some("2010-05-08") => (
                "https://iam.amazonaws.com/doc/2010-05-08/",
                caller("iam").and_then(|caller| self.identities.iam(&caller, &form)),
            ),
            Some("2011-06-15") | None => (
                "https://sts.amazonaws.com/doc/2011-06-15/",
                caller("sts").and_then(|caller| self.identities.sts(&caller, &form)),
            ),
            Some(version) => (
                "https://aws.amazonaws.com/",
                Err(AwsError::invalid_action(action, version)),
            ),
        };
        respond(namespace, action, request_id, outcome)
    }

    fn caller(&self, service: &str, request: &Parts, body: &[u8]) -> Result<Caller, AwsError> {
        authenticate(&self.identities, service, request, body, (self.clock)())
            .map(|(caller, _)| caller)
            .map_err(Unauthenticated::of_query_protocol)
    }
}

fn is_for_dynamodb(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target");
    target.is_some_and(|target| target.as_bytes().starts_with(b"DynamoDB_"))
}

fn is_form(request: &Request) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE);
    request.method() == Method::POST
        && request.uri().path() == "/"
        && content_type.is_some_and(|kind| {
            kind.as_bytes()
                .starts_with(b"application/x-www-form-urlencoded")
        })
}

async fn read(request: Request<Body>) -> Result<(Parts, Bytes), Response> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    Ok((parts, body))
}

/// Each answer has an id: where a service gave none, this one, under both of AWS's names.
fn name_request(response: &mut Response, request_id: &str) {
    for name in ["x-amzn-requestid", "x-amz-request-id"] {
        if let Ok(value) = HeaderValue::from_str(request_id) {
            response
                .headers_mut()
                .entry(HeaderName::from_static(name))
                .or_insert(value);
        }
    }
}
