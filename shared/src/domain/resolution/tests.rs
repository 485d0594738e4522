use super::*;
use crate::domain::fixtures::{bucket_integration, default_integration};

fn with(
    mut integration: Integration,
    change: impl FnOnce(&mut crate::domain::Settings),
) -> Integration {
    change(&mut integration.settings);
    integration
}

fn prefixed(integration: Integration, prefix: &str) -> Integration {
    with(integration, |s| s.prefix = Some(prefix.parse().unwrap()))
}

fn disabled(integration: Integration) -> Integration {
    with(integration, |s| s.enabled = false)
}

fn draft(integration: Integration) -> Integration {
    with(integration, |s| s.role_arn = None)
}

fn versioned(integration: Integration) -> Integration {
    with(integration, |s| s.file_versioning = true)
}

/// The verdicts, in order, as one readable line.
fn verdicts(integrations: &[Integration], locator: &str) -> String {
    let verdicts = explain(integrations, &locator.parse().unwrap());
    let verdicts: Vec<_> = verdicts.iter().map(|(_, v)| format!("{v:?}")).collect();
    verdicts.join(" ")
}

fn outcome(integrations: &[Integration], locator: &str) -> String {
    match resolve(integrations, &locator.parse().unwrap()) {
        Ok(winner) => winner.settings.name.to_string(),
        Err(Refusal::IntegrationDisabled(by)) => format!("disabled: {}", by.settings.name),
        Err(Refusal::FileVersioningDisabled(by)) => format!("no versions: {}", by.settings.name),
        Err(refusal) => format!("{refusal:?}"),
    }
}

#[test]
fn a_bucket_scope_comes_before_all_permitted_buckets() {
    let both = [
        default_integration(1, &["images"]),
        bucket_integration(2, "images"),
    ];
    assert_eq!(outcome(&both, "s3://images/a"), "Integration 2");
    assert_eq!(verdicts(&both, "s3://images/a"), "LessSpecificScope Wins");
}

#[test]
fn the_longest_matching_prefix_comes_first() {
    let three = [
        bucket_integration(1, "images"),
        prefixed(bucket_integration(2, "images"), "cats/"),
        prefixed(bucket_integration(3, "images"), "cats/2026"),
    ];
    assert_eq!(
        outcome(&three, "s3://images/cats/2026.png"),
        "Integration 3"
    );
    assert_eq!(
        outcome(&three, "s3://images/cats/2025.png"),
        "Integration 2"
    );
    assert_eq!(outcome(&three, "s3://images/dogs.png"), "Integration 1");
    assert_eq!(
        verdicts(&three, "s3://images/cats/2025.png"),
        "ShorterPrefix Wins OtherPrefix"
    );
}

#[test]
fn a_bucket_scope_without_prefix_beats_a_prefixed_default() {
    let both = [
        prefixed(default_integration(1, &["images"]), "cats/"),
        bucket_integration(2, "images"),
    ];
    assert_eq!(outcome(&both, "s3://images/cats/a"), "Integration 2");
}

#[test]
fn a_prefix_that_misses_lets_the_next_candidate_try() {
    let both = [
        prefixed(bucket_integration(1, "images"), "cats/"),
        default_integration(2, &["images"]),
    ];
    assert_eq!(outcome(&both, "s3://images/dogs.png"), "Integration 2");
    assert_eq!(verdicts(&both, "s3://images/dogs.png"), "OtherPrefix Wins");
}

#[test]
fn a_draft_never_wins() {
    let both = [
        draft(bucket_integration(1, "images")),
        default_integration(2, &["images"]),
    ];
    assert_eq!(outcome(&both, "s3://images/a"), "Integration 2");
    assert_eq!(verdicts(&both, "s3://images/a"), "Draft Wins");
    assert_eq!(outcome(&both[..1], "s3://images/a"), "NoIntegration");
}

#[test]
fn a_draft_that_is_switched_off_is_a_draft() {
    let both = [
        disabled(draft(bucket_integration(1, "images"))),
        default_integration(2, &["images"]),
    ];
    assert_eq!(outcome(&both, "s3://images/a"), "Integration 2");
}

#[test]
fn a_disabled_integration_wins_and_refuses() {
    let both = [
        disabled(bucket_integration(1, "images")),
        default_integration(2, &["images"]),
    ];
    assert_eq!(outcome(&both, "s3://images/a"), "disabled: Integration 1");
    assert_eq!(
        verdicts(&both, "s3://images/a"),
        "WinsButDisabled LessSpecificScope"
    );
}

#[test]
fn a_version_needs_file_versioning() {
    let both = [
        bucket_integration(1, "images"),
        versioned(bucket_integration(2, "video")),
    ];
    assert_eq!(
        outcome(&both, "s3://images/a?versionId=v1"),
        "no versions: Integration 1"
    );
    assert_eq!(outcome(&both, "s3://video/a?versionId=v1"), "Integration 2");
    assert_eq!(
        verdicts(&both, "s3://images/a?versionId=v1"),
        "WinsButVersioningDisabled OtherBucket"
    );
}

#[test]
fn nothing_matches_says_which_kind_of_nothing() {
    let scoped = [bucket_integration(1, "images")];
    let default = [default_integration(2, &["images"])];
    let draft = [draft(default_integration(3, &["images"]))];
    for (integrations, expected) in [
        (&scoped[..0], "NoIntegration"),
        (&scoped[..], "NoIntegration"),
        (&default[..], "BucketNotPermitted"),
        (&draft[..], "NoIntegration"),
    ] {
        assert_eq!(outcome(integrations, "s3://video/a"), expected);
    }
}

#[test]
fn claims_conflict_within_one_kind_of_scope_and_prefix() {
    let images = || bucket_integration(1, "images");
    let default = |buckets: &[&str]| default_integration(2, buckets);
    for (one, other, conflict) in [
        (images(), images(), Some("images")),
        (images(), draft(images()), Some("images")),
        (images(), bucket_integration(1, "video"), None),
        (images(), prefixed(images(), "cats/"), None),
        (
            prefixed(images(), "cats/"),
            prefixed(images(), "cats/"),
            Some("images"),
        ),
        (
            prefixed(images(), "cats/"),
            prefixed(images(), "cats"),
            None,
        ),
        (images(), default(&["images"]), None),
        (
            default(&["images", "video"]),
            default(&["audio", "video"]),
            Some("video"),
        ),
        (default(&["images"]), default(&["audio"]), None),
    ] {
        let found = one.settings.conflict_with(&other.settings);
        assert_eq!(found.map(crate::domain::BucketName::as_str), conflict);
        let found = other.settings.conflict_with(&one.settings);
        assert_eq!(found.map(crate::domain::BucketName::as_str), conflict);
    }
}
