use shared::domain::ExternalId;
use shared::policy::{
    Grant, MANAGED_POLICIES_PER_ROLE, MANAGED_POLICY_CHARACTERS, PolicyDocument, access_policies,
    cors_rules, trust_policy,
};

use crate::Policies;
use crate::documents::{Document, Documents};

impl Policies {
    /// The documents for a grant; the trust policy once there is an external id.
    pub(crate) fn render(&self, grant: &Grant, external_id: Option<&ExternalId>) -> Documents {
        let access_policies = named(access_policies(grant));
        let trust_policy = external_id.map(|external_id| Document {
            name: "trust-policy.json".to_owned(),
            document: trust_policy(&self.platform, external_id),
        });
        Documents {
            notes: notes(access_policies.len(), trust_policy.is_some()),
            access_policies,
            trust_policy,
            cors: Document {
                name: "cors.json".to_owned(),
                document: cors_rules(&self.console_origins),
            },
        }
    }
}

fn named(documents: Vec<PolicyDocument>) -> Vec<Document<PolicyDocument>> {
    let is_split = documents.len() > 1;
    let name = |number| {
        if is_split {
            format!("access-policy-{number}.json")
        } else {
            "access-policy.json".to_owned()
        }
    };
    let numbered = (1..).zip(documents);
    let documents = numbered.map(|(number, document)| Document {
        name: name(number),
        document,
    });
    documents.collect()
}

fn notes(access_policies: usize, has_trust_policy: bool) -> Vec<String> {
    let mut notes = vec![];
    if access_policies > 1 {
        notes.push(format!(
            "The access policy is split into {access_policies} documents, for a managed policy has \
             at most {MANAGED_POLICY_CHARACTERS} characters: create a policy from each, and attach \
             all of them to the role."
        ));
    }
    if access_policies > MANAGED_POLICIES_PER_ROLE {
        notes.push(format!(
            "IAM attaches at most {MANAGED_POLICIES_PER_ROLE} managed policies to a role unless \
             you raise the quota: spread the buckets over several integrations, each with a role \
             of its own."
        ));
    }
    if !has_trust_policy {
        notes.push(
            "trust_policy is null, for it demands the external id, which the service makes when \
             the integration is created: create it without role_arn, and ask again with its id \
             as integration_id."
                .to_owned(),
        );
    }
    notes
}
