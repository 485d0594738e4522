//! Listing objects.
use super::world::World;

#[tokio::test]
async fn pages_continue_where_the_last_one_ended() {
    let world = World::start().await;
    for key in ["a", "d/1", "d/2", "e", "f/1", "g"] {
        world.put(key, b"x").await;
    }
    let (mut keys, mut prefixes, mut token) = (Vec::new(), Vec::new(), None);
    for expected in [2, 2, 1] {
        let list = world
            .owner()
            .list_objects_v2()
            .bucket("pictures")
            .delimiter("/")
            .max_keys(2);
        let page = list.set_continuation_token(token).send().await.unwrap();
        assert_eq!(page.key_count(), Some(expected));
        keys.extend(
            page.contents()
                .iter()
                .map(|it| it.key().unwrap().to_owned()),
        );
        prefixes.extend(
            page.common_prefixes()
                .iter()
                .map(|it| it.prefix().unwrap().to_owned()),
        );
        token = page.next_continuation_token;
    }
    assert_eq!(token, None);
    assert_eq!(keys, ["a", "e", "g"]);
    assert_eq!(prefixes, ["d/", "f/"]);
}

#[tokio::test]
async fn prefix_and_start_narrow_the_listing() {
    let world = World::start().await;
    for key in ["a", "d/1", "d/2", "d/3", "e"] {
        world.put(key, b"hello").await;
    }
    let list = world
        .owner()
        .list_objects_v2()
        .bucket("pictures")
        .prefix("d/")
        .start_after("d/1");
    let page = list.send().await.unwrap();
    let keys: Vec<_> = page.contents().iter().map(|it| it.key().unwrap()).collect();
    assert_eq!(keys, ["d/2", "d/3"]);
    let first = &page.contents()[0];
    assert_eq!(
        (first.size(), first.e_tag()),
        (Some(5), Some("\"5d41402abc4b2a76b9719d911017c592\""))
    );
    let context = world.people.context_of("s3:ListBucket");
    assert_eq!(context["s3:prefix"], "d/");
}

#[tokio::test]
async fn the_first_version_of_the_operation_pages_by_key() {
    let world = World::start().await;
    for key in ["a", "d/1", "d/2", "e"] {
        world.put(key, b"x").await;
    }
    let list = || {
        world
            .owner()
            .list_objects()
            .bucket("pictures")
            .delimiter("/")
            .max_keys(2)
    };
    let page = list().send().await.unwrap();
    assert_eq!(
        (page.is_truncated(), page.next_marker()),
        (Some(true), Some("d/"))
    );
    let page = list().marker("d/").send().await.unwrap();
    assert_eq!(
        (page.is_truncated(), page.contents()[0].key()),
        (Some(false), Some("e"))
    );
}
