//! Prove that an integration works, and say exactly what to fix.
mod console;
mod report;
mod role;

use std::sync::Arc;

use axum::extract::State;
use axum::http::Method;
use axum::routing::post;
use axum::{Json, Router};
use shared::adapters::{SdkConfig, StsRoleAssumer, SystemClock, SystemRandomness, dynamodb};
use shared::configuration::Configuration;
use shared::domain::{ExternalId, Integration, Platform};
use shared::http::{Admin, Id, Problem, Route, Routes, service};
use shared::ports::{Clock, IntegrationStore, Randomness, RoleAssumer};

use report::Report;
use role::Role;

/// What the handlers work with.
pub struct Verify {
    /// The table.
    pub store: Arc<dyn IntegrationStore>,
    /// STS.
    pub assumer: Arc<dyn RoleAssumer>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For external ids that are wrong.
    pub randomness: Arc<dyn Randomness>,
    /// Whom trust policies trust.
    pub platform: Platform,
}

/// The function, connected with AWS.
pub fn router(aws: &SdkConfig, configuration: &Configuration) -> Router {
    let state = Verify {
        store: Arc::new(dynamodb::store(aws, configuration)),
        assumer: Arc::new(StsRoleAssumer::new(aws)),
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        platform: configuration.platform.clone(),
    };
    state.router(configuration)
}

/// The routes of this function.
#[must_use]
pub fn routes() -> Vec<Route> {
    handlers().into_iter().map(|(route, _)| route).collect()
}

fn handlers() -> Routes<Arc<Verify>> {
    let path = "/integrations/{id}/verify";
    vec![(Route::new(Method::POST, path), post(verify))]
}

/// `POST /integrations/{id}/verify`: what holds, and what to do about what does not.
async fn verify(
    State(state): State<Arc<Verify>>,
    Admin(admin): Admin,
    id: Id,
) -> Result<Json<Report>, Problem> {
    let integration = id.find(&*state.store, &admin).await?;
    Ok(Json(state.report(&integration).await))
}

impl Verify {
    /// The function, whatever it works with.
    pub fn router(self, configuration: &Configuration) -> Router {
        service(handlers(), Arc::new(self), configuration)
    }

    async fn report(&self, integration: &Integration) -> Report {
        let Some(arn) = &integration.settings.role_arn else {
            return Report::new(role::without_role());
        };
        let wrong_external_id = ExternalId::from_random(self.randomness.bits());
        let role = Role {
            assumer: &*self.assumer,
            platform: &self.platform,
            integration,
            arn,
            wrong_external_id: &wrong_external_id,
            now: self.clock.now(),
        };
        Report::new(role.checks().await)
    }
}
