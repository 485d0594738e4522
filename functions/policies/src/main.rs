//! The Lambda function `policies`.
use std::sync::Arc;

use policies::{Policies, routes};
use shared::adapters::{configuration, connect, dynamodb};
use shared::http::service;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    shared::telemetry::start();
    let configuration = configuration()?;
    let aws = connect().await;
    let state = Arc::new(Policies {
        store: Arc::new(dynamodb::store(&aws, &configuration)),
        platform: configuration.platform.clone(),
        console_origins: configuration.console_origins.clone(),
    });
    lambda_http::run(service(routes(), state, &configuration)).await
}
