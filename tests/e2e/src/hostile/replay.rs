//! Every target takes its corpus, and whatever is near it. `PROPTEST_CASES=1000000` makes it a long
//! run; what it finds belongs into the corpus.
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use proptest::test_runner::{Config, TestRunner};

use super::mutation::mutated;
use super::targets::{FUNCTIONS, TARGETS, answer, requested};

/// The committed inputs of a target, `tests/e2e/corpus/<name>/*`, by their file's name.
fn corpus(name: &str) -> BTreeMap<OsString, Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = fs::read_dir(corpus.join(name)).unwrap();
    let files = files.map(Result::unwrap);
    files
        .map(|file| (file.file_name(), fs::read(file.path()).unwrap()))
        .collect()
}

fn survives(name: &str) {
    let mut targets = TARGETS.into_iter();
    let (_, target) = targets.find(|(known, _)| *known == name).unwrap();
    let corpus = corpus(name);
    for (file, input) in &corpus {
        println!("{}", file.display());
        target(input);
    }
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let inputs = mutated(corpus.into_values().collect());
    let outcome = TestRunner::new(config).run(&inputs, |input| {
        target(&input);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// Of events that no function can read, the target proves nothing.
#[test]
fn every_request_of_the_corpus_reaches_every_function() {
    for (file, input) in corpus("request") {
        let event = requested(&input).unwrap();
        for function in FUNCTIONS {
            let is_read = answer(function, &event).is_some();
            // The one whose claims are no texts, as API Gateway never sends them.
            assert_eq!(is_read, file != "list_claim", "{}", file.display());
        }
    }
}

/// A test for each target, so that they run side by side and fail by name.
macro_rules! survive {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                survives(stringify!($name));
            }
        )*

        #[test]
        fn no_target_is_left_out() {
            let tested = [$(stringify!($name)),*];
            assert_eq!(tested, TARGETS.map(|(name, _)| name));
        }
    };
}

survive! {
    bucket_name create_body cursor draft_body endpoint_url kms_key_arn locator name origin
    presign_body principal_arn query replace_body request role_arn
}
