//! Managed policies.
use super::{Answer, AwsError, Call, DONE, answers, names};
use crate::aws::identity::{
    identifiers::unique_id, policy::Document, state::ManagedPolicy, versions::Versions,
};

/// Characters of a managed policy, without white space.
const MANAGED_LIMIT: usize = 6144;

impl Call<'_> {
    pub(super) fn create_policy(&mut self) -> Answer {
        let name = names::policy_name(self.form)?;
        let path = names::path(self.form)?;
        let arn = self.arn(&format!("policy{path}{name}"));
        self.authorize(&arn)?;
        let document = self.managed_policy_document()?;
        let own = self.arn("policy/");
        let mut policies = self.state.managed_policies.values();
        if policies.any(|policy| policy.arn.starts_with(&own) && policy.name == name) {
            return Err(AwsError::already_exists(format!(
                "A policy called {name} already exists. Duplicate names are not allowed."
            )));
        }
        let policy = ManagedPolicy {
            arn: arn.clone(),
            id: unique_id("ANPA"),
            path: path.to_owned(),
            name: name.to_owned(),
            description: self.form.optional("Description").map(str::to_owned),
            created_at: self.now,
            versions: Versions::new(document, self.now),
        };
        let answer = self.result(&answers::OnePolicy {
            policy: answers::Policy::new(&policy, self.state),
        });
        self.state.managed_policies.insert(arn, policy);
        answer
    }

    pub(super) fn get_policy(&mut self) -> Answer {
        let policy = answers::Policy::new(self.policy()?, self.state);
        self.result(&answers::OnePolicy { policy })
    }

    pub(super) fn list_policies(&mut self) -> Answer {
        let own = self.arn("policy/");
        self.authorize(&own)?;
        let scope = self.form.optional("Scope").unwrap_or("All");
        let prefix = self.form.optional("PathPrefix").unwrap_or("/");
        let attached_only = self.form.optional("OnlyAttached") == Some("true");
        let in_scope = |policy: &&ManagedPolicy| match scope {
            "Local" => policy.arn.starts_with(&own),
            "AWS" => is_of_aws(&policy.arn),
            _ => policy.arn.starts_with(&own) || is_of_aws(&policy.arn),
        };
        let policies = self.state.managed_policies.values().filter(in_scope);
        let policies = policies
            .filter(|policy| policy.path.starts_with(prefix))
            .filter(|policy| !attached_only || self.state.attachments(&policy.arn) > 0)
            .map(|policy| answers::Policy::new(policy, self.state))
            .collect();
        self.result(&answers::ManagedPolicies {
            policies,
            is_truncated: false,
        })
    }

    pub(super) fn delete_policy(&mut self) -> Answer {
        let policy = self.own_policy()?;
        let (arn, versions) = (policy.arn.clone(), policy.versions.len());
        if self.state.attachments(&arn) > 0 {
            return Err(AwsError::delete_conflict(
                "Cannot delete a policy attached to entities.",
            ));
        }
        if versions > 1 {
            return Err(AwsError::delete_conflict(
                "This policy has more than one version. Before you delete a policy, you must \
                 delete the policy's versions. The default version is deleted with the policy.",
            ));
        }
        self.state.managed_policies.remove(&arn);
        DONE
    }

    /// The `PolicyDocument` of a managed policy.
    pub(super) fn managed_policy_document(&self) -> Result<Document, AwsError> {
        let document = self.identity_policy()?;
        if document.size() <= MANAGED_LIMIT {
            return Ok(document);
        }
        Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for PolicySize: {MANAGED_LIMIT}"
        )))
    }

    /// The policy named by the call, once the call is authorized on it.
    pub(super) fn policy(&self) -> Result<&ManagedPolicy, AwsError> {
        let arn = names::arn(self.form, "PolicyArn")?;
        self.authorize(arn)?;
        self.usable_policy(arn)
    }

    /// As [`policy`](Self::policy), to change it: nobody changes a policy of AWS.
    pub(super) fn own_policy(&mut self) -> Result<&mut ManagedPolicy, AwsError> {
        let arn = self.policy()?.arn.clone();
        if is_of_aws(&arn) {
            let action = format!("iam:{}", self.action);
            return Err(AwsError::access_denied(&self.caller.arn, &action, &arn));
        }
        let policy = self.state.managed_policies.get_mut(&arn);
        policy.ok_or_else(|| missing(&arn))
    }

    /// A policy of the caller's account or of AWS.
    pub(super) fn usable_policy(&self, arn: &str) -> Result<&ManagedPolicy, AwsError> {
        let usable = is_of_aws(arn) || arn.starts_with(&self.arn("policy/"));
        let policy = self.state.managed_policies.get(arn).filter(|_| usable);
        policy.ok_or_else(|| missing(arn))
    }
}

fn missing(arn: &str) -> AwsError {
    AwsError::no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
}

fn is_of_aws(arn: &str) -> bool {
    arn.starts_with("arn:aws:iam::aws:policy/")
}
