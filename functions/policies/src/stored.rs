use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use shared::domain::OrganizationId;
use shared::http::{Code, Member, Problem};
use shared::policy::Grant;

use crate::Policies;
use crate::documents::{Documents, NoDocument};

/// `GET /integrations/{id}/policies`.
pub(crate) async fn of_integration(
    State(state): State<Arc<Policies>>,
    Member(member): Member,
    Path(id): Path<String>,
) -> Result<Json<Documents>, Problem> {
    state.documents(&member.organization, &id).await.map(Json)
}

/// `GET /integrations/{id}/policies/{document}`: the raw document, to copy or to download.
pub(crate) async fn document(
    State(state): State<Arc<Policies>>,
    Member(member): Member,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let documents = state.documents(&member.organization, &id).await?;
    let text = documents.text(&name).map_err(no_document)?;
    let file = format!("inline; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, file),
    ];
    Ok((headers, text).into_response())
}

impl Policies {
    async fn documents(
        &self,
        organization: &OrganizationId,
        id: &str,
    ) -> Result<Documents, Problem> {
        let not_found = || Problem::not_found("such integration");
        let id = id.parse().map_err(|_| not_found())?;
        let integration = self
            .store
            .get(organization, id)
            .await?
            .ok_or_else(not_found)?;
        let grant = Grant::from(&integration.settings);
        Ok(self.render(&grant, Some(&integration.external_id)))
    }
}

fn no_document(reason: NoDocument) -> Problem {
    match reason {
        NoDocument::Split(parts) => Problem::new(
            Code::DocumentIsSplit,
            format!("the access policy is split into {} documents", parts.len()),
            format!("Get all of them: {}.", parts.join(", ")),
        ),
        NoDocument::Unknown => Problem::new(
            Code::NotFound,
            "an integration has no such document",
            "The documents are access-policy.json, trust-policy.json and cors.json.",
        ),
    }
}
