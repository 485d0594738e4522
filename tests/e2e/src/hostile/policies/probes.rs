//! Requests on both sides of a grant's borders.
use std::collections::BTreeMap;

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::domain::KmsKeyArn;
use shared::policy::Grant;

/// One request to AWS.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) context: BTreeMap<String, String>,
}

const ACTIONS: [&str; 16] = [
    "s3:GetObject",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:GetObjectVersion",
    "s3:ListBucket",
    "s3:ListBucket",
    "kms:Decrypt",
    "kms:Decrypt",
    "s3:GetObjectAcl",
    "s3:GetObjectTagging",
    "s3:ListBucketVersions",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:GetBucketPolicy",
    "kms:Encrypt",
    "sts:AssumeRole",
];

/// Requests near `grant`: its names, and names that a pattern of them would match.
pub(super) fn probes(grant: &Grant) -> impl Strategy<Value = Probe> + use<> {
    let prefix = grant.prefix.as_ref().map_or("", |prefix| prefix.as_str());
    let context = (
        option::weighted(0.8, near(prefix)),
        option::weighted(0.8, services(grant)),
    );
    let context = context.prop_map(|(prefix, service)| {
        // What a variable in a prefix would become, if it were one.
        let mut context = BTreeMap::from([("aws:username".to_owned(), "ada".to_owned())]);
        context.extend(prefix.map(|prefix| ("s3:prefix".to_owned(), prefix)));
        context.extend(service.map(|service| ("kms:ViaService".to_owned(), service)));
        context
    });
    let resource = prop_oneof![
        6 => objects(grant),
        3 => buckets(grant),
        2 => keys(grant),
        1 => Just("*".to_owned()),
    ];
    (select(ACTIONS.to_vec()), resource, context).prop_map(|(action, resource, context)| Probe {
        action: action.to_owned(),
        resource,
        context,
    })
}

/// ARNs of buckets: the grant's, those whose names begin or end alike, and another partition's.
fn buckets(grant: &Grant) -> impl Strategy<Value = String> + use<> {
    let mut arns = vec![];
    for bucket in grant.scope.buckets() {
        let partition = grant.partition;
        arns.push(format!("arn:{partition}:s3:::{bucket}"));
        arns.push(format!("arn:{partition}:s3:::{bucket}x"));
        arns.push(format!("arn:{partition}:s3:::x{bucket}"));
        arns.push(format!("arn:{partition}:s3:::{}", &bucket.as_str()[1..]));
        arns.push(format!("arn:{partition}-x:s3:::{bucket}"));
    }
    // As many of the grant's own as of all others together.
    let own = arns.iter().step_by(5).cloned().collect::<Vec<_>>();
    prop_oneof![select(own), select(arns)]
}

fn objects(grant: &Grant) -> impl Strategy<Value = String> + use<> {
    let prefix = grant.prefix.as_ref().map_or("", |prefix| prefix.as_str());
    (buckets(grant), near(prefix)).prop_map(|(bucket, key)| format!("{bucket}/{key}"))
}

/// Texts that begin with `prefix`, and those that would if it were a pattern, had a variable, or
/// were compared with less care.
fn near(prefix: &str) -> impl Strategy<Value = String> + use<> {
    let mut shorter = prefix.to_owned();
    shorter.pop();
    let others = vec![
        prefix.replace('*', "x"),
        prefix.replace('*', ""),
        prefix.replace('*', "x/y"),
        prefix.replace('?', "y"),
        prefix.replace("${aws:username}", "ada"),
        prefix.replace("${*}", "*"),
        prefix.replace("${*}", "x"),
        prefix.replace("${$}", "$"),
        prefix.replace('$', ""),
        prefix.replace('/', "//"),
        prefix.replace('\\', ""),
        prefix.to_lowercase(),
        prefix.to_uppercase(),
        format!("/{prefix}"),
        shorter,
        String::new(),
    ];
    let beginning = prop_oneof![Just(prefix.to_owned()), select(others)];
    (beginning, "[a/*?$]{0,4}|\\PC{0,4}").prop_map(|(beginning, end)| beginning + &end)
}

fn keys(grant: &Grant) -> impl Strategy<Value = String> + use<> {
    let own = grant.kms_key_arns.iter().map(KmsKeyArn::to_string);
    let mut arns: Vec<_> = own.collect();
    arns.push(format!(
        "arn:{}:kms:us-east-1:111122223333:key/1",
        grant.partition
    ));
    let longer: Vec<_> = arns.iter().map(|arn| format!("{arn}0")).collect();
    prop_oneof![2 => select(arns), 1 => select(longer)]
}

fn services(grant: &Grant) -> impl Strategy<Value = String> + use<> {
    let suffix = grant.partition.dns_suffix();
    let mut services: Vec<_> = grant.kms_key_arns.iter().map(KmsKeyArn::region).collect();
    services.push("ap-south-1");
    let s3 = services
        .iter()
        .map(|region| format!("s3.{region}.{suffix}"));
    let ec2 = services
        .iter()
        .map(|region| format!("ec2.{region}.{suffix}"));
    select(s3.chain(ec2).collect::<Vec<_>>())
}
