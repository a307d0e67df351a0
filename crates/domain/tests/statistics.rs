//! Engagement statistics against rows written by hand: the worked example of the design first.

#[cfg(test)]
#[path = "statistics/example.rs"]
mod example;
#[cfg(test)]
#[path = "statistics/people.rs"]
mod people;
#[cfg(test)]
#[path = "statistics/rows.rs"]
mod rows;
#[cfg(test)]
#[path = "statistics/rules.rs"]
mod rules;
#[cfg(test)]
#[path = "statistics/several.rs"]
mod several;
#[cfg(test)]
#[path = "statistics/world.rs"]
mod world;
