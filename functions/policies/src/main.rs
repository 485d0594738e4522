//! The Lambda function `policies`.
use shared::adapters::{configuration, connect};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::telemetry::start();
    let configuration = configuration()?;
    let aws = connect().await;
    lambda_http::run(policies::router(&aws, &configuration)).await
}
