use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::domain::Integration;
use shared::http::{Admin, Body, Id, Problem};

use crate::Integrations;
use crate::if_match::require_match;
use crate::representation::answer;
use crate::settings::settings;

/// `PUT /integrations/{id}`: the fields of a create replace all that there are.
pub(crate) async fn replace(
    State(state): State<Arc<Integrations>>,
    Admin(admin): Admin,
    id: Id,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let current = id.find(&*state.store, &admin).await?;
    require_match(&headers, current.version)?;
    let replacement = Integration {
        settings: settings(body, &state.platform)?,
        updated_at: state.clock.now(),
        updated_by: admin.subject,
        version: current.version + 1,
        ..current
    };
    let replaced = state
        .store
        .replace(&admin.organization, replacement)
        .await?;
    Ok(answer(StatusCode::OK, replaced))
}
