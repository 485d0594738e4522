//! Turn locators into presigned URLs.
mod batch;
mod object;
mod options;
mod outcome;
mod refusal;
mod resolution;
mod single;

use std::sync::Arc;

use axum::http::Method;
use axum::routing::{get, post};
use shared::domain::{Integration, OrganizationId};
use shared::http::{Problem, Route, Routes};
use shared::ports::IntegrationStore;
use shared::presign::{PresignError, PresignOptions, Presigned, Presigner};

/// What the handlers work with.
pub struct Presign {
    /// Where integrations are kept.
    pub store: Arc<dyn IntegrationStore>,
    /// What signs.
    pub presigner: Presigner,
}

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes<Arc<Presign>> {
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
    async fn integrations(
        &self,
        organization: &OrganizationId,
    ) -> Result<Vec<Integration>, Problem> {
        Ok(self.store.all(organization).await?)
    }

    /// One locator, on its own.
    async fn one(
        &self,
        organization: &OrganizationId,
        locator: &str,
        options: &PresignOptions,
    ) -> Result<Presigned, Problem> {
        let integrations = self.integrations(organization).await?;
        let locators = std::iter::once(locator);
        let mut outcomes = self
            .presigner
            .presign(&integrations, locators, options)
            .await;
        let outcome = outcomes.pop().unwrap_or(Err(PresignError::NoIntegration));
        outcome.map_err(|error| refusal::Refusal::from(&error).into())
    }
}
