//! What a presigned URL costs, beside the peers and beside the hash alone: `cargo bench -p shared`.
//!
//! Everything is measured in one run on one thread, so that the ratios at the end mean something;
//! the absolute times are those of this machine.
mod peers;
mod work;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use shared::domain::Locator;

use peers::{AwsSdkS3, AwsSigv4, ObjectStore, Peer, RustyS3, Shared};
use work::{canonical_length, hash_blocks, objects};

/// The nanoseconds that each URL took, one number for each sample.
type Samples = BTreeMap<&'static str, Vec<f64>>;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    let objects = objects(10_000);
    let mut samples = Samples::new();
    let floor = canonical_length(&objects[0]);
    measure(&mut criterion, &mut samples, "hash alone", &objects, |_| {
        black_box(hash_blocks(black_box(floor)));
    });
    let peers: [Box<dyn Peer>; 5] = [
        Box::new(Shared::new()),
        Box::new(RustyS3::new()),
        Box::new(AwsSigv4::new()),
        Box::new(ObjectStore::new()),
        Box::new(AwsSdkS3::new()),
    ];
    for peer in &peers {
        measure(
            &mut criterion,
            &mut samples,
            peer.name(),
            &objects,
            |object| {
                black_box(peer.presign(black_box(object)));
            },
        );
    }
    compare(&samples);
}

fn measure(
    criterion: &mut Criterion,
    samples: &mut Samples,
    name: &'static str,
    objects: &[Locator],
    mut each: impl FnMut(&Locator),
) {
    criterion.bench_function(name, |bencher| {
        let mut next = objects.iter().cycle();
        bencher.iter_custom(|iterations| {
            let started = Instant::now();
            for object in next
                .by_ref()
                .take(usize::try_from(iterations).unwrap_or(usize::MAX))
            {
                each(object);
            }
            let took = started.elapsed();
            let nanoseconds = took.as_secs_f64() * 1e9;
            #[expect(
                clippy::cast_precision_loss,
                reason = "a number of iterations is small"
            )]
            samples
                .entry(name)
                .or_default()
                .push(nanoseconds / iterations as f64);
            took
        });
    });
}

/// Prints how many times as long as ours everything takes.
#[expect(clippy::print_stdout, reason = "this is the result")]
fn compare(samples: &Samples) {
    let median = |name: &str| {
        let mut sorted = samples.get(name)?.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    };
    let Some(ours) = median(peers::OURS) else {
        return;
    };
    println!("{:<12} {:>10} {:>9}", "", "ns per URL", "× ours");
    for name in samples.keys() {
        if let Some(theirs) = median(name) {
            println!("{name:<12} {theirs:>10.0} {:>9.2}", theirs / ours);
        }
    }
}
