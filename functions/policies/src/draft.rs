use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use deserr::Deserr;
use shared::domain::{
    EndpointUrl, IntegrationId, IntegrationName, Platform, Prefix, Region, RoleArn,
};
use shared::http::{Body, Id, InvalidFields, KmsKeyArnsBody, Member, Problem, ScopeBody, Text};
use shared::policy::Grant;

use crate::Policies;
use crate::documents::Documents;

/// What a form holds before it is saved: the fields of a create, of which only the scope is needed.
#[derive(Debug, Deserr)]
#[deserr(error = InvalidFields, deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "what the documents do not depend on is checked all the same"
)]
pub(crate) struct Draft {
    /// The integration whose external id the trust policy shall demand.
    #[deserr(default)]
    integration_id: Option<Text<IntegrationId>>,
    #[deserr(default)]
    name: Option<Text<IntegrationName>>,
    scope: ScopeBody,
    #[deserr(default)]
    prefix: Option<Text<Prefix>>,
    #[deserr(default)]
    role_arn: Option<Text<RoleArn>>,
    #[deserr(default)]
    region: Option<Text<Region>>,
    #[deserr(default)]
    endpoint_url: Option<Text<EndpointUrl>>,
    #[deserr(default)]
    force_path_style: Option<bool>,
    #[deserr(default)]
    file_versioning: Option<bool>,
    #[deserr(default)]
    browsing: Option<bool>,
    #[deserr(default)]
    kms_key_arns: Option<KmsKeyArnsBody>,
    #[deserr(default)]
    requester_pays: Option<bool>,
    #[deserr(default)]
    stable_urls: Option<bool>,
    #[deserr(default)]
    enabled: Option<bool>,
}

/// `POST /policies`: the documents for a draft; nothing is stored.
pub(crate) async fn of_draft(
    State(state): State<Arc<Policies>>,
    Member(member): Member,
    body: Body,
) -> Result<Json<Documents>, Problem> {
    let draft: Draft = body.read_for(&state.platform)?;
    let external_id = match &draft.integration_id {
        None => None,
        Some(Text(id)) => {
            let integration = Id(*id).find(&*state.store, &member).await?;
            Some(integration.external_id)
        }
    };
    let grant = draft.grant(&state.platform);
    Ok(Json(state.render(&grant, external_id.as_ref())))
}

impl Draft {
    fn grant(self, platform: &Platform) -> Grant {
        Grant {
            partition: self
                .region
                .map_or(platform.partition, |Text(region)| region.partition()),
            scope: self.scope.into(),
            prefix: self.prefix.map(|Text(prefix)| prefix),
            file_versioning: self.file_versioning.unwrap_or_default(),
            browsing: self.browsing.unwrap_or_default(),
            kms_key_arns: self.kms_key_arns.unwrap_or_default().into(),
        }
    }
}
