use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::domain::{Integration, IntegrationId, OrganizationId};
use shared::http::{Id, Member, Problem};

use crate::Integrations;
use crate::representation::answer;

/// `GET /integrations/{id}`.
pub(crate) async fn read(
    State(state): State<Arc<Integrations>>,
    Member(member): Member,
    Id(id): Id,
) -> Result<Response, Problem> {
    let integration = state.find(&member.organization, id).await?;
    Ok(answer(StatusCode::OK, integration))
}

impl Integrations {
    /// The organisation's integration of this id; another organisation's is not found.
    pub(crate) async fn find(
        &self,
        organization: &OrganizationId,
        id: IntegrationId,
    ) -> Result<Integration, Problem> {
        let found = self.store.get(organization, id).await?;
        found.ok_or_else(Problem::no_such_integration)
    }
}
