use percent_encoding::percent_decode_str;

use super::{Locator, VERSION};
use crate::domain::Region;

/// The ends of S3's host names, in every partition that has a public console.
const DNS_SUFFIXES: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];

/// The locator that was meant by another way of naming an object: a URL of S3 in virtual-hosted or
/// path style, presigned or not, or the ARN that the console copies.
///
/// Only S3's own host names are understood: what another endpoint's path means, nobody here knows.
/// Everything in the query but the version id is dropped, for a presigned query is a secret.
///
/// Source: Amazon S3 User Guide, "Virtual hosting of general purpose buckets".
pub(super) fn locator_of(text: &str) -> Option<Locator> {
    let (bucket, key, version_id) = match text.split_once("://") {
        Some(("https" | "http", url)) => of_url(url)?,
        Some(_) => return None,
        None => of_arn(text)?,
    };
    let key = key.parse().ok()?;
    let version_id = match version_id {
        Some(version_id) => Some(version_id.parse().ok()?),
        None => None,
    };
    Locator::new(bucket.parse().ok()?, key, version_id).ok()
}

/// Bucket, key and version id.
type Parts = (String, String, Option<String>);

fn of_url(url: &str) -> Option<Parts> {
    let url = url.split('#').next()?;
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (host, path) = address.split_once('/')?;
    let path = decoded(path)?;
    let bucket = before_s3(host)?;
    let (bucket, key) = if bucket.is_empty() {
        let (bucket, key) = path.split_once('/')?;
        (bucket.to_owned(), key.to_owned())
    } else {
        (bucket, path)
    };
    let version_id = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(&VERSION[1..]))
        .map(|version_id| decoded(version_id).unwrap_or_default());
    Some((bucket, key, version_id))
}

/// What stands before S3's own name in a host of S3: the bucket, or nothing.
fn before_s3(host: &str) -> Option<String> {
    let host = host.split(':').next()?.to_ascii_lowercase();
    let name = DNS_SUFFIXES
        .iter()
        .find_map(|suffix| host.strip_suffix(suffix))?;
    let labels: Vec<_> = name.split('.').collect();
    // A bucket may have a label "s3", too: S3's own is the last.
    let service = labels.iter().rposition(|label| is_service(label))?;
    let (bucket, place) = (&labels[..service], &labels[service + 1..]);
    let is_place = match place {
        [] | ["dualstack"] => true,
        [region] | ["dualstack", region] => region.parse::<Region>().is_ok(),
        _ => false,
    };
    is_place.then(|| bucket.join("."))
}

/// S3's own label: `s3`, or an older one with the region in it. Access points and others that
/// address no bucket have labels of their own (`s3-accesspoint`, `s3-control`).
fn is_service(label: &str) -> bool {
    let plain = ["s3", "s3-fips", "s3-accelerate", "s3-external-1"];
    let region = label.strip_prefix("s3-").map(str::parse::<Region>);
    plain.contains(&label) || region.is_some_and(|region| region.is_ok())
}

fn of_arn(text: &str) -> Option<Parts> {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let ["arn", _, "s3", "", "", name] = parts[..] else {
        return None;
    };
    let (bucket, key) = name.split_once('/')?;
    Some((bucket.to_owned(), key.to_owned(), None))
}

fn decoded(text: &str) -> Option<String> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_objects_address_has_its_locator() {
        for (pasted, locator) in [
            (
                "https://pics.s3.us-west-2.amazonaws.com/a/b.png",
                "s3://pics/a/b.png",
            ),
            ("https://pics.s3.amazonaws.com/a.png", "s3://pics/a.png"),
            (
                "http://pics.s3-us-west-2.amazonaws.com/a.png",
                "s3://pics/a.png",
            ),
            (
                "https://pics.s3.dualstack.us-east-1.amazonaws.com/a.png",
                "s3://pics/a.png",
            ),
            (
                "https://pics.s3-fips.us-east-1.amazonaws.com/a.png",
                "s3://pics/a.png",
            ),
            (
                "https://pics.s3-accelerate.amazonaws.com/a.png",
                "s3://pics/a.png",
            ),
            (
                "https://my.s3.pics.s3.eu-west-1.amazonaws.com/a.png",
                "s3://my.s3.pics/a.png",
            ),
            (
                "https://s3.us-east-1.amazonaws.com/pics/a.png",
                "s3://pics/a.png",
            ),
            (
                "https://s3.amazonaws.com:443/pics//a.png",
                "s3://pics//a.png",
            ),
            (
                "https://s3-eu-west-1.amazonaws.com/pics/a.png",
                "s3://pics/a.png",
            ),
            (
                "https://pics.s3.cn-north-1.amazonaws.com.cn/a.png",
                "s3://pics/a.png",
            ),
            (
                "https://pics.s3.us-east-1.amazonaws.com/a%20%2B%2520+%C3%A9.png",
                "s3://pics/a +%20+é.png",
            ),
            (
                "https://pics.s3.us-east-1.amazonaws.com/a.png#t=3",
                "s3://pics/a.png",
            ),
            (
                "https://pics.s3.us-east-1.amazonaws.com/a.png?X-Amz-Signature=00&versionId=v1",
                "s3://pics/a.png?versionId=v1",
            ),
            ("arn:aws:s3:::pics/a/b.png", "s3://pics/a/b.png"),
            ("arn:aws-cn:s3:::pics/a:b.png", "s3://pics/a:b.png"),
        ] {
            let found = locator_of(pasted).map(|locator| locator.to_string());
            assert_eq!(found.as_deref(), Some(locator), "{pasted}");
        }
    }

    #[test]
    fn what_names_no_object_of_s3_has_no_locator() {
        for pasted in [
            "",
            "pics/a.png",
            "gs://pics/a.png",
            "https://example.com/pics/a.png",
            "https://pics.s3.us-east-1.amazonaws.com.example.com/a.png",
            "https://s3.us-east-1.amazonaws.com/pics",
            "https://pics.s3.us-east-1.amazonaws.com",
            "https://pics.s3.us-east-1.amazonaws.com/",
            "https://pics.s3.us-east-1.amazonaws.com/%FF.png",
            "https://pics.s3.us-east-1.amazonaws.com/a/../b.png",
            "https://mine-111122223333.s3-accesspoint.us-east-1.amazonaws.com/a.png",
            "https://mine-111122223333.s3-accesspoint-fips.us-east-1.amazonaws.com/a.png",
            "https://mine-111122223333.s3-object-lambda.us-east-1.amazonaws.com/a.png",
            "https://x.mrap.accesspoint.s3-global.amazonaws.com/a.png",
            "https://111122223333.s3-control.us-east-1.amazonaws.com/a.png",
            "https://s3-control.us-east-1.amazonaws.com/v20180820/jobs",
            "https://bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com/pics/a.png",
            "https://sqs.us-east-1.amazonaws.com/111122223333/queue",
            "arn:aws:s3:us-east-1:111122223333:accesspoint/mine/object/a.png",
            "arn:aws:s3:::pics",
        ] {
            assert_eq!(locator_of(pasted), None, "{pasted}");
        }
    }
}
