//! IAM's evaluation rules, each as a table of requests.
use serde_json::{Value, json};

use super::{Context, Decision, Document, Principal, Request};

const USER: &str = "arn:aws:iam::111122223333:user/ada";

fn document(statements: &Value) -> Document {
    Document::parse(&json!({"Version": "2012-10-17", "Statement": statements}).to_string()).unwrap()
}

fn decide(document: &Document, action: &str, resource: &str, context: &[(&str, &str)]) -> Decision {
    let context: Context = context
        .iter()
        .map(|(k, v)| ((*k).into(), (*v).into()))
        .collect();
    let principal = Principal::user(USER);
    document.evaluate(&Request {
        principal: &principal,
        action,
        resource,
        context: &context,
    })
}

fn allows_resource(pattern: &str, resource: &str, context: &[(&str, &str)]) -> bool {
    let document = document(&json!({"Effect": "Allow", "Action": "*", "Resource": pattern}));
    decide(&document, "s3:GetObject", resource, context) == Decision::Allow
}

/// Whether `{operator: {key: expected}}` holds in a context.
fn holds(operator: &str, expected: &Value, context: &[(&str, &str)]) -> bool {
    let document = document(&json!({
        "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {"k": expected}}
    }));
    decide(&document, "s3:GetObject", "arn:aws:s3:::b/k", context) == Decision::Allow
}

