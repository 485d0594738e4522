//! The two accounts of the embedded AWS, and what the world knows about them.

/// The account the service runs in.
pub const PLATFORM_ACCOUNT: &str = "123456789012";

/// Access key id of the platform account's administrator.
pub const PLATFORM_ACCESS_KEY_ID: &str = "platform";

/// Secret access key of the platform account's administrator.
pub const PLATFORM_SECRET_ACCESS_KEY: &str = "platform";

/// The account of the customer whose buckets are read.
pub const CUSTOMER_ACCOUNT: &str = "111122223333";

/// Access key id of the customer account's administrator.
pub const CUSTOMER_ACCESS_KEY_ID: &str = "customer";

/// Secret access key of the customer account's administrator.
pub const CUSTOMER_SECRET_ACCESS_KEY: &str = "customer";

/// The user that the keys above belong to, in both accounts.
pub const ADMINISTRATOR: &str = "administrator";

/// Account id, access key id and secret access key of both administrators.
pub(super) const ADMINISTRATORS: [(&str, &str, &str); 2] = [
    (
        PLATFORM_ACCOUNT,
        PLATFORM_ACCESS_KEY_ID,
        PLATFORM_SECRET_ACCESS_KEY,
    ),
    (
        CUSTOMER_ACCOUNT,
        CUSTOMER_ACCESS_KEY_ID,
        CUSTOMER_SECRET_ACCESS_KEY,
    ),
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
