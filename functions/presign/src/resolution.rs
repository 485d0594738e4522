use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use deserr::Deserr;
use serde::Serialize;
use shared::domain::{
    Integration, IntegrationId, IntegrationName, Locator, Prefix, Scope, Verdict, explain,
};
use shared::http::{InvalidFields, Member, Problem, Query};
use shared::presign::{PresignError, route};

use crate::Presign;
use crate::locator_error::LocatorError;

/// The parameters of a resolution.
#[derive(Debug, Deserr)]
#[deserr(error = InvalidFields, deny_unknown_fields)]
pub(crate) struct Parameters {
    locator: String,
}

/// Which integration serves a locator, and what became of every other one.
#[derive(Debug, Serialize)]
pub(crate) struct Resolution {
    locator: Locator,
    /// The integration that serves it.
    integration_id: Option<IntegrationId>,
    /// Why none does.
    error: Option<LocatorError>,
    considered: Vec<Considered>,
}

#[derive(Debug, Serialize)]
struct Considered {
    integration_id: IntegrationId,
    name: IntegrationName,
    scope: &'static str,
    prefix: Option<Prefix>,
    verdict: &'static str,
    reason: &'static str,
}

/// `GET /resolve?locator=`: which integration wins, and why.
pub(crate) async fn resolution(
    State(state): State<Arc<Presign>>,
    Member(member): Member,
    Query(Parameters { locator }): Query<Parameters>,
) -> Result<Json<Resolution>, Problem> {
    let locator: Locator = locator
        .parse()
        .map_err(|reason| LocatorError::from(&PresignError::InvalidLocator(reason)))?;
    let table = state.routing.table(&member.organization).await?;
    let considered = explain(table.integrations(), &locator)
        .into_iter()
        .map(considered)
        .collect();
    let routed = route(&table, &locator);
    Ok(Json(Resolution {
        integration_id: routed.as_ref().ok().map(|integration| integration.id),
        error: routed.err().as_ref().map(LocatorError::from),
        considered,
        locator,
    }))
}

fn considered((integration, verdict): (&Integration, Verdict)) -> Considered {
    let (verdict, reason) = words(verdict);
    Considered {
        integration_id: integration.id,
        name: integration.settings.name.clone(),
        scope: match integration.settings.scope {
            Scope::Bucket { .. } => "bucket",
            Scope::AllPermittedBuckets { .. } => "all_permitted_buckets",
        },
        prefix: integration.settings.prefix.clone(),
        verdict,
        reason,
    }
}

const fn words(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Wins => ("wins", "it serves the locator"),
        Verdict::WinsButDisabled => (
            "wins_but_disabled",
            "it would serve the locator, but is disabled",
        ),
        Verdict::WinsButVersioningDisabled => (
            "wins_but_file_versioning_disabled",
            "it would serve the locator, but does not allow a versionId",
        ),
        Verdict::OtherBucket => ("other_bucket", "its scope does not include the bucket"),
        Verdict::OtherPrefix => ("other_prefix", "the key does not start with its prefix"),
        Verdict::Draft => ("draft", "it matches, but has no role yet"),
        Verdict::LessSpecificScope => (
            "less_specific_scope",
            "it matches, but an integration for this one bucket comes first",
        ),
        Verdict::ShorterPrefix => (
            "shorter_prefix",
            "it matches, but an integration with a longer prefix comes first",
        ),
    }
}