#[test]
fn an_explicit_deny_beats_any_allow() {
    let document = document(&json!([
        {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/secret/*"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    ]));
    assert_eq!(
        decide(&document, "s3:GetObject", "arn:aws:s3:::b/open", &[]),
        Decision::Allow
    );
    assert_eq!(
        decide(&document, "s3:GetObject", "arn:aws:s3:::b/secret/k", &[]),
        Decision::Deny
    );
    assert_eq!(
        decide(&document, "kms:Decrypt", "*", &[]),
        Decision::NotApplicable
    );
}

#[test]
fn actions_match_by_wildcard_and_without_regard_to_case() {
    for (pattern, action, allowed) in [
        ("s3:GetObject", "s3:GetObject", true),
        ("S3:getobject", "s3:GetObject", true),
        ("s3:Get*", "s3:GetObjectVersion", true),
        ("s3:Get?bject", "s3:GetObject", true),
        ("s3:GetObject", "s3:GetObjectVersion", false),
        ("s3:Get?bject", "s3:Getbject", false),
        ("*", "kms:Decrypt", true),
    ] {
        let document = document(&json!({"Effect": "Allow", "Action": pattern, "Resource": "*"}));
        assert_eq!(
            decide(&document, action, "*", &[]) == Decision::Allow,
            allowed,
            "{pattern} {action}"
        );
    }
}

#[test]
fn not_action_and_not_resource_match_the_rest() {
    let document = document(&json!({
        "Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "NotResource": "arn:aws:s3:::hidden/*"
    }));
    assert_eq!(
        decide(&document, "s3:GetObject", "arn:aws:s3:::b/k", &[]),
        Decision::Allow
    );
    assert_eq!(
        decide(&document, "iam:CreateRole", "*", &[]),
        Decision::NotApplicable
    );
    assert_eq!(
        decide(&document, "s3:GetObject", "arn:aws:s3:::hidden/k", &[]),
        Decision::NotApplicable
    );
}

#[test]
fn resources_match_across_slashes_and_colons_and_by_case() {
    for (pattern, resource, allowed) in [
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b/c", true),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", false),
        ("arn:aws:s3:::b/a*z", "arn:aws:s3:::b/a:x/y:z", true),
        ("arn:aws:s3:::b/?", "arn:aws:s3:::b/é", true),
        ("arn:aws:s3:::b/?", "arn:aws:s3:::b/ab", false),
        ("arn:aws:s3:::b/K", "arn:aws:s3:::b/k", false),
        ("arn:aws:s3:::b/*/c*d", "arn:aws:s3:::b/a/cx/cyd", true),
        ("arn:*", "arn:aws:s3:::b/k", true),
    ] {
        assert_eq!(
            allows_resource(pattern, resource, &[]),
            allowed,
            "{pattern} {resource}"
        );
    }
}

#[test]
fn escapes_stand_for_the_character_itself() {
    for (pattern, resource, allowed) in [
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*", true),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/k", false),
        ("arn:aws:s3:::b/${?}", "arn:aws:s3:::b/?", true),
        ("arn:aws:s3:::b/${?}", "arn:aws:s3:::b/k", false),
        (
            "arn:aws:s3:::b/${$}{aws:username}",
            "arn:aws:s3:::b/${aws:username}",
            true,
        ),
        ("arn:aws:s3:::b/${*}/*", "arn:aws:s3:::b/*/k", true),
        ("arn:aws:s3:::b/$", "arn:aws:s3:::b/$", true),
    ] {
        assert_eq!(
            allows_resource(pattern, resource, &[("aws:username", "ada")]),
            allowed,
            "{pattern}"
        );
    }
    assert!(holds("StringLike", &json!("a${*}*"), &[("k", "a*b")]));
    assert!(!holds("StringLike", &json!("a${*}*"), &[("k", "ab")]));
    assert!(holds("StringEquals", &json!("a${*}"), &[("k", "a*")]));
}

#[test]
fn a_variable_is_its_value_and_never_a_wildcard() {
    let home = "arn:aws:s3:::b/${aws:username}/*";
    assert!(allows_resource(
        home,
        "arn:aws:s3:::b/ada/k",
        &[("aws:username", "ada")]
    ));
    assert!(allows_resource(
        home,
        "arn:aws:s3:::b/ada/k",
        &[("AWS:UserName", "ada")]
    ));
    assert!(!allows_resource(
        home,
        "arn:aws:s3:::b/bob/k",
        &[("aws:username", "ada")]
    ));
    assert!(!allows_resource(
        home,
        "arn:aws:s3:::b/bob/k",
        &[("aws:username", "*")]
    ));
    assert!(
        !allows_resource(home, "arn:aws:s3:::b//k", &[]),
        "without a value nothing matches"
    );
    let with_default = "arn:aws:s3:::b/${aws:username, 'anyone'}";
    assert!(allows_resource(with_default, "arn:aws:s3:::b/anyone", &[]));
}

#[test]
fn the_older_version_has_no_variables() {
    let document = Document::parse(
        &json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:username}"}})
            .to_string(),
    )
    .unwrap();
    let context = [("aws:username", "ada")];
    assert_eq!(
        decide(&document, "s3:x", "arn:aws:s3:::b/ada", &context),
        Decision::NotApplicable
    );
    assert_eq!(
        decide(
            &document,
            "s3:x",
            "arn:aws:s3:::b/${aws:username}",
            &context
        ),
        Decision::Allow
    );
}

#[test]
fn operators_compare_as_documented() {
    for (operator, expected, value, outcome) in [
        ("StringEquals", "a", "a", true),
        ("StringEquals", "a", "A", false),
        ("StringEquals", "a*", "ab", false),
        ("StringNotEquals", "a", "b", true),
        ("StringEqualsIgnoreCase", "a", "A", true),
        ("StringLike", "a*/?", "a/b/c", true),
        ("StringNotLike", "a*", "ab", false),
        (
            "ArnLike",
            "arn:aws:iam::1:role/app/*",
            "arn:aws:iam::1:role/app/a/b",
            true,
        ),
        (
            "ArnLike",
            "arn:aws:iam::*:role/x",
            "arn:aws:iam::1:role/x",
            true,
        ),
        (
            "ArnLike",
            "arn:aws:*:role/x",
            "arn:aws:iam::1:role/x",
            false,
        ),
        ("ArnLike", "*", "arn:aws:iam::1:role/x", false),
        ("ArnLike", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a:b", true),
        (
            "ArnEquals",
            "arn:aws:iam::1:role/*",
            "arn:aws:iam::1:role/x",
            true,
        ),
        (
            "ArnNotLike",
            "arn:aws:iam::1:role/*",
            "arn:aws:iam::1:user/x",
            true,
        ),
        ("Bool", "true", "true", true),
        ("Bool", "true", "false", false),
        ("NumericEquals", "10", "10.0", true),
        ("NumericLessThan", "10", "9", true),
        ("NumericLessThanEquals", "10", "10", true),
        ("NumericGreaterThan", "10", "9", false),
        ("NumericNotEquals", "10", "9", true),
        (
            "DateLessThan",
            "2026-01-01T00:00:00Z",
            "2025-12-31T23:59:59Z",
            true,
        ),
        (
            "DateGreaterThanEquals",
            "2026-01-01",
            "2026-01-01T00:00:00Z",
            true,
        ),
        ("DateEquals", "1767225600", "2026-01-01T00:00:00Z", true),
    ] {
        assert_eq!(
            holds(operator, &json!(expected), &[("k", value)]),
            outcome,
            "{operator} {expected} {value}"
        );
    }
    assert!(
        holds("Bool", &json!(true), &[("k", "true")]),
        "booleans need no quotes"
    );
    assert!(
        holds("NumericEquals", &json!(10), &[("k", "10")]),
        "nor do numbers"
    );
}

#[test]
fn an_absent_key_decides_by_the_operator() {
    for (operator, outcome) in [
        ("StringEquals", false),
        ("StringEqualsIfExists", true),
        ("StringNotEquals", true),
        ("ArnLike", false),
        ("ArnNotLike", true),
        ("NumericLessThanIfExists", true),
        ("ForAllValues:StringEquals", true),
        ("ForAnyValue:StringNotEquals", false),
    ] {
        assert_eq!(holds(operator, &json!("1"), &[]), outcome, "{operator}");
    }
    assert!(!holds("StringEqualsIfExists", &json!("a"), &[("k", "b")]));
    assert!(holds("Null", &json!("true"), &[]));
    assert!(!holds("Null", &json!(true), &[("k", "")]));
    assert!(holds("Null", &json!("false"), &[("k", "v")]));
}

#[test]
fn any_value_suffices_and_every_key_counts() {
    assert!(holds("StringEquals", &json!(["a", "b"]), &[("k", "b")]));
    assert!(
        !holds("StringNotEquals", &json!(["a", "b"]), &[("k", "b")]),
        "a negated operator wants none"
    );
    let document = document(&json!({
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"a": "1", "b": "2"}, "Bool": {"c": "true"}}
    }));
    let all = [("a", "1"), ("b", "2"), ("c", "true")];
    assert_eq!(decide(&document, "s3:x", "*", &all), Decision::Allow);
    for missing in 0..all.len() {
        let some: Vec<_> = all
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != missing)
            .map(|(_, kv)| *kv)
            .collect();
        assert_eq!(
            decide(&document, "s3:x", "*", &some),
            Decision::NotApplicable
        );
    }
}

