//! One port for all services: each call is answered by its service, or fails as a fault says.
use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
};
use http::{HeaderName, HeaderValue, request::Parts};
use tower::ServiceExt;

use super::{
    authentication::{Unauthenticated, authenticate},
    call::Call,
    dynamodb::DynamoDb,
    error::AwsError,
    faults::Faults,
    identity::{Caller, Identities},
    query::{Form, respond},
};
use crate::{clock::Clock, random};

/// What answers.
pub(super) struct Services {
    pub(super) identities: Arc<Identities>,
    pub(super) dynamodb: DynamoDb,
    pub(super) s3: Router,
    pub(super) clock: Clock,
    pub(super) faults: Faults,
}

/// Everything behind the port.
pub(super) fn router(services: Services) -> Router {
    Router::new()
        .fallback(dispatch)
        .with_state(Arc::new(services))
}

async fn dispatch(State(services): State<Arc<Services>>, request: Request) -> Response {
    let request_id = random::uuid();
    let mut response = match Call::read(request).await {
        Ok(call) => match services.faults.strike(&call) {
            Some(strike) => {
                let answering = services.answer(call, &request_id);
                strike.answer(answering, &request_id).await
            }
            None => services.answer(call, &request_id).await,
        },
        Err(too_large) => too_large,
    };
    name_request(&mut response, &request_id);
    response
}

impl Services {
    async fn answer(&self, call: Call, request_id: &str) -> Response {
        match call {
            Call::DynamoDb(parts, body) => {
                let now = (self.clock)();
                self.dynamodb
                    .answer(&self.identities, parts, body, now)
                    .await
            }
            Call::Form(parts, body, form) => self.answer_form(&parts, &body, &form, request_id),
            Call::S3(request) => match self.s3.clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
        }
    }

    fn answer_form(&self, request: &Parts, body: &[u8], form: &Form, request_id: &str) -> Response {
        let action = form.optional("Action").unwrap_or_default();
        let caller = |service| self.caller(service, request, body);
        let (namespace, outcome) = match form.optional("Version") {
            Some("2010-05-08") => (
                "https://iam.amazonaws.com/doc/2010-05-08/",
                caller("iam").and_then(|caller| self.identities.iam(&caller, form)),
            ),
            Some("2011-06-15") | None => (
                "https://sts.amazonaws.com/doc/2011-06-15/",
                caller("sts").and_then(|caller| self.identities.sts(&caller, form)),
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
