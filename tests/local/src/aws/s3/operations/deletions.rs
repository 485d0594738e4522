//! Deleting objects, one or many.
use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject,
    Error, ObjectIdentifier,
};
use s3s::{S3Error, S3Result, s3_error};

use super::Operations;
use crate::aws::s3::access::Requester;
use crate::aws::s3::actions::object_arn;

/// How many keys one request may name.
const MOST_KEYS: usize = 1_000;

impl Operations {
    pub(super) fn delete_object(
        &self,
        _: &Requester,
        input: DeleteObjectInput,
    ) -> S3Result<DeleteObjectOutput> {
        let id = input.version_id.as_deref();
        let deleted = self
            .store()
            .delete(&input.bucket, &input.key, id, (self.clock)())?;
        Ok(DeleteObjectOutput {
            delete_marker: deleted.delete_marker.then_some(true),
            version_id: deleted.version_id,
            ..DeleteObjectOutput::default()
        })
    }

    /// Each key succeeds or fails by itself.
    pub(super) fn delete_objects(
        &self,
        requester: &Requester,
        input: DeleteObjectsInput,
    ) -> S3Result<DeleteObjectsOutput> {
        if input.delete.objects.len() > MOST_KEYS {
            return Err(s3_error!(MalformedXML));
        }
        let (mut deleted, mut errors) = (Vec::new(), Vec::new());
        for object in input.delete.objects {
            match self.delete_one(requester, &input.bucket, &object) {
                Ok(entry) => deleted.push(entry),
                Err(error) => errors.push(Error {
                    code: Some(error.code().as_str().to_owned()),
                    key: Some(object.key),
                    message: error.message().map(str::to_owned),
                    version_id: object.version_id,
                }),
            }
        }
        if input.delete.quiet == Some(true) {
            deleted.clear();
        }
        Ok(DeleteObjectsOutput {
            deleted: Some(deleted),
            errors: Some(errors),
            ..DeleteObjectsOutput::default()
        })
    }

    fn delete_one(
        &self,
        requester: &Requester,
        bucket: &str,
        object: &ObjectIdentifier,
    ) -> Result<DeletedObject, S3Error> {
        let action = if object.version_id.is_some() {
            "s3:DeleteObjectVersion"
        } else {
            "s3:DeleteObject"
        };
        self.access
            .require(requester, action, &object_arn(bucket, &object.key))?;
        let id = object.version_id.as_deref();
        let deleted = self
            .store()
            .delete(bucket, &object.key, id, (self.clock)())?;
        Ok(DeletedObject {
            key: Some(object.key.clone()),
            delete_marker: deleted.delete_marker.then_some(true),
            delete_marker_version_id: deleted.version_id.filter(|_| deleted.delete_marker),
            version_id: object.version_id.clone(),
        })
    }
}
