use aws_sdk_s3::config::endpoint::{DefaultResolver, Params, ResolveEndpoint};
use futures::FutureExt;
use moka::sync::Cache;

use crate::domain::{BucketName, Settings};
use crate::ports::{AddressError, BucketAddressing};
use crate::sigv4::BucketAddress;

/// S3's own endpoint rules, as aws-sdk-s3 carries them, asked once per bucket.
#[derive(Debug)]
pub struct S3Addressing {
    rules: DefaultResolver,
    addresses: Cache<Question, BucketAddress>,
}

/// Everything the answer depends on: bucket, region, endpoint and path style.
type Question = (BucketName, String, Option<String>, bool);

impl Default for S3Addressing {
    fn default() -> Self {
        Self {
            rules: DefaultResolver::new(),
            addresses: Cache::new(10_000),
        }
    }
}

impl BucketAddressing for S3Addressing {
    fn address(
        &self,
        settings: &Settings,
        bucket: &BucketName,
    ) -> Result<BucketAddress, AddressError> {
        let question = (
            bucket.clone(),
            settings.region.to_string(),
            settings.endpoint_url.as_ref().map(ToString::to_string),
            settings.force_path_style,
        );
        if let Some(address) = self.addresses.get(&question) {
            return Ok(address);
        }
        let address = self.resolve(&question)?;
        self.addresses.insert(question, address.clone());
        Ok(address)
    }
}

impl S3Addressing {
    fn resolve(&self, question: &Question) -> Result<BucketAddress, AddressError> {
        let refused = |why: &dyn std::fmt::Display| AddressError(why.to_string());
        let (bucket, region, endpoint_url, force_path_style) = question;
        // Without the slash the rules would glue the bucket to the base path.
        let endpoint_url = endpoint_url.as_ref().map(|url| format!("{url}/"));
        let params = Params::builder()
            .bucket(bucket.as_str())
            .region(region)
            .set_endpoint(endpoint_url)
            .force_path_style(*force_path_style)
            .build()
            .map_err(|error| refused(&error))?;
        let answer = self.rules.resolve_endpoint(&params).now_or_never();
        let endpoint = answer
            .ok_or_else(|| refused(&"the endpoint rules did not answer at once"))?
            .map_err(|error| refused(&error))?;
        BucketAddress::new(endpoint.url(), region).map_err(|error| refused(&error))
    }
}

#[cfg(test)]
mod tests;
