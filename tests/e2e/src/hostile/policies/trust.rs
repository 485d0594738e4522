//! Trust policies let in the platform's own principals with the very external id; CORS lets in the
//! very origins.
use local::aws::identity::policy::{Context, Decision, Document, Principal, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use shared::domain::{ExternalId, Partition, Platform};
use shared::policy::{cors_rules, trust_policy};

const ACCOUNT: &str = "123456789012";

/// Whether `text` is `pattern`, in which `*` is any text and `?` any character.
fn is_like(pattern: &str, text: &str) -> bool {
    let mut pattern_rest = pattern.chars();
    let mut text_rest = text.chars();
    match pattern_rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter()
                .any(|at| is_like(pattern_rest.as_str(), &text[at..]))
        }
        Some('?') => {
            text_rest.next().is_some() && is_like(pattern_rest.as_str(), text_rest.as_str())
        }
        Some(c) => {
            text_rest.next() == Some(c) && is_like(pattern_rest.as_str(), text_rest.as_str())
        }
    }
}

fn principal_arns() -> impl Strategy<Value = Vec<String>> {
    let names = "s3-integrations/\\*|s3-integrations/presign|[a-z]{1,3}\\?[a-z]{1,3}|[a-z*?/]{1,8}";
    vec(names, 1..4).prop_map(|names| {
        let arn = |name| format!("arn:aws:iam::{ACCOUNT}:role/{name}");
        names.into_iter().map(arn).collect()
    })
}

/// Roles that the patterns match, and others: of other accounts, and of names that are near.
fn roles(patterns: &[String]) -> impl Strategy<Value = String> + use<> {
    let filled = patterns
        .iter()
        .map(|p| p.replace('*', "a/b").replace('?', "c"));
    let emptied = patterns.iter().map(|p| p.replace(['*', '?'], ""));
    let foreign = patterns.iter().map(|p| p.replace(ACCOUNT, "111122223333"));
    let others = filled
        .chain(emptied)
        .chain(foreign)
        .chain(patterns.iter().cloned());
    (select(others.collect::<Vec<_>>()), "[a-z]{0,2}").prop_map(|(arn, end)| arn + &end)
}

proptest! {
    #[test]
    fn a_trust_policy_lets_in_own_principals_with_the_external_id(
        (patterns, role) in principal_arns().prop_flat_map(|patterns| {
            let role = roles(&patterns);
            (Just(patterns), role)
        }),
        external_id in "[A-Za-z0-9_+=,.@:/-]{2,40}|[a]{1224}",
        other_id in proptest::option::of("[*?$a]{0,3}"),
        action in select(vec!["sts:AssumeRole", "sts:TagSession", "sts:AssumeRoleWithWebIdentity"]),
    ) {
        let platform = Platform {
            account: ACCOUNT.parse().unwrap(),
            partition: Partition::Aws,
            principal_arns: patterns.clone(),
        };
        let external_id: ExternalId = external_id.parse().unwrap();
        let document = trust_policy(&platform, &external_id).to_pretty_json();
        let document = Document::parse_trust_policy(&document).unwrap();
        for given in [Some(external_id.to_string()), other_id, None] {
            let mut context = Context::from([("aws:PrincipalArn".to_owned(), role.clone())]);
            context.extend(given.clone().map(|id| ("sts:ExternalId".to_owned(), id)));
            let decision = document.evaluate(&Request {
                principal: &Principal::session(&role, "arn:aws:sts::1:assumed-role/r/s"),
                action,
                resource: "*",
                context: &context,
            });
            let is_own = patterns.iter().any(|pattern| is_like(pattern, &role));
            let is_asked = action == "sts:AssumeRole" && given.as_deref() == Some(external_id.as_str());
            prop_assert_eq!(decision == Decision::Allow, is_own && is_asked, "{} {:?}", role, given);
        }
    }

    #[test]
    fn cors_lets_in_these_origins_to_read(origins in vec("https?://[a-z.-]{1,20}(:[0-9]{1,5})?|\\PC{0,20}", 1..5)) {
        let rules = serde_json::to_string_pretty(&cors_rules(&origins)).unwrap();
        let rules: Value = serde_json::from_str(&rules).unwrap();
        prop_assert_eq!(rules.as_array().map(Vec::len), Some(1));
        prop_assert_eq!(&rules[0]["AllowedOrigins"], &json!(origins));
        prop_assert_eq!(&rules[0]["AllowedMethods"], &json!(["GET", "HEAD"]));
    }
}
