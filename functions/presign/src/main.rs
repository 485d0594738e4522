//! The Lambda function `presign`.
use shared::adapters::{configuration, connect};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::telemetry::start();
    let configuration = configuration()?;
    let aws = connect().await;
    lambda_http::run(presign::router(&aws, &configuration)).await
}
