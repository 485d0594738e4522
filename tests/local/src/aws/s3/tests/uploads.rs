//! Multipart uploads.
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use super::world::{World, refusal};

const MEBIBYTES_5: usize = 5 * 1024 * 1024;

struct Upload<'a> {
    world: &'a World,
    id: String,
    parts: Vec<CompletedPart>,
}

impl<'a> Upload<'a> {
    async fn begin(world: &'a World) -> Self {
        let begun = world
            .owner()
            .create_multipart_upload()
            .bucket("pictures")
            .key("k")
            .content_type("video/mp4");
        Self {
            world,
            id: begun.send().await.unwrap().upload_id.unwrap(),
            parts: Vec::new(),
        }
    }

    async fn part(&mut self, number: i32, body: Vec<u8>) {
        let part = self
            .world
            .owner()
            .upload_part()
            .bucket("pictures")
            .key("k")
            .upload_id(&self.id);
        let part = part
            .part_number(number)
            .body(ByteStream::from(body))
            .send()
            .await
            .unwrap();
        let part = CompletedPart::builder()
            .part_number(number)
            .set_e_tag(part.e_tag)
            .build();
        self.parts.push(part);
    }

    fn complete(
        self,
    ) -> aws_sdk_s3::operation::complete_multipart_upload::builders::CompleteMultipartUploadFluentBuilder{
        let parts = CompletedMultipartUpload::builder()
            .set_parts(Some(self.parts))
            .build();
        let complete = self
            .world
            .owner()
            .complete_multipart_upload()
            .bucket("pictures")
            .key("k");
        complete.upload_id(self.id).multipart_upload(parts)
    }
}

#[tokio::test]
async fn parts_become_one_object() {
    let world = World::start().await;
    let mut upload = Upload::begin(&world).await;
    upload.part(1, vec![b'a'; MEBIBYTES_5]).await;
    upload.part(3, b"end".to_vec()).await;
    let whole = upload.complete().send().await.unwrap();
    assert!(whole.e_tag().unwrap().ends_with("-2\""));

    let get = world
        .owner()
        .get_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (get.e_tag(), get.content_type()),
        (whole.e_tag(), Some("video/mp4"))
    );
    let body = get.body.collect().await.unwrap().into_bytes();
    assert_eq!(
        (body.len(), &body[MEBIBYTES_5..]),
        (MEBIBYTES_5 + 3, b"end".as_slice())
    );
}

#[tokio::test]
async fn small_parts_wrong_order_and_foreign_parts_are_refused() {
    let world = World::start().await;
    let mut small = Upload::begin(&world).await;
    small.part(1, b"small".to_vec()).await;
    small.part(2, b"end".to_vec()).await;
    let (id, mut parts) = (small.id.clone(), small.parts.clone());
    let error = small.complete().send().await.unwrap_err();
    assert_eq!(refusal(&error), (400, "EntityTooSmall".into()));

    parts.reverse();
    let order = Upload {
        world: &world,
        id: id.clone(),
        parts,
    };
    assert_eq!(
        refusal(&order.complete().send().await.unwrap_err()),
        (400, "InvalidPartOrder".into())
    );
    let parts = vec![
        CompletedPart::builder()
            .part_number(1)
            .e_tag("\"other\"")
            .build(),
    ];
    let foreign = Upload {
        world: &world,
        id,
        parts,
    };
    assert_eq!(
        refusal(&foreign.complete().send().await.unwrap_err()),
        (400, "InvalidPart".into())
    );
}

#[tokio::test]
async fn an_aborted_upload_is_gone() {
    let world = World::start().await;
    let mut upload = Upload::begin(&world).await;
    upload.part(1, b"x".to_vec()).await;
    let abort = world
        .owner()
        .abort_multipart_upload()
        .bucket("pictures")
        .key("k")
        .upload_id(&upload.id);
    abort.send().await.unwrap();
    let error = upload.complete().send().await.unwrap_err();
    assert_eq!(refusal(&error), (404, "NoSuchUpload".into()));
}
