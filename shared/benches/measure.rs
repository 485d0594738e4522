//! CPU time of the measuring thread, and allocations, for each item of a piece of work.
use std::time::Duration;

use criterion::Criterion;
use rustix::time::{ClockId, clock_gettime};

/// Everything measured in one run.
pub(crate) struct Table {
    criterion: Criterion,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    /// Nanoseconds for each item, one number for each of criterion's samples.
    samples: Vec<f64>,
    allocations: f64,
}

impl Table {
    pub(crate) fn new() -> Self {
        let criterion = Criterion::default()
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(4))
            .configure_from_args();
        Self {
            criterion,
            rows: vec![],
        }
    }

    /// Measures `work`, which each time deals with `items`.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub(crate) fn measure(&mut self, name: &str, items: u32, mut work: impl FnMut()) {
        let mut samples = vec![];
        self.criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|iterations| {
                let started = clock_gettime(ClockId::ThreadCPUTime);
                (0..iterations).for_each(|_| work());
                let took = clock_gettime(ClockId::ThreadCPUTime) - started;
                let took = Duration::try_from(took).expect("time passes");
                let each = took.as_secs_f64() / iterations as f64 / f64::from(items);
                samples.push(each * 1e9);
                took
            });
        });
        if samples.is_empty() {
            return; // Not among those that the command line asks for.
        }
        samples.sort_by(f64::total_cmp);
        let allocations = allocation_counter::measure(work).count_total as f64;
        self.rows.push(Row {
            name: name.to_owned(),
            samples,
            allocations: allocations / f64::from(items),
        });
    }

    /// Prints what each item costs, and how many times as much as with `reference`.
    #[expect(clippy::print_stdout, reason = "this is the result")]
    pub(crate) fn print(&self, reference: &str, item: &str) {
        let reference = self.rows.iter().find(|row| row.name == reference);
        let reference = reference.map_or(f64::NAN, Row::median);
        let per_item = format!("ns per {item}");
        println!(
            "{:<44} {per_item:>14} {:>7} {:>12}",
            "", "ratio", "allocations"
        );
        for row in &self.rows {
            let (median, allocations) = (row.median(), row.allocations);
            let ratio = median / reference;
            println!(
                "{:<44} {median:>14.0} {ratio:>7.2} {allocations:>12.2}",
                row.name
            );
        }
    }
}

impl Row {
    fn median(&self) -> f64 {
        self.samples[self.samples.len() / 2]
    }
}
