//! Grants from hostile names: everything that the domain's types accept.
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::domain::{KmsKeyArn, KmsKeyArns, Partition, Prefix, Scope};
use shared::policy::Grant;

/// Names that begin alike, at both limits of length.
const BUCKETS: [&str; 8] = [
    "abc",
    "abcd",
    "abc.d",
    "abc-d",
    "my-bucket",
    "my-bucket2",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
];

/// One to five buckets, which fit into one document as a rule.
pub(super) fn grants() -> impl Strategy<Value = Grant> {
    let scope = btree_set(select(BUCKETS.to_vec()), 1..5).prop_map(|names| {
        let names = names.into_iter().map(str::to_owned).collect();
        scope(names)
    });
    (scope, prefixes()).prop_flat_map(|(scope, prefix)| grant(scope, prefix))
}

/// So many buckets that they fit into no single document.
pub(super) fn grant_of_many() -> impl Strategy<Value = Grant> {
    let names = (70..150_usize).prop_map(|count| {
        let names = (0..count).map(|n| format!("{n:03}-{}", "b".repeat(59)));
        scope(names.collect())
    });
    (names, prefixes()).prop_flat_map(|(scope, prefix)| grant(scope, prefix))
}

fn grant(scope: Scope, prefix: Option<Prefix>) -> impl Strategy<Value = Grant> {
    let partitions = select(Partition::ALL.to_vec());
    let with_keys =
        partitions.prop_flat_map(|partition| (Just(partition), kms_key_arns(partition)));
    (with_keys, any::<(bool, bool)>()).prop_map(
        move |((partition, kms_key_arns), (file_versioning, browsing))| Grant {
            partition,
            scope: scope.clone(),
            prefix: prefix.clone(),
            file_versioning,
            browsing,
            kms_key_arns,
        },
    )
}

fn scope(mut names: Vec<String>) -> Scope {
    if names.len() == 1 {
        let bucket = names.remove(0).parse().unwrap();
        return Scope::Bucket { bucket };
    }
    let names: Vec<_> = names
        .into_iter()
        .map(|name| name.parse().unwrap())
        .collect();
    let buckets = names.try_into().unwrap();
    Scope::AllPermittedBuckets { buckets }
}

/// Wildcards, variables, escapes, quotes, control characters, Unicode, and the longest of each.
fn prefixes() -> impl Strategy<Value = Option<Prefix>> {
    let text = prop_oneof![
        "[*?$a/{}]{1,12}",
        "(\\$\\{aws:username\\}|\\$\\{\\*\\}|\\$\\{\\?\\}|\\$\\{\\$\\}|\\$\\{|\\}|a|/|\\*|', '|,){1,6}",
        "[\"'\\\\\\[\\],:{}*]{1,12}",
        "[\\x00-\\x7f]{1,20}",
        "\\PC{1,20}",
        "[*?$]{600}|🦀{256}|[a-z/*]{1024}",
    ];
    option::weighted(
        0.9,
        text.prop_filter_map("no prefix", |text| text.parse().ok()),
    )
}

/// Some keys of a partition, in two regions when it has them.
fn kms_key_arns(partition: Partition) -> impl Strategy<Value = KmsKeyArns> {
    let regions: &[&str] = match partition {
        Partition::Aws => &["us-east-1", "eu-central-1"],
        Partition::AwsCn => &["cn-north-1", "cn-northwest-1"],
        Partition::AwsEusc => &["eusc-de-east-1"],
        Partition::AwsIso => &["us-iso-east-1"],
        Partition::AwsIsoB => &["us-isob-east-1"],
        Partition::AwsIsoE => &["eu-isoe-west-1"],
        Partition::AwsIsoF => &["us-isof-south-1"],
        Partition::AwsUsGov => &["us-gov-west-1", "us-gov-east-1"],
    };
    let arn = (select(regions), "[0-9a-f]{8}|mrk-[0-9a-f]{32}").prop_map(move |(region, id)| {
        let arn = format!("arn:{partition}:kms:{region}:111122223333:key/{id}");
        arn.parse::<KmsKeyArn>().unwrap()
    });
    vec(arn, 0..4).prop_filter_map("a key twice", |keys| keys.try_into().ok())
}
