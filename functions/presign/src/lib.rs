//! Turn locators into presigned URLs.
mod answer;
mod batch;
mod locator_error;
mod object;
mod options;
mod resolution;
mod rows;
mod single;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::routing::{get, post};
use shared::adapters::{S3Addressing, SdkConfig, StsRoleAssumer, SystemClock, dynamodb};
use shared::configuration::Configuration;
use shared::credential_cache::CredentialCache;
use shared::domain::OrganizationId;
use shared::http::{Problem, Route, Routes, service};
use shared::presign::{PresignError, PresignOptions, Presigned, Presigner};
use shared::routing_cache::RoutingCache;

use locator_error::LocatorError;

/// What the handlers work with.
pub struct Presign {
    /// The integrations of organisations.
    pub routing: RoutingCache,
    /// Sessions, addresses and signatures.
    pub presigner: Presigner,
}

/// The function, connected with AWS.
pub fn router(aws: &SdkConfig, configuration: &Configuration) -> Router {
    let assumer = Arc::new(StsRoleAssumer::new(aws));
    let store = Arc::new(dynamodb::store(aws, configuration));
    let max_age = configuration.routing_max_age;
    let state = Presign {
        routing: RoutingCache::new(store, Arc::new(SystemClock), max_age),
        presigner: Presigner {
            credentials: CredentialCache::new(assumer, Arc::new(SystemClock)),
            addressing: Arc::new(S3Addressing::default()),
            clock: Arc::new(SystemClock),
            window: configuration.signing_window,
        },
    };
    state.router(configuration)
}

/// The routes of this function.
#[must_use]
pub fn routes() -> Vec<Route> {
    handlers().into_iter().map(|(route, _)| route).collect()
}

fn handlers() -> Routes<Arc<Presign>> {
    vec![
        (Route::new(Method::POST, "/presign"), post(batch::batch)),
        (Route::new(Method::GET, "/presign"), get(single::single)),
        (Route::new(Method::GET, "/objects"), get(object::object)),
        (
            Route::new(Method::GET, "/resolve"),
            get(resolution::resolution),
        ),
    ]
}

impl Presign {
    /// The function, whatever it works with.
    pub fn router(self, configuration: &Configuration) -> Router {
        service(handlers(), Arc::new(self), configuration)
    }

    /// One locator, on its own.
    async fn one(
        &self,
        organization: &OrganizationId,
        locator: &str,
        options: &PresignOptions,
    ) -> Result<Presigned, Problem> {
        let table = self.routing.table(organization).await?;
        let locators = std::iter::once(locator);
        let prepared = self.presigner.prepare(&table, locators, options).await;
        let outcome = prepared.outcomes().next();
        let outcome = outcome.unwrap_or(Err(&PresignError::NoIntegration));
        let presigned = outcome.map(|signable| signable.presigned());
        presigned.map_err(|error| LocatorError::from(error).into())
    }
}
