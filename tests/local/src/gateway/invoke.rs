//! Lambda: runs a function on an event's JSON, and gives its answer's JSON.

use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use lambda_http::{Context, LambdaEvent, Service, lambda_runtime::Config, request::LambdaRequest};
use shared::http::handler;

use super::{Function, limits, refusal::Refusal};
use crate::random;

/// The platform's account, which the functions and the API belong to.
pub(super) const ACCOUNT_ID: &str = "123456789012";

/// Why an invocation has no answer.
#[derive(Debug, thiserror::Error)]
enum FunctionError {
    #[error("the event or the answer is not the JSON of payload format 2.0")]
    Json(#[from] serde_json::Error),
    #[error("the handler panicked or was stopped")]
    Join(#[from] tokio::task::JoinError),
    #[error("Function.ResponseSizeTooLarge: {0} bytes, {limit} are allowed", limit = limits::ANSWER)]
    AnswerTooLarge(usize),
}

/// Invokes `function` with `event`, which arrived at `time`.
///
/// As on AWS the function runs on when API Gateway stops waiting for it, and a panic is the
/// failure of this one invocation.
pub(super) async fn invoke(
    function: &Function,
    event: String,
    time: Timestamp,
) -> Result<String, Refusal> {
    if event.len() >= limits::EVENT {
        return Err(Refusal::EventTooLarge);
    }
    let invocation = tokio::spawn(run(function.router.clone(), event, context(function, time)));
    let outcome = tokio::time::timeout(limits::INTEGRATION_TIMEOUT, invocation)
        .await
        .map_err(|_| Refusal::TimedOut)?;

    outcome
        .map_err(FunctionError::from)
        .and_then(|answer| check(answer?))
        .map_err(|error| {
            tracing::error!(function = function.name, %error, "invocation failed");
            Refusal::FunctionFailed
        })
}

/// What `shared::http::run` does with each event.
async fn run(router: Router, event: String, context: Context) -> serde_json::Result<String> {
    let request: LambdaRequest = serde_json::from_str(&event)?;
    let answering = handler(router).call(LambdaEvent::new(request, context));
    let Ok(answer) = answering.await;
    serde_json::to_string(&answer)
}

fn check(answer: String) -> Result<String, FunctionError> {
    if answer.len() > limits::ANSWER {
        return Err(FunctionError::AnswerTooLarge(answer.len()));
    }
    Ok(answer)
}

fn context(function: &Function, time: Timestamp) -> Context {
    let deadline = time + limits::INTEGRATION_TIMEOUT;
    let mut context = Context::default();
    context.request_id = random::uuid();
    context.deadline = u64::try_from(deadline.as_millisecond()).unwrap_or_default();
    context.invoked_function_arn = format!(
        "arn:aws:lambda:us-east-1:{ACCOUNT_ID}:function:{}",
        function.name
    );
    context.env_config = Arc::new(Config {
        function_name: function.name.to_owned(),
        ..Config::default()
    });
    context
}
