//! Managed policies, each with the one version it was made with.
use super::{Answer, AwsError, Call, DONE, answers, names};
use crate::aws::identity::{identifiers::unique_id, state::ManagedPolicy};

/// Characters of a managed policy, without white space.
const MANAGED_LIMIT: usize = 6144;

impl Call<'_> {
    pub(super) fn create_policy(&mut self) -> Answer {
        let name = names::policy_name(self.form)?;
        let path = names::path(self.form)?;
        let arn = self.arn(&format!("policy{path}{name}"));
        self.authorize(&arn)?;
        let document = self.identity_policy()?;
        if document.size() > MANAGED_LIMIT {
            return Err(AwsError::limit_exceeded(format!(
                "Cannot exceed quota for PolicySize: {MANAGED_LIMIT}"
            )));
        }
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
            document,
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

    pub(super) fn get_policy_version(&mut self) -> Answer {
        let version = self.form.required("VersionId")?;
        let policy = self.policy()?;
        if version != "v1" {
            return Err(AwsError::no_such_entity(format!(
                "Policy {} version {version} does not exist or is not attachable.",
                policy.arn
            )));
        }
        let policy_version = answers::PolicyVersion {
            document: answers::encoded(&policy.document),
            version_id: "v1",
            is_default_version: true,
            create_date: answers::date(policy.created_at),
        };
        self.result(&answers::OnePolicyVersion { policy_version })
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
        let arn = self.policy()?.arn.clone();
        if self.state.attachments(&arn) > 0 {
            return Err(AwsError::delete_conflict(
                "Cannot delete a policy attached to entities.",
            ));
        }
        if is_of_aws(&arn) {
            return Err(AwsError::access_denied(
                &self.caller.arn,
                "iam:DeletePolicy",
                &arn,
            ));
        }
        self.state.managed_policies.remove(&arn);
        DONE
    }

    /// The policy named by the call, once the call is authorized on it.
    fn policy(&self) -> Result<&ManagedPolicy, AwsError> {
        let arn = names::arn(self.form, "PolicyArn")?;
        self.authorize(arn)?;
        self.usable_policy(arn)
    }

    /// A policy of the caller's account or of AWS.
    pub(super) fn usable_policy(&self, arn: &str) -> Result<&ManagedPolicy, AwsError> {
        let usable = is_of_aws(arn) || arn.starts_with(&self.arn("policy/"));
        let policy = self.state.managed_policies.get(arn).filter(|_| usable);
        let missing = || {
            AwsError::no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
        };
        policy.ok_or_else(missing)
    }
}

fn is_of_aws(arn: &str) -> bool {
    arn.starts_with("arn:aws:iam::aws:policy/")
}
