//! Render what an administrator pastes into AWS: access policy, trust policy, CORS.
mod documents;
mod draft;
mod render;
mod stored;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::routing::{get, post};
use shared::adapters::{SdkConfig, dynamodb};
use shared::configuration::Configuration;
use shared::domain::Platform;
use shared::http::{Route, Routes, service};
use shared::ports::IntegrationStore;

/// What the handlers work with.
pub struct Policies {
    /// The table.
    pub store: Arc<dyn IntegrationStore>,
    /// Whom trust policies trust.
    pub platform: Platform,
    /// The origins of the pages that show files.
    pub console_origins: Vec<String>,
}

/// The function, connected with AWS.
pub fn router(aws: &SdkConfig, configuration: &Configuration) -> Router {
    let state = Policies {
        store: Arc::new(dynamodb::store(aws, configuration)),
        platform: configuration.platform.clone(),
        console_origins: configuration.console_origins.clone(),
    };
    state.router(configuration)
}

impl Policies {
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

fn handlers() -> Routes<Arc<Policies>> {
    let of_integration = "/integrations/{id}/policies";
    let document = "/integrations/{id}/policies/{document}";
    vec![
        (Route::new(Method::POST, "/policies"), post(draft::of_draft)),
        (
            Route::new(Method::GET, of_integration),
            get(stored::of_integration),
        ),
        (Route::new(Method::GET, document), get(stored::document)),
    ]
}
