use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use shared::http::{Member, Problem, Query};
use shared::presign::LimitedBy;

use crate::Presign;
use crate::options::Parameters;

/// It cannot be printed: a presigned URL is a secret until it expires (invariant 4).
#[derive(Serialize)]
struct Answer<'a> {
    locator: &'a str,
    presigned_url: &'a str,
    expires_at: Timestamp,
    limited_by: LimitedBy,
}

/// `GET /presign?locator=`: the presigned URL of one locator, or the problem with it.
pub(crate) async fn single(
    State(state): State<Arc<Presign>>,
    Member(member): Member,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let locator = parameters.locator.clone();
    let options = parameters.options();
    let presigned = state.one(&member.organization, &locator, &options).await?;
    Ok(Json(Answer {
        locator: &locator,
        presigned_url: &presigned.presigned_url,
        expires_at: presigned.expires_at,
        limited_by: presigned.limited_by,
    })
    .into_response())
}
