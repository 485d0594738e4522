//! Create, read, replace and delete integrations.
mod create;
mod cursor;
mod delete;
mod idempotency_key;
mod if_match;
mod limit;
mod list;
mod read;
mod replace;
mod representation;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::routing::{delete, get, post, put};
use shared::adapters::{SdkConfig, SystemClock, SystemRandomness, dynamodb};
use shared::configuration::Configuration;
use shared::domain::Platform;
use shared::http::{Route, Routes, service};
use shared::ports::{Clock, IntegrationStore, Randomness};

/// What the handlers work with.
pub struct Integrations {
    /// The table.
    pub store: Arc<dyn IntegrationStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What ids and external ids are made of.
    pub randomness: Arc<dyn Randomness>,
    /// What roles and regions have to fit.
    pub platform: Platform,
}

/// The function, connected with AWS.
pub fn router(aws: &SdkConfig, configuration: &Configuration) -> Router {
    let state = Integrations {
        store: Arc::new(dynamodb::store(aws, configuration)),
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        platform: configuration.platform.clone(),
    };
    state.router(configuration)
}

impl Integrations {
    /// The function, whatever it works with.
    pub fn router(self, configuration: &Configuration) -> Router {
        service(handlers(), Arc::new(self), configuration)
    }
}

/// The routes of this function.
#[must_use]
pub fn routes() -> Vec<Route> {
    handlers().into_iter().map(|(route, _)| route).collect()
}

fn handlers() -> Routes<Arc<Integrations>> {
    vec![
        (
            Route::new(Method::POST, "/integrations"),
            post(create::create),
        ),
        (Route::new(Method::GET, "/integrations"), get(list::list)),
        (
            Route::new(Method::GET, "/integrations/{id}"),
            get(read::read),
        ),
        (
            Route::new(Method::PUT, "/integrations/{id}"),
            put(replace::replace),
        ),
        (
            Route::new(Method::DELETE, "/integrations/{id}"),
            delete(delete::delete),
        ),
    ]
}
