//! Identity and Access Management: roles, their policies, and a few calls for users.
mod answers;
mod attachments;
mod inline;
mod managed;
pub(super) mod names;
mod roles;
mod users;
mod versions;

use jiff::Timestamp;

use super::{
    AwsError, Caller, Context,
    state::{Account, Role, State, User},
};
use crate::aws::query::{Form, result};

/// One call: who asks for what, when.
struct Call<'a> {
    state: &'a mut State,
    caller: &'a Caller,
    form: &'a Form,
    action: &'a str,
    now: Timestamp,
}

/// The XML of a result; calls that only change something have none.
type Answer = Result<String, AwsError>;

/// Answers a call in the caller's own account.
pub(super) fn answer(state: &mut State, caller: &Caller, form: &Form, now: Timestamp) -> Answer {
    let action = form.required("Action")?;
    let mut call = Call {
        state,
        caller,
        form,
        action,
        now,
    };
    match action {
        "CreateRole" => call.create_role(),
        "GetRole" => call.get_role(),
        "ListRoles" => call.list_roles(),
        "DeleteRole" => call.delete_role(),
        "UpdateAssumeRolePolicy" => call.update_assume_role_policy(),
        "PutRolePolicy" => call.put_role_policy(),
        "GetRolePolicy" => call.get_role_policy(),
        "ListRolePolicies" => call.list_role_policies(),
        "DeleteRolePolicy" => call.delete_role_policy(),
        "CreatePolicy" => call.create_policy(),
        "GetPolicy" => call.get_policy(),
        "ListPolicies" => call.list_policies(),
        "DeletePolicy" => call.delete_policy(),
        "CreatePolicyVersion" => call.create_policy_version(),
        "GetPolicyVersion" => call.get_policy_version(),
        "ListPolicyVersions" => call.list_policy_versions(),
        "SetDefaultPolicyVersion" => call.set_default_policy_version(),
        "DeletePolicyVersion" => call.delete_policy_version(),
        "AttachRolePolicy" => call.attach_role_policy(),
        "DetachRolePolicy" => call.detach_role_policy(),
        "ListAttachedRolePolicies" => call.list_attached_role_policies(),
        "CreateUser" => call.create_user(),
        "CreateAccessKey" => call.create_access_key(),
        "PutUserPolicy" => call.put_user_policy(),
        "AttachUserPolicy" => call.attach_user_policy(),
        other => Err(AwsError::invalid_action(other, "2010-05-08")),
    }
}

impl Call<'_> {
    /// The caller's own policies must allow this call on `resource`.
    fn authorize(&self, resource: &str) -> Result<(), AwsError> {
        let action = format!("iam:{}", self.action);
        if self
            .state
            .allows(self.caller, &action, resource, &Context::new(), self.now)
        {
            return Ok(());
        }
        Err(AwsError::access_denied(&self.caller.arn, &action, resource)
            .because_no("identity", &action))
    }

    /// `arn:aws:iam::A:` in front of `resource`, A being the caller's account.
    fn arn(&self, resource: &str) -> String {
        format!("arn:aws:iam::{}:{resource}", self.caller.account)
    }

    fn account(&mut self) -> &mut Account {
        self.state
            .accounts
            .entry(self.caller.account.clone())
            .or_default()
    }

    /// The role named by the call, once the call is authorized on it.
    fn role(&mut self) -> Result<&mut Role, AwsError> {
        let name = names::role_name(self.form)?;
        let known = self.account().roles.get(name).map(|role| role.arn.clone());
        self.authorize(&known.unwrap_or_else(|| self.arn(&format!("role/{name}"))))?;
        let missing =
            || AwsError::no_such_entity(format!("The role with name {name} cannot be found."));
        self.account().roles.get_mut(name).ok_or_else(missing)
    }

    /// The user named by the call, once the call is authorized on it.
    fn user(&mut self) -> Result<&mut User, AwsError> {
        let name = names::user_name(self.form)?;
        let known = self.account().users.get(name).map(|user| user.arn.clone());
        self.authorize(&known.unwrap_or_else(|| self.arn(&format!("user/{name}"))))?;
        let missing =
            || AwsError::no_such_entity(format!("The user with name {name} cannot be found."));
        self.account().users.get_mut(name).ok_or_else(missing)
    }

    fn result(&self, value: &impl serde::Serialize) -> Answer {
        result(self.action, value)
    }
}

/// The answer of a call that only changes something.
const DONE: Answer = Ok(String::new());
