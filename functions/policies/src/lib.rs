//! Render what an administrator pastes into AWS: access policy, trust policy, CORS.
mod documents;
mod draft;
mod render;
mod stored;

use std::sync::Arc;

use axum::http::Method;
use axum::routing::{get, post};
use shared::domain::Platform;
use shared::http::{Route, Routes};
use shared::ports::IntegrationStore;

/// What the handlers work with.
pub struct Policies {
    /// Where integrations are kept.
    pub store: Arc<dyn IntegrationStore>,
    /// Whom trust policies trust.
    pub platform: Platform,
    /// The origins of the pages that show files.
    pub console_origins: Vec<String>,
}

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes<Arc<Policies>> {
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
