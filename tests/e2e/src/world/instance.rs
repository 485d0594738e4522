use aws_config::timeout::TimeoutConfig;
use axum::Router;
use lambda_http::request::LambdaRequest;
use lambda_http::{Context, LambdaEvent, Service};
use local::connection::REGION;
use local::platform::{TABLE, execution_config};
use local::stack::Stack;
use reqwest::Url;
use serde_json::Value;
use shared::configuration::Configuration;
use shared::http::handler;

/// An instance of the function `presign` beside the one behind the gateway, as Lambda starts them:
/// the same table, a memory of its own. It is invoked as Lambda does, without a socket.
pub(crate) struct Instance(Router);

/// What an instance answered.
#[derive(Debug)]
pub(crate) struct Invoked {
    pub(crate) status: u64,
    pub(crate) json: Value,
}

impl Instance {
    /// An instance with this `ROUTING_MAX_AGE`, in seconds.
    pub(crate) async fn start(stack: &Stack, routing_max_age: u64) -> Self {
        let routing_max_age = routing_max_age.to_string();
        let configuration = Configuration::read(|name| {
            let value = match name {
                "AWS_REGION" => REGION,
                "PLATFORM_ACCOUNT_ID" => &stack.aws.platform.id,
                "TABLE_NAME" => TABLE,
                "CONSOLE_ORIGINS" => "https://app.example.com",
                "ROUTING_MAX_AGE" => &routing_max_age,
                _ => return None,
            };
            Some(value.to_owned())
        });
        // However busy the machine is, nothing is asked twice.
        let config = execution_config(&stack.aws, "presign").await.into_builder();
        let config = config.timeout_config(TimeoutConfig::disabled()).build();
        Self(presign::router(&config, &configuration.unwrap()))
    }

    /// `GET /presign`, asked by a member of `organization`.
    pub(crate) async fn presign(&self, organization: &str, locator: &str) -> Invoked {
        let event = include_str!("../../../../functions/presign/events/get.json");
        let mut event: Value = serde_json::from_str(event).unwrap();
        let url = Url::parse_with_params("http://localhost", [("locator", locator)]).unwrap();
        event["rawQueryString"] = url.query().into();
        event["requestContext"]["authorizer"]["jwt"]["claims"]["org_id"] = organization.into();
        let request: LambdaRequest = serde_json::from_value(event).unwrap();
        let event = LambdaEvent::new(request, Context::default());
        let answering = handler(self.0.clone()).call(event);
        let answer = serde_json::to_value(answering.await.unwrap()).unwrap();
        Invoked {
            status: answer["statusCode"].as_u64().unwrap(),
            json: serde_json::from_str(answer["body"].as_str().unwrap()).unwrap(),
        }
    }
}
