use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Extensions;
use axum::http::request::Parts;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;

use super::{Code, Problem};
use crate::domain::OrganizationId;

/// Who calls, as API Gateway's JWT authorizer has established it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Whose integrations the caller sees.
    pub organization: OrganizationId,
    /// The `sub` claim.
    pub subject: String,
    is_admin: bool,
}

/// Someone who may read integrations and presign: a `member` or an `admin`.
#[derive(Clone, Debug)]
pub struct Member(pub Caller);

/// Someone who may change integrations: an `admin`.
#[derive(Clone, Debug)]
pub struct Admin(pub Caller);

/// The names of the claims that say who calls.
#[derive(Clone, Debug)]
pub(super) struct ClaimNames {
    pub(super) organization: String,
    pub(super) roles: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        caller(&parts.extensions).map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = caller(&parts.extensions)?;
        if caller.is_admin {
            return Ok(Self(caller));
        }
        Err(Problem::new(
            Code::Forbidden,
            "only an admin of the organisation may do this",
            "Ask an admin of your organisation.",
        ))
    }
}

/// Reads the claims that API Gateway passes in the event: nothing a client sends reaches here.
fn caller(extensions: &Extensions) -> Result<Caller, Problem> {
    let claims = match extensions.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.authorizer.as_ref(),
        _ => None,
    };
    let claims = claims
        .and_then(|authorizer| authorizer.jwt.as_ref())
        .map(|jwt| &jwt.claims);
    let names = extensions.get::<Arc<ClaimNames>>();
    let (Some(claims), Some(names)) = (claims, names) else {
        return Err(Problem::new(
            Code::Unauthenticated,
            "the request came without the claims of a JWT",
            "Send the header authorization: Bearer <access token>.",
        ));
    };
    let organization = claims
        .get(&names.organization)
        .filter(|id| !is_no_text(id))
        .and_then(|id| id.parse().ok());
    let organization = organization.ok_or_else(|| missing_claim(&names.organization))?;
    let subject = claims.get("sub").ok_or_else(|| missing_claim("sub"))?;
    let roles = claims.get(&names.roles).map_or("", String::as_str);
    let has = |role| list(roles).any(|name| name == role);
    if !has("admin") && !has("member") {
        return Err(Problem::new(
            Code::Forbidden,
            format!("the claim {} names neither admin nor member", names.roles),
            "Ask an admin of your organisation for a role.",
        ));
    }
    Ok(Caller {
        organization,
        subject: subject.clone(),
        is_admin: has("admin"),
    })
}

/// Whether API Gateway made the text from a claim that is none: from null `<nil>`, from a list
/// `[a b]`, from an object `map[a:b]`. Everyone without an organisation would share that one.
fn is_no_text(claim: &str) -> bool {
    let is_list = claim.starts_with('[') || claim.starts_with("map[");
    claim == "<nil>" || (is_list && claim.ends_with(']'))
}

/// The names in `admin`, `admin member`, `admin,member`, or API Gateway's `[admin member]`.
///
/// None in what API Gateway made from an object or a list of lists, as `map[billing:[viewer admin]]`:
/// between the brackets are roles of something else.
///
/// Names of roles must not contain spaces or commas: API Gateway writes `["billing admin"]` as
/// `[billing admin]`, so that one role of that name is read as two.
fn list(roles: &str) -> impl Iterator<Item = &str> {
    let inner = roles
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let names = inner.unwrap_or(roles);
    let is_nested = names.contains(['[', ']']);
    let names = names.split([' ', ',']).filter(move |_| !is_nested);
    names.map(str::trim).filter(|name| !name.is_empty())
}

fn missing_claim(name: &str) -> Problem {
    Problem::new(
        Code::Forbidden,
        format!("the access token has no usable claim {name}"),
        "Sign in to an organisation, or have the identity provider add the claim.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_no_text_names_no_organisation() {
        for claim in ["<nil>", "[]", "[acme]", "map[]", "map[id:acme]"] {
            assert!(is_no_text(claim), "{claim}");
        }
        for claim in ["acme", "nil", "a[1]", "map"] {
            assert!(!is_no_text(claim), "{claim}");
        }
    }

    #[test]
    fn roles_come_in_every_shape_that_api_gateway_has() {
        for (roles, names) in [
            ("", vec![]),
            ("admin", vec!["admin"]),
            ("admin member", vec!["admin", "member"]),
            ("admin, member", vec!["admin", "member"]),
            ("[admin member]", vec!["admin", "member"]),
            ("[]", vec![]),
            ("administrator", vec!["administrator"]),
            ("map[billing:[viewer admin owner]]", vec![]),
            ("map[title:an admin there]", vec![]),
            ("[[viewer admin owner]]", vec![]),
            ("[map[roles:[viewer admin owner]]]", vec![]),
        ] {
            assert_eq!(list(roles).collect::<Vec<_>>(), names, "{roles}");
        }
    }
}
