//! Each failure as the SDKs see it, over HTTP.
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_sts::{
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
};

use super::{Failure, Fault, Service};
use crate::aws::{EmbeddedAws, Options};
use crate::clock;

async fn aws() -> EmbeddedAws {
    let options = Options {
        port: 0,
        data: None,
        clock: clock::system(),
    };
    EmbeddedAws::start(options).await.unwrap()
}

/// An impatient customer, who asks once.
fn config(aws: &EmbeddedAws) -> SdkConfig {
    let key = Credentials::from_keys("customer", "customer", None);
    let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_millis(500));
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(aws.endpoint_url())
        .credentials_provider(SharedCredentialsProvider::new(key))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts.build())
        .build()
}

/// The status and the code of a failure, as far as the client could read them.
fn failure<T, E: ProvideErrorMetadata>(outcome: Result<T, SdkError<E>>) -> (u16, String) {
    let Err(error) = outcome else {
        panic!("it did not fail")
    };
    let status = error
        .raw_response()
        .map_or(0, |answer| answer.status().as_u16());
    let code = match &error {
        SdkError::TimeoutError(_) => "timeout",
        SdkError::ResponseError(_) => "unreadable",
        error => error.code().unwrap_or_default(),
    };
    (status, code.to_owned())
}

/// What each failure looks like to the SDKs: DynamoDB, STS and S3.
const SEEN: [(Failure, [(u16, &str); 3]); 7] = [
    (
        Failure::Throttled,
        [
            (400, "ThrottlingException"),
            (400, "Throttling"),
            (503, "SlowDown"),
        ],
    ),
    (
        Failure::Refused,
        [
            (400, "AccessDeniedException"),
            (403, "AccessDenied"),
            (403, "AccessDenied"),
        ],
    ),
    (
        Failure::Broken,
        [
            (500, "InternalServerError"),
            (500, "InternalFailure"),
            (500, "InternalError"),
        ],
    ),
    (Failure::Hangs, [(0, "timeout"); 3]),
    (Failure::CutOff, [(200, "unreadable"); 3]),
    (Failure::Garbage, [(200, ""); 3]),
    (
        Failure::AnswerLost,
        [
            (500, "InternalServerError"),
            (500, "InternalFailure"),
            (500, "InternalError"),
        ],
    ),
];

#[tokio::test]
async fn every_failure_has_the_shape_of_its_service_until_it_is_lifted() {
    let aws = aws().await;
    let config = config(&aws);
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    let sts = aws_sdk_sts::Client::new(&config);
    let s3 = aws_sdk_s3::Client::new(&config);
    for (kind, [of_dynamodb, of_sts, of_s3]) in SEEN {
        let faults = [Service::DynamoDb, Service::Sts, Service::S3]
            .map(|service| aws.faults().inject(Fault::of(service, kind)));
        let seen = [
            failure(dynamodb.list_tables().send().await),
            failure(sts.get_caller_identity().send().await),
            failure(s3.list_buckets().send().await),
        ];
        let expected = [of_dynamodb, of_sts, of_s3].map(|(status, code)| (status, code.to_owned()));
        assert_eq!(seen, expected, "{kind:?}");
        assert_eq!(faults.each_ref().map(super::Injected::struck), [1, 1, 1]);
        drop(faults);
        dynamodb.list_tables().send().await.unwrap();
        sts.get_caller_identity().send().await.unwrap();
        s3.list_buckets().send().await.unwrap();
    }
    aws.shutdown().await;
}

#[tokio::test]
async fn a_fault_strikes_what_it_is_about_as_often_as_told() {
    let aws = aws().await;
    let sts = aws_sdk_sts::Client::new(&config(&aws));
    let iam = aws_sdk_iam::Client::new(&config(&aws));
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/team+one/{name}");
    let assume = async |name: &str| {
        let assume = sts.assume_role().role_arn(role(name));
        failure(assume.role_session_name("session").send().await).1
    };
    let throttled = Fault::of(Service::Sts, Failure::Throttled)
        .on("AssumeRole")
        .containing(role("slow"))
        .times(2);
    let fault = aws.faults().inject(throttled);
    sts.get_caller_identity().send().await.unwrap();
    iam.list_roles().send().await.unwrap();
    assert_eq!(assume("fast").await, "AccessDenied");
    assert_eq!(fault.struck(), 0);
    assert_eq!(assume("slow").await, "Throttling");
    assert_eq!(assume("slow").await, "Throttling");
    assert_eq!(assume("slow").await, "AccessDenied");
    assert_eq!(fault.struck(), 2);
}

