//! Documents grant what the settings say and nothing else, whatever the names in them: IAM's
//! evaluation (`local::aws::identity::policy`) decides each request as a naive reading of the
//! settings does.
mod grants;
mod naive;
mod probes;
mod trust;

use local::aws::identity::policy::{Decision, Document, Principal, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use shared::domain::Scope;
use shared::policy::{
    Grant, MANAGED_POLICY_CHARACTERS, PolicyDocument, access_policies, deny_everything,
    session_policy,
};

use grants::{grant_of_many, grants};
use probes::{Probe, probes};

/// The documents as IAM reads them, which is the same with white space and without.
fn read(documents: &[PolicyDocument]) -> Vec<Document> {
    let read = |document: &PolicyDocument| {
        let [pretty, plain] = [document.to_pretty_json(), document.to_json()];
        let json = |text| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(json(&pretty), json(&plain));
        Document::parse_identity_policy(&pretty).unwrap()
    };
    documents.iter().map(read).collect()
}

/// What a role with these policies may do, or a session: one of them allows, and none denies.
fn allow(documents: &[Document], probe: &Probe) -> bool {
    let decisions = documents.iter().map(|document| decide(document, probe));
    decisions.max() == Some(Decision::Allow)
}

fn decide(document: &Document, probe: &Probe) -> Decision {
    let principal = Principal::session(
        "arn:aws:iam::111122223333:role/reader",
        "arn:aws:sts::111122223333:assumed-role/reader/session",
    );
    document.evaluate(&Request {
        principal: &principal,
        action: &probe.action,
        resource: &probe.resource,
        context: &probe.context,
    })
}

fn grant_and_probes() -> impl Strategy<Value = (Grant, Vec<Probe>)> {
    grants().prop_flat_map(|grant| {
        let probes = vec(probes(&grant), 1..20);
        (Just(grant), probes)
    })
}

proptest! {
    #[test]
    fn an_access_policy_grants_what_the_settings_say((grant, probes) in grant_and_probes()) {
        let documents = read(&access_policies(&grant));
        for probe in probes {
            prop_assert_eq!(allow(&documents, &probe), naive::allows(&grant, &probe), "{:?}", probe);
        }
    }

    /// A session reads one bucket, and lists none.
    #[test]
    fn a_session_policy_grants_one_bucket_of_it((grant, probes) in grant_and_probes()) {
        let bucket = grant.scope.buckets().next().unwrap().clone();
        let document = read(&[session_policy(&grant, &bucket)]);
        let of_session = Grant { scope: Scope::Bucket { bucket }, browsing: false, ..grant.clone() };
        for probe in probes {
            prop_assert_eq!(allow(&document, &probe), naive::allows(&of_session, &probe), "{:?}", probe);
        }
    }

    #[test]
    fn an_exposed_role_grants_nothing((_, probes) in grant_and_probes()) {
        let document = read(&[deny_everything()]);
        for probe in probes {
            prop_assert_eq!(decide(&document[0], &probe), Decision::Deny);
        }
    }
}

proptest! {
    // Each of them has a hundred buckets and more.
    #![proptest_config(ProptestConfig {
        cases: (ProptestConfig::default().cases / 16).max(1),
        ..ProptestConfig::default()
    })]

    #[test]
    fn split_policies_grant_together_what_the_settings_say(
        (grant, probes) in grant_of_many().prop_flat_map(|grant| {
            let probes = vec(probes(&grant), 1..8);
            (Just(grant), probes)
        })
    ) {
        let documents = access_policies(&grant);
        prop_assert!(documents.len() > 1);
        for document in &documents {
            prop_assert!(document.characters() <= MANAGED_POLICY_CHARACTERS);
        }
        let documents = read(&documents);
        for probe in probes {
            prop_assert_eq!(allow(&documents, &probe), naive::allows(&grant, &probe), "{:?}", probe);
        }
    }
}
