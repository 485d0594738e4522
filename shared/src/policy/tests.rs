//! Every document as a snapshot, across partition, scope and options; and the limits of all.
use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::domain::fixtures::{bucket_integration, default_integration, platform};
use crate::domain::{ExternalId, Partition, PermittedBuckets, Platform, Scope, Settings};

fn grant(settings: &Settings, partition: Partition) -> Grant {
    Grant {
        partition,
        ..Grant::from(settings)
    }
}

fn with_every_option(mut settings: Settings, partition: Partition) -> Settings {
    let (name, region) = match partition {
        Partition::AwsCn => ("aws-cn", "cn-north-1"),
        Partition::AwsUsGov => ("aws-us-gov", "us-gov-west-1"),
        Partition::AwsEusc => ("aws-eusc", "eusc-de-east-1"),
        _ => ("aws", "us-east-1"),
    };
    let key = format!("arn:{name}:kms:{region}:111122223333:key/1234abcd-12ab-34cd-56ef");
    settings.prefix = Some("training/".parse().unwrap());
    settings.file_versioning = true;
    settings.browsing = true;
    settings.kms_key_arns = vec![key.parse().unwrap()].try_into().unwrap();
    settings
}

#[test]
fn access_policies_across_partition_scope_and_options() {
    let scopes = [
        ("bucket", bucket_integration(1, "ml-images").settings),
        (
            "all_permitted_buckets",
            default_integration(1, &["ml-images", "ml-video"]).settings,
        ),
    ];
    let partitions = [
        Partition::Aws,
        Partition::AwsCn,
        Partition::AwsUsGov,
        Partition::AwsEusc,
    ];
    for (scope, settings) in scopes {
        for partition in partitions {
            let every = with_every_option(settings.clone(), partition);
            for (options, settings) in [("plain", &settings), ("every_option", &every)] {
                let documents = access_policies(&grant(settings, partition));
                let [document] = documents.as_slice() else {
                    panic!("one document is enough")
                };
                let name = format!("access_policy-{scope}-{partition}-{options}");
                assert_snapshot!(name, document.to_pretty_json());
            }
        }
    }
}

#[test]
fn each_option_adds_its_own_right_and_no_other() {
    let plain = bucket_integration(1, "ml-images").settings;
    let actions = |change: fn(&mut Settings)| {
        let mut settings = plain.clone();
        change(&mut settings);
        let json = access_policies(&Grant::from(&settings))[0].to_json();
        let document: serde_json::Value = serde_json::from_str(&json).unwrap();
        let statements = document["Statement"].as_array().unwrap().clone();
        let actions = statements
            .iter()
            .flat_map(|s| s["Action"].as_array().unwrap().clone());
        let actions: Vec<_> = actions.map(|a| a.as_str().unwrap().to_owned()).collect();
        actions.join(" ")
    };
    assert_eq!(actions(|_| ()), "s3:GetObject");
    assert_eq!(
        actions(|s| s.file_versioning = true),
        "s3:GetObject s3:GetObjectVersion"
    );
    assert_eq!(actions(|s| s.browsing = true), "s3:GetObject s3:ListBucket");
    let key = |s: &mut Settings| {
        s.kms_key_arns = vec!["arn:aws:kms:us-east-1:111122223333:key/1".parse().unwrap()]
            .try_into()
            .unwrap();
    };
    assert_eq!(actions(key), "s3:GetObject kms:Decrypt");
}

#[test]
fn trust_policies_across_partitions() {
    for partition in [
        Partition::Aws,
        Partition::AwsCn,
        Partition::AwsUsGov,
        Partition::AwsEusc,
    ] {
        let role = format!("arn:{partition}:iam::123456789012:role/s3-integrations/*");
        let platform = Platform {
            partition,
            principal_arns: vec![role],
            ..platform()
        };
        let document = trust_policy(&platform, &ExternalId::from_random(7));
        assert_snapshot!(
            format!("trust_policy-{partition}"),
            document.to_pretty_json()
        );
        assert!(document.characters() <= TRUST_POLICY_CHARACTERS);
    }
}

#[test]
fn session_policies_name_one_bucket() {
    let plain = default_integration(1, &["ml-images", "ml-video"]).settings;
    let every = with_every_option(plain.clone(), Partition::Aws);
    let video = "ml-video".parse().unwrap();
    assert_snapshot!(
        "session_policy-plain",
        session_policy(&Grant::from(&plain), &video).to_pretty_json()
    );
    assert_snapshot!(
        "session_policy-every_option",
        session_policy(&Grant::from(&every), &video).to_pretty_json()
    );
    assert_snapshot!(
        "session_policy-deny_everything",
        deny_everything().to_pretty_json()
    );
}

#[test]
fn cors_rules_for_the_console() {
    let rules = cors_rules(&[
        "https://app.example.com".into(),
        "http://localhost:9000".into(),
    ]);
    assert_snapshot!("cors", serde_json::to_string_pretty(&rules).unwrap());
}

#[test]
fn five_hundred_buckets_are_split_and_none_is_lost() {
    let names = (0..500).map(|n| format!("{n:03}-{}", "b".repeat(59)).parse().unwrap());
    let buckets: PermittedBuckets = names.collect::<Vec<_>>().try_into().unwrap();
    let mut settings = with_every_option(bucket_integration(1, "x-x").settings, Partition::Aws);
    settings.scope = Scope::AllPermittedBuckets { buckets };
    let documents = access_policies(&Grant::from(&settings));
    let together: String = documents.iter().map(PolicyDocument::to_json).collect();
    assert_eq!(documents.len(), 16);
    assert!(
        documents
            .iter()
            .all(|d| d.characters() <= MANAGED_POLICY_CHARACTERS)
    );
    for bucket in settings.scope.buckets() {
        assert!(together.contains(&format!("\"arn:aws:s3:::{bucket}/training/*\"")));
        assert!(together.contains(&format!("\"arn:aws:s3:::{bucket}\"")));
    }
}

#[test]
fn an_ordinary_prefix_of_the_largest_size_fits_into_sessions() {
    let mut settings = bucket_integration(1, &"b".repeat(63)).settings;
    settings.prefix = Some("x".repeat(1024).parse().unwrap());
    assert!(fits_into_sessions(&Grant::from(&settings)));
    settings.prefix = Some("é".repeat(512).parse().unwrap());
    assert!(!fits_into_sessions(&Grant::from(&settings)));
}

proptest! {
    /// The worst prefixes: what is escaped fourfold, sixfold, and twelvefold as surrogates.
    #[test]
    fn no_prefix_outgrows_a_managed_policy(
        prefix in "[*?$]{1,1024}|[é]{1,512}|[🦀]{1,256}|[a\"\\\\]{1,1024}",
    ) {
        let bucket = bucket_integration(1, &"b".repeat(63)).settings;
        let mut settings = with_every_option(bucket, Partition::Aws);
        settings.prefix = Some(prefix.parse().unwrap());
        let key = |n| format!("arn:aws:kms:ap-southeast-1:111122223333:key/mrk-{n:032}");
        let keys: Vec<_> = (0..10).map(|n| key(n).parse().unwrap()).collect();
        settings.kms_key_arns = keys.try_into().unwrap();
        for document in access_policies(&Grant::from(&settings)) {
            prop_assert!(document.characters() <= MANAGED_POLICY_CHARACTERS);
        }
    }
}
