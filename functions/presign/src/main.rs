//! The Lambda function `presign`.
use std::sync::Arc;

use presign::{Presign, routes};
use shared::adapters::{
    S3Addressing, StsRoleAssumer, SystemClock, configuration, connect, dynamodb,
};
use shared::credential_cache::CredentialCache;
use shared::http::service;
use shared::presign::Presigner;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    shared::telemetry::start();
    let configuration = configuration()?;
    let aws = connect().await;
    let assumer = Arc::new(StsRoleAssumer::new(&aws));
    let state = Arc::new(Presign {
        store: Arc::new(dynamodb::store(&aws, &configuration)),
        presigner: Presigner {
            credentials: CredentialCache::new(assumer, Arc::new(SystemClock)),
            addressing: Arc::new(S3Addressing::default()),
            clock: Arc::new(SystemClock),
            window: configuration.signing_window,
        },
    });
    lambda_http::run(service(routes(), state, &configuration)).await
}
