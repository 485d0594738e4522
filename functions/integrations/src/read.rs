use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::http::{Id, Member, Problem};

use crate::Integrations;
use crate::representation::answer;

/// `GET /integrations/{id}`.
pub(crate) async fn read(
    State(state): State<Arc<Integrations>>,
    Member(member): Member,
    id: Id,
) -> Result<Response, Problem> {
    let integration = id.find(&*state.store, &member).await?;
    Ok(answer(StatusCode::OK, integration))
}
