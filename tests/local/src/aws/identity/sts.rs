//! The Security Token Service: `AssumeRole` and `GetCallerIdentity`.
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    AwsError, Caller, Context,
    iam::names,
    policy::{Decision, Document, Principal, Request},
    sessions::{Credentials, Session},
    state::State,
};
use crate::aws::query::{Form, invalid, result};

/// Sessions last an hour unless asked otherwise, and never longer under role chaining.
const ONE_HOUR: i64 = 3600;

/// Characters of a session policy.
const SESSION_POLICY_LIMIT: usize = 2048;

/// What of `AssumeRole` is refused rather than ignored.
const UNSUPPORTED: [&str; 7] = [
    "PolicyArns",
    "Tags",
    "TransitiveTagKeys",
    "SourceIdentity",
    "SerialNumber",
    "TokenCode",
    "ProvidedContexts",
];

pub(super) fn answer(
    state: &mut State,
    caller: &Caller,
    form: &Form,
    now: Timestamp,
) -> Result<String, AwsError> {
    match form.required("Action")? {
        "AssumeRole" => result("AssumeRole", &assume_role(state, caller, form, now)?),
        "GetCallerIdentity" => result("GetCallerIdentity", &get_caller_identity(state, caller)),
        other => Err(AwsError::invalid_action(other, "2011-06-15")),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CallerIdentity<'a> {
    arn: &'a str,
    user_id: &'a str,
    account: &'a str,
}

fn get_caller_identity<'a>(state: &'a State, caller: &'a Caller) -> CallerIdentity<'a> {
    let user_id = match state.sessions.get(&caller.access_key_id) {
        Some(session) => &session.user_id,
        None => state
            .owner(&caller.access_key_id)
            .map_or("", |(user, _)| &user.id),
    };
    CallerIdentity {
        arn: &caller.arn,
        user_id,
        account: &caller.account,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "the names of AWS")]
struct AssumedRole {
    assumed_role_user: AssumedRoleUser,
    credentials: TemporaryCredentials,
    #[serde(skip_serializing_if = "Option::is_none")]
    packed_policy_size: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AssumedRoleUser {
    assumed_role_id: String,
    arn: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TemporaryCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: String,
}

fn assume_role(
    state: &mut State,
    caller: &Caller,
    form: &Form,
    now: Timestamp,
) -> Result<AssumedRole, AwsError> {
    form.refuse(&UNSUPPORTED)?;
    let role_arn = names::arn(form, "RoleArn")?;
    let session_name = names::role_session_name(form)?;
    let external_id = names::external_id(form)?;
    let duration = form.number("DurationSeconds", ONE_HOUR, (900, 43_200))?;
    let policy = session_policy(form)?;

    let mut context = state.context(caller, now);
    context.insert("sts:RoleSessionName".to_owned(), session_name.to_owned());
    if let Some(external_id) = external_id {
        context.insert("sts:ExternalId".to_owned(), external_id.to_owned());
    }
    if !may_assume(state, caller, role_arn, &context) {
        return Err(AwsError::access_denied(
            &caller.arn,
            "sts:AssumeRole",
            role_arn,
        ));
    }
    if state.sessions.get(&caller.access_key_id).is_some() && duration > ONE_HOUR {
        return Err(AwsError::validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    let role = state
        .role(role_arn)
        .expect("a role that may be assumed exists");
    if duration > role.max_session_duration {
        return Err(AwsError::validation(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    let packed_policy_size = policy
        .as_ref()
        .map(|policy| policy.text().len() * 100 / SESSION_POLICY_LIMIT);
    let session = Session::new(
        role,
        session_name,
        policy,
        SignedDuration::from_secs(duration),
        now,
    );
    let assumed_role_user = AssumedRoleUser {
        assumed_role_id: session.user_id.clone(),
        arn: session.arn().to_owned(),
    };
    let credentials = state.sessions.begin(session, now).into();
    Ok(AssumedRole {
        assumed_role_user,
        credentials,
        packed_policy_size,
    })
}

/// The plain size is what refuses; the packed size is only reported, as its percentage.
fn session_policy(form: &Form) -> Result<Option<Document>, AwsError> {
    let Some(text) = form.optional("Policy") else {
        return Ok(None);
    };
    if text.chars().count() > SESSION_POLICY_LIMIT {
        return Err(invalid(
            Some(text),
            "Policy",
            "Member must have length less than or equal to 2048",
        ));
    }
    Document::parse_identity_policy(text)
        .map(Some)
        .map_err(Into::into)
}

/// Across accounts both sides must allow. Within one, being named in person by the trust
/// policy suffices; being meant as one of the account does not.
fn may_assume(state: &State, caller: &Caller, role_arn: &str, context: &Context) -> bool {
    let Some(role) = state.role(role_arn) else {
        return false;
    };
    let own = state.decide(caller, "sts:AssumeRole", role_arn, context);
    let principal = state.principal(caller);
    let trusts = |principal: &Principal| {
        let request = Request {
            principal,
            action: "sts:AssumeRole",
            resource: role_arn,
            context,
        };
        role.trust_policy.evaluate(&request) == Decision::Allow
    };
    let same_account = role_arn.split(':').nth(4) == Some(&caller.account);
    trusts(&principal)
        && (own.allows() || same_account && own.permits() && trusts(&principal.in_person()))
}

impl From<Credentials> for TemporaryCredentials {
    fn from(credentials: Credentials) -> Self {
        Self {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            expiration: credentials
                .expires_at
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string(),
        }
    }
}