#[tokio::test]
async fn what_is_late_is_carried_out_and_counted() {
    let aws = aws().await;
    let sts = aws_sdk_sts::Client::new(&config(&aws));
    let ask = || sts.get_caller_identity().send();
    let time = Duration::from_millis(100);
    let fault = Fault::of(Service::Sts, Failure::Late(time)).times(1);
    let fault = aws.faults().inject(fault);
    let started = Instant::now();
    ask().await.unwrap();
    assert!(started.elapsed() >= time);
    ask().await.unwrap();
    assert_eq!(fault.struck(), 1);
    let too_late = Fault::of(Service::Sts, Failure::Late(Duration::from_mins(1)));
    let _too_late = aws.faults().inject(too_late);
    assert_eq!(failure(ask().await), (0, "timeout".to_owned()));
}

#[tokio::test]
async fn of_s3_a_request_is_chosen_by_its_method_and_key() {
    let aws = aws().await;
    let s3 = crate::customer::s3(&config(&aws));
    s3.create_bucket().bucket("pictures").send().await.unwrap();
    let slow = Fault::of(Service::S3, Failure::Throttled).containing("PUT /pictures/a b");
    let _slow = aws.faults().inject(slow);
    let put = async |key: &str| {
        let put = s3.put_object().bucket("pictures").key(key);
        put.body(b"picture".to_vec().into()).send().await
    };
    put("a").await.unwrap();
    assert_eq!(failure(put("a b").await), (503, "SlowDown".to_owned()));
    let get = s3.get_object().bucket("pictures").key("a b").send().await;
    assert_eq!(failure(get), (404, "NoSuchKey".to_owned()));
}

#[tokio::test]
async fn only_what_is_answered_too_late_is_carried_out() {
    let aws = aws().await;
    let s3 = crate::customer::s3(&config(&aws));
    for (kind, is_carried_out) in [
        (Failure::Throttled, false),
        (Failure::Refused, false),
        (Failure::Broken, false),
        (Failure::Hangs, false),
        (Failure::Garbage, false),
        (Failure::CutOff, true),
        (Failure::AnswerLost, true),
    ] {
        let name = format!("{kind:?}").to_lowercase();
        let fault = aws.faults().inject(Fault::of(Service::S3, kind));
        // Its answer has no body. Nobody would miss that in the page of another server.
        let created = s3.create_bucket().bucket(&name).send().await;
        assert_eq!(created.is_ok(), kind == Failure::Garbage, "{kind:?}");
        drop(fault);
        let found = s3.head_bucket().bucket(&name).send().await;
        assert_eq!(found.is_ok(), is_carried_out, "{kind:?}");
    }
}

#[tokio::test]
async fn a_transaction_conflicts_and_nothing_else_does() {
    use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError as Failed;
    use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};

    let aws = aws().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&config(&aws));
    let conflict = Fault::of(Service::DynamoDb, Failure::TransactionConflict);
    let fault = aws.faults().inject(conflict);
    dynamodb.list_tables().send().await.unwrap();
    let put = |pk: &str| {
        let put = Put::builder().table_name("items");
        let put = put.item("pk", AttributeValue::S(pk.to_owned())).build();
        TransactWriteItem::builder().put(put.unwrap()).build()
    };
    let write = dynamodb.transact_write_items();
    let write = write.transact_items(put("a")).transact_items(put("b"));
    let error = write.send().await.unwrap_err().into_service_error();
    let Failed::TransactionCanceledException(canceled) = error else {
        panic!("{error:?}")
    };
    let reasons = canceled.cancellation_reasons().iter();
    let codes: Vec<_> = reasons.map(|reason| reason.code().unwrap()).collect();
    assert_eq!(codes, ["TransactionConflict", "None"]);
    assert_eq!(fault.struck(), 1);
}
