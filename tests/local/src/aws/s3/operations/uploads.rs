//! Multipart uploads.
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, ETag,
    UploadPartInput, UploadPartOutput,
};
use s3s::{S3Result, s3_error};

use super::Operations;
use super::representation::{encryption, encryption_by, etag, version_id};
use super::writes::attributes;
use crate::aws::s3::access::Requester;

impl Operations {
    pub(super) fn create_multipart_upload(
        &self,
        requester: &Requester,
        mut input: CreateMultipartUploadInput,
    ) -> S3Result<CreateMultipartUploadOutput> {
        let (key_id, method) = (
            input.ssekms_key_id.take(),
            input.server_side_encryption.take(),
        );
        let kms_key_arn = self.key_for(requester, &input.bucket, method.as_ref(), key_id)?;
        let (server_side_encryption, ssekms_key_id) = encryption_by(kms_key_arn.clone());
        let attributes = attributes!(input, kms_key_arn);
        let upload_id = self
            .store()
            .begin_upload(&input.bucket, &input.key, attributes)?;
        Ok(CreateMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            upload_id: Some(upload_id),
            server_side_encryption,
            ssekms_key_id,
            ..CreateMultipartUploadOutput::default()
        })
    }

    pub(super) async fn upload_part(
        &self,
        _: &Requester,
        input: UploadPartInput,
    ) -> S3Result<UploadPartOutput> {
        let number = input.part_number;
        if !(1..=10_000).contains(&number) {
            return Err(s3_error!(
                InvalidArgument,
                "Part number must be an integer between 1 and 10000, inclusive"
            ));
        }
        let part = self
            .receive(input.body, input.content_md5.as_deref())
            .await?;
        let etag =
            self.store()
                .add_part(&input.bucket, &input.key, &input.upload_id, number, part)?;
        Ok(UploadPartOutput {
            e_tag: Some(ETag::Strong(etag)),
            ..UploadPartOutput::default()
        })
    }

    pub(super) async fn complete_multipart_upload(
        &self,
        _: &Requester,
        input: CompleteMultipartUploadInput,
    ) -> S3Result<CompleteMultipartUploadOutput> {
        let named = input
            .multipart_upload
            .and_then(|upload| upload.parts)
            .unwrap_or_default();
        let parts = named
            .into_iter()
            .map(|part| Some((part.part_number?, part.e_tag?.into_value())));
        let parts: Vec<_> = parts
            .collect::<Option<_>>()
            .ok_or_else(|| s3_error!(MalformedXML))?;
        let (bucket, key) = (input.bucket, input.key);
        let version = self
            .store()
            .complete_upload(&bucket, &key, &input.upload_id, &parts, (self.clock)())
            .await?;
        let (server_side_encryption, ssekms_key_id) =
            version.content.as_ref().map(encryption).unwrap_or_default();
        Ok(CompleteMultipartUploadOutput {
            location: Some(format!("/{bucket}/{key}")),
            e_tag: etag(&version),
            version_id: version_id(&version, false),
            bucket: Some(bucket),
            key: Some(key),
            server_side_encryption,
            ssekms_key_id,
            ..CompleteMultipartUploadOutput::default()
        })
    }

    pub(super) fn abort_multipart_upload(
        &self,
        _: &Requester,
        input: AbortMultipartUploadInput,
    ) -> S3Result<AbortMultipartUploadOutput> {
        self.store()
            .abort_upload(&input.bucket, &input.key, &input.upload_id)?;
        Ok(AbortMultipartUploadOutput::default())
    }
}
