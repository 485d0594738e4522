use std::sync::Arc;

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use shared::domain::{ExternalId, Integration, IntegrationId, Settings};
use shared::http::{Admin, Body, Caller, Problem};

use crate::Integrations;
use crate::idempotency_key::idempotency_key;
use crate::representation::answer;
use crate::settings::settings;

/// `POST /integrations`: 201 with the integration, its `ETag` and `Location`.
pub(crate) async fn create(
    State(state): State<Arc<Integrations>>,
    Admin(admin): Admin,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let settings = settings(body, &state.platform)?;
    let now = state.clock.now();
    let idempotency = idempotency_key(&headers, &settings, now)?;
    let integration = state.new_integration(&admin, settings, now);
    let create = state
        .store
        .create(&admin.organization, integration, idempotency.as_ref());
    let created = create.await?;
    let location = HeaderValue::try_from(format!("/integrations/{}", created.id));
    let mut answer = answer(StatusCode::CREATED, created);
    if let Ok(location) = location {
        answer.headers_mut().insert(LOCATION, location);
    }
    Ok(answer)
}

impl Integrations {
    /// A first version, with an id and an external id of its own.
    fn new_integration(&self, creator: &Caller, settings: Settings, now: Timestamp) -> Integration {
        let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Integration {
            id: IntegrationId::from_parts(milliseconds, self.randomness.bits()),
            settings,
            external_id: ExternalId::from_random(self.randomness.bits()),
            created_at: now,
            created_by: creator.subject.clone(),
            updated_at: now,
            updated_by: creator.subject.clone(),
            version: 1,
        }
    }
}
