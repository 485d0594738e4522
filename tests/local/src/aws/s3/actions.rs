//! Which IAM action each operation needs, on which resource.
//!
//! From the Service Authorization Reference, "Actions defined by Amazon S3".

/// What the caller of an operation must be allowed.
pub(super) enum Need {
    /// This action on the resource that the path names.
    Action(&'static str),
    /// What the body names; the operation asks for itself.
    ByKey,
}

/// What `operation` (as s3s names it) needs; `None` for one that this S3 does not have.
pub(super) fn need_of(operation: &str, version_named: bool) -> Option<Need> {
    let action = match (operation, version_named) {
        ("ListBuckets", _) => "s3:ListAllMyBuckets",
        ("CreateBucket", _) => "s3:CreateBucket",
        ("DeleteBucket", _) => "s3:DeleteBucket",
        ("HeadBucket" | "ListObjects" | "ListObjectsV2", _) => "s3:ListBucket",
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
        ("DeleteObjects", _) => return Some(Need::ByKey),
        _ => return None,
    };
    Some(Need::Action(action))
}

pub(super) fn bucket_arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

pub(super) fn object_arn(bucket: &str, key: &str) -> String {
    format!("arn:aws:s3:::{bucket}/{key}")
}
