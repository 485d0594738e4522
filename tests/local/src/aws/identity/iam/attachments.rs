//! Managed policies on roles.
use super::{Answer, AwsError, Call, DONE, answers, names};

/// Managed policies of a role, IAM's default quota.
const POLICIES_PER_ROLE: usize = 10;

impl Call<'_> {
    pub(super) fn attach_role_policy(&mut self) -> Answer {
        let arn = names::arn(self.form, "PolicyArn")?.to_owned();
        self.role()?;
        self.usable_policy(&arn)?;
        let attached = &mut self.role()?.policies.attached;
        if attached.len() >= POLICIES_PER_ROLE && !attached.contains(&arn) {
            return Err(AwsError::limit_exceeded(format!(
                "Cannot exceed quota for PoliciesPerRole: {POLICIES_PER_ROLE}"
            )));
        }
        attached.insert(arn);
        DONE
    }

    pub(super) fn detach_role_policy(&mut self) -> Answer {
        let arn = names::arn(self.form, "PolicyArn")?.to_owned();
        if self.role()?.policies.attached.remove(&arn) {
            return DONE;
        }
        Err(AwsError::no_such_entity(format!(
            "Policy {arn} was not found."
        )))
    }

    pub(super) fn list_attached_role_policies(&mut self) -> Answer {
        let attached = &self.role()?.policies.attached;
        let named = attached.iter().map(|arn| answers::AttachedPolicy {
            policy_name: arn.rsplit('/').next().unwrap_or_default().to_owned(),
            policy_arn: arn.clone(),
        });
        let attached_policies = named.collect();
        self.result(&answers::AttachedPolicies {
            attached_policies,
            is_truncated: false,
        })
    }
}
