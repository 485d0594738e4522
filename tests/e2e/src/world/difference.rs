use std::sync::LazyLock;

use super::world;

/// Where an AWS that the journeys walk in here is unlike AWS itself, with AWS's own word for it.
///
/// A test that meets a difference asserts it, so that it fails, and the difference is deleted, once
/// there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Difference {
    /// Ours: a bucket whose requesters pay refuses its own account, too.
    /// AWS: "bucket owners" need no header. (S3 User Guide, "Using Requester Pays buckets".)
    OwnersHaveToPay,
    /// ministack: an object is decrypted for whoever may read it.
    /// AWS: the reader needs `kms:Decrypt`. (S3 User Guide, "Using SSE with AWS KMS keys".)
    KmsIsNotEnforced,
    /// ministack: `${*}`, `${?}` and `${$}` in a resource are text.
    /// AWS: they are the characters. (IAM User Guide, "Policy variables", "Specifying characters
    /// that have special meaning".)
    EscapesAreText,
    /// ministack: `*` in a resource stops at a line feed.
    /// AWS: `*` is "any combination of characters". (IAM User Guide, "Resource".)
    StarStopsAtLineFeed,
    /// ministack: a key of nothing but slashes is the bucket.
    /// AWS: a key may be any text. (S3 User Guide, "Naming Amazon S3 objects".)
    SlashesAreNoKey,
    /// ministack: who may read no bucket of that name hears so before the signature is compared.
    /// AWS: a request is authenticated first. (IAM User Guide, "Policy evaluation logic".)
    PoliciesBeforeSignatures,
    /// ministack: whoever may not list the bucket hears 404 of an object that is missing.
    /// AWS: they hear 403. (S3 API Reference, `GetObject`, Permissions.)
    MissingIsNoSecret,
    /// ministack: a session from a session may be as long as the role allows.
    /// AWS: an hour. (IAM User Guide, "Role chaining".)
    ChainsAreLong,
    /// ministack: `aws:PrincipalArn` of a session is the ARN of the session.
    /// AWS: it is that of the role. (IAM User Guide, "AWS global condition context keys".)
    PrincipalsAreSessions,
    /// ministack: a version that is not the latest is answered with its stored headers.
    /// AWS: `response-content-type` and its like replace them. (S3 API Reference, `GetObject`.)
    OldVersionsKeepHeaders,
    /// ministack: an anonymous HEAD of a bucket does not tell its region.
    /// AWS: `x-amz-bucket-region` is in every answer. (S3 API Reference, `HeadBucket`.)
    RegionsAreSecret,
    /// ministack: no policy knows `s3:signatureAge`, and what it denies by it is allowed.
    /// AWS: it is the age of a signature in milliseconds. (S3 API Reference, "Amazon S3 Signature
    /// Version 4 Authentication Specific Policy Keys".)
    SignaturesHaveNoAge,
    /// ministack: a managed policy may be of any length.
    /// AWS: 6,144 characters. (IAM User Guide, "IAM and AWS STS quotas".)
    PoliciesHaveNoLimit,
}

impl Difference {
    /// Whether the AWS of this world has it.
    pub(crate) fn is_here(self) -> bool {
        match self {
            Self::OwnersHaveToPay => world().is_embedded(),
            _ => *MINISTACK,
        }
    }

    /// What is to be expected: `unlike` where the difference is, `like_aws` elsewhere.
    pub(crate) fn or<T>(self, unlike: T, like_aws: T) -> T {
        if self.is_here() { unlike } else { like_aws }
    }
}

/// Whether `E2E_AWS` says so.
static MINISTACK: LazyLock<bool> = LazyLock::new(|| {
    #[expect(
        clippy::disallowed_methods,
        reason = "only the tests ask which AWS it is"
    )]
    let aws = std::env::var("E2E_AWS");
    aws.is_ok_and(|aws| aws == "ministack")
});
