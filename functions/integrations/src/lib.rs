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

use axum::http::Method;
use axum::routing::{delete, get, post, put};
use shared::domain::Platform;
use shared::http::{Route, Routes};
use shared::ports::{Clock, IntegrationStore, Randomness};

/// What the handlers work with.
pub struct Integrations {
    /// Where integrations are kept.
    pub store: Arc<dyn IntegrationStore>,
    /// When they are created and changed.
    pub clock: Arc<dyn Clock>,
    /// What ids and external ids are made of.
    pub randomness: Arc<dyn Randomness>,
    /// What roles and regions have to fit.
    pub platform: Platform,
}

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes<Arc<Integrations>> {
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
