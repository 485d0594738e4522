//! The functions on ports in memory, invoked as Lambda invokes them: JSON in, JSON out.
use std::sync::{Arc, LazyLock};

use axum::Router;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use integrations::Integrations;
use lambda_http::request::LambdaRequest;
use lambda_http::{Context, LambdaEvent, Service};
use policies::Policies;
use presign::Presign;
use serde_json::{Value, json};
use shared::adapters::S3Addressing;
use shared::configuration::Configuration;
use shared::credential_cache::CredentialCache;
use shared::http::{LAMBDA_RESPONSE_BYTES, handler};
use shared::presign::Presigner;
use shared::routing_cache::RoutingCache;
use tokio::runtime::{self, Runtime};
use verify::Verify;

use super::memory::{Frozen, Memory, Sts, integrations};

/// The most bytes of a problem, whatever it is about.
const PROBLEM_BYTES: usize = 64 * 1024;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap()
});

static FUNCTIONS: LazyLock<[Router; 4]> = LazyLock::new(|| {
    let configuration = configuration("https://app.example.com", "").unwrap();
    let store = Arc::new(Memory(integrations()));
    let integrations = Integrations {
        store: store.clone(),
        clock: Arc::new(Frozen),
        randomness: Arc::new(Frozen),
        platform: configuration.platform.clone(),
    };
    let policies = Policies {
        store: store.clone(),
        platform: configuration.platform.clone(),
        console_origins: configuration.console_origins.clone(),
    };
    let presign = Presign {
        routing: RoutingCache::new(
            store.clone(),
            Arc::new(Frozen),
            configuration.routing_max_age,
        ),
        presigner: Presigner {
            credentials: CredentialCache::new(Arc::new(Sts), Arc::new(Frozen)),
            addressing: Arc::new(S3Addressing::default()),
            clock: Arc::new(Frozen),
            window: configuration.signing_window,
        },
    };
    let verify = Verify {
        store,
        assumer: Arc::new(Sts),
        clock: Arc::new(Frozen),
        randomness: Arc::new(Frozen),
        platform: configuration.platform.clone(),
    };
    [
        integrations.router(&configuration),
        policies.router(&configuration),
        presign.router(&configuration),
        verify.router(&configuration),
    ]
});

/// What a deployment with these origins and principals reads from its environment.
pub(super) fn configuration(origins: &str, principals: &str) -> Option<Configuration> {
    let read = Configuration::read(|name| {
        let value = match name {
            "AWS_REGION" => "us-east-1",
            "PLATFORM_ACCOUNT_ID" => "123456789012",
            "TABLE_NAME" => "s3-integrations",
            "CONSOLE_ORIGINS" => origins,
            "PRINCIPAL_ARNS" => principals,
            _ => return None,
        };
        Some(value.to_owned())
    });
    read.ok()
}

/// A function of the service.
#[derive(Clone, Copy)]
pub(crate) enum Function {
    Integrations,
    Policies,
    Presign,
    Verify,
}

/// What a request was answered.
pub(crate) struct Answer {
    pub(crate) status: u64,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// An admin's request, as API Gateway sends it.
pub(crate) fn event(method: &str, path: &str, query: &str, body: &[u8]) -> Value {
    let create = include_str!("../../../../../functions/integrations/events/create.json");
    let mut event: Value = serde_json::from_str(create).unwrap();
    event["rawPath"] = path.into();
    event["rawQueryString"] = query.into();
    event["requestContext"]["http"]["method"] = method.into();
    event["headers"]["if-match"] = "\"1\"".into();
    (event["body"], event["isBase64Encoded"]) = match str::from_utf8(body) {
        Ok(text) => (text.into(), false.into()),
        Err(_) => (BASE64_STANDARD.encode(body).into(), true.into()),
    };
    event
}

/// What `function` answers; none when Lambda could not read the event.
///
/// # Panics
/// When the function fails, or its answer is not one that Lambda and API Gateway pass on.
pub(crate) fn answer(function: Function, event: &Value) -> Option<Answer> {
    let request: LambdaRequest = serde_json::from_str(&event.to_string()).ok()?;
    let router = FUNCTIONS[function as usize].clone();
    let answering = handler(router).call(LambdaEvent::new(request, Context::default()));
    let Ok(answer) = RUNTIME.block_on(answering);
    let answer = serde_json::to_value(&answer).unwrap();
    assert!(answer.to_string().len() <= LAMBDA_RESPONSE_BYTES);
    assert_eq!(answer["isBase64Encoded"], false);
    let answer = Answer {
        status: answer["statusCode"].as_u64().unwrap(),
        body: answer["body"].as_str().unwrap_or_default().to_owned(),
    };
    assert!(answer.status < 500, "{}", answer.body);
    let has_body = event["requestContext"]["http"]["method"] != "HEAD";
    if answer.status >= 400 && has_body {
        assert!(
            answer.body.len() <= PROBLEM_BYTES,
            "{} bytes",
            answer.body.len()
        );
        let problem = answer.json();
        for member in ["code", "title", "detail", "action", "request_id"] {
            assert_ne!(problem[member], json!(null), "{member}: {problem}");
        }
    }
    Some(answer)
}
