//! Each function answers the very event JSON that API Gateway sends (`functions/*/events`), which
//! `sam local invoke -e` takes as well.
use std::fs;
use std::path::Path;

use aws_config::retry::RetryConfig;
use axum::Router;
use lambda_http::request::LambdaRequest;
use lambda_http::{Context, LambdaEvent, Service};
use local::connection::{Account, Aws};
use local::service::FUNCTIONS;
use serde_json::{Value, json};
use shared::adapters::SdkConfig;
use shared::configuration::Configuration;
use shared::http::handler;

/// What an event is answered, in an AWS that cannot be reached.
const ANSWERS: [(&str, &str, u16, Option<&str>); 7] = [
    ("integrations", "create", 503, Some("store_unavailable")),
    ("integrations", "list", 503, Some("store_unavailable")),
    ("policies", "document", 503, Some("store_unavailable")),
    ("policies", "draft", 200, None),
    ("presign", "batch", 503, Some("store_unavailable")),
    ("presign", "get", 503, Some("store_unavailable")),
    ("verify", "verify", 503, Some("store_unavailable")),
];

/// The event `functions/<function>/events/<name>.json`.
fn event(function: &str, name: &str) -> Value {
    let path = events(function).join(name).with_extension("json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn events(function: &str) -> std::path::PathBuf {
    let functions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions");
    functions.join(function).join("events")
}

/// Invokes a function with an event, as Lambda does: JSON in, JSON out.
async fn invoke(function: &str, event: &Value) -> Value {
    let aws = unreachable_aws().await;
    let router = router(function, &aws);
    let request: LambdaRequest = serde_json::from_value(event.clone()).unwrap();
    let answer = handler(router).call(LambdaEvent::new(request, Context::default()));
    serde_json::to_value(answer.await.unwrap()).unwrap()
}

fn router(function: &str, aws: &SdkConfig) -> Router {
    let configuration = Configuration::read(|name| {
        let value = match name {
            "AWS_REGION" => "us-east-1",
            "PLATFORM_ACCOUNT_ID" => "123456789012",
            "TABLE_NAME" => "s3-integrations",
            "CONSOLE_ORIGINS" => "https://app.example.com",
            _ => return None,
        };
        Some(value.to_owned())
    });
    let configuration = configuration.unwrap();
    let named = FUNCTIONS.iter().find(|known| known.name == function);
    (named.unwrap().router)(aws, &configuration)
}

/// Nothing listens on port 1.
async fn unreachable_aws() -> SdkConfig {
    let account = Account::embedded("123456789012", "test");
    let aws = Aws {
        endpoint_url: Some("http://127.0.0.1:1".to_owned()),
        s3_endpoint_url: None,
        principal_arns: None,
        platform: account.clone(),
        customer: account.clone(),
    };
    let config = aws.connect(&account).await.into_builder();
    config.retry_config(RetryConfig::disabled()).build()
}

fn body(answer: &Value) -> Value {
    serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn every_event_gets_the_answer_of_its_route() {
    for (function, name, status, code) in ANSWERS {
        let event = event(function, name);
        let answer = invoke(function, &event).await;
        let (body, case) = (body(&answer), format!("{function} {name}: {answer}"));
        assert_eq!(answer["statusCode"], status, "{case}");
        assert_eq!(body["code"].as_str(), code, "{case}");
        let request_id = &event["requestContext"]["requestId"];
        assert_eq!(&answer["headers"]["x-request-id"], request_id, "{case}");
        if status == 503 {
            assert_eq!(answer["headers"]["retry-after"], "1", "{case}");
            assert_eq!(&body["request_id"], request_id, "{case}");
        }
    }
}

#[test]
fn no_event_is_left_out() {
    for function in FUNCTIONS.map(|function| function.name) {
        let files = fs::read_dir(events(function)).unwrap();
        let files = files.map(|file| file.unwrap().path());
        let mut names: Vec<_> = files
            .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        let answers = ANSWERS.iter().filter(|(of, ..)| *of == function);
        let answered: Vec<_> = answers.map(|(_, name, ..)| *name).collect();
        assert_eq!(names, answered, "{function}");
    }
}

#[tokio::test]
async fn a_draft_is_rendered_without_any_aws() {
    let documents = body(&invoke("policies", &event("policies", "draft")).await);
    let statements = &documents["access_policies"][0]["document"]["Statement"];
    assert!(statements.to_string().contains("arn:aws:s3:::ml-images/*"));
    assert_eq!(documents["trust_policy"], Value::Null);
}

#[tokio::test]
async fn a_bad_create_hears_of_every_bad_field() {
    let mut event = event("integrations", "create");
    let settings = json!({"name": "", "scope": {"type": "bucket", "bucket": "UPPER"}, "rgion": 1});
    event["body"] = settings.to_string().into();
    let answer = invoke("integrations", &event).await;
    assert_eq!(answer["statusCode"], 400, "{answer}");
    let problem = body(&answer);
    assert_eq!(problem["code"], "invalid_request");
    let errors = problem["errors"].as_array().unwrap().iter();
    let mut pointers: Vec<_> = errors
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/name", "/region", "/rgion", "/scope/bucket"]);
}

#[tokio::test]
async fn only_the_claims_of_the_event_make_an_admin() {
    let mut event = event("integrations", "create");
    event["requestContext"]["authorizer"]["jwt"]["claims"]["roles"] = "[member]".into();
    event["headers"]["roles"] = "admin".into();
    let answer = invoke("integrations", &event).await;
    assert_eq!(answer["statusCode"], 403, "{answer}");
    event["requestContext"]["authorizer"] = Value::Null;
    let answer = invoke("integrations", &event).await;
    assert_eq!(answer["statusCode"], 401, "{answer}");
}
