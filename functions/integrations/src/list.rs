use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use deserr::Deserr;
use serde::Serialize;
use shared::http::{InvalidFields, Member, Problem, Query, Text};

use crate::Integrations;
use crate::cursor::Cursor;
use crate::limit::Limit;
use crate::representation::Representation;

/// The parameters of a list.
#[derive(Debug, Deserr)]
#[deserr(error = InvalidFields, deny_unknown_fields)]
pub(crate) struct Parameters {
    #[deserr(default)]
    cursor: Option<Text<Cursor>>,
    #[deserr(default)]
    limit: Option<Text<Limit>>,
}

/// A page of integrations, in order of creation.
#[derive(Debug, Serialize)]
pub(crate) struct List {
    integrations: Vec<Representation>,
    next_cursor: Option<String>,
}

/// `GET /integrations?limit=&cursor=`.
pub(crate) async fn list(
    State(state): State<Arc<Integrations>>,
    Member(member): Member,
    Query(parameters): Query<Parameters>,
) -> Result<Json<List>, Problem> {
    let after = parameters.cursor.map(|Text(Cursor(id))| id);
    let Limit(limit) = parameters.limit.map_or(Limit::DEFAULT, |Text(limit)| limit);
    let page = state.store.page(&member.organization, after, limit).await?;
    Ok(Json(List {
        integrations: page.integrations.into_iter().map(Into::into).collect(),
        next_cursor: page.next.map(|id| Cursor(id).to_string()),
    }))
}
