//! The Lambda function `verify`.
use shared::adapters::{configuration, connect};
use shared::http::run;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::telemetry::start();
    let configuration = configuration()?;
    let aws = connect().await;
    run(verify::router(&aws, &configuration)).await
}
