//! CPU time of the measuring thread for each item of several pieces of work.
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How often each work gets its turn.
const ROUNDS: usize = 51;

/// How long a turn takes at least.
const TURN: Duration = Duration::from_millis(20);

/// Works that are compared. They take short turns, and ratios are those of a round: the speed of a
/// machine that others use as well changes from one second to the next.
#[derive(Default)]
pub(crate) struct Comparison<'a>(Vec<Work<'a>>);

struct Work<'a> {
    name: String,
    /// How many items each run deals with.
    items: u32,
    run: Box<dyn FnMut() + 'a>,
    /// Nanoseconds for each item, one number for each round.
    rounds: Vec<f64>,
}

impl<'a> Comparison<'a> {
    pub(crate) fn add(&mut self, name: &str, items: u32, run: impl FnMut() + 'a) {
        self.0.push(Work {
            name: name.to_owned(),
            items,
            run: Box::new(run),
            rounds: vec![],
        });
    }

    /// Prints what each item costs, and how many times as much as with `reference`.
    #[expect(clippy::print_stdout, reason = "this is the result")]
    pub(crate) fn print(mut self, reference: &str, item: &str) {
        for _ in 0..ROUNDS {
            self.0.iter_mut().for_each(Work::take_turn);
        }
        let reference = self.0.iter().find(|work| work.name == reference);
        let reference = reference.expect("a reference").rounds.clone();
        let per_item = format!("ns per {item}");
        println!("{:<40} {per_item:>14} {:>7}", "", "ratio");
        for work in &self.0 {
            let ratios = work.rounds.iter().zip(&reference);
            let ratio = median(ratios.map(|(ours, theirs)| ours / theirs).collect());
            let nanoseconds = median(work.rounds.clone());
            println!("{:<40} {nanoseconds:>14.0} {ratio:>7.2}", work.name);
        }
    }
}

impl Work<'_> {
    fn take_turn(&mut self) {
        let started = clock_gettime(ClockId::ThreadCPUTime);
        let mut runs = 0;
        let took = loop {
            (self.run)();
            runs += 1;
            let took = clock_gettime(ClockId::ThreadCPUTime) - started;
            let took = Duration::try_from(took).expect("time passes");
            if took >= TURN {
                break took;
            }
        };
        let nanoseconds = u64::try_from(took.as_nanos()).expect("a short time");
        self.rounds.push(per(runs * self.items, nanoseconds));
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn per(items: u32, count: u64) -> f64 {
    count as f64 / f64::from(items)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
