//! The Lambda function `integrations`.
use std::sync::Arc;

use integrations::{Integrations, routes};
use shared::adapters::{SystemClock, SystemRandomness, configuration, connect, dynamodb};
use shared::http::service;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    shared::telemetry::start();
    let configuration = configuration()?;
    let aws = connect().await;
    let state = Arc::new(Integrations {
        store: Arc::new(dynamodb::store(&aws, &configuration)),
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        platform: configuration.platform.clone(),
    });
    lambda_http::run(service(routes(), state, &configuration)).await
}
