use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use shared::domain::{Integration, OrganizationId};
use shared::http::{Member, Problem};

use crate::Integrations;
use crate::representation::answer;

/// `GET /integrations/{id}`.
pub(crate) async fn read(
    State(state): State<Arc<Integrations>>,
    Member(member): Member,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let integration = state.find(&member.organization, &id).await?;
    Ok(answer(StatusCode::OK, integration))
}

impl Integrations {
    /// The organisation's integration of this id. Another organisation's is not found, and neither
    /// is what is no id at all.
    pub(crate) async fn find(
        &self,
        organization: &OrganizationId,
        id: &str,
    ) -> Result<Integration, Problem> {
        let not_found = || Problem::not_found("such integration");
        let id = id.parse().map_err(|_| not_found())?;
        self.store
            .get(organization, id)
            .await?
            .ok_or_else(not_found)
    }
}
