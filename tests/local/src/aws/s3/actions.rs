//! Which IAM action each operation needs, on which resource.
//!
//! From the Service Authorization Reference, "Actions defined by Amazon S3".

/// The action that `operation` (as s3s names it) needs on the resource that its path names; `None`
/// for an operation that this S3 does not have, `Some(None)` for one that asks for itself what its
/// body names.
pub(super) fn action_of(operation: &str, version_named: bool) -> Option<Option<&'static str>> {
    let action = match (operation, version_named) {
        ("ListBuckets", _) => "s3:ListAllMyBuckets",
        ("CreateBucket", _) => "s3:CreateBucket",
        ("DeleteBucket", _) => "s3:DeleteBucket",
        ("HeadBucket" | "ListObjectsV2", _) => "s3:ListBucket",
        ("ListObjectVersions", _) => "s3:ListBucketVersions",
        ("GetBucketLocation", _) => "s3:GetBucketLocation",
        ("GetBucketVersioning", _) => "s3:GetBucketVersioning",
        ("PutBucketVersioning", _) => "s3:PutBucketVersioning",
        ("GetBucketCors", _) => "s3:GetBucketCORS",
        ("PutBucketCors" | "DeleteBucketCors", _) => "s3:PutBucketCORS",
        ("GetBucketRequestPayment", _) => "s3:GetBucketRequestPayment",
        ("PutBucketRequestPayment", _) => "s3:PutBucketRequestPayment",
        ("GetObject" | "HeadObject", false) => "s3:GetObject",
        ("GetObject" | "HeadObject", true) => "s3:GetObjectVersion",
        (
            "PutObject"
            | "CopyObject"
            | "CreateMultipartUpload"
            | "UploadPart"
            | "CompleteMultipartUpload",
            _,
        ) => "s3:PutObject",
        ("AbortMultipartUpload", _) => "s3:AbortMultipartUpload",
        ("DeleteObject", false) => "s3:DeleteObject",
        ("DeleteObject", true) => "s3:DeleteObjectVersion",
        ("DeleteObjects", _) => return Some(None),
        _ => return None,
    };
    Some(Some(action))
}

pub(super) fn bucket_arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

pub(super) fn object_arn(bucket: &str, key: &str) -> String {
    format!("arn:aws:s3:::{bucket}/{key}")
}
