//! What a presigned URL costs, beside the peers and beside the hash alone.
//!
//! Everything is measured in one run on one thread, so that the ratios mean something; the absolute
//! times are those of this machine.
#[path = "../measure.rs"]
mod measure;
mod peers;
mod work;

use std::hint::black_box;

use measure::Comparison;
use peers::{AwsSdkS3, AwsSigv4, ObjectStore, Peer, RustyS3, Shared};
use work::{canonical_length, hash_blocks, hash_with_ring, objects};

/// How many URLs are signed before anyone looks at the clock.
const RUN: u32 = 100;

fn main() {
    let objects = objects(10_000);
    let ours = Shared::new();
    let peers: [Box<dyn Peer>; 4] = [
        Box::new(RustyS3::new()),
        Box::new(AwsSigv4::new()),
        Box::new(ObjectStore::new()),
        Box::new(AwsSdkS3::new()),
    ];
    let mut comparison = Comparison::default();
    let canonical_length = canonical_length(&objects[0]);
    comparison.add("hash alone", RUN, || {
        for _ in 0..RUN {
            black_box(hash_blocks(black_box(canonical_length)));
        }
    });
    comparison.add("hash alone, with ring", RUN, || {
        for _ in 0..RUN {
            black_box(hash_with_ring(black_box(canonical_length)));
        }
    });
    let mut next = objects.iter().cycle();
    let mut url = String::with_capacity(4096);
    let signer = &ours.0;
    comparison.add(ours.name(), RUN, move || {
        for object in next.by_ref().take(RUN as usize) {
            url.clear();
            signer.write_url(black_box(object), &mut url);
            black_box(&url);
        }
    });
    for peer in &peers {
        let mut next = objects.iter().cycle();
        comparison.add(peer.name(), RUN, move || {
            for object in next.by_ref().take(RUN as usize) {
                black_box(peer.presign(black_box(object)));
            }
        });
    }
    comparison.print(ours.name(), "URL");
}
