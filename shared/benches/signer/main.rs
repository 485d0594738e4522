//! What a presigned URL costs, beside the peers and beside the hash alone.
//!
//! Everything is measured in one run on one thread, so that the ratios mean something; the absolute
//! times are those of this machine.
#[path = "../measure.rs"]
mod measure;
mod peers;
mod work;

use std::hint::black_box;

use measure::Table;
use peers::{AwsSdkS3, AwsSigv4, ObjectStore, Peer, RustyS3, Shared};
use work::{canonical_length, hash_blocks, hash_with_ring, objects};

fn main() {
    let objects = objects(10_000);
    let mut table = Table::new();
    let canonical_length = canonical_length(&objects[0]);
    table.measure("hash alone", 1, || {
        black_box(hash_blocks(black_box(canonical_length)));
    });
    table.measure("hash alone, with ring", 1, || {
        black_box(hash_with_ring(black_box(canonical_length)));
    });
    let ours = Shared::new();
    let mut next = objects.iter().cycle();
    let mut url = String::with_capacity(4096);
    table.measure(ours.name(), 1, || {
        url.clear();
        ours.0
            .write_url(black_box(next.next().expect("a cycle")), &mut url);
        black_box(&url);
    });
    let peers: [Box<dyn Peer>; 4] = [
        Box::new(RustyS3::new()),
        Box::new(AwsSigv4::new()),
        Box::new(ObjectStore::new()),
        Box::new(AwsSdkS3::new()),
    ];
    for peer in &peers {
        table.measure(peer.name(), 1, || {
            black_box(peer.presign(black_box(next.next().expect("a cycle"))));
        });
    }
    table.print(ours.name(), "URL");
}
