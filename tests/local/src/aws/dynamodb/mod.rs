//! DynamoDB: who calls and what they may do is decided here, the rest by dynoxide.
mod engine;
mod permissions;

use std::{collections::BTreeMap, path::Path};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{StatusCode, header::CONTENT_TYPE, request::Parts};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use self::engine::Engine;
use super::{
    authentication::{Unauthenticated, authenticate},
    error::AwsError,
    identity::{
        Caller, Context, Identities,
        accounts::{CUSTOMER_ACCOUNT, PLATFORM_ACCOUNT},
    },
    server::{StartError, Stop},
};

/// Statements of PartiQL name their tables inside, where nothing here looks.
const UNSUPPORTED: [&str; 3] = [
    "ExecuteStatement",
    "ExecuteTransaction",
    "BatchExecuteStatement",
];

/// An engine for each account.
#[derive(Debug)]
pub(super) struct DynamoDb {
    engines: BTreeMap<&'static str, Engine>,
}

impl DynamoDb {
    /// Starts the engines; with a folder, each account's tables are an SQLite file in it.
    pub(super) async fn start(
        folder: Option<&Path>,
        stop: &Stop,
        tasks: &mut JoinSet<()>,
    ) -> Result<Self, StartError> {
        let mut engines = BTreeMap::new();
        for account in [PLATFORM_ACCOUNT, CUSTOMER_ACCOUNT] {
            let file = folder.map(|folder| folder.join(format!("dynamodb-{account}.sqlite")));
            engines.insert(
                account,
                Engine::start(file.as_deref(), stop.clone(), tasks).await?,
            );
        }
        Ok(Self { engines })
    }

    /// Answers a call whose `X-Amz-Target` names DynamoDB.
    pub(super) async fn answer(
        &self,
        identities: &Identities,
        request: Parts,
        body: Bytes,
        now: Timestamp,
    ) -> Response {
        let target = request
            .headers
            .get("x-amz-target")
            .and_then(|target| target.to_str().ok());
        let operation = target
            .and_then(|target| target.split_once('.'))
            .map_or("", |(_, operation)| operation);
        let authorized = authenticate(identities, "dynamodb", &request, &body, now)
            .map_err(Unauthenticated::of_json_protocol)
            .and_then(|(caller, region)| {
                authorize(identities, &caller, operation, &body, &region).map(|()| (caller, region))
            });
        let (caller, region) = match authorized {
            Ok(authorized) => authorized,
            Err(error) => return error_response(&error),
        };
        let arn_prefix = format!("arn:aws:dynamodb:{region}:{}:", caller.account);
        let Some(engine) = self.engines.get(caller.account.as_str()) else {
            return error_response(&AwsError::new(
                StatusCode::BAD_REQUEST,
                "SubscriptionRequiredException",
                "",
            ));
        };
        // Only these answer with ARNs; the others answer with items, which stay as they are.
        let arn_prefix = operation.contains("Table").then_some(&*arn_prefix);
        let answer = engine.answer(request.headers, body, arn_prefix).await;
        answer.unwrap_or_else(|error| error_response(&AwsError::internal_failure(&error)))
    }
}

fn authorize(
    identities: &Identities,
    caller: &Caller,
    operation: &str,
    body: &[u8],
    region: &str,
) -> Result<(), AwsError> {
    if UNSUPPORTED.contains(&operation) {
        let message = format!("{operation} is not supported by the embedded AWS");
        return Err(AwsError::new(
            StatusCode::BAD_REQUEST,
            "UnknownOperationException",
            message,
        ));
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    for permission in permissions::needed(operation, &body, region, &caller.account) {
        let (action, resource) = (&permission.action, &permission.resource);
        let own = resource.split(':').nth(4) == Some(&caller.account);
        if !own || !identities.allows(caller, action, resource, &Context::new()) {
            let kind = if own { "identity" } else { "resource" };
            let denied =
                AwsError::access_denied(&caller.arn, action, resource).because_no(kind, action);
            return Err(AwsError {
                status: StatusCode::BAD_REQUEST,
                code: "AccessDeniedException",
                ..denied
            });
        }
    }
    Ok(())
}

/// An error as DynamoDB answers it.
pub(super) fn error_response(error: &AwsError) -> Response {
    let kind = format!("com.amazon.coral.service#{}", error.code);
    let body = json!({"__type": kind, "message": error.message}).to_string();
    (
        error.status,
        [(CONTENT_TYPE, "application/x-amz-json-1.0")],
        Body::from(body),
    )
        .into_response()
}