#[test]
fn principals_are_named_by_account_or_arn() {
    let user = Principal::user(USER);
    let session = Principal::session(
        "arn:aws:iam::111122223333:role/app/reader",
        "arn:aws:sts::111122223333:assumed-role/reader/s",
    );
    for (element, principal, allowed) in [
        (json!("*"), &user, true),
        (json!({"AWS": "*"}), &user, true),
        (json!({"AWS": "111122223333"}), &user, true),
        (
            json!({"AWS": "arn:aws:iam::111122223333:root"}),
            &session,
            true,
        ),
        (
            json!({"AWS": "arn:aws:iam::123456789012:root"}),
            &session,
            false,
        ),
        (
            json!({"AWS": ["arn:aws:iam::123456789012:root", USER]}),
            &user,
            true,
        ),
        (
            json!({"AWS": "arn:aws:iam::111122223333:user/*"}),
            &user,
            false,
        ),
        (
            json!({"AWS": "arn:aws:iam::111122223333:role/app/reader"}),
            &session,
            true,
        ),
        (
            json!({"AWS": "arn:aws:sts::111122223333:assumed-role/reader/s"}),
            &session,
            true,
        ),
        (
            json!({"AWS": "arn:aws:iam::111122223333:role/reader"}),
            &session,
            false,
        ),
        (json!({"Service": "lambda.amazonaws.com"}), &user, false),
    ] {
        let document =
            document(&json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": element}));
        let decision = document.evaluate(&Request {
            principal,
            action: "sts:AssumeRole",
            resource: "arn:aws:iam::111122223333:role/r",
            context: &Context::new(),
        });
        assert_eq!(
            decision == Decision::Allow,
            allowed,
            "{element} {principal:?}"
        );
    }
}

#[test]
fn malformed_documents_are_refused() {
    let statement = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    let with = |key: &str, value: Value| {
        let mut changed = statement.clone();
        changed[key] = value;
        json!({"Version": "2012-10-17", "Statement": [changed]}).to_string()
    };
    for json in [
        "not json".to_owned(),
        "[]".to_owned(),
        json!({"Version": "2012-10-17"}).to_string(),
        json!({"Version": "2012-10-17", "Statement": []}).to_string(),
        json!({"Version": "2020-01-01", "Statement": [statement]}).to_string(),
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*"}]})
            .to_string(),
        with("Effect", json!("allow")),
        with("Action", json!("GetObject")),
        with("Action", json!([])),
        with("NotAction", json!("s3:*")),
        with("Resource", json!("my-bucket")),
        with("Resources", json!("*")),
        with("Principal", json!("*")),
        with("Condition", json!({"StringIs": {"k": "v"}})),
        with("Condition", json!({"NullIfExists": {"k": "true"}})),
    ] {
        assert!(Document::parse_identity_policy(&json).is_err(), "{json}");
    }
    assert!(Document::parse_identity_policy(&with("Sid", json!("ok"))).is_ok());
    assert!(
        Document::parse_trust_policy(&with("Sid", json!("ok"))).is_err(),
        "no principal, a resource"
    );
}

#[test]
fn statement_ids_are_alphanumeric_and_unique() {
    let with_sids = |sids: &[&str], statement: &Value| {
        let statements = sids.iter().map(|sid| {
            let mut statement = statement.clone();
            statement["Sid"] = json!(sid);
            statement
        });
        let statements: Vec<_> = statements.collect();
        json!({"Version": "2012-10-17", "Statement": statements}).to_string()
    };
    let identity = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    let trust = json!({
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "111122223333"}
    });
    let alphanumeric = "must be alpha-numeric";
    let unique = "must be unique";
    for (sids, in_identity_policy, in_trust_policy) in [
        (&["Read1", "Read2"][..], None, None),
        (&["Read", "read"], None, None),
        (&["", ""], None, None),
        (&["Read", "List", "Read"], Some(unique), Some(unique)),
        (&["Read-1"], Some(alphanumeric), None),
        (&["Read 1"], Some(alphanumeric), None),
        (&["Lésen"], Some(alphanumeric), None),
    ] {
        for (outcome, expected) in [
            (
                Document::parse_identity_policy(&with_sids(sids, &identity)),
                in_identity_policy,
            ),
            (
                Document::parse_trust_policy(&with_sids(sids, &trust)),
                in_trust_policy,
            ),
        ] {
            match (outcome, expected) {
                (Ok(_), None) => {}
                (Err(error), Some(rule)) => assert!(error.0.contains(rule), "{sids:?} {error}"),
                (outcome, _) => panic!("{sids:?} {expected:?} {outcome:?}"),
            }
        }
    }
}

#[test]
fn size_leaves_white_space_out() {
    let text = "{ \"Statement\":\n [{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}] }";
    assert_eq!(
        Document::parse(text).unwrap().size(),
        text.replace([' ', '\n'], "").len()
    );
}
