use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use shared::http::{Caller, Code, DocumentName, Id, Member, Problem};
use shared::policy::Grant;

use crate::Policies;
use crate::documents::{Documents, NoDocument};

/// `GET /integrations/{id}/policies`.
pub(crate) async fn of_integration(
    State(state): State<Arc<Policies>>,
    Member(member): Member,
    id: Id,
) -> Result<Json<Documents>, Problem> {
    state.documents(&member, id).await.map(Json)
}

/// `GET /integrations/{id}/policies/{document}`: the raw document, to copy or to download.
pub(crate) async fn document(
    State(state): State<Arc<Policies>>,
    Member(member): Member,
    id: Id,
    DocumentName(name): DocumentName,
) -> Result<Response, Problem> {
    let documents = state.documents(&member, id).await?;
    let text = documents.text(&name).map_err(no_document)?;
    let file = format!("inline; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, file),
    ];
    Ok((headers, text).into_response())
}

impl Policies {
    async fn documents(&self, member: &Caller, id: Id) -> Result<Documents, Problem> {
        let integration = id.find(&*self.store, member).await?;
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
