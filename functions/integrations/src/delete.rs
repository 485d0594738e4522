use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use shared::http::{Admin, Id, Problem};

use crate::Integrations;
use crate::if_match::require_match;

/// `DELETE /integrations/{id}`: 204, and its locators are served no longer.
pub(crate) async fn delete(
    State(state): State<Arc<Integrations>>,
    Admin(admin): Admin,
    id: Id,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let current = id.find(&*state.store, &admin).await?;
    require_match(&headers, current.version)?;
    let delete = state
        .store
        .delete(&admin.organization, current.id, current.version);
    delete.await?;
    Ok(StatusCode::NO_CONTENT)
}
