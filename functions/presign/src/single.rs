use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use shared::http::{Member, Problem, Query};

use crate::Presign;
use crate::options::Parameters;
use crate::outcome::Outcome;

/// `GET /presign?locator=`: the presigned URL of one locator, or the problem with it.
pub(crate) async fn single(
    State(state): State<Arc<Presign>>,
    Member(member): Member,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let locator = parameters.locator.clone();
    let options = parameters.options();
    let presigned = state.one(&member.organization, &locator, &options).await?;
    Ok(Json(Outcome::presigned(&locator, &presigned)).into_response())
}
