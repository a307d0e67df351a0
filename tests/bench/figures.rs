//! What was measured, added up and printed side by side.

use crate::documents::Document;

/// One side of a document, over all its turns.
#[derive(Debug, Default, Clone)]
pub(crate) struct Side {
    pub(crate) requests: usize,
    pub(crate) seconds: f64,
    /// Processor time of everything on this side: the server or the SQL's carrier, and the database.
    pub(crate) processor_seconds: f64,
    /// Of each request, in microseconds.
    pub(crate) latencies: Vec<u32>,
}

impl Side {
    /// Adds another turn.
    pub(crate) fn add(&mut self, turn: Self) {
        self.requests += turn.requests;
        self.seconds += turn.seconds;
        self.processor_seconds += turn.processor_seconds;
        self.latencies.extend(turn.latencies);
    }

    fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds.max(f64::EPSILON)
    }

    fn processor_ms(&self) -> f64 {
        self.processor_seconds * 1000.0 / (self.requests as f64).max(1.0)
    }

    /// Milliseconds below which this share of the requests was answered.
    pub(crate) fn percentile(&mut self, share: f64) -> f64 {
        self.latencies.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in the list"
        )]
        let place = ((self.latencies.len() as f64 * share) as usize)
            .min(self.latencies.len().saturating_sub(1));
        f64::from(self.latencies.get(place).copied().unwrap_or_default()) / 1000.0
    }
}

/// One document, both sides.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    document: &'a Document,
    pub(crate) raw: Side,
    pub(crate) graphql: Side,
    /// The most that the server held so far, in mebibytes.
    pub(crate) memory: f64,
}

impl<'a> Line<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self {
            document,
            raw: Side::default(),
            graphql: Side::default(),
            memory: 0.0,
        }
    }

    pub(crate) fn print(&mut self) {
        let ratio = self.graphql.rate() / self.raw.rate().max(f64::EPSILON);
        let goal = self.document.goal.map_or_else(String::new, |goal| {
            format!(
                "{goal:.2} {}",
                if ratio >= goal { "reached" } else { "missed" }
            )
        });
        let (raw_50, raw_99) = (self.raw.percentile(0.5), self.raw.percentile(0.99));
        let (our_50, our_99) = (self.graphql.percentile(0.5), self.graphql.percentile(0.99));
        say(&format!(
            "{:<6} | {:>8.0} {:>8.0} {:>6.2} {:<13} | {:>7.2} {:>7.2} {:>6.2} | {:>7.2} {:>7.2} {:>6.2} | {:>7.3} {:>7.3} {:>6.2} | {:>5.0}  {}",
            self.document.name,
            self.raw.rate(),
            self.graphql.rate(),
            ratio,
            goal,
            raw_50,
            our_50,
            our_50 / raw_50.max(f64::EPSILON),
            raw_99,
            our_99,
            our_99 / raw_99.max(f64::EPSILON),
            self.raw.processor_ms(),
            self.graphql.processor_ms(),
            self.graphql.processor_ms() / self.raw.processor_ms().max(f64::EPSILON),
            self.memory,
            self.document.about,
        ));
    }
}

/// The table's head.
pub(crate) fn head() {
    say(&format!(
        "{:<6} | {:^38} | {:^22} | {:^22} | {:^22} | {:>5}",
        "", "requests a second", "p50 ms", "p99 ms", "processor ms a request", "MiB"
    ));
    say(&format!(
        "{:<6} | {:>8} {:>8} {:>6} {:<13} | {:>7} {:>7} {:>6} | {:>7} {:>7} {:>6} | {:>7} {:>7} {:>6} | {:>5}",
        "",
        "SQL",
        "GraphQL",
        "ratio",
        "goal",
        "SQL",
        "GraphQL",
        "ratio",
        "SQL",
        "GraphQL",
        "ratio",
        "SQL",
        "GraphQL",
        "ratio",
        "peak"
    ));
}

/// Says something to whoever asked for figures.
#[expect(clippy::print_stdout, reason = "the table is the benchmark's answer")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
