//! The two accounts of the embedded AWS, and what the world knows about them.

/// The account the service runs in.
pub const PLATFORM_ACCOUNT: &str = "123456789012";

/// The account of the customer whose buckets are read.
pub const CUSTOMER_ACCOUNT: &str = "111122223333";

/// The user that the keys below belong to, in both accounts.
pub(super) const ADMINISTRATOR: &str = "administrator";

/// Account id, access key id and secret access key of both administrators.
pub(super) const ADMINISTRATORS: [(&str, &str, &str); 2] = [
    (PLATFORM_ACCOUNT, "platform", "platform"),
    (CUSTOMER_ACCOUNT, "customer", "customer"),
];

/// The policies AWS itself offers, by ARN: the few that an example is likely to attach.
pub(super) const AWS_MANAGED_POLICIES: [(&str, &str); 3] = [
    (
        ADMINISTRATOR_ACCESS,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    ),
    (
        "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*","s3:Describe*","s3-object-lambda:Get*","s3-object-lambda:List*"],"Resource":"*"}]}"#,
    ),
    (
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}"#,
    ),
];

/// The policy that allows everything.
pub(super) const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
