//! What each failure looks like from outside.
use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{StatusCode, header::CONTENT_LENGTH, header::CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::aws::{
    call::{Call, Service},
    dynamodb,
    error::AwsError,
    query, s3,
};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The service is asked too often, and says so.
    Throttled,
    /// Access is denied.
    Refused,
    /// The service has an error of its own: 500.
    Broken,
    /// No answer at all, for as long as the client waits. Once the fault is lifted the connection
    /// is closed.
    Hangs,
    /// The call is carried out; after the head and half of the body the connection is closed. What
    /// can have no body (204, and any answer to HEAD) arrives whole.
    CutOff,
    /// 200 with the page of some other server.
    Garbage,
    /// The call is carried out; the client reads of an error of the service's own: 500.
    AnswerLost,
    /// A transaction is cancelled for a conflict of its first item. Befalls `TransactWriteItems` and
    /// nothing else.
    TransactionConflict,
    /// None at all: the call is carried out, but only after this time. With no time at all it is
    /// merely counted.
    Late(Duration),
}

/// A failure that befalls one call.
pub(in crate::aws) struct Strike {
    failure: Failure,
    service: Service,
    action: String,
    /// How many items the transaction has, if the call is one.
    items: usize,
    lifted: watch::Receiver<bool>,
}

impl Failure {
    pub(super) fn may_befall(self, call: &Call) -> bool {
        self != Self::TransactionConflict || call.operation() == "TransactWriteItems"
    }
}

impl Strike {
    pub(super) fn new(failure: Failure, call: &Call, lifted: watch::Receiver<bool>) -> Self {
        let items = match call {
            Call::DynamoDb(_, body) => items(body),
            _ => 0,
        };
        Self {
            failure,
            service: call.service(),
            action: call.operation().to_owned(),
            items,
            lifted,
        }
    }

    /// The answer in place of `answering`, which is polled only if the call is carried out.
    pub(in crate::aws) async fn answer(
        mut self,
        answering: impl Future<Output = Response>,
        request_id: &str,
    ) -> Response {
        match self.failure {
            Failure::Throttled => self.error(throttled(self.service), request_id),
            Failure::Refused => self.error(refused(self.service), request_id),
            Failure::Broken => self.error(broken(self.service), request_id),
            Failure::Hangs => {
                // The sender outlives its receivers, unless the AWS itself is gone.
                let _ = self.lifted.wait_for(|lifted| *lifted).await;
                break_off(Response::default(), Bytes::new(), 1)
            }
            Failure::CutOff => {
                let (parts, body) = answering.await.into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
                let half = body.slice(..body.len() / 2);
                // Of no body at all, nothing would be missing.
                let length = body.len().max(1);
                break_off(Response::from_parts(parts, Body::empty()), half, length)
            }
            Failure::Garbage => {
                let page = "<!DOCTYPE html><html><body><h1>It works!</h1></body></html>";
                ([(CONTENT_TYPE, "text/html")], page).into_response()
            }
            Failure::AnswerLost => {
                let body = answering.await.into_body();
                // To its end: what streams is not done before.
                let _ = to_bytes(body, usize::MAX).await;
                self.error(broken(self.service), request_id)
            }
            Failure::TransactionConflict => self.transaction_conflict(),
            Failure::Late(time) => {
                tokio::time::sleep(time).await;
                answering.await
            }
        }
    }

    fn error(&self, error: AwsError, request_id: &str) -> Response {
        match self.service {
            Service::DynamoDb => dynamodb::error_response(&error),
            Service::S3 => s3::error_response(&error, request_id),
            Service::Iam | Service::Sts => {
                let namespace = "https://aws.amazonaws.com/";
                query::respond(namespace, &self.action, request_id, Err(error))
            }
        }
    }

    /// As the API Reference shows it: `TransactWriteItems`, `TransactionCanceledException`.
    fn transaction_conflict(&self) -> Response {
        let none = json!({"Code": "None"});
        let mut reasons = vec![none; self.items.max(1)];
        reasons[0] = json!({
            "Code": "TransactionConflict",
            "Message": "Transaction is ongoing for the item",
        });
        let codes: Vec<_> = reasons
            .iter()
            .filter_map(|reason| reason["Code"].as_str())
            .collect();
        let codes = codes.join(", ");
        let body = json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": format!(
                "Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
            ),
            "CancellationReasons": reasons,
        });
        let content_type = [(CONTENT_TYPE, "application/x-amz-json-1.0")];
        (StatusCode::BAD_REQUEST, content_type, body.to_string()).into_response()
    }
}

/// How many items a transaction has.
fn items(body: &[u8]) -> usize {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body["TransactItems"].as_array().map_or(0, Vec::len)
}

fn throttled(service: Service) -> AwsError {
    let (status, code, message) = match service {
        Service::DynamoDb => (
            StatusCode::BAD_REQUEST,
            "ThrottlingException",
            "Throughput exceeds the current capacity of your table or index.",
        ),
        Service::Iam | Service::Sts => (StatusCode::BAD_REQUEST, "Throttling", "Rate exceeded"),
        Service::S3 => (
            StatusCode::SERVICE_UNAVAILABLE,
            "SlowDown",
            "Please reduce your request rate.",
        ),
    };
    AwsError::new(status, code, message)
}

fn refused(service: Service) -> AwsError {
    let (status, code) = match service {
        Service::DynamoDb => (StatusCode::BAD_REQUEST, "AccessDeniedException"),
        Service::Iam | Service::S3 | Service::Sts => (StatusCode::FORBIDDEN, "AccessDenied"),
    };
    AwsError::new(status, code, "Access Denied")
}

fn broken(service: Service) -> AwsError {
    let code = match service {
        Service::DynamoDb => "InternalServerError",
        Service::Iam | Service::Sts => "InternalFailure",
        Service::S3 => "InternalError",
    };
    let message = "We encountered an internal error. Please try again.";
    AwsError::new(StatusCode::INTERNAL_SERVER_ERROR, code, message)
}

/// The head of `response`, which promises a body of `length` bytes, then only `sent`, then the end
/// of the connection.
fn break_off(response: Response, sent: Bytes, length: usize) -> Response {
    let end = async {
        // Once more around: what was sent before has left by then.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("cut off"))
    };
    let body = stream::iter([Ok(sent)]).chain(stream::once(end));
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(CONTENT_LENGTH, length.into());
    Response::from_parts(parts, Body::from_stream(body))
}
