//! S3's operations, as s3s names them, on the store.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "all operations have the signature of their s3s trait method"
)]
mod buckets;
mod conditions;
mod deletions;
mod listings;
mod objects;
mod representation;
mod uploads;
mod writes;

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CreateBucketInput,
    CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput,
    DeleteBucketCorsInput, DeleteBucketCorsOutput, DeleteBucketInput, DeleteBucketOutput,
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput,
    GetBucketCorsInput, GetBucketCorsOutput, GetBucketLocationInput, GetBucketLocationOutput,
    GetBucketRequestPaymentInput, GetBucketRequestPaymentOutput, GetBucketVersioningInput,
    GetBucketVersioningOutput, GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput,
    HeadObjectInput, HeadObjectOutput, ListBucketsInput, ListBucketsOutput,
    ListObjectVersionsInput, ListObjectVersionsOutput, ListObjectsInput, ListObjectsOutput,
    ListObjectsV2Input, ListObjectsV2Output, PutBucketCorsInput, PutBucketCorsOutput,
    PutBucketRequestPaymentInput, PutBucketRequestPaymentOutput, PutBucketVersioningInput,
    PutBucketVersioningOutput, PutObjectInput, PutObjectOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result};

use super::Clock;
use super::access::{Access, Requester};
use super::store::{Settings, Store, StoreError};

/// The operations of this S3; s3s answers `NotImplemented` to the others.
pub(super) struct Operations {
    pub(super) access: Access,
    pub(super) clock: Clock,
}

impl Operations {
    fn store(&self) -> &Store {
        &self.access.store
    }

    fn settings(&self, bucket: &str) -> S3Result<Settings> {
        Ok(self
            .store()
            .settings(bucket)
            .ok_or(StoreError::NoSuchBucket)?)
    }
}

/// Implements the operations by the methods of the same names, which take requester and input.
macro_rules! operations {
    (
        immediate { $($immediate:ident($input:ty) -> $output:ty;)* }
        streaming { $($streaming:ident($stream_input:ty) -> $stream_output:ty;)* }
    ) => {
        #[async_trait::async_trait]
        impl S3 for Operations {
            $(async fn $immediate(&self, request: S3Request<$input>) -> S3Result<S3Response<$output>> {
                let requester = Requester::of(&request)?;
                Ok(S3Response::new(Operations::$immediate(self, &requester, request.input)?))
            })*
            $(async fn $streaming(
                &self,
                request: S3Request<$stream_input>,
            ) -> S3Result<S3Response<$stream_output>> {
                let requester = Requester::of(&request)?;
                Ok(S3Response::new(Operations::$streaming(self, &requester, request.input).await?))
            })*
        }
    };
}

operations! {
    immediate {
        list_buckets(ListBucketsInput) -> ListBucketsOutput;
        create_bucket(CreateBucketInput) -> CreateBucketOutput;
        head_bucket(HeadBucketInput) -> HeadBucketOutput;
        delete_bucket(DeleteBucketInput) -> DeleteBucketOutput;
        get_bucket_location(GetBucketLocationInput) -> GetBucketLocationOutput;
        get_bucket_versioning(GetBucketVersioningInput) -> GetBucketVersioningOutput;
        put_bucket_versioning(PutBucketVersioningInput) -> PutBucketVersioningOutput;
        get_bucket_cors(GetBucketCorsInput) -> GetBucketCorsOutput;
        put_bucket_cors(PutBucketCorsInput) -> PutBucketCorsOutput;
        delete_bucket_cors(DeleteBucketCorsInput) -> DeleteBucketCorsOutput;
        get_bucket_request_payment(GetBucketRequestPaymentInput) -> GetBucketRequestPaymentOutput;
        put_bucket_request_payment(PutBucketRequestPaymentInput) -> PutBucketRequestPaymentOutput;
        head_object(HeadObjectInput) -> HeadObjectOutput;
        list_objects(ListObjectsInput) -> ListObjectsOutput;
        list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output;
        list_object_versions(ListObjectVersionsInput) -> ListObjectVersionsOutput;
        delete_object(DeleteObjectInput) -> DeleteObjectOutput;
        delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput;
        create_multipart_upload(CreateMultipartUploadInput) -> CreateMultipartUploadOutput;
        abort_multipart_upload(AbortMultipartUploadInput) -> AbortMultipartUploadOutput;
    }
    streaming {
        get_object(GetObjectInput) -> GetObjectOutput;
        put_object(PutObjectInput) -> PutObjectOutput;
        copy_object(CopyObjectInput) -> CopyObjectOutput;
        upload_part(UploadPartInput) -> UploadPartOutput;
        complete_multipart_upload(CompleteMultipartUploadInput) -> CompleteMultipartUploadOutput;
    }
}
